//! Kuaidi100: waybills of many carriers by one interface, with the shop's account at the carrier. The label is ours to draw, or comes as a
//! picture where the account names a template.
//! Cloud printers, printing again on them, hidden receivers of marketplaces are not here.

mod track;

pub(crate) use track::Kuaidi100Track;

use crate::channel::{Access, At, Field, Rate, Reply, Request, Trouble};
use crate::letters::{self, Pairs, unreadable};
use crate::node::Node;
use crate::sign::SignInput;
use crate::waybill::{
    self, About, Again, Branch, Can, Consignment, Deed, Heard, HeardLabel, HeardWaybill, Issued, Lost, Parcel, Party, Pay, PrintKind, Role,
    Rule, Task, Waybill, kilograms, yuan,
};
use serde_json::{Value, json};

pub(crate) struct Kuaidi100;

const ABOUT: About = About {
    shop_of: None,
    form: &[
        Field { key: "key", words: ("授权 key", "Key"), is_secret: false, is_required: true },
        Field { key: "secret", words: ("secret", "Secret"), is_secret: true, is_required: true },
        Field {
            key: "partner_id",
            words: ("快递公司的电子面单账号或月结账号", "Account at the carrier"),
            is_secret: false,
            is_required: true,
        },
        Field { key: "partner_key", words: ("电子面单密码", "Its password"), is_secret: true, is_required: false },
        Field { key: "partner_secret", words: ("电子面单密钥", "Its secret"), is_secret: true, is_required: false },
        Field { key: "partner_name", words: ("账号名称", "Its name"), is_secret: false, is_required: false },
        Field { key: "net", words: ("收件网点", "Branch"), is_secret: false, is_required: false },
        Field { key: "code", words: ("承载编号", "Carrier's code of the account"), is_secret: false, is_required: false },
        Field {
            key: "tb_net",
            words: ("网点名称,网点编号（第三方授权）", "Branch of a third account"),
            is_secret: false,
            is_required: false,
        },
        Field {
            key: "temp_id",
            words: ("面单模板编号（不填由本软件画面单）", "Label template (we draw the label when empty)"),
            is_secret: false,
            is_required: false,
        },
    ],
    can: &[Can::Cancel, Can::Balance, Can::Family, Can::Several, Can::Cod, Can::Insured],
    rules: &[
        Rule { deed: Deed::Issue, again: Again::Same { within_s: Some(48 * 3_600) }, lost: Lost::AskAgain, is_official: true },
        Rule { deed: Deed::Cancel, again: Again::Told, lost: Lost::AskAgain, is_official: false },
    ],
    print: None,
    carriers: include_str!("carriers.csv"),
    rates: &[Rate { method: "*", calls: 10, per_ms: 1_000 }],
    url: "https://api.kuaidi100.com",
    is_official: true,
};

/// Balances are told by another house.
const POLL: &str = "https://poll.kuaidi100.com";
/// A note of a number: its order at the carrier.
const CARRIER_ORDER: &str = "carrier_order";

impl Waybill for Kuaidi100 {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        Ok(Some(match task {
            Task::Issue(consignment) => request(access, "order", &order(access, consignment, at)?, now_ms, true)?,
            Task::Cancel(issued) => request(access, "cancel", &cancel(access, issued)?, now_ms, true)?,
            Task::Balance { carrier } => {
                let mut param = account(access)?;
                param["com"] = json!(waybill::carrier(access, &ABOUT, carrier)?);
                request(access, "getThirdInfo", &param, now_ms, false)?
            }
            Task::Printed { .. } | Task::Test { .. } | Task::Query(_) | Task::Reprint(_) | Task::Templates { .. } => return Ok(None),
        }))
    }

    fn hear(&self, access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let value = letters::object(reply)?;
        let data = opened(Node(&value))?;
        let mut heard = Heard::default();
        match task {
            Task::Issue(consignment) => {
                let code = waybill::carrier(access, &ABOUT, &consignment.carrier)?;
                hear_numbers(data, &code, waybill::turns(consignment, at), &mut heard)?;
                waybill::next_turn(consignment, at);
                return Ok(heard);
            }
            Task::Balance { carrier } => {
                if !data.0.is_array() {
                    return Err(unreadable("branches without a list"));
                }
                let code = waybill::carrier(access, &ABOUT, carrier)?;
                heard.branches = data.list().map(|branch| self::branch(branch, &code)).collect();
            }
            Task::Printed { .. } | Task::Cancel(_) | Task::Test { .. } | Task::Query(_) | Task::Reprint(_) | Task::Templates { .. } => {}
        }
        at.is_done = true;
        Ok(heard)
    }
}

