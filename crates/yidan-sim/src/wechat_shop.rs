//! WeChat Shop played: a path per call, no signature, a token for the shop's own id and secret, lists of ids with a cursor, money in fen.
//! Its quota of a minute is played as a busy system: the documents ask for a rest that no test has.

use crate::faults::Fate;
use crate::http::Asked;
use crate::market::{Line, Market, NoShip, Order, Refund, State, behind};
use crate::{APP_KEY, SECRET};
use serde_json::{Value, json};

const LONGEST_S: i64 = 7 * 86_400;
const REFUNDS_LONGEST_S: i64 = 86_400;
/// After-sale cases come by so many.
const REFUND_PAGE: usize = 20;
const PRODUCT: &str = "10000000000001";

fn error(code: i64, words: &str) -> Value {
    json!({ "errcode": code, "errmsg": format!("{words} rid: sim") })
}

fn ok(data: Value) -> Value {
    let mut out = data;
    out["errcode"] = json!(0);
    out["errmsg"] = json!("ok");
    out
}

pub(crate) fn answer(market: &mut Market, asked: &Asked, fate: Fate) -> Value {
    // There is neither a signature nor a clock that could be wrong.
    if fate == Fate::Limited {
        return error(-1, "system error");
    }
    if asked.method != "POST" {
        return error(43_002, "require POST method");
    }
    let Ok(body @ Value::Object(_)) = serde_json::from_str::<Value>(&asked.body) else { return error(47_001, "data format error") };
    if asked.path == "/cgi-bin/stable_token" {
        return token(market, &body);
    }
    match asked.query.get("access_token").map(String::as_str) {
        None | Some("") => return error(41_001, "access_token missing"),
        Some(token) if token != market.access_token() => {
            market.books.expired_tokens += 1;
            return error(42_001, "access_token expired");
        }
        Some(_) => {}
    }
    let text = |key: &str| body[key].as_str().unwrap_or_default();
    match asked.path.as_str() {
        "/channels/ec/order/list/get" => list(market, &body),
        "/channels/ec/order/get" => match market.orders.get(text("order_id")) {
            Some(order) => ok(json!({ "order": shown(order) })),
            None => error(100_002, "order not found"),
        },
        "/channels/ec/aftersale/getaftersalelist" => refunds(market, &body),
        "/channels/ec/aftersale/getaftersaleorder" => {
            let found = market.orders.values().find(|o| o.refund != Refund::None && case_no(o) == text("after_sale_order_id"));
            found.map_or_else(|| error(100_002, "after sale order not found"), |o| ok(json!({ "after_sale_order": case(o) })))
        }
        "/channels/ec/order/delivery/send" => ship(market, text("order_id"), &body["delivery_list"]),
        "/channels/ec/order/merchantnotes/update" => {
            let is_known = market.note(text("order_id"), text("merchant_notes"), None);
            if is_known { ok(json!({})) } else { error(100_002, "order not found") }
        }
        "/channels/ec/order/deliverycompanylist/new/get" => {
            ok(json!({ "company_list": [{ "delivery_id": "ZTO", "delivery_name": "中通快递" }] }))
        }
        _ => error(40_066, "invalid url"),
    }
}

/// The same token until it is over.
fn token(market: &mut Market, body: &Value) -> Value {
    if body["grant_type"] != "client_credential" || body["appid"] != APP_KEY {
        return error(40_013, "invalid appid");
    }
    if body["secret"] != SECRET {
        return error(40_125, "invalid appsecret");
    }
    if body["force_refresh"] == true {
        market.token += 1;
    }
    market.books.new_tokens += 1;
    json!({ "access_token": market.access_token(), "expires_in": 7_200 })
}

/// A cursor: its question, and the row it stands behind.
fn cursor(of: &str, after: &Order) -> String {
    format!("{of}|{}|{}", after.updated_s, after.no)
}

/// Where a cursor stands; `Err` when it belongs to another question or is forgotten.
fn after<'c>(market: &mut Market, of: &str, cursor: &'c str) -> Result<Option<(i64, &'c str)>, Value> {
    if cursor.is_empty() {
        return Ok(None);
    }
    let over = || error(606_006, "next_key does not match the query");
    let is_over = market.dice.once_in(market.faults.cursor_over);
    let place = cursor.strip_prefix(of).and_then(|rest| rest.strip_prefix('|')).and_then(|rest| rest.split_once('|'));
    match place.and_then(|(s, no)| Some((s.parse().ok()?, no))) {
        Some(place) if !is_over => Ok(Some(place)),
        _ => Err(over()),
    }
}

