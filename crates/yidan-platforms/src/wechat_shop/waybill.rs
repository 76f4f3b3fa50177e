//! WeChat's waybills, for its own orders: receivers are not sent but taken from the orders. An id is asked for first and buys nothing; with it the
//! number is bought, once; what was bought with it can be asked. The label is printed by WeChat's component, and WeChat wants to hear of it.
//! Further children of a mother, orders of other shops and extra services are not here.

use super::{opened, request};
use crate::channel::{Access, At, Field, Rate, Reply, Request, Trouble};
use crate::letters::{refused, unreadable};
use crate::node::Node;
use crate::waybill::{
    self, About, Again, Branch, Can, Consignment, Deed, Heard, HeardLabel, HeardWaybill, Issued, Lost, Party, Pay, PrintKind, Rule, Task,
    Waybill,
};
use serde_json::{Value, json};

pub(crate) struct WechatWaybill;

const ABOUT: About = About {
    shop_of: Some("wechat_shop"),
    form: &[
        Field {
            key: "shop_id", words: ("面单账号的店铺 ID", "Shop id of the waybill account"), is_secret: false, is_required: true
        },
        Field { key: "acct_id", words: ("面单账号 ID", "Waybill account"), is_secret: false, is_required: true },
        Field { key: "template_id", words: ("面单模板 ID", "Label template"), is_secret: false, is_required: true },
        Field {
            key: "site_code", words: ("网点编码（加盟快递填）", "Branch (franchise carriers)"), is_secret: false, is_required: false
        },
    ],
    can: &[Can::Test, Can::Cancel, Can::Reprint, Can::Printed, Can::Balance],
    rules: &[
        Rule { deed: Deed::Issue, again: Again::Told, lost: Lost::AskAgain, is_official: true },
        Rule { deed: Deed::Cancel, again: Again::Told, lost: Lost::AskAgain, is_official: false },
    ],
    print: Some(PrintKind::Wechat),
    carriers: include_str!("carriers.csv"),
    rates: &[Rate { method: "*", calls: 10, per_ms: 1_000 }],
    url: "",
    is_official: true,
};

const PREPARE: &str = "/channels/ec/logistics/ewaybill/biz/order/precreate";
const CREATE: &str = "/channels/ec/logistics/ewaybill/biz/order/create";
const DETAIL: &str = "/channels/ec/logistics/ewaybill/biz/order/get";
const CANCEL: &str = "/channels/ec/logistics/ewaybill/biz/order/cancel";
const PRINT: &str = "/channels/ec/logistics/ewaybill/biz/print/get";
const PRINTED: &str = "/channels/ec/logistics/ewaybill/biz/order/print";
const ACCOUNTS: &str = "/channels/ec/logistics/ewaybill/biz/account/get";
/// Phases of a number. Its id stands in the cursor.
const BOUGHT: u32 = 1;
const FOUND_OUT: u32 = 2;
const LABEL: u32 = 3;
/// A number was bought before.
const BOUGHT_BEFORE: &str = "10025019";
/// A note of a number: its id.
const ID: &str = "ewaybill_order_id";

impl Waybill for WechatWaybill {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        let _ = now_ms;
        if at.is_done {
            return Ok(None);
        }
        let code = |carrier: &str| waybill::carrier(access, &ABOUT, carrier);
        let id = |issued: &Issued| json!({"ewaybill_order_id": issued.note(ID)});
        let (call, body, writes) = match task {
            Task::Test { carrier } | Task::Balance { carrier } => {
                (ACCOUNTS, json!({"delivery_id": code(carrier)?, "need_balance": true, "limit": 50, "offset": 0}), false)
            }
            Task::Issue(consignment) => match at.step {
                BOUGHT => {
                    let mut body = order(access, consignment)?;
                    body["ewaybill_order_id"] = json!(at.cursor);
                    body["template_id"] = json!(access.need("template_id")?);
                    (CREATE, body, true)
                }
                FOUND_OUT => (DETAIL, json!({"ewaybill_order_id": at.cursor}), false),
                LABEL => (PRINT, json!({"ewaybill_order_id": at.cursor, "template_id": access.need("template_id")?}), false),
                _ => (PREPARE, order(access, consignment)?, false),
            },
            Task::Cancel(issued) => {
                let mut body = id(issued);
                body["delivery_id"] = json!(code(&issued.carrier)?);
                body["waybill_id"] = json!(issued.number);
                (CANCEL, body, true)
            }
            Task::Reprint(issued) => {
                let mut body = id(issued);
                body["template_id"] = json!(access.need("template_id")?);
                (PRINT, body, false)
            }
            // Told twice it is told as well: it may be asked again.
            Task::Printed { issued, is_again } => {
                let mut body = id(issued);
                body["delivery_id"] = json!(code(&issued.carrier)?);
                body["waybill_id"] = json!(issued.number);
                body["re_print"] = json!(i64::from(*is_again));
                (PRINTED, body, false)
            }
            Task::Query(_) | Task::Templates { .. } => return Ok(None),
        };
        request(access, call, &body, writes).map(Some)
    }

    fn hear(&self, access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let value = match (opened(reply), task) {
            (Err(Trouble::Refused { code, .. }), Task::Issue(_)) if code == BOUGHT_BEFORE && at.step == BOUGHT => {
                at.step = FOUND_OUT;
                return Ok(Heard::default());
            }
            (opened, _) => opened?,
        };
        let node = Node(&value);
        let mut heard = Heard::default();
        match task {
            Task::Issue(consignment) => {
                hear_step(access, node, consignment, at, &mut heard)?;
                return Ok(heard);
            }
            Task::Reprint(issued) => heard.labels.push(label(node, issued.number.clone())?),
            Task::Cancel(_) => {
                if let Some(words) = node.at("delivery_error_msg").text() {
                    return Err(refused("delivery", &words));
                }
            }
            Task::Test { .. } | Task::Balance { .. } => heard.branches = branches(node)?,
            Task::Printed { .. } | Task::Query(_) | Task::Templates { .. } => {}
        }
        at.is_done = true;
        Ok(heard)
    }
}

