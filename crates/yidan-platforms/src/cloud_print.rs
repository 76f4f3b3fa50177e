//! The dialect in which the marketplaces with a print component of Cainiao's kind are asked for numbers (云打印): one JSON with sender, orders,
//! parcel and receiver; numbers come back with enciphered print data that is handed to the component unread.
//! Addresses, signatures and errors are the folders' business.

use crate::channel::{Access, Trouble};
use crate::letters::{number_or_text, refused, unreadable};
use crate::node::Node;
use crate::waybill::{Branch, Consignment, Heard, HeardLabel, HeardWaybill, Parcel, Party, PrintKind, Role, Template, yuan};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// In what the dialects differ.
pub(crate) struct Dialect {
    pub kind: PrintKind,
    /// `cp_code` or `wp_code`.
    pub code: &'static str,
    /// Our code of a marketplace and its word for it; those that are not listed are `OTHERS`.
    pub channels: &'static [(&'static str, &'static str)],
}

impl Dialect {
    /// What is asked for one parcel. Its key is the parcel's id: the same parcel is the same request.
    pub fn apply(&self, access: &Access, carrier: &str, consignment: &Consignment, parcel: &Parcel) -> Result<Value, Trouble> {
        let channel = self.channels.iter().find(|(code, _)| *code == consignment.platform).map_or("OTHERS", |(_, word)| word);
        let orders = consignment.numbers();
        if orders.len() > 100 {
            return Err(refused("too_many_orders", &parcel.key));
        }
        if consignment.parcels.len() > 1 && consignment.has_sums() {
            return Err(refused("service_several", &parcel.key));
        }
        let count = if consignment.is_family { consignment.parcels.len() } else { 1 };
        let mut package =
            json!({"id": parcel.key, "items": items(parcel), "total_packages_count": count, "goods_description": parcel.contents()});
        for (key, amount) in [("weight", parcel.weight_g), ("volume", parcel.volume_ml)] {
            if amount > 0 {
                package[key] = json!(amount);
            }
        }
        let mut apply = json!({
            "need_encrypt": true,
            "sender": party(&consignment.sender),
            "trade_order_info_dtos": [{
                "object_id": parcel.key,
                "user_id": number_or_text(access.need("user_id")?),
                "template_url": access.need("template_url")?,
                "logistics_services": services(consignment).to_string(),
                "order_info": {"order_channels_type": channel, "trade_order_list": orders},
                "package_info": package,
                "recipient": recipient(consignment),
            }],
        });
        apply[self.code] = json!(carrier);
        for (key, value) in [("product_code", Some(consignment.product.as_str())), ("customer_code", access.get("customer_code"))] {
            if let Some(value) = value.filter(|v| !v.is_empty()) {
                apply[key] = json!(value);
            }
        }
        Ok(apply)
    }

    /// Reads one number with its print data. `parcel` = its key. A number is kept even when it comes alone: what is printed can be asked for
    /// again.
    pub fn hear(&self, node: Node, carrier: &str, parcel: &str, heard: &mut Heard) -> Result<(), Trouble> {
        heard.labels.extend(self.label(node));
        let number = node.at("waybill_code").id().ok_or_else(|| unreadable("a label without its number"))?;
        let taken_by = node.first(&["real_cp_code", self.code]).text().unwrap_or_else(|| carrier.to_owned());
        let mother = node.at("parent_waybill_code").id().filter(|mother| *mother != number);
        heard.waybills.push(HeardWaybill {
            role: if mother.is_some() { Role::Child } else { Role::Parcel },
            mother,
            number,
            parcel: parcel.to_owned(),
            carrier: taken_by,
            raw: node.0.to_string(),
            ..HeardWaybill::default()
        });
        Ok(())
    }

    /// Print data alone.
    pub fn label(&self, node: Node) -> Option<HeardLabel> {
        let (number, text) = (node.at("waybill_code").id()?, node.at("print_data").text()?);
        Some(HeardLabel { number, kind: self.kind, text, headers: Vec::new() })
    }

