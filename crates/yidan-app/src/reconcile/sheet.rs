//! The month's workbook: rows of the store into the words of the sheet.

use super::month::{MonthRequest, SheetResult, of};
use crate::desk::platform_name;
use crate::error::{Code, Failure, Result};
use crate::jobs::{Outcome, Running};
use crate::orders::story;
use crate::{App, moment};
use std::collections::HashMap;
use std::ops::ControlFlow;
use yidan_domain::order::State;
use yidan_domain::wall_time::CHINA_OFFSET_MINUTES;
use yidan_domain::{RefundState, Severity};
use yidan_sheets::reports::{
    EachGoods, EachOrder, EachProblem, MonthGoods, MonthHead, MonthOrder, MonthProblem, MonthSource, ReportError, SourceError, write_month,
};
use yidan_store::{Month, Reader};

/// The sheet job.
pub fn work(running: &mut Running<'_>) -> Result<Outcome> {
    let app = running.app;
    let request: MonthRequest = running.request()?;
    let month = of(app, &request)?;
    let scope = request.shop.clone().unwrap_or_else(|| app.say_with("sheet.all_shops", &[]));
    let whole = yidan_store::Filter {
        from_ms: Some(month.from_ms),
        to_ms: Some(month.to_ms),
        shops: month.shop.into_iter().collect(),
        ..yidan_store::Filter::default()
    };
    let expected = app.store.get(|r| r.total(&whole))?.n;
    let now = yidan_domain::WallTime::from_utc_ms(app.now_ms(), CHINA_OFFSET_MINUTES);
    let head = MonthHead {
        month: request.month.clone(),
        scope: scope.clone(),
        basis: app.say_with("sheet.basis", &[]),
        made_at: now.as_str().to_owned(),
        offset_minutes: CHINA_OFFSET_MINUTES,
        states: State::ALL.into_iter().map(|s| story::state(app, s)).collect(),
        expected_orders: expected.max(0) as u64,
        temp_dir: None,
    };
    let name = app.say_with("sheet.file", &[("month", request.month.clone()), ("scope", scope)]);
    let mut file = app.ports.shelf.create(&format!("{}.xlsx", name.replace(['/', '\\', ':'], "-")))?;
    let outcome = app.store.read(|r| {
        let shops = r.shops()?;
        let names = shops.iter().map(|s| (s.id, (platform_name(app, &s.platform), s.name.clone()))).collect();
        let mut rows = Rows { app, r, month, names, running, expected, failed: None };
        let written = write_month(&mut file, &head, &mut rows);
        if let Some(f) = rows.failed {
            return Err(f);
        }
        written.map_err(|e| report_failure(&e))
    })?;
    let result = SheetResult {
        file: Some(file.finish()?),
        orders: outcome.orders as i64,
        sum_fen: outcome.sum_fen,
        differences: outcome.differences as i64,
        sheets: outcome.sheets,
    };
    Ok(Outcome::Done(serde_json::to_value(result).map_err(|e| Failure::new(Code::Internal).with("detail", e))?))
}

pub fn report_failure(e: &ReportError) -> Failure {
    let text = e.to_string();
    if text.contains("No space left") {
        return Failure::new(Code::DiskFull);
    }
    Failure::new(Code::Internal).with("detail", text)
}

struct Rows<'a, 'r> {
    app: &'a App,
    r: &'a Reader<'a>,
    month: Month,
    /// Platform and shop names by shop id.
    names: HashMap<i64, (String, String)>,
    running: &'a mut Running<'r>,
    expected: i64,
    failed: Option<Failure>,
}

