//! `home.board`: the owner's one glance. Every number is a filter whose list adds up to it.

use crate::desk::{Nothing, Session, platform_name};
use crate::error::Result;
use crate::orders::select::{DayOf, Filter, WAITING};
use crate::orders::view::Shops;
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::order::{Stage, State};
use yidan_store::Reader;

/// A number with the list behind it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Tile {
    /// `review`, `warehouse`, `on_the_way`, `delivered`, `after_sale`, or a to-do word (`overdue`, `blocked`, `held`, `exception`, `print_trouble`)
    pub word: String,
    pub count: i64,
    pub sum_fen: i64,
    pub filter: Filter,
}

/// One figure of the strip with its definition.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Kpi {
    /// `untouched` (per mille of the orders before dispatch that wait for nobody), `today_orders`, `today_fen`
    pub word: String,
    pub value: Option<i64>,
}

/// What came in last per shop.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ShopReceipt {
    pub platform: String,
    pub platform_name: String,
    pub shop: String,
    pub orders: i64,
    pub sum_fen: i64,
    pub last_file: Option<String>,
    pub last_import_at: Option<String>,
    pub last_new: i64,
    pub last_updated: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BoardReply {
    pub orders: i64,
    pub stages: Vec<Tile>,
    pub to_do: Vec<Tile>,
    pub kpis: Vec<Kpi>,
    pub shops: Vec<ShopReceipt>,
}

/// The owner's one glance.
pub fn board(app: &App, _session: &Session, _request: Nothing) -> Result<BoardReply> {
    let now_ms = app.now_ms();
    app.store.read(|r| {
        let shops = Shops::new(r.shops()?);
        let tile = |word: &str, filter: Filter| -> Result<Tile> {
            let total = r.total(&filter.to_store(&shops, now_ms)?)?;
            Ok(Tile { word: word.to_owned(), count: total.n, sum_fen: total.sum_fen, filter })
        };
        let stages = Stage::ALL
            .into_iter()
            .map(|stage| tile(stage.word(), Filter { stage: Some(stage), ..Filter::default() }))
            .collect::<Result<Vec<_>>>()?;
        let on = |change: fn(&mut Filter)| {
            let mut f = Filter::default();
            change(&mut f);
            f
        };
        let to_do = vec![
            tile("overdue", on(|f| f.overdue = Some(true)))?,
            tile("to_review", on(|f| f.states = vec![State::ToReview]))?,
            tile("to_print", on(|f| f.states = vec![State::ToPrint]))?,
            tile("held", on(|f| f.held = Some(true)))?,
            tile("exception", on(|f| f.exception = Some(true)))?,
        ];
        let today = moment::day(now_ms);
        let of_today = r.total(&Filter { from: Some(today), date_by: DayOf::Paid, ..Filter::default() }.to_store(&shops, now_ms)?)?;
        let kpis = vec![
            Kpi { word: "today_orders".into(), value: Some(of_today.n) },
            Kpi { word: "today_fen".into(), value: Some(of_today.sum_fen) },
            Kpi { word: "untouched".into(), value: untouched(r)? },
        ];
        let files = r.source_files(FILES_LOOKED_AT)?;
        let receipts = shops
            .all()
            .filter(|s| crate::files::bills::sells(&s.platform))
            .map(|s| {
                let total = r.total(&yidan_store::Filter { shops: vec![s.id], ..yidan_store::Filter::default() })?;
                let last = files.iter().find(|f| f.shop_id == s.id);
                let result: Option<crate::files::import::FileResult> = last.and_then(|f| serde_json::from_str(f.result.as_deref()?).ok());
                Ok(ShopReceipt {
                    platform_name: platform_name(app, &s.platform),
                    platform: s.platform.clone(),
                    shop: s.name.clone(),
                    orders: total.n,
                    sum_fen: total.sum_fen,
                    last_file: last.map(|f| f.name.clone()),
                    last_import_at: moment::maybe(s.last_import_at_ms),
                    last_new: result.as_ref().map_or(0, |f| f.orders_new),
                    last_updated: result.as_ref().map_or(0, |f| f.orders_updated),
                })
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(BoardReply { orders: r.total(&yidan_store::Filter::default())?.n, stages, to_do, kpis, shops: receipts })
    })
}

/// The last import of a shop is looked for among so many files.
const FILES_LOOKED_AT: i64 = 200;

/// Orders waiting or printed that no person had to look at, per mille of all orders before dispatch.
fn untouched(r: &Reader<'_>) -> Result<Option<i64>> {
    let of = |states: &[State]| r.total(&yidan_store::Filter { states: states.to_vec(), ..yidan_store::Filter::default() });
    let waiting = of(&WAITING)?.n;
    let stopped = of(&[State::ToReview])?.n;
    Ok((waiting > 0).then(|| (waiting - stopped) * 1_000 / waiting))
}
