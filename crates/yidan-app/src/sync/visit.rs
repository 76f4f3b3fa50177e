//! A visit to a connected shop, by one visitor at a time: new token if it is due, what waits to be sent, orders that stand still,
//! windows of changed orders. When the next visit is depends on how this one ended.

use super::line::Line;
use super::{Halt, KeptTrouble, keys, pull, send};
use crate::App;
use crate::error::{Code, Failure, Result};
use yidan_domain::limits::{LINK_HOLD_MS, SYNC_EVERY_S, SYNC_LONGEST_REST_MS, SYNC_REST_MS, TOKEN_AHEAD_MS, VISITORS};
use yidan_platforms::channel::{Access, Can, Channel, Trouble};
use yidan_store::{Link, Receipt, Shop};

/// What a visit brought.
#[derive(Debug, Default)]
pub(crate) struct Visited {
    pub receipts: Vec<Receipt>,
    /// Why it ended before its end.
    pub trouble: Option<KeptTrouble>,
    /// Somebody else is visiting this shop.
    pub is_busy: bool,
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
        let free = |l: &&Link| !l.is_paused && !l.needs_owner && l.held_until_ms <= now_ms;
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

/// The shop with its platform's interface.
pub(crate) fn channel_of(app: &App, shop_id: i64) -> Result<(Shop, &'static dyn Channel)> {
    let shop = app.store.get(|r| r.shop(shop_id))?;
    let channel = yidan_platforms::find(&shop.platform).and_then(|p| p.channel());
    let channel = channel.ok_or_else(|| Failure::new(Code::NotFound).with("what", &shop.platform))?;
    Ok((shop, channel))
}

/// Visits a shop now.
pub(crate) fn visit(app: &App, shop_id: i64, errand: Errand, stop: &dyn Fn() -> bool) -> Result<Visited> {
    let (_, channel) = channel_of(app, shop_id)?;
    let mut visited = Visited::default();
    let visitor = visitor(app)?;
    let now_ms = app.now_ms();
    if !app.store.put(|w| w.hold_link(shop_id, &visitor, now_ms, now_ms + LINK_HOLD_MS))? {
        visited.is_busy = true;
        return Ok(visited);
    }
    let link = app.store.get(|r| r.link(shop_id))?.ok_or_else(|| Failure::new(Code::NotFound).with("what", shop_id))?;
    let ended = work(app, channel, &link, &visitor, errand, stop, &mut visited.receipts);
    let now_ms = app.now_ms();
    let about = channel.about();
    app.store.write(|w| {
        {
            match &ended {
                Ok(()) if errand == Errand::Send => {}
                Ok(()) => w.end_visit(shop_id, now_ms + about.walk.every_s.max(SYNC_EVERY_S) * 1_000, None, false)?,
                Err(Halt::Cut) => {}
                Err(halt) => {
                    let trouble = KeptTrouble::of(halt, now_ms);
                    let told = match halt {
                        Halt::Trouble(Trouble::Wait { after_s: Some(s), .. }) => i64::try_from(*s).unwrap_or(i64::MAX / 2_000) * 1_000,
                        _ => 0,
                    };
                    // The longer it fails the longer it rests; the next visit is the probe.
                    let rest = (SYNC_REST_MS << link.fails.clamp(0, 10)).min(SYNC_LONGEST_REST_MS);
                    w.end_visit(shop_id, now_ms + rest.max(told), Some(&trouble.json()), trouble.needs_owner())?;
                }
            }
            w.leave_link(shop_id, &visitor)
        }
        .map_err(Failure::from)
    })?;
    if let Err(halt) = &ended {
        visited.trouble = Some(KeptTrouble::of(halt, now_ms));
    }
    app.ports.faces.changed(&["link"]);
    Ok(visited)
}

fn work(
    app: &App,
    channel: &'static dyn Channel,
    link: &Link,
    visitor: &str,
    errand: Errand,
    stop: &dyn Fn() -> bool,
    receipts: &mut Vec<Receipt>,
) -> std::result::Result<(), Halt> {
    let shop_id = link.shop_id;
    // What a visitor before us was sending when it died waits again; nobody else can be sending now.
    app.store.put(|w| w.requeue_outbox_of(shop_id, app.now_ms()))?;
    let access = Access { url: link.url.clone(), values: keys::load(app, shop_id)? };
    let mut line = Line::new(app, channel, shop_id, access, visitor.to_owned(), stop);
    let about = channel.about();
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

/// Asks a shop about one order now and takes the answer in. `None` = somebody else is visiting; else whether the platform knows it.
pub(super) fn ask_one(app: &App, shop_id: i64, order_no: &str) -> Result<std::result::Result<Option<bool>, KeptTrouble>> {
    let (_, channel) = channel_of(app, shop_id)?;
    let visitor = visitor(app)?;
    let now_ms = app.now_ms();
    if !app.store.put(|w| w.hold_link(shop_id, &visitor, now_ms, now_ms + LINK_HOLD_MS))? {
        return Ok(Ok(None));
    }
    let asked = app.store.get(|r| r.link(shop_id)).map_err(Halt::from).and_then(|link| {
        let url = link.map(|l| l.url).unwrap_or_default();
        let access = Access { url, values: keys::load(app, shop_id)? };
        let stop = || false;
        let mut line = Line::new(app, channel, shop_id, access, visitor.clone(), &stop);
        line.first_token(&mut |_| Ok(()))?;
        pull::read_back(&mut line, order_no)
    });
    app.store.put(|w| w.leave_link(shop_id, &visitor))?;
    match asked {
        Ok(order) => Ok(Ok(Some(order.is_some()))),
        Err(Halt::Failure(failure)) => Err(failure),
        Err(halt) => Ok(Err(KeptTrouble::of(&halt, app.now_ms()))),
    }
}

/// A name that no other visit has.
pub(super) fn visitor(app: &App) -> Result<String> {
    let mut bytes = [0; 8];
    app.ports.randomness.fill(&mut bytes).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
    Ok(bytes.iter().map(|b| format!("{b:02x}")).collect())
}