fn list(market: &mut Market, body: &Value) -> Value {
    let range = &body["update_time_range"];
    let (Some(from), Some(to)) = (range["start_time"].as_i64(), range["end_time"].as_i64()) else {
        return error(40_097, "invalid update_time_range");
    };
    let size = body["page_size"].as_u64().unwrap_or(0);
    if to < from || to - from > LONGEST_S || !(1..=100).contains(&size) {
        return error(40_097, "invalid time range or page_size");
    }
    let of = format!("orders {from} {to}");
    let place = match after(market, &of, body["next_key"].as_str().unwrap_or_default()) {
        Ok(place) => place,
        Err(refusal) => return refusal,
    };
    let found = market.changed(from, to);
    let (rows, has_more) = behind(&found, place, size as usize);
    let next = rows.last().filter(|_| has_more).map_or_else(String::new, |o| cursor(&of, o));
    let ids: Vec<&str> = rows.iter().map(|o| o.no.as_str()).collect();
    ok(json!({ "order_id_list": ids, "next_key": next, "has_more": has_more }))
}

fn refunds(market: &mut Market, body: &Value) -> Value {
    let (Some(from), Some(to)) = (body["begin_update_time"].as_i64(), body["end_update_time"].as_i64()) else {
        return error(40_097, "invalid time range");
    };
    if to < from || to - from > REFUNDS_LONGEST_S {
        return error(40_097, "the time range is longer than a day");
    }
    let of = format!("cases {from} {to}");
    let place = match after(market, &of, body["next_key"].as_str().unwrap_or_default()) {
        Ok(place) => place,
        Err(refusal) => return refusal,
    };
    let (rows, has_more) = behind(&market.refunds(from, to), place, REFUND_PAGE);
    let next = rows.last().filter(|_| has_more).map_or_else(String::new, |o| cursor(&of, o));
    let ids: Vec<String> = rows.iter().map(|o| case_no(o)).collect();
    ok(json!({ "after_sale_order_id_list": ids, "next_key": next, "has_more": has_more }))
}

fn case_no(order: &Order) -> String {
    format!("2000000000{:09}", order.serial())
}

fn case_status(order: &Order) -> &'static str {
    match order.refund {
        Refund::Open => "MERCHANT_PROCESSING",
        Refund::Done => "MERCHANT_REFUND_SUCCESS",
        Refund::None | Refund::Withdrawn => "USER_CANCELD",
    }
}

fn case(order: &Order) -> Value {
    json!({
        "after_sale_order_id": case_no(order), "order_id": order.no, "status": case_status(order), "type": "REFUND",
        "refund_info": { "amount": order.paid_fen() }, "create_time": order.refunded_s, "update_time": order.refunded_s,
        "product_info": { "product_id": PRODUCT, "sku_id": order.lines[0].sub_no.to_string(), "count": order.lines[0].pieces },
        "reason_text": "不想要了",
    })
}

/// One parcel with everything that is to be sent.
fn ship(market: &mut Market, no: &str, parcels: &Value) -> Value {
    let Some([parcel]) = parcels.as_array().map(Vec::as_slice) else { return error(40_097, "delivery_list") };
    let (company, number) = (parcel["delivery_id"].as_str().unwrap_or_default(), parcel["waybill_id"].as_str().unwrap_or_default());
    if company != "ZTO" || number.is_empty() || parcel["deliver_type"] != 1 {
        return error(40_097, "delivery_id, waybill_id or deliver_type");
    }
    let Some(order) = market.orders.get(no) else { return error(100_002, "order not found") };
    let sent = |l: &Line| {
        let sku = l.sub_no.to_string();
        let told = parcel["product_infos"].as_array().into_iter().flatten();
        let of_line = told.filter(|p| p["product_id"] == PRODUCT && p["sku_id"] == sku.as_str());
        of_line.filter_map(|p| p["product_cnt"].as_i64()).sum::<i64>()
    };
    if order.lines.iter().any(|l| sent(l) != l.pieces) {
        return error(40_097, "product_infos");
    }
    match market.ship(no, company, number) {
        Ok(()) => ok(json!({})),
        Err(NoShip::Unknown) => error(100_002, "order not found"),
        Err(NoShip::RefundOpen) => error(10_020_060, "商品售后中"),
        // The number is not published; the state tells it.
        Err(NoShip::Already | NoShip::Ended | NoShip::NotPaid) => error(10_020_052, "order status error"),
    }
}