/// The shop's account at the carrier.
fn account(access: &Access) -> Result<Value, Trouble> {
    let mut account = json!({"partnerId": access.need("partner_id")?});
    let entries = [
        ("partnerKey", "partner_key"),
        ("partnerSecret", "partner_secret"),
        ("partnerName", "partner_name"),
        ("net", "net"),
        ("code", "code"),
        ("tbNet", "tb_net"),
    ];
    for (name, key) in entries {
        if let Some(value) = access.get(key) {
            account[name] = json!(value);
        }
    }
    Ok(account)
}

/// Sums are yuan, weights kilograms. `reorder` off: the same key within two days is the same order and costs nothing.
fn order(access: &Access, consignment: &Consignment, at: &At) -> Result<Value, Trouble> {
    let mut param = account(access)?;
    consignment.check(&ABOUT, false)?;
    param["kuaidicom"] = json!(waybill::carrier(access, &ABOUT, &consignment.carrier)?);
    let parcels = waybill::turns(consignment, at);
    let first = parcels.first().ok_or_else(|| letters::refused("no_parcel", consignment.key()))?;
    param["orderId"] = json!(first.key);
    param["reorder"] = json!(false);
    param["recMan"] = party(&consignment.receiver);
    param["sendMan"] = party(&consignment.sender);
    param["cargo"] = json!(first.contents());
    param["count"] = json!(parcels.len());
    param["payType"] = json!(match consignment.pay {
        Pay::Account => "MONTHLY",
        Pay::Cash => "SHIPPER",
        Pay::Receiver => "CONSIGNEE",
    });
    param["expType"] = json!(if consignment.product.is_empty() { "标准快递" } else { &consignment.product });
    param["remark"] = json!(consignment.remark);
    param["needDesensitization"] = json!(true);
    param["needSubscribe"] = json!(false);
    match access.get("temp_id") {
        Some(template) => (param["printType"], param["tempId"]) = (json!("IMAGE"), json!(template)),
        None => param["printType"] = json!("NON"),
    }
    let weight_g: i64 = parcels.iter().map(|p| p.weight_g).sum();
    if weight_g > 0 {
        param["weight"] = kilograms(weight_g);
    }
    if parcels.len() > 1 {
        param["needChild"] = json!("1");
    }
    for (name, fen) in [("collection", consignment.cod_fen), ("valinsPay", consignment.insured_fen)] {
        if let Some(fen) = fen {
            param[name] = json!(yuan(fen));
        }
    }
    Ok(param)
}

fn party(party: &Party) -> Value {
    json!({"name": party.name, "mobile": party.mobile, "tel": party.phone, "company": party.company, "printAddr": party.whole()})
}

/// Of some carriers their own number of the order has to be told.
fn cancel(access: &Access, issued: &Issued) -> Result<Value, Trouble> {
    let mut param = account(access)?;
    param["kuaidicom"] = json!(waybill::carrier(access, &ABOUT, &issued.carrier)?);
    param["kuaidinum"] = json!(issued.number);
    param["reason"] = json!("暂不寄件");
    if !issued.note(CARRIER_ORDER).is_empty() {
        param["orderId"] = json!(issued.note(CARRIER_ORDER));
    }
    Ok(param)
}

