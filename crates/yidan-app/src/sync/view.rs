//! `sync.status`, `sync.run`, `sync.ask`, `sync.compare`: how connected shops stand, what each visit brought, and a visit now.

use super::connect::linked;
use super::line::Line;
use super::visit::{Errand, held, visit};
use super::{Halt, KeptTrouble, compare, pull};
use crate::desk::{NameRequest, Nothing, Session, platform_name};
use crate::error::{Code, Failure, Result};
use crate::jobs::{self, JobStarted, Outcome, Running, Wish};
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::limits::RECEIPTS_SHOWN;
use yidan_store::{Link, Receipt, Shop};

/// A connected shop.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LinkView {
    pub shop_id: i64,
    pub shop: String,
    pub platform: String,
    pub platform_name: String,
    pub url: String,
    pub paused: bool,
    /// Nothing is asked until the owner mends the access.
    pub needs_owner: bool,
    /// The writing calls are official, or the owner has checked them.
    pub may_write: bool,
    /// Minutes between two visits, by the owner's word; absent = as usual.
    pub every_minutes: Option<i64>,
    /// What comes of it, and of what the platform wants.
    pub visited_every_minutes: i64,
    /// What its interface can do.
    pub can: Vec<String>,
    /// Everything that changed before this is here.
    pub complete_until: String,
    pub last_at: Option<String>,
    pub next_at: Option<String>,
    /// The last trouble as a sentence with what comes next.
    pub trouble: Option<String>,
    pub receipts: Vec<ReceiptView>,
}

/// What one window brought.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReceiptView {
    /// `window`, `asked_again`, `compared`
    pub kind: String,
    pub from: String,
    pub to: String,
    pub at: String,
    pub pages: i64,
    pub requests: i64,
    pub retries: i64,
    pub orders_new: i64,
    pub orders_updated: i64,
    pub orders_unchanged: i64,
    /// What is missing from the window, and why.
    #[ts(type = "unknown[]")]
    pub gaps: Vec<serde_json::Value>,
    /// The window was not stored; why.
    pub trouble: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SyncStatus {
    pub links: Vec<LinkView>,
    /// `system`, `file`, `locked` or `ring_locked`: where secrets are kept.
    pub secrets: String,
}

/// Visits shops now.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct SyncRequest {
    /// Names; empty = all connected shops that are not paused.
    pub shops: Vec<String>,
    /// As far back as the platform tells.
    pub full: bool,
}

/// What the visit of one shop brought.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ShopVisit {
    pub shop: String,
    pub receipts: Vec<ReceiptView>,
    /// Why it ended early, as a sentence.
    pub error: Option<String>,
}

/// Result of the sync job.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SyncResult {
    pub shops: Vec<ShopVisit>,
    /// Shops that could not be visited to the end.
    pub failed: i64,
    pub orders_new: i64,
    pub orders_updated: i64,
}

pub fn status(app: &App, _session: &Session, _request: Nothing) -> Result<SyncStatus> {
    let links = app.store.get(|r| r.links())?;
    let mut views = Vec::with_capacity(links.len());
    for link in links {
        let (shop, receipts) = app.store.get(|r| Ok((r.shop(link.shop_id)?, r.receipts(link.shop_id, RECEIPTS_SHOWN)?)))?;
        views.push(link_view(app, &shop, &link, receipts));
    }
    Ok(SyncStatus { links: views, secrets: app.ports.secrets.kind().to_owned() })
}

fn link_view(app: &App, shop: &Shop, link: &Link, receipts: Vec<Receipt>) -> LinkView {
    let channel = yidan_platforms::find(&shop.platform).and_then(|p| p.channel());
    let about = channel.map(|c| c.about());
    let trouble = KeptTrouble::read(link.trouble.as_deref()).map(|t| {
        let told = t.sentence(app);
        if link.needs_owner || link.is_paused {
            return told;
        }
        let facts = [("trouble", told), ("from", moment::short(link.cursor_ms)), ("at", moment::short(link.next_at_ms))];
        app.say_with("sync.not_fetched", &facts)
    });
    let last_at = receipts.first().map(|r| moment::rfc3339(r.ended_at_ms));
    LinkView {
        shop_id: shop.id,
        shop: shop.name.clone(),
        platform: shop.platform.clone(),
        platform_name: platform_name(app, &shop.platform),
        url: link.url.clone(),
        paused: link.is_paused,
        needs_owner: link.needs_owner,
        may_write: link.writes_checked || about.is_some_and(|a| a.writes_are_official),
        every_minutes: link.every_s.map(|s| s / 60),
        visited_every_minutes: channel.map_or(0, |c| super::visit::every_s(c, link) / 60),
        can: about.map(|a| a.can.iter().map(|c| crate::platforms::can_word(*c).to_owned()).collect()).unwrap_or_default(),
        complete_until: moment::rfc3339(link.cursor_ms),
        last_at,
        next_at: (!link.is_paused && !link.needs_owner).then(|| moment::rfc3339(link.next_at_ms)),
        trouble,
        receipts: receipts.into_iter().map(|r| receipt_view(app, r)).collect(),
    }
}

