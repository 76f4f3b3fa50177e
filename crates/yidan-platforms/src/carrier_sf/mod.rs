//! SF by its own gateway (丰桥): numbers with everything that a label shows, and the label as a PDF where that is wanted.
//! Intercepting a parcel and fees are not here.

mod reply;
mod track;

pub(crate) use track::SfTrack;

use crate::channel::{Access, At, Field, Rate, Reply, Request, Trouble};
use crate::letters::{self, Pairs, refused, unreadable};
use crate::sign::{SignInput, digest};
use crate::waybill::{self, About, Again, Can, Consignment, Deed, Heard, Issued, Lost, Party, Pay, Rule, Task, Waybill, kilograms, yuan};
use serde_json::{Value, json};

pub(crate) struct Sf;

const ABOUT: About = About {
    shop_of: None,
    form: &[
        Field { key: "partner_id", words: ("顾客编码", "partnerID"), is_secret: false, is_required: true },
        Field { key: "check_word", words: ("校验码", "checkWord"), is_secret: true, is_required: true },
        Field { key: "monthly_card", words: ("月结卡号", "Monthly account"), is_secret: false, is_required: true },
        Field {
            key: "template_code",
            words: ("云打印模板编码（不填用 76×130）", "Template of the printed label (76x130 when empty)"),
            is_secret: false,
            is_required: false,
        },
    ],
    can: &[Can::Test, Can::Query, Can::Cancel, Can::Reprint, Can::Family, Can::Several, Can::Cod, Can::Insured],
    rules: &[
        Rule { deed: Deed::Issue, again: Again::Same { within_s: None }, lost: Lost::AskAgain, is_official: true },
        Rule { deed: Deed::Cancel, again: Again::Told, lost: Lost::AskAgain, is_official: false },
    ],
    print: None,
    carriers: "SF,顺丰速运,顺丰\n",
    rates: &[Rate { method: "*", calls: 20, per_ms: 1_000 }],
    url: "https://bspgw.sf-express.com",
    is_official: true,
};

const CREATE: &str = "EXP_RECE_CREATE_ORDER";
const SEARCH: &str = "EXP_RECE_SEARCH_ORDER_RESP";
const UPDATE: &str = "EXP_RECE_UPDATE_ORDER";
const PRINT: &str = "COM_RECE_CLOUD_PRINT_WAYBILLS";
/// A number is given, but SF has not decided yet whether it goes there.
const WAITS: u32 = 1;

impl Waybill for Sf {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        let (service, data, writes) = match task {
            // No order has such a key: that it is not known shows that the access works.
            Task::Test { .. } => (SEARCH, found_by("test"), false),
            Task::Issue(consignment) if at.step == WAITS => (SEARCH, found_by(key(consignment, at)?), false),
            Task::Issue(consignment) => (CREATE, create(access, consignment, at)?, true),
            Task::Query(consignment) => (SEARCH, found_by(key(consignment, at)?), false),
            Task::Cancel(issued) => (UPDATE, json!({"orderId": order_id(issued), "dealType": 2, "language": "zh-CN"}), true),
            Task::Reprint(issued) => (PRINT, print(access, issued)?, false),
            Task::Printed { .. } | Task::Balance { .. } | Task::Templates { .. } => return Ok(None),
        };
        request(access, service, &data, now_ms, writes).map(Some)
    }

    fn hear(&self, _access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let opened = reply::opened(reply);
        let mut heard = Heard::default();
        match task {
            Task::Test { .. } => {
                if !matches!(&opened, Err(trouble) if reply::is_unknown(trouble)) {
                    opened?;
                }
                at.is_done = true;
            }
            Task::Issue(consignment) => {
                let value = opened?;
                if reply::is_open(&value)? {
                    if at.step == WAITS {
                        return Err(Trouble::Wait {
                            after_s: Some(60), code: "filterResult 1".to_owned(), words: "人工确认".to_owned()
                        });
                    }
                    at.step = WAITS;
                    return Ok(heard);
                }
                reply::take(&value, consignment, waybill::turns(consignment, at), &mut heard)?;
                if heard.waybills.is_empty() {
                    return Err(unreadable("a success without a number"));
                }
                next(at, consignment);
            }
            Task::Query(consignment) => {
                match opened {
                    Err(trouble) if reply::is_unknown(&trouble) => {}
                    opened => reply::take(&opened?, consignment, waybill::turns(consignment, at), &mut heard)?,
                }
                heard.is_unknown = heard.waybills.is_empty();
                next(at, consignment);
            }
            Task::Cancel(_) => {
                opened?;
                at.is_done = true;
            }
            Task::Reprint(issued) => {
                heard.labels.push(reply::file(&opened?, issued)?);
                at.is_done = true;
            }
            Task::Printed { .. } | Task::Balance { .. } | Task::Templates { .. } => {}
        }
        Ok(heard)
    }
}

