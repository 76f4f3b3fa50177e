//! `track.list`: parcels that nobody has collected, that stand still, that come back or cannot be delivered, each with words for the carrier.
//! Each list is the very list of its alarm, so the counts agree.

use super::view::{TrackView, track_view};
use crate::alarms::look::list_of;
use crate::desk::Session;
use crate::error::Result;
use crate::orders::row::OrderRow;
use crate::orders::view::{self, Shops};
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::alarms::Alarm;
use yidan_domain::limits::TRACK_SHOWN;
use yidan_store::{KeptTrack, Reader};

/// One of the four lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TrackKind {
    /// 未揽收
    #[default]
    Uncollected,
    /// 停滞
    Stagnant,
    /// 退回
    Returned,
    /// 派件异常
    Trouble,
}

impl TrackKind {
    const ALL: [TrackKind; 4] = [TrackKind::Uncollected, TrackKind::Stagnant, TrackKind::Returned, TrackKind::Trouble];

    fn alarm(self) -> Alarm {
        match self {
            TrackKind::Uncollected => Alarm::NotCollected,
            TrackKind::Stagnant => Alarm::Silent,
            TrackKind::Returned => Alarm::ComingBack,
            TrackKind::Trouble => Alarm::DeliveryTrouble,
        }
    }

    fn word(self) -> &'static str {
        match self {
            TrackKind::Uncollected => "uncollected",
            TrackKind::Stagnant => "stagnant",
            TrackKind::Returned => "returned",
            TrackKind::Trouble => "trouble",
        }
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct TracksRequest {
    pub kind: TrackKind,
    /// 500 when absent, and at most.
    pub limit: Option<usize>,
}

/// One parcel of a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TrackRow {
    /// People masked.
    pub order: OrderRow,
    /// Absent = nobody follows a number of it.
    pub track: Option<TrackView>,
    /// Whole hours since it left, was last scanned, turned back or went wrong.
    pub hours: i64,
    /// To be sent to the carrier: no people in it.
    pub copy_text: String,
}

/// A list and its count.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TrackCount {
    pub kind: TrackKind,
    pub count: i64,
    /// Hours after which a parcel belongs to it; absent where it belongs at once.
    pub hours: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TracksReply {
    pub counts: Vec<TrackCount>,
    /// The oldest orders first.
    pub rows: Vec<TrackRow>,
    pub total: i64,
}

pub fn list(app: &App, _session: &Session, request: TracksRequest) -> Result<TracksReply> {
    let now_ms = app.now_ms();
    let limit = request.limit.unwrap_or(TRACK_SHOWN).min(TRACK_SHOWN);
    app.store.read(|r| {
        let shops = Shops::of(r)?;
        let mut counts = Vec::new();
        for kind in TrackKind::ALL {
            let hours = match kind {
                TrackKind::Uncollected => Some(shops.clocks().collect_hours),
                TrackKind::Stagnant => Some(shops.clocks().silent_hours),
                TrackKind::Returned | TrackKind::Trouble => None,
            };
            counts.push(TrackCount { kind, count: r.total(&list_of(kind.alarm(), &shops, now_ms))?.n, hours });
        }
        let ids = r.ids(&list_of(request.kind.alarm(), &shops, now_ms), yidan_store::Sort::Oldest, limit)?;
        let mut rows = Vec::new();
        for order in view::rows(app, r, &shops, &ids, true)? {
            rows.push(row(app, r, order, request.kind, now_ms)?);
        }
        let total = counts.iter().find(|c| c.kind == request.kind).map_or(0, |c| c.count);
        Ok(TracksReply { counts, rows, total })
    })
}

fn row(app: &App, r: &Reader<'_>, order: OrderRow, kind: TrackKind, now_ms: i64) -> Result<TrackRow> {
    let track = fitting(r.tracks_of(order.id)?, kind);
    let left_ms = order.shipped_at.as_deref().and_then(moment::parse);
    let since_ms = match (kind, &track) {
        (TrackKind::Uncollected, Some(t)) => left_ms.or(Some(t.followed_at_ms)),
        (TrackKind::Stagnant, Some(t)) => t.scan_ms.or(left_ms),
        (TrackKind::Returned | TrackKind::Trouble, Some(t)) => Some(t.since_ms),
        (_, None) => left_ms,
    };
    let hours = since_ms.map_or(0, |ms| (now_ms - ms).max(0) / 3_600_000);
    let first = order.trackings.iter().flatten().next();
    let number = track.as_ref().map(|t| t.number.clone()).or_else(|| first.map(|t| t.number().to_owned())).unwrap_or_default();
    let carrier = track.as_ref().map(|t| t.carrier.clone()).filter(|c| !c.is_empty());
    let carrier = carrier.or_else(|| first.and_then(|t| t.carrier().map(str::to_owned))).unwrap_or_default();
    let facts = [
        ("carrier", carrier),
        ("number", number),
        ("hours", hours.to_string()),
        ("since", since_ms.map(moment::short).unwrap_or_default()),
        ("last", track.as_ref().map(|t| yidan_domain::track::masked(&t.last_text)).unwrap_or_default()),
        ("place", [&order.receiver_province, &order.receiver_city].into_iter().flatten().cloned().collect::<Vec<_>>().concat()),
    ];
    let copy_text = app.say_with(&format!("track.copy.{}", kind.word()), &facts);
    Ok(TrackRow { track: track.map(|t| track_view(app, t)), order, hours, copy_text })
}

/// The number for which the order stands in the list.
fn fitting(tracks: Vec<KeptTrack>, kind: TrackKind) -> Option<KeptTrack> {
    let fits = |t: &KeptTrack| match kind {
        TrackKind::Uncollected => t.collected_ms.is_none(),
        TrackKind::Stagnant => t.delivered_ms.is_none(),
        TrackKind::Returned => t.state == "returned",
        TrackKind::Trouble => t.state == "exception",
    };
    let at = tracks.iter().position(fits).unwrap_or(0);
    tracks.into_iter().nth(at)
}
