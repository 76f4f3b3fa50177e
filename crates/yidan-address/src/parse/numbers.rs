//! Decides what the numbers of a text are: the receiver's phone, further phones, identity card, order number, postcode. Rooms and house
//! numbers are left where they are.

use super::Work;
use super::label::Label;
use crate::flag::Code;
use crate::phone::scan::{self, Found, Run};
use crate::phone::{Kind, Phone, faulty, number};
use crate::regions::{NONE, Territory, atlas};
use crate::text::{Class, Clean, Owner};

#[derive(Default)]
pub struct Numbers {
    pub phone: Option<Phone>,
    pub seconds: Vec<Phone>,
    pub id_card: String,
    pub order_no: String,
    pub postcode: String,
    /// Short runs that the region may still explain.
    loose: Vec<Run>,
}

pub fn read(work: &mut Work) {
    labelled_runs(work);
    let mut scan = scan::scan(&work.clean);
    if scan.phones.is_empty() && release_notes(work) {
        scan = scan::scan(&work.clean);
    }
    for card in &scan.id_cards {
        work.numbers.id_card = work.clean.slice(card.start, card.end);
        work.clean.claim(card.start, card.end, Owner::IdCard);
        work.raise(Code::IdCardRemoved);
    }
    choose(work, scan.phones);
    for run in scan.loose {
        long_or_postcode(work, run);
    }
    if work.numbers.phone.is_none() {
        doubtful(work);
    }
    bracketed_extension(work);
}

/// Order numbers, identity cards and postcodes that say what they are.
fn labelled_runs(work: &mut Work) {
    for zone in &work.zones {
        let clean = &mut work.clean;
        let owner = match zone.label {
            Label::OrderNo => Owner::OrderNo,
            Label::IdCard => Owner::IdCard,
            Label::Postcode => Owner::Postcode,
            _ => continue,
        };
        let start = (zone.start..zone.end).find(|at| !clean.is_gap(*at)).unwrap_or(zone.end);
        let mut end = start;
        while end < zone.end && matches!(clean.class[end], Class::Digit | Class::Latin) {
            end += 1;
        }
        if end == start {
            continue;
        }
        let text = clean.slice(start, end);
        clean.claim(start, end, owner);
        let (slot, code) = match owner {
            Owner::OrderNo => (&mut work.numbers.order_no, Code::OrderNoRemoved),
            Owner::IdCard => (&mut work.numbers.id_card, Code::IdCardRemoved),
            _ => (&mut work.numbers.postcode, Code::PostcodeExtracted),
        };
        if slot.is_empty() {
            *slot = if text.bytes().all(|digit| digit == b'0') { String::new() } else { text };
        }
        work.flags.raise(code);
    }
}

/// The only number may stand behind 备注, where somebody pasted everything after that word.
fn release_notes(work: &mut Work) -> bool {
    let mut released = false;
    for zone in &work.zones {
        if zone.label != Label::Note {
            continue;
        }
        let digits = (zone.start..zone.end).filter(|at| work.clean.is(*at, Class::Digit)).count();
        if digits >= 11 {
            for at in zone.start..zone.end {
                if work.clean.owner[at] == Owner::Note {
                    work.clean.owner[at] = Owner::Free;
                    released = true;
                }
            }
        }
    }
    released
}

/// The first good number is the receiver's; a faulty one only where there is no good one.
fn choose(work: &mut Work, found: Vec<Found>) {
    let grave = |phone: &Phone| match phone.problem {
        None | Some(Code::PhoneSuspect) => 0,
        Some(Code::PhonePrefix) => 1,
        Some(Code::PhoneMasked) => 2,
        Some(_) => 3,
    };
    let Some(best) = (0..found.len()).min_by_key(|index| grave(&found[*index].phone)) else { return };
    for (index, item) in found.into_iter().enumerate() {
        let owner = if index == best { Owner::Phone } else { Owner::SecondPhone };
        work.clean.claim(item.start, item.end, owner);
        if index == best {
            work.numbers.phone = Some(item.phone);
        } else {
            work.numbers.seconds.push(item.phone);
        }
    }
}

/// Whether a run stands between separators or claimed text.
fn alone(clean: &Clean, run: Run) -> bool {
    let open = |at: Option<usize>| at.is_none_or(|at| at >= clean.len() || clean.is_gap(at) || clean.owner[at] != Owner::Free);
    open(run.start.checked_sub(1)) && open(Some(run.end))
}

fn long_or_postcode(work: &mut Work, run: Run) {
    let length = run.end - run.start;
    let digits = work.clean.digits(run.start, run.end);
    let free = (run.start..run.end).all(|at| work.clean.is_free(at));
    if !free {
        return;
    }
    let by_itself = alone(&work.clean, run);
    if length >= 12 && by_itself && (work.numbers.phone.is_some() || length > 15) {
        work.clean.claim(run.start, run.end, Owner::OrderNo);
        if work.numbers.order_no.is_empty() {
            work.numbers.order_no = digits;
        }
        work.raise(Code::OrderNoRemoved);
    } else if length == 6 && by_itself && work.numbers.postcode.is_empty() && looks_like_postcode(&work.clean, run) {
        work.clean.claim(run.start, run.end, Owner::Postcode);
        if digits != "000000" {
            work.numbers.postcode = digits;
        }
        work.raise(Code::PostcodeExtracted);
    } else {
        work.numbers.loose.push(run);
    }
}

