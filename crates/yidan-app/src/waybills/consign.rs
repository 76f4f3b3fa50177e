//! A parcel as its source wants to hear of it: who sends what to whom. The receiver goes as it is known; where the marketplace hides it, by its tokens.

use crate::error::{Code, Failure, Result};
use crate::labels::units::Unit;
use crate::orders::view::Shops;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use yidan_domain::order::{Order, Receiver};
use yidan_platforms::waybill::{Consignment, Good, Parcel, Party};
use yidan_store::{Reader, WaybillAccount};

/// What is wanted beside the parcel itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Extras {
    /// 代收货款
    pub cod_fen: Option<i64>,
    /// 保价
    pub insured_fen: Option<i64>,
    /// Of each parcel; 0 = not told.
    pub weight_g: i64,
}

/// The sender of an account, as it is kept.
pub(super) fn sender_of(account: &WaybillAccount) -> Party {
    serde_json::from_str(&account.sender).unwrap_or_default()
}

pub(super) fn consignment(
    r: &Reader<'_>,
    shops: &Shops,
    unit: &Unit,
    account: &WaybillAccount,
    carrier: &str,
    keys: &[String],
    extras: &Extras,
) -> Result<Consignment> {
    let order = unit.first();
    let items: Vec<Good> = unit
        .goods()
        .into_iter()
        .map(|i| Good {
            name: if i.title.is_empty() { i.sku_code } else { i.title },
            spec: i.spec,
            qty: i.qty,
            weight_g: 0,
            price_fen: i.unit_price_fen.unwrap_or(0),
        })
        .collect();
    let parcel = |key: &String| Parcel { key: key.clone(), items: items.clone(), weight_g: extras.weight_g, ..Parcel::default() };
    Ok(Consignment {
        platform: shops.platform(order.shop_id),
        order_nos: unit.orders.iter().map(|o| o.order_no.clone()).collect(),
        carrier: carrier.to_owned(),
        product: account.product.clone(),
        sender: sender_of(account),
        receiver: receiver(&order.receiver),
        receiver_tokens: tokens(r, order)?,
        parcels: keys.iter().map(parcel).collect(),
        is_family: keys.len() > 1,
        cod_fen: extras.cod_fen,
        insured_fen: extras.insured_fen,
        ..Consignment::default()
    })
}

/// Tokens of a receiver whom the marketplace hides.
fn tokens(r: &Reader<'_>, order: &Order) -> Result<BTreeMap<String, String>> {
    if !order.receiver.masked {
        return Ok(BTreeMap::new());
    }
    let Some(text) = r.remote_order(order.id)?.and_then(|remote| remote.tokens) else { return Ok(BTreeMap::new()) };
    serde_json::from_str(&text).map_err(|e| Failure::new(Code::Internal).with("detail", e))
}

fn receiver(r: &Receiver) -> Party {
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    let phone = text(&r.phone);
    let is_mobile = phone.len() == 11 && phone.starts_with('1') && phone.bytes().all(|b| b.is_ascii_digit());
    // The courier needs the extension of a virtual number.
    let whole = match &r.phone_ext {
        Some(ext) if !phone.is_empty() => format!("{phone}-{ext}"),
        _ => phone,
    };
    let (mobile, landline) = if is_mobile || whole.contains('*') { (whole, String::new()) } else { (String::new(), whole) };
    Party {
        name: text(&r.name),
        mobile,
        phone: landline,
        province: text(&r.province),
        city: text(&r.city),
        district: text(&r.district),
        street: text(&r.address),
        ..Party::default()
    }
}
