//! What can be done about a finding with one press: each option sets fields of the normal form. Nothing is applied here, and nothing is
//! offered that the order's own words do not support.

use super::receiver::{checked, lacks, name, typed};
use super::settle::settle_receiver;
use crate::finding::Finding;
use crate::order::{Order, Receiver};
use std::collections::BTreeMap;
use yidan_address::{Candidate, Parsed, phone};

/// Fields to set; `None` empties a field.
pub type Changes = BTreeMap<String, Option<String>>;

/// One press. `label` is a words key below `repair.`, `facts` fill it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// Stands for this option among those of its finding.
    pub option: String,
    pub label: &'static str,
    pub facts: BTreeMap<String, String>,
    pub changes: Changes,
    /// There is no second answer: may be done for many orders at once.
    pub certain: bool,
}

/// The options for one finding of an order, the likeliest first. None where only a person knows.
pub fn repairs(order: &Order, finding: &Finding) -> Vec<Repair> {
    let r = &order.receiver;
    if r.masked {
        return Vec::new();
    }
    let mut out = match finding.code.as_str() {
        "phone_length" | "phone_letters" | "phone_invalid" | "phone_prefix" | "phone_suspect" => phones(order),
        "phone_missing" => from_other_texts(order, "take_phone", phone_of),
        "name_missing" => from_other_texts(order, "take_name", name_of),
        "address_missing" | "address_short" => from_other_texts(order, "take_address", address_of),
        "region_incomplete" | "district_missing" | "region_missing" | "region_typo" => regions(order),
        "district_ambiguous" | "district_unknown" | "city_unknown" | "region_conflict" | "region_split" => candidates(r),
        "region_renamed" => renamed(r),
        _ => Vec::new(),
    };
    out.retain(|repair| !repair.changes.is_empty());
    for at in (1..out.len()).rev() {
        if out[..at].iter().any(|earlier| earlier.changes == out[at].changes) {
            out.remove(at);
        }
    }
    for (at, repair) in out.iter_mut().enumerate() {
        repair.option = format!("{}{}", repair.label, if at == 0 { String::new() } else { format!("_{}", at + 1) });
    }
    out
}

fn option(label: &'static str, shown: impl Into<String>, changes: Changes, certain: bool) -> Repair {
    Repair { option: String::new(), label, facts: BTreeMap::from([("to".to_owned(), shown.into())]), changes, certain }
}

/// What differs between the receiver and a better one.
fn difference(from: &Receiver, to: &Receiver) -> Changes {
    let pairs = from.fields().into_iter().zip(to.fields());
    pairs.filter(|((_, from), (_, to))| from != to).map(|(_, (field, to))| (field.to_owned(), to.clone())).collect()
}

/// A faulty number that can be read in only one way, and numbers that stand elsewhere in the order.
fn phones(order: &Order) -> Vec<Repair> {
    let r = &order.receiver;
    let typed = r.phone.as_deref().unwrap_or_default();
    let mut out = Vec::new();
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if let Some((plain, certain)) = plain_number(typed, &digits) {
        out.push(with_phone(r, &plain, "", certain));
    }
    let seen = phone::classify(typed);
    if let Some(meant) = seen.suggestion.as_deref() {
        out.push(with_phone(r, meant, &seen.ext, false));
    }
    out.extend(from_other_texts(order, "take_phone", phone_of));
    out
}

fn with_phone(r: &Receiver, number: &str, ext: &str, certain: bool) -> Repair {
    let mut better = r.clone();
    better.phone = Some(number.to_owned());
    if !ext.is_empty() {
        better.phone_ext = Some(ext.to_owned());
    }
    option("phone", number, difference(r, &better), certain)
}

/// The eleven digits of a mobile number inside too many, and whether nothing else can be meant.
fn plain_number(typed: &str, digits: &str) -> Option<(String, bool)> {
    let is_good = |number: &str| {
        let seen = phone::classify(number);
        seen.kind == phone::Kind::Mobile && seen.problem.is_none()
    };
    // Only the trunk zero or the country code in front, and no letter that could have been a digit.
    let is_clean = !typed.chars().any(char::is_alphabetic);
    for head in ["0", "86", "086", "0086"] {
        if let Some(rest) = digits.strip_prefix(head).filter(|rest| rest.len() == 11 && is_good(rest)) {
            return Some((rest.to_owned(), is_clean));
        }
    }
    if digits.len() == 11 && is_good(digits) {
        return Some((digits.to_owned(), is_clean));
    }
    if digits.len() == 22 && digits[..11] == digits[11..] && is_good(&digits[..11]) {
        return Some((digits[..11].to_owned(), is_clean));
    }
    // One digit typed twice, if there is only one such place.
    if digits.len() == 12 {
        let doubled: Vec<usize> = (1..12).filter(|at| digits.as_bytes()[*at] == digits.as_bytes()[at - 1]).collect();
        if let [at] = doubled[..] {
            let shorter = format!("{}{}", &digits[..at], &digits[at + 1..]);
            return is_good(&shorter).then_some((shorter, false));
        }
    }
    None
}

