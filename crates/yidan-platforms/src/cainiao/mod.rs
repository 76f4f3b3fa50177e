//! Cainiao waybills for Taobao and Tmall, asked through the shop's own TOP link. The label is printed by Cainiao's component.
//! Corrections of an address and custom areas are not here.

use crate::channel::{Access, At, Field, Rate, Reply, Request, Trouble};
use crate::cloud_print::{self, Dialect};
use crate::letters::{self, Pairs, refused, unreadable};
use crate::node::Node;
use crate::taobao;
use crate::waybill::{self, About, Again, Can, Consignment, Deed, Heard, Lost, PrintKind, Rule, Task, Waybill};
use serde_json::json;

pub(crate) struct Cainiao;

const ABOUT: About = About {
    shop_of: Some("taobao"),
    form: &[
        Field { key: "user_id", words: ("卖家数字 ID", "Seller's numeric id"), is_secret: false, is_required: true },
        Field { key: "template_url", words: ("面单模板地址", "Address of the label template"), is_secret: false, is_required: true },
        Field {
            key: "customer_code",
            words: ("月结账号（直营快递填）", "Monthly account (direct-run carriers)"),
            is_secret: false,
            is_required: false,
        },
    ],
    can: &[
        Can::Test,
        Can::Query,
        Can::Cancel,
        Can::Reprint,
        Can::Balance,
        Can::Templates,
        Can::Family,
        Can::Several,
        Can::Cod,
        Can::Insured,
    ],
    rules: &[
        // The same order and parcel give the same number, they say; what was given can be asked, so nobody has to rely on it.
        Rule { deed: Deed::Issue, again: Again::Same { within_s: None }, lost: Lost::Query, is_official: false },
        Rule { deed: Deed::Cancel, again: Again::Told, lost: Lost::AskAgain, is_official: false },
    ],
    print: Some(PrintKind::Cainiao),
    carriers: include_str!("carriers.csv"),
    rates: &[Rate { method: "*", calls: 20, per_ms: 1_000 }],
    url: "",
    is_official: true,
};

const DIALECT: Dialect = Dialect { kind: PrintKind::Cainiao, code: "cp_code", channels: &[("taobao", "TB"), ("jd", "JD"), ("pdd", "PDD")] };

const GET: &str = "cainiao.waybill.ii.get";
const BY_ORDER: &str = "cainiao.waybill.ii.query.by.tradecode";
const BY_NUMBER: &str = "cainiao.waybill.ii.query.by.waybillcode";
const CANCEL: &str = "cainiao.waybill.ii.cancel";
const SEARCH: &str = "cainiao.waybill.ii.search";
const TEMPLATES: &str = "cainiao.cloudprint.stdtemplates.get";

impl Waybill for Cainiao {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        let code = |carrier: &str| waybill::carrier(access, &ABOUT, carrier);
        let (method, pairs, writes) = match task {
            Task::Test { carrier } | Task::Balance { carrier } => (SEARCH, Pairs::new().with("cp_code", code(carrier)?), false),
            Task::Issue(consignment) => (GET, apply(access, consignment, at)?, true),
            Task::Query(consignment) => {
                let list: Vec<_> = consignment.order_nos.iter().map(|no| json!({"biz_sub_code": no, "object_id": no})).collect();
                if list.is_empty() {
                    return Err(refused("no_order_no", consignment.key()));
                }
                (BY_ORDER, Pairs::new().with("param_list", json!(list).to_string()), false)
            }
            Task::Cancel(issued) => {
                (CANCEL, Pairs::new().with("cp_code", code(&issued.carrier)?).with("waybill_code", &issued.number), true)
            }
            Task::Reprint(issued) => {
                let list = json!([{"cp_code": code(&issued.carrier)?, "waybill_code": issued.number, "object_id": issued.number}]);
                (BY_NUMBER, Pairs::new().with("param_list", list.to_string()), false)
            }
            Task::Templates { .. } => (TEMPLATES, Pairs::new(), false),
            Task::Printed { .. } => return Ok(None),
        };
        taobao::request(access, method, pairs, now_ms, writes).map(Some)
    }

    fn hear(&self, access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let value = letters::payload(reply, "_response", taobao::trouble)?;
        let node = Node(&value);
        let mut heard = Heard::default();
        match task {
            Task::Issue(consignment) => {
                let parcel = waybill::turn(consignment, at)?;
                let given = node.at("modules").any_list().list().next().ok_or_else(|| unreadable("a success without a number"))?;
                let code = waybill::carrier(access, &ABOUT, &consignment.carrier)?;
                DIALECT.hear(given, &code, &parcel.key, &mut heard)?;
                waybill::next_parcel(consignment, at);
                return Ok(heard);
            }
            Task::Query(consignment) => {
                hear_found(node, &waybill::carrier(access, &ABOUT, &consignment.carrier)?, &mut heard)?;
                heard.is_unknown = heard.waybills.is_empty();
            }
            Task::Reprint(issued) => {
                hear_found(node, &waybill::carrier(access, &ABOUT, &issued.carrier)?, &mut heard)?;
                heard.waybills.clear();
                heard.labels.retain(|label| label.number == issued.number);
                if heard.labels.is_empty() {
                    return Err(refused("unknown_number", &issued.number));
                }
            }
            Task::Cancel(_) => cloud_print::cancelled(node)?,
            Task::Test { .. } | Task::Balance { .. } => heard.branches = DIALECT.branches(node)?,
            Task::Templates { .. } => heard.templates = DIALECT.templates(node)?,
            Task::Printed { .. } => {}
        }
        at.is_done = true;
        Ok(heard)
    }
}

/// One parcel at a time, so that every number is known to be whose.
fn apply(access: &Access, consignment: &Consignment, at: &At) -> Result<Pairs, Trouble> {
    consignment.check(&ABOUT, consignment.has_tokens())?;
    let code = waybill::carrier(access, &ABOUT, &consignment.carrier)?;
    let mut apply = DIALECT.apply(access, &code, consignment, waybill::turn(consignment, at)?)?;
    apply["multi_packages_shipment"] = json!(consignment.is_family && consignment.parcels.len() > 1);
    Ok(Pairs::new().with("param_waybill_cloud_print_apply_new_request", letters::sorted_json(&apply)))
}

/// Labels that are there. One that fails by itself is said, unless it only says that there is none.
fn hear_found(node: Node, carrier: &str, heard: &mut Heard) -> Result<(), Trouble> {
    let list = node.at("modules").any_list();
    if !list.0.is_array() && !node.at("modules").is_nothing() {
        return Err(unreadable("labels without a list"));
    }
    for one in list.list() {
        let label = one.at("waybill_cloud_print_response");
        if label.is_object() {
            DIALECT.hear(label, carrier, "", heard)?;
        } else if let Some(words) = one.at("error_message").text() {
            heard.remarks.push(words);
        }
    }
    Ok(())
}
