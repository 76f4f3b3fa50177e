//! KDNiao: waybills of many carriers by one interface, with the shop's account at the carrier. The label comes as a page in HTML.
//! Pick-up orders, balances, batch printing in a browser are not here.

mod track;

pub(crate) use track::KdniaoTrack;

use crate::channel::{Access, At, Field, Rate, Reply, Request, Trouble};
use crate::letters::{self, Pairs, refused, unreadable};
use crate::node::Node;
use crate::sign::SignInput;
use crate::waybill::{
    self, About, Again, Can, Consignment, Deed, Heard, HeardLabel, HeardWaybill, Issued, Lost, Parcel, Party, Pay, PrintKind, Role, Rule,
    Task, Waybill, kilograms, yuan,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(crate) struct Kdniao;

const ABOUT: About = About {
    shop_of: None,
    form: &[
        Field { key: "ebusiness_id", words: ("用户 ID（EBusinessID）", "EBusinessID"), is_secret: false, is_required: true },
        Field { key: "api_key", words: ("API key", "API key"), is_secret: true, is_required: true },
        Field { key: "customer_name", words: ("电子面单客户号", "Account at the carrier"), is_secret: false, is_required: false },
        Field { key: "customer_pwd", words: ("电子面单密码", "Its password"), is_secret: true, is_required: false },
        Field { key: "month_code", words: ("月结编码", "Monthly account"), is_secret: false, is_required: false },
        Field { key: "send_site", words: ("网点", "Branch"), is_secret: false, is_required: false },
        Field { key: "send_staff", words: ("收件快递员", "Courier"), is_secret: false, is_required: false },
        Field {
            key: "template_size",
            words: ("模板尺寸（不填用 130）", "Size of the label (130 when empty)"),
            is_secret: false,
            is_required: false,
        },
    ],
    can: &[Can::Cancel, Can::Family, Can::Several, Can::Cod, Can::Insured],
    rules: &[
        // An order's key cannot be used twice: what was given comes back with the refusal, or has to be looked up there by a person.
        Rule { deed: Deed::Issue, again: Again::Told, lost: Lost::AskAgain, is_official: true },
        Rule { deed: Deed::Cancel, again: Again::Told, lost: Lost::AskAgain, is_official: false },
    ],
    print: Some(PrintKind::Html),
    carriers: include_str!("carriers.csv"),
    rates: &[Rate { method: "*", calls: 10, per_ms: 1_000 }],
    url: "https://api.kdniao.com",
    is_official: true,
};

const ISSUE: &str = "1007";
const CANCEL: &str = "1147";
const DONE_BEFORE: &str = "106";
/// Characters that may not stand in any value, and what stands for them.
const FORBIDDEN: [(char, char); 8] =
    [('\'', '’'), ('"', '”'), ('#', '＃'), ('&', '＆'), ('+', '＋'), ('<', '＜'), ('>', '＞'), ('%', '％')];

impl Waybill for Kdniao {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        let _ = now_ms;
        if at.is_done {
            return Ok(None);
        }
        let (kind, data) = match task {
            Task::Issue(consignment) => (ISSUE, order(access, consignment, at)?),
            Task::Cancel(issued) => (CANCEL, cancel(access, issued)?),
            Task::Printed { .. }
            | Task::Test { .. }
            | Task::Query(_)
            | Task::Reprint(_)
            | Task::Balance { .. }
            | Task::Templates { .. } => return Ok(None),
        };
        request(access, kind, data).map(Some)
    }

    fn hear(&self, access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let value = letters::object(reply)?;
        let node = Node(&value);
        let mut heard = Heard::default();
        match task {
            Task::Issue(consignment) => {
                let code = waybill::carrier(access, &ABOUT, &consignment.carrier)?;
                match opened(node) {
                    // It was given before: the number counts when it comes along.
                    Err(Trouble::Already { .. }) if node.at("Order").at("LogisticCode").id().is_some() => {}
                    opened => opened?,
                }
                hear_numbers(node, &code, waybill::turns(consignment, at), &mut heard)?;
                waybill::next_turn(consignment, at);
            }
            _ => {
                opened(node)?;
                at.is_done = true;
            }
        }
        Ok(heard)
    }
}

/// The shop's account at the carrier; which entries count differs by carrier.
fn account(access: &Access) -> Value {
    let entries = [
        ("CustomerName", "customer_name"),
        ("CustomerPwd", "customer_pwd"),
        ("MonthCode", "month_code"),
        ("SendSite", "send_site"),
        ("SendStaff", "send_staff"),
    ];
    Value::Object(entries.into_iter().filter_map(|(name, key)| Some((name.to_owned(), json!(access.get(key)?)))).collect())
}

