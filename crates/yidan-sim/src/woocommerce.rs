//! A WooCommerce site over plain http played: OAuth 1.0a in the query, words that may be used once, lists by page with their counts in
//! headers, bounds of time that are exclusive, a trash of its own, notes. It knows no parcels and no wishes for the money.

use crate::faults::Fate;
use crate::http::{Asked, Told};
use crate::market::{Market, NoShip, Order, State, page};
use crate::{APP_KEY, SECRET, iso, of_iso, signs, yuan};
use serde_json::{Value, json};

const BASE: &str = "/wp-json/wc/v3";
const SKEW_S: i64 = 900;
/// Where the desk keeps a parcel's number.
const NUMBER: &str = "_yidan_tracking_number";

fn error(status: u16, code: &str, words: &str) -> Told {
    Told::new(status, json!({ "code": code, "message": words, "data": { "status": status } }))
}

pub(crate) fn answer(market: &mut Market, asked: &Asked, fate: Fate) -> Told {
    match fate {
        Fate::Limited => return Told::new(429, Value::Null).with("retry-after", 1),
        Fate::WrongSign => {
            return error(401, "woocommerce_rest_authentication_error", "Invalid signature - provided signature does not match.");
        }
        Fate::Skewed => return error(401, "woocommerce_rest_authentication_error", "Invalid timestamp."),
        _ => {}
    }
    let Some(path) = asked.path.strip_prefix(BASE) else { return error(404, "rest_no_route", "No route was found.") };
    if let Some(refusal) = checked(market, asked) {
        return refusal;
    }
    let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty()).collect();
    match (asked.method.as_str(), parts.as_slice()) {
        ("GET", ["orders"]) => list(market, asked),
        (method, ["orders", id, rest @ ..]) => {
            if !market.orders.contains_key(*id) {
                return error(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.");
            }
            let body: Value = serde_json::from_str(&asked.body).unwrap_or_default();
            match (method, rest) {
                ("GET", []) => Told::from(shown(&market.orders[*id])),
                ("PUT", []) => put(market, id, &body),
                ("GET", ["notes"]) => {
                    let notes = market.notes.get(*id).into_iter().flatten().enumerate();
                    Told::from(notes.map(|(n, note)| json!({ "id": n + 1, "note": note, "customer_note": true })).collect::<Value>())
                }
                ("POST", ["notes"]) => note(market, id, &body),
                _ => error(404, "rest_no_route", "No route was found."),
            }
        }
        _ => error(404, "rest_no_route", "No route was found."),
    }
}