fn receipt_view(app: &App, r: Receipt) -> ReceiptView {
    ReceiptView {
        kind: r.kind,
        from: moment::rfc3339(r.from_ms),
        to: moment::rfc3339(r.to_ms),
        at: moment::rfc3339(r.ended_at_ms),
        pages: r.pages,
        requests: r.requests,
        retries: r.retries,
        orders_new: r.orders_new,
        orders_updated: r.orders_updated,
        orders_unchanged: r.orders_unchanged,
        gaps: serde_json::from_str(&r.gaps).unwrap_or_default(),
        trouble: KeptTrouble::read(r.trouble.as_deref()).map(|t| t.sentence(app)),
    }
}

/// Queues a visit of shops, as a job.
pub fn run(app: &App, session: &Session, request: SyncRequest) -> Result<JobStarted> {
    for name in &request.shops {
        linked(app, name)?;
    }
    jobs::queue(app, session, "sync", &request.shops.join(" "), &request)
}

/// The sync job. A visit that was cut off stored whole windows only; the same job goes on from there.
pub fn work(running: &mut Running<'_>) -> Result<Outcome> {
    let app = running.app;
    let request: SyncRequest = running.request()?;
    let mut shops = Vec::new();
    for link in app.store.get(|r| r.links())? {
        let shop = app.store.get(|r| r.shop(link.shop_id))?;
        if if request.shops.is_empty() { !link.is_paused } else { request.shops.contains(&shop.name) } {
            shops.push(shop);
        }
    }
    let total = shops.len() as i64;
    let mut result = SyncResult { shops: Vec::new(), failed: 0, orders_new: 0, orders_updated: 0 };
    for (done, shop) in shops.into_iter().enumerate() {
        let errand = if request.full { Errand::Full } else { Errand::Usual };
        let (receipts, error) = match visit(app, shop.id, errand, &|| false)? {
            None => (Vec::new(), Some(app.say_with("sync.busy", &[]))),
            Some(visited) => (visited.receipts, visited.trouble.map(|t| t.sentence(app))),
        };
        result.orders_new += receipts.iter().map(|r| r.orders_new).sum::<i64>();
        result.orders_updated += receipts.iter().map(|r| r.orders_updated).sum::<i64>();
        result.failed += i64::from(error.is_some());
        let receipts = receipts.into_iter().map(|r| receipt_view(app, r)).collect();
        result.shops.push(ShopVisit { shop: shop.name, receipts, error });
        match running.tick(done as i64 + 1, Some(total))? {
            Wish::GoOn => {}
            Wish::Pause => return Ok(Outcome::Paused),
            Wish::Cancel => return Ok(Outcome::Cancelled),
        }
    }
    let in_part = result.failed > 0;
    let value = serde_json::to_value(result).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
    Ok(if in_part { Outcome::Partly(value) } else { Outcome::Done(value) })
}

/// One order, asked about now.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AskOneRequest {
    pub id: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AskOneReply {
    pub ok: bool,
    /// What came of it.
    pub text: String,
}

/// 重新获取: asks the platform about one order and takes the answer in.
pub fn ask_one(app: &App, _session: &Session, request: AskOneRequest) -> Result<AskOneReply> {
    let (order, shop) = app.store.get(|r| {
        let order = r.show(request.id)?;
        let shop = r.shop(order.shop_id)?;
        Ok((order, shop))
    })?;
    let (_, link) = linked(app, &shop.name)?;
    let stop = || false;
    let asked = held(app, shop.id, |visitor| {
        let mut line = Line::open(app, &link, visitor, &stop)?;
        Ok(line.first_token(&mut |_| Ok(())).and_then(|()| pull::read_back(&mut line, &order.order_no)))
    })?;
    let say = |key: &str| app.say_with(key, &[("no", order.order_no.clone())]);
    Ok(match asked {
        None => AskOneReply { ok: false, text: say("sync.busy") },
        Some(Ok(Some(_))) => AskOneReply { ok: true, text: say("sync.asked") },
        Some(Ok(None)) => AskOneReply { ok: false, text: say("sync.unknown_there") },
        Some(Err(Halt::Failure(failure))) => return Err(failure),
        Some(Err(halt)) => AskOneReply { ok: false, text: KeptTrouble::of(app, &halt).sentence(app) },
    })
}

/// Our orders beside the platform's, order by order; nothing is changed.
pub fn compare(app: &App, _session: &Session, request: NameRequest) -> Result<compare::CompareReply> {
    let (shop, link) = linked(app, &request.name)?;
    compare::compare(app, &shop, &link)
}
