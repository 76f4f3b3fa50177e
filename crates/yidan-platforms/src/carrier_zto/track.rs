//! ZTO as a source of its own parcels' ways: query, subscription, pushes. A push is one event; they come twice and out of order.

use super::{opened, request};
use crate::channel::{Access, At, Field, Rate, Reply, Request, Trouble};
use crate::letters::{self, refused};
use crate::node::Node;
use crate::sign::SignInput;
use crate::track::{self, About, Answer, Can, Followed, Heard, HeardTrack, Push, PushTrouble, Pushed, Task, Tracker, event};
use crate::waybill::signed;
use serde_json::{Value, json};

pub(crate) struct ZtoTrack;

const ABOUT: About = About {
    shop_of: None,
    form: &[
        Field { key: "app_key", words: ("appKey", "appKey"), is_secret: false, is_required: true },
        Field { key: "app_secret", words: ("appSecret", "appSecret"), is_secret: true, is_required: true },
    ],
    can: &[Can::Subscribe, Can::Push],
    carriers: "ZTO,中通快递,中通\n",
    phone_of: &["ZTO"],
    table: include_str!("track.csv"),
    rates: &[Rate { method: "*", calls: 40, per_ms: 60_000 }],
    url: "https://japi.zto.com",
    is_official: true,
};

const QUERY: &str = "zto.merchant.waybill.track.query";
/// Written so by ZTO.
const SUBSCRIBE: &str = "zto.merchant.waybill.track.subsrcibe";

impl Tracker for ZtoTrack {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, _now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        access.need("app_key")?;
        match task {
            Task::Query(followed) => request(access, QUERY, &number(access, followed)?, false).map(Some),
            // Where it is sent to is entered with ZTO, not told with the number.
            Task::Subscribe { followed, .. } => request(access, SUBSCRIBE, &number(access, followed)?, true).map(Some),
            Task::Guess { .. } => Ok(None),
        }
    }

    fn hear(&self, _access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let value = letters::object(reply)?;
        let mut heard = Heard::default();
        match (task, opened(Node(&value))) {
            (Task::Query(followed), opened) => {
                let result = opened.map_err(phone)?;
                let track = HeardTrack {
                    events: result.list().filter_map(scan).collect(),
                    number: followed.number.clone(),
                    ..HeardTrack::default()
                };
                heard.is_unknown = track.events.is_empty();
                heard.tracks.push(track);
            }
            (_, Ok(_) | Err(Trouble::Already { .. })) => heard.is_subscribed = true,
            (_, Err(trouble)) => return Err(phone(trouble)),
        }
        at.is_done = true;
        Ok(heard)
    }

    /// Form with `data`, `data_digest`, `company_id`, `msg_type`.
    fn hear_push(&self, access: &Access, push: &Push, _now_ms: i64) -> Result<Pushed, PushTrouble> {
        let secret = access.get("app_secret").ok_or(PushTrouble::NotSpoken)?;
        let pairs = letters::form_pairs(push.body).ok_or_else(|| PushTrouble::Unreadable("no form".to_owned()))?;
        let (Some(data), Some(digest)) = (pairs.get("data"), pairs.get("data_digest")) else { return Err(PushTrouble::Signature) };
        let input = SignInput { secret: secret.to_owned(), body: Some(data.clone()), ..SignInput::default() };
        let wanted = signed("zto", None, &input).map_err(|_| PushTrouble::NotSpoken)?;
        // A plus that was not encoded arrives as a blank.
        if !letters::same(&wanted, &digest.replace(' ', "+")) {
            return Err(PushTrouble::Signature);
        }
        if pairs.get("msg_type").is_some_and(|kind| kind != "Traces") {
            return Err(PushTrouble::Unreadable("another kind of push".to_owned()));
        }
        let value: Value = serde_json::from_str(data).map_err(|_| PushTrouble::Unreadable("data is no JSON".to_owned()))?;
        let all: Vec<&Value> = value.as_array().map_or_else(|| vec![&value], |list| list.iter().collect());
        let mut tracks: Vec<HeardTrack> = Vec::new();
        for one in all.into_iter().map(Node) {
            let number = one.at("billCode").id().ok_or_else(|| PushTrouble::Unreadable("no number".to_owned()))?;
            let signer = one.at("expressSigner").text();
            let event = moved(one).ok_or_else(|| PushTrouble::Unreadable("no time".to_owned()))?;
            tracks.push(HeardTrack { number, events: vec![event], signer, ..HeardTrack::default() });
        }
        let answer = Answer::json(&json!({"status": true, "statusCode": "SYS000", "message": "成功", "result": null}));
        Ok(Pushed { tracks, answer })
    }

    fn refuse_push(&self, _trouble: &PushTrouble, _now_ms: i64) -> Answer {
        Answer::json(&json!({"status": false, "statusCode": "S211", "message": "拒收", "result": null}))
    }
}

/// The number and the end of a phone.
fn number(access: &Access, followed: &Followed) -> Result<Value, Trouble> {
    let code = track::carrier(access, &ABOUT, &followed.carrier)?;
    let phone = track::phone_end(&ABOUT, &code, followed)?;
    Ok(json!({"billCode": followed.number, "mobilePhone": phone}))
}

/// The codes by which it says that the phone is missing or another one.
fn phone(trouble: Trouble) -> Trouble {
    match trouble {
        Trouble::Refused { code, words } if code == "E409" || code == "E413" => refused("phone", &words),
        other => other,
    }
}

/// An event of a query: milliseconds, or the time as text.
fn scan(one: Node) -> Option<yidan_domain::track::TrackEvent> {
    let at = one.at("scanDate").millis().or_else(|| one.at("scanDate").wall_ms());
    let site = one.at("scanSite");
    let place = one.first(&["scanCity", "city"]).text().or_else(|| site.at("city").text()).or_else(|| site.at("name").text());
    event(ABOUT.table, at, one.at("desc").text(), place, &[one.at("scanType").text()])
}

/// An event of a push.
fn moved(one: Node) -> Option<yidan_domain::track::TrackEvent> {
    let text = one.at("desc").text();
    // The same action at another site is another event.
    let text = text.or_else(|| one.at("facilityName").text());
    event(ABOUT.table, one.at("actionTime").wall_ms(), text, one.at("city").text(), &[one.at("action").text()])
}