impl MonthSource for Rows<'_, '_> {
    fn orders(&mut self, each: EachOrder<'_>) -> std::result::Result<(), SourceError> {
        let words: HashMap<State, String> = State::ALL.into_iter().map(|s| (s, story::state(self.app, s))).collect();
        let mut done = 0;
        let (names, running, failed, app) = (&self.names, &mut *self.running, &mut self.failed, self.app);
        self.r.month_orders(self.month, |o| {
            done += 1;
            if done % 4_096 == 0
                && let Err(f) = running.tick(done, Some(self.expected))
            {
                *failed = Some(f);
                return ControlFlow::Break(());
            }
            let (platform, shop) = names.get(&o.shop_id).map_or(("", ""), |(p, s)| (p, s));
            let numbers: Vec<&str> = o.trackings.iter().map(|t| t.number()).collect();
            let text = |t: &Option<String>| t.clone().unwrap_or_default();
            each(&MonthOrder {
                platform,
                shop,
                order_no: &o.order_no,
                state: words.get(&o.state).map_or("", String::as_str),
                status_raw: &text(&o.status_raw),
                created_at_ms: o.created_at_ms,
                paid_at_ms: o.paid_at_ms,
                shipped_at_ms: o.shipped_at_ms,
                finished_at_ms: o.finished_at_ms,
                pieces: o.pieces,
                receivable_fen: o.merchant_amount_fen.or(o.buyer_amount_fen),
                paid_fen: o.buyer_amount_fen,
                freight_fen: o.freight_fen,
                refund_fen: o.refund_fen,
                refund_state: &refund_word(app, o.refund_state),
                carrier: o.trackings.first().and_then(|t| t.carrier()).unwrap_or(""),
                tracking_no: &numbers.join(" "),
                province: &text(&o.province),
                city: &text(&o.city),
                marks: &marks(app, o.marks),
                buyer_memo: &text(&o.buyer_memo),
                seller_memo: &text(&o.seller_memo),
            })
        })?;
        Ok(())
    }

    fn goods(&mut self, each: EachGoods<'_>) -> std::result::Result<(), SourceError> {
        self.r.month_goods(self.month, |g| {
            let text = |t: &Option<String>| t.clone().unwrap_or_default();
            each(&MonthGoods {
                sku_code: &text(&g.sku_code),
                title: &text(&g.title),
                spec: &text(&g.spec),
                orders: g.orders,
                pieces: g.qty,
                amount_fen: g.amount_fen,
                refund_fen: g.refund_fen,
            })
        })?;
        Ok(())
    }

    fn problems(&mut self, each: EachProblem<'_>) -> std::result::Result<(), SourceError> {
        let (names, app) = (&self.names, self.app);
        self.r.month_findings(self.month, |f| {
            if f.severity < Severity::Warning {
                return ControlFlow::Continue(());
            }
            let (platform, shop) = names.get(&f.shop_id).map_or(("", ""), |(p, s)| (p, s));
            let severity = app.say_with(if f.severity == Severity::Blocking { "severity.blocking" } else { "severity.warning" }, &[]);
            let text = crate::doubles::words::text_of(app, &f.code, &f.facts);
            each(&MonthProblem { platform, shop, order_no: &f.order_no, severity: &severity, text: &text })
        })?;
        Ok(())
    }
}

fn refund_word(app: &App, r: Option<RefundState>) -> String {
    let word = match r {
        None | Some(RefundState::None) => return String::new(),
        Some(RefundState::InProgress) => "in_progress",
        Some(RefundState::Partial) => "partial",
        Some(RefundState::Full) => "full",
        Some(RefundState::PartialOrFull) => "partial_or_full",
    };
    app.say_with(&format!("refund.{word}"), &[])
}

fn marks(app: &App, m: yidan_domain::order::Marks) -> String {
    let set = [(m.held, "held"), (m.locked, "locked"), (m.exception, "exception"), (m.after_sale, "after_sale"), (m.urgent, "urgent")];
    let words: Vec<String> = set.into_iter().filter(|(on, _)| *on).map(|(_, w)| app.say_with(&format!("mark.{w}"), &[])).collect();
    words.join(" ")
}

/// For the order list's own sheet.
pub fn listed_moment(ms: Option<i64>) -> String {
    ms.map(moment::short).unwrap_or_default()
}
