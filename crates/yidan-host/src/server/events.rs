//! `GET /events`: news of the core as a stream of server-sent events.

use super::Desk;
use super::answer::refuse;
use crate::news::Happening;
use axum::Extension;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::broadcast::error::RecvError;
use yidan_app::error::{Code, Failure};
use yidan_app::staff::seat::Seat;

/// Streams `changed` and `job` until the browser leaves or the server stops. Nothing flows to a seat that nobody sits at any more.
pub async fn stream(State(desk): State<Arc<Desk>>, Extension(seat): Extension<Seat>) -> Response {
    let Ok(place) = Arc::clone(&desk.streams).try_acquire_owned() else {
        return refuse(&Failure::new(Code::NotAllowed).with("detail", "streams"));
    };
    let app = Arc::clone(&desk.world.app);
    let start = (desk.world.news.listen(), desk.stop.clone(), place);
    let events = stream::unfold(start, move |(mut heard, mut stop, place)| {
        let (app, seat) = (Arc::clone(&app), seat.clone());
        async move {
            let happening = loop {
                let happening = tokio::select! {
                    heard = heard.recv() => match heard {
                        Ok(happening) => happening,
                        Err(RecvError::Lagged(_)) => Happening::everything(),
                        Err(RecvError::Closed) => return None,
                    },
                    // An error here says that the server is gone altogether.
                    _ = stop.changed() => return None,
                };
                let (app, seat) = (Arc::clone(&app), seat.clone());
                if tokio::task::spawn_blocking(move || app.is_seated(&seat)).await.unwrap_or(false) {
                    break happening;
                }
            };
            let (name, json) = happening.wire();
            let event = Event::default().event(name).data(json.to_string());
            Some((Ok::<_, Infallible>(event), (heard, stop, place)))
        }
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}
