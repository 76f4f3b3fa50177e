//! An hour with far more orders than the same hour of the days before. Looked at once a minute, told once an hour.

use crate::error::{Failure, Result};
use crate::orders::review::by_system;
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use yidan_domain::limits::{DEMO_ORDERS, VOLUME_DAYS, VOLUME_LEAST};
use yidan_store::Reader;

/// Setting with the last hour that was told.
const VOLUME: &str = "alarm.volume";
pub const HOUR_MS: i64 = 3_600_000;

/// An hour that was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BusyHour {
    /// `YYYY-MM-DDTHH` at UTC+8.
    pub hour: String,
    /// Orders in it when it was told.
    pub count: i64,
    /// Orders of the same hour of the days before, on average.
    pub usual: i64,
}

impl BusyHour {
    pub fn facts(&self) -> BTreeMap<String, String> {
        [("hour", self.hour[11..].to_owned()), ("usual", self.usual.to_string())]
            .into_iter()
            .map(|(name, text)| (name.to_owned(), text))
            .collect()
    }
}

/// The hour that was told and is not over.
pub fn standing(r: &Reader<'_>, now_ms: i64) -> Result<Option<BusyHour>> {
    let kept: Option<BusyHour> = r.setting(VOLUME)?.and_then(|text| serde_json::from_str(&text).ok());
    Ok(kept.filter(|busy| busy.hour == moment::hour(now_ms)))
}

/// Counts the hour that runs against the usual one. True when it was told now.
pub fn look(app: &App) -> Result<bool> {
    let now_ms = app.now_ms();
    let start_ms = now_ms.div_euclid(HOUR_MS) * HOUR_MS;
    let told = app.store.read(|r| {
        if standing(r, now_ms)?.is_some() {
            return Ok(None);
        }
        let most = DEMO_ORDERS as i64;
        let count = r.arrivals(start_ms, start_ms + HOUR_MS, most)?;
        if count < VOLUME_LEAST {
            return Ok(None);
        }
        let mut before = 0;
        for day in 1..=VOLUME_DAYS {
            let from_ms = start_ms - day * moment::DAY_MS;
            before += r.arrivals(from_ms, from_ms + HOUR_MS, most)?;
        }
        let percent = super::settings::clocks(r)?.volume_percent;
        // A shop without a past has no usual hour.
        let is_busy = before > 0 && count * VOLUME_DAYS * 100 > before * percent;
        Ok(is_busy.then(|| BusyHour { hour: moment::hour(now_ms), count, usual: before / VOLUME_DAYS }))
    })?;
    let Some(busy) = told else { return Ok(false) };
    let text = serde_json::to_string(&busy).map_err(|e| Failure::new(crate::error::Code::Internal).with("detail", e))?;
    app.store.write(|w| {
        w.set_setting(VOLUME, Some(&text), now_ms)?;
        let data = serde_json::json!({"count": busy.count, "usual": busy.usual}).to_string();
        w.append_events(0, &[by_system(now_ms, "busy_hour", Some(data))]).map_err(Failure::from)
    })?;
    Ok(true)
}
