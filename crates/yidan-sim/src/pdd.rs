//! Pinduoduo played: one address, a signed form, half an hour per window, only paid orders, money as number or as text by turns.

use crate::faults::Fate;
use crate::http::Asked;
use crate::market::{Line, Market, NoShip, Order, Refund, State, page};
use crate::{APP_KEY, CODE, REFRESH, SECRET, is_near, signs, wall, yuan};
use serde_json::{Value, json};
use std::collections::BTreeMap;

type Pairs = BTreeMap<String, String>;

fn error(code: i64, words: &str) -> Value {
    json!({ "error_response": { "error_code": code, "error_msg": words, "sub_code": null, "sub_msg": words, "request_id": "sim" } })
}

/// Business errors have no numbers of their own.
fn business(words: &str) -> Value {
    error(50_001, words)
}

pub(crate) fn answer(market: &mut Market, asked: &Asked, fate: Fate) -> Value {
    match fate {
        Fate::Limited => return error(70_031, "调用过于频繁，请稍后再试"),
        Fate::WrongSign => return error(20_004, "签名sign校验失败"),
        Fate::Skewed => return error(10_001, "timestamp 过期"),
        _ => {}
    }
    let form = asked.form();
    if let Some(refusal) = checked(market, asked, &form) {
        return refusal;
    }
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    match field("type") {
        "pdd.pop.auth.token.create" => return token(market, "create", field("code") == CODE),
        "pdd.pop.auth.token.refresh" => return token(market, "refresh", field("refresh_token") == REFRESH),
        _ => {}
    }
    if field("access_token") != market.access_token() {
        market.books.expired_tokens += 1;
        return error(10_019, "access_token已过期");
    }
    match field("type") {
        "pdd.order.number.list.increment.get" => list(market, &form),
        "pdd.order.list.get" => placed(market, &form),
        "pdd.order.information.get" => match market.orders.get(field("order_sn")).filter(|o| is_told(o)) {
            Some(order) => json!({ "order_info_get_response": { "order_info": shown(order) } }),
            None => business("订单不存在"),
        },
        "pdd.refund.list.increment.get" => refunds(market, &form),
        "pdd.logistics.online.send" => ship(market, &form),
        "pdd.order.note.update" => note(market, &form),
        "pdd.logistics.companies.get" => {
            let company = json!([{ "id": 115, "code": "ZTO", "logistics_company": "中通快递", "available": 1 }]);
            json!({ "logistics_companies_get_response": { "logistics_companies": company } })
        }
        _ => error(10_017, "type 不正确"),
    }
}

fn checked(market: &mut Market, asked: &Asked, form: &Pairs) -> Option<Value> {
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    if asked.path != "/api/router" || asked.method != "POST" {
        return Some(error(20_035, "网关不正确"));
    }
    if field("client_id") != APP_KEY {
        return Some(error(10_016, "client_id 不正确"));
    }
    if signs::pdd(SECRET, form) != field("sign") {
        market.books.wrong_signs += 1;
        return Some(error(20_004, "签名sign校验失败"));
    }
    if !field("timestamp").parse().is_ok_and(|s| is_near(market, s)) {
        return Some(error(10_001, "timestamp 过期"));
    }
    if !field("data_type").eq_ignore_ascii_case("json") {
        return Some(error(10_000, "data_type 不支持"));
    }
    None
}

fn token(market: &mut Market, which: &str, may: bool) -> Value {
    if !may {
        return error(10_035, "授权已失效");
    }
    market.new_token();
    let data = json!({
        "access_token": market.access_token(), "expires_in": 31_536_000, "refresh_token": REFRESH, "owner_id": "1111",
        "owner_name": "示例小店", "scope": [],
    });
    json!({ format!("pop_auth_token_{which}_response"): data })
}

