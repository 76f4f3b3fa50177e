//! KDNiao as a source of tracks: query, subscription, pushes, and what carrier a number may be of.

use super::cleanse;
use crate::channel::{Access, At, Field, Rate, Reply, Request, Trouble};
use crate::letters::{self, Pairs, refused, unreadable};
use crate::node::{Node, in_china};
use crate::sign::SignInput;
use crate::track::{
    self, About, Answer, Can, Followed, Heard, HeardTrack, Push, PushTrouble, Pushed, Task, Tracker, carrier_name, event, settled,
};
use crate::waybill::signed;
use serde_json::{Value, json};

pub(crate) struct KdniaoTrack;

const ABOUT: About = About {
    shop_of: None,
    form: &[
        Field { key: "ebusiness_id", words: ("用户 ID（EBusinessID）", "EBusinessID"), is_secret: false, is_required: true },
        Field { key: "api_key", words: ("API key", "API key"), is_secret: true, is_required: true },
        Field {
            key: "request_type",
            words: ("查询接口（1002、8001 或 8002；不填用 8001）", "Query (1002, 8001 or 8002; 8001 when empty)"),
            is_secret: false,
            is_required: false,
        },
    ],
    can: &[Can::Subscribe, Can::Push, Can::Guess],
    carriers: include_str!("carriers.csv"),
    phone_of: &["SF"],
    table: include_str!("track.csv"),
    rates: &[Rate { method: "*", calls: 40, per_ms: 60_000 }],
    url: "https://api.kdniao.com",
    is_official: true,
};

const SUBSCRIBE: &str = "1008";
const GUESS: &str = "2002";
const PUSH: &str = "101";

impl Tracker for KdniaoTrack {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn ask(&self, access: &Access, task: &Task, at: &At, _now_ms: i64) -> Result<Option<Request>, Trouble> {
        if at.is_done {
            return Ok(None);
        }
        Ok(Some(match task {
            Task::Query(followed) => {
                let kind = access.get("request_type").unwrap_or("8001");
                if !["1002", "8001", "8002"].contains(&kind) {
                    return Err(Trouble::Setup { code: "request_type".to_owned(), words: kind.to_owned() });
                }
                request(access, kind, "/Ebusiness/EbusinessOrderHandle.aspx", number(access, followed)?, false)?
            }
            Task::Subscribe { followed, address } => {
                let mut data = number(access, followed)?;
                data["Callback"] = json!(address);
                request(access, SUBSCRIBE, "/api/dist", data, true)?
            }
            Task::Guess { number } => {
                request(access, GUESS, "/Ebusiness/EbusinessOrderHandle.aspx", json!({"LogisticCode": number}), false)?
            }
        }))
    }

    fn hear(&self, _access: &Access, task: &Task, at: &mut At, reply: &Reply) -> Result<Heard, Trouble> {
        let value = letters::object(reply)?;
        let node = Node(&value);
        let mut heard = Heard::default();
        match (task, opened(node)) {
            // The subscription stands already.
            (Task::Subscribe { .. }, Ok(()) | Err(Trouble::Already { .. })) => heard.is_subscribed = true,
            (Task::Query(followed), opened) => {
                opened?;
                let track = track(node, &followed.number);
                heard.is_unknown = track.events.is_empty();
                heard.tracks.push(track);
            }
            (Task::Guess { .. }, opened) => {
                opened?;
                let codes = node.at("Shippers").list().filter_map(|one| one.at("ShipperCode").text());
                heard.carriers = codes.filter_map(|code| carrier_name(ABOUT.carriers, &code).map(str::to_owned)).collect();
            }
            (Task::Subscribe { .. }, Err(trouble)) => return Err(trouble),
        }
        at.is_done = true;
        Ok(heard)
    }

