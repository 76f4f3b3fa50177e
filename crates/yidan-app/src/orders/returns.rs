//! 退货验收: a parcel that came back is opened by a person, who says what was found. Money stays the platform's business.

use super::row::OrderRow;
use super::tags;
use super::touch::event;
use super::view::{self, Shops};
use crate::App;
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use yidan_domain::order::Cause;

/// What the person found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Can be sold again.
    Sound,
    /// Used, or without its packing.
    Worn,
    Damaged,
    /// Not what was sent, or less of it.
    Wrong,
    Empty,
}

impl Condition {
    fn word(self) -> &'static str {
        match self {
            Condition::Sound => "sound",
            Condition::Worn => "worn",
            Condition::Damaged => "damaged",
            Condition::Wrong => "wrong",
            Condition::Empty => "empty",
        }
    }
}

/// A parcel that came back and was opened. May be told again: each inspection stands in the trail.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReturnRequest {
    pub id: i64,
    pub condition: Condition,
    /// Why it came back, as tags (尺码不符, 质量问题, …).
    #[serde(default)]
    pub reasons: Vec<String>,
    #[serde(default)]
    #[ts(optional)]
    pub note: Option<String>,
}

/// Records the inspection; the reasons become tags, and an order that was an exception because it came back is none any more.
pub fn intake(app: &App, session: &Session, request: ReturnRequest) -> Result<OrderRow> {
    let reasons = request.reasons.iter().map(|r| tags::checked(r)).collect::<Result<Vec<String>>>()?;
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let before = w.show(request.id)?;
        if before.state.is_before_shipping() {
            let why = app.say_with("error.refused.not_left", &[]);
            return Err(Failure::new(Code::Refused).with("reason", "not_left").with("why", why));
        }
        let mut after = before.clone();
        after.tags.extend(reasons.iter().cloned());
        after.tags.sort();
        after.tags.dedup();
        if after.cause == Some(Cause::Returned) {
            after.marks.exception = false;
        }
        let note = request.note.as_deref().map(str::trim).filter(|n| !n.is_empty());
        let data = json!({"condition": request.condition.word(), "reasons": reasons.join("、"), "note": note});
        w.update_order(&before, &after, &[event(session, now_ms, "return_intake", None, None, Some(data.to_string()))], &[])?;
        w.decide_returns(after.id, now_ms)?;
        Ok(view::of_order(app, &Shops::of(w)?, &after, false, false))
    })
}
