//! `scan.act`: reads the code, lets the mode answer, and keeps the scan. What each mode decides is beside this.

use super::code::{self, Code as Read};
use super::leave::Left;
use super::reply::{Colour, ScanReply};
use super::{desk, label, out, returns};
use crate::App;
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::limits::SCAN_WEIGHT_G;
use yidan_store::{NewScan, Writer};

/// What a scan is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 验货出库
    #[default]
    Out,
    /// 扫码出单
    Label,
    /// 退货扫描
    Return,
}

impl Mode {
    pub fn word(self) -> &'static str {
        match self {
            Mode::Out => "out",
            Mode::Label => "label",
            Mode::Return => "return",
        }
    }
}

/// One scan.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ScanRequest {
    /// As the scanner, a hand or a file gave it.
    pub code: String,
    pub mode: Mode,
    /// Which desk: what is in hand belongs to it. The person's name when absent.
    #[ts(optional)]
    pub desk: Option<String>,
    /// Lets the parcel leave although pieces were not scanned, no label came out of our printer, or its other parcels are still here. The
    /// owner's right; what money, a hold or a lock forbids stays forbidden.
    pub force: bool,
    /// Grams, typed or from a scale.
    #[ts(optional)]
    pub weight_g: Option<i64>,
    /// Where labels come out; the desk's usual printer when absent.
    #[ts(optional)]
    pub printer: Option<String>,
}

/// A scan on its way through the modes.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    pub code: &'a str,
    pub desk: &'a str,
    pub mode: Mode,
    pub force: bool,
    /// The shop wants every piece scanned.
    pub checks: bool,
    pub weight_g: Option<i64>,
    pub now_ms: i64,
}

/// An answer and the numbers that went over the desk with it.
pub struct Answer {
    pub reply: ScanReply,
    pub left: Left,
}

impl Answer {
    pub fn of(reply: ScanReply) -> Answer {
        Answer { reply, left: Left::new() }
    }
}

/// Answers one scan and keeps it.
pub fn act(app: &App, session: &Session, request: ScanRequest) -> Result<ScanReply> {
    if request.weight_g.is_some_and(|g| !(1..=SCAN_WEIGHT_G).contains(&g)) {
        return Err(Failure::new(Code::BadRequest).with("detail", "weight_g"));
    }
    let desk = desk::name(session, request.desk.as_deref());
    let told = |code| Told {
        code,
        desk: &desk,
        mode: request.mode,
        force: request.force,
        checks: desk::wants_goods(app),
        weight_g: request.weight_g,
        now_ms: app.now_ms(),
    };
    let (colour, outcome, code) = match code::read(&request.code) {
        Read::Text(code) => {
            let told = told(&code);
            return match request.mode {
                Mode::Out => app.store.write(|w| kept(w, session, &told, |w| out::scan(app, session, w, &told))),
                Mode::Return => app.store.write(|w| kept(w, session, &told, |w| returns::scan(app, session, w, &told))),
                Mode::Label => label::scan(app, session, &told, request.printer.as_deref()),
            };
        }
        Read::Scientific(code) => (Colour::Red, "scientific", code),
        Read::Starred(code) => (Colour::Red, "starred", code),
        Read::Nothing => (Colour::Amber, "unreadable", String::new()),
    };
    let told = told(&code);
    let reply = ScanReply::new(app, colour, outcome, &code, &[("code", code.clone())]);
    app.store.write(|w| kept(w, session, &told, |_| Ok(Answer::of(reply))))
}

/// Notes a scan with its answer, in the transaction of what it did.
pub fn kept(
    w: &mut Writer<'_>,
    session: &Session,
    told: &Told<'_>,
    answer: impl FnOnce(&mut Writer<'_>) -> Result<Answer>,
) -> Result<ScanReply> {
    let Answer { reply, left } = answer(w)?;
    let id = w.add_scan(&NewScan {
        at_ms: told.now_ms,
        actor: session.actor.clone(),
        desk: told.desk.to_owned(),
        mode: told.mode.word().to_owned(),
        code: told.code.to_owned(),
        colour: reply.colour.word().to_owned(),
        outcome: reply.outcome.clone(),
        sentence: reply.sentence.clone(),
        order_id: reply.order_id,
        weight_g: reply.weight_g.or(told.weight_g),
        is_forced: told.force,
    })?;
    for (order_id, number) in left {
        w.note_left(order_id, &number, id)?;
    }
    Ok(reply)
}
