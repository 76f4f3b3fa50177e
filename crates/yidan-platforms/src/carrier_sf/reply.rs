//! Replies of SF: an envelope with a text of JSON inside, and what its codes mean.

use crate::channel::{Reply, Trouble};
use crate::letters::{object, refused, unreadable};
use crate::node::Node;
use crate::waybill::{Consignment, Heard, HeardLabel, HeardWaybill, Issued, Parcel, PrintKind, Role};
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) const ORDER_ID: &str = "order_id";
pub(super) const MOTHER: &str = "mother";
const UNKNOWN: &str = "unknown order";

/// The result of a success.
pub(super) fn opened(reply: &Reply) -> Result<Value, Trouble> {
    let value = object(reply)?;
    let node = Node(&value);
    let code = node.at("apiResultCode").text().ok_or_else(|| unreadable("no apiResultCode"))?;
    if code != "A1000" {
        return Err(of_gateway(code, node.at("apiErrorMsg").text().unwrap_or_default()));
    }
    // A text on the wire; some gateways open it already.
    let result = match node.at("apiResultData").0 {
        Value::String(text) => serde_json::from_str(text).map_err(|_| unreadable("apiResultData is no JSON"))?,
        other => other.clone(),
    };
    match Node(&result).at("success").0.as_bool() {
        Some(true) => Ok(result),
        Some(false) => Err(of_business(Node(&result))),
        None => Err(unreadable("a result without success")),
    }
}

fn of_gateway(code: String, words: String) -> Trouble {
    match code.as_str() {
        "A1005" => Trouble::Wait { after_s: None, code, words },
        "A1002" | "A1007" | "A1009" | "A1010" | "A1099" => Trouble::Again { code, words },
        "A1001" | "A1003" | "A1004" | "A1006" | "A1008" => Trouble::Setup { code, words },
        _ => Trouble::Refused { code, words },
    }
}

fn of_business(result: Node) -> Trouble {
    let code = result.at("errorCode").text().unwrap_or_default();
    let words = result.at("errorMsg").text().unwrap_or_default();
    let says = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
    if code == "8024" || says(&["未下单", "订单不存在", "订单号不存在", "查询不到"]) {
        return Trouble::Refused { code: format!("{UNKNOWN} {code}"), words };
    }
    match code.as_str() {
        "8016" => Trouble::Already { code, words },
        _ if says(&["已取消", "已消单", "重复下单"]) => Trouble::Already { code, words },
        _ => Trouble::Refused { code, words },
    }
}

/// SF does not know the order.
pub(super) fn is_unknown(trouble: &Trouble) -> bool {
    matches!(trouble, Trouble::Refused { code, .. } if code.starts_with(UNKNOWN))
}

/// SF still has to decide. That it does not go there is a refusal inside a success.
pub(super) fn is_open(result: &Value) -> Result<bool, Trouble> {
    let data = Node(result).at("msgData");
    match data.at("filterResult").int() {
        Some(1) => Ok(true),
        Some(3) => {
            let why = match data.at("remark").text().as_deref() {
                Some("1") => "收方超范围",
                Some("2") => "派方超范围",
                _ => "不可收派",
            };
            Err(refused("filterResult 3", why))
        }
        _ => Ok(false),
    }
}

/// Reads the numbers for these parcels: the mother goes with the first, her children with the others in their order.
pub(super) fn take(result: &Value, consignment: &Consignment, parcels: &[Parcel], heard: &mut Heard) -> Result<(), Trouble> {
    let data = Node(result).at("msgData");
    if !data.is_object() {
        return Err(unreadable("no msgData"));
    }
    let numbers: Vec<(i64, String)> =
        data.at("waybillNoInfoList").list().filter_map(|n| Some((n.at("waybillType").int()?, n.at("waybillNo").id()?))).collect();
    let mother = numbers.iter().find(|(kind, _)| *kind == 1).map(|(_, number)| number.clone());
    let key = parcels.first().map_or(consignment.key(), |p| &p.key);
    let mut keys = parcels.iter().map(|p| p.key.clone());
    for (kind, number) in numbers {
        let role = match kind {
            1 => Role::Parcel,
            2 => Role::Child,
            _ => Role::Return,
        };
        let mut waybill = HeardWaybill {
            parcel: if role == Role::Return { String::new() } else { keys.next().unwrap_or_default() },
            mother: mother.clone().filter(|mother| *mother != number),
            role,
            carrier: "SF".to_owned(),
            raw: data.0.to_string(),
            number,
            ..HeardWaybill::default()
        };
        waybill.notes.insert(ORDER_ID.to_owned(), key.to_owned());
        waybill.notes.extend(waybill.mother.clone().map(|mother| (MOTHER.to_owned(), mother)));
        put_route(data, &mut waybill);
        heard.waybills.push(waybill);
    }
    let routes = data.at("routeLabelInfo").list();
    heard.remarks.extend(routes.filter(|r| r.at("code").text().is_some_and(|c| c != "1000")).filter_map(|r| r.at("message").text()));
    Ok(())
}

/// The words of the label that stand for this number; of the route those of the mother do for her children too.
fn put_route(data: Node, waybill: &mut HeardWaybill) {
    let routes: Vec<Node> = data.at("routeLabelInfo").list().map(|r| r.at("routeLabelData")).collect();
    let own = routes.iter().find(|r| r.at("waybillNo").id().as_ref() == Some(&waybill.number));
    let Some(route) = own.or(routes.first()) else { return };
    waybill.route_code = route.at("destRouteLabel").text();
    let members = route.0.as_object().into_iter().flatten();
    let words: BTreeMap<String, String> = members.filter_map(|(name, v)| Some((name.clone(), Node(v).text()?))).collect();
    waybill.words = words;
    for name in ["waybillNo", "destRouteLabel"] {
        waybill.words.remove(name);
    }
    if own.is_none() {
        // It holds the number.
        waybill.words.remove("twoDimensionCode");
    }
}

/// The printed label: an address that is fetched with a token.
pub(super) fn file(result: &Value, issued: &Issued) -> Result<HeardLabel, Trouble> {
    let files = Node(result).at("obj").at("files");
    let file = files.list().find(|f| f.at("waybillNo").id().as_ref() == Some(&issued.number)).or_else(|| files.list().next());
    let file = file.ok_or_else(|| unreadable("no file"))?;
    let text = file.at("url").text().ok_or_else(|| unreadable("a file without its address"))?;
    let headers = file.at("token").text().map(|token| ("x-auth-token".to_owned(), token)).into_iter().collect();
    Ok(HeardLabel { number: issued.number.clone(), kind: PrintKind::Address, text, headers })
}
