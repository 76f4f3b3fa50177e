//! Douyin's waybills, for its own orders. A number comes first and its print data from a second call, which is the one for printing again, too.
//! The component fetches the key to it by itself with a question that is signed here (`print_key`).
//! Corrections of an address, further children of a mother and orders of other marketplaces are not here.

use super::request;
use crate::channel::{Access, At, Field, Rate, Reply, Request, Trouble};
use crate::letters::{self, refused, unreadable};
use crate::node::Node;
use crate::waybill::{
    self, About, Again, Branch, Can, Consignment, Deed, Heard, HeardLabel, HeardWaybill, Lost, Parcel, Party, Pay, PrintKind, Role, Rule,
    Task, Template, Waybill,
};
use serde_json::{Value, json};

pub(crate) struct DouyinWaybill;

const ABOUT: About = About {
    shop_of: Some("douyin"),
    form: &[
        Field {
            key: "net_code", words: ("网点编码（加盟快递填）", "Branch (franchise carriers)"), is_secret: false, is_required: false
        },
        Field {
            key: "customer_code",
            words: ("月结账号（直营快递填）", "Monthly account (direct-run carriers)"),
            is_secret: false,
            is_required: false,
        },
    ],
    can: &[Can::Test, Can::Cancel, Can::Reprint, Can::Balance, Can::Templates, Can::Family, Can::Several],
    rules: &[
        Rule { deed: Deed::Issue, again: Again::Same { within_s: None }, lost: Lost::AskAgain, is_official: true },
        Rule { deed: Deed::Cancel, again: Again::Told, lost: Lost::AskAgain, is_official: false },
    ],
    print: Some(PrintKind::Douyin),
    carriers: include_str!("carriers.csv"),
    rates: &[Rate { method: "*", calls: 10, per_ms: 1_000 }],
    url: "",
    is_official: true,
};

const CREATE: &str = "/logistics/newCreateOrder";
const PRINT: &str = "/logistics/waybillApply";
const CANCEL: &str = "/logistics/cancelOrder";
const BRANCHES: &str = "/logistics/listShopNetsite";
const TEMPLATES: &str = "/logistics/templateList";
const SHOP_KEY: &str = "/logistics/getShopKey";

impl Waybill for DouyinWaybill {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        let code = |carrier: &str| waybill::carrier(access, &ABOUT, carrier);
        let (call, param, writes) = match task {
            Task::Test { carrier } | Task::Balance { carrier } => (BRANCHES, json!({"logistics_code": code(carrier)?}), false),
            Task::Issue(consignment) => match at.ids.as_slice() {
                [] => (CREATE, create(access, consignment, at)?, true),
                numbers => (PRINT, applies(&code(&consignment.carrier)?, numbers), false),
            },
            Task::Cancel(issued) => (CANCEL, json!({"logistics_code": code(&issued.carrier)?, "track_no": issued.number}), true),
            Task::Reprint(issued) => (PRINT, applies(&code(&issued.carrier)?, std::slice::from_ref(&issued.number)), false),
            Task::Templates { carrier } => (TEMPLATES, json!({"logistics_code": code(carrier)?}), false),
            Task::Printed { .. } | Task::Query(_) => return Ok(None),
        };
        access.need("app_key")?;
        request(access, call, &param, Some(access.need("access_token")?), now_ms, writes).map(Some)
    }

    fn hear(&self, _access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let value = letters::object(reply)?;
        let node = super::opened(Node(&value))?;
        let mut heard = Heard::default();
        match task {
            Task::Issue(consignment) if at.ids.is_empty() => {
                let numbers = hear_numbers(node, consignment, waybill::turns(consignment, at), &mut heard)?;
                at.ids = numbers;
                return Ok(heard);
            }
            Task::Issue(consignment) => {
                hear_labels(node, &at.ids, &mut heard)?;
                at.ids.clear();
                waybill::next_turn(consignment, at);
                return Ok(heard);
            }
            Task::Reprint(issued) => {
                hear_labels(node, std::slice::from_ref(&issued.number), &mut heard)?;
                if heard.labels.is_empty() {
                    return Err(refused("unknown_number", &heard.remarks.join("; ")));
                }
            }
            Task::Cancel(_) => cancelled(node.at("cancel_result"))?,
            Task::Test { .. } | Task::Balance { .. } => heard.branches = branches(node)?,
            Task::Templates { .. } => heard.templates = templates(node)?,
            Task::Printed { .. } | Task::Query(_) => {}
        }
        at.is_done = true;
        Ok(heard)
    }

    /// The question for the key, without its address: the component asks it within minutes.
    fn print_key(&self, access: &Access, now_ms: i64) -> Result<Option<String>, Trouble> {
        access.need("app_key")?;
        let request = request(access, SHOP_KEY, &json!({}), Some(access.need("access_token")?), now_ms, false)?;
        let query = request.url.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
        Ok(Some(format!("{query}&param_json={}", letters::encoded("{}"))))
    }
}

