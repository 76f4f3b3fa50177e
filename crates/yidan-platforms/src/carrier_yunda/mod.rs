//! Yunda by its own gateway: numbers with the words of the label, which we draw.
//! Corrections of an order, collecting money, balances and tracking are not here.

use crate::channel::{Access, At, Field, Rate, Reply, Request, Trouble};
use crate::letters::{self, refused, unreadable};
use crate::node::Node;
use crate::sign::SignInput;
use crate::waybill::{
    self, About, Again, Can, Consignment, Deed, Heard, HeardWaybill, Issued, Lost, Party, Pay, Rule, Task, Waybill, kilograms,
};
use serde_json::{Value, json};

pub(crate) struct Yunda;

const ABOUT: About = About {
    shop_of: None,
    form: &[
        Field { key: "app_key", words: ("app-key", "app-key"), is_secret: false, is_required: true },
        Field { key: "app_secret", words: ("app-secret", "app-secret"), is_secret: true, is_required: true },
        Field {
            key: "partner_id", words: ("大客户账号（partner_id）", "Account (partner_id)"), is_secret: false, is_required: true
        },
        Field { key: "secret", words: ("大客户密钥", "Its secret"), is_secret: true, is_required: true },
    ],
    can: &[Can::Cancel, Can::Several],
    rules: &[
        // The same order gives the same number or is refused, others write.
        Rule { deed: Deed::Issue, again: Again::Same { within_s: None }, lost: Lost::Person, is_official: false },
        Rule { deed: Deed::Cancel, again: Again::Told, lost: Lost::AskAgain, is_official: false },
    ],
    print: None,
    carriers: "YUNDA,韵达快递,韵达\n",
    rates: &[Rate { method: "*", calls: 10, per_ms: 1_000 }],
    url: "https://openapi.yundaex.com",
    is_official: true,
};

const CREATE: &str = "createBmOrder";
const CANCEL: &str = "cancelBmOrder";

impl Waybill for Yunda {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        let (call, order) = match task {
            Task::Issue(consignment) => (CREATE, order(access, consignment, at)?),
            Task::Cancel(Issued { parcel, number, .. }) => (CANCEL, json!({"order_serial_no": parcel, "mailno": number})),
            Task::Printed { .. }
            | Task::Test { .. }
            | Task::Query(_)
            | Task::Reprint(_)
            | Task::Balance { .. }
            | Task::Templates { .. } => return Ok(None),
        };
        request(access, call, &order, now_ms).map(Some)
    }

    fn hear(&self, _access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let value = letters::object(reply)?;
        let result = opened(Node(&value))?;
        let mut heard = Heard::default();
        if let Task::Issue(consignment) = task {
            let parcel = waybill::turn(consignment, at)?;
            heard.waybills.push(number(result, &parcel.key)?);
            waybill::next_parcel(consignment, at);
        } else {
            at.is_done = true;
        }
        Ok(heard)
    }
}

fn order(access: &Access, consignment: &Consignment, at: &At) -> Result<Value, Trouble> {
    consignment.check(&ABOUT, false)?;
    waybill::carrier(access, &ABOUT, &consignment.carrier)?;
    if consignment.pay == Pay::Receiver {
        return Err(refused("pay", "receiver"));
    }
    let parcel = waybill::turn(consignment, at)?;
    let items: Vec<Value> = parcel.items.iter().map(|i| json!({"name": i.name, "number": i.qty, "remark": i.spec})).collect();
    let mut order = json!({
        "order_serial_no": parcel.key,
        "khddh": consignment.numbers().first(),
        "node_id": "350",
        "order_type": if consignment.product.is_empty() { "common" } else { &consignment.product },
        "sender": party(&consignment.sender),
        "receiver": party(&consignment.receiver),
        "items": items,
        "remark": consignment.remark,
        "isProtectPrivacy": "1",
    });
    if parcel.weight_g > 0 {
        order["weight"] = kilograms(parcel.weight_g);
    }
    Ok(order)
}

fn party(party: &Party) -> Value {
    json!({
        "name": party.name, "mobile": party.mobile, "phone": party.phone, "company": party.company, "province": party.province,
        "city": party.city, "county": party.district, "address": party.below_district(),
    })
}

/// What is signed is the very body.
fn request(access: &Access, call: &str, order: &Value, now_ms: i64) -> Result<Request, Trouble> {
    let (key, secret) = (access.need("app_key")?, access.need("app_secret")?);
    let body = letters::sorted_json(&json!({
        "appid": key, "partner_id": access.need("partner_id")?, "secret": access.need("secret")?, "orders": [order],
    }));
    let input = SignInput { secret: secret.to_owned(), body: Some(body.clone()), ..SignInput::default() };
    let signed = waybill::signed("yunda", None, &input)?;
    let url = format!("{}/openapi-api/v1/accountOrder/{call}", access.house(ABOUT.url)?);
    let mut request = letters::json_post(call, url, body, true);
    let headers = [("app-key", key.to_owned()), ("sign", signed), ("req-time", now_ms.to_string())];
    request.headers.extend(headers.map(|(name, value)| (name.to_owned(), value)));
    Ok(request)
}

/// The result of the one order: the gateway's verdict first, then its own.
fn opened(node: Node) -> Result<Node, Trouble> {
    let code = node.at("code").text().ok_or_else(|| unreadable("no code"))?;
    if code != "0000" || !node.at("result").is_true() {
        return Err(waybill::by_sentence(code, node.at("message").text().unwrap_or_default()));
    }
    let result = node.at("data").list().next().ok_or_else(|| unreadable("a success without a result"))?;
    match result.at("status").text().as_deref() {
        Some("1") => Ok(result),
        Some(status) => Err(waybill::by_sentence(format!("status {status}"), result.at("msg").text().unwrap_or_default())),
        None => Err(unreadable("a result without its state")),
    }
}

/// The words of the label are a text of JSON inside.
fn number(result: Node, parcel: &str) -> Result<HeardWaybill, Trouble> {
    let number = result.at("mail_no").id().ok_or_else(|| unreadable("a success without a number"))?;
    let inside: Value = result.at("pdf_info").text().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let label = Node(&inside).list().next().unwrap_or(Node(&inside));
    let codes: Vec<String> = ["position", "position_no", "tp_status"].iter().filter_map(|key| label.at(key).text()).collect();
    let members = label.0.as_object().into_iter().flatten().filter(|(name, _)| *name != "mailno");
    Ok(HeardWaybill {
        number,
        parcel: parcel.to_owned(),
        carrier: "YUNDA".to_owned(),
        route_code: Some(codes.join(" ")).filter(|code| !code.is_empty()),
        bag_place: label.at("package_wdjc").text(),
        words: members.filter_map(|(name, v)| Some((name.clone(), Node(v).text()?))).collect(),
        raw: result.0.to_string(),
        ..HeardWaybill::default()
    })
}