/// Sums are yuan, weights kilograms.
fn order(access: &Access, consignment: &Consignment, at: &At) -> Result<Value, Trouble> {
    access.need("ebusiness_id")?;
    consignment.check(&ABOUT, false)?;
    let parcels = waybill::turns(consignment, at);
    let first = parcels.first().ok_or_else(|| refused("no_parcel", consignment.key()))?;
    let mut data = account(access);
    data["OrderCode"] = json!(first.key);
    data["ShipperCode"] = json!(waybill::carrier(access, &ABOUT, &consignment.carrier)?);
    data["PayType"] = json!(match consignment.pay {
        Pay::Cash => 1,
        Pay::Receiver => 2,
        Pay::Account => 3,
    });
    data["ExpType"] = json!(if consignment.product.is_empty() { "1" } else { &consignment.product });
    data["Sender"] = party(&consignment.sender);
    data["Receiver"] = party(&consignment.receiver);
    data["Commodity"] = json!(goods(parcels));
    data["Quantity"] = json!(parcels.len());
    data["Remark"] = json!(consignment.remark);
    data["IsReturnPrintTemplate"] = json!("1");
    data["TemplateSize"] = json!(access.get("template_size").unwrap_or("130"));
    let weight_g: i64 = parcels.iter().map(|p| p.weight_g).sum();
    if weight_g > 0 {
        data["Weight"] = kilograms(weight_g);
    }
    let sums = [("COD", consignment.cod_fen), ("INSURE", consignment.insured_fen)];
    let services: Vec<Value> = sums.into_iter().filter_map(|(name, fen)| Some(json!({"Name": name, "Value": yuan(fen?)}))).collect();
    if !services.is_empty() {
        data["AddService"] = json!(services);
    }
    Ok(data)
}

fn goods(parcels: &[Parcel]) -> Vec<Value> {
    parcels.iter().map(|p| json!({"GoodsName": p.contents(), "Goodsquantity": p.pieces()})).collect()
}

fn party(party: &Party) -> Value {
    json!({
        "Name": party.name, "Mobile": party.mobile, "Tel": party.phone, "Company": party.company, "ProvinceName": party.province,
        "CityName": party.city, "ExpAreaName": party.district, "Address": party.below_district(),
    })
}

fn cancel(access: &Access, issued: &Issued) -> Result<Value, Trouble> {
    access.need("ebusiness_id")?;
    let mut data = account(access);
    data["ShipperCode"] = json!(waybill::carrier(access, &ABOUT, &issued.carrier)?);
    data["OrderCode"] = json!(issued.parcel);
    data["ExpNo"] = json!(issued.number);
    Ok(data)
}

/// What is signed is the very text that is sent, before it is encoded.
fn request(access: &Access, kind: &str, mut data: Value) -> Result<Request, Trouble> {
    cleanse(&mut data);
    let pairs = Pairs::new().with("RequestData", letters::sorted_json(&data));
    let input = SignInput { secret: access.need("api_key")?.to_owned(), fields: pairs.0.clone(), ..SignInput::default() };
    let signed = waybill::signed("kdniao", None, &input)?;
    let pairs =
        pairs.with("EBusinessID", access.need("ebusiness_id")?).with("RequestType", kind).with("DataSign", signed).with("DataType", "2");
    Ok(letters::form(kind, format!("{}/api/EOrderService", access.house(ABOUT.url)?), &pairs, true))
}

/// No value may hold one of the forbidden characters.
fn cleanse(value: &mut Value) {
    match value {
        Value::String(text) => {
            for (forbidden, instead) in FORBIDDEN {
                *text = text.replace(forbidden, &instead.to_string());
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(cleanse),
        Value::Object(members) => members.values_mut().for_each(cleanse),
        _ => {}
    }
}

fn opened(node: Node) -> Result<(), Trouble> {
    match node.at("Success").0.as_bool() {
        Some(true) => return Ok(()),
        Some(false) => {}
        None => return Err(unreadable("no Success")),
    }
    let code = node.at("ResultCode").text().unwrap_or_default();
    let words = node.at("Reason").text().unwrap_or_default();
    Err(match code.as_str() {
        DONE_BEFORE => Trouble::Already { code, words },
        "102" | "104" => Trouble::Setup { code, words },
        "401" | "402" | "403" | "404" => Trouble::Wait { after_s: None, code, words },
        // The day is used up.
        "405" => Trouble::Wait { after_s: Some(3_600), code, words },
        _ => Trouble::Refused { code, words },
    })
}

/// The number, the children behind it, and a page for each.
fn hear_numbers(node: Node, code: &str, parcels: &[Parcel], heard: &mut Heard) -> Result<(), Trouble> {
    let order = node.at("Order");
    let mother = order.at("LogisticCode").id().ok_or_else(|| unreadable("a success without a number"))?;
    let children = node.at("SubOrders").list().filter_map(Node::id).filter(|n| *n != mother);
    let pages = std::iter::once(node.at("PrintTemplate")).chain(node.at("SubPrintTemplates").list()).map(Node::text);
    let mut pages = pages.collect::<Vec<_>>().into_iter();
    let mut keys = parcels.iter().map(|p| p.key.clone());
    for number in std::iter::once(mother.clone()).chain(children) {
        let is_child = number != mother;
        let page = pages.next().flatten();
        heard.labels.extend(page.map(|text| HeardLabel { number: number.clone(), kind: PrintKind::Html, text, headers: Vec::new() }));
        heard.waybills.push(HeardWaybill {
            parcel: keys.next().unwrap_or_default(),
            role: if is_child { Role::Child } else { Role::Parcel },
            mother: is_child.then(|| mother.clone()),
            carrier: order.at("ShipperCode").text().unwrap_or_else(|| code.to_owned()),
            route_code: order.at("MarkDestination").text(),
            bag_place: order.at("PackageName").text(),
            words: words(order),
            raw: order.0.to_string(),
            number,
            ..HeardWaybill::default()
        });
    }
    Ok(())
}

/// What else is printed, by its own names (one of them is spelled so there).
fn words(order: Node) -> BTreeMap<String, String> {
    let keys =
        ["OriginCode", "OriginName", "DestinatioCode", "DestinatioName", "SortingCode", "PackageCode", "DestinationAllocationCentre"];
    keys.into_iter().filter_map(|key| Some((key.to_owned(), order.at(key).text()?))).collect()
}
