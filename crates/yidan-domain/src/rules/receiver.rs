//! Who gets the parcel: can the number be called, do province, city and district belong together, is there a street.
//! What the platform hides is not complained about. How addresses work is the address room's knowledge; here its remarks become findings.
//! Nothing is changed here: completing is in `settle`, choosing is in `repair`.

use super::settle;
use crate::finding::{Finding, Severity};
use crate::order::{Order, Receiver};
use yidan_address::{Candidate, Checked, Code, Fields, Flag};

/// The receiver as the address room sees it. A number with its extension is one number.
pub(super) fn checked(r: &Receiver) -> Checked {
    let phone = text(&r.phone);
    let joined = r.phone_ext.as_deref().filter(|ext| !ext.is_empty() && !phone.is_empty()).map(|ext| format!("{phone}-{ext}"));
    let fields = Fields {
        province: text(&r.province),
        city: text(&r.city),
        district: text(&r.district),
        street: "",
        address: text(&r.address),
        name: text(&r.name),
        phone: joined.as_deref().unwrap_or(phone),
    };
    let found = yidan_address::check(&fields);
    // An extension in a shape of its own must not make a good number bad.
    if joined.is_some() && found.phone.as_ref().is_some_and(|p| p.problem.is_some()) {
        return yidan_address::check(&Fields { phone, ..fields });
    }
    found
}

fn text(field: &Option<String>) -> &str {
    field.as_deref().unwrap_or_default()
}

pub fn receiver(order: &Order, found: &mut Vec<Finding>) {
    let r = &order.receiver;
    if r.is_absent() {
        found.push(Finding::new("receiver_absent", Severity::Info).on("receiver_name"));
        return;
    }
    let seen = if r.masked { None } else { Some(checked(r)).filter(|c| !c.masked.any()) };
    let Some(seen) = seen else {
        found.push(Finding::new("receiver_masked", Severity::Info).on("receiver_name"));
        return;
    };
    for flag in seen.flags.iter() {
        found.extend(finding(flag, r, &seen));
    }
    settle::remarks(order, found);
}

/// The finding that a remark of the address room becomes; what needs no person becomes none.
fn finding(flag: &Flag, r: &Receiver, seen: &Checked) -> Option<Finding> {
    use Severity::{Blocking, Info, Warning};
    let phone = |code: &str, severity| Finding::new(code, severity).on("receiver_phone");
    let choice = names(&seen.candidates);
    Some(match flag.code {
        Code::PhoneMissing => phone("phone_missing", Blocking),
        Code::PhoneLength => {
            let digits = text(&r.phone).chars().filter(char::is_ascii_digit).count();
            phone("phone_length", Blocking).with("digits", digits.to_string())
        }
        Code::PhoneCharset => phone("phone_letters", Blocking),
        Code::PhoneInvalid | Code::PhoneMasked => phone("phone_invalid", Blocking),
        Code::PhonePrefix => phone("phone_prefix", Warning),
        Code::PhoneSuspect => phone("phone_suspect", Warning),
        Code::NameMissing => Finding::new("name_missing", Blocking).on("receiver_name"),
        Code::DetailMissing => Finding::new("address_missing", Blocking).on("receiver_address"),
        Code::DetailTooShort => Finding::new("address_short", Warning).on("receiver_address"),
        Code::RegionMissing => Finding::new("region_missing", Blocking).on("receiver_province"),
        Code::ProvinceMissing | Code::CityMissing | Code::RegionCompleted | Code::ProvinceCompleted | Code::CityCompleted
            if lacks(&r.province) || lacks(&r.city) =>
        {
            Finding::new("region_incomplete", Warning).on("receiver_city")
        }
        Code::DistrictMissing if flag.severity == yidan_address::Severity::Info => return None,
        Code::DistrictMissing | Code::DistrictCompleted if lacks(&r.district) => {
            Finding::new("district_missing", Warning).on("receiver_district")
        }
        Code::AmbiguousDistrict => Finding::new("district_ambiguous", Warning).on("receiver_district").with("choice", choice),
        Code::UnknownDistrict => Finding::new("district_unknown", Warning).on("receiver_district").with("district", text(&r.district)),
        Code::UnknownCity => Finding::new("city_unknown", Warning).on("receiver_city").with("city", text(&r.city)),
        Code::DistrictNotInCity | Code::CityNotInProvince | Code::RegionConflict => {
            Finding::new("region_conflict", Blocking).on("receiver_district").with("region", typed(r)).with("choice", choice)
        }
        Code::Typo => {
            let (from, to) = (text(&r.district), seen.district.clone());
            Finding::new("region_typo", Warning).on("receiver_district").with("from", from).with("to", to)
        }
        Code::Renamed if flag.severity >= yidan_address::Severity::Warning => {
            // Carriers deliver under the old name for years.
            Finding::new("region_split", Info).on("receiver_district").with("from", seen.old_name).with("choice", choice)
        }
        Code::Renamed if !seen.old_name.is_empty() => {
            let to = if seen.district.is_empty() { seen.city.clone() } else { seen.district.clone() };
            Finding::new("region_renamed", Info).on("receiver_district").with("from", seen.old_name).with("to", to)
        }
        _ => return None,
    })
}

