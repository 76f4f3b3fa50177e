//! Shopee: a path per call, common parameters and signature in the query, the body unsigned. Lists carry numbers only, details come by fifties.
//! Waybills are not here: they are Shopee's own documents.

mod orders;
mod token;
mod trouble;
mod writes;

use crate::channel::{About, Access, At, Can, Channel, Field, Heard, Rate, Reply, Request, Task, Trouble, Walk};
use crate::letters::{self, Pairs, unreadable};
use crate::node::Node;
use crate::walks::{self, Slice};
use crate::wording;
use serde_json::Value;

pub(crate) struct Shopee;

const ABOUT: About = About {
    form: &[
        Field { key: "partner_id", words: ("partner_id", "partner_id"), is_secret: false, is_required: true },
        Field { key: "partner_key", words: ("partner_key", "partner_key"), is_secret: true, is_required: true },
        Field { key: "shop_id", words: ("店铺 ID", "Shop id"), is_secret: false, is_required: true },
    ],
    can: &[Can::Orders, Can::Detail, Can::Refunds, Can::Ship, Can::Stock, Can::Token, Can::Browser],
    walk: Walk { longest_s: 14 * 86_400, overlap_s: 600, lag_s: 60, days_back: 90, every_s: 60, by_change: true },
    placed: None,
    rates: &[Rate { method: "*", calls: 5, per_ms: 1_000 }],
    // Sellers and servers of the mainland use openplatform.shopee.cn, those of Brazil openplatform.shopee.com.br.
    url: "https://partner.shopeemobile.com",
    authorize_url: "https://partner.shopeemobile.com/api/v2/shop/auth_partner?partner_id={partner_id}&redirect={redirect}",
    writes_are_official: true,
};

const LIST: &str = "/api/v2/order/get_order_list";
const DETAIL: &str = "/api/v2/order/get_order_detail";
const REFUNDS: &str = "/api/v2/returns/get_return_list";
/// So many details in one question.
const BATCH: usize = 50;
/// Cases are listed by page numbers that move; a day of them nearly always fits on one page.
const REFUND_SLICE_S: i64 = 86_400;
const MOST_REFUND_PAGES: i64 = 100;

impl Channel for Shopee {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    /// The page wants a signature of its own; the state comes back as a part of the address.
    fn authorize_link(&self, access: &Access, redirect: &str, state: &str, now_ms: i64) -> Result<String, Trouble> {
        let back = if redirect.contains('?') { format!("{redirect}&state={state}") } else { format!("{redirect}?state={state}") };
        signed(access, "/api/v2/shop/auth_partner", Pairs::new().with("redirect", back), false, now_ms)
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        let (path, pairs) = match task {
            Task::Authorize { code } => return token::first(access, code, now_ms).map(Some),
            Task::Refresh => return token::next(access, now_ms).map(Some),
            Task::Test => (LIST, list(now_ms.div_euclid(1_000) - 60, now_ms.div_euclid(1_000), "").with("page_size", "1")),
            Task::Changed { from_ms, to_ms, .. } if at.ids.is_empty() => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                (LIST, list(slice.from_s, slice.to_s, &at.cursor).with("page_size", "100"))
            }
            Task::Changed { .. } => (DETAIL, detail(&at.ids[..at.ids.len().min(BATCH)])),
            Task::Placed { .. } => return Ok(None),
            Task::Orders { numbers } => match walks::batch(at, numbers, BATCH) {
                [] => return Ok(None),
                batch => (DETAIL, detail(batch)),
            },
            Task::Refunds { from_ms, to_ms } => {
                let slice = Slice::of(at, *from_ms, *to_ms, REFUND_SLICE_S);
                // One sentence counts pages from 0, the sample from 1: both are asked.
                let pairs = Pairs::new().with("page_no", at.page.to_string()).with("page_size", "100");
                (REFUNDS, pairs.with("update_time_from", slice.from_s.to_string()).with("update_time_to", slice.to_s.to_string()))
            }
            Task::Ship(shipment) if at.step == 0 => {
                writes::one_parcel(shipment)?;
                ("/api/v2/logistics/get_shipping_parameter", Pairs::new().with("order_sn", &shipment.order_no))
            }
            Task::Ship(shipment) => {
                return post(access, "/api/v2/logistics/ship_order", &writes::ship(shipment, at)?, now_ms).map(Some);
            }
            Task::Stock { goods, pieces } => {
                return post(access, "/api/v2/product/update_stock", &writes::stock(goods, *pieces)?, now_ms).map(Some);
            }
            Task::Memo { .. } | Task::Carriers => return access.need("partner_id").map(|_| None),
        };
        Ok(Some(letters::get(path, signed(access, path, pairs, true, now_ms)?)))
    }

    fn hear(&self, _access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let value = letters::object(reply)?;
        let whole = Node(&value);
        let node = opened(whole)?;
        let mut heard = Heard::default();
        match task {
            Task::Authorize { .. } | Task::Refresh => return token::heard(whole, at),
            Task::Changed { from_ms, to_ms, .. } if at.ids.is_empty() => {
                let slice = Slice::of(at, *from_ms, *to_ms, ABOUT.walk.longest_s);
                page(node, at, slice, &mut heard)?;
            }
            Task::Changed { .. } => {
                let asked: Vec<String> = at.ids.iter().take(BATCH).cloned().collect();
                // A listed order without details is something to be looked at, not one that is gone.
                for number in details(node, &asked, &mut heard)? {
                    heard.unreadable.push((number, "listed, but without details".to_owned()));
                }
                walks::next_ids(at, asked.len());
            }
            Task::Orders { numbers } => {
                heard.gone = details(node, walks::batch(at, numbers, BATCH), &mut heard)?;
                walks::next_batch(at, numbers.len(), BATCH);
            }
            Task::Refunds { from_ms, to_ms } => {
                let slice = Slice::of(at, *from_ms, *to_ms, REFUND_SLICE_S);
                if !node.at("return").0.is_array() && node.at("more").is_nothing() {
                    return Err(unreadable("a list without its members"));
                }
                if at.page > MOST_REFUND_PAGES {
                    return Err(unreadable("pages without an end"));
                }
                wording::take_refunds(node.at("return"), &mut heard, orders::refund);
                if at.page == 0 || node.at("more").is_true() && node.at("return").len() > 0 {
                    at.page += 1;
                } else {
                    slice.finish(at);
                }
            }
            Task::Ship(_) if at.step == 0 => {
                at.notes.insert(writes::WAY.to_owned(), writes::way(node)?);
                at.step = 1;
            }
            Task::Stock { .. } => {
                writes::stocked(node)?;
                at.is_done = true;
            }
            _ => at.is_done = true,
        }
        Ok(heard)
    }
}

