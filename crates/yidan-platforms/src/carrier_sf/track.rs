//! SF as a source of its own parcels' ways (路由): query and pushes. What is pushed, and to which address, is agreed with SF beforehand.
//! SF signs no push: the secret in the address is all that proves it.

use super::{reply, request};
use crate::channel::{Access, At, Field, Rate, Reply, Request, Trouble};
use crate::letters::unreadable;
use crate::node::Node;
use crate::track::{self, About, Answer, Can, Followed, Heard, HeardTrack, Push, PushTrouble, Pushed, Task, Tracker, event};
use serde_json::{Value, json};
use yidan_domain::track::TrackEvent;

pub(crate) struct SfTrack;

const ABOUT: About = About {
    shop_of: None,
    form: &[
        Field { key: "partner_id", words: ("顾客编码", "partnerID"), is_secret: false, is_required: true },
        Field { key: "check_word", words: ("校验码", "checkWord"), is_secret: true, is_required: true },
    ],
    can: &[Can::Push],
    carriers: "SF,顺丰速运,顺丰\n",
    phone_of: &["SF"],
    table: include_str!("track.csv"),
    rates: &[Rate { method: "*", calls: 40, per_ms: 60_000 }],
    url: "https://bspgw.sf-express.com",
    is_official: true,
};

const ROUTES: &str = "EXP_RECE_SEARCH_ROUTES";

impl Tracker for SfTrack {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        access.need("partner_id")?;
        let Task::Query(followed) = task else { return Ok(None) };
        request(access, ROUTES, &number(access, followed)?, now_ms, false).map(Some)
    }

    fn hear(&self, _access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let Task::Query(followed) = task else { return Ok(Heard::default()) };
        let mut heard = Heard::default();
        let result = reply::opened(reply)?;
        let data = Node(&result).at("msgData");
        if !data.is_object() {
            return Err(unreadable("no msgData"));
        }
        let of_number = |one: &Node| one.at("mailNo").id().is_none_or(|number| number == followed.number);
        let routes = data.at("routeResps").list().filter(of_number).flat_map(|one| one.at("routes").list());
        let track = HeardTrack { events: routes.filter_map(route).collect(), number: followed.number.clone(), ..HeardTrack::default() };
        heard.is_unknown = track.events.is_empty();
        heard.tracks.push(track);
        at.is_done = true;
        Ok(heard)
    }

    fn hear_push(&self, _access: &Access, push: &Push, _now_ms: i64) -> Result<Pushed, PushTrouble> {
        let value: Value = serde_json::from_slice(push.body).map_err(|_| PushTrouble::Unreadable("no JSON".to_owned()))?;
        let list = Node(&value).at("Body").at("WaybillRoute");
        if !list.0.is_array() {
            return Err(PushTrouble::Unreadable("no WaybillRoute".to_owned()));
        }
        let mut tracks: Vec<HeardTrack> = Vec::new();
        for one in list.list() {
            let number = one.at("mailno").id().ok_or_else(|| PushTrouble::Unreadable("no number".to_owned()))?;
            let Some(event) = route(one) else { continue };
            match tracks.iter_mut().find(|t| t.number == number) {
                Some(track) => track.events.push(event),
                None => tracks.push(HeardTrack { number, events: vec![event], ..HeardTrack::default() }),
            }
        }
        Ok(Pushed { tracks, answer: answer("0000", "成功") })
    }

    fn refuse_push(&self, _trouble: &PushTrouble, _now_ms: i64) -> Answer {
        answer("1000", "失败")
    }
}

fn answer(code: &str, words: &str) -> Answer {
    Answer::json(&json!({"return_code": code, "return_msg": words}))
}

fn number(access: &Access, followed: &Followed) -> Result<Value, Trouble> {
    let code = track::carrier(access, &ABOUT, &followed.carrier)?;
    let phone = track::phone_end(&ABOUT, &code, followed)?;
    Ok(json!({"language": "zh-CN", "trackingType": "1", "trackingNumber": [followed.number], "methodType": "1", "checkPhoneNo": phone}))
}

/// One event. The names of newer answers say more than the code.
fn route(one: Node) -> Option<TrackEvent> {
    let codes = [one.at("secondaryStatusName").text(), one.at("firstStatusName").text(), one.at("opCode").text()];
    event(ABOUT.table, one.at("acceptTime").wall_ms(), one.at("remark").text(), one.at("acceptAddress").text(), &codes)
}