/// Missing levels and misspelt ones, where there is one answer; otherwise the candidates.
fn regions(order: &Order) -> Vec<Repair> {
    let r = &order.receiver;
    let mut better = r.clone();
    let notes = settle_receiver(&mut better);
    let mut out = Vec::new();
    if !notes.is_empty() {
        out.push(option("complete", typed(&better).replace(' ', ""), difference(r, &better), true));
    }
    out.extend(candidates(r));
    if out.is_empty() {
        out.extend(from_other_texts(order, "take_region", region_of));
    }
    out
}

/// One press per reading.
fn candidates(r: &Receiver) -> Vec<Repair> {
    let seen = checked(r);
    let mut list = seen.candidates;
    if list.is_empty() {
        list = yidan_address::parse(&[typed(r).as_str(), r.address.as_deref().unwrap_or_default()].concat()).candidates;
    }
    list.iter().map(|candidate| option("choose", name(candidate), difference(r, &moved(r, candidate)), false)).collect()
}

fn moved(r: &Receiver, to: &Candidate) -> Receiver {
    let field = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Receiver { province: field(to.province), city: field(to.city), district: field(to.district), ..r.clone() }
}

fn renamed(r: &Receiver) -> Vec<Repair> {
    let seen = checked(r);
    let now = Candidate::default();
    let mut better = moved(r, &now);
    (better.province, better.city) = (Some(seen.province.to_string()), Some(seen.city.to_string()));
    better.district = Some(seen.district.to_string()).filter(|d| !d.is_empty());
    vec![option("rename", typed(&better).replace(' ', ""), difference(r, &better), true)]
}

/// Whatever else the order says that may hold the missing part: memos, and the fields that hold more than they should.
fn from_other_texts(order: &Order, label: &'static str, take: fn(&Receiver, &Parsed) -> Option<(String, Receiver)>) -> Vec<Repair> {
    let r = &order.receiver;
    let whole = [&r.name, &r.phone, &r.province, &r.city, &r.district, &r.address];
    let own = whole.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
    let memos = [order.buyer_memo.as_deref(), order.seller_memo.as_deref()].into_iter().flatten();
    std::iter::once(own.as_str())
        .chain(memos)
        .filter(|text| text.chars().count() >= 2)
        .filter_map(|text| take(r, &yidan_address::parse(text)))
        .map(|(shown, better)| option(label, shown, difference(r, &better), false))
        .collect()
}

fn phone_of(r: &Receiver, seen: &Parsed) -> Option<(String, Receiver)> {
    let numbers = seen.number.iter().chain(&seen.second_phones);
    let good = numbers.filter(|p| p.problem.is_none() && Some(&p.number) != r.phone.as_ref()).find(|p| p.number.len() >= 7)?;
    let ext = Some(good.ext.clone()).filter(|ext| !ext.is_empty());
    let mut better = Receiver { phone: Some(good.number.clone()), phone_ext: ext, ..r.clone() };
    // The number leaves the address it stood in.
    if let Some(address) = r.address.as_deref().filter(|address| address.contains(&good.number)) {
        better.address = Some(address.replace(&good.number, " ").split_whitespace().collect::<Vec<_>>().join(" "));
    }
    Some((good.printed(), better))
}

fn name_of(r: &Receiver, seen: &Parsed) -> Option<(String, Receiver)> {
    if seen.name.is_empty() {
        return None;
    }
    let mut better = Receiver { name: Some(seen.name.clone()), ..r.clone() };
    if let Some(address) = r.address.as_deref().and_then(|address| address.trim().strip_suffix(seen.name.as_str())) {
        better.address = Some(address.trim().to_owned());
    }
    Some((seen.name.clone(), better))
}

fn address_of(r: &Receiver, seen: &Parsed) -> Option<(String, Receiver)> {
    let detail = format!("{}{}", seen.street, seen.detail);
    let short = r.address.as_deref().unwrap_or_default().chars().count();
    // A memo is no address because it could be read as one: it has to name the place or a number in it.
    let is_address = seen.detail.chars().any(|c| c.is_ascii_digit()) && (!seen.district.is_empty() || !seen.street.is_empty());
    if !is_address || detail.chars().count() <= short {
        return None;
    }
    let mut better = Receiver { address: Some(detail.clone()), ..r.clone() };
    fill_region(&mut better, seen);
    Some((detail, better))
}

