//! `orders.demo`: a believable made-up shop month with planted faults. Same seed, same orders.

use super::intake::{self, Origin, Taken};
use super::made_up::{self, Dice, Faults};
use super::review::Review;
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use crate::jobs::{self, JobStarted, Outcome, Running, Wish};
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::limits::{DEMO_ORDERS, IMPORT_BATCH};
use yidan_domain::order::Incoming;
use yidan_domain::wall_time::CHINA_OFFSET_MINUTES;

/// How many orders over how many days, from which seed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DemoRequest {
    /// 1 to 1,000,000.
    pub orders: u64,
    #[serde(default)]
    #[ts(optional)]
    pub seed: Option<u64>,
    /// 30 when absent.
    #[serde(default)]
    #[ts(optional)]
    pub days: Option<u32>,
}

/// Result of the demo job.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DemoResult {
    pub orders: i64,
    pub shops: i64,
    /// Planted faults by kind.
    pub faults: std::collections::BTreeMap<String, i64>,
}

/// Queues the making of demo orders.
pub fn start(app: &App, session: &Session, request: DemoRequest) -> Result<JobStarted> {
    if request.orders == 0 || request.orders > DEMO_ORDERS {
        return Err(Failure::new(Code::BadRequest).with("detail", format!("orders 1–{DEMO_ORDERS}")));
    }
    let title = request.orders.to_string();
    jobs::queue(app, session, "demo", &title, &request)
}

/// How far the making has come; written with every transaction, so that a cut-off job makes no order twice.
#[derive(Default, Serialize, Deserialize)]
struct Note {
    made: u64,
    /// Midnight (UTC+8) before the start, the last moment of the made-up month.
    until_ms: i64,
    stored: i64,
    faults: Faults,
}

/// The demo job: orders go through the same door as imported ones.
pub fn work(running: &mut Running<'_>) -> Result<Outcome> {
    let app = running.app;
    let request: DemoRequest = running.request()?;
    let mut note: Note = running.note();
    let (count, days) = (request.orders, request.days.unwrap_or(30).clamp(1, 366));
    if note.until_ms == 0 {
        note.until_ms = moment::day_start(&moment::day(app.now_ms())).unwrap_or_default();
    }
    let mut dice = Dice::new(request.seed.unwrap_or(1));
    // The same rolls as before the cut, so that the rest is the same too.
    for i in 0..note.made {
        made_up::make(&mut dice, i, count, days, note.until_ms);
    }
    let names = made_up::shops();
    while note.made < count {
        let now_ms = app.now_ms();
        let end = (note.made + IMPORT_BATCH as u64).min(count);
        let actor = running.session.actor.clone();
        app.store.write_bulk(|w| {
            let review = Review::load(w)?;
            let shops: Vec<i64> =
                names.iter().map(|(platform, name)| w.shop_id(platform, name, now_ms)).collect::<std::result::Result<_, _>>()?;
            for i in note.made..end {
                let made = made_up::make(&mut dice, i, count, days, note.until_ms);
                let origin = Origin { actor: &actor, now_ms, shop_id: shops[made.shop], source: "demo", review: &review };
                let incoming = Incoming { draft: &made.draft, is_item_report: true, offset_minutes: CHINA_OFFSET_MINUTES };
                let (taken, _) = intake::take(w, &origin, incoming, &[])?;
                note.stored += i64::from(taken == Taken::New);
                if let Some(fault) = made.fault {
                    *note.faults.entry(fault.to_owned()).or_default() += 1;
                }
            }
            note.made = end;
            let text = serde_json::to_string(&note).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
            w.progress_job(running.row.id, end as i64, Some(count as i64), Some(&text), now_ms).map_err(Failure::from)
        })?;
        match running.look(now_ms)? {
            Wish::GoOn => {}
            Wish::Pause => return Ok(Outcome::Paused),
            Wish::Cancel => return Ok(Outcome::Cancelled),
        }
    }
    app.store.store().analyze()?;
    let result = DemoResult { orders: note.stored, shops: names.len() as i64, faults: note.faults };
    Ok(Outcome::Done(serde_json::to_value(result).map_err(|e| Failure::new(Code::Internal).with("detail", e))?))
}
