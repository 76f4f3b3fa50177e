//! `POST /rpc/<name>` and `POST /signin`: commands of the table over HTTP.

use super::answer::{json, refuse};
use super::{Desk, guard};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use std::sync::Arc;
use yidan_app::error::{Code, Failure};
use yidan_app::table;

/// Calls one command as the person this server speaks for.
pub async fn call(State(desk): State<Arc<Desk>>, Path(name): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let request = match read(&headers, &body) {
        Ok(request) => request,
        Err(failure) => return refuse(&failure.with("command", name)),
    };
    let called = tokio::task::spawn_blocking(move || {
        let session = desk.world.app.session(desk.as_name.as_deref())?;
        table::call(&desk.world.app, &session, &name, request)
    });
    match called.await {
        Ok(Ok(reply)) => json(&reply),
        Ok(Err(failure)) => refuse(&failure),
        Err(_) => refuse(&Failure::new(Code::Internal)),
    }
}

/// Trades a one-time key for a cookie.
pub async fn sign_in(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Bytes) -> Response {
    let key = match read(&headers, &body) {
        Ok(request) => request["key"].as_str().unwrap_or_default().to_owned(),
        Err(failure) => return refuse(&failure),
    };
    match desk.seats.trade(&key) {
        Ok(Some(cookie)) => {
            desk.announce();
            let Ok(cookie) = HeaderValue::from_str(&cookie) else { return refuse(&Failure::new(Code::Internal)) };
            (StatusCode::OK, [(header::SET_COOKIE, cookie)], axum::Json(serde_json::json!({ "signed_in": true }))).into_response()
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
