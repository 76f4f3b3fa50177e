//! JD played: one address, what is common signed in the query, what is meant as JSON in one field of the form; money in yuan but refunds in
//! fen, no time is the year 1, orders before their payment are not told, and a business failure hides inside a success.

use crate::faults::Fate;
use crate::http::{Asked, pairs};
use crate::market::{Line, Market, NoShip, Order, Refund, State, page};
use crate::{APP_KEY, CODE, REFRESH, SECRET, of_wall, signs, wall, yuan};
use serde_json::{Map, Value, json};

/// The clocks may be six minutes apart.
const SKEW_S: i64 = 360;
const LONGEST_S: i64 = 31 * 86_400;
const OLDEST_S: i64 = 92 * 86_400;

fn error(code: &str, words: &str) -> Value {
    json!({ "error_response": { "code": code, "zh_desc": words, "en_desc": words } })
}

/// The member of a reply is the method with underscores, and spelled so at its end.
fn told(method: &str, name: &str, result: Value) -> Value {
    json!({ format!("{}_responce", method.replace('.', "_")): { "code": "0", name: result } })
}

fn verdict(number: i64, words: &str) -> Value {
    let name = if number == 0 { "0" } else { "BUSINESS_ERROR" };
    json!({ "success": number == 0, "englishErrCode": name, "chineseErrCode": words, "numberCode": number })
}

fn done() -> Value {
    verdict(0, "调用成功")
}

pub(crate) fn answer(market: &mut Market, asked: &Asked, fate: Fate) -> Value {
    if asked.path.starts_with("/oauth2/") {
        return token(market, asked);
    }
    match fate {
        Fate::Limited => return error("22", "App 调用频率超过限制，已被限流"),
        Fate::WrongSign => return error("210", "无效签名"),
        Fate::Skewed => return error("211", "时间戳无效"),
        _ => {}
    }
    let body = pairs(&asked.body);
    let text = body.get("360buy_param_json").map_or("", String::as_str);
    if let Some(refusal) = checked(market, asked, text) {
        return refusal;
    }
    let Ok(param @ Value::Object(_)) = serde_json::from_str::<Value>(text) else { return error("50", "360buy_param_json 不是 JSON") };
    let method = asked.query["method"].as_str();
    match method {
        "jingdong.pop.order.enSearch" => told(method, "searchorderinfo_result", list(market, &param)),
        "jingdong.pop.order.enGet" => {
            let fields = param["optional_fields"].as_str().unwrap_or_default();
            let found = market.orders.get(param["order_id"].as_str().unwrap_or_default()).filter(|o| is_told(o));
            let detail = match found {
                Some(order) => json!({ "apiResult": done(), "orderInfo": shown(order, fields) }),
                None => json!({ "apiResult": verdict(10_400_002, "订单不存在") }),
            };
            told(method, "orderDetailInfo", detail)
        }
        "jingdong.pop.afs.soa.refundapply.queryPageList" => told(method, "queryResult", refunds(market, &param)),
        "jingdong.pop.order.shipment" => told(method, "sopjosshipment_result", ship(market, &param)),
        "jingdong.pop.order.modifyVenderRemark" => {
            let (no, remark) = (param["order_id"].as_str().unwrap_or_default(), param["remark"].as_str().unwrap_or_default());
            let is_known = remark.chars().count() <= 500 && market.note(no, remark, param["flag"].as_i64());
            told(method, "modifyvenderremark_result", if is_known { done() } else { verdict(10_400_001, "参数错误") })
        }
        "jingdong.get.vender.all.delivery.company" => {
            told(method, "result", json!([{ "id": 1499, "name": "中通速递" }, { "id": 467, "name": "顺丰快递" }]))
        }
        _ => error("12", "无效 API 方法"),
    }
}

/// Keys, clock, signature, token, by what the query holds.
fn checked(market: &mut Market, asked: &Asked, param: &str) -> Option<Value> {
    let field = |name: &str| asked.query.get(name).map_or("", String::as_str);
    if asked.path != "/routerjson" || asked.method != "POST" {
        return Some(error("404", "地址不正确"));
    }
    if field("app_key") != APP_KEY || field("v") != "2.0" || field("method").is_empty() {
        return Some(error("212", "无效 app_key"));
    }
    let far_s = of_wall(field("timestamp")).map_or(i64::MAX, |s| (s - market.now_s - market.kind.behind_s()).abs());
    if far_s > SKEW_S {
        return Some(error("211", "时间戳无效"));
    }
    if signs::jd(SECRET, &asked.query, param) != field("sign") {
        market.books.wrong_signs += 1;
        return Some(error("210", "无效签名"));
    }
    if field("access_token") != market.access_token() {
        market.books.expired_tokens += 1;
        return Some(error("19", "无效access_token"));
    }
    None
}

