//! The ways of Douyin's own parcels, by number. What its states mean is in no document that we have: the sentence decides, and the source stays
//! off until the owner has compared it.

use super::{opened, request};
use crate::channel::{Access, At, Rate, Reply, Request, Trouble};
use crate::letters::{self, unreadable};
use crate::node::Node;
use crate::track::{self, About, Heard, HeardTrack, Task, Tracker, event};
use serde_json::json;

pub(crate) struct DouyinTrack;

const ABOUT: About = About {
    shop_of: Some("douyin"),
    form: &[],
    can: &[],
    carriers: include_str!("carriers.csv"),
    phone_of: &[],
    table: include_str!("track.csv"),
    rates: &[Rate { method: "*", calls: 40, per_ms: 60_000 }],
    url: "",
    is_official: false,
};

const ROUTE: &str = "/logistics/trackNoRouteDetail";

impl Tracker for DouyinTrack {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        let Task::Query(followed) = task else { return Ok(None) };
        if at.is_done {
            return Ok(None);
        }
        access.need("app_key")?;
        let code = track::carrier(access, &ABOUT, &followed.carrier)?;
        let param = json!({"logistics_code": code, "track_no": followed.number});
        request(access, ROUTE, &param, Some(access.need("access_token")?), now_ms, false).map(Some)
    }

    fn hear(&self, _access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let Task::Query(followed) = task else { return Ok(Heard::default()) };
        let value = letters::object(reply)?;
        let data = opened(Node(&value))?;
        // Both spellings are seen.
        let list = if data.at("route_node_list").0.is_array() { data.at("route_node_list") } else { data.at("route__node_list") };
        if !list.0.is_array() {
            return Err(unreadable("no route_node_list"));
        }
        let of = |one: Node| {
            let at = one.at("timestamp").int().filter(|t| *t > 0).map(|t| if t < 100_000_000_000 { t * 1_000 } else { t });
            event(ABOUT.table, at, one.at("content").text(), one.at("site_name").text(), &[one.at("state_description").text()])
        };
        let track = HeardTrack { number: followed.number.clone(), events: list.list().filter_map(of).collect(), ..HeardTrack::default() };
        at.is_done = true;
        Ok(Heard { is_unknown: track.events.is_empty(), tracks: vec![track], ..Heard::default() })
    }
}
