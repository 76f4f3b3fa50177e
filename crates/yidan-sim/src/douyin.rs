//! Douyin played: a path per call, the body is what is signed, money in fen, times in seconds, pages from 0.

use crate::faults::Fate;
use crate::http::Asked;
use crate::market::{Line, Market, NoShip, Order, Refund, State, page};
use crate::{APP_KEY, CODE, REFRESH, SECRET, SHOP_ID, is_near, signs};
use serde_json::{Value, json};

const OLDEST_S: i64 = 90 * 86_400;
const REACH: i64 = 50_000;

fn told(code: i64, sub: &str, words: &str) -> Value {
    json!({ "code": code, "msg": words, "sub_code": sub, "sub_msg": words, "log_id": "sim", "data": null })
}

fn ok(data: Value) -> Value {
    json!({ "code": 10_000, "msg": "success", "sub_code": "", "sub_msg": "", "log_id": "sim", "data": data })
}

fn business(number: u32, words: &str) -> Value {
    told(50_002, &format!("isv.business-failed:{number}"), words)
}

pub(crate) fn answer(market: &mut Market, asked: &Asked, fate: Fate) -> Value {
    match fate {
        Fate::Limited => return told(60_000, "isp.rate-limited", "调用频繁，请稍后再试"),
        Fate::WrongSign => return told(40_003, "isv.signature-invalid", "签名错误"),
        Fate::Skewed => return told(40_003, "isv.timestamp-invalid", "时间戳错误"),
        _ => {}
    }
    if let Some(refusal) = checked(market, asked) {
        return refusal;
    }
    let Ok(param @ Value::Object(_)) = serde_json::from_str::<Value>(&asked.body) else {
        return told(40_003, "isv.parameter-format-invalid", "参数格式错误");
    };
    match asked.path.as_str() {
        "/token/create" | "/token/refresh" => return token(market, &asked.path, &param),
        _ => {}
    }
    match asked.query.get("access_token").map(String::as_str) {
        None | Some("") => return told(40_001, "isv.access-token-missing", "缺少 access_token"),
        Some(token) if token != market.access_token() => {
            market.books.expired_tokens += 1;
            return told(40_003, "isv.access-token-expired", "access_token 已过期");
        }
        Some(_) => {}
    }
    let text = |key: &str| param[key].as_str().map_or_else(|| param[key].to_string(), str::to_owned);
    match asked.path.as_str() {
        "/order/searchList" => list(market, &param),
        "/order/orderDetail" => match market.orders.get(&text("shop_order_id")) {
            Some(order) => ok(json!({ "shop_order_detail": shown(order) })),
            None => business(1, "订单不存在"),
        },
        "/afterSale/List" => refunds(market, &param),
        "/order/logisticsAdd" => ship(market, &text("order_id"), &text("company_code"), &text("logistics_code")),
        "/order/logisticsAddMultiPack" => match param["pack_list"].as_array().map(Vec::as_slice) {
            Some([pack]) => {
                let field = |key: &str| pack[key].as_str().unwrap_or_default().to_owned();
                ship(market, &text("order_id"), &field("company_code"), &field("logistics_code"))
            }
            _ => told(40_004, "isv.parameter-invalid:60005", "包裹信息有误"),
        },
        "/order/addOrderRemark" => remark(market, &param, &text("order_id")),
        "/order/logisticsCompanyList" => ok(json!([{ "id": 1, "name": "中通快递", "code": "zhongtong" }])),
        _ => told(70_000, "isp.api-service-off", "接口不存在"),
    }
}

/// Signature and clock come before everything else.
fn checked(market: &mut Market, asked: &Asked) -> Option<Value> {
    let field = |name: &str| asked.query.get(name).map_or("", String::as_str);
    match field("app_key") {
        "" => return Some(told(40_001, "isv.app-id-missing", "缺少 app_key")),
        APP_KEY => {}
        _ => return Some(told(40_003, "isv.app-id-invalid", "app_key 无效")),
    }
    if field("sign").is_empty() {
        return Some(told(40_001, "isv.signature-missing", "缺少签名"));
    }
    let is_named = asked.path.trim_start_matches('/').replace('/', ".") == field("method");
    if !is_named || asked.method != "POST" || signs::douyin(SECRET, &asked.query, &asked.body) != field("sign") {
        market.books.wrong_signs += 1;
        return Some(told(40_003, "isv.signature-invalid", "签名错误"));
    }
    match field("timestamp").parse::<i64>().ok().or_else(|| crate::of_wall(field("timestamp"))) {
        None => Some(told(40_003, "isv.timestamp-format-error", "时间戳格式错误")),
        Some(s) if !is_near(market, s) => Some(told(40_003, "isv.timestamp-invalid", "时间戳错误")),
        Some(_) => None,
    }
}