fn checked(market: &mut Market, asked: &Asked) -> Option<Told> {
    let field = |name: &str| asked.query.get(name).map_or("", String::as_str);
    let refused = |words: &str| Some(error(401, "woocommerce_rest_authentication_error", words));
    if field("oauth_consumer_key").is_empty() {
        // Keys without a signature are not listened to over plain http.
        return Some(error(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources."));
    }
    if field("oauth_consumer_key") != APP_KEY {
        return refused("Consumer key is invalid.");
    }
    let address = format!("http://{}{}", asked.headers.get("host").map_or("", String::as_str), asked.path);
    let sign = signs::woocommerce(SECRET, &asked.method, &address, &asked.query);
    if field("oauth_signature_method") != "HMAC-SHA256" || sign != field("oauth_signature") {
        market.books.wrong_signs += 1;
        return refused("Invalid signature - provided signature does not match.");
    }
    let is_near = |s: i64| (s - market.now_s - market.kind.behind_s()).abs() <= SKEW_S;
    if !field("oauth_timestamp").parse().is_ok_and(is_near) {
        return refused("Invalid timestamp.");
    }
    let nonce = field("oauth_nonce");
    if nonce.is_empty() || nonce.len() > 32 || !market.nonces.insert(nonce.to_owned()) {
        return refused("Invalid nonce - nonce has already been used.");
    }
    None
}

fn list(market: &Market, asked: &Asked) -> Told {
    let field = |name: &str| asked.query.get(name).map(String::as_str);
    let number = |name: &str, usual: i64| field(name).map_or(Some(usual), |t| t.parse::<i64>().ok());
    let (Some(page_no), Some(size)) = (number("page", 1).filter(|p| *p >= 1), number("per_page", 10).filter(|s| (1..=100).contains(s)))
    else {
        return error(400, "rest_invalid_param", "Invalid parameter(s): per_page");
    };
    let bound = |name: &str, usual: i64| match field(name) {
        None => Some(usual),
        Some(text) => of_iso(text),
    };
    let (Some(after), Some(before)) = (bound("modified_after", i64::MIN), bound("modified_before", i64::MAX)) else {
        // A zone beside the flag would be shifted twice and find nothing.
        return Told::from(json!([])).with("X-WP-Total", 0).with("X-WP-TotalPages", 0);
    };
    // Without the flag the bounds would be the site's own hours, eight behind.
    let shift = if field("dates_are_gmt") == Some("true") || field("modified_after").is_none() { 0 } else { 8 * 3_600 };
    let is_trash = field("status") == Some("trash");
    let wanted: Option<Vec<&str>> = field("include").map(|t| t.split(',').collect());
    let fits = |o: &&Order| {
        let s = o.updated_s + shift;
        (word(o) == "trash") == is_trash && s > after && s < before && wanted.as_ref().is_none_or(|w| w.contains(&o.no.as_str()))
    };
    let mut found: Vec<&Order> = market.orders.values().filter(fits).collect();
    // Within a second the order is none that anybody could know.
    found.sort_by_key(|o| (o.updated_s, o.serial() % 7, o.serial()));
    if field("order") != Some("asc") {
        found.reverse();
    }
    let total = found.len() as i64;
    let rows: Value = page(&found, page_no - 1, size).into_iter().map(shown).collect();
    Told::from(rows).with("X-WP-Total", total).with("X-WP-TotalPages", (total + size - 1) / size)
}

/// The order becomes completed and keeps the parcel's number.
fn put(market: &mut Market, id: &str, body: &Value) -> Told {
    let meta = |key: &str| body["meta_data"].as_array().into_iter().flatten().find(|m| m["key"] == key).and_then(|m| m["value"].as_str());
    let (number, carrier) = (meta(NUMBER).unwrap_or_default().to_owned(), meta("_yidan_carrier").unwrap_or_default().to_owned());
    if body["status"] != "completed" || number.is_empty() {
        return error(400, "rest_invalid_param", "Invalid parameter(s): status");
    }
    match market.ship(id, &carrier, &number) {
        Ok(()) => Told::from(shown(&market.orders[id])),
        // The site itself would take it; here it does not, so that a seller who does not look is found out.
        Err(NoShip::Unknown | NoShip::Already | NoShip::RefundOpen | NoShip::Ended | NoShip::NotPaid) => {
            error(400, "woocommerce_rest_invalid_order_status", "Invalid status.")
        }
    }
}

fn note(market: &mut Market, id: &str, body: &Value) -> Told {
    let text = body["note"].as_str().unwrap_or_default().to_owned();
    let notes = market.notes.entry(id.to_owned()).or_default();
    // Each of them is a mail to the buyer.
    let is_there = body["customer_note"] == true && notes.contains(&text);
    notes.push(text);
    let made = json!({ "id": notes.len(), "note": body["note"], "customer_note": body["customer_note"] });
    market.books.sent_twice += u32::from(is_there);
    Told::new(201, made)
}

fn word(order: &Order) -> &'static str {
    match order.state {
        State::Unpaid => "pending",
        State::Deposit | State::Held => "on-hold",
        State::ToShip => "processing",
        State::Shipped | State::Completed => "completed",
        // Some of what was cancelled is thrown away.
        State::Cancelled if order.serial().is_multiple_of(4) => "trash",
        State::Cancelled => "cancelled",
        State::Refunded => "refunded",
    }
}

/// Where no time is there is null.
fn time(s: i64) -> Value {
    if s == 0 { Value::Null } else { json!(iso(s)) }
}

fn shown(order: &Order) -> Value {
    let meta = match &order.parcel {
        Some(p) if p.is_told => json!([
            { "id": 1, "key": "_yidan_carrier", "value": p.carrier },
            { "id": 2, "key": NUMBER, "value": p.number },
        ]),
        // Another hand uses a plugin.
        Some(p) => {
            let item = json!({ "tracking_provider": "", "custom_tracking_provider": p.carrier, "tracking_number": p.number });
            json!([{ "id": 1, "key": "_wc_shipment_tracking_items", "value": [item] }])
        }
        None => json!([]),
    };
    let is_refunded = order.state == State::Refunded;
    let back = json!([{ "id": 900_000_000 + order.serial(), "reason": "", "total": format!("-{}", yuan(order.paid_fen())) }]);
    let person = json!({
        "first_name": "测试", "last_name": "收件", "company": "", "address_1": "余杭区示例街道示例路1号", "address_2": "", "city": "杭州市",
        "state": "CN12", "postcode": "", "country": "CN", "phone": format!("199{:08}", order.serial()),
    });
    json!({
        "id": order.no.parse::<u64>().unwrap_or(0), "number": format!("SIM-{}", order.serial()), "status": word(order), "currency": "CNY",
        "total": yuan(order.paid_fen()), "shipping_total": yuan(order.freight_fen), "shipping_tax": "0.00",
        "date_created_gmt": time(order.created_s), "date_modified_gmt": time(order.updated_s),
        "date_paid_gmt": if order.state == State::Deposit { Value::Null } else { time(order.paid_s) },
        "date_completed_gmt": time(order.shipped_s), "customer_id": 0, "customer_note": order.message, "transaction_id": "",
        "billing": person, "shipping": person, "meta_data": meta, "refunds": if is_refunded { back } else { json!([]) },
        "line_items": order.lines.iter().map(|l| json!({
            "id": l.sub_no, "name": "示例水杯 - 白色", "product_id": 7, "variation_id": 8, "sku": l.sku, "quantity": l.pieces,
            "price": l.price_fen as f64 / 100.0, "subtotal": yuan(l.pieces * l.price_fen), "total": yuan(l.pieces * l.price_fen),
            "total_tax": "0.00", "meta_data": [{ "id": 1, "key": "pa_color", "value": "white", "display_key": "颜色", "display_value": "白色" }],
        })).collect::<Vec<_>>(),
    })
}
