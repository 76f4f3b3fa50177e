//! What is certain about a receiver is done without asking: missing levels that have one answer are filled in, a misspelt district
//! with one answer is corrected. Done on the draft, so that the same draft always means the same order; what was done stays visible.
//! A field that says something sensible is never rewritten.

use super::receiver::{checked, lacks};
use crate::draft::OrderDraft;
use crate::finding::{Finding, Severity};
use crate::order::{Order, Receiver};
use std::borrow::Cow;
use yidan_address::{Checked, Code};

/// Prefixes of the pseudo-fields by which an order remembers what was done to it, followed by the field, and for a correction by
/// a colon and what stood there.
const COMPLETED: &str = "completed:";
const CORRECTED: &str = "corrected:";
/// The pseudo-field of an order that got a person's earlier correction of the same text.
pub const AS_BEFORE: &str = "corrected_as_before:";

/// A draft with what is certain, and the pseudo-fields that say what was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled<'a> {
    pub draft: Cow<'a, OrderDraft>,
    pub notes: Vec<String>,
}

/// Completes and corrects the receiver of a draft where there is only one answer.
pub fn settle(draft: &OrderDraft) -> Settled<'_> {
    let mut receiver = crate::order::merge::receiver_of(draft);
    let notes = if receiver.masked || receiver.is_absent() { Vec::new() } else { settle_receiver(&mut receiver) };
    if notes.is_empty() {
        return Settled { draft: Cow::Borrowed(draft), notes };
    }
    let mut whole = draft.clone();
    whole.receiver_province = receiver.province;
    whole.receiver_city = receiver.city;
    whole.receiver_district = receiver.district;
    whole.receiver_address = receiver.address;
    Settled { draft: Cow::Owned(whole), notes }
}

/// The same for a receiver that stands already; answers with what was done.
pub(super) fn settle_receiver(r: &mut Receiver) -> Vec<String> {
    let seen = checked(r);
    let doubtful = [
        Code::RegionMissing,
        Code::AmbiguousDistrict,
        Code::UnknownCity,
        Code::UnknownDistrict,
        Code::DistrictNotInCity,
        Code::CityNotInProvince,
        Code::RegionConflict,
    ];
    let split = seen.flags.iter().any(|f| f.code == Code::Renamed && f.severity >= yidan_address::Severity::Warning);
    if seen.masked.any() || split || doubtful.into_iter().any(|code| seen.flags.has(code)) {
        return Vec::new();
    }
    let mut notes = Vec::new();
    for (field, slot, full) in [
        ("receiver_province", &mut r.province, &seen.province),
        ("receiver_city", &mut r.city, &seen.city),
        ("receiver_district", &mut r.district, &seen.district),
    ] {
        if lacks(slot) && !full.is_empty() {
            *slot = Some(full.to_string());
            notes.push(format!("{COMPLETED}{field}"));
        }
    }
    if seen.flags.has(Code::Typo)
        && let Some(typed) = r.district.replace(seen.district.to_string())
    {
        notes.push(format!("{CORRECTED}receiver_district:{typed}"));
    }
    if !notes.is_empty() {
        shorten(r, &seen);
    }
    notes
}

/// The region that moved from the address into its fields leaves the address, if the rest stands there word for word.
fn shorten(r: &mut Receiver, seen: &Checked) {
    let Some(address) = &r.address else { return };
    let rest = format!("{}{}", seen.street, seen.detail);
    let taken = address.trim().strip_suffix(rest.as_str()).unwrap_or_default();
    let moved = [&seen.province, &seen.city, &seen.district].iter().any(|name| {
        let head: String = name.chars().take(2).collect();
        !head.is_empty() && taken.contains(&head)
    });
    if moved && !rest.is_empty() {
        r.address = Some(rest);
    }
}

/// What was done to this order, as findings that ask for nothing.
pub(super) fn remarks(order: &Order, found: &mut Vec<Finding>) {
    let r = &order.receiver;
    let value = |field: &str| r.field(field).cloned().flatten();
    let completed: Vec<&str> = order.edited.iter().filter_map(|e| e.strip_prefix(COMPLETED)).collect();
    if let Some(last) = completed.last() {
        let region: String = ["receiver_province", "receiver_city", "receiver_district"].into_iter().filter_map(value).collect();
        found.push(Finding::new("region_completed", Severity::Info).on(last).with("region", region));
    }
    for (field, from) in order.edited.iter().filter_map(|e| e.strip_prefix(CORRECTED)?.split_once(':')) {
        let to = value(field).unwrap_or_default();
        found.push(Finding::new("region_corrected", Severity::Info).on(field).with("from", from).with("to", to));
    }
    if order.edited.iter().any(|e| e == AS_BEFORE) {
        found.push(Finding::new("corrected_as_before", Severity::Info).on("receiver_address"));
    }
}

