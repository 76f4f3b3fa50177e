//! A visit to a connected shop, by one visitor at a time: new token if it is due, what waits to be sent, orders that stand still,
//! windows of changed orders. When the next visit is depends on how this one ended.

use super::line::Line;
use super::{Halt, KeptTrouble, pull, send};
use crate::App;
use crate::error::{Code, Failure, Result};
use yidan_domain::limits::{LINK_HOLD_MS, SYNC_EVERY_S, SYNC_LONGEST_REST_MS, SYNC_REST_MS, TOKEN_AHEAD_MS, VISITORS};
use yidan_platforms::channel::{Can, Channel, Trouble};
use yidan_store::{Link, Receipt};

/// What a visit brought.
#[derive(Debug, Default)]
pub(crate) struct Visited {
    pub receipts: Vec<Receipt>,
    /// Why it ended before its end.
    pub trouble: Option<KeptTrouble>,
}

/// What a visit is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Errand {
    /// What is due.
    Usual,
    /// Now, as far back as the platform tells.
    Full,
    /// Only what waits to be sent.
    Send,
}

impl App {
    /// Shops that want a visit now: their time has come, or something waits to be sent.
    pub fn shops_due(&self) -> Result<Vec<i64>> {
        let now_ms = self.now_ms();
        let links = self.store.get(|r| r.links())?;
        let waiting = self.store.get(|r| r.outbox_shops(now_ms))?;
        let held = |l: &Link| l.held_until_ms > now_ms && is_visited(self, &l.holder);
        let free = |l: &&Link| !l.is_paused && !l.needs_owner && !held(l);
        let due = |l: &&Link| l.next_at_ms <= now_ms || (waiting.contains(&l.shop_id) && l.fails == 0);
        Ok(links.iter().filter(free).filter(due).map(|l| l.shop_id).take(VISITORS).collect())
    }

    /// Visits a shop that is due. Blocking; meant for a thread of its own. `stop` is asked between requests.
    pub fn visit_shop(&self, shop_id: i64, stop: &dyn Fn() -> bool) -> Result<()> {
        let now_ms = self.now_ms();
        let is_time = self.store.get(|r| r.link(shop_id))?.is_some_and(|l| l.next_at_ms <= now_ms);
        visit(self, shop_id, if is_time { Errand::Usual } else { Errand::Send }, stop).map(drop)
    }
}

/// The interface of a shop's platform.
pub(super) fn channel_of(app: &App, shop_id: i64) -> Result<&'static dyn Channel> {
    let shop = app.store.get(|r| r.shop(shop_id))?;
    let channel = yidan_platforms::find(&shop.platform).and_then(|p| p.channel());
    channel.ok_or_else(|| Failure::new(Code::NotFound).with("what", &shop.platform))
}

/// Seconds between two visits of a shop: the owner's word or the usual, but never less than the platform wants.
pub(super) fn every_s(channel: &dyn Channel, link: &Link) -> i64 {
    channel.about().walk.every_s.max(link.every_s.unwrap_or(SYNC_EVERY_S))
}

/// Holds a shop for one visitor while `work` talks with its platform, and lets it go however the work ends. `None` = somebody else
/// is visiting it.
pub(super) fn held<T>(app: &App, shop_id: i64, work: impl FnOnce(&str) -> Result<T>) -> Result<Option<T>> {
    let (visitor, now_ms) = (visitor(app)?, app.now_ms());
    let is_held = app.store.put(|w| {
        // A visitor whose process has died visits nobody any more.
        if let Some(dead) = w.link(shop_id)?.map(|l| l.holder).filter(|h| !h.is_empty() && !is_visited(app, h)) {
            w.leave_link(shop_id, &dead)?;
        }
        w.hold_link(shop_id, &visitor, now_ms, now_ms + LINK_HOLD_MS)
    })?;
    if !is_held {
        return Ok(None);
    }
    let done = work(&visitor);
    app.store.put(|w| w.leave_link(shop_id, &visitor))?;
    done.map(Some)
}

/// Visits a shop now. `None` = somebody else is visiting it.
pub(crate) fn visit(app: &App, shop_id: i64, errand: Errand, stop: &dyn Fn() -> bool) -> Result<Option<Visited>> {
    let channel = channel_of(app, shop_id)?;
    let visited = held(app, shop_id, |visitor| {
        let link = app.store.get(|r| r.link(shop_id))?.ok_or_else(|| Failure::new(Code::NotFound).with("what", shop_id))?;
        let mut visited = Visited::default();
        let ended = work(app, &link, visitor, errand, stop, &mut visited.receipts);
        let now_ms = app.now_ms();
        match ended {
            Ok(()) if errand == Errand::Send => {}
            Ok(()) => app.store.put(|w| w.end_visit(shop_id, now_ms + every_s(channel, &link) * 1_000, None, false))?,
            Err(halt) => {
                let trouble = KeptTrouble::of(app, &halt);
                if !matches!(halt, Halt::Cut) {
                    let next_at_ms = now_ms + rest_ms(&halt, link.fails);
                    app.store.put(|w| w.end_visit(shop_id, next_at_ms, Some(&trouble.json()), halt.needs_owner()))?;
                }
                visited.trouble = Some(trouble);
            }
        }
        Ok(visited)
    })?;
    if visited.is_some() {
        app.ports.faces.changed(&["link"]);
    }
    Ok(visited)
}

/// The longer a shop fails the longer it rests, and at least as long as its platform says; the next visit is the probe.
fn rest_ms(halt: &Halt, fails: i64) -> i64 {
    let told = match halt {
        Halt::Trouble(Trouble::Wait { after_s: Some(s), .. }) => i64::try_from(*s).unwrap_or(i64::MAX / 2_000) * 1_000,
        _ => 0,
    };
    (SYNC_REST_MS << fails.clamp(0, 10)).min(SYNC_LONGEST_REST_MS).max(told)
}

fn work(
    app: &App,
    link: &Link,
    visitor: &str,
    errand: Errand,
    stop: &dyn Fn() -> bool,
    receipts: &mut Vec<Receipt>,
) -> std::result::Result<(), Halt> {
    // What a visitor before us was sending when it died waits again; nobody else can be sending now.
    app.store.put(|w| w.requeue_outbox_of(link.shop_id, app.now_ms()))?;
    let mut line = Line::open(app, link, visitor, stop)?;
    let about = line.channel.about();
    line.first_token(&mut |_| Ok(()))?;
    if about.can.contains(&Can::Token) && link.token_until_ms.is_some_and(|until| until - app.now_ms() < TOKEN_AHEAD_MS) {
        line.refresh()?;
    }
    send::send_due(&mut line, about.writes_are_official || link.writes_checked)?;
    if errand != Errand::Send {
        receipts.extend(pull::ask_again(&mut line)?);
        pull::pull(&mut line, link, errand == Errand::Full, receipts)?;
    }
    Ok(())
}

/// A name that no other visit has: the mark of this process, and a word of the visit's own.
fn visitor(app: &App) -> Result<String> {
    let mut bytes = [0; 8];
    app.ports.randomness.fill(&mut bytes).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
    let own: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    Ok(format!("{}/{own}", app.alive.id()))
}

/// The process of this visitor lives.
fn is_visited(app: &App, visitor: &str) -> bool {
    app.alive.is_alive(visitor.split('/').next().unwrap_or_default())
}
