//! `scan.desk`, `scan.drop`, `scan.returns`: what a desk shows beside the answer to a scan.

use super::act::Mode;
use super::out::{hand_text, in_hand};
use super::reply::ScanReply;
use crate::desk::{Nothing, Session, setting};
use crate::error::Result;
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::limits::{RETURNS_SHOWN, SCAN_CHARACTERS, SCANS_SHOWN};
use yidan_store::ScanRow;

/// Setting of the desk, the owner's: `{"check_goods": true}` wants every piece scanned before a parcel leaves.
pub const SETTING: &str = "scan";

/// Which desk; the person's name when absent.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct DeskRequest {
    #[ts(optional)]
    pub desk: Option<String>,
}

/// One of the last scans.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ScanView {
    pub id: i64,
    pub at: String,
    pub actor: String,
    pub mode: String,
    pub code: String,
    pub colour: String,
    pub outcome: String,
    pub sentence: String,
    pub order_no: Option<String>,
    pub weight_g: Option<i64>,
}

/// What a desk shows.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DeskReply {
    pub desk: String,
    /// Every piece is scanned before a parcel leaves.
    pub check_goods: bool,
    /// The parcel whose goods are being counted.
    pub open: Option<ScanReply>,
    /// Pieces gathered for a label, in words.
    pub gathered: Option<String>,
    /// The last scans, newest first.
    pub scans: Vec<ScanView>,
    /// Today's scans of this desk by colour.
    pub green: i64,
    pub amber: i64,
    pub red: i64,
    /// Parcels that came back and wait for a person's word.
    pub returns: i64,
}

/// A parcel that came back.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReturnView {
    pub order_id: i64,
    pub order_no: String,
    pub number: String,
    pub at: String,
    pub actor: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReturnsReply {
    /// The oldest first.
    pub returns: Vec<ReturnView>,
    pub total: i64,
}

/// The name under which a desk's hand is kept.
pub(super) fn name(session: &Session, asked: Option<&str>) -> String {
    let asked = asked.map(str::trim).filter(|n| !n.is_empty()).unwrap_or(&session.actor);
    asked.chars().take(SCAN_CHARACTERS).collect()
}

/// The shop wants every piece scanned.
pub(super) fn wants_goods(app: &App) -> bool {
    setting(app, SETTING).is_some_and(|s| s["check_goods"] == true)
}

/// What a desk has in hand and what it did.
pub fn desk(app: &App, session: &Session, request: DeskRequest) -> Result<DeskReply> {
    let desk = name(session, request.desk.as_deref());
    let check_goods = wants_goods(app);
    let today_ms = moment::day_start(&moment::day(app.now_ms())).unwrap_or_default();
    app.store.read(|r| {
        let hand = r.hand(&desk)?;
        let open = match &hand {
            Some(hand) if hand.mode == Mode::Out.word() => in_hand(app, r, hand)?,
            _ => None,
        };
        let gathered = hand.filter(|h| h.mode == Mode::Label.word()).map(|h| hand_text(&h.goods));
        let counts = r.scan_counts(&desk, today_ms)?;
        let count = |colour: &str| counts.iter().filter(|(_, c, _)| c == colour).map(|(_, _, n)| n).sum();
        Ok(DeskReply {
            check_goods,
            open,
            gathered,
            scans: r.scans_of_desk(&desk, SCANS_SHOWN)?.into_iter().map(shown).collect(),
            green: count("green"),
            amber: count("amber"),
            red: count("red"),
            returns: r.returns_open(1)?.1,
            desk,
        })
    })
}

fn shown(row: ScanRow) -> ScanView {
    let s = row.scan;
    ScanView {
        id: row.id,
        at: moment::rfc3339(s.at_ms),
        actor: s.actor,
        mode: s.mode,
        code: s.code,
        colour: s.colour,
        outcome: s.outcome,
        sentence: s.sentence,
        order_no: row.order_no,
        weight_g: s.weight_g,
    }
}

/// Puts down what a desk has in hand.
pub fn drop_hand(app: &App, session: &Session, request: DeskRequest) -> Result<DeskReply> {
    let desk = name(session, request.desk.as_deref());
    app.store.put(|w| w.set_hand(&desk, None))?;
    self::desk(app, session, request)
}

/// Parcels that came back and wait for a person's word.
pub fn returns(app: &App, _session: &Session, _request: Nothing) -> Result<ReturnsReply> {
    app.store.read(|r| {
        let (rows, total) = r.returns_open(RETURNS_SHOWN)?;
        let mut returns = Vec::new();
        for row in rows {
            let order_no = r.order_numbers(&[row.order_id])?.into_iter().next().unwrap_or_default();
            returns.push(ReturnView {
                order_id: row.order_id,
                order_no,
                number: row.number,
                at: moment::rfc3339(row.at_ms),
                actor: row.actor,
            });
        }
        Ok(ReturnsReply { returns, total })
    })
}