    /// Branches with what is left there.
    pub fn branches(&self, node: Node) -> Result<Vec<Branch>, Trouble> {
        let carriers = node.at("waybill_apply_subscription_cols");
        if carriers.is_nothing() {
            return Ok(Vec::new());
        }
        if !carriers.any_list().0.is_array() {
            return Err(unreadable("branches without a list"));
        }
        let mut branches = Vec::new();
        for carrier in carriers.any_list().list() {
            // Direct-run carriers are not counted.
            let is_counted = carrier.first(&["cp_type", "wp_type"]).int() != Some(1);
            for branch in carrier.at("branch_account_cols").any_list().list() {
                branches.push(Branch {
                    carrier: carrier.at(self.code).text().unwrap_or_default(),
                    code: branch.at("branch_code").text().unwrap_or_default(),
                    name: branch.at("branch_name").text().unwrap_or_default(),
                    left: branch.at("quantity").int().filter(|_| is_counted),
                    addresses: branch.at("shipp_address_cols").any_list().list().map(address).collect(),
                });
            }
        }
        Ok(branches)
    }

    /// Standard templates of all carriers.
    pub fn templates(&self, node: Node) -> Result<Vec<Template>, Trouble> {
        let data = node.at("result").at("datas").any_list();
        if !data.0.is_array() {
            return Err(unreadable("templates without a list"));
        }
        let read = |carrier: Node, one: Node| Template {
            carrier: carrier.at(self.code).text().unwrap_or_default(),
            id: one.at("standard_template_id").text().unwrap_or_default(),
            name: one.at("standard_template_name").text().unwrap_or_default(),
            url: one.at("standard_template_url").text().unwrap_or_default(),
        };
        let of = |carrier: Node| carrier.at("standard_templates").any_list().list().map(|one| read(carrier, one)).collect::<Vec<_>>();
        Ok(data.list().flat_map(of).collect())
    }
}

/// A number was given back.
pub(crate) fn cancelled(node: Node) -> Result<(), Trouble> {
    match node.at("cancel_result").0.as_bool() {
        Some(true) => Ok(()),
        Some(false) => Err(refused("cancel_result", "false")),
        None => Err(unreadable("no cancel_result")),
    }
}

fn items(parcel: &Parcel) -> Vec<Value> {
    parcel.items.iter().take(100).map(|item| json!({"name": item.shown(), "count": item.qty})).collect()
}

/// Sums are yuan as text.
fn services(consignment: &Consignment) -> Value {
    let sums = [("SVC-COD", consignment.cod_fen), ("SVC-INSURE", consignment.insured_fen)];
    let of = |(name, fen): (&str, Option<i64>)| Some((name.to_owned(), json!({"value": yuan(fen?)})));
    Value::Object(sums.into_iter().filter_map(of).collect())
}

fn party(party: &Party) -> Value {
    json!({"name": party.name, "mobile": party.mobile, "phone": party.phone, "address": {
        "province": party.province, "city": party.city, "district": party.district, "town": party.town, "detail": party.street,
    }})
}

/// Ciphers stand in for what is hidden; other tokens stand beside it.
fn recipient(consignment: &Consignment) -> Value {
    let mut recipient = party(&consignment.receiver);
    let tokens: &BTreeMap<String, String> = &consignment.receiver_tokens;
    for (token, place) in [("receiver_name", "/name"), ("receiver_phone", "/mobile"), ("receiver_address", "/address/detail")] {
        if let (Some(cipher), Some(field)) = (tokens.get(token), recipient.pointer_mut(place)) {
            *field = json!(cipher);
        }
    }
    if let Some(oaid) = tokens.get("oaid") {
        recipient["oaid"] = json!(oaid);
        recipient["tid"] = json!(consignment.numbers().first());
    }
    recipient
}

fn address(node: Node) -> [String; 5] {
    ["province", "city", "district", "town", "detail"].map(|key| node.at(key).text().unwrap_or_default())
}
