//! What sources send by themselves. The address ends in a secret that says which source it is; then the source's own signature is checked, and only
//! then is anything read. What is refused is counted, and the trail hears of it at most once a minute.

use super::hear;
use super::sources::{Opened, open, path_hash, tracker_of};
use crate::App;
use crate::error::Result;
use crate::orders::review::by_system;
use serde_json::json;
use yidan_domain::limits::{TRACK_PUSH_BYTES, TRACK_PUSH_PARCELS};
use yidan_platforms::track::{Answer, Can, Push, PushTrouble, Pushed};

/// A request as it came to the door.
pub struct Knock<'k> {
    /// Both parts of the address.
    pub source: &'k str,
    pub path: &'k str,
    /// Names in lower case.
    pub headers: &'k [(String, String)],
    pub body: &'k [u8],
}

/// Takes a push and says what the source is answered. The same push again changes nothing. A failure of our own is told so that the source
/// sends again.
pub fn receive(app: &App, knock: &Knock<'_>) -> Answer {
    let Some(tracker) = tracker_of(knock.source).filter(|t| t.about().can(Can::Push)) else { return Answer::plain(404) };
    let now_ms = app.now_ms();
    let refuse = |trouble: &PushTrouble| {
        tell_refusal(app, knock.source, trouble, now_ms);
        tracker.refuse_push(trouble, now_ms)
    };
    let opened = match source_of(app, knock) {
        Ok(Some(opened)) => opened,
        // Nobody who lacks the address learns what is spoken here.
        Ok(None) => {
            tell_refusal(app, knock.source, &PushTrouble::Signature, now_ms);
            return Answer::plain(404);
        }
        Err(_) => return tracker.refuse_push(&PushTrouble::NotSpoken, now_ms),
    };
    if knock.body.len() > TRACK_PUSH_BYTES {
        return refuse(&PushTrouble::Unreadable("too long".to_owned()));
    }
    match tracker.hear_push(&opened.access, &Push { headers: knock.headers, body: knock.body }, now_ms) {
        Err(trouble) => refuse(&trouble),
        Ok(pushed) if pushed.tracks.len() > TRACK_PUSH_PARCELS => refuse(&PushTrouble::Unreadable("too many".to_owned())),
        Ok(pushed) => match keep(app, &opened, &pushed, now_ms) {
            Ok(()) => pushed.answer,
            Err(_) => tracker.refuse_push(&PushTrouble::NotSpoken, now_ms),
        },
    }
}

/// The source whose address this is.
fn source_of(app: &App, knock: &Knock<'_>) -> Result<Option<Opened>> {
    let given = path_hash(knock.path);
    let rows = app.store.get(|r| r.track_sources())?;
    // Hashes are compared, so that how far a guess is right cannot be timed.
    let row = rows.into_iter().find(|row| row.source == knock.source && row.path_hash == given);
    row.map_or(Ok(None), |row| open(app, row))
}

fn keep(app: &App, opened: &Opened, pushed: &Pushed, now_ms: i64) -> Result<()> {
    let moved = app.store.write(|w| {
        let mut moved = 0;
        for track in &pushed.tracks {
            // Parcels of others, or of orders long done, are nobody's here.
            moved += hear::take(w, track, &opened.row.source, now_ms)?.map_or(0, |told| told.moved);
        }
        w.note_track_push(opened.row.id, now_ms)?;
        Ok(moved)
    })?;
    app.ports.faces.changed(if moved > 0 { &["track", "orders"] } else { &["track"] });
    Ok(())
}

fn tell_refusal(app: &App, source: &str, trouble: &PushTrouble, now_ms: i64) {
    let Some(count) = app.refused_pushes.count(now_ms) else { return };
    let data = json!({"count": count, "source": source, "reason": trouble.to_string()}).to_string();
    let entry = by_system(now_ms, "track_refused", Some(data));
    // The answer is no in any case; a data file that is busy must not turn it into something else.
    let _ = app.store.put(|w| w.append_events(0, &[entry]));
}
