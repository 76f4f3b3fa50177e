//! What a number is wanted for: who sends what to whom. The people's data come in and go out as they are: a receiver whom the marketplace
//! hides is handed on by its tokens, never by its masks.

use super::about::{About, Can};
use crate::channel::Trouble;
use crate::letters::refused;
use crate::node;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// One order, or several in one parcel, on its way to one receiver.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Consignment {
    /// Marketplace of the orders by our code; empty = none.
    pub platform: String,
    /// The marketplace's numbers of the orders inside; may be empty where there is no marketplace.
    pub order_nos: Vec<String>,
    /// Carrier as a person writes it.
    pub carrier: String,
    /// The source's own code of the product (标快, 特惠 …); empty = its usual one.
    pub product: String,
    pub pay: Pay,
    pub sender: Party,
    pub receiver: Party,
    /// The marketplace's tokens of a hidden receiver, as `HeardOrder::receiver_tokens`.
    pub receiver_tokens: BTreeMap<String, String>,
    /// At least one.
    pub parcels: Vec<Parcel>,
    /// Several parcels are a mother and her children (子母件).
    pub is_family: bool,
    /// 代收货款
    pub cod_fen: Option<i64>,
    /// 保价 declared value.
    pub insured_fen: Option<i64>,
    pub remark: String,
}

/// A person at an address.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Party {
    pub name: String,
    pub mobile: String,
    /// Landline.
    pub phone: String,
    pub company: String,
    pub province: String,
    pub city: String,
    pub district: String,
    pub town: String,
    /// Below the town.
    pub street: String,
}

/// Who pays the carrier.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pay {
    /// The sender, by the month or from the numbers bought.
    #[default]
    Account,
    /// The sender, in cash.
    Cash,
    /// 到付
    Receiver,
}

/// One parcel. Its key is ours: the same parcel always has the same one, and no other ever has it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Parcel {
    /// Letters, digits and `_`, at most 15; two keys differ by more than the case of their letters.
    pub key: String,
    pub items: Vec<Good>,
    /// 0 = unknown.
    pub weight_g: i64,
    /// 0 = unknown.
    pub volume_ml: i64,
    /// What is inside in one word (服饰).
    pub goods: String,
}

/// Goods in a parcel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Good {
    pub name: String,
    pub spec: String,
    pub qty: i64,
    /// 0 = unknown.
    pub weight_g: i64,
    /// 0 = not told.
    pub price_fen: i64,
}

const LONGEST_KEY: usize = 15;
/// So many parcels of one consignment at most.
const MOST_PARCELS: usize = 300;

impl Consignment {
    /// The parcel whose turn it is. Places count from 0.
    pub(crate) fn parcel(&self, place: i64) -> Option<&Parcel> {
        usize::try_from(place).ok().and_then(|i| self.parcels.get(i))
    }

    /// The key of the whole: that of its first parcel.
    pub(crate) fn key(&self) -> &str {
        self.parcels.first().map_or("", |p| &p.key)
    }

    /// The receiver is known by tokens of the marketplace.
    pub(crate) fn has_tokens(&self) -> bool {
        !self.receiver_tokens.is_empty()
    }

    /// Money is to be collected, or a value is declared.
    pub(crate) fn has_sums(&self) -> bool {
        self.cod_fen.is_some() || self.insured_fen.is_some()
    }

    /// The orders inside, or our key where there is no marketplace.
    pub(crate) fn numbers(&self) -> Vec<String> {
        if self.order_nos.is_empty() { vec![self.key().to_owned()] } else { self.order_nos.clone() }
    }

    /// What no source takes is refused before anything is sent. `is_hidden` = the receiver goes as
    /// tokens, or is known to the source by the order.
    pub(crate) fn check(&self, about: &About, is_hidden: bool) -> Result<(), Trouble> {
        let can = |can: Can| about.can.contains(&can);
        if self.parcels.is_empty() || self.parcels.len() > MOST_PARCELS {
            return Err(refused("no_parcel", self.key()));
        }
        if let Some(bad) = self.parcels.iter().find(|p| !is_key(&p.key)) {
            return Err(refused("key", &bad.key));
        }
        if self.parcels.len() > 1 && !can(if self.is_family { Can::Family } else { Can::Several }) {
            return Err(refused("one_parcel", self.key()));
        }
        if self.cod_fen.is_some() && !can(Can::Cod) || self.insured_fen.is_some() && !can(Can::Insured) {
            return Err(refused("service", if self.cod_fen.is_some() { "COD" } else { "INSURE" }));
        }
        if self.parcels.len() > 1 && !self.is_family && self.has_sums() {
            // Every parcel would carry the whole sum.
            return Err(refused("service_several", self.key()));
        }
        self.sender.check("sender")?;
        if is_hidden {
            return Ok(());
        }
        if [&self.receiver.name, &self.receiver.mobile, &self.receiver.phone, &self.receiver.street].into_iter().any(|t| node::has_mask(t))
        {
            return Err(refused("masked_receiver", self.key()));
        }
        self.receiver.check("receiver")
    }
}

