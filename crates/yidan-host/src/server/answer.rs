//! Answers of the LAN server: replies and failures as JSON with their HTTP status.

use crate::words::{error_json, worded};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use yidan_app::error::{Code, Failure};

/// A reply of the command table.
pub fn json(value: &Value) -> Response {
    (StatusCode::OK, [(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

/// A failure with its sentence; the body is the same as on the command line.
pub fn refuse(failure: &Failure) -> Response {
    let failure = worded(failure.clone());
    (status(failure.code), [(header::CONTENT_TYPE, "application/json")], error_json(&failure).to_string()).into_response()
}

fn status(code: Code) -> StatusCode {
    match code {
        Code::BadRequest => StatusCode::BAD_REQUEST,
        Code::SignInNeeded | Code::WrongPin | Code::BadSignature => StatusCode::UNAUTHORIZED,
        Code::SignInWait => StatusCode::TOO_MANY_REQUESTS,
        Code::NotAllowed => StatusCode::FORBIDDEN,
        Code::UnknownCommand | Code::NotFound | Code::FileMissing => StatusCode::NOT_FOUND,
        Code::FileTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        // It may well work a moment later: programs that send by themselves try again on these.
        Code::DatabaseBusy | Code::Secrets | Code::SecretsLocked => StatusCode::SERVICE_UNAVAILABLE,
        Code::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
        other => match other.exit() {
            3 => StatusCode::CONFLICT,
            4 => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        },
    }
}
