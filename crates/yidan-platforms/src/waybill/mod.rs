//! A source of waybill numbers: a marketplace, a carrier or somebody who speaks for several carriers. As with `Channel`, a source builds
//! requests and reads replies; it never sends, waits, stores or draws. Numbers cost money: what a repeated call and a lost reply mean is
//! data of each source (`About::rules`), and who sends lives by it.
//!
//! Price tables, the choice of a carrier, the patterns of numbers and tracking are not here.

mod about;
mod consignment;
mod heard;

pub use about::{About, Again, Can, Deed, Lost, Rule};
pub use consignment::{Consignment, Good, Parcel, Party, Pay};
pub(crate) use consignment::{kilograms, yuan};
pub use heard::{Branch, Heard, HeardLabel, HeardWaybill, PrintKind, Role, Template};

use crate::channel::{Access, At, Reply, Request, Trouble};
use crate::letters::{self, refused};
use crate::sign::{SignInput, sign};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One source of waybills.
pub trait Waybill: Send + Sync {
    /// Form, abilities, rules, limits: data.
    fn about(&self) -> &'static About;

    /// The next request of a task, or `None` when it is done or the source has no such call. The same `at` gives the same request, but for
    /// time stamps. `now_ms` is UTC. `Trouble::Setup` when the access lacks something, `Trouble::Refused` when the source would not take it.
    /// Before a request that writes is sent, `at` is stored: a number is bought under what stands in it, and it is taken up from there.
    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble>;

    /// Reads the reply to the request that `ask` gave for this `at` and moves `at` on. On trouble `at` stays where it is.
    fn hear(&self, access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble>;

    /// What the print component wants to be signed freshly with every task that it is given, where it wants such a thing.
    fn print_key(&self, access: &Access, now_ms: i64) -> Result<Option<String>, Trouble> {
        let _ = (access, now_ms);
        Ok(None)
    }
}

/// What is wanted of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// One harmless call that shows whether the access works.
    Test { carrier: String },
    /// A number for each parcel.
    Issue(Box<Consignment>),
    /// What was given for this consignment before.
    Query(Box<Consignment>),
    /// Gives a number back.
    Cancel(Issued),
    /// The print data of a number again.
    Reprint(Issued),
    /// Tells the source that a label came out of the printer, for the first time or again.
    Printed { issued: Issued, is_again: bool },
    /// Numbers left, by branch.
    Balance { carrier: String },
    /// Label templates of a carrier.
    Templates { carrier: String },
}

/// A number that was given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Issued {
    pub number: String,
    /// Marketplace of the orders by our code; empty = none.
    pub platform: String,
    /// Carrier as a person writes it.
    pub carrier: String,
    /// Key of its parcel.
    pub parcel: String,
    pub order_nos: Vec<String>,
    /// `HeardWaybill::notes`, as they came.
    pub notes: BTreeMap<String, String>,
}

impl Issued {
    pub(crate) fn note(&self, key: &str) -> &str {
        self.notes.get(key).map_or("", String::as_str)
    }
}

/// Codes of `Trouble::Refused` with which a source says no before anything is sent, or to what is no trouble of its own.
/// Any other code is the source's, with its own words.
pub const REFUSALS: &[&str] = &[
    "carrier",
    "foreign_order",
    "key",
    "masked_receiver",
    "missing",
    "no_order_no",
    "no_parcel",
    "not_cancellable",
    "one_parcel",
    "pay",
    "service",
    "service_several",
    "too_many_orders",
    "unknown_number",
];

/// After this trouble nobody knows whether the deed was done: it is treated as if no answer had come (`About::lost`). After any other it was not.
pub fn leaves_open(trouble: &Trouble) -> bool {
    matches!(trouble, Trouble::Again { .. } | Trouble::Unreadable { .. })
}

/// The source's code of a carrier, by the owner's choice or its table.
pub(crate) fn carrier(access: &Access, about: &About, name: &str) -> Result<String, Trouble> {
    letters::carrier_named(access, about.carriers, name)
}

/// The signature of a carrier.
pub(crate) fn signed(code: &str, scheme: Option<&str>, input: &SignInput) -> Result<String, Trouble> {
    let signed = sign(code, scheme, input).map_err(|e| Trouble::Setup { code: "sign".to_owned(), words: e.to_string() })?;
    Ok(signed.sign)
}

/// What is to be done about a failure whose code is in no published table: the sentence decides, and what it does not say is a refusal.
pub(crate) fn by_sentence(code: String, words: String) -> Trouble {
    let says = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
    if says(&["已存在", "重复", "已取消"]) {
        Trouble::Already { code, words }
    } else if says(&["签名", "验签", "白名单", "权限", "未授权", "未订阅"]) {
        Trouble::Setup { code, words }
    } else if says(&["频繁", "限流"]) {
        Trouble::Wait { after_s: None, code, words }
    } else if says(&["系统异常", "系统繁忙", "超时"]) {
        Trouble::Again { code, words }
    } else {
        Trouble::Refused { code, words }
    }
}

/// The parcel whose turn it is, when every parcel is asked for by itself.
pub(crate) fn turn<'c>(consignment: &'c Consignment, at: &At) -> Result<&'c Parcel, Trouble> {
    consignment.parcel(at.page).ok_or_else(|| refused("no_parcel", consignment.key()))
}

/// The parcel whose turn it was has its number: from a reply, or because `Task::Query` told of one that nobody had kept yet.
pub fn next_parcel(consignment: &Consignment, at: &mut At) {
    at.page += 1;
    at.is_done = at.page >= consignment.parcels.len() as i64;
}

/// The parcels of one question, where a family is asked for in one: all of it, else one parcel.
pub(crate) fn turns<'c>(consignment: &'c Consignment, at: &At) -> &'c [Parcel] {
    match usize::try_from(at.page).ok().filter(|_| !consignment.is_family) {
        Some(place) => consignment.parcels.get(place..).map_or(&[], |rest| &rest[..rest.len().min(1)]),
        None => &consignment.parcels,
    }
}

/// They have their numbers.
pub(crate) fn next_turn(consignment: &Consignment, at: &mut At) {
    next_parcel(consignment, at);
    at.is_done |= consignment.is_family;
}
