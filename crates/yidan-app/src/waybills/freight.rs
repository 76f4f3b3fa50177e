//! `freight.list`, `freight.save`: what carriers take, by place and weight: first weight and continued weight, as their price lists say.

use crate::App;
use crate::desk::{Nothing, Session};
use crate::error::{Code, Failure, Result};
use crate::orders::touch::event;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use yidan_domain::limits::FREIGHT_ROWS;
use yidan_store::FreightPrice;

/// One line of a carrier's price list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FreightRow {
    pub carrier: String,
    /// Provinces as they are written; empty = everywhere that no other line of the carrier names.
    #[serde(default)]
    pub provinces: Vec<String>,
    pub first_g: i64,
    pub first_fen: i64,
    /// 0 = nothing is added above the first weight.
    #[serde(default)]
    pub next_g: i64,
    #[serde(default)]
    pub next_fen: i64,
}

/// The whole price list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct FreightTable {
    pub rows: Vec<FreightRow>,
}

/// What a parcel costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quote {
    pub fen: i64,
    /// The province as the list names it; empty = everywhere else.
    pub place: String,
}

/// A province without what it ends with, as people leave it out at will.
fn bare(province: &str) -> &str {
    let ends = ["壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "省", "市"];
    ends.iter().find_map(|end| province.trim().strip_suffix(end)).unwrap_or(province.trim())
}

/// What a carrier takes for a parcel; `None` = its list says nothing of it.
pub(super) fn quote(prices: &[FreightPrice], carrier: &str, province: &str, weight_g: i64) -> Option<Quote> {
    let of_carrier = || prices.iter().filter(|p| p.carrier == carrier);
    let here = bare(province);
    let named = of_carrier().find(|p| !here.is_empty() && p.provinces.iter().any(|name| bare(name) == here));
    let line = named.or_else(|| of_carrier().find(|p| p.provinces.is_empty()))?;
    let over_g = (weight_g - line.first_g).max(0);
    // Every weight that is begun counts.
    let steps = if line.next_g > 0 { over_g.checked_add(line.next_g - 1)? / line.next_g } else { 0 };
    let fen = line.first_fen.checked_add(steps.checked_mul(line.next_fen)?)?;
    Some(Quote { fen, place: if named.is_some() { here.to_owned() } else { String::new() } })
}

pub fn list(app: &App, _session: &Session, _request: Nothing) -> Result<FreightTable> {
    let rows = app.store.get(|r| r.freight_prices())?;
    let row = |p: FreightPrice| FreightRow {
        carrier: p.carrier,
        provinces: p.provinces,
        first_g: p.first_g,
        first_fen: p.first_fen,
        next_g: p.next_g,
        next_fen: p.next_fen,
    };
    Ok(FreightTable { rows: rows.into_iter().map(row).collect() })
}

/// Puts a whole price list in place of the old one.
pub fn save(app: &App, session: &Session, request: FreightTable) -> Result<FreightTable> {
    if request.rows.len() > FREIGHT_ROWS {
        return Err(Failure::new(Code::BadRequest).with("detail", format!("rows: {FREIGHT_ROWS}")));
    }
    let mut prices = Vec::new();
    for (at, row) in request.rows.iter().enumerate() {
        let bad = |what: &str| Failure::new(Code::BadRequest).with("detail", format!("{}: {what}", at + 1));
        if row.carrier.trim().is_empty() {
            return Err(bad("carrier"));
        }
        if row.first_g < 0 || row.first_fen < 0 || row.next_g < 0 || row.next_fen < 0 || (row.next_g == 0 && row.next_fen > 0) {
            return Err(bad("first_g first_fen next_g next_fen"));
        }
        prices.push(FreightPrice {
            carrier: row.carrier.trim().to_owned(),
            provinces: row.provinces.iter().map(|p| bare(p).to_owned()).filter(|p| !p.is_empty()).collect(),
            first_g: row.first_g,
            first_fen: row.first_fen,
            next_g: row.next_g,
            next_fen: row.next_fen,
        });
    }
    let now_ms = app.now_ms();
    app.store.write(|w| {
        w.put_freight_prices(&prices)?;
        let data = json!({"rows": prices.len()}).to_string();
        Ok::<(), Failure>(w.append_events(0, &[event(session, now_ms, "freight_prices", None, None, Some(data))])?)
    })?;
    list(app, session, Nothing {})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_weight_and_every_begun_weight_after_it() {
        let line = |provinces: &[&str], first_fen, next_fen| FreightPrice {
            carrier: "中通".into(),
            provinces: provinces.iter().map(|p| (*p).to_owned()).collect(),
            first_g: 1_000,
            first_fen,
            next_g: 1_000,
            next_fen,
        };
        let prices = [line(&["浙江", "上海"], 250, 50), line(&["内蒙古", "新疆"], 1_500, 1_200), line(&[], 350, 150)];
        for (province, grams, want) in [
            ("浙江省", 800, Some(250)),
            ("浙江省", 1_000, Some(250)),
            ("浙江省", 1_001, Some(300)),
            ("上海市", 2_500, Some(350)),
            ("内蒙古自治区", 500, Some(1_500)),
            ("新疆维吾尔自治区", 3_000, Some(3_900)),
            ("湖南省", 1_500, Some(500)),
            ("", 100, Some(350)),
        ] {
            assert_eq!(quote(&prices, "中通", province, grams).map(|q| q.fen), want, "{province} {grams}");
        }
        assert_eq!(quote(&prices, "圆通", "浙江省", 500), None);
    }
}
