//! `POST /intake/v1/orders`: orders that a shop's own program sends. Who is let in, the app decides by the signature; cookies, keys and
//! seats mean nothing here, and this way leads to nothing else.

use super::Desk;
use super::answer::{json, refuse};
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use axum::response::Response;
use std::sync::Arc;
use yidan_app::error::{Code, Failure};
use yidan_app::intake::{self, Knock};

/// Hands a request over as it came: the very bytes are signed.
pub async fn orders(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Response {
    let Ok(body) = body else {
        let limit = format!("{} MB", intake::BYTES >> 20);
        return refuse(&Failure::new(Code::FileTooLarge).with("name", "orders").with("limit", limit));
    };
    let received = tokio::task::spawn_blocking(move || {
        // Names may come as plain UTF-8, which is no text in the eyes of HTTP.
        let text = |name: &str| headers.get(name).and_then(|v| std::str::from_utf8(v.as_bytes()).ok()).unwrap_or_default();
        let knock = Knock { shop: text("x-yidan-shop"), timestamp: text("x-yidan-timestamp"), signature: text("x-yidan-signature") };
        intake::receive(&desk.world.app, &knock, &body)
    });
    match received.await {
        Ok(Ok(reply)) => json(&serde_json::json!(reply)),
        Ok(Err(failure)) => refuse(&failure),
        Err(_) => refuse(&Failure::new(Code::Internal)),
    }
}
