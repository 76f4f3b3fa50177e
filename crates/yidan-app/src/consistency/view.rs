//! `consistency.list` and `consistency.show`: the reports that were made, and one of them whole.

use super::Kind;
use crate::desk::{Nothing, Session, platform_name};
use crate::error::{Code, Failure, Result};
use crate::sync::KeptTrouble;
use crate::sync::compare::DifferenceView;
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::limits::CONSISTENCY_SHOWN;
use yidan_store::{ConsistencyDifference, ConsistencyReport, ConsistencyShop};

/// One report in the list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ConsistencyHead {
    pub kind: Kind,
    /// `YYYY-MM-DD`
    pub day: String,
    pub made_at: String,
    pub shops: i64,
    /// Orders with a difference, each counted once for each.
    pub differences: i64,
    /// Shops that could not be asked.
    pub not_asked: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ConsistencyList {
    /// Newest first.
    pub reports: Vec<ConsistencyHead>,
}

/// Which report.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(rename = "ConsistencyShowRequest")]
pub struct ShowRequest {
    pub kind: Kind,
    /// `YYYY-MM-DD`; absent = the latest of its kind.
    pub day: Option<String>,
}

/// One shop of a report. Rates in hundredths of a percent; absent where there is nothing to divide by.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ConsistencyShopView {
    pub shop: String,
    pub platform: String,
    pub platform_name: String,
    /// Orders by the platform; absent = it was not asked.
    pub theirs: Option<i64>,
    pub ours: i64,
    /// 落库率: of the platform's orders those that were here.
    pub arrival_bp: Option<i64>,
    pub missing: Vec<String>,
    /// Of the missing ones, brought in since.
    pub fetched: i64,
    pub extra: Vec<String>,
    /// Values as people read them.
    pub different: Vec<DifferenceView>,
    /// 重复率: of our orders those that may be another one once more.
    pub doubles: i64,
    pub doubles_bp: Option<i64>,
    /// 超时率: of our orders those that came in more than half an hour after they were made or paid.
    pub late: i64,
    pub late_bp: Option<i64>,
    /// 净单: paid, neither cancelled nor refunded whole.
    pub net: i64,
    pub net_fen: i64,
    /// Why it was not compared, as a sentence.
    pub trouble: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ConsistencyView {
    pub kind: Kind,
    pub day: String,
    pub from: String,
    pub to: String,
    pub made_at: String,
    pub shops: Vec<ConsistencyShopView>,
}

pub fn list(app: &App, _session: &Session, _request: Nothing) -> Result<ConsistencyList> {
    app.store.read(|r| {
        let mut reports = Vec::new();
        for report in r.consistency_reports(CONSISTENCY_SHOWN)? {
            let shops = r.consistency_shops(report.id)?;
            reports.push(ConsistencyHead {
                kind: kind_of(&report),
                made_at: moment::rfc3339(report.made_at_ms),
                shops: shops.len() as i64,
                differences: r.consistency_found(report.id)?,
                not_asked: shops.iter().filter(|s| s.trouble.is_some()).count() as i64,
                day: report.day,
            });
        }
        Ok(ConsistencyList { reports })
    })
}

pub fn show(app: &App, _session: &Session, request: ShowRequest) -> Result<ConsistencyView> {
    let told = request.day.clone().unwrap_or_else(|| request.kind.word().to_owned());
    app.store.read(|r| {
        let report = match &request.day {
            Some(day) => r.consistency_of(request.kind.word(), day)?,
            None => r.consistency_reports(CONSISTENCY_SHOWN)?.into_iter().find(|report| kind_of(report) == request.kind),
        };
        let report = report.ok_or_else(|| Failure::new(Code::NotFound).with("what", told))?;
        let differences = r.consistency_differences(report.id)?;
        let mut shops = Vec::new();
        for row in r.consistency_shops(report.id)? {
            let shop = r.shop(row.shop_id)?;
            let of_shop: Vec<&ConsistencyDifference> = differences.iter().filter(|d| d.shop_id == shop.id).collect();
            let names = (shop.name, platform_name(app, &shop.platform), shop.platform);
            shops.push(shop_view(app, names, row, &of_shop));
        }
        Ok(ConsistencyView {
            kind: kind_of(&report),
            from: moment::rfc3339(report.from_ms),
            to: moment::rfc3339(report.to_ms),
            made_at: moment::rfc3339(report.made_at_ms),
            day: report.day,
            shops,
        })
    })
}

fn kind_of(report: &ConsistencyReport) -> Kind {
    if report.kind == Kind::Week.word() { Kind::Week } else { Kind::Day }
}

fn shop_view(
    app: &App,
    (shop, platform_name, platform): (String, String, String),
    row: ConsistencyShop,
    differences: &[&ConsistencyDifference],
) -> ConsistencyShopView {
    let whole = |kind: &str| -> Vec<String> { differences.iter().filter(|d| d.kind == kind).map(|d| d.order_no.clone()).collect() };
    let missing = whole("missing");
    let different = differences.iter().filter(|d| d.kind == "different").map(|d| DifferenceView {
        order_no: d.order_no.clone(),
        field: d.field.clone(),
        ours: told(app, &d.field, &d.ours),
        theirs: told(app, &d.field, &d.theirs),
    });
    ConsistencyShopView {
        shop,
        platform,
        platform_name,
        theirs: row.theirs,
        ours: row.ours,
        arrival_bp: row.theirs.and_then(|theirs| part_bp(theirs - missing.len() as i64, theirs)),
        fetched: row.fetched,
        extra: whole("extra"),
        different: different.collect(),
        doubles: row.counts.doubles,
        doubles_bp: part_bp(row.counts.doubles, row.counts.ours),
        late: row.counts.late,
        late_bp: part_bp(row.counts.late, row.counts.ours),
        net: row.counts.net,
        net_fen: row.counts.net_fen,
        trouble: KeptTrouble::read(row.trouble.as_deref()).map(|t| t.sentence(app)),
        missing,
    }
}

/// A value of a field as people read it.
fn told(app: &App, field: &str, value: &str) -> String {
    match (field, value.parse::<i64>()) {
        (_, _) if value.is_empty() => String::new(),
        ("buyer_amount_fen", Ok(fen)) => yidan_domain::money::yuan(fen),
        ("status", _) => app.say_with(&format!("draft_status.{value}"), &[]),
        ("refund_state", _) => app.say_with(&format!("refund.{value}"), &[]),
        _ => value.to_owned(),
    }
}

/// A part in hundredths of a percent, rounded down: only all is all.
fn part_bp(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| part * 10_000 / whole)
}