/// Nothing stands in the field, or a word that means nothing.
pub(super) fn lacks(field: &Option<String>) -> bool {
    field.as_deref().is_none_or(|text| text.trim().is_empty())
}

/// Province, city and district as they stand.
pub(super) fn typed(r: &Receiver) -> String {
    [&r.province, &r.city, &r.district].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// Candidates in one line, as people say them.
pub(super) fn names(candidates: &[Candidate]) -> String {
    candidates.iter().map(name).collect::<Vec<_>>().join("、")
}

pub(super) fn name(candidate: &Candidate) -> String {
    let mut out = String::from(candidate.province);
    for part in [candidate.city, candidate.district] {
        if !out.ends_with(part) {
            out.push_str(part);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::cases::{check, plain};
    use super::super::review;

    #[test]
    fn phones() {
        for (phone, codes) in [
            ("19900000001", &[][..]),
            ("+8619900000001", &[]),
            ("199 0000 0001", &[]),
            ("0571-80000001", &[]),
            ("4008000001", &[]),
            ("+85290000001", &[]),
            ("1990000001", &["phone_length"]),
            ("199000000012", &["phone_length"]),
            ("1990000OOO1", &["phone_letters"]),
            ("没有", &["phone_invalid"]),
            ("19400000001", &["phone_prefix"]),
            ("19900000000", &["phone_suspect"]),
        ] {
            check(phone, |o| o.receiver.phone = Some(phone.into()), codes);
        }
        check("a lent number", |o| o.receiver.phone_ext = Some("1234".into()), &[]);
        check("an extension in another shape", |o| o.receiver.phone_ext = Some("转1234".into()), &[]);
    }

    #[test]
    fn parts() {
        check("no phone", |o| o.receiver.phone = None, &["phone_missing"]);
        check("no name", |o| o.receiver.name = None, &["name_missing"]);
        check("no street", |o| o.receiver.address = None, &["address_missing"]);
        check("no city", |o| o.receiver.city = None, &["region_incomplete"]);
        check("no receiver in the file", |o| o.receiver = crate::order::Receiver::default(), &["receiver_absent"]);
    }

    #[test]
    fn what_the_platform_hides() {
        check(
            "said by the source",
            |o| {
                o.receiver.masked = true;
                o.receiver.phone = Some("1**********".into());
            },
            &["receiver_masked"],
        );
        check("seen by its stars", |o| o.receiver.phone = Some("199****0001".into()), &["receiver_masked"]);
        check("sealed", |o| o.receiver.name = Some("##abcdef##".into()), &["receiver_masked"]);
    }

    #[test]
    fn regions() {
        type Case = (&'static str, [&'static str; 3], &'static str, &'static [&'static str]);
        let cases: &[Case] = &[
            ("whole", ["浙江省", "杭州市", "西湖区"], "样例路1号", &[]),
            ("as one platform sends it", ["北京", "北京市", "朝阳区"], "样例路1号", &[]),
            ("short names", ["广西", "南宁", "青秀区"], "样例路1号", &[]),
            ("a city without districts", ["广东省", "东莞市", ""], "长安镇样例路1号", &[]),
            ("of another city", ["浙江省", "宁波市", "西湖区"], "样例路1号", &["region_conflict"]),
            ("of another province", ["江苏省", "杭州市", "西湖区"], "样例路1号", &["region_conflict"]),
            ("nobody knows it", ["浙江省", "杭州市", "无此地区"], "样例路1号", &["district_unknown"]),
            ("no district", ["浙江省", "杭州市", ""], "样例路1号", &["district_missing"]),
            ("nothing at all", ["", "", ""], "样例路1号", &["region_missing"]),
            ("too short", ["浙江省", "杭州市", "西湖区"], "西", &["address_short"]),
        ];
        for (what, [province, city, district], address, codes) in cases {
            let field = |t: &str| Some(t.to_owned()).filter(|t| !t.is_empty());
            check(
                what,
                |o| {
                    (o.receiver.province, o.receiver.city) = (field(province), field(city));
                    (o.receiver.district, o.receiver.address) = (field(district), field(address));
                },
                codes,
            );
        }
    }

    #[test]
    fn a_conflict_names_what_was_probably_meant() {
        let mut order = plain();
        order.receiver.province = Some("浙江省".into());
        order.receiver.city = Some("宁波市".into());
        order.receiver.district = Some("滨江区".into());
        let found = review(&order);
        assert_eq!(found[0].facts["choice"], "浙江省杭州市滨江区");
    }
}
