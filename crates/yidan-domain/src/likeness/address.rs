//! One form for addresses that mean the same door. For comparing only; nobody reads it and no label shows it.

use crate::order::Receiver;
use crate::review::fold;
use yidan_address::{Fields, check};

/// Words after a number that say the same in different houses: 2栋301室, 2幢301, 2-301. Longer ones first.
const UNITS: &[&str] = &["号楼", "单元", "号", "栋", "幢", "座", "室", "户", "楼", "层", "房", "#", "-", "－", "—", "_", "/"];

/// Region and street of a receiver in one form; `None` when hidden or too short to tell doors apart.
pub fn address_key(receiver: &Receiver) -> Option<String> {
    let text = |field: &'_ Option<String>| field.clone().unwrap_or_default();
    let (province, city, district, address) =
        (text(&receiver.province), text(&receiver.city), text(&receiver.district), text(&receiver.address));
    let fields = Fields { province: &province, city: &city, district: &district, street: "", address: &address, name: "", phone: "" };
    let found = check(&fields);
    let names = [&*found.province, &*found.city, &*found.district, &province, &city, &district];
    let detail = door(without(&found.detail, &names));
    let hidden = found.masked.region || found.masked.address || detail.contains('*');
    (!hidden && detail.chars().nth(1).is_some())
        .then(|| format!("{}{}{}{}{detail}", found.province, found.city, found.district, found.street))
}

/// The address without the names of its region that are written once more before it.
fn without<'a>(address: &'a str, names: &[&str]) -> &'a str {
    let mut rest = address.trim();
    for name in names.iter().filter(|name| !name.is_empty()) {
        rest = rest.strip_prefix(*name).unwrap_or(rest).trim_start();
    }
    rest
}

/// A street with house, unit and room: folded, without blanks and punctuation, every unit word after a number as one dash.
fn door(text: &str) -> String {
    let folded = fold(text);
    let mut out = String::with_capacity(folded.len());
    let mut rest = folded.as_str();
    while let Some(c) = rest.chars().next() {
        let after_number = out.ends_with(|c: char| c.is_ascii_alphanumeric());
        if let Some(unit) = UNITS.iter().find(|unit| after_number && rest.starts_with(**unit)) {
            out.push('-');
            rest = &rest[unit.len()..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if c.is_alphanumeric() || c == '*' {
            out.push(c);
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(address: &str) -> Option<String> {
        let text = |t: &str| Some(t.to_owned());
        let receiver = Receiver {
            province: text("广东"),
            city: text("深圳市"),
            district: text("南山区"),
            address: text(address),
            ..Receiver::default()
        };
        address_key(&receiver)
    }

    #[test]
    fn the_same_door() {
        let want = key("样例路1号2栋301室");
        assert!(want.is_some());
        for (address, same) in [
            ("样例路1号2栋301", true),
            ("样例路 1号 2幢 301室", true),
            ("样例路１号，２栋３０１室", true),
            ("样例路1号2-301", true),
            ("南山区样例路1号2栋301室", true),
            ("广东省深圳市南山区样例路1号2栋301室", true),
            ("样例路12号301室", false),
            ("样例路1号2栋302室", false),
            ("样例路1号23栋01室", false),
            ("样例一路1号2栋301室", false),
        ] {
            assert_eq!(key(address) == want, same, "{address} {:?} {want:?}", key(address));
        }
        for hidden in ["样例路**", "", "*"] {
            assert_eq!(key(hidden), None, "{hidden}");
        }
    }
}
