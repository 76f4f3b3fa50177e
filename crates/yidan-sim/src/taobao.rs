//! Taobao's TOP played: one address, a signed form, texts in Chinese time, money in yuan, lists in two shells whose key is absent when
//! there is nothing in them.

use crate::faults::Fate;
use crate::http::Asked;
use crate::market::{Line, Market, NoShip, Order, Refund, State, page};
use crate::{APP_KEY, CODE, REFRESH, SECRET, is_near, of_wall, signs, wall, yuan};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

type Pairs = BTreeMap<String, String>;

fn error(code: i64, sub: &str, words: &str) -> Value {
    json!({ "error_response": { "code": code, "msg": words, "sub_code": sub, "sub_msg": words, "request_id": "sim" } })
}

pub(crate) fn answer(market: &mut Market, asked: &Asked, fate: Fate) -> Value {
    let form = asked.form();
    if asked.path == "/token" {
        return token(market, &form);
    }
    match fate {
        Fate::Limited => return error(7, "accesscontrol.limited-by-app-access-count", "This ban will last for 1 more seconds"),
        Fate::WrongSign => return error(25, "", "Invalid signature"),
        Fate::Skewed => return error(31, "", "Invalid timestamp"),
        _ => {}
    }
    if let Some(refusal) = checked(market, asked, &form) {
        return refusal;
    }
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    match field("method") {
        "taobao.trades.sold.increment.get" => list(market, &form),
        "taobao.trade.fullinfo.get" => match market.orders.get(field("tid")) {
            Some(order) => json!({ "trade_fullinfo_get_response": { "trade": shown(order, field("fields"), true), "request_id": "sim" } }),
            None => error(15, "isv.trade-not-exist", "交易订单不存在"),
        },
        "taobao.refunds.receive.get" => refunds(market, &form),
        "taobao.logistics.offline.send" => ship(market, &form),
        "taobao.trade.memo.update" => memo(market, &form),
        "taobao.logistics.companies.get" => {
            let company = json!([{ "id": 500, "name": "中通快递", "code": "ZTO", "reg_mail_no": "" }]);
            json!({ "logistics_companies_get_response": { "logistics_companies": { "logistics_company": company } } })
        }
        _ => error(22, "", "Invalid method"),
    }
}

/// In the platform's order: keys, clock, signature, session.
fn checked(market: &mut Market, asked: &Asked, form: &Pairs) -> Option<Value> {
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    if asked.path != "/router/rest" || asked.method != "POST" {
        return Some(error(9, "", "Http action not allowed"));
    }
    if field("format") != "json" {
        return Some(error(23, "", "Invalid format"));
    }
    for (name, code) in [("method", 21), ("app_key", 28), ("sign", 24), ("timestamp", 30), ("v", 32), ("session", 26)] {
        if field(name).is_empty() {
            return Some(error(code, "", &format!("Missing {name}")));
        }
    }
    if field("app_key") != APP_KEY {
        return Some(error(29, "isv.appkey-not-exists", "Invalid app Key"));
    }
    if !of_wall(field("timestamp")).is_some_and(|s| is_near(market, s)) {
        return Some(error(31, "", "Invalid timestamp"));
    }
    if signs::taobao(SECRET, form) != field("sign") {
        market.books.wrong_signs += 1;
        return Some(error(25, "isv.invalid-signature", "Invalid signature"));
    }
    if field("session") != market.access_token() {
        market.books.expired_tokens += 1;
        return Some(error(27, "invalid-sessionkey", "Invalid session"));
    }
    None
}

fn token(market: &mut Market, form: &Pairs) -> Value {
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    if field("client_id") != APP_KEY || field("client_secret") != SECRET {
        return json!({ "error": "invalid_client", "error_description": "client secret error" });
    }
    let may = match field("grant_type") {
        "authorization_code" => field("code") == CODE,
        "refresh_token" => field("refresh_token") == REFRESH,
        _ => false,
    };
    if !may {
        return json!({ "error": "invalid_grant", "error_description": "authorize code expired" });
    }
    market.new_token();
    json!({
        "access_token": market.access_token(), "token_type": "Bearer", "expires_in": 31_536_000, "refresh_token": REFRESH,
        "re_expires_in": 31_536_000, "taobao_user_nick": "%E7%A4%BA%E4%BE%8B%E5%B0%8F%E5%BA%97",
    })
}

