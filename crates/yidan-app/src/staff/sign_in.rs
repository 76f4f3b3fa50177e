//! `session.sign_in`, `session.sign_out`: sitting down at a seat with name and PIN, and leaving it.
//! A wrong PIN and a name that nobody has get the same answer after the same work.

use super::pin::Pin;
use super::tries::Tries;
use super::{OWNER, is_owner_open};
use crate::App;
use crate::desk::{self, Nothing, Session, SessionReply};
use crate::error::{Code, Failure, Result};
use crate::orders::review::by_system;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_store::StaffRow;

/// Who wants to sit down.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SignInRequest {
    pub name: String,
    /// Empty only for an owner who has no PIN yet, at this machine.
    #[serde(default)]
    pub pin: Pin,
}

/// Signs in at the seat that asks. While nobody is named there is nothing to sign in to, and the answer is who is here anyway.
pub fn sign_in(app: &App, session: &Session, request: SignInRequest) -> Result<SessionReply> {
    let staff = app.store.get(|r| r.staff())?;
    let seat = session.seat.as_ref().filter(|_| !staff.is_empty());
    let Some(seat) = seat else {
        let is_known = session.is_signed_in();
        return if is_known { desk::session_get(app, session, Nothing {}) } else { Err(Failure::new(Code::SignInNeeded)) };
    };
    let name = request.name.trim();
    if name == OWNER && is_owner_open(&staff) && seat.is_here() {
        seat.take_as_open_owner(app.now_ms());
    } else {
        let row = prove(app, &staff, name, &request.pin)?;
        seat.take(&row, app.now_ms());
    }
    desk::session_get(app, &app.session(seat)?, Nothing {})
}

/// Leaves the seat; the next call from there has to sign in.
pub fn sign_out(_app: &App, session: &Session, _request: Nothing) -> Result<Nothing> {
    if let Some(seat) = &session.seat {
        seat.leave();
    }
    Ok(Nothing {})
}

/// The person behind name and PIN.
pub(super) fn prove(app: &App, staff: &[StaffRow], name: &str, pin: &Pin) -> Result<StaffRow> {
    let mut tries = app.gate.enter();
    let wait_ms = tries.wait_ms(name, app.now_ms());
    if wait_ms > 0 {
        return Err(Failure::new(Code::SignInWait).with("seconds", (wait_ms + 999) / 1_000));
    }
    let known = staff.iter().find(|p| p.name == name);
    if pin.is_behind(known.map(|p| p.pin_hash.as_str())) {
        // Only a known person's PIN can be right.
        let row = known.cloned().ok_or_else(|| Failure::new(Code::Internal))?;
        tries.right(name);
        return Ok(row);
    }
    note_wrong(app, &mut tries, name, known.is_some())?;
    Err(Failure::new(Code::WrongPin))
}

/// Counts a wrong PIN and, now and then, tells the trail. A name that nobody has is not written down: it may be a PIN in the wrong field.
fn note_wrong(app: &App, tries: &mut Tries, name: &str, is_known: bool) -> Result<()> {
    let now_ms = app.now_ms();
    let Some(count) = tries.wrong(name, is_known, now_ms) else { return Ok(()) };
    let who = if is_known { name.to_owned() } else { app.say_with("staff.stranger", &[]) };
    let data = serde_json::json!({ "who": who, "tries": count }).to_string();
    app.store.put(|w| w.append_events(0, &[by_system(now_ms, "sign_in_failed", Some(data))]))
}
