//! Shopify played: one address that speaks GraphQL, cursors, a bucket of points, refusals inside answers with status 200, and addresses
//! that the app may not see beside data that it may.

use crate::faults::Fate;
use crate::graphql::{self, Field};
use crate::http::{Asked, Told};
use crate::market::{Line, Market, NoShip, Order, Refund, State, behind};
use crate::{APP_KEY, SECRET, iso, of_iso, yuan};
use serde_json::{Value, json};

const VERSIONS: &str = "/admin/api/";

fn error(code: &str, words: &str) -> Value {
    json!({ "message": words, "extensions": { "code": code } })
}

/// Every answer tells what it cost.
fn told(mut body: Value, requested: i64, left: i64) -> Told {
    let bucket = json!({ "maximumAvailable": 2_000.0, "currentlyAvailable": left as f64, "restoreRate": 100.0 });
    body["extensions"] = json!({ "cost": { "requestedQueryCost": requested, "actualQueryCost": 2, "throttleStatus": bucket } });
    Told::from(body)
}

pub(crate) fn answer(market: &mut Market, asked: &Asked, fate: Fate) -> Told {
    if asked.path == "/admin/oauth/access_token" {
        return token(market, asked);
    }
    if !asked.path.starts_with(VERSIONS) || !asked.path.ends_with("/graphql.json") || asked.method != "POST" {
        return Told::new(404, json!({ "errors": "Not Found" }));
    }
    if asked.headers.get("x-shopify-access-token") != Some(&market.access_token()) {
        market.books.expired_tokens += 1;
        let words = "[API] Invalid API key or access token (unrecognized login or wrong password)";
        return Told::new(401, json!({ "errors": words }));
    }
    if fate == Fate::Limited {
        return told(json!({ "errors": [error("THROTTLED", "Throttled")] }), 752, 700);
    }
    let body: Value = serde_json::from_str(&asked.body).unwrap_or_default();
    let Some(fields) = body["query"].as_str().and_then(graphql::parse) else {
        return Told::from(json!({ "errors": [error("parse", "syntax error")] }));
    };
    let (mut data, mut errors) = (json!({}), Vec::new());
    for field in &fields {
        match root(market, field, &body["variables"]).and_then(|whole| graphql::pick(&whole, &field.fields).map_err(unknown)) {
            Ok(value) => data[&field.name] = value,
            Err(refusal) => return told(json!({ "errors": [refusal] }), 10, 1_990),
        }
    }
    hide_people(&mut data, &mut errors);
    let mut reply = json!({ "data": data });
    if !errors.is_empty() {
        reply["errors"] = Value::Array(errors);
    }
    told(reply, 20, 1_980)
}

fn unknown(name: String) -> Value {
    error("undefinedField", &format!("Field '{name}' doesn't exist"))
}

/// The token of a day: the same until it is over.
fn token(market: &mut Market, asked: &Asked) -> Told {
    let form = asked.form();
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    if field("client_id") != APP_KEY || field("client_secret") != SECRET || field("grant_type") != "client_credentials" {
        return Told::new(400, json!({ "error": "invalid_client", "error_description": "client credentials are wrong" }));
    }
    market.books.new_tokens += 1;
    Told::from(json!({ "access_token": market.access_token(), "scope": "read_orders,write_orders", "expires_in": 86_399 }))
}

/// A field at the root, whole.
fn root(market: &mut Market, field: &Field, variables: &Value) -> Result<Value, Value> {
    let given = |name: &str| match field.arg(name) {
        Some(arg) => arg.strip_prefix('$').map_or_else(|| json!(arg), |v| variables[v].clone()),
        None => Value::Null,
    };
    match field.name.as_str() {
        "shop" => Ok(json!({ "name": "示例小店" })),
        "orders" => orders(market, &given("query"), &given("first"), &given("after"), field.arg("sortKey")),
        "order" => Ok(by_id(market, given("id").as_str().unwrap_or_default(), "Order").map_or(Value::Null, shown)),
        "fulfillmentCreate" => Ok(ship(market, &given("fulfillment"))),
        other => Err(unknown(other.to_owned())),
    }
}

fn by_id<'m>(market: &'m Market, id: &str, kind: &str) -> Option<&'m Order> {
    market.orders.values().find(|o| id == gid(kind, o.serial()))
}

/// Ids are above 10^14.
fn gid(kind: &str, n: u64) -> String {
    format!("gid://shopify/{kind}/{}", 820_000_000_000_000 + n)
}

