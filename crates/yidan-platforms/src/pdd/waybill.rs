//! Pinduoduo's waybills, for its own orders and those of others. The label is printed by its component; receivers go as the ciphers in which
//! the orders came. Corrections of an address, custom areas and printer commands are not here.

use super::{request, trouble};
use crate::channel::{Access, At, Field, Rate, Reply, Request, Trouble};
use crate::cloud_print::{self, Dialect};
use crate::letters::{self, Pairs, refused, unreadable};
use crate::node::Node;
use crate::walks;
use crate::waybill::{self, About, Again, Can, Deed, Heard, Lost, PrintKind, Rule, Task, Waybill};
use serde_json::json;

pub(crate) struct PddWaybill;

const ABOUT: About = About {
    shop_of: Some("pdd"),
    form: &[
        Field { key: "user_id", words: ("店铺 ID（owner_id）", "Shop id (owner_id)"), is_secret: false, is_required: true },
        Field { key: "template_url", words: ("面单模板地址", "Address of the label template"), is_secret: false, is_required: true },
        Field {
            key: "customer_code",
            words: ("月结账号（直营快递填）", "Monthly account (direct-run carriers)"),
            is_secret: false,
            is_required: false,
        },
    ],
    can: &[Can::Test, Can::Cancel, Can::Reprint, Can::Printed, Can::Balance, Can::Templates, Can::Several, Can::Cod, Can::Insured],
    rules: &[
        // The same order and parcel give the same number, others write; there is no call that tells what was given.
        Rule { deed: Deed::Issue, again: Again::Same { within_s: None }, lost: Lost::Person, is_official: false },
        Rule { deed: Deed::Cancel, again: Again::Told, lost: Lost::AskAgain, is_official: false },
    ],
    print: Some(PrintKind::Pdd),
    carriers: include_str!("wp_codes.csv"),
    rates: &[Rate { method: "*", calls: 20, per_ms: 1_000 }],
    url: "",
    is_official: true,
};

const DIALECT: Dialect = Dialect {
    kind: PrintKind::Pdd,
    code: "wp_code",
    channels: &[
        ("pdd", "PDD"),
        ("taobao", "TB"),
        ("jd", "JD"),
        ("ali1688", "ALBB"),
        ("youzan", "YZ"),
        ("weidian", "WD"),
        ("kuaishou", "KS"),
        ("xiaohongshu", "XHS"),
        ("douyin", "DY"),
    ],
};

const GET: &str = "pdd.waybill.get";
const BY_NUMBER: &str = "pdd.waybill.query.by.waybillcode";
const CANCEL: &str = "pdd.waybill.cancel";
const SEARCH: &str = "pdd.waybill.search";
const PRINTED: &str = "pdd.erp.order.sync";
const TEMPLATES: &str = "pdd.cloudprint.stdtemplates.get";

impl Waybill for PddWaybill {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        let code = |carrier: &str| waybill::carrier(access, &ABOUT, carrier);
        let (method, pairs, writes) = match task {
            Task::Test { carrier } | Task::Balance { carrier } => (SEARCH, Pairs::new().with("wp_code", code(carrier)?), false),
            Task::Issue(consignment) => {
                consignment.check(&ABOUT, consignment.has_tokens())?;
                let code = code(&consignment.carrier)?;
                let apply = DIALECT.apply(access, &code, consignment, waybill::turn(consignment, at)?)?;
                let text = letters::sorted_json(&apply);
                (GET, Pairs::new().with("param_waybill_cloud_print_apply_new_request", text), true)
            }
            Task::Cancel(issued) => {
                (CANCEL, Pairs::new().with("wp_code", code(&issued.carrier)?).with("waybill_code", &issued.number), true)
            }
            Task::Reprint(issued) => {
                let list = json!([{"object_id": issued.number, "waybill_code": issued.number, "wp_code": code(&issued.carrier)?}]);
                (BY_NUMBER, Pairs::new().with("param_list", list.to_string()), false)
            }
            Task::Templates { carrier } => (TEMPLATES, Pairs::new().with("wp_code", code(carrier)?), false),
            // The back office shows its own orders as printed. Told twice it is told as well: it may be asked again.
            Task::Printed { issued, .. } => match walks::number(at, &issued.order_nos).filter(|_| issued.platform == "pdd") {
                Some(order_sn) => {
                    let company = letters::carrier_named(access, super::writes::CARRIERS, &issued.carrier)?;
                    let pairs = Pairs::new().with("order_sn", order_sn).with("order_state", "1");
                    (PRINTED, pairs.with("waybill_no", &issued.number).with("logistics_id", company), false)
                }
                None => return Ok(None),
            },
            Task::Query(_) => return Ok(None),
        };
        let pairs = pairs.with("access_token", access.need("access_token")?);
        request(access, method, pairs, now_ms, writes).map(Some)
    }

    fn hear(&self, access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let value = letters::payload(reply, "response", trouble::of)?;
        let node = Node(&value);
        let code = |carrier: &str| waybill::carrier(access, &ABOUT, carrier);
        let mut heard = Heard::default();
        match task {
            Task::Issue(consignment) => {
                let parcel = waybill::turn(consignment, at)?;
                let given = node.at("modules").list().next().ok_or_else(|| unreadable("a success without a number"))?;
                DIALECT.hear(given, &code(&consignment.carrier)?, &parcel.key, &mut heard)?;
                waybill::next_parcel(consignment, at);
                return Ok(heard);
            }
            Task::Reprint(issued) => {
                let labels = node.at("modules").list().filter_map(|m| DIALECT.label(m.at("waybill_cloud_print_response")));
                heard.labels.extend(labels.filter(|label| label.number == issued.number));
                if heard.labels.is_empty() {
                    return Err(refused("unknown_number", &issued.number));
                }
            }
            Task::Cancel(_) => cloud_print::cancelled(node)?,
            Task::Test { .. } | Task::Balance { .. } => heard.branches = DIALECT.branches(node)?,
            Task::Templates { .. } => heard.templates = DIALECT.templates(node)?,
            Task::Printed { issued, .. } => {
                walks::next_number(at, issued.order_nos.len());
                return Ok(heard);
            }
            Task::Query(_) => {}
        }
        at.is_done = true;
        Ok(heard)
    }
}
