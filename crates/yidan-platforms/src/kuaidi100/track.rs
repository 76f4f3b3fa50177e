//! Kuaidi100 as a source of tracks: query, subscription, pushes, and what carrier a number may be of.
//! A number that is asked for too often is locked there: nobody asks more than every half hour, which is the business of who asks.

use super::POLL;
use crate::channel::{Access, At, Field, Rate, Reply, Request, Trouble};
use crate::letters::{self, Pairs, refused, unreadable};
use crate::node::Node;
use crate::sign::SignInput;
use crate::track::{
    self, About, Answer, Can, Followed, Heard, HeardTrack, Push, PushTrouble, Pushed, Task, Tracker, carrier_name, event, settled,
};
use crate::waybill::signed;
use serde_json::{Value, json};

pub(crate) struct Kuaidi100Track;

const ABOUT: About = About {
    shop_of: None,
    form: &[
        Field { key: "key", words: ("授权 key", "Key"), is_secret: true, is_required: true },
        Field { key: "customer", words: ("customer", "Customer"), is_secret: false, is_required: true },
        Field {
            key: "salt",
            words: ("推送签名 salt（自己定，接收推送才填）", "Salt of pushes, of your own making (for pushes only)"),
            is_secret: true,
            is_required: false,
        },
    ],
    can: &[Can::Subscribe, Can::Push, Can::Guess],
    carriers: include_str!("carriers.csv"),
    phone_of: &["shunfeng", "shunfengkuaiyun", "zhongtong"],
    table: include_str!("track.csv"),
    rates: &[Rate { method: "*", calls: 40, per_ms: 60_000 }],
    url: POLL,
    is_official: true,
};

const GUESS: &str = "https://www.kuaidi100.com";

impl Tracker for Kuaidi100Track {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, _now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        let key = access.need("key")?;
        Ok(Some(match task {
            Task::Query(followed) => query(access, key, followed)?,
            Task::Subscribe { followed, address } => subscribe(access, key, followed, address)?,
            Task::Guess { number } => {
                let pairs = Pairs::new().with("num", number).with("key", key);
                letters::get("autonumber", format!("{}/autonumber/auto?{}", access.house(GUESS)?, pairs.query()))
            }
        }))
    }

    fn hear(&self, _access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let mut heard = Heard::default();
        match task {
            Task::Query(followed) => {
                let value = letters::object(reply)?;
                match opened(Node(&value)) {
                    Err(Trouble::Again { code, .. }) if code == "500" => heard.is_unknown = true,
                    opened => {
                        opened?;
                        let track = track(Node(&value), &followed.number);
                        heard.is_unknown = track.events.is_empty();
                        heard.tracks.push(track);
                    }
                }
            }
            Task::Subscribe { .. } => {
                let value = letters::object(reply)?;
                match opened(Node(&value)) {
                    Ok(()) | Err(Trouble::Already { .. }) => heard.is_subscribed = true,
                    Err(trouble) => return Err(trouble),
                }
            }
            Task::Guess { .. } => heard.carriers = carriers(reply)?,
        }
        at.is_done = true;
        Ok(heard)
    }

    /// Form with `param` and `sign`, the signature over the text of `param` and the salt.
    fn hear_push(&self, access: &Access, push: &Push, _now_ms: i64) -> Result<Pushed, PushTrouble> {
        let salt = access.get("salt").ok_or(PushTrouble::NotSpoken)?;
        let pairs = letters::form_pairs(push.body).ok_or_else(|| PushTrouble::Unreadable("no form".to_owned()))?;
        let (param, sign) = (pairs.get("param"), pairs.get("sign"));
        let (Some(param), Some(sign)) = (param, sign) else { return Err(PushTrouble::Signature) };
        let input = SignInput { secret: salt.to_owned(), fields: [("param".to_owned(), param.clone())].into(), ..SignInput::default() };
        let wanted = signed("kuaidi100", Some("push"), &input).map_err(|_| PushTrouble::NotSpoken)?;
        if !letters::same(&wanted, &sign.to_uppercase()) {
            return Err(PushTrouble::Signature);
        }
        let value: Value = serde_json::from_str(param).map_err(|_| PushTrouble::Unreadable("param is no JSON".to_owned()))?;
        let node = Node(&value);
        let result = node.at("lastResult");
        let number = result.at("nu").id().ok_or_else(|| PushTrouble::Unreadable("no number".to_owned()))?;
        let mut heard = track(result, &number);
        match node.at("status").text().as_deref() {
            Some("shutdown") => heard.is_finished = true,
            Some("abort") => heard.ended = Some(node.at("message").text().unwrap_or_default()),
            _ => {}
        }
        if node.at("autoCheck").is_true() {
            heard.carrier = node.at("comNew").text().and_then(|code| carrier_name(ABOUT.carriers, &code)).map(str::to_owned);
        }
        let answer = Answer::json(&json!({"result": true, "returnCode": "200", "message": "成功"}));
        Ok(Pushed { tracks: vec![heard], answer })
    }

    fn refuse_push(&self, trouble: &PushTrouble, _now_ms: i64) -> Answer {
        let message = if *trouble == PushTrouble::Signature { "签名不符" } else { "失败" };
        Answer::json(&json!({"result": false, "returnCode": "500", "message": message}))
    }
}