fn status(order: &Order) -> i64 {
    match order.state {
        // There is no presale with two payments.
        State::Unpaid | State::Deposit => 10,
        State::Held => 13,
        State::ToShip => 20,
        State::Shipped => 30,
        State::Completed => 100,
        State::Refunded => 200,
        State::Cancelled => 250,
    }
}

fn shown(order: &Order) -> Value {
    let goods = order.paid_fen() - order.freight_fen;
    let is_paid = !matches!(order.state, State::Unpaid | State::Deposit | State::Cancelled);
    let lines: Vec<Value> = order.lines.iter().map(|l| line(order, l)).collect();
    let sent: Vec<Value> =
        order.lines.iter().map(|l| json!({ "product_id": PRODUCT, "sku_id": l.sub_no.to_string(), "product_cnt": l.pieces })).collect();
    let parcels = order.parcel.iter().map(|p| {
        json!({
            "waybill_id": p.number, "delivery_id": p.carrier, "delivery_name": "中通快递", "delivery_time": order.shipped_s,
            "deliver_type": 1, "product_infos": sent,
        })
    });
    let cases: Vec<Value> =
        if order.refund == Refund::None { Vec::new() } else { vec![json!({ "aftersale_order_id": case_no(order), "status": 1 })] };
    json!({
        "order_id": order.no, "status": status(order), "create_time": order.created_s, "update_time": order.updated_s,
        "openid": format!("sim-buyer-{}", order.serial() / 3), "unionid": "", "is_present": false,
        "order_detail": {
            "product_infos": lines,
            "price_info": {
                "product_price": goods, "order_price": order.paid_fen(), "freight": order.freight_fen, "discounted_price": 0,
                "original_order_price": order.paid_fen(), "merchant_receieve_price": order.paid_fen(),
            },
            "pay_info": {
                "prepay_id": "sim", "pay_time": if is_paid { order.paid_s } else { 0 },
                "transaction_id": format!("42000000000000000000{:08}", order.serial()), "payment_method": 1,
            },
            "delivery_info": {
                "address_info": {
                    "user_name": "测*", "province_name": "浙江省", "city_name": "杭州市", "county_name": "余杭区", "detail_info": "示*****",
                    "house_number": "", "tel_number": "1********00", "use_tel_number": 1,
                    "tel_number_ext_info": { "virtual_tel_number": "", "virtual_tel_expire_time": 0 },
                    "hash_code": format!("sim-address-{}", order.serial() / 3),
                },
                "delivery_product_info": parcels.collect::<Vec<_>>(), "ship_done_time": order.shipped_s, "deliver_method": 0,
                "ewaybill_order_code": format!("sim-ewaybill-{}", order.serial()),
            },
            "ext_info": {
                "customer_notes": order.message, "merchant_notes": order.memo, "confirm_receipt_time": order.finished_s, "order_scene": 2,
            },
        },
        "aftersale_detail": { "on_aftersale_order_cnt": i64::from(order.refund == Refund::Open), "aftersale_order_list": cases },
    })
}

fn line(order: &Order, line: &Line) -> Value {
    let of = |refund: Refund| if order.refund == refund { line.pieces } else { 0 };
    json!({
        "product_id": PRODUCT, "sku_id": line.sub_no.to_string(), "title": "示例水杯", "sku_cnt": line.pieces, "sale_price": line.price_fen,
        "market_price": line.price_fen, "real_price": line.pieces * line.price_fen, "sku_code": line.sku, "out_sku_id": line.sku,
        "sku_attrs": [{ "attr_key": "颜色", "attr_value": "白色" }], "on_aftersale_sku_cnt": of(Refund::Open),
        "finish_aftersale_sku_cnt": of(Refund::Done), "is_free_gift": 0, "delivery_deadline": order.created_s + 172_800,
    })
}
