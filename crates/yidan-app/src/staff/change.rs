//! `staff.add`, `staff.remove`, `staff.set_role`, `staff.set_pin`: who is named. Every change leaves an entry of the shop's trail.
//! Nobody can be locked out: the last owner stays as long as others do, and while no owner is named 店主 is let in at this machine.

use super::pin::Pin;
use super::sign_in::prove;
use super::{OWNER, StaffReply, is_owner, refused, reply};
use crate::App;
use crate::desk::{NameRequest, Nothing, Role, Session};
use crate::error::{Code, Failure, Result};
use crate::orders::{review, touch};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::limits::{STAFF, STAFF_NAME_CHARS};
use yidan_store::{NewEvent, StaffRow};

/// A new person. With the first one, sign-in begins for every face.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AddStaffRequest {
    pub name: String,
    pub role: Role,
    pub pin: Pin,
    /// Names 店主 as owner with this PIN in the same step, when nobody is an owner yet.
    #[serde(default)]
    #[ts(optional)]
    pub owner_pin: Option<Pin>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SetRoleRequest {
    pub name: String,
    pub role: Role,
}

/// A new PIN. The owner may give one to anybody, everybody else only to themselves.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SetPinRequest {
    pub name: String,
    pub pin: Pin,
    /// The PIN so far, asked for when it is one's own.
    #[serde(default)]
    #[ts(optional)]
    pub old_pin: Option<Pin>,
}

/// Names a person.
pub fn add(app: &App, session: &Session, request: AddStaffRequest) -> Result<StaffReply> {
    let name = request.name.trim();
    check_name(app, name, request.role)?;
    let owner_pin = request.owner_pin.as_ref().filter(|_| request.role != Role::Owner);
    for pin in [Some(&request.pin), owner_pin].into_iter().flatten() {
        check_pin(app, pin)?;
    }
    let hash = request.pin.hash(&*app.ports.randomness)?;
    let owner_hash = owner_pin.map(|p| p.hash(&*app.ports.randomness)).transpose()?;
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let staff = w.staff()?;
        if staff.iter().any(|p| p.name == name) {
            return Err(refused(app, "name_taken"));
        }
        if staff.len() >= STAFF {
            return Err(refused(app, "staff_full"));
        }
        let mut new = Vec::new();
        if let Some(pin_hash) = owner_hash.filter(|_| !staff.iter().any(is_owner)) {
            new.push(StaffRow { name: OWNER.to_owned(), role: Role::Owner.word().to_owned(), pin_hash, created_at_ms: now_ms });
        }
        new.push(StaffRow { name: name.to_owned(), role: request.role.word().to_owned(), pin_hash: hash, created_at_ms: now_ms });
        for row in &new {
            w.save_staff(row)?;
            w.append_events(0, &[entry(session, now_ms, "staff_add", row)])?;
        }
        Ok(reply(app, &w.staff()?))
    })
}

/// Lets a person go. With the last one, sign-in ends.
pub fn remove(app: &App, session: &Session, request: NameRequest) -> Result<StaffReply> {
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let staff = w.staff()?;
        let row = named(&staff, request.name.trim())?;
        if is_last_owner(&staff, &row) && staff.len() > 1 {
            return Err(refused(app, "last_owner"));
        }
        w.remove_staff(&row.name, now_ms)?;
        w.append_events(0, &[entry(session, now_ms, "staff_remove", &row)])?;
        Ok(reply(app, &w.staff()?))
    })
}

/// Gives a person another role; it counts from their next step on.
pub fn set_role(app: &App, session: &Session, request: SetRoleRequest) -> Result<StaffReply> {
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let staff = w.staff()?;
        let before = named(&staff, request.name.trim())?;
        if is_last_owner(&staff, &before) && request.role != Role::Owner {
            return Err(refused(app, "last_owner"));
        }
        check_name(app, &before.name, request.role)?;
        let after = StaffRow { role: request.role.word().to_owned(), ..before.clone() };
        if after != before {
            w.save_staff(&after)?;
            w.append_events(0, &[entry(session, now_ms, "staff_role", &after)])?;
        }
        Ok(reply(app, &w.staff()?))
    })
}

/// Gives a person another PIN; wherever they are signed in they have to sign in again, except at the seat that asks.
pub fn set_pin(app: &App, session: &Session, request: SetPinRequest) -> Result<Nothing> {
    let name = request.name.trim();
    let is_own = name == session.actor;
    if !is_own && session.role != Role::Owner {
        return Err(Failure::new(Code::NotAllowed).with("command", "staff.set_pin"));
    }
    check_pin(app, &request.pin)?;
    if is_own && session.seat.is_some() {
        let staff = app.store.get(|r| r.staff())?;
        named(&staff, name)?;
        prove(app, &staff, name, &request.old_pin.unwrap_or_default())?;
    }
    let hash = request.pin.hash(&*app.ports.randomness)?;
    let now_ms = app.now_ms();
    let after = app.store.write(|w| {
        let after = StaffRow { pin_hash: hash, ..named(&w.staff()?, name)? };
        w.save_staff(&after)?;
        w.append_events(0, &[entry(session, now_ms, "staff_pin", &after)])?;
        Ok(after)
    })?;
    if let Some(seat) = session.seat.as_ref().filter(|_| is_own) {
        seat.take(&after, now_ms);
    }
    Ok(Nothing {})
}

fn named(staff: &[StaffRow], name: &str) -> Result<StaffRow> {
    staff.iter().find(|p| p.name == name).cloned().ok_or_else(|| Failure::new(Code::NotFound).with("what", name))
}

fn is_last_owner(staff: &[StaffRow], row: &StaffRow) -> bool {
    is_owner(row) && staff.iter().filter(|p| is_owner(p)).count() == 1
}

/// A name that the trail can show without anybody being taken for somebody else.
fn check_name(app: &App, name: &str, role: Role) -> Result<()> {
    if name.is_empty() || name.chars().count() > STAFF_NAME_CHARS || name.chars().any(char::is_control) {
        return Err(refused(app, "name_shape"));
    }
    if name == review::SYSTEM || (name == OWNER && role != Role::Owner) {
        return Err(refused(app, "name_reserved"));
    }
    Ok(())
}

fn check_pin(app: &App, pin: &Pin) -> Result<()> {
    if pin.is_sound() { Ok(()) } else { Err(refused(app, "pin_shape")) }
}

fn entry(session: &Session, now_ms: i64, kind: &str, row: &StaffRow) -> NewEvent {
    let data = serde_json::json!({ "who": row.name, "role": row.role }).to_string();
    touch::event(session, now_ms, kind, None, None, Some(data))
}
