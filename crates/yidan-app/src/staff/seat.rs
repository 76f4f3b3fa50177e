//! Seats: where somebody sits down at the desk, a window, a browser, one run of the command line; and who sits there right now.
//! A person who was removed, got another PIN, or was away for too long does not sit there any more, whatever the face believes.

use super::{OWNER, is_owner_open, role_of};
use crate::App;
use crate::desk::{Role, Session};
use crate::error::{Code, Failure, Result};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use yidan_domain::limits::{IDLE_MINUTES, IDLE_MINUTES_MOST};
use yidan_store::StaffRow;

/// Commands that answer also where nobody has signed in.
const OPEN: [&str; 3] = ["session.get", "session.sign_in", "session.sign_out"];
/// Setting: minutes without use after which a window or browser asks for the PIN again.
pub const IDLE_SETTING: &str = "idle_minutes";

/// Which kind of face a seat belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    Window,
    Browser,
    /// One run of the command line: it ends by itself and is never idle.
    Line,
}

/// A place at the desk. Copies are the same place.
#[derive(Debug, Clone)]
pub struct Seat(Arc<Place>);

#[derive(Debug)]
struct Place {
    face: Face,
    /// Only a PIN gives anything here: it is nobody's seat when nobody is named any more.
    by_pin_only: bool,
    /// The name for the trail while nobody needs to sign in.
    calling: Option<String>,
    sitter: Mutex<Option<Sitter>>,
}

#[derive(Debug, Clone)]
struct Sitter {
    name: String,
    seal: Seal,
    seen_at_ms: i64,
}

/// What the right to sit here rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Seal {
    /// The PIN that was right: a digest of what is kept of it.
    Pin(blake3::Hash),
    /// The owner has no PIN yet.
    OpenOwner,
}

impl Seat {
    /// An empty seat. `calling` is the name for the trail while nobody needs to sign in; nothing means 店主.
    pub fn new(face: Face, calling: Option<&str>) -> Seat {
        let calling = calling.map(str::trim).filter(|n| !n.is_empty()).map(str::to_owned);
        Seat(Arc::new(Place { face, by_pin_only: false, calling, sitter: Mutex::default() }))
    }

    /// A seat for somebody who brought nothing but a name and a PIN: when the last person is removed it is not the owner who sits here.
    pub fn by_pin_only(face: Face) -> Seat {
        Seat(Arc::new(Place { face, by_pin_only: true, calling: None, sitter: Mutex::default() }))
    }

    /// Has somebody signed in here? Whether they still may sit here is asked at every call.
    pub fn is_taken(&self) -> bool {
        self.sitter().is_some()
    }

    /// At this machine itself, as against a browser.
    pub(crate) fn is_here(&self) -> bool {
        self.0.face != Face::Browser
    }

    pub(super) fn take(&self, row: &StaffRow, now_ms: i64) {
        *self.sitter() = Some(Sitter { name: row.name.clone(), seal: seal_of(row), seen_at_ms: now_ms });
    }

    pub(super) fn take_as_open_owner(&self, now_ms: i64) {
        *self.sitter() = Some(Sitter { name: OWNER.to_owned(), seal: Seal::OpenOwner, seen_at_ms: now_ms });
    }

    pub(super) fn leave(&self) {
        *self.sitter() = None;
    }

    /// Nobody is named: whoever sits here is the owner.
    fn alone(&self) -> Session {
        let actor = self.0.calling.clone().unwrap_or_else(|| OWNER.to_owned());
        Session { actor, role: Role::Owner, seat: Some(self.clone()) }
    }

    fn sitter(&self) -> MutexGuard<'_, Option<Sitter>> {
        self.0.sitter.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn seal_of(row: &StaffRow) -> Seal {
    Seal::Pin(blake3::hash(row.pin_hash.as_bytes()))
}

impl App {
    /// Who speaks from a seat right now; `sign_in_needed` where people are named and nobody has signed in.
    pub fn session(&self, seat: &Seat) -> Result<Session> {
        self.sitting(seat, true)?.ok_or_else(|| Failure::new(Code::SignInNeeded))
    }

    /// The same without counting as use of the desk: for news that flows by itself.
    pub fn is_seated(&self, seat: &Seat) -> bool {
        self.sitting(seat, false).is_ok_and(|s| s.is_some())
    }

    /// Are people named, so that everybody has to sign in?
    pub fn asks_for_sign_in(&self) -> Result<bool> {
        Ok(!self.store.get(|r| r.staff())?.is_empty())
    }

    /// Is there one person only? Then nobody else can be asked for a second look.
    pub(crate) fn is_alone(&self) -> Result<bool> {
        let staff = self.store.get(|r| r.staff())?;
        Ok(staff.is_empty() || (staff.len() == 1 && !is_owner_open(&staff)))
    }

    /// The session as the command table takes it: nobody gets further than asking who is here and signing in.
    pub(crate) fn admit(&self, session: &Session, command: &str) -> Result<Session> {
        let Some(seat) = &session.seat else { return Ok(session.clone()) };
        match self.sitting(seat, true)? {
            Some(session) => Ok(session),
            None if OPEN.contains(&command) => Ok(Session::nobody(seat)),
            None => Err(Failure::new(Code::SignInNeeded)),
        }
    }

    fn sitting(&self, seat: &Seat, counts_as_use: bool) -> Result<Option<Session>> {
        let (staff, idle) = self.store.get(|r| {
            let staff = r.staff()?;
            let idle = if staff.is_empty() { None } else { r.setting(IDLE_SETTING)? };
            Ok((staff, idle))
        })?;
        if staff.is_empty() {
            return Ok((!seat.0.by_pin_only).then(|| seat.alone()));
        }
        let now_ms = self.now_ms();
        let mut place = seat.sitter();
        let Some(sitter) = place.as_mut() else { return Ok(None) };
        let is_idle = seat.0.face != Face::Line && (now_ms - sitter.seen_at_ms).abs() >= minutes(idle.as_deref()) * 60_000;
        let role = match &sitter.seal {
            Seal::OpenOwner => (seat.is_here() && is_owner_open(&staff)).then_some(Role::Owner),
            seal @ Seal::Pin(_) => staff.iter().find(|p| p.name == sitter.name && seal_of(p) == *seal).map(|p| role_of(&p.role)),
        };
        let Some(role) = role.filter(|_| !is_idle) else {
            *place = None;
            return Ok(None);
        };
        if counts_as_use {
            sitter.seen_at_ms = now_ms;
        }
        Ok(Some(Session { actor: sitter.name.clone(), role, seat: Some(seat.clone()) }))
    }
}

/// Minutes of the setting as stored; the usual ones where it is missing or makes no sense.
pub(crate) fn minutes(stored: Option<&str>) -> i64 {
    stored.and_then(|t| t.trim_matches('"').parse().ok()).filter(|m| (1..=IDLE_MINUTES_MOST).contains(m)).unwrap_or(IDLE_MINUTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idle_minutes_as_they_may_be_stored() {
        for (stored, expected) in
            [(None, 15), (Some("5"), 5), (Some("\"30\""), 30), (Some("0"), 15), (Some("-3"), 15), (Some("9999"), 15), (Some("null"), 15)]
        {
            assert_eq!(minutes(stored), expected, "{stored:?}");
        }
    }
}