fn orders(market: &Market, query: &Value, first: &Value, after: &Value, sort: Option<&str>) -> Result<Value, Value> {
    let size = first.as_u64().or_else(|| first.as_str()?.parse().ok()).filter(|n| (1..=250).contains(n));
    let size = size.ok_or_else(|| error("argumentLiteralsIncompatible", "first is missing or above 250"))?;
    let query = query.as_str().unwrap_or_default();
    let mut found: Vec<&Order> = market.orders.values().filter(|o| query.split(" AND ").all(|term| fits(o, term))).collect();
    // A name finds what is like it, too.
    if query.starts_with("name:") && !found.is_empty() {
        found.extend(market.orders.values().find(|o| o.no != found[0].no));
    }
    if sort != Some("UPDATED_AT") {
        let nodes: Vec<Value> = found.into_iter().take(size as usize).map(shown).collect();
        return Ok(json!({ "pageInfo": { "hasNextPage": false, "endCursor": null }, "nodes": nodes }));
    }
    let place = match after.as_str() {
        None => None,
        Some(cursor) => {
            let place = cursor.strip_prefix(query).and_then(|c| c.strip_prefix('|')).and_then(|c| c.split_once('|'));
            let place = place.and_then(|(s, no)| Some((s.parse::<i64>().ok()?, no)));
            Some(place.ok_or_else(|| error("invalid", "Invalid cursor for current pagination sort."))?)
        }
    };
    let (rows, has_more) = behind(&found, place, size as usize);
    let end = rows.last().map(|o| format!("{query}|{}|{}", o.updated_s, o.no));
    let nodes: Vec<Value> = rows.into_iter().map(shown).collect();
    Ok(json!({ "pageInfo": { "hasNextPage": has_more, "endCursor": end }, "nodes": nodes }))
}

/// One term of a search. A time without quotes counts as its day.
fn fits(order: &Order, term: &str) -> bool {
    let Some((name, value)) = term.split_once(':') else { return true };
    let (compared, value) = match value.find('\'') {
        Some(at) => (&value[..at], value[at..].trim_matches('\'')),
        None => value.split_at(value.find(|c: char| c.is_alphanumeric()).unwrap_or(0)),
    };
    match name {
        "name" => order.no == value,
        "updated_at" => {
            let is_whole = term.ends_with('\'');
            let time =
                if is_whole { value.trim_end_matches('Z').to_owned() } else { format!("{}T00:00:00", value.get(..10).unwrap_or("")) };
            let Some(s) = of_iso(&time) else { return false };
            match compared {
                ">=" => order.updated_s >= s,
                ">" => order.updated_s > s,
                "<=" => order.updated_s <= s,
                "<" => order.updated_s < s,
                _ => order.updated_s == s,
            }
        }
        _ => true,
    }
}

fn ship(market: &mut Market, fulfillment: &Value) -> Value {
    let refused = |words: &str| json!({ "fulfillment": null, "userErrors": [{ "field": ["fulfillment"], "message": words }] });
    let part = &fulfillment["lineItemsByFulfillmentOrder"][0];
    let (company, number) = (&fulfillment["trackingInfo"]["company"], fulfillment["trackingInfo"]["number"].as_str().unwrap_or_default());
    let id = part["fulfillmentOrderId"].as_str().unwrap_or_default();
    let Some(order) = by_id(market, id, "FulfillmentOrder") else { return refused("Fulfillment order does not exist.") };
    let taken = |l: &Line| {
        let lines = part["fulfillmentOrderLineItems"].as_array().into_iter().flatten();
        lines.filter(|t| t["id"] == gid("FulfillmentOrderLineItem", l.sub_no)).filter_map(|t| t["quantity"].as_i64()).sum::<i64>()
    };
    if part["fulfillmentOrderLineItems"].is_array() && order.lines.iter().any(|l| taken(l) != l.pieces) {
        return refused("Quantity must be what is left.");
    }
    let (no, serial) = (order.no.clone(), order.serial());
    match market.ship(&no, company.as_str().unwrap_or_default(), number) {
        Ok(()) => json!({
            "fulfillment": { "id": gid("Fulfillment", serial), "status": "SUCCESS", "trackingInfo": [{ "number": number }] },
            "userErrors": [],
        }),
        Err(NoShip::Unknown) => refused("Fulfillment order does not exist."),
        // The platform itself would let it leave; here it does not, so that a seller who does not look is found out.
        Err(NoShip::RefundOpen) => refused("A return is requested."),
        Err(NoShip::Already | NoShip::Ended | NoShip::NotPaid) => refused("Fulfillment order has an unfulfillable status= closed."),
    }
}

/// Payment and shipping.
fn axes(order: &Order) -> (&'static str, &'static str) {
    let sent = if order.shipped_s > 0 { "FULFILLED" } else { "UNFULFILLED" };
    match order.state {
        State::Unpaid => ("PENDING", sent),
        State::Deposit => ("PARTIALLY_PAID", sent),
        State::Held => ("PAID", "ON_HOLD"),
        State::ToShip | State::Shipped | State::Completed => ("PAID", sent),
        State::Cancelled => ("VOIDED", sent),
        State::Refunded => ("REFUNDED", sent),
    }
}

fn time(s: i64) -> Value {
    if s == 0 { Value::Null } else { json!(format!("{}Z", iso(s))) }
}

fn money(fen: i64) -> Value {
    json!({ "shopMoney": { "amount": yuan(fen), "currencyCode": "CNY" } })
}

