//! Shares out what numbers and region left over: the name, the rest of the address, notes, greetings.

use super::fragment::{self, Fragment};
use super::label::Label;
use super::name::{self, Choice, Standing};
use super::{Work, note, person, place, region};
use crate::flag::Code;
use crate::regions::NONE;
use crate::text::{Class, Clean, Owner};
use crate::words::Set;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    Unknown,
    Detail,
    Note,
    Greeting,
}

pub fn share_out(work: &mut Work) {
    carry_region_on(work);
    let fragments = fragment::cut(&work.clean);
    let mut roles: Vec<Role> = fragments.iter().map(|fragment| role(work, *fragment)).collect();
    goods_lines(&work.clean, &fragments, &mut roles);
    if !work.has_name
        && let Some(choice) = choose_name(work, &fragments, &roles)
    {
        claim_name(work, choice, &fragments);
    }
    settle(work, &fragments, &mut roles);
}

fn claim_name(work: &mut Work, choice: Choice, fragments: &[Fragment]) {
    let clean = &mut work.clean;
    // 张三（前台代收）: what stands in the bracket is a wish, unless it only says who 张三 is.
    let wish = choice.tail > choice.end + 4 && clean.is(choice.end, Class::Open);
    clean.claim(choice.start, choice.tail, if wish { Owner::Note } else { Owner::Dropped });
    clean.claim(choice.start, choice.end, Owner::Name);
    // 张三/李四
    let other = fragments.iter().find(|before| before.end + 1 == choice.start && matches!(clean.written[before.end], '/' | '、' | '&'));
    if let Some(other) = other.filter(|other| person::rate(clean, other.start, other.end).is_some_and(|person| person.sure)) {
        clean.claim(other.start, other.end, Owner::Name);
    }
    // 张三 先生
    let title = fragments.iter().find(|next| next.start > choice.tail && (choice.tail..next.start).all(|at| clean.is(at, Class::Space)));
    if let Some(title) = title.filter(|next| clean.word(next.start, Set::Title) == Some(next.len())) {
        clean.claim(title.start, title.end, Owner::Name);
    }
    work.has_name = true;
}

/// Region words after a label or number: 所在地区…详细地址…, or the same chain once more.
fn carry_region_on(work: &mut Work) {
    let Some(found) = work.region.as_mut() else { return };
    for fragment in fragment::cut(&work.clean) {
        if fragment.start == found.rest {
            continue;
        }
        if fragment.start < found.path.start {
            region::stands_before(&mut work.clean, found, fragment);
            continue;
        }
        let labelled = work.zones.iter().any(|zone| {
            let place = matches!(zone.label, Label::Region | Label::Address);
            place && zone.start <= fragment.start && (zone.start..fragment.start).all(|at| work.clean.is_gap(at))
        });
        region::carry_on(&mut work.clean, found, fragment, labelled);
    }
    if found.town.is_some() || found.path.district == NONE && !region::has_no_districts(found.path.city) {
        return;
    }
    // The town may stand before the region: 南大街街道…；河北省沧州市新华区.
    let fragments = fragment::cut(&work.clean);
    if let Some(first) = fragments.iter().find(|f| place::is_address(&work.clean, f.start, f.end)) {
        region::town_of(&mut work.clean, found, *first);
    }
}

fn role(work: &Work, fragment: Fragment) -> Role {
    let clean = &work.clean;
    let Fragment { start, end } = fragment;
    let follows = work.region.as_ref().is_some_and(|region| region.rest == start && start > 0 && !clean.is_gap(start - 1));
    if follows {
        return Role::Detail;
    }
    let bare = clean.hits_at(start).any(|hit| hit.length as usize == end - start && (hit.is(Set::Label) || hit.is(Set::Receive)));
    if bare || note::is_greeting(clean, start, end) || is_numbering(clean, start, end) {
        return Role::Greeting;
    }
    let labelled = |label: Label| work.zones.iter().any(|zone| zone.label == label && start >= zone.start && end <= zone.end);
    // 快递寄到浙江省: whatever leads up to the region and is no name.
    let leads = work.region.as_ref().is_some_and(|region| region.path.start == end)
        && clean.starts_any(end - 1, &["到", "往", "给", "至", "去"]).is_some();
    if leads {
        return Role::Greeting;
    }
    if note::is_goods(clean, start, end) || note::is_wish(clean, start, end) {
        return Role::Note;
    }
    if place::is_address(clean, start, end) || (labelled(Label::Address) && starts_zone(work, start) && !is_person(work, fragment)) {
        return Role::Detail;
    }
    Role::Unknown
}

/// 收货地址 张三 收货地址…: a sure name after an address label, where the region stands elsewhere.
fn is_person(work: &Work, fragment: Fragment) -> bool {
    let elsewhere = work.region.as_ref().is_some_and(|region| region.path.start > fragment.end);
    elsewhere && person::rate(&work.clean, fragment.start, fragment.end).is_some_and(|person| person.sure)
}

/// Whether nothing but separators stands between an address label and `start`.
fn starts_zone(work: &Work, start: usize) -> bool {
    work.zones.iter().any(|zone| zone.label == Label::Address && zone.start <= start && (zone.start..start).all(|at| work.clean.is_gap(at)))
}