fn token(market: &mut Market, path: &str, param: &Value) -> Value {
    let is_new = path == "/token/create";
    let may = match param["grant_type"].as_str() {
        Some("authorization_self") if is_new => param["shop_id"] == SHOP_ID,
        Some("authorization_code") if is_new => param["code"] == CODE,
        Some("refresh_token") if !is_new => param["refresh_token"] == REFRESH,
        _ => return told(40_003, "isv.authorization-type-invalid", "授权类型错误"),
    };
    if !may {
        return business(31_009, "授权已失效");
    }
    if !is_new && market.dice.once_in(market.faults.two_refresh) {
        return business(31_012, "正在刷新，请稍后再试");
    }
    market.new_token();
    ok(json!({
        "access_token": market.access_token(), "expires_in": 604_800, "refresh_token": REFRESH, "scope": "SCOPE",
        "shop_id": SHOP_ID.parse::<i64>().unwrap_or(0), "shop_name": "示例小店",
    }))
}

/// The page that was asked for, from 0, and its size; or why not.
fn paged(param: &Value) -> Result<(i64, i64), Value> {
    let invalid = |number: u32, words: &str| Err(told(40_004, &format!("isv.parameter-invalid:{number}"), words));
    match (param["page"].as_i64(), param["size"].as_i64()) {
        (None, _) | (_, None) => Err(told(40_002, "isv.missing-parameter:10001", "缺少 page 或 size")),
        (Some(page), _) if page < 0 => invalid(10_035, "page 不能小于 0"),
        (_, Some(size)) if !(1..=100).contains(&size) => invalid(20_008, "size 不能大于 100"),
        (Some(page), Some(size)) if page * size > REACH => invalid(20_013, "超出可查询的范围"),
        (Some(page), Some(size)) => Ok((page, size)),
    }
}

fn list(market: &Market, param: &Value) -> Value {
    let (page_no, size) = match paged(param) {
        Ok(paged) => paged,
        Err(refusal) => return refusal,
    };
    let (Some(from), Some(to)) = (param["update_time_start"].as_i64(), param["update_time_end"].as_i64()) else {
        return told(40_004, "isv.parameter-invalid:20011", "缺少时间");
    };
    // A minute's grace: a connector that asks for exactly ninety days is not refused for the time on the way.
    if from < market.now_s - OLDEST_S - 600 {
        return told(40_004, "isv.parameter-invalid:20022", "只能查 90 天内的订单");
    }
    let mut found = market.changed(from, to);
    if param["order_asc"] == true {
        found.reverse();
    }
    let rows: Vec<Value> = page(&found, page_no, size).into_iter().map(shown).collect();
    ok(json!({ "page": page_no, "size": size, "total": found.len(), "shop_order_list": rows }))
}

fn refunds(market: &Market, param: &Value) -> Value {
    let (page_no, size) = match paged(param) {
        Ok(paged) => paged,
        Err(refusal) => return refusal,
    };
    let found = market.refunds(param["update_start_time"].as_i64().unwrap_or(0), param["update_end_time"].as_i64().unwrap_or(i64::MAX));
    let shown = |o: &Order| {
        let (status, paid) = match o.refund {
            Refund::Open => (6, 1),
            Refund::Done => (12, 3),
            Refund::None | Refund::Withdrawn => (28, 1),
        };
        let id = 7_100_000_000_000_000_000 + o.serial() as i64;
        json!({
            "aftersale_info": {
                "aftersale_id": id, "aftersale_status": status, "aftersale_type": 2, "refund_status": paid, "refund_amount": o.paid_fen(),
                "related_id": o.lines[0].sub_no.to_string(), "apply_time": o.refunded_s, "update_time": o.refunded_s,
            },
            "order_info": { "shop_order_id": o.no.parse::<i64>().unwrap_or(0), "related_order_info": [] },
        })
    };
    let rows: Vec<Value> = page(&found, page_no, size).into_iter().map(shown).collect();
    let has_more = (page_no + 1) * size < found.len() as i64;
    ok(json!({ "items": rows, "has_more": has_more, "page": page_no, "size": size, "total": found.len() }))
}

fn ship(market: &mut Market, no: &str, carrier: &str, number: &str) -> Value {
    if carrier != "zhongtong" {
        return business(60_018, "不支持的快递公司");
    }
    if number.len() < 8 {
        return business(60_017, "运单号格式错误");
    }
    match market.ship(no, carrier, number) {
        Ok(()) => ok(json!({})),
        Err(NoShip::Unknown) => business(60_033, "订单不存在"),
        Err(NoShip::Already) => business(60_110, "订单已发货"),
        Err(NoShip::RefundOpen) => business(60_040, "订单有退款申请"),
        Err(NoShip::Ended) => business(60_113, "订单已完结"),
        Err(NoShip::NotPaid) => business(60_137, "订单未支付"),
    }
}