fn shown(order: &Order) -> Value {
    let (payment, shipping) = axes(order);
    let is_ended = matches!(order.state, State::Cancelled | State::Refunded);
    let back_fen = if order.state == State::Refunded { order.paid_fen() } else { 0 };
    let refunds: Vec<Value> = (back_fen > 0)
        .then(|| json!({ "id": gid("Refund", order.serial()), "createdAt": time(order.refunded_s), "totalRefundedSet": money(back_fen) }))
        .into_iter()
        .collect();
    let paid: Vec<Value> =
        (order.paid_s > 0).then(|| json!({ "kind": "SALE", "status": "SUCCESS", "processedAt": time(order.paid_s) })).into_iter().collect();
    let lines: Vec<Value> = order.lines.iter().map(line).collect();
    let mut out = json!({
        "id": gid("Order", order.serial()), "name": order.no, "createdAt": time(order.created_s), "processedAt": time(order.created_s),
        "updatedAt": time(order.updated_s), "closedAt": if order.state == State::Completed { time(order.finished_s) } else { Value::Null },
        "cancelledAt": if is_ended { time(order.finished_s) } else { Value::Null }, "test": false, "displayFinancialStatus": payment,
        "displayFulfillmentStatus": shipping,
        "returnStatus": if order.refund == Refund::Open { "RETURN_REQUESTED" } else { "NO_RETURN" }, "currencyCode": "CNY",
        "note": order.message, "customer": { "id": gid("Customer", order.serial() / 3) }, "totalPriceSet": money(order.paid_fen()),
        "totalRefundedSet": money(back_fen), "totalShippingPriceSet": money(order.freight_fen),
        "shippingAddress": {
            "name": "测试收件人", "company": null, "address1": "余杭区示例街道示例路1号", "address2": null, "city": "杭州市", "province": "浙江省",
            "countryCodeV2": "CN", "phone": format!("199{:08}", order.serial()),
        },
        "refunds": refunds, "transactions": paid, "lineItems": { "pageInfo": { "hasNextPage": false }, "nodes": lines },
    });
    out["fulfillments"] = fulfillments(order);
    out["fulfillmentOrders"] = fulfillment_orders(order);
    out
}

fn line(line: &Line) -> Value {
    json!({
        "id": gid("LineItem", line.sub_no), "sku": line.sku, "title": "示例水杯", "variantTitle": "白色", "quantity": line.pieces,
        "currentQuantity": line.pieces, "originalUnitPriceSet": money(line.price_fen),
        "discountedTotalSet": money(line.pieces * line.price_fen),
    })
}

fn fulfillments(order: &Order) -> Value {
    let lines: Vec<Value> =
        order.lines.iter().map(|l| json!({ "quantity": l.pieces, "lineItem": { "id": gid("LineItem", l.sub_no) } })).collect();
    let of_parcel = order.parcel.iter().map(|p| {
        json!({
            "id": gid("Fulfillment", order.serial()), "status": "SUCCESS", "displayStatus": "FULFILLED", "createdAt": time(order.shipped_s),
            "trackingInfo": [{ "number": p.number, "company": p.carrier, "url": null }], "fulfillmentLineItems": { "nodes": lines },
        })
    });
    of_parcel.collect()
}

fn fulfillment_orders(order: &Order) -> Value {
    let is_left = order.shipped_s == 0 && !matches!(order.state, State::Cancelled | State::Refunded);
    let status = match order.state {
        State::Held => "ON_HOLD",
        _ if is_left => "OPEN",
        _ => "CLOSED",
    };
    let lines = order.lines.iter().map(|l| {
        json!({
            "id": gid("FulfillmentOrderLineItem", l.sub_no), "remainingQuantity": if is_left { l.pieces } else { 0 },
            "lineItem": { "id": gid("LineItem", l.sub_no) },
        })
    });
    let part = json!({
        "id": gid("FulfillmentOrder", order.serial()), "status": status, "assignedLocation": { "location": { "id": gid("Location", 1) } },
        "lineItems": { "nodes": lines.collect::<Vec<_>>() },
    });
    json!({ "nodes": [part] })
}

/// The app may not see the people of every fifth order: nothing in their place, and an error beside the data.
fn hide_people(data: &mut Value, errors: &mut Vec<Value>) {
    let many = data["orders"]["nodes"].as_array().is_some();
    let orders: Vec<&mut Value> = match many {
        true => data["orders"]["nodes"].as_array_mut().into_iter().flatten().collect(),
        false => data.get_mut("order").into_iter().collect(),
    };
    for order in orders {
        let is_fifth = order["name"].as_str().is_some_and(|n| n.ends_with(['0', '5']));
        if is_fifth && order["shippingAddress"].is_object() {
            order["shippingAddress"] = Value::Null;
            errors.push(error("ACCESS_DENIED", "This app is not approved to access the MailingAddress object."));
        }
    }
}
