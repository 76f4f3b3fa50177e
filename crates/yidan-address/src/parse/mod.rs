//! The pipeline from text to receiver: labels, numbers, region, name, notes, rest. Every step claims characters; a claim is never taken
//! back by a later step, and what nobody claims becomes detail or note, so nothing is lost.

mod doubt;
pub(crate) mod finish;
mod fragment;
mod label;
mod name;
mod note;
mod numbers;
pub(crate) mod path;
mod person;
pub(crate) mod place;
pub(crate) mod region;
mod rest;
pub(crate) mod town;
pub(crate) mod typo;

use crate::flag::{Code, Flags};
use crate::parsed::Parsed;
use crate::text::{Class, Clean, Owner};
use label::{Label, Zone};
use region::Region;

/// What the steps hand on to each other.
struct Work<'a> {
    clean: Clean<'a>,
    zones: Vec<Zone>,
    numbers: numbers::Numbers,
    region: Option<Region>,
    has_name: bool,
    flags: Flags,
}

/// Reads one receiver from a text of any layout. Never fails; what is doubtful is flagged.
pub fn parse(text: &str) -> Parsed {
    let mut clean = Clean::new(text);
    let zones = label::find(&mut clean);
    let mut work = Work { clean, zones, numbers: numbers::Numbers::default(), region: None, has_name: false, flags: Flags::default() };
    set_aside_notes(&mut work);
    numbers::read(&mut work);
    work.has_name = name::bracketed(&mut work.clean).is_some();
    if !work.has_name {
        labelled_name(&mut work);
    }
    let fragments = fragment::cut(&work.clean);
    work.region = region::find(&mut work.clean, &fragments);
    numbers::read_local(&mut work);
    rest::share_out(&mut work);
    finish::parsed(work)
}

/// Labelled notes run to the end of their line; what belongs to a sender is no business of the receiver.
fn set_aside_notes(work: &mut Work) {
    for (start, end) in label::sender_ranges(&work.clean, &work.zones) {
        work.clean.claim_free(start, end, Owner::Note);
    }
    note::claim_bracketed(&mut work.clean);
    for zone in &work.zones {
        if zone.label == Label::Note {
            let end = (zone.start..zone.end).find(|at| matches!(work.clean.written[*at], '\n' | '\r')).unwrap_or(zone.end);
            work.clean.claim_free(zone.start, end, Owner::Note);
        }
    }
}

/// The first fragment after a name label.
fn labelled_name(work: &mut Work) {
    if work.zones.iter().all(|zone| zone.label != Label::Name) {
        return;
    }
    let fragments = fragment::cut(&work.clean);
    for zone in work.zones.iter().filter(|zone| zone.label == Label::Name) {
        let Some(fragment) = fragments.iter().find(|f| f.start >= zone.start && f.end <= zone.end) else { continue };
        // A firm may be a receiver; a house number is none.
        let numbered = (fragment.start..fragment.end).any(|at| work.clean.is(at, Class::Digit));
        if fragment.len() > 24 || (numbered && place::is_address(&work.clean, fragment.start, fragment.end)) {
            continue;
        }
        let has_region = (fragment.start + 2..fragment.end).any(|at| {
            path::read(&work.clean, at, fragment.end).best.first().is_some_and(|path| path.full_steps() >= 1 && path.end - path.start >= 3)
        });
        if has_region {
            continue;
        }
        let standing = name::Standing { fragment: *fragment, address: false, in_address: false, border: false };
        let (start, end, tail) = match name::whole(&work.clean, standing, true, true) {
            Some(choice) => (choice.start, choice.end, choice.tail),
            None => (fragment.start, fragment.end, fragment.end),
        };
        work.clean.claim(start, tail, Owner::Dropped);
        work.clean.claim(start, end, Owner::Name);
        work.has_name = true;
        return;
    }
}

impl Work<'_> {
    fn raise(&mut self, code: Code) {
        self.flags.raise(code);
    }
}
