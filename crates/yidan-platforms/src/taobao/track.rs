//! The ways of Taobao's and Tmall's own parcels, asked through the shop's TOP link by order. None of it is confirmed by documents, so it stays off
//! until the owner has compared it.

use super::{request, trouble};
use crate::channel::{Access, At, Rate, Reply, Request, Trouble};
use crate::letters::{self, Pairs, refused, unreadable};
use crate::node::Node;
use crate::track::{About, Heard, HeardTrack, Task, Tracker, event};

pub(crate) struct TaobaoTrack;

const ABOUT: About = About {
    shop_of: Some("taobao"),
    form: &[],
    can: &[],
    carriers: include_str!("carriers.csv"),
    phone_of: &[],
    table: include_str!("track.csv"),
    rates: &[Rate { method: "*", calls: 40, per_ms: 60_000 }],
    url: "",
    is_official: false,
};

const TRACE: &str = "taobao.logistics.trace.get";

impl Tracker for TaobaoTrack {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        let Task::Query(followed) = task else { return Ok(None) };
        if at.is_done {
            return Ok(None);
        }
        access.need("app_key")?;
        if followed.order_no.is_empty() {
            return Err(refused("no_order_no", &followed.number));
        }
        request(access, TRACE, Pairs::new().with("tid", &followed.order_no), now_ms, false).map(Some)
    }

    fn hear(&self, _access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let Task::Query(followed) = task else { return Ok(Heard::default()) };
        let value = letters::payload(reply, "_response", trouble)?;
        let node = Node(&value);
        // One parcel stands in the reply itself, or several in a list.
        let several = node.at("result").at("transit_step_result");
        if !several.0.is_array() && !several.is_object() && node.at("trace_list").is_nothing() {
            return Err(unreadable("no trace"));
        }
        let parcels =
            several.list().chain(several.is_object().then_some(several)).chain((!node.at("trace_list").is_nothing()).then_some(node));
        let mut heard = Heard::default();
        for parcel in parcels.filter(|p| p.at("out_sid").id().is_none_or(|number| number == followed.number)) {
            let steps = parcel.at("trace_list");
            let steps = if steps.0.is_array() { steps } else { steps.at("transit_step_info") };
            let of = |one: Node| {
                event(ABOUT.table, one.at("status_time").wall_ms(), one.at("status_desc").text(), None, &[one.at("action").text()])
            };
            let track =
                HeardTrack { number: followed.number.clone(), events: steps.list().filter_map(of).collect(), ..HeardTrack::default() };
            heard.tracks.push(track);
        }
        heard.is_unknown = heard.tracks.iter().all(|track| track.events.is_empty());
        at.is_done = true;
        Ok(heard)
    }
}