fn next(at: &mut At, consignment: &Consignment) {
    at.step = 0;
    waybill::next_turn(consignment, at);
}

fn key<'c>(consignment: &'c Consignment, at: &At) -> Result<&'c str, Trouble> {
    waybill::turns(consignment, at).first().map(|p| p.key.as_str()).ok_or_else(|| refused("no_parcel", consignment.key()))
}

/// The key under which the number was asked for; the children of a mother stand under hers.
fn order_id(issued: &Issued) -> &str {
    match issued.note(reply::ORDER_ID) {
        "" => &issued.parcel,
        order_id => order_id,
    }
}

fn found_by(key: &str) -> Value {
    json!({"searchType": "1", "orderId": key, "language": "zh-CN"})
}

fn create(access: &Access, consignment: &Consignment, at: &At) -> Result<Value, Trouble> {
    consignment.check(&ABOUT, false)?;
    waybill::carrier(access, &ABOUT, &consignment.carrier)?;
    let parcels = waybill::turns(consignment, at);
    let (key, card) = (key(consignment, at)?, access.need("monthly_card")?);
    let items = parcels.iter().flat_map(|p| &p.items);
    let mut cargo: Vec<Value> = items.map(|item| json!({"name": item.name, "count": item.qty, "unit": "件"})).collect();
    if cargo.is_empty() {
        cargo = parcels.iter().map(|p| json!({"name": p.contents(), "count": 1, "unit": "件"})).collect();
    }
    let mut data = json!({
        "language": "zh-CN",
        "orderId": key,
        "cargoDetails": cargo,
        "contactInfoList": [contact(1, &consignment.sender), contact(2, &consignment.receiver)],
        "payMethod": if consignment.pay == Pay::Receiver { 2 } else { 1 },
        // 2 = 标快.
        "expressTypeId": letters::number_or_text(if consignment.product.is_empty() { "2" } else { &consignment.product }),
        "parcelQty": parcels.len(),
        "isReturnRoutelabel": 1,
        "isGenWaybillNo": 1,
        "isUnifiedWaybillNo": 1,
    });
    if consignment.pay == Pay::Account {
        data["monthlyCard"] = json!(card);
    }
    let weight_g: i64 = parcels.iter().map(|p| p.weight_g).sum();
    if weight_g > 0 {
        data["totalWeight"] = kilograms(weight_g);
    }
    let services = services(consignment, card);
    if !services.is_empty() {
        data["serviceList"] = json!(services);
    }
    if !consignment.remark.is_empty() {
        data["remark"] = json!(consignment.remark);
    }
    Ok(data)
}

/// Sums are yuan; what is collected goes to the monthly account.
fn services(consignment: &Consignment, card: &str) -> Vec<Value> {
    let cod = consignment.cod_fen.map(|fen| json!({"name": "COD", "value": yuan(fen), "value1": card}));
    let insured = consignment.insured_fen.map(|fen| json!({"name": "INSURE", "value": yuan(fen)}));
    cod.into_iter().chain(insured).collect()
}

fn contact(kind: i64, party: &Party) -> Value {
    json!({
        "contactType": kind, "contact": party.name, "mobile": party.mobile, "tel": party.phone, "company": party.company, "country": "CN",
        "province": party.province, "city": party.city, "county": party.district, "address": party.below_district(),
    })
}

fn print(access: &Access, issued: &Issued) -> Result<Value, Trouble> {
    let usual = format!("fm_76130_standard_{}", access.need("partner_id")?);
    let document = match issued.note(reply::MOTHER) {
        "" => json!({"masterWaybillNo": issued.number}),
        mother => json!({"masterWaybillNo": mother, "branchWaybillNo": issued.number}),
    };
    let template = access.get("template_code").unwrap_or(&usual);
    Ok(json!({"templateCode": template, "version": "2.0", "fileType": "pdf", "sync": true, "documents": [document]}))
}

/// What is signed is the very text that is sent. The number of the request follows from what it says.
fn request(access: &Access, service: &str, data: &Value, now_ms: i64, writes: bool) -> Result<Request, Trouble> {
    let data = letters::sorted_json(data);
    let pairs = Pairs::new().with("timestamp", now_ms.to_string()).with("msgData", data.as_str());
    let input = SignInput { secret: access.need("check_word")?.to_owned(), fields: pairs.0.clone(), ..SignInput::default() };
    let signed = waybill::signed("sf", None, &input)?;
    let seed = digest::lower(&digest::sha256(format!("{service}{now_ms}{data}").as_bytes()));
    let id = format!("{}-{}-4{}-8{}-{}", &seed[..8], &seed[8..12], &seed[12..15], &seed[15..18], &seed[18..30]);
    let pairs =
        pairs.with("partnerID", access.need("partner_id")?).with("requestID", id).with("serviceCode", service).with("msgDigest", signed);
    Ok(letters::form(service, format!("{}/std/service", access.house(ABOUT.url)?), &pairs, writes))
}
