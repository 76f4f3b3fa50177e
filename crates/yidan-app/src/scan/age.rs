//! How old our word about refunds is. Nobody is asked here: a scan answers at once, and says how old its knowledge is when it is too old.

use crate::App;
use crate::error::Result;
use crate::orders::view::Shops;
use crate::sync::KeptTrouble;
use yidan_domain::limits::{SCAN_RECORD_MINUTES, SCAN_RECORD_VISITS, SYNC_EVERY_S};
use yidan_domain::order::Order;
use yidan_store::Reader;

const MINUTE_MS: i64 = 60_000;

/// The sentence about the oldest record among the shops of these orders; `None` = all are fresh, or files are the only news there is.
pub fn warning(app: &App, r: &Reader<'_>, shops: &Shops, orders: &[Order], now_ms: i64) -> Result<Option<String>> {
    let mut oldest: Option<(i64, i64, bool)> = None;
    for order in orders {
        let Some(link) = r.link(order.shop_id)? else { continue };
        let told_ms = r.asked_at(order.id)?.unwrap_or(0).max(link.cursor_ms);
        let age_ms = now_ms - told_ms;
        let trouble = KeptTrouble::read(link.trouble.as_deref());
        let limit_ms = match &trouble {
            Some(_) => SCAN_RECORD_MINUTES * MINUTE_MS,
            None => SCAN_RECORD_VISITS * link.every_s.unwrap_or(SYNC_EVERY_S) * 1_000,
        };
        if age_ms > limit_ms && oldest.is_none_or(|(known, _, _)| age_ms > known) {
            oldest = Some((age_ms, order.shop_id, trouble.is_some_and(|t| matches!(t.kind.as_str(), "lost" | "again"))));
        }
    }
    let Some((age_ms, shop_id, is_net)) = oldest else { return Ok(None) };
    let facts = [("ago", ago(app, age_ms)), ("shop", shops.name(shop_id))];
    Ok(Some(if is_net { app.say_with("scan.net", &facts) } else { app.say_with("scan.stale", &facts) }))
}

fn ago(app: &App, age_ms: i64) -> String {
    let minutes = age_ms / MINUTE_MS;
    let (key, n) = match minutes {
        ..120 => ("scan.minutes", minutes),
        120..2_880 => ("scan.hours", minutes / 60),
        _ => ("scan.days", minutes / 1_440),
    };
    app.say_with(key, &[("n", n.to_string())])
}
