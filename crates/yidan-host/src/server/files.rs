//! `POST /files` and `GET /files/<handle>`: files between a browser and the shelf, in pieces, never whole in memory.

use super::Desk;
use super::answer::{json, refuse};
use crate::bundle;
use crate::limits;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use std::fmt::Write as _;
use std::io::{self, Read, Write as _};
use std::sync::Arc;
use tokio::sync::mpsc;
use yidan_app::error::{Code, Failure};
use yidan_app::ports::{FileRef, Shelf};

const PIECE_BYTES: usize = 256 * 1024;
const PIECES_WAITING: usize = 4;

#[derive(serde::Deserialize)]
pub struct Named {
    #[serde(default)]
    name: String,
}

/// Puts the body on the shelf.
pub async fn put(State(desk): State<Arc<Desk>>, Query(named): Query<Named>, headers: HeaderMap, body: Body) -> Response {
    let told = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<u64>().ok());
    if told.is_some_and(|bytes| bytes > limits::FILE_BYTES) {
        return refuse(&too_large(&named.name));
    }
    let (sender, pieces) = mpsc::channel(PIECES_WAITING);
    let name = named.name.clone();
    let writer = tokio::task::spawn_blocking(move || write(&desk, &name, pieces));
    let mut incoming = body.into_data_stream();
    let mut bytes = 0;
    let mut cut_off = false;
    while let Some(piece) = incoming.next().await {
        let Ok(piece) = piece else {
            cut_off = true;
            break;
        };
        bytes += piece.len() as u64;
        // A writer that gave up has the reason; a file that grows too large is not worth finishing.
        if bytes > limits::FILE_BYTES || sender.send(Some(piece)).await.is_err() {
            break;
        }
    }
    if bytes > limits::FILE_BYTES {
        return refuse(&too_large(&named.name));
    }
    if !cut_off {
        // Only this word makes the file appear: a connection that broke leaves nothing behind.
        let _ = sender.send(None).await;
    }
    drop(sender);
    match writer.await {
        Ok(Ok(file)) => json(&serde_json::json!(file)),
        Ok(Err(failure)) => refuse(&failure),
        Err(_) => refuse(&Failure::new(Code::Internal)),
    }
}

fn write(desk: &Desk, name: &str, mut pieces: mpsc::Receiver<Option<axum::body::Bytes>>) -> Result<FileRef, Failure> {
    let mut file = desk.world.shelf.create(name)?;
    loop {
        match pieces.blocking_recv() {
            Some(Some(piece)) => file.write_all(&piece).map_err(crate::shelf::sorted)?,
            Some(None) => return Ok(file.finish()?),
            // The connection broke before the last word.
            None => return Err(Failure::new(Code::FileUnreadable).with("detail", name)),
        }
    }
}

fn too_large(name: &str) -> Failure {
    Failure::new(Code::FileTooLarge).with("name", name).with("limit", format!("{} GB", limits::FILE_BYTES >> 30))
}

/// Sends a file of the shelf under its name.
pub async fn get(State(desk): State<Arc<Desk>>, Path(handle): Path<String>) -> Response {
    let opened = tokio::task::spawn_blocking(move || desk.world.shelf.open(&handle));
    let (file, reader) = match opened.await {
        Ok(Ok(opened)) => opened,
        Ok(Err(e)) => return refuse(&Failure::from(e)),
        Err(_) => return refuse(&Failure::new(Code::Internal)),
    };
    let pieces = futures_util::stream::unfold(Some(reader), |reader| async move {
        let mut reader = reader?;
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; PIECE_BYTES];
            let read = reader.read(&mut piece);
            (
                reader,
                read.map(|n| {
                    piece.truncate(n);
                    piece
                }),
            )
        });
        match read.await {
            Ok((_, Ok(piece))) if piece.is_empty() => None,
            Ok((reader, Ok(piece))) => Some((Ok(piece), Some(reader))),
            Ok((_, Err(e))) => Some((Err(e), None)),
            Err(_) => Some((Err(io::Error::other("reading was cut off")), None)),
        }
    });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(bundle::mime(&file.name))),
        (header::CONTENT_LENGTH, HeaderValue::from(file.bytes)),
        (header::CONTENT_DISPOSITION, disposition(&file.name)),
    ];
    (headers, Body::from_stream(pieces)).into_response()
}

/// Always a download, never a page of this origin; the name in the form all browsers read.
fn disposition(name: &str) -> HeaderValue {
    let mut escaped = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{escaped}")).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_travel_in_headers() {
        for (name, expected) in [
            ("a-1.xlsx", "attachment; filename*=UTF-8''a-1.xlsx"),
            ("对账 1.xlsx", "attachment; filename*=UTF-8''%E5%AF%B9%E8%B4%A6%201.xlsx"),
            ("a\"b\r\nc", "attachment; filename*=UTF-8''a%22b%0D%0Ac"),
        ] {
            assert_eq!(disposition(name), expected);
        }
    }
}