/// Forgets what was done to a field that a person has set since.
pub fn forget(edited: &mut Vec<String>, field: &str) {
    edited.retain(|e| {
        let of = e.strip_prefix(COMPLETED).or_else(|| e.strip_prefix(CORRECTED).and_then(|rest| rest.split(':').next()));
        of != Some(field)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(region: [&str; 3], address: &str) -> OrderDraft {
        let field = |t: &str| Some(t.to_owned()).filter(|t| !t.is_empty());
        OrderDraft {
            receiver_name: field("张示例"),
            receiver_phone: field("19900000001"),
            receiver_province: field(region[0]),
            receiver_city: field(region[1]),
            receiver_district: field(region[2]),
            receiver_address: field(address),
            ..OrderDraft::default()
        }
    }

    fn check(region: [&str; 3], address: &str, expected: [&str; 4], notes: &[&str]) {
        let draft = draft(region, address);
        let settled = settle(&draft);
        let d = &settled.draft;
        let fields = [&d.receiver_province, &d.receiver_city, &d.receiver_district, &d.receiver_address];
        assert_eq!(fields.map(|f| f.as_deref().unwrap_or_default()), expected, "{region:?} {address}");
        assert_eq!(settled.notes, notes, "{region:?} {address}");
        let again = settle(d);
        assert!(again.notes.is_empty(), "settled twice: {:?}", again.notes);
    }

    #[test]
    fn only_what_has_one_answer() {
        check(["浙江省", "杭州市", "西湖区"], "样例路1号", ["浙江省", "杭州市", "西湖区", "样例路1号"], &[]);
        check(["广西", "南宁", "青秀区"], "样例路1号", ["广西", "南宁", "青秀区", "样例路1号"], &[]);
        check(["广东省", "", "南山区"], "样例路1号", ["广东省", "深圳市", "南山区", "样例路1号"], &["completed:receiver_city"]);
        check(["", "深圳市", "南山区"], "样例路1号", ["广东省", "深圳市", "南山区", "样例路1号"], &["completed:receiver_province"]);
        check(
            ["", "", ""],
            "浙江省杭州市西湖区样例路1号",
            ["浙江省", "杭州市", "西湖区", "样例路1号"],
            &["completed:receiver_province", "completed:receiver_city", "completed:receiver_district"],
        );
        check(["浙江省", "杭州市", ""], "西湖区样例路1号", ["浙江省", "杭州市", "西湖区", "样例路1号"], &["completed:receiver_district"]);
        check(["浙江省", "杭州市", ""], "样例路1号", ["浙江省", "杭州市", "", "样例路1号"], &[]);
        check(["浙江省", "宁波市", "西湖区"], "样例路1号", ["浙江省", "宁波市", "西湖区", "样例路1号"], &[]);
        check(["", "", ""], "样例路1号", ["", "", "", "样例路1号"], &[]);
        check(["", "", ""], "朝阳区样例路1号", ["", "", "", "朝阳区样例路1号"], &[]);
    }

    #[test]
    fn a_misspelt_district() {
        check(
            ["浙江省", "杭州市", "西虎区"],
            "样例路1号",
            ["浙江省", "杭州市", "西湖区", "样例路1号"],
            &["corrected:receiver_district:西虎区"],
        );
    }

    #[test]
    fn what_is_hidden_stays() {
        let mut hidden = draft(["广东省", "", "南山区"], "样例路**");
        assert!(settle(&hidden).notes.is_empty());
        hidden.receiver_address = Some("样例路1号".into());
        hidden.receiver_masked = true;
        assert!(settle(&hidden).notes.is_empty());
    }

    #[test]
    fn a_persons_word_takes_its_place() {
        let mut edited = vec!["completed:receiver_city".to_owned(), "corrected:receiver_district:西虎区".into(), "receiver_name".into()];
        forget(&mut edited, "receiver_city");
        assert_eq!(edited, ["corrected:receiver_district:西虎区", "receiver_name"]);
        forget(&mut edited, "receiver_district");
        assert_eq!(edited, ["receiver_name"]);
    }
}
