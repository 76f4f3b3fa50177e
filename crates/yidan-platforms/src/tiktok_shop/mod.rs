//! TikTok Shop: a path per call with its version inside, token in a header, one signature over path, query and the exact body.
//! Lists carry whole orders. Waybills of platform logistics are not here.

mod orders;
mod token;
mod trouble;
mod writes;

use crate::channel::{About, Access, At, Can, Channel, Field, Heard, Method, Rate, Reply, Request, Task, Trouble, Walk};
use crate::letters::{self, Pairs, unreadable};
use crate::node::Node;
use crate::walks::{self, Slice};
use crate::wording;
use serde_json::{Value, json};

pub(crate) struct TiktokShop;

const ABOUT: About = About {
    form: &[
        Field { key: "app_key", words: ("app_key", "app_key"), is_secret: false, is_required: true },
        Field { key: "app_secret", words: ("app_secret", "app_secret"), is_secret: true, is_required: true },
        Field {
            key: "service_id", words: ("service_id（授权用）", "service_id (to authorize)"), is_secret: false, is_required: false
        },
        Field {
            key: "shop_id", words: ("店铺 ID（有多个店铺时）", "Shop id (of several shops)"), is_secret: false, is_required: false
        },
    ],
    can: &[Can::Orders, Can::Detail, Can::Refunds, Can::Ship, Can::Stock, Can::Token, Can::Browser],
    walk: Walk { longest_s: 7 * 86_400, overlap_s: 600, lag_s: 60, days_back: 90, every_s: 60, by_change: true },
    placed: None,
    rates: &[Rate { method: "*", calls: 3, per_ms: 1_000 }],
    url: "https://open-api.tiktokglobalshop.com",
    authorize_url: "https://services.tiktokshop.com/open/authorize?service_id={service_id}&state={state}",
    writes_are_official: true,
};

const LIST: &str = "/order/202309/orders/search";
const DETAIL: &str = "/order/202507/orders";
const REFUNDS: &str = "/return_refund/202309/returns/search";
/// So many details in one question.
const BATCH: usize = 50;

