//! What a scan is answered with: a colour, a sentence, and what the page shows beside them.

use super::company::Company;
use super::contents::Contents;
use crate::App;
use crate::orders::view::{self, Shops};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Green = done or go on, amber = look, red = stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    Green,
    Amber,
    Red,
}

impl Colour {
    pub fn word(self) -> &'static str {
        match self {
            Colour::Green => "green",
            Colour::Amber => "amber",
            Colour::Red => "red",
        }
    }
}

/// What is heard: one short high tone, two, one long low, or a soft tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Sound {
    Ok,
    Look,
    Stop,
    Tick,
}

/// Some pieces of one article in the parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScanGoods {
    /// Absent = the article has no code and is checked by eye.
    pub code: Option<String>,
    pub title: Option<String>,
    pub spec: Option<String>,
    pub pieces: i64,
    pub counted: i64,
}

/// The answer to one scan.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ScanReply {
    pub colour: Colour,
    pub sentence: String,
    /// The order that the answer is about; the first where several travel in one parcel.
    pub order_no: Option<String>,
    /// Why, in one word: `left`, `opened`, `refunded`, `unknown`, …
    pub outcome: String,
    pub sound: Sound,
    /// What is said aloud; nearly always nothing.
    pub speech: Option<String>,
    /// The code as it was understood.
    pub code: String,
    pub order_id: Option<i64>,
    /// All orders of the parcel.
    pub order_nos: Vec<String>,
    /// State of the order after the scan.
    pub state: Option<String>,
    pub shop: Option<String>,
    pub carrier: Option<String>,
    /// The waybill number in full.
    pub number: Option<String>,
    /// Name, phone and place with the middle hidden.
    pub receiver: Option<String>,
    /// Buyer's and seller's memo.
    pub memos: Vec<String>,
    pub goods: Vec<ScanGoods>,
    /// Pieces in the parcel, and those that were scanned.
    pub pieces: i64,
    pub counted: i64,
    /// This parcel is `part` of `parts`.
    pub part: i64,
    pub parts: i64,
    pub weight_g: Option<i64>,
    /// The owner may let the parcel leave nevertheless.
    pub can_force: bool,
    /// The print job of a label.
    pub job: Option<i64>,
}

impl ScanReply {
    /// An answer with the sentence `scan.<outcome>`.
    pub(super) fn new(app: &App, colour: Colour, outcome: &str, code: &str, facts: &[(&str, String)]) -> ScanReply {
        let sound = match colour {
            Colour::Green => Sound::Ok,
            Colour::Amber => Sound::Look,
            Colour::Red => Sound::Stop,
        };
        ScanReply {
            colour,
            sentence: app.say_with(&format!("scan.{outcome}"), facts),
            order_no: None,
            outcome: outcome.to_owned(),
            sound,
            speech: None,
            code: code.to_owned(),
            order_id: None,
            order_nos: Vec::new(),
            state: None,
            shop: None,
            carrier: None,
            number: None,
            receiver: None,
            memos: Vec::new(),
            goods: Vec::new(),
            pieces: 0,
            counted: 0,
            part: 1,
            parts: 1,
            weight_g: None,
            can_force: false,
            job: None,
        }
    }

    /// With everything that the page shows of the parcel. `named` is the order that the answer is about.
    #[must_use]
    pub(super) fn about(mut self, shops: &Shops, company: &Company, contents: &Contents, named: Option<i64>) -> ScanReply {
        let Some(order) = company.orders.iter().find(|o| Some(o.id) == named).or(company.orders.first()) else { return self };
        let number = company.part().shown.as_deref();
        let tracking = company.orders.iter().flat_map(|o| o.trackings.iter().flatten()).find(|t| Some(t.number()) == number);
        let r = view::shown(&order.receiver, true);
        let place: String = [r.province, r.city, r.district].into_iter().flatten().collect();
        let receiver: Vec<String> = [r.name, r.phone, Some(place)].into_iter().flatten().filter(|t| !t.is_empty()).collect();
        self.order_no = Some(order.order_no.clone());
        self.order_id = Some(order.id);
        self.order_nos = company.orders.iter().map(|o| o.order_no.clone()).collect();
        self.state = Some(order.state.word().to_owned());
        self.shop = Some(shops.name(order.shop_id)).filter(|n| !n.is_empty());
        self.carrier = tracking.and_then(|t| t.carrier()).map(str::to_owned);
        self.number = number.map(str::to_owned);
        self.receiver = (!receiver.is_empty()).then(|| receiver.join(" "));
        self.memos = company.orders.iter().flat_map(|o| [&o.buyer_memo, &o.seller_memo]).flatten().cloned().collect();
        self.memos.dedup();
        self.goods = contents.goods.clone();
        (self.pieces, self.counted) = (contents.pieces, contents.counted());
        (self.part, self.parts) = (company.at as i64 + 1, company.parts.len() as i64);
        self
    }
}

/// `…4321`: enough to tell an order from its neighbours.
pub(super) fn tail(order_no: &str) -> String {
    let chars: Vec<char> = order_no.chars().collect();
    if chars.len() <= 4 { order_no.to_owned() } else { format!("…{}", chars[chars.len() - 4..].iter().collect::<String>()) }
}