/// Window, page from 1 and size of a list; or why not.
fn window(form: &Pairs) -> Result<(i64, i64, i64, i64), Value> {
    let time = |name: &str| form.get(name).and_then(|t| of_wall(t));
    let number = |name: &str, usual: i64| form.get(name).map_or(Some(usual), |t| t.parse::<i64>().ok());
    if form.get("fields").is_none_or(String::is_empty) {
        return Err(error(40, "isv.missing-parameter:fields", "Missing required arguments"));
    }
    let (Some(from), Some(to)) = (time("start_modified"), time("end_modified")) else {
        return Err(error(40, "isv.missing-parameter:start_modified", "Missing required arguments"));
    };
    if to < from || to - from > 86_400 {
        return Err(error(41, "isv.invalid-parameter:end_modified", "the window is longer than a day"));
    }
    match (number("page_no", 1), number("page_size", 40)) {
        (Some(page_no), Some(size)) if page_no >= 1 && (1..=100).contains(&size) => Ok((from, to, page_no, size)),
        _ => Err(error(41, "isv.invalid-parameter:page_size", "Invalid arguments")),
    }
}

/// A list in its two shells. Which of the two counts comes back depends on `use_has_next`.
fn listed(form: &Pairs, shells: (&str, &str), rows: Vec<Value>, total: usize, is_last: bool) -> Value {
    let mut out = Map::new();
    if form.get("use_has_next").is_some_and(|t| t == "true") {
        out.insert("has_next".into(), json!(!is_last));
    } else {
        out.insert("total_results".into(), json!(total));
    }
    if !rows.is_empty() {
        out.insert(shells.0.into(), json!({ shells.1: rows }));
    }
    out.insert("request_id".into(), json!("sim"));
    Value::Object(out)
}

fn list(market: &Market, form: &Pairs) -> Value {
    let (from, to, page_no, size) = match window(form) {
        Ok(window) => window,
        Err(refusal) => return refusal,
    };
    let found = market.changed(from, to);
    let rows: Vec<Value> = page(&found, page_no - 1, size).into_iter().map(|o| shown(o, &form["fields"], false)).collect();
    let is_last = page_no * size >= found.len() as i64;
    json!({ "trades_sold_increment_get_response": listed(form, ("trades", "trade"), rows, found.len(), is_last) })
}

fn refunds(market: &Market, form: &Pairs) -> Value {
    let (from, to, page_no, size) = match window(form) {
        Ok(window) => window,
        Err(refusal) => return refusal,
    };
    let found = market.refunds(from, to);
    let row = |o: &Order| {
        json!({
            "refund_id": format!("2000000000{:08}", o.serial()), "tid": o.no.parse::<u64>().unwrap_or(0), "oid": o.lines[0].sub_no,
            "status": refund_status(o), "refund_fee": yuan(o.paid_fen()), "modified": wall(o.refunded_s), "created": wall(o.refunded_s),
            "order_status": status(o), "num": o.lines[0].pieces, "reason": "七天无理由退换货",
        })
    };
    let rows: Vec<Value> = page(&found, page_no - 1, size).into_iter().map(row).collect();
    let is_last = page_no * size >= found.len() as i64;
    json!({ "refunds_receive_get_response": listed(form, ("refunds", "refund"), rows, found.len(), is_last) })
}

fn ship(market: &mut Market, form: &Pairs) -> Value {
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    let refused = |letter: &str, words: &str| error(15, &format!("isv.logistics-offline-service-error:{letter}"), words);
    if field("company_code") != "ZTO" {
        return refused("B56", "物流公司不存在");
    }
    if field("out_sid").is_empty() {
        return refused("B59", "运单号为空");
    }
    if field("is_split") == "1" && field("sub_tid").is_empty() {
        return refused("CD22", "拆单发货需要子订单");
    }
    match market.ship(field("tid"), field("company_code"), field("out_sid")) {
        Ok(()) => json!({ "logistics_offline_send_response": { "shipping": { "is_success": true }, "request_id": "sim" } }),
        Err(NoShip::Unknown) => refused("B01", "订单不存在"),
        Err(NoShip::Already | NoShip::Ended) => refused("B04", "订单已经发货或者关闭"),
        // The platform itself would let it leave; here it does not, so that a seller who does not look is found out.
        Err(NoShip::RefundOpen) => refused("B02", "订单状态不允许发货"),
        Err(NoShip::NotPaid) => refused("B02", "订单状态不允许发货"),
    }
}

