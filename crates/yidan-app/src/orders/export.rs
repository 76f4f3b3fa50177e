//! `orders.export`: the selected orders as a sheet.

use super::select::Selection;
use super::view::Shops;
use super::{story, touch};
use crate::desk::{Session, platform_name};
use crate::error::{Code, Failure, Result};
use crate::jobs::{self, JobStarted, Outcome, Running, Wish};
use crate::reconcile::sheet::{listed_moment, report_failure};
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::limits::LIST_ROWS;
use yidan_sheets::reports::{ListedOrder, OrderList};
use yidan_store::ListRow;

/// Which orders go into the sheet.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ExportRequest {
    pub selection: Selection,
}

/// Queues the sheet of the selected orders.
pub fn start(app: &App, session: &Session, request: ExportRequest) -> Result<JobStarted> {
    let ids = request.selection.ids(app)?;
    let title = ids.len().to_string();
    jobs::queue(app, session, "export", &title, &ExportRequest { selection: Selection::Ids(ids) })
}

/// The export job: what the list shows, one row an order, receivers in full. Who took it out is in the trail.
pub fn work(running: &mut Running<'_>) -> Result<Outcome> {
    let app = running.app;
    let request: ExportRequest = running.request()?;
    let Selection::Ids(ids) = &request.selection else { return Err(Failure::new(Code::Internal).with("detail", "selection")) };
    let mut list = OrderList::new().map_err(|e| report_failure(&e))?;
    let mut done = 0;
    for part in ids.chunks(LIST_ROWS) {
        let (rows, shops) = app.store.read(|r| Ok((r.rows(part)?, Shops::of(r)?)))?;
        for row in &rows {
            add(app, &shops, row, &mut list)?;
        }
        done += rows.len() as i64;
        match running.tick(done, Some(ids.len() as i64))? {
            Wish::GoOn => {}
            Wish::Pause => return Ok(Outcome::Paused),
            Wish::Cancel => return Ok(Outcome::Cancelled),
        }
    }
    let name = format!("{}-{}.xlsx", app.say_with("file.orders", &[]), moment::day(app.now_ms()));
    let mut file = app.ports.shelf.create(&name)?;
    list.finish(&mut file).map_err(|e| report_failure(&e))?;
    let now_ms = app.now_ms();
    let data = serde_json::json!({"count": done}).to_string();
    app.store.put(|w| w.append_events(0, &[touch::event(&running.session, now_ms, "export", None, None, Some(data))]))?;
    Ok(Outcome::Done(serde_json::json!({"orders": done, "file": file.finish()?})))
}

fn add(app: &App, shops: &Shops, row: &ListRow, list: &mut OrderList) -> Result<()> {
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    let goods: Vec<String> = row
        .items
        .iter()
        .map(|i| {
            let name = i.sku_code.as_deref().or(i.title.as_deref()).unwrap_or("");
            let spec = i.spec.as_deref().map(|s| format!(" {s}")).unwrap_or_default();
            format!("{name}{spec} ×{}", i.qty.map_or("?".into(), |q| q.to_string()))
        })
        .collect();
    let findings: Vec<String> = row.findings.iter().map(|f| crate::doubles::words::finding_text(app, f)).collect();
    let numbers: Vec<&str> = row.trackings.iter().flatten().map(|t| t.number()).collect();
    let r = &row.receiver;
    let phone = match (&r.phone, &r.phone_ext) {
        (Some(p), Some(e)) => format!("{p}-{e}"),
        (p, _) => text(p),
    };
    list.add(&ListedOrder {
        platform: &platform_name(app, &shops.platform(row.shop_id)),
        shop: &shops.name(row.shop_id),
        order_no: &row.order_no,
        state: &story::state(app, row.state),
        created_at: &listed_moment(row.created_at_ms),
        paid_at: &listed_moment(row.paid_at_ms),
        paid_fen: row.buyer_amount_fen,
        freight_fen: row.freight_fen,
        refund_fen: row.refund_fen,
        receiver: &text(&r.name),
        phone: &phone,
        province: &text(&r.province),
        city: &text(&r.city),
        district: &text(&r.district),
        address: &text(&r.address),
        goods: &goods.join("；"),
        pieces: row.items.iter().filter_map(|i| i.qty).sum(),
        carrier: row.trackings.iter().flatten().next().and_then(|t| t.carrier()).unwrap_or(""),
        tracking_no: &numbers.join(" "),
        buyer_memo: &text(&row.buyer_memo),
        seller_memo: &text(&row.seller_memo),
        findings: &findings.join("；"),
    })
    .map_err(|e| report_failure(&e))
}
