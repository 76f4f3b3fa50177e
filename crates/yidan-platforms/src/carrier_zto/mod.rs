//! ZTO by its own gateway: numbers with the words of the label, which we draw.
//! A number of an ordinary account (全网件) cannot be given back by any call: it is taken back by ZTO when nobody scans it for weeks. Only orders
//! that are placed for pick-up (预约件) can be cancelled. Cloud printers are not here.

mod track;

pub(crate) use track::ZtoTrack;

use crate::channel::{Access, At, Field, Rate, Reply, Request, Trouble};
use crate::letters::{self, refused, unreadable};
use crate::node::{Node, in_china};
use crate::sign::SignInput;
use crate::waybill::{
    self, About, Again, Branch, Can, Consignment, Deed, Heard, HeardWaybill, Issued, Lost, Party, Pay, Rule, Task, Waybill,
};
use serde_json::{Value, json};

pub(crate) struct Zto;

const ABOUT: About = About {
    shop_of: None,
    form: &[
        Field { key: "app_key", words: ("appKey", "appKey"), is_secret: false, is_required: true },
        Field { key: "app_secret", words: ("appSecret", "appSecret"), is_secret: true, is_required: true },
        Field { key: "account", words: ("电子面单账号", "Waybill account"), is_secret: false, is_required: true },
        Field { key: "password", words: ("电子面单密码", "Its password"), is_secret: true, is_required: true },
        Field {
            key: "order_type",
            words: ("订单类型（1 全网件，2 预约件；不填用 1）", "Kind of orders (1 account, 2 pick-up; 1 when empty)"),
            is_secret: false,
            is_required: false,
        },
    ],
    can: &[Can::Test, Can::Cancel, Can::Balance, Can::Several, Can::Cod, Can::Insured],
    rules: &[
        Rule { deed: Deed::Issue, again: Again::Unsure, lost: Lost::Person, is_official: false },
        Rule { deed: Deed::Cancel, again: Again::Told, lost: Lost::AskAgain, is_official: false },
    ],
    print: None,
    carriers: "ZTO,中通快递,中通\n",
    rates: &[Rate { method: "*", calls: 10, per_ms: 1_000 }],
    url: "https://japi.zto.com",
    is_official: true,
};

const CREATE: &str = "zto.open.createOrder";
const CANCEL: &str = "zto.open.cancelPreOrder";
const BALANCE: &str = "zto.open.queryAvailableBalanceNew";
/// Notes of a number.
const ORDER_TYPE: &str = "order_type";
const ORDER_CODE: &str = "order_code";

impl Waybill for Zto {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        let (call, body, writes) = match task {
            Task::Test { .. } | Task::Balance { .. } => (BALANCE, balance(access, now_ms)?, false),
            Task::Issue(consignment) => (CREATE, create(access, consignment, at)?, true),
            Task::Cancel(issued) => (CANCEL, cancel(issued)?, true),
            Task::Printed { .. } | Task::Query(_) | Task::Reprint(_) | Task::Templates { .. } => return Ok(None),
        };
        request(access, call, &body, writes).map(Some)
    }

    fn hear(&self, access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let value = letters::object(reply)?;
        let node = opened(Node(&value))?;
        let mut heard = Heard::default();
        match task {
            Task::Issue(consignment) => {
                let parcel = waybill::turn(consignment, at)?;
                heard.waybills.push(number(node, order_type(access), &parcel.key)?);
                waybill::next_parcel(consignment, at);
                return Ok(heard);
            }
            Task::Test { .. } | Task::Balance { .. } => {
                heard.branches.push(Branch {
                    carrier: "ZTO".to_owned(),
                    name: access.get("account").unwrap_or_default().to_owned(),
                    left: node.at("available").int(),
                    ..Branch::default()
                });
            }
            Task::Printed { .. } | Task::Cancel(_) | Task::Query(_) | Task::Reprint(_) | Task::Templates { .. } => {}
        }
        at.is_done = true;
        Ok(heard)
    }
}

fn order_type(access: &Access) -> &str {
    access.get("order_type").unwrap_or("1")
}