impl Channel for TiktokShop {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        let (path, pairs, body) = match task {
            Task::Authorize { code } if at.step == 0 => return token::first(access, code).map(Some),
            Task::Refresh => return token::next(access).map(Some),
            Task::Authorize { .. } => return token::shops(access, now_ms).map(Some),
            Task::Test => (LIST, paged("", 1), Some(window(now_ms.div_euclid(1_000) - 60, now_ms.div_euclid(1_000)))),
            Task::Changed { from_ms, to_ms, .. } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                (LIST, paged(&at.cursor, 100), Some(window(slice.from_s, slice.to_s)))
            }
            Task::Refunds { from_ms, to_ms } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                (REFUNDS, paged(&at.cursor, 50), Some(window(slice.from_s, slice.to_s)))
            }
            Task::Placed { .. } => return Ok(None),
            Task::Orders { numbers } => match walks::batch(at, numbers, BATCH) {
                [] => return Ok(None),
                batch => (DETAIL, Pairs::new().with("ids", batch.join(",")), None),
            },
            Task::Ship(shipment) if at.step == 0 => {
                writes::one_parcel(shipment)?;
                (DETAIL, Pairs::new().with("ids", &shipment.order_no), None)
            }
            Task::Ship(_) if at.step == 1 => return request(access, &writes::providers_path(at), Pairs::new(), None, now_ms).map(Some),
            Task::Ship(shipment) => {
                let (path, body) = writes::ship(shipment, at)?;
                return request(access, &path, Pairs::new(), Some(&body), now_ms).map(|r| Some(Request { writes: true, ..r }));
            }
            Task::Stock { goods, pieces } => {
                let (path, body) = writes::stock(goods, *pieces)?;
                return request(access, &path, Pairs::new(), Some(&body), now_ms).map(|r| Some(Request { writes: true, ..r }));
            }
            Task::Memo { .. } | Task::Carriers => return access.need("app_key").map(|_| None),
        };
        request(access, path, pairs, body.as_ref(), now_ms).map(Some)
    }

    fn hear(&self, access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let value = letters::object(reply)?;
        let node = opened(Node(&value))?;
        let mut heard = Heard::default();
        match task {
            Task::Authorize { .. } if at.step == 0 => {
                heard = token::heard(node)?;
                at.step = 1;
            }
            Task::Refresh => {
                heard = token::heard(node)?;
                at.is_done = true;
            }
            Task::Authorize { .. } => {
                heard = token::heard_shops(access, node)?;
                at.is_done = true;
            }
            Task::Changed { from_ms, to_ms, .. } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                follow(node, at, slice)?;
                heard.total = node.at("total_count").int();
                wording::take_orders(node.at("orders").list(), &mut heard, orders::order);
            }
            Task::Refunds { from_ms, to_ms } => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                follow(node, at, slice)?;
                wording::take_refunds(node.at("return_orders"), &mut heard, orders::refund);
            }
            Task::Orders { numbers } => {
                let asked = walks::batch(at, numbers, BATCH);
                wording::take_orders(node.at("orders").list(), &mut heard, orders::order);
                heard.gone = asked.iter().filter(|id| !heard.orders.iter().any(|o| o.draft.order_no == **id)).cloned().collect();
                walks::next_batch(at, numbers.len(), BATCH);
            }
            Task::Ship(shipment) if at.step == 0 => writes::hear_order(access, node, shipment, at)?,
            Task::Ship(shipment) if at.step == 1 => writes::hear_providers(node, shipment, at)?,
            Task::Stock { .. } => {
                writes::stocked(node)?;
                at.is_done = true;
            }
            _ => at.is_done = true,
        }
        Ok(heard)
    }
}

/// An empty or absent token ends the slice.
fn follow(node: Node, at: &mut At, slice: Slice) -> Result<(), Trouble> {
    walks::follow(at, slice, node.at("next_page_token").text())
}

/// Both ends always: without them the platform answers everything or nothing.
fn window(from_s: i64, to_s: i64) -> Value {
    json!({"update_time_ge": from_s, "update_time_lt": to_s + 1})
}

fn paged(cursor: &str, size: i64) -> Pairs {
    Pairs::new().with("page_size", size.to_string()).with("sort_field", "update_time").with("sort_order", "ASC").with("page_token", cursor)
}

/// A question has no body, a search and a writing call have theirs; all but the list of shops name the shop.
fn request(access: &Access, path: &str, pairs: Pairs, body: Option<&Value>, now_ms: i64) -> Result<Request, Trouble> {
    let of_shop = path != token::SHOPS;
    let pairs = pairs.with("app_key", access.need("app_key")?).with("timestamp", now_ms.div_euclid(1_000).to_string());
    let pairs = if of_shop { pairs.with("shop_cipher", access.need("shop_cipher")?) } else { pairs };
    let body = body.map(letters::sorted_json).unwrap_or_default();
    let sign = crate::sign::tiktok_shop(access.need("app_secret")?, path, &pairs.0, &body).sign;
    let url = format!("{}{path}?{}", access.base(&ABOUT)?, pairs.with("sign", sign).query());
    let headers = vec![
        ("content-type".to_owned(), "application/json".to_owned()),
        ("x-tts-access-token".to_owned(), access.need("access_token")?.to_owned()),
    ];
    let method = if body.is_empty() { Method::Get } else { Method::Post };
    Ok(Request { call: path.to_owned(), method, url, headers, body: body.into_bytes(), writes: false })
}

/// The data of a success.
fn opened(node: Node) -> Result<Node, Trouble> {
    match node.at("code").int() {
        Some(0) => Ok(node.at("data")),
        Some(_) => Err(trouble::of(node)),
        None => Err(unreadable("no code")),
    }
}
