//! Who gets the parcel: missing parts and phones that cannot be dialled. What the platform hides is not complained about.
//! Regions are checked by the address room; here only what is plainly absent counts.

use crate::finding::{Finding, Severity};
use crate::order::Order;

pub fn receiver(order: &Order, found: &mut Vec<Finding>) {
    let r = &order.receiver;
    if r.is_absent() {
        found.push(Finding::new("receiver_absent", Severity::Info).on("receiver_name"));
        return;
    }
    if r.masked {
        found.push(Finding::new("receiver_masked", Severity::Info).on("receiver_name"));
        return;
    }
    match &r.phone {
        None => found.push(Finding::new("phone_missing", Severity::Blocking).on("receiver_phone")),
        Some(phone) => phone_of(phone, found),
    }
    if r.name.is_none() {
        found.push(Finding::new("name_missing", Severity::Blocking).on("receiver_name"));
    }
    let detail = r.address.as_deref().unwrap_or_default().chars().count();
    if detail == 0 {
        found.push(Finding::new("address_missing", Severity::Blocking).on("receiver_address"));
    } else if r.province.is_none() || r.city.is_none() {
        found.push(Finding::new("region_incomplete", Severity::Warning).on("receiver_city"));
    }
}

/// Mainland mobiles have eleven digits beginning 13–19; landlines, 400 numbers and numbers with a country code are left alone.
fn phone_of(phone: &str, found: &mut Vec<Finding>) {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let odd_letters = phone.chars().any(|c| !(c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')' | '转')));
    let local = digits.strip_prefix("86").filter(|d| d.len() >= 10 && phone.starts_with('+')).unwrap_or(&digits);
    let (code, count) = if odd_letters || digits.is_empty() {
        ("phone_invalid", 0)
    } else if phone.starts_with('+') && !digits.starts_with("86")
        || local.starts_with('0')
        || local.starts_with("400")
        || local.starts_with("95")
    {
        return;
    } else if local.starts_with('1') && local.len() != 11 {
        ("phone_length", local.len())
    } else if local.starts_with('1') && matches!(local.as_bytes()[1], b'0' | b'1' | b'2') {
        ("phone_invalid", 0)
    } else {
        return;
    };
    let mut finding = Finding::new(code, Severity::Blocking).on("receiver_phone");
    if count > 0 {
        finding = finding.with("digits", count.to_string());
    }
    found.push(finding);
}

#[cfg(test)]
mod tests {
    use super::super::cases::check;

    #[test]
    fn phones() {
        for (phone, codes) in [
            ("19900000001", &[][..]),
            ("+8619900000001", &[]),
            ("199 0000 0001", &[]),
            ("0571-80000000", &[]),
            ("4008000000", &[]),
            ("+85290000000", &[]),
            ("1990000001", &["phone_length"]),
            ("199000000011", &["phone_length"]),
            ("10900000001", &["phone_invalid"]),
            ("没有", &["phone_invalid"]),
        ] {
            check(phone, |o| o.receiver.phone = Some(phone.into()), codes);
        }
    }

    #[test]
    fn parts() {
        check("no phone", |o| o.receiver.phone = None, &["phone_missing"]);
        check("no name", |o| o.receiver.name = None, &["name_missing"]);
        check("no street", |o| o.receiver.address = None, &["address_missing"]);
        check("no city", |o| o.receiver.city = None, &["region_incomplete"]);
        check(
            "masked",
            |o| {
                o.receiver.masked = true;
                o.receiver.phone = Some("1**********".into());
            },
            &["receiver_masked"],
        );
        check("no receiver in the file", |o| o.receiver = crate::order::Receiver::default(), &["receiver_absent"]);
    }
}
