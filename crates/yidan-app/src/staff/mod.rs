//! People of the desk: by default one owner and no sign-in; naming somebody turns sign-in on for every face.
//! Which command wants which role stands in the command table.

pub mod change;
pub mod pin;
pub mod seat;
pub mod sign_in;
mod tries;

use crate::desk::{Nothing, Role, Session};
use crate::error::{Code, Failure, Result};
use crate::{App, moment};
use serde::{Deserialize, Serialize};
pub use tries::Gate;
use ts_rs::TS;
use yidan_store::StaffRow;

/// The owner while nobody is named, and the only name that an owner without a PIN answers to.
pub const OWNER: &str = "店主";

/// One person of the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonView {
    pub name: String,
    pub role: Role,
    pub since: String,
}

/// Who is named, and in a sentence what that means for signing in.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StaffReply {
    pub people: Vec<PersonView>,
    /// Somebody is named, but no owner: the owner has no PIN yet and is let in as 店主 at this machine alone.
    pub open_owner: bool,
    pub text: String,
}

/// Who is named right now.
pub fn list(app: &App, _session: &Session, _request: Nothing) -> Result<StaffReply> {
    app.store.get(|r| r.staff()).map(|staff| reply(app, &staff))
}

fn reply(app: &App, staff: &[StaffRow]) -> StaffReply {
    let word = match (staff.is_empty(), is_owner_open(staff)) {
        (true, _) => "staff.nobody",
        (false, true) => "staff.open_owner",
        (false, false) => "staff.named",
    };
    let people = staff
        .iter()
        .map(|p| PersonView { name: p.name.clone(), role: role_of(&p.role), since: moment::rfc3339(p.created_at_ms) })
        .collect();
    StaffReply { people, open_owner: is_owner_open(staff), text: app.say_with(word, &[("count", staff.len().to_string())]) }
}

/// People are named, and no owner is among them.
pub(crate) fn is_owner_open(staff: &[StaffRow]) -> bool {
    !staff.is_empty() && !staff.iter().any(is_owner)
}

fn is_owner(p: &StaffRow) -> bool {
    p.role == Role::Owner.word()
}

/// A stored role. A word that this program does not know gives the least.
fn role_of(word: &str) -> Role {
    [Role::Owner, Role::Clerk].into_iter().find(|r| r.word() == word).unwrap_or(Role::Accountant)
}

fn refused(app: &App, reason: &str) -> Failure {
    Failure::new(Code::Refused).with("reason", reason).with("why", app.say_with(&format!("error.refused.{reason}"), &[]))
}