/// Window of half an hour at most, page from 1 and size; or why not.
fn window(form: &Pairs) -> Result<(i64, i64, i64, i64), Value> {
    let number = |name: &str| form.get(name).and_then(|t| t.parse::<i64>().ok());
    let (Some(from), Some(to)) = (number("start_updated_at"), number("end_updated_at")) else {
        return Err(error(10_001, "缺少更新时间"));
    };
    if to < from || to - from > 1_800 {
        return Err(error(10_001, "开始时间与结束时间相差不能超过 30 分钟"));
    }
    match (number("page").unwrap_or(1), number("page_size").unwrap_or(100)) {
        (page_no, size) if page_no >= 1 && (1..=100).contains(&size) => Ok((from, to, page_no, size)),
        _ => Err(error(10_001, "page 或 page_size 不正确")),
    }
}

/// By the time of the deal, a day at most.
fn placed(market: &Market, form: &Pairs) -> Value {
    let number = |name: &str| form.get(name).and_then(|t| t.parse::<i64>().ok());
    let (Some(from), Some(to)) = (number("start_confirm_at"), number("end_confirm_at")) else { return error(10_001, "缺少成交时间") };
    let (page_no, size) = (number("page").unwrap_or(1), number("page_size").unwrap_or(100));
    if to < from || to - from > 86_400 || page_no < 1 || !(1..=100).contains(&size) {
        return error(10_001, "时间或页码不正确");
    }
    let mut found: Vec<&Order> = market.orders.values().filter(|o| is_told(o) && (from..=to).contains(&o.paid_s)).collect();
    found.sort_by_key(|o| std::cmp::Reverse((o.paid_s, o.serial())));
    let rows: Vec<Value> = page(&found, page_no - 1, size).into_iter().map(shown).collect();
    json!({ "order_list_get_response": { "total_count": found.len(), "order_list": rows } })
}

fn list(market: &Market, form: &Pairs) -> Value {
    for name in ["is_lucky_flag", "order_status", "refund_status"] {
        if !form.contains_key(name) {
            return error(10_000, &format!("缺少 {name}"));
        }
    }
    let (from, to, page_no, size) = match window(form) {
        Ok(window) => window,
        Err(refusal) => return refusal,
    };
    let wanted = |name: &str, value: i64| form[name] == "5" || form[name] == value.to_string();
    let fits = |o: &&Order| is_told(o) && wanted("order_status", status(o)) && wanted("refund_status", refund_status(o));
    let found: Vec<&Order> = market.changed(from, to).into_iter().filter(fits).collect();
    let rows: Vec<Value> = page(&found, page_no - 1, size).into_iter().map(shown).collect();
    let mut data = json!({ "order_sn_list": rows });
    if form.get("use_has_next").is_some_and(|t| t == "true") {
        data["has_next"] = json!(page_no * size < found.len() as i64);
    } else {
        data["total_count"] = json!(found.len());
    }
    json!({ "order_sn_increment_get_response": data })
}

fn refunds(market: &Market, form: &Pairs) -> Value {
    for name in ["after_sales_type", "after_sales_status"] {
        if !form.contains_key(name) {
            return error(10_000, &format!("缺少 {name}"));
        }
    }
    let (from, to, page_no, size) = match window(form) {
        Ok(window) => window,
        Err(refusal) => return refusal,
    };
    let wanted = &form["after_sales_status"];
    let found: Vec<&Order> = market.refunds(from, to).into_iter().filter(|o| after_sales(o).to_string() == *wanted).collect();
    let row = |o: &Order| {
        json!({
            "id": 80_000_000_000_i64 + o.serial() as i64, "order_sn": o.no, "after_sales_type": 2, "after_sales_status": after_sales(o),
            "refund_amount": yuan(o.paid_fen()), "updated_time": wall(o.refunded_s), "created_time": wall(o.refunded_s),
        })
    };
    let rows: Vec<Value> = page(&found, page_no - 1, size).into_iter().map(row).collect();
    json!({ "refund_increment_get_response": { "total_count": found.len(), "refund_list": rows } })
}

fn ship(market: &mut Market, form: &Pairs) -> Value {
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    if field("logistics_id") != "115" {
        return business("快递公司不存在");
    }
    if field("tracking_number").is_empty() {
        return error(10_000, "缺少 tracking_number");
    }
    match market.ship(field("order_sn"), "115", field("tracking_number")) {
        Ok(()) => json!({ "logistics_online_send_response": { "is_success": true } }),
        Err(NoShip::Unknown) => business("订单不存在"),
        Err(NoShip::Already) => business("订单已发货，请勿重复发货"),
        Err(NoShip::RefundOpen) => business("订单退款中，不能发货"),
        Err(NoShip::Ended | NoShip::NotPaid) => business("订单状态不允许发货"),
    }
}

