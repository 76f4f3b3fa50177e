//! What a request must look like before anybody reads it: the right host, the right origin, a known cookie; and what every answer carries.

use super::Desk;
use super::answer::refuse;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;
use yidan_app::error::{Code, Failure};

/// Scripts, styles and pictures come from this server alone; styles may also stand in attributes, as the UI's grid needs it.
const CONTENT_SECURITY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; \
     font-src 'self' data:; connect-src 'self'; frame-src blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Headers of every answer.
const ALWAYS: &[(&str, &str)] = &[
    ("content-security-policy", CONTENT_SECURITY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Refuses foreign hosts and origins.
pub async fn watch(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    match check(desk.only_loopback, request.method(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(detail) => refuse(&Failure::new(Code::NotAllowed).with("detail", detail)),
    }
}

/// Adds what every answer carries.
pub async fn dress(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in ALWAYS {
        response.headers_mut().insert(*name, HeaderValue::from_static(value));
    }
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Lets only signed-in browsers through, with their seat.
pub async fn signed_in(State(desk): State<Arc<Desk>>, mut request: Request, next: Next) -> Response {
    let Some(seat) = desk.seats.find(&cookies(request.headers())) else {
        return refuse(&Failure::new(Code::SignInNeeded)).into_response();
    };
    request.extensions_mut().insert(seat.clone());
    match tokio::task::spawn_blocking(move || desk.world.app.session(&seat)).await {
        Ok(Ok(_)) => next.run(request).await,
        Ok(Err(failure)) => refuse(&failure),
        Err(_) => refuse(&Failure::new(Code::Internal)),
    }
}

/// All cookies of a request; browsers may split them over several headers.
pub fn cookies(headers: &HeaderMap) -> String {
    headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok()).collect::<Vec<_>>().join("; ")
}

/// What is wrong with a request, before anything of it is read.
fn check(only_loopback: bool, method: &Method, headers: &HeaderMap) -> Result<(), &'static str> {
    let text = |name: &HeaderName| headers.get(name).map(|v| v.to_str().unwrap_or("?"));
    let host = text(&header::HOST).ok_or("host")?;
    // A foreign name that was made to point here (DNS rebinding) is a name, never an address.
    if !is_ours(host, only_loopback) {
        return Err("host");
    }
    if let Some(site) = headers.get("sec-fetch-site") {
        let from_outside = !["same-origin", "none"].iter().any(|s| site == s);
        // Links from elsewhere may open the page; nothing else may be fetched from elsewhere.
        let opens_the_page = method == Method::GET && headers.get("sec-fetch-mode").is_some_and(|m| m == "navigate");
        if from_outside && !opens_the_page {
            return Err("origin");
        }
    }
    match text(&header::ORIGIN) {
        Some(origin) if origin.strip_prefix("http://") != Some(host) => Err("origin"),
        _ => Ok(()),
    }
}

fn is_ours(host: &str, only_loopback: bool) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !name.ends_with(':') => name,
        _ => host,
    };
    if name.eq_ignore_ascii_case("localhost") {
        return true;
    }
    let bare = name.strip_prefix('[').and_then(|n| n.strip_suffix(']'));
    let address = match bare {
        Some(six) => six.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => name.parse::<IpAddr>().ok(),
    };
    address.is_some_and(|a| a.is_loopback() || !only_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_str(v).expect("a header"))).collect()
    }

    #[test]
    fn hosts() {
        for (host, loopback, lan) in [
            ("127.0.0.1:7788", true, true),
            ("localhost:7788", true, true),
            ("LOCALHOST", true, true),
            ("[::1]:7788", true, true),
            ("127.0.0.1", true, true),
            ("192.168.1.5:7788", false, true),
            ("[fe80::1]:7788", false, true),
            ("evil.example:7788", false, false),
            ("localhost.evil.example", false, false),
            ("127.0.0.1.evil.example:7788", false, false),
            ("evil.example:80:7788", false, false),
            ("", false, false),
        ] {
            assert_eq!((is_ours(host, true), is_ours(host, false)), (loopback, lan), "{host}");
        }
    }

    #[test]
    fn origins() {
        let host = ("host", "127.0.0.1:7788");
        for (method, pairs, expected) in [
            (Method::POST, &[host][..], Ok(())),
            (Method::POST, &[host, ("origin", "http://127.0.0.1:7788")], Ok(())),
            (Method::POST, &[host, ("origin", "http://127.0.0.1:7789")], Err("origin")),
            (Method::POST, &[host, ("origin", "https://127.0.0.1:7788")], Err("origin")),
            (Method::POST, &[host, ("origin", "http://evil.example")], Err("origin")),
            (Method::POST, &[host, ("origin", "null")], Err("origin")),
            (Method::POST, &[host, ("sec-fetch-site", "cross-site")], Err("origin")),
            (Method::POST, &[host, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")], Err("origin")),
            (Method::POST, &[host, ("sec-fetch-site", "same-origin")], Ok(())),
            (Method::GET, &[host, ("sec-fetch-site", "same-site"), ("sec-fetch-mode", "no-cors")], Err("origin")),
            (Method::GET, &[host, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")], Ok(())),
            (Method::GET, &[host, ("sec-fetch-site", "none")], Ok(())),
            (Method::GET, &[("host", "evil.example")], Err("host")),
            (Method::GET, &[], Err("host")),
        ] {
            assert_eq!(check(true, &method, &headers(pairs)), expected, "{method} {pairs:?}");
        }
    }
}
