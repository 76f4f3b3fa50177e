//! `consistency.sheet`: a report as a workbook.

use super::view::{self, ConsistencyShopView, ShowRequest};
use crate::App;
use crate::desk::Session;
use crate::error::Result;
use crate::jobs::{self, JobStarted, Outcome, Running};
use crate::reconcile::sheet::report_failure;
use serde_json::json;
use yidan_domain::wall_time::CHINA_OFFSET_MINUTES;
use yidan_sheets::reports::{ConsistencyLine, ConsistencyRow, write_consistency};

/// Queues the workbook of a report.
pub fn start(app: &App, session: &Session, request: ShowRequest) -> Result<JobStarted> {
    let day = view::show(app, session, request.clone())?.day;
    jobs::queue(app, session, "consistency_sheet", &day, &request)
}

/// The job.
pub fn work(running: &mut Running<'_>) -> Result<Outcome> {
    let app = running.app;
    let request: ShowRequest = running.request()?;
    let report = view::show(app, &running.session, request)?;
    let rows: Vec<ConsistencyRow> = report.shops.iter().map(row).collect();
    let lines: Vec<ConsistencyLine> = report.shops.iter().flat_map(|shop| lines(app, shop)).collect();
    let word = app.say_with(&format!("file.consistency.{}", report.kind.word()), &[]);
    let mut file = app.ports.shelf.create(&format!("{word}-{}.xlsx", report.day))?;
    write_consistency(&mut file, CHINA_OFFSET_MINUTES, &rows, &lines).map_err(|e| report_failure(&e))?;
    Ok(Outcome::Done(json!({ "shops": rows.len(), "differences": lines.len(), "file": file.finish()? })))
}

fn row(shop: &ConsistencyShopView) -> ConsistencyRow {
    ConsistencyRow {
        platform: shop.platform_name.clone(),
        shop: shop.shop.clone(),
        theirs: shop.theirs,
        ours: shop.ours,
        arrival_bp: shop.arrival_bp,
        missing: shop.missing.len() as i64,
        fetched: shop.fetched,
        extra: shop.extra.len() as i64,
        different: shop.different.len() as i64,
        doubles: shop.doubles,
        doubles_bp: shop.doubles_bp,
        late: shop.late,
        late_bp: shop.late_bp,
        net: shop.net,
        net_fen: shop.net_fen,
        remark: shop.trouble.clone().unwrap_or_default(),
    }
}

fn lines<'a>(app: &'a App, shop: &'a ConsistencyShopView) -> impl Iterator<Item = ConsistencyLine> + 'a {
    let line = move |order_no: &str, kind: &str| ConsistencyLine {
        platform: shop.platform_name.clone(),
        shop: shop.shop.clone(),
        order_no: order_no.to_owned(),
        kind: app.say_with(&format!("consistency.kind.{kind}"), &[]),
        ..ConsistencyLine::default()
    };
    let missing = shop.missing.iter().map(move |no| line(no, "missing"));
    let extra = shop.extra.iter().map(move |no| line(no, "extra"));
    let different = shop.different.iter().map(move |d| ConsistencyLine {
        field: app.say_with(&format!("field.{}", d.field), &[]),
        ours: d.ours.clone(),
        theirs: d.theirs.clone(),
        ..line(&d.order_no, "different")
    });
    missing.chain(extra).chain(different)
}
