//! `POST /rpc/<name>` and `POST /signin`: commands of the table over HTTP.

use super::answer::{json, refuse};
use super::{Desk, guard};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use serde_json::Value;
use std::sync::Arc;
use yidan_app::desk::Session;
use yidan_app::error::{Code, Failure};
use yidan_app::staff::seat::{Face, Seat};
use yidan_app::table;

/// Calls one command for whoever sits where the request comes from.
pub async fn call(State(desk): State<Arc<Desk>>, Path(name): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let request = match read(&headers, &body) {
        Ok(request) => request,
        Err(failure) => return refuse(&failure.with("command", name)),
    };
    let called = tokio::task::spawn_blocking(move || answer(&desk, &guard::cookies(&headers), &name, request));
    match called.await {
        Ok(Ok((reply, None))) => json(&reply),
        Ok(Ok((reply, Some(cookie)))) => with_cookie(&cookie, json(&reply)),
        Ok(Err(failure)) => refuse(&failure),
        Err(_) => refuse(&Failure::new(Code::Internal)),
    }
}

/// The reply, and a cookie for a browser that had none and has now signed in with name and PIN.
fn answer(desk: &Desk, cookies: &str, name: &str, request: Value) -> Result<(Value, Option<String>), Failure> {
    let app = &desk.world.app;
    let known = desk.seats.find(cookies);
    let is_new = known.is_none();
    let seat = match known {
        Some(seat) => seat,
        // Where people are named, a name and a PIN are enough to come in; otherwise there is the key.
        None if app.asks_for_sign_in()? => Seat::by_pin_only(Face::Browser),
        None => return Err(Failure::new(Code::SignInNeeded)),
    };
    let reply = table::call(app, &Session::at(&seat), name, request)?;
    let cookie = if is_new && seat.is_taken() { Some(desk.seats.keep(seat)?) } else { None };
    Ok((reply, cookie))
}

fn with_cookie(cookie: &str, mut response: Response) -> Response {
    match HeaderValue::from_str(cookie) {
        Ok(cookie) => {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
            response
        }
        Err(_) => refuse(&Failure::new(Code::Internal)),
    }
}

/// Trades a one-time key for a cookie.
pub async fn sign_in(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Bytes) -> Response {
    let key = match read(&headers, &body) {
        Ok(request) => request["key"].as_str().unwrap_or_default().to_owned(),
        Err(failure) => return refuse(&failure),
    };
    match desk.seats.trade(&key, desk.as_name.as_deref()) {
        Ok(Some(cookie)) => {
            desk.announce();
            with_cookie(&cookie, json(&serde_json::json!({ "signed_in": true })))
        }
        Ok(None) => refuse(&Failure::new(Code::SignInNeeded)),
        Err(failure) => refuse(&failure),
    }
}

/// Forgets the browser that asks.
pub async fn sign_out(State(desk): State<Arc<Desk>>, headers: HeaderMap) -> Response {
    desk.seats.leave(&guard::cookies(&headers));
    json(&serde_json::json!({ "signed_in": false }))
}

fn read(headers: &HeaderMap, body: &Bytes) -> Result<Value, Failure> {
    // A form of a foreign page cannot send this type without asking first, and asking is refused.
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().map(str::trim) != Some("application/json") {
        return Err(Failure::new(Code::BadRequest).with("detail", "content-type"));
    }
    if body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(body).map_err(|e| Failure::new(Code::BadRequest).with("detail", e))
}