/// One line of goods is goods as a whole: 白色 均码*3.
fn goods_lines(clean: &Clean, fragments: &[Fragment], roles: &mut [Role]) {
    let line = |fragment: &Fragment| clean.written[..fragment.start].iter().filter(|c| matches!(c, '\n' | '\r')).count();
    for index in 0..fragments.len() {
        if roles[index] != Role::Note || !note::is_goods(clean, fragments[index].start, fragments[index].end) {
            continue;
        }
        let here = line(&fragments[index]);
        let same: Vec<usize> = (0..fragments.len()).filter(|other| line(&fragments[*other]) == here).collect();
        let from = clean.written[..fragments[index].start].iter().rposition(|c| matches!(c, '\n' | '\r')).map_or(0, |at| at + 1);
        let to = (fragments[index].end..clean.len()).find(|at| matches!(clean.written[*at], '\n' | '\r')).unwrap_or(clean.len());
        let pure = (from..to).all(|at| clean.owner[at] == Owner::Free) && same.iter().all(|other| roles[*other] != Role::Detail);
        if pure {
            for other in same {
                roles[other] = Role::Note;
            }
        }
    }
}

/// Whether only separators and labels stand between a fragment and the receiver's number.
fn near_phone(clean: &Clean, fragment: Fragment) -> bool {
    let passes = |at: usize| clean.is_gap(at) || clean.owner[at] == Owner::Dropped || clean.written[at] == '$';
    let before = (0..fragment.start).rev().find(|at| !passes(*at));
    let after = (fragment.end..clean.len()).find(|at| !passes(*at));
    [before, after].into_iter().flatten().any(|at| matches!(clean.owner[at], Owner::Phone | Owner::Postcode | Owner::IdCard))
}

fn choose_name(work: &Work, fragments: &[Fragment], roles: &[Role]) -> Option<Choice> {
    let clean = &work.clean;
    let content: Vec<usize> = (0..fragments.len()).filter(|index| roles[*index] != Role::Greeting).collect();
    let (first, last) = (content.first().copied()?, content.last().copied()?);
    let mut best: Option<Choice> = None;
    for (index, fragment) in fragments.iter().enumerate() {
        if matches!(roles[index], Role::Note | Role::Greeting) {
            continue;
        }
        let lead = if work.region.as_ref().is_some_and(|region| region.path.start == fragment.end) {
            note::lead(clean, fragment.start, fragment.end)
        } else {
            0
        };
        let fragment = Fragment { start: fragment.start + lead, end: fragment.end };
        let in_address =
            work.region.as_ref().is_some_and(|region| region.rest <= fragment.start && only_gaps(clean, region.rest, fragment.start));
        let standing = Standing { fragment, address: roles[index] == Role::Detail, in_address, border: index == first || index == last };
        if let Some(choice) = name::whole(clean, standing, near_phone(clean, fragment), work.numbers.phone.is_some())
            && best.is_none_or(|known| choice.worth > known.worth)
        {
            best = Some(choice);
        }
    }
    if best.is_some_and(|known| known.worth >= 50) || work.numbers.phone.is_none() {
        return best;
    }
    for (index, fragment) in fragments.iter().enumerate() {
        let reachable = near_phone(clean, *fragment) || index == last;
        if roles[index] == Role::Detail
            && reachable
            && let Some(choice) = name::at_tail(clean, *fragment)
            && best.is_none_or(|known| choice.worth > known.worth)
        {
            best = Some(choice);
        }
        let next = (fragment.end..clean.len()).find(|at| !clean.is_gap(*at));
        let glued = next.is_some_and(|at| clean.owner[at] == Owner::Phone);
        if roles[index] == Role::Detail && best.is_none() && glued {
            best = name::unmarked_tail(clean, *fragment);
        }
    }
    let before = |fragment: &&Fragment| work.region.as_ref().is_none_or(|region| fragment.end <= region.path.start);
    best.or_else(|| {
        fragments.iter().filter(before).filter(|fragment| near_phone(clean, **fragment)).find_map(|fragment| name::firm(clean, *fragment))
    })
}

fn only_gaps(clean: &Clean, from: usize, to: usize) -> bool {
    (from..to).all(|at| clean.is_gap(at) || clean.owner[at] == Owner::Dropped)
}

/// 1. at the head of a list.
fn is_numbering(clean: &Clean, start: usize, end: usize) -> bool {
    end - start <= 2 && start == 0 && (start..end).all(|at| clean.is(at, Class::Digit))
}

/// Words after name or number, once an address has been read: chatter rather than address.
fn apart(work: &Work, rest: Option<usize>, start: usize) -> bool {
    let Some(rest) = rest else { return false };
    let owners = &work.clean.owner[rest..start.max(rest)];
    let last_detail = owners.iter().rposition(|owner| *owner == Owner::Detail);
    let last_other = owners.iter().rposition(|owner| matches!(owner, Owner::Phone | Owner::Name | Owner::Note));
    last_detail.is_some() && last_other > last_detail
}

fn settle(work: &mut Work, fragments: &[Fragment], roles: &mut [Role]) {
    let rest = work.region.as_ref().map(|region| region.rest);
    let nowhere = rest.is_none() && !roles.contains(&Role::Detail);
    for index in 0..fragments.len() {
        let Fragment { start, end } = fragments[index];
        if roles[index] == Role::Unknown {
            let lead = work.region.as_ref().is_some_and(|region| region.path.start == end) && note::is_lead(&work.clean, start, end);
            let neighbour = index.checked_sub(1).is_some_and(|before| roles[before] == Role::Detail);
            roles[index] = if lead || note::is_lead(&work.clean, start, end) {
                Role::Greeting
            } else if rest.map_or(neighbour || nowhere, |rest| start >= rest) && !apart(work, rest, start) {
                Role::Detail
            } else {
                Role::Note
            };
        }
        let owner = match roles[index] {
            Role::Detail => Owner::Detail,
            Role::Note => Owner::Note,
            Role::Greeting | Role::Unknown => Owner::Dropped,
        };
        work.clean.claim_free(start, end, owner);
        let noted = roles[index] == Role::Note && work.clean.owner[start..end].contains(&Owner::Note);
        if noted {
            work.raise(Code::NoteExtracted);
        }
    }
}