/// One step of a number: its id, the number, whose it is when it was bought before, its label.
fn hear_step(access: &Access, node: Node, consignment: &Consignment, at: &mut At, heard: &mut Heard) -> Result<(), Trouble> {
    match at.step {
        BOUGHT | FOUND_OUT => {
            let found = if at.step == BOUGHT { node } else { node.at("order_info") };
            let Some(number) = found.at("waybill_id").id() else {
                let words = node.at("delivery_error_msg").text();
                return Err(match (at.step, words) {
                    // Bought with another id: its number is not known here.
                    (FOUND_OUT, _) => Trouble::Already { code: BOUGHT_BEFORE.to_owned(), words: String::new() },
                    (_, Some(words)) => refused("delivery", &words),
                    (_, None) => unreadable("a success without a number"),
                });
            };
            heard.waybills.push(HeardWaybill {
                parcel: consignment.key().to_owned(),
                carrier: waybill::carrier(access, &ABOUT, &consignment.carrier)?,
                notes: [(ID.to_owned(), at.cursor.clone())].into(),
                raw: node.0.to_string(),
                number: number.clone(),
                ..HeardWaybill::default()
            });
            heard.remarks.extend(node.at("order_risk_info").at("risk_msg").text());
            match label(node, number.clone()) {
                Ok(label) => {
                    heard.labels.push(label);
                    at.is_done = true;
                }
                Err(_) => (at.step, at.ids) = (LABEL, vec![number]),
            }
        }
        LABEL => {
            heard.labels.push(label(node, at.ids.first().cloned().unwrap_or_default())?);
            at.is_done = true;
        }
        _ => {
            at.cursor = node.at("ewaybill_order_id").id().ok_or_else(|| unreadable("no ewaybill_order_id"))?;
            at.step = BOUGHT;
        }
    }
    Ok(())
}

fn label(node: Node, number: String) -> Result<HeardLabel, Trouble> {
    let text = node.at("print_info").text().ok_or_else(|| unreadable("no print_info"))?;
    Ok(HeardLabel { number, kind: PrintKind::Wechat, text, headers: Vec::new() })
}

fn order(access: &Access, consignment: &Consignment) -> Result<Value, Trouble> {
    let (shop, account) = (access.need("shop_id")?, access.need("acct_id")?);
    if consignment.platform != "wechat_shop" || consignment.order_nos.is_empty() {
        return Err(refused("foreign_order", consignment.key()));
    }
    // The order tells who receives it, whatever is hidden here.
    consignment.check(&ABOUT, true)?;
    if consignment.pay == Pay::Receiver {
        return Err(refused("pay", "receiver"));
    }
    let parcel = consignment.parcel(0).ok_or_else(|| refused("no_parcel", consignment.key()))?;
    let items: Vec<Value> = parcel.items.iter().map(|i| json!({"good_name": i.shown(), "good_count": i.qty})).collect();
    let contents = vec![json!({"good_name": parcel.contents(), "good_count": 1})];
    let orders = consignment.order_nos.iter().enumerate().map(|(i, no)| {
        let goods = if i == 0 && !items.is_empty() { &items } else { &contents };
        json!({"ec_order_id": crate::letters::number_or_text(no), "goods_list": goods})
    });
    let mut body = json!({
        "delivery_id": waybill::carrier(access, &ABOUT, &consignment.carrier)?,
        "shop_id": shop,
        "ewaybill_acct_id": account,
        "sender": party(&consignment.sender),
        "receiver": party(&consignment.receiver),
        "ec_order_list": orders.collect::<Vec<_>>(),
        "remark": consignment.remark,
    });
    if let Some(site) = access.get("site_code") {
        body["site_code"] = json!(site);
    }
    Ok(body)
}

fn party(party: &Party) -> Value {
    let phone = if party.mobile.is_empty() { &party.phone } else { &party.mobile };
    json!({
        "name": party.name, "mobile": phone, "province": party.province, "city": party.city, "county": party.district,
        "street": party.town, "address": party.street,
    })
}

fn branches(node: Node) -> Result<Vec<Branch>, Trouble> {
    let list = node.at("account_list");
    if !list.0.is_array() {
        return Err(unreadable("accounts without a list"));
    }
    let read = |account: Node| {
        let (site, from) = (account.at("site_info"), account.at("sender_address"));
        // Direct-run carriers bill by the month and are not counted.
        let is_counted = account.at("monthly_card").text().is_none();
        let address = ["province", "city", "county", "street", "address"].map(|key| from.at(key).text().unwrap_or_default());
        Branch {
            carrier: account.at("delivery_id").text().unwrap_or_default(),
            code: site.at("site_code").text().or_else(|| account.at("acct_id").text()).unwrap_or_default(),
            name: site.at("site_name").text().unwrap_or_default(),
            left: account.at("available").int().filter(|_| is_counted),
            addresses: if from.is_object() { vec![address] } else { Vec::new() },
        }
    };
    Ok(list.list().map(read).collect())
}
