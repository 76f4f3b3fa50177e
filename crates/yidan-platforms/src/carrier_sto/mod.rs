//! STO by its own gateway: numbers with the words of the label, which we draw.
//! Collecting money, balances and tracking are not here.

use crate::channel::{Access, At, Field, Rate, Reply, Request, Trouble};
use crate::letters::{self, Pairs, unreadable};
use crate::node::Node;
use crate::sign::SignInput;
use crate::waybill::{self, About, Again, Can, Consignment, Deed, Heard, HeardWaybill, Lost, Party, Pay, Rule, Task, Waybill};
use serde_json::{Value, json};

pub(crate) struct Sto;

const ABOUT: About = About {
    shop_of: None,
    form: &[
        Field { key: "app_key", words: ("from_appkey", "from_appkey"), is_secret: false, is_required: true },
        Field { key: "from_code", words: ("from_code", "from_code"), is_secret: false, is_required: true },
        Field { key: "secret", words: ("密钥", "Secret"), is_secret: true, is_required: true },
        Field { key: "order_source", words: ("订单来源编码", "Source of the orders"), is_secret: false, is_required: true },
        Field { key: "site_code", words: ("网点编码", "Branch"), is_secret: false, is_required: true },
        Field { key: "customer_name", words: ("客户名称", "Customer"), is_secret: false, is_required: true },
        Field { key: "site_pwd", words: ("客户密码", "Its password"), is_secret: true, is_required: true },
        Field { key: "month_code", words: ("月结编码", "Monthly account"), is_secret: false, is_required: false },
    ],
    can: &[Can::Cancel, Can::Several],
    rules: &[
        Rule { deed: Deed::Issue, again: Again::Unsure, lost: Lost::Person, is_official: false },
        Rule { deed: Deed::Cancel, again: Again::Told, lost: Lost::AskAgain, is_official: false },
    ],
    print: None,
    carriers: "STO,申通快递,申通\n",
    rates: &[Rate { method: "*", calls: 10, per_ms: 1_000 }],
    url: "https://cloudinter-linkgatewayonline.sto.cn",
    is_official: false,
};

/// A call and whom the gateway hands it to.
const CREATE: (&str, &str) = ("OMS_EXPRESS_ORDER_CREATE", "sto_oms");
const CANCEL: (&str, &str) = ("EDI_MODIFY_ORDER_CANCEL", "edi_modify_order");

impl Waybill for Sto {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        let _ = now_ms;
        if at.is_done {
            return Ok(None);
        }
        let source = access.need("order_source")?;
        let (call, content) = match task {
            Task::Issue(consignment) => (CREATE, order(access, source, consignment, at)?),
            Task::Cancel(issued) => (CANCEL, json!({"billCode": issued.number, "orderSource": source, "orderType": "01"})),
            Task::Printed { .. }
            | Task::Test { .. }
            | Task::Query(_)
            | Task::Reprint(_)
            | Task::Balance { .. }
            | Task::Templates { .. } => return Ok(None),
        };
        request(access, call, &content).map(Some)
    }

    fn hear(&self, _access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let value = letters::object(reply)?;
        let data = opened(Node(&value))?;
        let mut heard = Heard::default();
        if let Task::Issue(consignment) = task {
            let parcel = waybill::turn(consignment, at)?;
            heard.waybills.push(HeardWaybill {
                number: data.at("waybillNo").id().ok_or_else(|| unreadable("a success without a number"))?,
                parcel: parcel.key.clone(),
                carrier: "STO".to_owned(),
                route_code: data.at("bigWord").text(),
                bag_place: data.at("packagePlace").text(),
                raw: data.0.to_string(),
                ..HeardWaybill::default()
            });
            waybill::next_parcel(consignment, at);
        } else {
            at.is_done = true;
        }
        Ok(heard)
    }
}

fn order(access: &Access, source: &str, consignment: &Consignment, at: &At) -> Result<Value, Trouble> {
    let mut customer = json!({
        "siteCode": access.need("site_code")?, "customerName": access.need("customer_name")?, "sitePwd": access.need("site_pwd")?,
    });
    if let Some(month) = access.get("month_code") {
        customer["monthCustomerCode"] = json!(month);
    }
    consignment.check(&ABOUT, false)?;
    waybill::carrier(access, &ABOUT, &consignment.carrier)?;
    let parcel = waybill::turn(consignment, at)?;
    Ok(json!({
        "orderNo": parcel.key,
        "orderSource": source,
        // 00 ordinary, 02 the receiver pays.
        "billType": if consignment.pay == Pay::Receiver { "02" } else { "00" },
        "orderType": "01",
        "sender": party(&consignment.sender),
        "receiver": party(&consignment.receiver),
        // No battery inside, as far as we know.
        "cargo": {"battery": "30", "goodsType": "小件", "goodsName": parcel.contents(), "goodsCount": parcel.pieces()},
        "customer": customer,
        "remark": consignment.remark,
    }))
}

fn party(party: &Party) -> Value {
    json!({
        "name": party.name, "mobile": party.mobile, "tel": party.phone, "province": party.province, "city": party.city,
        "area": party.district, "town": party.town, "address": party.street,
    })
}

/// What is signed is the very text that is sent.
fn request(access: &Access, (call, to): (&str, &str), content: &Value) -> Result<Request, Trouble> {
    let pairs = Pairs::new().with("content", letters::sorted_json(content));
    let input = SignInput { secret: access.need("secret")?.to_owned(), fields: pairs.0.clone(), ..SignInput::default() };
    let signed = waybill::signed("sto", None, &input)?;
    let pairs = pairs
        .with("api_name", call)
        .with("from_appkey", access.need("app_key")?)
        .with("from_code", access.need("from_code")?)
        .with("to_appkey", to)
        .with("to_code", to)
        .with("data_digest", signed);
    Ok(letters::form(call, format!("{}/gateway/link.do", access.house(ABOUT.url)?), &pairs, true))
}

/// The verdict is a text. Troubles of the gateway itself may come in XML: those are none that we read.
fn opened(node: Node) -> Result<Node, Trouble> {
    match node.at("success").text().or_else(|| node.at("success").0.as_bool().map(|b| b.to_string())).as_deref() {
        Some("true") => return Ok(node.at("data")),
        Some(_) => {}
        None => return Err(unreadable("no success")),
    }
    let code = node.at("errorCode").text().unwrap_or_default();
    let words = node.at("errorMsg").text().unwrap_or_default();
    Err(waybill::by_sentence(code, words))
}