/// What is signed is the very text that is sent.
fn query(access: &Access, key: &str, followed: &Followed) -> Result<Request, Trouble> {
    let code = track::carrier(access, &ABOUT, &followed.carrier)?;
    let phone = track::phone_end(&ABOUT, &code, followed)?;
    if !(6..=32).contains(&followed.number.len()) {
        return Err(refused("number", &followed.number));
    }
    let param = json!({
        "com": code, "num": followed.number, "phone": phone, "from": followed.from, "to": followed.to, "resultv2": "4", "show": "0", "order": "desc",
    });
    let pairs = Pairs::new().with("param", letters::sorted_json(&param)).with("customer", access.need("customer")?);
    let input = SignInput { secret: key.to_owned(), fields: pairs.0.clone(), ..SignInput::default() };
    let sign = signed("kuaidi100", Some("query"), &input)?;
    Ok(letters::form("query", format!("{}/poll/query.do", access.house(ABOUT.url)?), &pairs.with("sign", sign), false))
}

fn subscribe(access: &Access, key: &str, followed: &Followed, address: &str) -> Result<Request, Trouble> {
    let code = track::carrier(access, &ABOUT, &followed.carrier)?;
    let phone = track::phone_end(&ABOUT, &code, followed)?;
    let param = json!({
        "company": code, "number": followed.number, "from": followed.from, "to": followed.to, "key": key,
        "parameters": {"callbackurl": address, "salt": access.need("salt")?, "resultv2": "4", "autoCom": "1", "phone": phone},
    });
    let pairs = Pairs::new().with("schema", "json").with("param", letters::sorted_json(&param));
    Ok(letters::form("subscribe", format!("{}/poll", access.house(ABOUT.url)?), &pairs, true))
}

/// A query that fails says `result`, a good one `status` 200; a subscription says both `result` and `returnCode`.
fn opened(node: Node) -> Result<(), Trouble> {
    let code = node.first(&["returnCode", "status"]).text().ok_or_else(|| unreadable("no status"))?;
    let words = node.at("message").text().unwrap_or_default();
    if code == "200" && !(node.at("result").0 == &Value::Bool(false)) {
        return Ok(());
    }
    if words.contains("锁") {
        return Err(Trouble::Wait { after_s: Some(3_600), code, words });
    }
    Err(match code.as_str() {
        "201" | "500" => Trouble::Again { code: "500".to_owned(), words },
        "501" => Trouble::Already { code, words },
        "503" | "600" | "601" => Trouble::Setup { code, words },
        "408" => refused("phone", &words),
        _ => Trouble::Refused { code, words },
    })
}

fn track(node: Node, number: &str) -> HeardTrack {
    let of = |one: Node| {
        let at = one.first(&["time", "ftime"]).wall_ms();
        let place = one.first(&["areaName", "location"]).text();
        event(ABOUT.table, at, one.at("context").text(), place, &[one.at("statusCode").text()])
    };
    let mut events: Vec<_> = node.at("data").list().filter_map(of).collect();
    settled(ABOUT.table, &mut events, &[node.at("state").text()]);
    HeardTrack { number: number.to_owned(), events, is_finished: node.at("ischeck").is_true(), ..HeardTrack::default() }
}

/// A list, not an object; a failure is an object.
fn carriers(reply: &Reply) -> Result<Vec<String>, Trouble> {
    let Ok(Value::Array(list)) = serde_json::from_slice::<Value>(&reply.body) else {
        let value = letters::object(reply)?;
        opened(Node(&value))?;
        return Err(unreadable("carriers without a list"));
    };
    let names = list.iter().filter_map(|one| carrier_name(ABOUT.carriers, &Node(one).at("comCode").text()?).map(str::to_owned));
    Ok(names.collect())
}