fn create(access: &Access, consignment: &Consignment, at: &At) -> Result<Value, Trouble> {
    consignment.check(&ABOUT, consignment.has_tokens())?;
    let code = waybill::carrier(access, &ABOUT, &consignment.carrier)?;
    // Orders of others need a word for where they come from, which is published nowhere else.
    let Some(first) = consignment.order_nos.first().filter(|_| consignment.platform == "douyin") else {
        return Err(refused("foreign_order", consignment.key()));
    };
    let parcels = waybill::turns(consignment, at);
    let parcel = parcels.first().ok_or_else(|| refused("no_parcel", consignment.key()))?;
    let items: Vec<Value> = parcels.iter().flat_map(|p| &p.items).map(item).collect();
    let contents = || vec![json!({"item_name": parcel.contents(), "item_count": 1})];
    let mut order = json!({
        "order_id": bare(first),
        // The first parcel of an order has none; the same one is given the same number.
        "pack_id": if at.page == 0 { "" } else { &parcel.key },
        "receiver_info": receiver(consignment),
        "items": if items.is_empty() { contents() } else { items },
        "pay_method": if consignment.pay == Pay::Cash { 2 } else { 1 },
        "remark": consignment.remark,
        "product_type": consignment.product,
    });
    if consignment.pay == Pay::Receiver {
        return Err(refused("pay", "receiver"));
    }
    if parcels.len() > 1 {
        order["total_pack_count"] = json!(parcels.len());
    }
    if consignment.order_nos.len() > 1 {
        order["combine_orders"] = consignment.order_nos.iter().map(|no| json!(bare(no))).collect();
    }
    match (access.get("net_code"), access.get("customer_code")) {
        (Some(net), _) => order["net_info"] = json!({"net_code": net}),
        (None, Some(account)) => order["net_info"] = json!({"monthly_account": account}),
        (None, None) => {}
    }
    Ok(json!({"sender_info": contact(&consignment.sender), "logistics_code": code, "order_infos": [order]}))
}

/// Old numbers end with a letter that is no part of them.
fn bare(order_no: &str) -> &str {
    order_no.strip_suffix('A').unwrap_or(order_no)
}

fn item(item: &waybill::Good) -> Value {
    let mut value = json!({"item_name": item.name, "item_specs": item.spec, "item_count": item.qty});
    if item.weight_g > 0 {
        value["item_weight"] = json!(item.weight_g);
    }
    value
}

fn contact(party: &Party) -> Value {
    json!({
        "address": {
            "country_code": "CHN", "province_name": party.province, "city_name": party.city, "district_name": party.district,
            "street_name": party.town, "detail_address": party.street,
        },
        "contact": {"name": party.name, "mobile": party.mobile, "phone": party.phone},
    })
}

/// The ciphers as they came stand in for what is hidden.
fn receiver(consignment: &Consignment) -> Value {
    let mut receiver = contact(&consignment.receiver);
    let tokens = &consignment.receiver_tokens;
    let places =
        [("receiver_name", "/contact/name"), ("receiver_phone", "/contact/mobile"), ("receiver_address", "/address/detail_address")];
    for (token, place) in places {
        if let (Some(cipher), Some(field)) = (tokens.get(token), receiver.pointer_mut(place)) {
            *field = json!(cipher);
        }
    }
    receiver
}

fn applies(code: &str, numbers: &[String]) -> Value {
    let list: Vec<Value> = numbers.iter().map(|number| json!({"logistics_code": code, "track_no": number})).collect();
    json!({"waybill_applies": list})
}

