//! A marketplace with an interface: what it can be asked and how its answers are read.
//! A connector builds requests and reads replies; it never sends, waits or stores. One sender elsewhere does that for all of them.

mod access;
mod carriers;
mod trouble;
mod wire;

pub use access::{About, Access, Can, Field, Placed, Rate, Walk};
pub use carriers::carrier_code;
pub use trouble::Trouble;
pub use wire::{Method, Reply, Request};

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use yidan_domain::OrderDraft;

/// One marketplace's interface.
pub trait Channel: Send + Sync {
    /// Form, abilities, limits: data.
    fn about(&self) -> &'static About;

    /// The page at which the owner allows the access, with everything filled in. `redirect` is where the browser comes back, `state` what
    /// it brings back unchanged. `Trouble::Refused` where there is no such page.
    fn authorize_link(&self, access: &Access, redirect: &str, state: &str, now_ms: i64) -> Result<String, Trouble> {
        let _ = now_ms;
        crate::letters::filled(self.about().authorize_url, access, redirect, state)
    }

    /// The next request of a task, or `None` when it is done. The same `at` gives the same request, but for time stamps.
    /// `now_ms` is UTC. `Trouble::Setup` when the access lacks something.
    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble>;

    /// Reads the reply to the request that `ask` gave for this `at` and moves `at` on. On trouble `at` stays where it is, so that
    /// the same can be asked again.
    fn hear(&self, access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble>;
}

/// What a shop wants of its marketplace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// One harmless call that shows whether the access works.
    Test,
    /// A first token, from what the browser brought back; empty where none is needed.
    Authorize { code: String },
    /// A new token from the old one.
    Refresh,
    /// Orders that changed within a window, UTC ms, end exclusive. `open` = our orders that are not finished yet: walks that watch a
    /// set of states need to know who was in it.
    Changed { from_ms: i64, to_ms: i64, open: Vec<String> },
    /// Orders placed within a window, UTC ms, whatever became of them since: for comparisons, where `About::placed` says so.
    Placed { from_ms: i64, to_ms: i64 },
    /// These orders, complete.
    Orders { numbers: Vec<String> },
    /// After-sale cases that changed within a window.
    Refunds { from_ms: i64, to_ms: i64 },
    /// Tells the platform that an order has left.
    Ship(Shipment),
    /// The seller's memo and flag (0 = none, 1 red … 5 purple); absent = as it is.
    Memo { order_no: String, memo: Option<String>, flag: Option<u8> },
    /// Pieces for sale. `goods` are the platform's own ids, or the merchant's code under `sku_code`.
    Stock { goods: BTreeMap<String, String>, pieces: i64 },
    /// The platform's list of carriers.
    Carriers,
}

/// What has left.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipment {
    pub order_no: String,
    pub parcels: Vec<ShippedParcel>,
    /// All that was still to be sent is in these parcels.
    pub is_all: bool,
}

/// One parcel of a shipment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShippedParcel {
    /// Carrier as a person writes it (`中通`, `中通快递`, `ZTO`).
    pub carrier: String,
    /// Waybill number.
    pub number: String,
    /// Lines by the platform's own sub number, with pieces. Empty = the whole order.
    pub lines: Vec<(String, i64)>,
}

/// How far a task has come. Small and plain, so that it can be stored and taken up again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct At {
    /// The connector's own count of its phases; 0 = nothing was asked yet.
    pub step: u32,
    /// Page within the phase, by the platform's counting.
    pub page: i64,
    /// Pages of the phase, once known.
    pub pages: Option<i64>,
    /// The platform's cursor.
    pub cursor: String,
    /// Ids still to be asked for one by one.
    pub ids: Vec<String>,
    /// Anything else a connector has to remember.
    pub notes: BTreeMap<String, String>,
    /// Nothing more to ask.
    pub is_done: bool,
}

/// What one reply brought.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    pub orders: Vec<HeardOrder>,
    pub refunds: Vec<HeardRefund>,
    /// Orders that were asked for and that the platform does not know (any more).
    pub gone: Vec<String>,
    /// New tokens: to be kept before anything else is done with them.
    pub tokens: Option<Tokens>,
    /// Name and code of each carrier.
    pub carriers: Vec<(String, String)>,
    /// What the platform calls the shop, where a reply tells.
    pub shop_name: Option<String>,
    /// How many orders the window has by the platform's own count.
    pub total: Option<i64>,
    /// Orders that could not be read: number or place, and why. Nothing is dropped in silence.
    pub unreadable: Vec<(String, String)>,
}

/// One order of a reply.
#[derive(Debug, Clone, Default)]
pub struct HeardOrder {
    pub draft: OrderDraft,
    /// As the platform sent it, one JSON text; it is kept beside the order.
    pub raw: String,
    /// UTC ms of the platform's last change, where it tells.
    pub modified_ms: Option<i64>,
    /// The platform's key for "same receiver", where names and phones are hidden.
    pub merge_key: Option<String>,
    /// The platform's tokens of the hidden receiver (`oaid`, ciphertexts); for its own waybills, never for eyes.
    pub receiver_tokens: BTreeMap<String, String>,
    /// The platform's own id of the buyer.
    pub buyer_id: Option<String>,
    /// Paid in part only: a deposit of a presale.
    pub is_deposit: bool,
    /// Paid, but the platform does not want it sent yet (risk review, group not full, pause, gift not accepted): its own word.
    pub hold: Option<String>,
    /// ISO code of the money's currency, of which the draft counts hundredths; absent = CNY.
    pub currency: Option<String>,
    /// The seller's flag in our scheme (0 = none, 1 red … 5 purple), where the platform has one that we know.
    pub flag: Option<u8>,
}

/// One after-sale case of a reply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeardRefund {
    pub refund_no: String,
    pub order_no: String,
    pub sub_no: Option<String>,
    /// The platform's own word.
    pub status_raw: String,
    /// It stops the parcel from leaving.
    pub is_open: bool,
    /// Money went back.
    pub is_paid: bool,
    pub amount_fen: Option<i64>,
    pub modified_ms: Option<i64>,
}

/// Tokens as the platform gave them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Entries of the access (`access_token`, `refresh_token`, …) with their new values.
    pub values: BTreeMap<String, String>,
    /// UTC ms; absent = not told so.
    pub expires_at_ms: Option<i64>,
    /// Seconds from now, where the platform tells it so: whoever heard it knows what time it is.
    pub expires_in_s: Option<i64>,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("names", &self.values.keys()).field("expires_at_ms", &self.expires_at_ms).finish_non_exhaustive()
    }
}