    /// Form with `RequestData`, `RequestType` and `DataSign`; the signature may come encoded once more.
    fn hear_push(&self, access: &Access, push: &Push, now_ms: i64) -> Result<Pushed, PushTrouble> {
        let key = access.get("api_key").ok_or(PushTrouble::NotSpoken)?;
        let pairs = letters::form_pairs(push.body).ok_or_else(|| PushTrouble::Unreadable("no form".to_owned()))?;
        let (Some(data), Some(sign)) = (pairs.get("RequestData"), pairs.get("DataSign")) else { return Err(PushTrouble::Signature) };
        let input = SignInput { secret: key.to_owned(), fields: [("RequestData".to_owned(), data.clone())].into(), ..SignInput::default() };
        let wanted = signed("kdniao", None, &input).map_err(|_| PushTrouble::NotSpoken)?;
        let sign = if sign.contains('%') { letters::decoded(sign) } else { sign.replace(' ', "+") };
        if !letters::same(&wanted, &sign) {
            return Err(PushTrouble::Signature);
        }
        if pairs.get("RequestType").is_some_and(|kind| kind != PUSH && kind != "102") {
            return Err(PushTrouble::Unreadable("another kind of push".to_owned()));
        }
        let value: Value = serde_json::from_str(data).map_err(|_| PushTrouble::Unreadable("RequestData is no JSON".to_owned()))?;
        let node = Node(&value);
        if !node.at("Data").0.is_array() {
            return Err(PushTrouble::Unreadable("no Data".to_owned()));
        }
        let tracks = node.at("Data").list().filter_map(|one| Some(track(one, &one.at("LogisticCode").id()?))).collect();
        Ok(Pushed { tracks, answer: answer(access.get("ebusiness_id").unwrap_or_default(), true, now_ms) })
    }

    fn refuse_push(&self, _trouble: &PushTrouble, now_ms: i64) -> Answer {
        answer("", false, now_ms)
    }
}

fn answer(id: &str, is_good: bool, now_ms: i64) -> Answer {
    let reason = if is_good { "" } else { "拒收" };
    Answer::json(&json!({"EBusinessID": id, "UpdateTime": in_china(now_ms).as_str(), "Success": is_good, "Reason": reason}))
}

/// Carrier, number, and of SF the end of a phone.
fn number(access: &Access, followed: &Followed) -> Result<Value, Trouble> {
    let code = track::carrier(access, &ABOUT, &followed.carrier)?;
    let phone = track::phone_end(&ABOUT, &code, followed)?;
    let mut data = json!({"ShipperCode": code, "LogisticCode": followed.number});
    if ABOUT.phone_of.contains(&code.as_str()) {
        data["CustomerName"] = json!(phone);
    }
    Ok(data)
}

/// What is signed is the very text that is sent, before it is encoded.
fn request(access: &Access, kind: &str, path: &str, mut data: Value, writes: bool) -> Result<Request, Trouble> {
    let callback = data.as_object_mut().and_then(|members| members.remove("Callback"));
    cleanse(&mut data);
    if let Some(callback) = callback {
        data["Callback"] = callback;
    }
    let pairs = Pairs::new().with("RequestData", letters::sorted_json(&data));
    let input = SignInput { secret: access.need("api_key")?.to_owned(), fields: pairs.0.clone(), ..SignInput::default() };
    let sign = signed("kdniao", None, &input)?;
    let pairs =
        pairs.with("EBusinessID", access.need("ebusiness_id")?).with("RequestType", kind).with("DataSign", sign).with("DataType", "2");
    Ok(letters::form(kind, format!("{}{path}", access.house(ABOUT.url)?), &pairs, writes))
}

fn opened(node: Node) -> Result<(), Trouble> {
    match node.at("Success").0 {
        Value::Bool(true) => return Ok(()),
        Value::Bool(false) => {}
        _ => return Err(unreadable("no Success")),
    }
    let code = node.at("ResultCode").text().unwrap_or_else(|| "Success".to_owned());
    let words = node.at("Reason").text().unwrap_or_default();
    let says = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
    Err(if says(&["重复订阅", "已订阅"]) {
        Trouble::Already { code, words }
    } else if says(&["CustomerName", "手机号", "后四位"]) {
        refused("phone", &words)
    } else if says(&["签名", "验证", "用户ID", "用户不存在", "没有可用套餐", "套餐", "余额", "未开通", "权限"])
        || code == "102"
        || code == "104"
    {
        Trouble::Setup { code, words }
    } else if says(&["频繁", "次数", "超限", "并发"]) || code.starts_with("40") {
        Trouble::Wait { after_s: None, code, words }
    } else if says(&["系统", "超时", "繁忙"]) {
        Trouble::Again { code, words }
    } else {
        Trouble::Refused { code, words }
    })
}

fn track(node: Node, number: &str) -> HeardTrack {
    let of = |one: Node| {
        event(
            ABOUT.table,
            one.at("AcceptTime").wall_ms(),
            one.at("AcceptStation").text(),
            one.at("Location").text(),
            &[one.at("Action").text()],
        )
    };
    let mut events: Vec<_> = node.at("Traces").list().filter_map(of).collect();
    settled(ABOUT.table, &mut events, &[node.at("StateEx").text(), node.at("State").text()]);
    let is_finished = node.at("State").text().as_deref() == Some("3");
    HeardTrack { number: number.to_owned(), events, is_finished, ..HeardTrack::default() }
}