/// Reads the numbers of one question; what was refused stands in a list beside them.
fn hear_numbers(node: Node, consignment: &Consignment, parcels: &[Parcel], heard: &mut Heard) -> Result<Vec<String>, Trouble> {
    let Some(given) = node.at("ebill_infos").list().next() else {
        let error = node.at("err_infos").list().next().ok_or_else(|| unreadable("a success without a number"))?;
        return Err(refused(&error.at("err_code").text().unwrap_or_default(), &error.at("err_msg").text().unwrap_or_default()));
    };
    let mother = given.at("track_no").id().ok_or_else(|| unreadable("a label without its number"))?;
    let children = given.at("sub_waybill_codes").text().unwrap_or_default();
    let children = children.split(',').map(str::trim).filter(|n| !n.is_empty() && *n != mother).map(str::to_owned);
    let mut keys = parcels.iter().map(|p| p.key.clone());
    let mut numbers = Vec::new();
    for number in std::iter::once(mother.clone()).chain(children) {
        let is_child = number != mother;
        heard.waybills.push(HeardWaybill {
            parcel: keys.next().unwrap_or_default(),
            role: if is_child { Role::Child } else { Role::Parcel },
            mother: is_child.then(|| mother.clone()),
            carrier: given.at("company").text().unwrap_or_else(|| consignment.carrier.clone()),
            route_code: given.at("sort_code").text(),
            bag_place: given.at("package_center_name").text(),
            raw: given.0.to_string(),
            number: number.clone(),
            ..HeardWaybill::default()
        });
        numbers.push(number);
    }
    heard.remarks.extend(given.at("hint_msg").text());
    Ok(numbers)
}

/// Reads print data. A label that is refused is said; its number is there all the same and can be asked for again.
fn hear_labels(node: Node, numbers: &[String], heard: &mut Heard) -> Result<(), Trouble> {
    let (labels, errors) = (node.at("waybill_infos"), node.at("err_infos"));
    if !labels.0.is_array() && !errors.0.is_array() {
        return Err(unreadable("labels without a list"));
    }
    for label in labels.list() {
        let Some(number) = label.at("track_no").id().filter(|n| numbers.contains(n)) else { continue };
        let (data, sign) = (label.at("print_data"), label.at("sign"));
        let text = json!({"print_data": data.0, "sign": sign.0}).to_string();
        heard.labels.extend(data.text().map(|_| HeardLabel { number, kind: PrintKind::Douyin, text, headers: Vec::new() }));
    }
    let says = |error: Node| Some(format!("{} {}", error.at("track_no").text()?, error.at("err_msg").text()?));
    heard.remarks.extend(errors.list().filter_map(says));
    Ok(())
}

fn cancelled(result: Node) -> Result<(), Trouble> {
    match result.at("success").0.as_bool() {
        Some(true) => Ok(()),
        Some(false) => {
            let code = result.at("err_code").text().unwrap_or_else(|| "cancel_result".to_owned());
            Err(refused(&code, &result.at("err_msg").text().unwrap_or_default()))
        }
        None => Err(unreadable("no cancel_result")),
    }
}

fn branches(node: Node) -> Result<Vec<Branch>, Trouble> {
    let list = node.at("netsites");
    if !list.0.is_array() {
        return Err(unreadable("branches without a list"));
    }
    let address = |a: Node| {
        ["province_name", "city_name", "district_name", "street_name", "detail_address"].map(|key| a.at(key).text().unwrap_or_default())
    };
    let read = |branch: Node| Branch {
        carrier: branch.at("company").text().unwrap_or_default(),
        code: branch.at("netsite_code").text().unwrap_or_default(),
        name: branch.at("netsite_name").text().unwrap_or_default(),
        // Direct-run carriers are not counted.
        left: branch.at("amount").int().filter(|_| branch.at("company_type").int() != Some(1)),
        addresses: branch.at("sender_address").list().map(address).collect(),
    };
    Ok(list.list().map(read).collect())
}

fn templates(node: Node) -> Result<Vec<Template>, Trouble> {
    let list = node.at("template_data");
    if !list.0.is_array() {
        return Err(unreadable("templates without a list"));
    }
    let read = |carrier: Node, one: Node| Template {
        carrier: carrier.at("logistics_code").text().unwrap_or_default(),
        id: one.at("template_id").text().unwrap_or_default(),
        name: one.at("template_name").text().unwrap_or_default(),
        url: one.at("template_url").text().unwrap_or_default(),
    };
    Ok(list.list().flat_map(|c| c.at("template_infos").list().map(|one| read(c, one)).collect::<Vec<_>>()).collect())
}
