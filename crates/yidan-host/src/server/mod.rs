//! The LAN server: the same UI and the same command table for browsers. Loopback only unless told otherwise; nobody speaks without a
//! one-time key or, where people are named, a name and PIN.

mod answer;
mod events;
mod files;
mod guard;
mod intake;
mod rpc;
mod signin;
mod track;

use crate::world::World;
use crate::{bundle, limits};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};
use signin::Seats;
use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use yidan_app::error::Result;

/// Tells the person at this machine an address with a fresh sign-in key: at the start, and again whenever a key was used up.
pub type Announce = Arc<dyn Fn(&str) + Send + Sync>;

/// What a request handler may reach.
struct Desk {
    world: World,
    /// The name of everybody who comes with a key, while nobody is named.
    as_name: Option<String>,
    seats: Seats,
    only_loopback: bool,
    base: String,
    announce: Announce,
    stop: watch::Receiver<bool>,
    streams: Arc<Semaphore>,
}

impl Desk {
    fn announce(&self) {
        // Without randomness there is no new key; those who are signed in go on.
        if let Ok(key) = self.seats.new_key() {
            (self.announce)(&format!("{}/?key={key}", self.base));
        }
    }
}

/// A server that has its port and does not answer yet.
pub struct Bound {
    listener: TcpListener,
    desk: Arc<Desk>,
    stopping: watch::Sender<bool>,
}

/// Takes a port. `listen` port 0 means any free one.
pub async fn bind(world: World, listen: SocketAddr, as_name: Option<String>, announce: Announce) -> Result<Bound> {
    let network =
        |e: std::io::Error| yidan_app::error::Failure::new(yidan_app::error::Code::Network).with("detail", format!("{listen}: {e}"));
    let listener = TcpListener::bind(listen).await.map_err(network)?;
    let address = listener.local_addr().map_err(network)?;
    let (stopping, stop) = watch::channel(false);
    let desk = Desk {
        world,
        as_name,
        seats: Seats::new(address.port()),
        only_loopback: address.ip().is_loopback(),
        base: format!("http://{}", SocketAddr::new(reachable(address.ip()), address.port())),
        announce,
        stop,
        streams: Arc::new(Semaphore::new(limits::STREAMS)),
    };
    Ok(Bound { listener, desk: Arc::new(desk), stopping })
}

impl Bound {
    /// The address without a key.
    pub fn base(&self) -> &str {
        &self.desk.base
    }

    /// Serves until `stop` is ready; open requests then have a few seconds, event streams end at once.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
        let Bound { listener, desk, stopping } = self;
        desk.announce();
        let mut stopped = desk.stop.clone();
        let served = axum::serve(listener, routes(desk)).with_graceful_shutdown(async move {
            stop.await;
            // No receiver left means that no stream is open.
            let _ = stopping.send(true);
        });
        tokio::select! {
            ended = served.into_future() => ended,
            () = async {
                let _ = stopped.changed().await;
                tokio::time::sleep(limits::STOP_GRACE).await;
            } => Ok(()),
        }
    }
}

fn routes(desk: Arc<Desk>) -> Router {
    let signed_in = Router::new()
        .route("/files", post(files::put).layer(DefaultBodyLimit::disable()))
        .route("/files/{handle}", get(files::get))
        .route("/events", get(events::stream))
        .route("/signout", post(rpc::sign_out))
        .route_layer(middleware::from_fn_with_state(Arc::clone(&desk), guard::signed_in));
    let faces = Router::new()
        .merge(signed_in)
        .route("/rpc/{name}", post(rpc::call))
        .route("/signin", post(rpc::sign_in))
        .fallback(get(page))
        .layer(DefaultBodyLimit::max(limits::REQUEST_BYTES))
        .layer(middleware::from_fn_with_state(Arc::clone(&desk), guard::watch));
    // Programs come under whatever name this machine has on their side and hold no cookie: each of their requests is signed.
    let programs = Router::new().route("/intake/v1/orders", post(intake::orders)).layer(DefaultBodyLimit::max(yidan_app::intake::BYTES));
    let carriers =
        Router::new().route("/track/v1/{source}/{path}", post(track::push)).layer(DefaultBodyLimit::max(yidan_app::track::PUSH_BYTES));
    faces.merge(programs).merge(carriers).layer(middleware::from_fn(guard::dress)).with_state(desk)
}

/// The UI's own files. They hold no secret and need no sign-in.
async fn page(State(_): State<Arc<Desk>>, uri: Uri) -> Response {
    match bundle::find(uri.path()) {
        Some(page) => {
            let keep = if page.is_immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
            ([(header::CONTENT_TYPE, page.mime), (header::CACHE_CONTROL, keep)], page.bytes).into_response()
        }
        None => (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"))], "404").into_response(),
    }
}

/// An address that other machines can type when the server listens on all of its own.
fn reachable(ip: IpAddr) -> IpAddr {
    if !ip.is_unspecified() {
        return ip;
    }
    // Choosing a route sends nothing; the far address is one reserved for documentation.
    let routed =
        UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).and_then(|s| s.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).and_then(|()| s.local_addr()));
    routed.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |a| a.ip())
}

/// Where to listen, from what a person typed: nothing, a port, `:port`, `address:port` or `localhost:port`.
pub fn listen_address(typed: Option<&str>) -> Option<SocketAddr> {
    let typed = typed.unwrap_or_default().trim();
    let local = |port: u16| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
    if typed.is_empty() {
        return Some(local(limits::PORT));
    }
    let port = typed.strip_prefix("localhost:").or(typed.strip_prefix(':')).unwrap_or(typed);
    port.parse::<u16>().ok().map(local).or_else(|| typed.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_as_people_type_them() {
        for (typed, expected) in [
            (None, Some("127.0.0.1:7788")),
            (Some(""), Some("127.0.0.1:7788")),
            (Some("8080"), Some("127.0.0.1:8080")),
            (Some(":8080"), Some("127.0.0.1:8080")),
            (Some("localhost:0"), Some("127.0.0.1:0")),
            (Some("0.0.0.0:7788"), Some("0.0.0.0:7788")),
            (Some("[::]:7788"), Some("[::]:7788")),
            (Some("192.168.1.5:80"), Some("192.168.1.5:80")),
            (Some("192.168.1.5"), None),
            (Some("shop.example:80"), None),
            (Some("99999"), None),
        ] {
            assert_eq!(listen_address(typed).map(|a| a.to_string()).as_deref(), expected, "{typed:?}");
        }
    }
}
