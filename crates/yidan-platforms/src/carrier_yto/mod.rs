//! YTO by its own gateway: numbers with the words of the label, which we draw. Every interface has a secret of its own.
//! Pick-up at a time, printed labels, balances and tracking are not here.

use crate::channel::{Access, At, Field, Rate, Reply, Request, Trouble};
use crate::letters::{self, unreadable};
use crate::node::Node;
use crate::sign::{Fields, SignInput};
use crate::waybill::{self, About, Again, Can, Consignment, Deed, Heard, HeardWaybill, Lost, Pay, Rule, Task, Waybill, kilograms, yuan};
use serde_json::{Value, json};

pub(crate) struct Yto;

const ABOUT: About = About {
    shop_of: None,
    form: &[
        Field { key: "customer_code", words: ("客户编码", "Customer code"), is_secret: false, is_required: true },
        Field { key: "client_token", words: ("接口地址里的令牌", "Token in the address"), is_secret: false, is_required: true },
        Field { key: "secret", words: ("下单接口密钥", "Secret of the order call"), is_secret: true, is_required: true },
        Field {
            key: "cancel_secret",
            words: ("取消接口密钥（与下单相同可不填）", "Secret of the cancel call (when it differs)"),
            is_secret: true,
            is_required: false,
        },
    ],
    can: &[Can::Cancel, Can::Several, Can::Cod, Can::Insured],
    rules: &[
        Rule { deed: Deed::Issue, again: Again::Unsure, lost: Lost::Person, is_official: false },
        Rule { deed: Deed::Cancel, again: Again::Told, lost: Lost::AskAgain, is_official: false },
    ],
    print: None,
    carriers: "YTO,圆通速递,圆通\n",
    rates: &[Rate { method: "*", calls: 10, per_ms: 1_000 }],
    url: "https://openapi.yto.net.cn:11443",
    is_official: false,
};

const CREATE: &str = "privacy_create_adapter";
const CANCEL: &str = "korder_cancel_adapter";
const VERSION: &str = "v1";

impl Waybill for Yto {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        let secret = access.need("secret")?;
        let (call, param, secret) = match task {
            Task::Issue(consignment) => (CREATE, order(access, consignment, at)?, secret),
            Task::Cancel(issued) => {
                let param = json!({"logisticsNo": issued.parcel, "cancelDesc": "订单取消"});
                (CANCEL, param, access.get("cancel_secret").unwrap_or(secret))
            }
            Task::Printed { .. }
            | Task::Test { .. }
            | Task::Query(_)
            | Task::Reprint(_)
            | Task::Balance { .. }
            | Task::Templates { .. } => return Ok(None),
        };
        request(access, call, &param, secret, now_ms).map(Some)
    }

    fn hear(&self, _access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let value = letters::object(reply)?;
        let node = opened(Node(&value))?;
        let mut heard = Heard::default();
        if let Task::Issue(consignment) = task {
            let parcel = waybill::turn(consignment, at)?;
            heard.waybills.push(HeardWaybill {
                number: node.at("mailNo").id().ok_or_else(|| unreadable("a success without a number"))?,
                parcel: parcel.key.clone(),
                carrier: "YTO".to_owned(),
                route_code: node.at("shortAddress").text(),
                raw: node.0.to_string(),
                ..HeardWaybill::default()
            });
            waybill::next_parcel(consignment, at);
        } else {
            at.is_done = true;
        }
        Ok(heard)
    }
}

/// Sums are yuan, weights kilograms.
fn order(access: &Access, consignment: &Consignment, at: &At) -> Result<Value, Trouble> {
    consignment.check(&ABOUT, false)?;
    waybill::carrier(access, &ABOUT, &consignment.carrier)?;
    let parcel = waybill::turn(consignment, at)?;
    // The freight to be collected would have to be named, and we do not know it.
    if consignment.pay == Pay::Receiver {
        return Err(letters::refused("pay", "receiver"));
    }
    let kinds = [(1, consignment.cod_fen), (4, consignment.insured_fen)];
    let sum = |(kind, fen): (i64, Option<i64>)| {
        let amount: Value = serde_json::from_str(&yuan(fen?)).ok()?;
        Some(json!({"type": kind, "amount": amount}))
    };
    let goods: Vec<Value> = parcel.items.iter().map(|i| json!({"name": i.shown(), "quantity": i.qty})).collect();
    let mut order = json!({
        "logisticsNo": parcel.key,
        "cstOrderNo": consignment.numbers().first(),
        "increments": kinds.into_iter().filter_map(sum).collect::<Vec<_>>(),
        "goods": goods,
        "productCode": if consignment.product.is_empty() { "PK" } else { &consignment.product },
        "remark": consignment.remark,
    });
    for (who, party) in [("sender", &consignment.sender), ("recipient", &consignment.receiver)] {
        let phone = if party.mobile.is_empty() { &party.phone } else { &party.mobile };
        let fields = [
            ("Name", &party.name),
            ("ProvinceName", &party.province),
            ("CityName", &party.city),
            ("CountyName", &party.district),
            ("TownName", &party.town),
            ("Address", &party.street),
            ("Mobile", phone),
        ];
        for (name, text) in fields.into_iter().filter(|(_, text)| !text.is_empty()) {
            order[format!("{who}{name}")] = json!(text);
        }
    }
    if parcel.weight_g > 0 {
        order["weight"] = kilograms(parcel.weight_g);
    }
    Ok(order)
}

/// What is signed is the very text inside the body.
fn request(access: &Access, call: &str, param: &Value, secret: &str, now_ms: i64) -> Result<Request, Trouble> {
    let (token, customer) = (access.need("client_token")?, access.need("customer_code")?);
    let param = letters::sorted_json(param);
    let pairs = [("param", param.as_str()), ("method", call), ("version", VERSION)];
    let fields: Fields = pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let input = SignInput { secret: secret.to_owned(), fields, ..SignInput::default() };
    let signed = waybill::signed("yto", None, &input)?;
    let body = json!({"timestamp": now_ms.to_string(), "param": param, "format": "JSON", "sign": signed});
    let url = format!("{}/open/{call}/{VERSION}/{}/{}", access.house(ABOUT.url)?, letters::encoded(token), letters::encoded(customer));
    Ok(letters::json_post(call, url, letters::sorted_json(&body), true))
}

/// A success carries our key; the shape of failures is not published.
fn opened(node: Node) -> Result<Node, Trouble> {
    if node.at("logisticsNo").text().is_some() || node.at("mailNo").text().is_some() {
        return Ok(node);
    }
    let words = node.first(&["message", "reason", "msg"]).text().ok_or_else(|| unreadable("neither a number nor a reason"))?;
    let code = node.first(&["code", "errorCode"]).text().unwrap_or_default();
    Err(waybill::by_sentence(code, words))
}
