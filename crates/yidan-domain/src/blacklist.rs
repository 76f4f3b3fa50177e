//! 黑名单: people a shop does not want to send to without a look. Entries are kept as keys, so that the list can be stored hashed;
//! whoever stores them hashes `Key::text`. Nothing here holds an order; a rule does.

use crate::order::Receiver;
use crate::review::fold;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_address::phone::{Kind, classify};

/// One way of knowing a person again, in normal form. The first letter says which: `p` phone, `a` name and address, `b` buyer.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

impl Key {
    /// The normal form; personal, for hashing and not for logs.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Key").field(&self.0.get(..1)).finish()
    }
}

/// What an entry of the list, or a hit of it, is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    Phone,
    NameAndAddress,
    Buyer,
}

/// Digits of a number in one form: no blanks, no country code of the mainland, an extension after a dash. Empty when it is hidden.
pub fn phone_key(text: &str) -> String {
    let phone = classify(text);
    match phone.kind {
        Kind::Masked => String::new(),
        Kind::Invalid => text.chars().filter(char::is_ascii_digit).collect(),
        _ if phone.country.is_empty() => phone.printed(),
        _ => format!("+{}{}", phone.country, phone.printed()),
    }
}

/// The key of a phone; `None` when it is hidden or not there.
pub fn by_phone(text: &str, ext: Option<&str>) -> Option<Key> {
    let number = phone_key(text);
    // A lent number is another person with every extension.
    let ext: String = ext.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    let whole = if ext.is_empty() || number.contains('-') { number } else { format!("{number}-{ext}") };
    (whole.chars().filter(char::is_ascii_digit).count() >= 5).then(|| Key(format!("p{whole}")))
}

/// The key of a name with an address; `None` when one of them is hidden or not there.
pub fn by_name_and_address(receiver: &Receiver) -> Option<Key> {
    let name = plain(receiver.name.as_deref())?;
    let address = crate::likeness::address_key(receiver)?;
    (!receiver.masked).then(|| Key(format!("a{name}|{address}")))
}

/// The key of the platform's own name for a buyer.
pub fn by_buyer(platform: &str, buyer: &str) -> Option<Key> {
    let buyer = plain(Some(buyer))?;
    Some(Key(format!("b{platform}|{buyer}")))
}

/// All keys by which an order could be on the list.
pub fn keys(receiver: &Receiver, platform: &str, buyer: Option<&str>) -> Vec<(Known, Key)> {
    let phone = receiver.phone.as_deref().and_then(|p| by_phone(p, receiver.phone_ext.as_deref()));
    [
        phone.map(|k| (Known::Phone, k)),
        by_name_and_address(receiver).map(|k| (Known::NameAndAddress, k)),
        buyer.and_then(|b| by_buyer(platform, b)).map(|k| (Known::Buyer, k)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Folded, without blanks; `None` when empty or starred out.
fn plain(text: Option<&str>) -> Option<String> {
    let folded: String = fold(text?).chars().filter(|c| !c.is_whitespace()).collect();
    (!folded.is_empty() && !folded.contains('*') && !folded.starts_with("##")).then_some(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receiver(name: &str, phone: &str, address: &str) -> Receiver {
        let text = |t: &str| Some(t.to_owned()).filter(|t| !t.is_empty());
        Receiver {
            name: text(name),
            phone: text(phone),
            province: text("广东省"),
            city: text("深圳市"),
            district: text("南山区"),
            address: text(address),
            ..Receiver::default()
        }
    }

    #[test]
    fn one_number_in_many_forms() {
        let want = by_phone("19900000001", None);
        assert!(want.is_some());
        for text in [
            " 199 0000 0001",
            "+8619900000001",
            "+86 199-0000-0001",
            "86 19900000001",
            "１９９００００００01",
            "手机：19900000001",
            "0086-19900000001",
        ] {
            assert_eq!(by_phone(text, None), want, "{text}");
        }
        for text in ["19900000002", "199****0001", "", "+85290000001", "19900000001-1234"] {
            assert_ne!(by_phone(text, None), want, "{text}");
        }
        assert_eq!(by_phone("19900000001转1234", None), by_phone("19900000001", Some("1234")));
        assert_eq!(by_phone("0571-80000001", None), by_phone("0571 80000001", None));
        assert_eq!(by_phone("199****0001", None), None);
    }

    #[test]
    fn name_with_address() {
        let want = by_name_and_address(&receiver("张示例", "", "样例路1号2栋301室"));
        assert!(want.is_some());
        for (name, address, same) in [
            ("张示例", "样例路 1号，2栋301", true),
            (" 张示例", "广东省深圳市南山区样例路1号2栋301室", true),
            ("张示例", "样例路１号２栋３０１室", true),
            ("李示例", "样例路1号2栋301室", false),
            ("张示例", "样例路1号2栋302室", false),
            ("张**", "样例路1号2栋301室", false),
        ] {
            assert_eq!(by_name_and_address(&receiver(name, "", address)) == want, same, "{name} {address}");
        }
    }

    #[test]
    fn all_keys() {
        let keys = |r: &Receiver, buyer| keys(r, "pdd", buyer).into_iter().map(|(by, _)| by).collect::<Vec<_>>();
        assert_eq!(keys(&receiver("张示例", "19900000001", "样例路1号"), Some("b1")), [Known::Phone, Known::NameAndAddress, Known::Buyer]);
        assert_eq!(keys(&receiver("张*", "199****0001", "样例路**"), None), []);
        assert_ne!(by_buyer("pdd", "b1"), by_buyer("jd", "b1"));
        assert!(!format!("{:?}", by_phone("19900000001", None)).contains("199"));
    }
}