fn remark(market: &mut Market, param: &Value, no: &str) -> Value {
    let Some(remark) = param["remark"].as_str() else { return told(40_002, "isv.missing-parameter:50001", "缺少备注") };
    if remark.chars().count() > 60 {
        return business(50_056, "备注过长");
    }
    let star = (param["is_add_star"] == "true").then(|| param["star"].as_str().and_then(|s| s.parse().ok())).flatten();
    if market.note(no, remark, star) { ok(json!({})) } else { business(50_001, "订单不存在") }
}

/// The word a list tells: `main_status` where it says more.
pub(crate) fn status(order: &Order) -> i64 {
    match order.state {
        State::Deposit => 103,
        State::Refunded if order.shipped_s > 0 => 22,
        State::Refunded => 21,
        _ => order_status(order),
    }
}

fn order_status(order: &Order) -> i64 {
    match order.state {
        State::Unpaid | State::Deposit => 1,
        State::Held => 105,
        State::ToShip => 2,
        State::Shipped => 3,
        State::Completed => 5,
        State::Cancelled | State::Refunded => 4,
    }
}

fn shown(order: &Order) -> Value {
    let parcel = order.parcel.iter().map(|p| {
        json!({ "tracking_no": p.number, "company": p.carrier, "company_name": "中通快递", "ship_time": order.shipped_s, "delivery_id": "1" })
    });
    let phases = match (order.is_presale, order.state) {
        (false, _) => json!([]),
        (true, State::Unpaid | State::Cancelled) => json!([{ "current_phase": 1, "pay_success": false }]),
        (true, State::Deposit) => json!([{ "current_phase": 1, "pay_success": true }, { "current_phase": 2, "pay_success": false }]),
        (true, _) => json!([{ "current_phase": 1, "pay_success": true }, { "current_phase": 2, "pay_success": true }]),
    };
    let area = |name: &str| json!({ "name": name, "id": "330110" });
    let place = |detail: &str, cipher: &str| {
        json!({
            "province": area("浙江省"), "city": area("杭州市"), "town": area("余杭区"), "street": area("示例街道"),
            "detail": detail, "encrypt_detail": cipher,
        })
    };
    json!({
        "shop_id": 1111, "order_id": order.no, "trade_type": if order.is_presale { 2 } else { 0 },
        "order_status": order_status(order), "main_status": status(order), "create_time": order.created_s, "pay_time": order.paid_s,
        "update_time": order.updated_s, "ship_time": order.shipped_s, "finish_time": order.finished_s, "buyer_words": order.message,
        "seller_words": order.memo, "seller_remark_stars": order.flag, "order_amount": order.paid_fen(), "pay_amount": order.paid_fen(),
        "post_amount": order.freight_fen, "promotion_platform_amount": 0, "promotion_talent_amount": 0, "post_receiver": "",
        "post_tel": "", "encrypt_post_receiver": format!("#sim#{:08}=#1##", order.serial()),
        "encrypt_post_tel": format!("$sim${:08}=$1$$", order.serial()), "mask_post_receiver": "测*", "mask_post_tel": "1********00",
        "post_addr": place("", "##sim#detail=#1##"), "mask_post_addr": place("示*****", ""),
        "open_address_id": format!("sim-address-{}", order.serial() / 3), "doudian_open_id": "1@#sim",
        "logistics_info": parcel.collect::<Vec<_>>(), "order_phase_list": phases,
        "sku_order_list": order.lines.iter().enumerate().map(|(n, l)| line(order, l, n == 0)).collect::<Vec<_>>(),
    })
}

fn line(order: &Order, line: &Line, carries_freight: bool) -> Value {
    let freight_fen = if carries_freight { order.freight_fen } else { 0 };
    let sum = line.pieces * line.price_fen;
    let after_sale = match order.refund {
        Refund::None => 0,
        Refund::Open => 6,
        Refund::Done => 12,
        Refund::Withdrawn => 28,
    };
    json!({
        "order_id": line.sub_no.to_string(), "parent_order_id": order.no, "product_id": 3_500_000_000_000_000_001_i64,
        "product_name": "示例水杯", "code": line.sku, "spec": [{ "name": "颜色", "value": "白色" }], "item_num": line.pieces,
        "origin_amount": line.price_fen, "sum_amount": sum, "order_amount": sum + freight_fen, "pay_amount": sum + freight_fen,
        "post_amount": freight_fen, "order_status": order_status(order), "after_sale_info": { "after_sale_status": after_sale },
    })
}