fn memo(market: &mut Market, form: &Pairs) -> Value {
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    if field("memo").len() > 1_000 {
        return error(15, "isv.memo-too-long", "备注过长");
    }
    if market.note(field("tid"), field("memo"), field("flag").parse().ok()) {
        json!({ "trade_memo_update_response": { "trade": { "tid": field("tid").parse::<u64>().unwrap_or(0) }, "request_id": "sim" } })
    } else {
        error(15, "isv.trade-not-exist", "交易订单不存在")
    }
}

pub(crate) fn status(order: &Order) -> &'static str {
    match order.state {
        State::Unpaid | State::Deposit => "WAIT_BUYER_PAY",
        State::Held => "PAID_FORBID_CONSIGN",
        State::ToShip => "WAIT_SELLER_SEND_GOODS",
        State::Shipped => "WAIT_BUYER_CONFIRM_GOODS",
        State::Completed => "TRADE_FINISHED",
        State::Cancelled => "TRADE_CLOSED_BY_TAOBAO",
        State::Refunded => "TRADE_CLOSED",
    }
}

fn refund_status(order: &Order) -> &'static str {
    match order.refund {
        Refund::None => "NO_REFUND",
        Refund::Open => "WAIT_SELLER_AGREE",
        Refund::Done => "SUCCESS",
        Refund::Withdrawn => "CLOSED",
    }
}

/// A trade, of which only the fields that are asked for come back; what the buyer wrote comes with the single question alone.
fn shown(order: &Order, fields: &str, is_single: bool) -> Value {
    let whole = json!({
        "tid": order.no.parse::<u64>().unwrap_or(0), "tid_str": order.no, "status": status(order),
        "type": if order.is_presale { "step" } else { "fixed" }, "created": wall(order.created_s), "pay_time": wall(order.paid_s),
        "consign_time": wall(order.shipped_s), "end_time": wall(order.finished_s), "modified": wall(order.updated_s),
        "payment": yuan(order.paid_fen()), "post_fee": yuan(order.freight_fen), "received_payment": "0.00",
        "buyer_open_uid": format!("sim-buyer-{}", order.serial() / 3), "has_buyer_message": !order.message.is_empty(),
        "buyer_message": order.message, "seller_memo": order.memo, "seller_flag": order.flag, "receiver_name": "测**",
        "receiver_mobile": "*******0000", "receiver_state": "浙江省", "receiver_city": "杭州市", "receiver_district": "余杭区",
        "receiver_address": "********", "oaid": format!("1simOaid{:08}==", order.serial() / 3), "shipping_type": "express",
        "orders": { "order": order.lines.iter().map(|l| line(order, l)).collect::<Vec<_>>() },
    });
    let Value::Object(mut whole) = whole else { return whole };
    if order.is_presale {
        let step = match order.state {
            State::Unpaid | State::Cancelled => "FRONT_NOPAID_FINAL_NOPAID",
            State::Deposit => "FRONT_PAID_FINAL_NOPAID",
            _ => "FRONT_PAID_FINAL_PAID",
        };
        if order.state != State::Cancelled {
            whole.insert("step_trade_status".into(), json!(step));
        }
    }
    let asked: Vec<&str> = fields.split(',').collect();
    let is_nothing = |v: &Value| v.as_str() == Some("");
    whole.retain(|name, value| asked.contains(&name.as_str()) && !is_nothing(value) && (is_single || name != "buyer_message"));
    Value::Object(whole)
}

fn line(order: &Order, line: &Line) -> Value {
    let sum = yuan(line.pieces * line.price_fen);
    let (status, refund) = if line.is_closed { ("TRADE_CLOSED_BY_TAOBAO", "NO_REFUND") } else { (status(order), refund_status(order)) };
    let mut out = json!({
        "oid": line.sub_no, "oid_str": line.sub_no.to_string(), "num_iid": 700_000_000_001_u64, "outer_sku_id": line.sku,
        "title": "示例水杯", "sku_properties_name": "颜色:白色", "num": line.pieces, "price": yuan(line.price_fen), "total_fee": sum,
        "payment": sum, "divide_order_fee": sum, "status": status, "refund_status": refund,
    });
    if let Some(parcel) = order.parcel.as_ref().filter(|_| !line.is_closed) {
        out["logistics_company"] = json!("中通快递");
        out["invoice_no"] = json!(parcel.number);
    }
    out
}