fn token(market: &mut Market, asked: &Asked) -> Value {
    let field = |name: &str| asked.query.get(name).map_or("", String::as_str);
    let may = match (asked.path.as_str(), field("grant_type")) {
        ("/oauth2/access_token", "authorization_code") => field("code") == CODE,
        ("/oauth2/refresh_token", "refresh_token") => field("refresh_token") == REFRESH,
        _ => false,
    };
    if !may || asked.method != "GET" || field("app_key") != APP_KEY || field("app_secret") != SECRET {
        return json!({ "code": 10_100_001, "msg": "授权已失效", "requestId": "sim" });
    }
    market.new_token();
    json!({
        "access_token": market.access_token(), "expires_in": 2_592_000, "refresh_token": REFRESH, "scope": "snsapi_base",
        "open_id": "sim-open", "xid": "o*sim",
    })
}

/// A page from a part of a list and its size, at most so large, at most a hundred of them.
fn paged(page: &Value, size: &Value, most: i64) -> Option<(i64, i64)> {
    let number = |v: &Value| v.as_i64().or_else(|| v.as_str()?.parse().ok());
    let (page, size) = (number(page)?, number(size)?);
    ((1..=100).contains(&page) && (1..=most).contains(&size)).then_some((page, size))
}

fn list(market: &Market, param: &Value) -> Value {
    let refused = |words: &str| json!({ "apiResult": verdict(10_400_001, words), "orderTotal": 0 });
    let text = |key: &str| param[key].as_str().unwrap_or_default();
    let (Some(from), Some(to)) = (of_wall(text("start_date")), of_wall(text("end_date"))) else { return refused("缺少时间") };
    // By time of creation the platform reaches back further; nobody asks so here.
    if text("dateType") == "1" || to < from || to - from > LONGEST_S {
        return refused("查询时间跨度超过限制");
    }
    if from < market.now_s - OLDEST_S {
        return refused("修改时间只能查 3 个月内");
    }
    if text("optional_fields").is_empty() || text("order_state").is_empty() {
        return refused("缺少 optional_fields 或 order_state");
    }
    let Some((page_no, size)) = paged(&param["page"], &param["page_size"], 100) else { return refused("page 或 page_size 不正确") };
    let is_wanted = |o: &Order| text("order_state") == "ALL" || text("order_state").split(',').any(|s| s == state(o));
    let mut found: Vec<&Order> = market.changed(from, to).into_iter().filter(|o| is_told(o) && is_wanted(o)).collect();
    if text("sortType") != "1" {
        found.reverse();
    }
    let rows: Vec<Value> = page(&found, page_no - 1, size).into_iter().map(|o| shown(o, text("optional_fields"))).collect();
    json!({ "apiResult": done(), "orderTotal": found.len(), "orderInfoList": rows })
}

/// Applications of a time of applying or of deciding; their money is fen.
fn refunds(market: &Market, param: &Value) -> Value {
    let time = |key: &str| param[key].as_str().and_then(of_wall);
    let Some((page_no, size)) = paged(&param["pageIndex"], &param["pageSize"], 50) else {
        return json!({ "success": false, "errorCode": "PARAM_ERROR", "errorMessage": "pageIndex 或 pageSize 不正确" });
    };
    let (from, to, is_decided) = match (time("applyTimeStart"), time("applyTimeEnd"), time("checkTimeStart"), time("checkTimeEnd")) {
        (Some(from), Some(to), None, None) => (from, to, false),
        (None, None, Some(from), Some(to)) => (from, to, true),
        _ => return json!({ "success": false, "errorCode": "PARAM_ERROR", "errorMessage": "缺少时间" }),
    };
    // One time is kept of a wish: until it is decided that of the application, then that of the decision.
    let found: Vec<&Order> = market.refunds(from, to).into_iter().filter(|o| (o.refund != Refund::Open) == is_decided).collect();
    let row = |o: &Order| {
        let status = match o.refund {
            Refund::Open | Refund::None => 0,
            Refund::Done => 3,
            Refund::Withdrawn => 2,
        };
        json!({
            "id": 90_000_000 + o.serial(), "orderId": o.no, "buyerId": "sim", "buyerName": "", "applyRefundSum": o.paid_fen(),
            "applyTime": wall(o.refunded_s), "checkTime": is_decided.then(|| wall(o.refunded_s)), "status": status, "checkRemark": "",
            "reason": "不想要了", "systemId": 0,
        })
    };
    let rows: Vec<Value> = page(&found, page_no - 1, size).into_iter().map(row).collect();
    json!({ "success": true, "totalCount": found.len(), "result": rows })
}