fn note(market: &mut Market, form: &Pairs) -> Value {
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    if field("note").is_empty() || form.contains_key("tag") != form.contains_key("tag_name") {
        return error(10_000, "note 必填，tag 与 tag_name 同时填写");
    }
    let done = market.note(field("order_sn"), field("note").trim(), field("tag").parse().ok());
    json!({ "response": { "success": done, "error_code": if done { 0 } else { 1 }, "error_msg": if done { "" } else { "订单不存在" } } })
}

/// Only what is paid in full or in part is told, and what ended after that.
pub(crate) fn is_told(order: &Order) -> bool {
    order.paid_s > 0
}

pub(crate) fn status(order: &Order) -> i64 {
    match order.state {
        State::Shipped => 2,
        State::Completed => 3,
        State::Refunded if order.shipped_s > 0 => 2,
        _ => 1,
    }
}

fn refund_status(order: &Order) -> i64 {
    match order.refund {
        Refund::None | Refund::Withdrawn => 1,
        Refund::Open => 2,
        Refund::Done => 4,
    }
}

fn after_sales(order: &Order) -> i64 {
    match order.refund {
        Refund::None => 0,
        Refund::Open => 2,
        Refund::Done => 10,
        Refund::Withdrawn => 11,
    }
}

fn shown(order: &Order) -> Value {
    // Documents of different years say number and text; both are met.
    let money = |fen: i64| if order.serial().is_multiple_of(2) { json!(yuan(fen)) } else { json!(fen as f64 / 100.0) };
    let is_open = order.state == State::ToShip;
    let (group, confirm) = match order.state {
        State::Cancelled => (1, 2),
        _ => (1, 1),
    };
    let step =
        order.is_presale.then(|| json!({ "step_trade_status": if order.paid_s > 0 && order.state != State::Deposit { 2 } else { 1 } }));
    let cipher = |text: &str| if is_open { format!("~AgAAAAsim{text}{:07}~0~2~~", order.serial()) } else { String::new() };
    json!({
        "order_sn": order.no, "order_status": status(order), "refund_status": refund_status(order),
        "after_sales_status": after_sales(order), "confirm_status": confirm, "group_status": group,
        "risk_control_status": i64::from(order.state == State::Held), "trade_type": i64::from(order.is_presale),
        "created_time": wall(order.created_s), "pay_time": wall(order.paid_s), "confirm_time": wall(order.paid_s),
        "updated_at": wall(order.updated_s), "shipping_time": wall(order.shipped_s), "receive_time": wall(order.finished_s),
        "goods_amount": money(order.paid_fen() - order.freight_fen), "postage": money(order.freight_fen),
        "pay_amount": money(order.paid_fen()), "buyer_memo": order.message, "remark": order.memo, "remark_tag": order.flag,
        "province": "浙江省", "city": "杭州市", "town": "余杭区", "receiver_name": cipher("n"), "receiver_name_mask": "测*",
        "receiver_phone": cipher("p"), "receiver_phone_mask": "1*********0", "receiver_address": cipher("a"),
        "receiver_address_mask": "示*******", "open_address_id": format!("sim-address-{}", order.serial() / 3),
        "logistics_id": order.parcel.as_ref().map_or(0, |_| 115),
        "tracking_number": order.parcel.as_ref().map_or("", |p| p.number.as_str()), "extra_delivery_list": [], "gift_list": [],
        "order_tag_list": [{ "name": "ship_hold", "value": 0 }], "step_order_info": step,
        "item_list": order.lines.iter().map(|l| line(l, money(l.price_fen))).collect::<Vec<_>>(),
    })
}

fn line(line: &Line, price: Value) -> Value {
    json!({
        "goods_id": 600_000_000_001_i64, "sku_id": line.sub_no.to_string(), "outer_id": line.sku, "goods_name": "示例水杯",
        "goods_spec": "白色", "goods_price": price, "goods_count": line.pieces,
    })
}
