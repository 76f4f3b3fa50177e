//! `POST /track/v1/<source>/<secret>`: what sources of tracks send by themselves. Who is let in, and how each wants to be answered, the app decides;
//! cookies, keys and seats mean nothing here, and this way leads to nothing else.

use super::Desk;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use yidan_app::track::{self, Knock};

/// Hands a request over as it came: the very bytes are signed.
pub async fn push(
    State(desk): State<Arc<Desk>>,
    Path((source, path)): Path<(String, String)>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let Ok(body) = body else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let received = tokio::task::spawn_blocking(move || {
        let text = |v: &axum::http::HeaderValue| String::from_utf8_lossy(v.as_bytes()).into_owned();
        let headers: Vec<(String, String)> = headers.iter().map(|(n, v)| (n.as_str().to_owned(), text(v))).collect();
        track::receive(&desk.world.app, &Knock { source: &source, path: &path, headers: &headers, body: &body })
    });
    match received.await {
        Ok(answer) => {
            let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, [(header::CONTENT_TYPE, "application/json")], answer.body).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