fn ship(market: &mut Market, param: &Value) -> Value {
    let text = |key: &str| param[key].as_str().unwrap_or_default();
    if text("logiCoprId") != "1499" || text("logiNo").is_empty() {
        return verdict(10_400_001, "物流公司或运单号不正确");
    }
    match market.ship(text("orderId"), "1499", text("logiNo")) {
        Ok(()) => verdict(0, "操作成功"),
        Err(NoShip::Unknown) => verdict(10_400_002, "订单不存在"),
        Err(NoShip::Already) => verdict(-1, "订单已出库"),
        Err(NoShip::RefundOpen) => verdict(-2, "订单已锁定，不能出库"),
        Err(NoShip::Ended | NoShip::NotPaid) => verdict(-3, "订单状态不正确"),
    }
}

/// Nothing is told before it is paid in full.
pub(crate) fn is_told(order: &Order) -> bool {
    !matches!(order.state, State::Unpaid | State::Deposit | State::Cancelled)
}

/// A wish for the money locks an order that has not left; one that has left keeps its word.
fn state(order: &Order) -> &'static str {
    match (order.state, order.refund) {
        (State::ToShip, Refund::Open) => "LOCKED",
        (State::ToShip, _) => "WAIT_SELLER_STOCK_OUT",
        (State::Held, _) => "POP_ORDER_PAUSE",
        (State::Shipped, _) => "WAIT_GOODS_RECEIVE_CONFIRM",
        (State::Refunded, _) if order.shipped_s > 0 => "WAIT_GOODS_RECEIVE_CONFIRM",
        (State::Completed, _) => "FINISHED_L",
        (State::Refunded, _) => "TRADE_CANCELED",
        (State::Unpaid | State::Deposit | State::Cancelled, _) => "UN_KNOWN",
    }
}

fn time(s: i64) -> String {
    if s == 0 { "0001-01-01 00:00:00".to_owned() } else { wall(s) }
}

/// An order, of which only the fields that are asked for come back.
fn shown(order: &Order, fields: &str) -> Value {
    let goods = order.paid_fen() - order.freight_fen;
    let whole = json!({
        "orderId": order.no, "venderId": "10000001", "orderType": "22", "payType": "4-在线支付", "orderTotalPrice": yuan(goods),
        "orderSellerPrice": yuan(goods), "orderPayment": "0", "actualPay": yuan(order.paid_fen()), "shouldPay": yuan(order.paid_fen()),
        "freightPrice": yuan(order.freight_fen), "sellerDiscount": "0.00", "balanceUsed": "0.00", "orderState": state(order),
        "orderStateRemark": "", "deliveryType": "任意时间", "orderRemark": order.message, "venderRemark": order.memo,
        "orderStartTime": wall(order.created_s), "orderEndTime": time(order.finished_s), "paymentConfirmTime": time(order.paid_s),
        "modified": wall(order.updated_s), "waybill": order.parcel.as_ref().map_or("", |p| p.number.as_str()),
        "logisticsId": order.parcel.as_ref().map_or("", |p| p.carrier.as_str()), "returnOrder": "0", "parentOrderId": "0",
        "directParentOrderId": "0", "storeOrder": "", "idSopShipmenttype": 0, "open_id_buyer": format!("sim-buyer-{}", order.serial() / 3),
        "oaid": format!("sim-oaid-{}", order.serial() / 3), "couponDetailList": [],
        "consigneeInfo": receiver(order),
        "itemInfoList": order.lines.iter().filter(|l| !l.is_closed).map(line).collect::<Vec<_>>(),
    });
    let Value::Object(whole) = whole else { return whole };
    let asked: Vec<&str> = fields.split(',').collect();
    Value::Object(whole.into_iter().filter(|(name, _)| asked.contains(&name.as_str())).collect::<Map<_, _>>())
}

/// The places are plain, the person is ciphers beside empty fields.
fn receiver(order: &Order) -> Value {
    let cipher = |what: &str| format!("simTde{what}{:08}==", order.serial());
    json!({
        "fullname": "", "telephone": "", "mobile": "", "fullAddress": "", "province": "浙江", "provinceId": "15", "city": "杭州市",
        "cityId": "1213", "county": "余杭区", "countyId": "3038", "town": "示例街道", "townId": "0", "encrypt_fullname": cipher("Name"),
        "encrypt_mobile": cipher("Mobile"), "encrypt_telephone": "", "encrypt_fullAddress": cipher("Address"),
    })
}

fn line(line: &Line) -> Value {
    json!({
        "skuId": line.sub_no.to_string(), "wareId": "10000000000001", "outerSkuId": line.sku, "skuName": "示例水杯 白色",
        "jdPrice": yuan(line.price_fen), "itemTotal": line.pieces.to_string(), "giftPoint": "0", "productNo": "", "serviceName": "",
        "newStoreId": "0",
    })
}