fn region_of(r: &Receiver, seen: &Parsed) -> Option<(String, Receiver)> {
    if seen.district.is_empty() || !seen.candidates.is_empty() {
        return None;
    }
    let mut better = r.clone();
    fill_region(&mut better, seen);
    Some((typed(&better).replace(' ', ""), better))
}

fn fill_region(better: &mut Receiver, seen: &Parsed) {
    for (slot, full) in [(&mut better.province, seen.province), (&mut better.city, seen.city), (&mut better.district, seen.district)] {
        if lacks(slot) && !full.is_empty() {
            *slot = Some(full.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::cases::plain;
    use super::super::review;
    use super::*;

    /// `change` makes one thing odd; `expected` are the options of its first finding: label, what it shows, whether it is certain.
    fn check(what: &str, change: impl FnOnce(&mut Order), expected: &[(&str, &str, bool)]) {
        let mut order = plain();
        change(&mut order);
        let found = review(&order);
        let options = repairs(&order, &found[0]);
        let shown: Vec<(&str, &str, bool)> = options.iter().map(|o| (o.label, o.facts["to"].as_str(), o.certain)).collect();
        assert_eq!(shown, expected, "{what}: {}", found[0].code);
        // Whatever is certain makes its finding go away.
        for repair in options.iter().filter(|o| o.certain) {
            let mut repaired = order.clone();
            apply(&mut repaired.receiver, &repair.changes);
            assert!(!review(&repaired).iter().any(|f| f.code == found[0].code), "{what}: still {}", found[0].code);
        }
    }

    fn apply(r: &mut Receiver, changes: &Changes) {
        for (field, value) in changes {
            r.field_mut(field).expect("a field of a receiver").clone_from(value);
        }
    }

    fn set(field: &mut Option<String>, text: &str) {
        *field = Some(text.to_owned()).filter(|t| !t.is_empty());
    }

    #[test]
    fn numbers() {
        check("too short", |o| set(&mut o.receiver.phone, "1990000123"), &[]);
        check("a doubled digit", |o| set(&mut o.receiver.phone, "199010223456"), &[]);
        // A number with a single doubled digit is none of the made-up ones, so it is put together here.
        let (doubled, meant) = (["191012", "334567"].concat(), ["191012", "34567"].concat());
        check("one doubled digit", |o| set(&mut o.receiver.phone, &doubled), &[("phone", &meant, false)]);
        check("a trunk zero", |o| set(&mut o.receiver.phone, "019900001234"), &[("phone", "19900001234", true)]);
        check("a letter", |o| set(&mut o.receiver.phone, "1990000l234"), &[("phone", "19900001234", false)]);
        check(
            "in the memo",
            |o| {
                o.receiver.phone = None;
                set(&mut o.buyer_memo, "打19900005678这个电话");
            },
            &[("take_phone", "19900005678", false)],
        );
    }

    #[test]
    fn levels() {
        check("no city", |o| o.receiver.city = None, &[("complete", "广东省深圳市南山区", true)]);
        check(
            "no province and city",
            |o| {
                o.receiver.province = None;
                o.receiver.city = None;
                set(&mut o.receiver.district, "西湖区");
                set(&mut o.receiver.address, "浙江省杭州市西湖区样例路1号");
            },
            &[("complete", "浙江省杭州市西湖区", true)],
        );
        check(
            "another city",
            |o| {
                set(&mut o.receiver.province, "浙江省");
                set(&mut o.receiver.city, "宁波市");
                set(&mut o.receiver.district, "滨江区");
            },
            &[("choose", "浙江省杭州市滨江区", false)],
        );
        check("no district", |o| o.receiver.district = None, &[]);
    }

    #[test]
    fn parts_that_stand_elsewhere() {
        check(
            "the street in the memo",
            |o| {
                o.receiver.address = None;
                set(&mut o.buyer_memo, "地址是广东省深圳市南山区样例路18号3栋");
            },
            &[("take_address", "样例路18号3栋", false)],
        );
        check(
            "a memo that is no address",
            |o| {
                o.receiver.address = None;
                set(&mut o.buyer_memo, "要2个红色的");
            },
            &[],
        );
    }

    #[test]
    fn what_is_hidden_has_no_repairs() {
        let mut order = plain();
        order.receiver.masked = true;
        for finding in review(&order) {
            assert!(repairs(&order, &finding).is_empty());
        }
    }
}