/// What is signed is the very text that is sent.
fn request(access: &Access, method: &str, param: &Value, now_ms: i64, writes: bool) -> Result<Request, Trouble> {
    let pairs = Pairs::new().with("param", letters::sorted_json(param)).with("t", now_ms.to_string()).with("key", access.need("key")?);
    let input = SignInput { secret: access.need("secret")?.to_owned(), fields: pairs.0.clone(), ..SignInput::default() };
    let signed = waybill::signed("kuaidi100", Some("label"), &input)?;
    let pairs = pairs.with("method", method).with("sign", signed);
    let url = match method {
        "getThirdInfo" => format!("{}/eorderapi.do", access.house(POLL)?),
        _ => format!("{}/label/order", access.house(ABOUT.url)?),
    };
    Ok(letters::form(method, url, &pairs, writes))
}

/// The data of a success; the two houses name code and verdict differently.
fn opened(node: Node) -> Result<Node, Trouble> {
    let code = node.first(&["code", "returnCode"]).text().ok_or_else(|| unreadable("no code"))?;
    let is_good = node.at("success").is_true() || node.at("result").is_true();
    if code == "200" && is_good {
        return Ok(node.at("data"));
    }
    let words = node.at("message").text().unwrap_or_default();
    Err(match code.as_str() {
        "500" => Trouble::Again { code, words },
        "501" => Trouble::Already { code, words },
        "503" | "600" | "601" => Trouble::Setup { code, words },
        _ => Trouble::Refused { code, words },
    })
}

/// The number, the children behind it and the slip that comes back.
fn hear_numbers(data: Node, code: &str, parcels: &[Parcel], heard: &mut Heard) -> Result<(), Trouble> {
    let mother = data.at("kuaidinum").id().ok_or_else(|| unreadable("a success without a number"))?;
    let children = data.at("childNum").text().unwrap_or_default();
    let children = children.split(',').map(str::trim).filter(|n| !n.is_empty() && *n != mother).map(|n| (Role::Child, n.to_owned()));
    let slip = data.at("returnNum").id().map(|number| (Role::Return, number));
    let mut keys = parcels.iter().map(|p| p.key.clone());
    for (role, number) in std::iter::once((Role::Parcel, mother.clone())).chain(children).chain(slip) {
        let order = data.at("kdComOrderNum").id();
        heard.waybills.push(HeardWaybill {
            parcel: if role == Role::Return { String::new() } else { keys.next().unwrap_or_default() },
            mother: (role != Role::Parcel).then(|| mother.clone()),
            role,
            carrier: code.to_owned(),
            route_code: data.at("bulkpen").text(),
            bag_place: data.at("pkgName").text(),
            words: words(data),
            notes: order.map(|order| (CARRIER_ORDER.to_owned(), order)).into_iter().collect(),
            raw: data.0.to_string(),
            number,
        });
    }
    // A picture is that of the first number.
    let label = data.at("label").text().filter(|text| text.starts_with("http"));
    heard.labels.extend(label.map(|text| HeardLabel { number: mother, kind: PrintKind::Address, text, headers: Vec::new() }));
    Ok(())
}

/// What else is printed, by its own names.
fn words(data: Node) -> std::collections::BTreeMap<String, String> {
    let keys = [
        "orgCode",
        "orgName",
        "destCode",
        "destName",
        "orgSortingCode",
        "orgSortingName",
        "destSortingCode",
        "destSortingName",
        "pkgCode",
        "road",
        "qrCode",
        "expressCode",
        "expressName",
    ];
    keys.into_iter().filter_map(|key| Some((key.to_owned(), data.at(key).text()?))).collect()
}

fn branch(branch: Node, carrier: &str) -> Branch {
    Branch {
        carrier: carrier.to_owned(),
        code: branch.at("branchCode").text().unwrap_or_default(),
        name: branch.at("branchName").text().unwrap_or_default(),
        left: branch.at("quantity").int(),
        addresses: Vec::new(),
    }
}