fn is_key(key: &str) -> bool {
    (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

impl Party {
    fn check(&self, who: &str) -> Result<(), Trouble> {
        let missing = [
            ("name", self.name.is_empty()),
            ("phone", self.mobile.is_empty() && self.phone.is_empty()),
            ("province", self.province.is_empty()),
            ("address", self.street.is_empty()),
        ];
        match missing.into_iter().find(|(_, is_missing)| *is_missing) {
            Some((what, _)) => Err(refused("missing", &format!("{who}.{what}"))),
            None => Ok(()),
        }
    }

    /// Town and street in one.
    pub(crate) fn below_district(&self) -> String {
        format!("{}{}", self.town, self.street)
    }

    /// All in one line.
    pub(crate) fn whole(&self) -> String {
        let city = if self.city == self.province { "" } else { &self.city };
        format!("{}{city}{}{}", self.province, self.district, self.below_district())
    }
}

impl Parcel {
    /// What is inside in one word: told, or the first of the goods.
    pub(crate) fn contents(&self) -> String {
        let first = || self.items.first().map(|i| i.name.clone());
        Some(self.goods.clone()).filter(|g| !g.is_empty()).or_else(first).unwrap_or_else(|| "商品".to_owned())
    }

    /// Pieces, at least one.
    pub(crate) fn pieces(&self) -> i64 {
        self.items.iter().map(|i| i.qty).fold(0, i64::saturating_add).max(1)
    }
}

impl Good {
    /// Name and spec in one.
    pub(crate) fn shown(&self) -> String {
        [self.name.as_str(), self.spec.as_str()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Debug for Consignment {
    /// Numbers only: people never reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Consignment").field("order_nos", &self.order_nos).field("parcels", &self.parcels).finish_non_exhaustive()
    }
}

impl fmt::Debug for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Party").finish_non_exhaustive()
    }
}

impl fmt::Debug for Parcel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parcel").field("key", &self.key).finish_non_exhaustive()
    }
}

/// Whole yuan with two digits.
pub(crate) fn yuan(fen: i64) -> String {
    format!("{}{}.{:02}", if fen < 0 { "-" } else { "" }, fen.abs() / 100, fen.abs() % 100)
}

/// Grams as kilograms, exact.
pub(crate) fn kilograms(grams: i64) -> serde_json::Value {
    let text = format!("{}.{:03}", grams / 1_000, grams % 1_000);
    serde_json::from_str(&text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_weights() {
        for (fen, want) in [(0, "0.00"), (5, "0.05"), (20_000, "200.00"), (-150, "-1.50")] {
            assert_eq!(yuan(fen), want);
        }
        for (grams, want) in [(500, "0.5"), (1_234, "1.234"), (2_000, "2.0"), (0, "0.0")] {
            assert_eq!(kilograms(grams).to_string(), want);
        }
    }

    #[test]
    fn keys_are_plain_and_short() {
        for (key, want) in
            [("a_1", true), ("123456789012345", true), ("1234567890123456", false), ("", false), ("a-1", false), ("单", false)]
        {
            assert_eq!(is_key(key), want, "{key}");
        }
    }

    #[test]
    fn a_city_that_is_its_province_stands_once() {
        let place = |province: &str, city: &str| Party {
            province: province.into(),
            city: city.into(),
            district: "示例区".into(),
            town: "样例街道".into(),
            street: "测试路1号".into(),
            ..Party::default()
        };
        assert_eq!(place("上海市", "上海市").whole(), "上海市示例区样例街道测试路1号");
        assert_eq!(place("浙江省", "杭州市").whole(), "浙江省杭州市示例区样例街道测试路1号");
    }
}