/// A page of numbers: their details are asked for before the next page.
fn page(node: Node, at: &mut At, slice: Slice, heard: &mut Heard) -> Result<(), Trouble> {
    if node.at("more").is_nothing() {
        return Err(unreadable("a list without more"));
    }
    let cursor = node.at("next_cursor").text().filter(|_| node.at("more").is_true());
    if cursor.is_none() && node.at("more").is_true() {
        return Err(unreadable("more without a cursor"));
    }
    let mut ids = Vec::new();
    for order in node.at("order_list").list() {
        match order.at("order_sn").id() {
            Some(id) => ids.push(id),
            None => heard.unreadable.push(("?".to_owned(), "an order without a number".to_owned())),
        }
    }
    let mut next = at.clone();
    walks::follow(&mut next, slice, cursor)?;
    walks::with_ids(at, next, ids);
    Ok(())
}

/// Reads details. Returns the numbers that were asked for and are not in the answer.
fn details(node: Node, asked: &[String], heard: &mut Heard) -> Result<Vec<String>, Trouble> {
    if !node.at("order_list").0.is_array() {
        return Err(unreadable("details without a list"));
    }
    wording::take_orders(node.at("order_list").list(), heard, orders::order);
    Ok(asked.iter().filter(|id| !heard.orders.iter().any(|o| o.draft.order_no == **id)).cloned().collect())
}

fn list(from_s: i64, to_s: i64, cursor: &str) -> Pairs {
    Pairs::new()
        .with("time_range_field", "update_time")
        .with("time_from", from_s.to_string())
        .with("time_to", to_s.to_string())
        .with("cursor", cursor)
        .with("response_optional_fields", "order_status")
        .with("request_order_status_pending", "true")
}

fn detail(numbers: &[String]) -> Pairs {
    Pairs::new()
        .with("order_sn_list", numbers.join(","))
        .with("request_order_status_pending", "true")
        .with("response_optional_fields", orders::FIELDS)
}

/// The address of a call. The path, the time and, for calls of a shop, its token and number are signed; nothing else is.
fn signed(access: &Access, path: &str, pairs: Pairs, of_shop: bool, now_ms: i64) -> Result<String, Trouble> {
    let (partner_id, key) = (access.need("partner_id")?, access.need("partner_key")?);
    let timestamp = now_ms.div_euclid(1_000).to_string();
    let owner = if of_shop { [access.need("access_token")?, access.need("shop_id")?] } else { ["", ""] };
    let sign = crate::sign::shopee(key, partner_id, path, &timestamp, &owner).sign;
    let pairs = pairs
        .with("partner_id", partner_id)
        .with("timestamp", timestamp)
        .with("sign", sign)
        .with("access_token", owner[0])
        .with("shop_id", owner[1]);
    Ok(format!("{}{path}?{}", access.base(&ABOUT)?, pairs.query()))
}

fn post(access: &Access, path: &str, body: &Value, now_ms: i64) -> Result<Request, Trouble> {
    let url = signed(access, path, Pairs::new(), true, now_ms)?;
    Ok(letters::json_post(path, url, letters::sorted_json(body), true))
}

/// The response of a success: only an empty `error` is one.
fn opened(node: Node) -> Result<Node, Trouble> {
    match node.at("error").0.as_str().map(str::trim) {
        Some("") => Ok(node.at("response")),
        Some(_) => Err(trouble::of(node)),
        // Tokens come without the member in some versions.
        None if node.at("access_token").text().is_some() => Ok(node),
        None => Err(unreadable("no error member")),
    }
}
