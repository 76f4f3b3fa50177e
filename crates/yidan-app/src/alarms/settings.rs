//! `alarms.settings`, `alarms.set`, `alarms.mute`: the figures of the clocks, and which alarms are quiet until when.

use crate::desk::{Nothing, Session};
use crate::error::{Code, Failure, Result};
use crate::orders::touch;
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;
use yidan_domain::alarms::{Alarm, Clocks};
use yidan_store::Reader;

/// Setting with the figures that differ from the defaults.
const CLOCKS: &str = "alarm.clocks";
/// Setting with the quiet alarms: word → UTC milliseconds until when.
const MUTED: &str = "alarm.muted";
/// Quiet for longer than this is not quiet but switched off.
const LONGEST_MUTE_MS: i64 = 31 * moment::DAY_MS;

/// The figures in force and those the program came with.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ClocksReply {
    pub clocks: Clocks,
    pub defaults: Clocks,
    /// Alarm word → until when it is quiet, RFC 3339.
    pub muted: BTreeMap<String, String>,
}

/// Keeps one alarm quiet for a while.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MuteRequest {
    pub code: Alarm,
    /// RFC 3339; at most 31 days ahead. Absent = loud again.
    #[serde(default)]
    #[ts(optional)]
    pub until: Option<String>,
}

/// The figures in force. What cannot be read is as if it had never been set.
pub fn clocks(r: &Reader<'_>) -> Result<Clocks> {
    let text = r.setting(CLOCKS)?;
    let told: Option<Clocks> = text.and_then(|t| serde_json::from_str(&t).ok());
    Ok(told.filter(|c| c.first_wrong().is_none()).unwrap_or_default())
}

/// Alarms that are quiet at `now_ms`, and until when.
pub fn muted(r: &Reader<'_>, now_ms: i64) -> Result<BTreeMap<String, i64>> {
    let kept: Option<BTreeMap<String, i64>> = r.setting(MUTED)?.and_then(|t| serde_json::from_str(&t).ok());
    Ok(kept.unwrap_or_default().into_iter().filter(|(_, until)| *until > now_ms).collect())
}

pub fn get(app: &App, _session: &Session, _request: Nothing) -> Result<ClocksReply> {
    let now_ms = app.now_ms();
    app.store.read(|r| {
        let muted = muted(r, now_ms)?.into_iter().map(|(word, until)| (word, moment::rfc3339(until))).collect();
        Ok(ClocksReply { clocks: clocks(r)?, defaults: Clocks::default(), muted })
    })
}

/// Sets all figures at once; what is left out goes back to its default.
pub fn set(app: &App, session: &Session, request: Clocks) -> Result<ClocksReply> {
    if let Some(name) = request.first_wrong() {
        return Err(Failure::new(Code::BadRequest).with("detail", name));
    }
    let now_ms = app.now_ms();
    let text = serde_json::to_string(&request).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
    app.store.write(|w| {
        let is_default = request == Clocks::default();
        w.set_setting(CLOCKS, (!is_default).then_some(text.as_str()), now_ms)?;
        w.append_events(0, &[touch::event(session, now_ms, "clocks", None, None, Some(text.clone()))]).map_err(Failure::from)
    })?;
    get(app, session, Nothing {})
}

pub fn mute(app: &App, session: &Session, request: MuteRequest) -> Result<Nothing> {
    let now_ms = app.now_ms();
    let until_ms = match request.until.as_deref() {
        None => None,
        Some(text) => Some(moment::parse(text).ok_or_else(|| Failure::new(Code::BadRequest).with("detail", "until"))?),
    };
    if until_ms.is_some_and(|until| until - now_ms > LONGEST_MUTE_MS) {
        return Err(Failure::new(Code::BadRequest).with("detail", "until"));
    }
    let word = request.code.word();
    app.store.write(|w| {
        let mut kept = muted(w, now_ms)?;
        kept.remove(word);
        if let Some(until) = until_ms.filter(|until| *until > now_ms) {
            kept.insert(word.to_owned(), until);
        }
        let text = serde_json::to_string(&kept).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
        w.set_setting(MUTED, Some(&text), now_ms)?;
        let data = serde_json::json!({"alarm": word, "until": until_ms.map(moment::short)}).to_string();
        w.append_events(0, &[touch::event(session, now_ms, "mute", None, None, Some(data))]).map_err(Failure::from)
    })?;
    Ok(Nothing {})
}