/// Six digits between hyphens are a room; between blanks or commas they are a postcode.
fn looks_like_postcode(clean: &Clean, run: Run) -> bool {
    let joined = |at: Option<usize>| at.is_some_and(|at| clean.is(at, Class::Dash) && clean.is_free(at));
    !joined(run.start.checked_sub(1)) && !joined(Some(run.end))
}

/// No number in the text is sound: the run that was most likely meant as one.
fn doubtful(work: &mut Work) {
    let labelled = |run: &Run| work.zones.iter().any(|zone| zone.label == Label::Phone && run.start >= zone.start && run.end <= zone.end);
    let likely = |run: &&Run| {
        let length = run.end - run.start;
        let first = work.clean.written[run.start];
        let by_itself = alone(&work.clean, **run) || after_short_word(&work.clean, **run);
        (labelled(run) && length >= 5) || (by_itself && (9..=15).contains(&length)) || (first == '1' && (10..=15).contains(&length))
    };
    let Some(run) = work.numbers.loose.iter().find(likely).copied() else { return };
    let digits = work.clean.digits(run.start, run.end);
    // Eight digits after a label are a local number; the region decides.
    if (7..=8).contains(&digits.len()) {
        return;
    }
    work.clean.claim(run.start, run.end, Owner::Phone);
    work.numbers.phone = Some(faulty::doubtful(&work.clean, run.start, run.end, &digits));
}

/// 张三1990000123: a name and then digits.
fn after_short_word(clean: &Clean, run: Run) -> bool {
    let mut start = run.start;
    while start > 0 && clean.is(start - 1, Class::Han) && clean.is_free(start - 1) {
        start -= 1;
    }
    let begins = start == 0 || clean.is_gap(start - 1);
    begins && (2..=4).contains(&(run.start - start)) && (run.end >= clean.len() || clean.is_gap(run.end))
}

/// 张三[1234] … 301室[1234]: sellers' tools repeat the extension after name and address.
fn bracketed_extension(work: &mut Work) {
    let mut at = 0;
    while at < work.clean.len() {
        let clean = &work.clean;
        let stop = clean.run(at + 1, Class::Digit);
        let fits = clean.is(at, Class::Open)
            && clean.is_free(at)
            && (3..=5).contains(&(stop.saturating_sub(at + 1)))
            && clean.is(stop, Class::Close);
        if !fits {
            at += 1;
            continue;
        }
        let digits = clean.digits(at + 1, stop);
        let square = matches!(clean.written[at], '[' | '【');
        let known = work
            .numbers
            .phone
            .as_mut()
            .filter(|phone| phone.ext == digits || (phone.ext.is_empty() && square && phone.kind == Kind::Mobile));
        if let Some(phone) = known {
            phone.ext = digits;
            if phone.kind == Kind::Mobile {
                phone.kind = Kind::Virtual;
            }
            work.clean.claim(at, stop + 1, Owner::Dropped);
        }
        at = stop + 1;
    }
}

/// Numbers that only the region explains: eight digits in Hong Kong, local landlines, a postcode glued to the address.
pub fn read_local(work: &mut Work) {
    let place = work.region.as_ref().map_or(NONE, |region| region.path.deepest());
    let loose: Vec<Run> = work.numbers.loose.iter().copied().filter(|run| (run.start..run.end).all(|at| work.clean.is_free(at))).collect();
    for run in loose {
        let digits = work.clean.digits(run.start, run.end);
        match digits.len() {
            7 | 8 if work.numbers.phone.is_none() => local_phone(work, run, digits, place),
            6 if work.numbers.postcode.is_empty() && place != NONE => glued_postcode(work, run, digits, place),
            _ => {}
        }
    }
}

fn local_phone(work: &mut Work, run: Run, digits: String, place: u16) {
    let labelled = work.zones.iter().any(|zone| zone.label == Label::Phone && run.start >= zone.start && run.end <= zone.end);
    if !labelled && !alone(&work.clean, run) {
        return;
    }
    let territory = if place == NONE { Territory::Mainland } else { atlas().get(place).territory };
    let mut phone = match territory {
        Territory::HongKong if number::is_hong_kong(&digits) => Phone::new(Kind::HongKong, digits),
        Territory::Macau if number::is_macau(&digits) => Phone::new(Kind::Macau, digits),
        _ => Phone::new(Kind::Landline, digits),
    };
    match phone.kind {
        Kind::HongKong => phone.country = "852".to_owned(),
        Kind::Macau => phone.country = "853".to_owned(),
        _ => {
            // Without its area code a landline is good only where the length fits the city.
            let bits = if place == NONE { None } else { atlas().area_code(atlas().get(place).area_code as u16) };
            let fits = bits.is_some_and(|bits| bits & if phone.number.len() == 8 { 2 } else { 1 } != 0);
            if !fits || phone.number.starts_with(['0', '1', '9']) {
                phone.problem = Some(Code::PhoneLength);
            }
        }
    }
    work.clean.claim(run.start, run.end, Owner::Phone);
    work.numbers.phone = Some(phone);
}

/// …大都荟710061: six digits at the end of a word that begin like the postcode of the city.
fn glued_postcode(work: &mut Work, run: Run, digits: String, place: u16) {
    let it = atlas().get(place);
    let known = if it.postcode > 0 || it.city == NONE { it.postcode } else { atlas().get(it.city).postcode };
    let clean = &work.clean;
    let at_end = run.end == clean.len() || clean.is_gap(run.end) || clean.owner[run.end] != Owner::Free;
    if at_end && known > 0 && digits[..3] == format!("{known:06}")[..3] {
        work.clean.claim(run.start, run.end, Owner::Postcode);
        work.numbers.postcode = digits;
        work.raise(Code::PostcodeExtracted);
    }
}