/// Sums are fen, weights grams.
fn create(access: &Access, consignment: &Consignment, at: &At) -> Result<Value, Trouble> {
    let (account, password) = (access.need("account")?, access.need("password")?);
    consignment.check(&ABOUT, false)?;
    waybill::carrier(access, &ABOUT, &consignment.carrier)?;
    if consignment.pay == Pay::Receiver {
        return Err(refused("pay", "receiver"));
    }
    let parcel = waybill::turn(consignment, at)?;
    let sums = [("COD", consignment.cod_fen), ("insured", consignment.insured_fen)];
    let mut services: Vec<Value> = sums.into_iter().filter_map(|(kind, fen)| Some(json!({"vasType": kind, "vasAmount": fen?}))).collect();
    if !consignment.product.is_empty() {
        services.push(json!({"vasType": consignment.product}));
    }
    let item = |item: &waybill::Good| {
        json!({
            "name": item.name, "remark": item.spec, "quantity": item.qty, "weight": (item.weight_g > 0).then_some(item.weight_g),
            "unitprice": (item.price_fen > 0).then_some(item.price_fen), "category": parcel.goods,
        })
    };
    Ok(json!({
        // Not a group of companies.
        "partnerType": "2",
        "orderType": order_type(access),
        "partnerOrderCode": parcel.key,
        "accountInfo": {"accountId": account, "accountPassword": password, "type": 1},
        "senderInfo": party("sender", &consignment.sender),
        "receiveInfo": party("receiver", &consignment.receiver),
        "orderVasList": services,
        "summaryInfo": {"quantity": 1},
        "orderItems": parcel.items.iter().map(item).collect::<Vec<_>>(),
        "remark": consignment.remark,
    }))
}

fn party(who: &str, party: &Party) -> Value {
    let fields = [
        ("Name", &party.name),
        ("Mobile", &party.mobile),
        ("Phone", &party.phone),
        ("Province", &party.province),
        ("City", &party.city),
        ("District", &party.district),
    ];
    let mut value: serde_json::Map<String, Value> = fields.into_iter().map(|(name, text)| (format!("{who}{name}"), json!(text))).collect();
    value.insert(format!("{who}Address"), json!(party.below_district()));
    Value::Object(value)
}

/// `cancelType` 2 = ordered by mistake.
fn cancel(issued: &Issued) -> Result<Value, Trouble> {
    if issued.note(ORDER_TYPE) != "2" {
        return Err(refused("not_cancellable", &issued.number));
    }
    Ok(match issued.note(ORDER_CODE) {
        "" => json!({"cancelType": "2", "billCode": issued.number}),
        order_code => json!({"cancelType": "2", "orderCode": order_code}),
    })
}

fn balance(access: &Access, now_ms: i64) -> Result<Value, Trouble> {
    let (partner, verify) = (access.need("account")?, access.need("password")?);
    Ok(json!({"datetime": in_china(now_ms).as_str(), "partner": partner, "verify": verify, "content": {"typeId": "1"}}))
}

/// What is signed is the very body.
fn request(access: &Access, call: &str, body: &Value, writes: bool) -> Result<Request, Trouble> {
    let (key, secret) = (access.need("app_key")?, access.need("app_secret")?);
    let body = letters::sorted_json(body);
    let input = SignInput { secret: secret.to_owned(), body: Some(body.clone()), ..SignInput::default() };
    let signed = waybill::signed("zto", None, &input)?;
    let mut request = letters::json_post(call, format!("{}/{call}", access.house(ABOUT.url)?), body, writes);
    request.headers.push(("x-appkey".to_owned(), key.to_owned()));
    request.headers.push(("x-datadigest".to_owned(), signed));
    Ok(request)
}

/// The result of a success. Its code differs from call to call, the verdict does not.
fn opened(node: Node) -> Result<Node, Trouble> {
    match node.at("status").0.as_bool() {
        Some(true) => Ok(node.at("result")),
        Some(false) => Err(trouble(node)),
        None => Err(unreadable("no status")),
    }
}

fn trouble(node: Node) -> Trouble {
    let code = node.at("statusCode").text().unwrap_or_default();
    let words = node.at("message").text().unwrap_or_default();
    match code.as_str() {
        "S200" | "S202" | "S203" => Trouble::Again { code, words },
        "S221" => Trouble::Wait { after_s: None, code, words },
        "S206" => Trouble::Wait { after_s: Some(60), code, words },
        "S207" | "S210" | "S211" | "S212" | "S214" | "E404" | "E418" => Trouble::Setup { code, words },
        _ if words.contains("重复") || words.contains("已取消") => Trouble::Already { code, words },
        _ => Trouble::Refused { code, words },
    }
}

fn number(result: Node, order_type: &str, parcel: &str) -> Result<HeardWaybill, Trouble> {
    let mark = result.at("bigMarkInfo");
    let words = ["siteCode", "siteName", "verifyCode"].into_iter().filter_map(|key| Some((key.to_owned(), result.at(key).text()?)));
    let order_code = result.at("orderCode").id().map(|code| (ORDER_CODE.to_owned(), code));
    Ok(HeardWaybill {
        number: result.at("billCode").id().ok_or_else(|| unreadable("a success without a number"))?,
        parcel: parcel.to_owned(),
        carrier: "ZTO".to_owned(),
        route_code: mark.at("mark").text(),
        bag_place: mark.at("bagAddr").text(),
        words: words.collect(),
        notes: order_code.into_iter().chain([(ORDER_TYPE.to_owned(), order_type.to_owned())]).collect(),
        raw: result.0.to_string(),
        ..HeardWaybill::default()
    })
}
