//! What happens once a minute: due work, then a look whether somebody outside of the window has to hear of something. Only alarms of
//! the first grade are told there, each when it comes up and, while it grows, once an hour.

use super::{breaker, list, look, volume};
use crate::App;
use crate::error::Result;
use crate::orders::view::Shops;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use yidan_domain::alarms::{Alarm, Grade};
use yidan_domain::limits::NOTIFY_AGAIN_MINUTES;

/// What was told last, per alarm: how many, and when.
#[derive(Default)]
pub struct Told(Mutex<BTreeMap<Alarm, (i64, i64)>>);

impl Told {
    /// Whether an alarm with this count is news at this moment; noted when it is.
    fn is_news(&self, alarm: Alarm, count: i64, now_ms: i64) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_news = match told.get(&alarm) {
            None => true,
            Some((before, at_ms)) => count > *before && now_ms - at_ms >= NOTIFY_AGAIN_MINUTES * 60_000,
        };
        if is_news {
            told.insert(alarm, (count, now_ms));
        }
        is_news
    }

    /// What stands no more is news when it comes back.
    fn keep(&self, standing: &[Alarm]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|alarm, _| standing.contains(alarm));
    }
}

impl App {
    /// Due work of the clocks, in order, and news for people who are not looking.
    pub(crate) fn look_at_clocks(&self) -> Result<()> {
        let moved = breaker::look(self)?;
        let busy = volume::look(self)?;
        if moved || busy {
            self.ports.faces.changed(&["orders", "setting"]);
        }
        self.tell_alarms()
    }

    fn tell_alarms(&self) -> Result<()> {
        let now_ms = self.now_ms();
        let found = self.store.read(|r| look::look(r, &Shops::of(r)?, now_ms))?;
        let loud: Vec<_> = found.iter().filter(|f| f.alarm.grade() == Grade::Must && f.muted_until_ms.is_none()).collect();
        self.told.keep(&loud.iter().map(|f| f.alarm).collect::<Vec<_>>());
        for f in loud {
            if self.told.is_news(f.alarm, f.count, now_ms) {
                self.ports.faces.alarm(f.alarm.word(), &list::sentence(self, f));
            }
        }
        // Lists that depend on the time alone have changed without a write.
        self.ports.faces.changed(&["alarm"]);
        Ok(())
    }
}
