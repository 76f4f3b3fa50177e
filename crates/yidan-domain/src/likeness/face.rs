//! What of an order is compared: the person, the goods, the moment, the money, and the numbers it goes by. All in normal form.

use super::address::address_key;
use crate::blacklist::phone_key;
use crate::order::Order;
use crate::review::fold;
use std::collections::BTreeMap;

/// One order, ready for comparing. Personal: not for logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Face {
    pub order_id: i64,
    pub shop_id: i64,
    pub order_no: String,
    /// No platform has numbered it: it was typed, pasted or filed without a number.
    pub typed: bool,
    /// Numbers of orders that the platform calls its parents.
    pub parents: Vec<String>,
    /// Numbers of its lines.
    pub sub_nos: Vec<String>,
    /// The platform's own name or key for the buyer or the receiver.
    pub buyer: Option<String>,
    pub name: Option<String>,
    /// In the form of `phone_key`, or starred as it came.
    pub phone: Option<String>,
    pub address: Option<String>,
    /// Pieces by article.
    pub goods: BTreeMap<String, i64>,
    /// The moment it was paid, else made; UTC seconds.
    pub at_s: Option<i64>,
    pub amount_fen: Option<i64>,
}

impl std::fmt::Debug for Face {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Face").field("order_id", &self.order_id).field("order_no", &self.order_no).finish_non_exhaustive()
    }
}

impl Face {
    /// Takes out of an order what is compared. `buyer` and `parents` are known to the source only.
    pub fn of(order: &Order, typed: bool, buyer: Option<&str>, parents: &[String]) -> Face {
        let text = |t: &str| Some(fold(t)).filter(|t| !t.is_empty());
        let r = &order.receiver;
        Face {
            order_id: order.id,
            shop_id: order.shop_id,
            order_no: order.order_no.trim().to_owned(),
            typed,
            parents: parents.to_vec(),
            sub_nos: order.items.iter().filter_map(|i| i.sub_no.clone()).filter(|no| !no.is_empty()).collect(),
            buyer: buyer.and_then(text),
            name: r.name.as_deref().and_then(text),
            phone: r.phone.as_deref().and_then(|p| phone(p, r.phone_ext.as_deref())),
            address: address_key(r),
            goods: goods(order),
            at_s: order.paid_at_ms.or(order.created_at_ms).map(|ms| ms.div_euclid(1_000)),
            amount_fen: order.buyer_amount_fen,
        }
    }

    /// The fingerprint as decided: buyer, second, and the sorted articles with their pieces; to be stored hashed. `None` without a
    /// person, a moment or goods: such an order is like everything.
    pub fn fingerprint(&self) -> Option<String> {
        let plain = |t: &Option<String>| t.clone().filter(|t| !t.contains('*'));
        let person = self
            .buyer
            .clone()
            .or_else(|| plain(&self.phone))
            .or_else(|| Some(format!("{}|{}", plain(&self.name)?, self.address.as_ref()?)))?;
        let at_s = self.at_s?;
        (!self.goods.is_empty()).then_some(())?;
        let goods: Vec<String> = self.goods.iter().map(|(article, pieces)| format!("{article}×{pieces}")).collect();
        Some(format!("{person}\n{at_s}\n{}", goods.join("\n")))
    }

    /// Pieces over all articles.
    pub fn pieces(&self) -> i64 {
        self.goods.values().sum()
    }
}

fn phone(text: &str, ext: Option<&str>) -> Option<String> {
    if text.contains('*') {
        return Some(fold(text));
    }
    let number = phone_key(text);
    let ext: String = ext.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    let whole = if ext.is_empty() || number.contains('-') { number } else { format!("{number}-{ext}") };
    (!whole.is_empty()).then_some(whole)
}

/// The merchant's own code says enough; without it title and spec, which are worded differently from source to source.
fn goods(order: &Order) -> BTreeMap<String, i64> {
    let mut out = BTreeMap::new();
    for item in &order.items {
        let part = |t: &Option<String>| fold(t.as_deref().unwrap_or_default());
        let code = part(&item.sku_code);
        let article = if code.is_empty() { format!("{}|{}", part(&item.title), part(&item.spec)) } else { code };
        if article != "|" {
            *out.entry(article).or_insert(0) += item.qty.unwrap_or(1);
        }
    }
    out
}
