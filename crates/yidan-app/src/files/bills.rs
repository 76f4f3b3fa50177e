//! Lines of bills: what tells one from another, how they are shown, and `bills.list`.

use crate::App;
use crate::desk::{Session, platform_name};
use crate::error::{Code, Failure, Result};
use crate::moment;
use crate::orders::view::Shops;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use ts_rs::TS;
use yidan_domain::limits::HISTORY_ROWS;
use yidan_domain::order::Order;
use yidan_domain::{BillLine, Direction};
use yidan_sheets::{Kind, SourceRow};
use yidan_store::{BillFilter, KeptLine, Reader};

/// A line of a bill with the place it stands in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct BillView {
    pub id: i64,
    /// `settlement`, `fund_flow`, `trade_bill`, `personal_bill`, `bank_statement`, `carrier_bill`
    pub bill: String,
    pub bill_name: String,
    pub platform: String,
    pub platform_name: String,
    /// The account: a shop, or one's account with a payment house, bank or carrier.
    pub shop: String,
    pub file_id: i64,
    pub file: String,
    pub sheet: Option<String>,
    pub row: i64,
    /// As the file tells it: wall time, or a day.
    pub at: Option<String>,
    pub direction: Option<Direction>,
    /// Signed, + into the shop (of carriers: cost +).
    pub amount_fen: i64,
    /// `goods`, `refund`, `platform_fee`, …
    pub kind: Option<String>,
    /// Our words for the kind; without one the bill's own, else the bill's name.
    pub kind_name: String,
    pub type_raw: Option<String>,
    pub line_id: Option<String>,
    pub order_no: Option<String>,
    pub sub_order_no: Option<String>,
    pub tracking_no: Option<String>,
    pub balance_fen: Option<i64>,
    pub fees: Option<BTreeMap<String, i64>>,
    pub party: Option<String>,
    pub remark: Option<String>,
    pub weight_g: Option<i64>,
}

/// Asks for a page of bill lines.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct BillsRequest {
    /// Name of the account.
    pub shop: Option<String>,
    /// `YYYY-MM`
    pub month: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// At most 500; absent = 100.
    pub limit: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BillsReply {
    pub lines: Vec<BillView>,
    pub next: Option<String>,
}

/// Lines of bills, newest first.
pub fn list(app: &App, _session: &Session, request: BillsRequest) -> Result<BillsReply> {
    let limit = request.limit.unwrap_or(100).clamp(1, HISTORY_ROWS);
    let bad = |what: &str| Failure::new(Code::BadRequest).with("detail", what);
    let mut filter = BillFilter::default();
    if let Some(month) = request.month.as_deref().filter(|m| !m.is_empty()) {
        let (from, to) = moment::month_span(month).ok_or_else(|| bad("month"))?;
        (filter.from, filter.to) = (Some(moment::day(from)), Some(moment::day(to)));
    }
    let after = match request.after.as_deref() {
        None => None,
        Some(text) => Some(text.rsplit_once('@').and_then(|(at, id)| Some((at, id.parse::<i64>().ok()?))).ok_or_else(|| bad("after"))?),
    };
    app.store.read(|r| {
        let shops = Shops::of(r)?;
        filter.shop_id = shops.asked_for(request.shop.as_deref());
        let rows = r.bill_lines(&filter, after, limit)?;
        let mark = |l: &KeptLine| format!("{}@{}", l.line.at.as_ref().map_or("", |t| t.as_str()), l.id);
        let next = (rows.len() as i64 == limit).then(|| rows.last().map(mark)).flatten();
        Ok(BillsReply { lines: rows.into_iter().map(|l| shown(app, &shops, l)).collect(), next })
    })
}

/// The lines that name an order, one of its lines or one of its parcels. A platform's own bill speaks of that platform's orders only.
pub fn of_order(app: &App, r: &Reader<'_>, shops: &Shops, order: &Order) -> Result<Vec<BillView>> {
    let mut numbers = vec![order.order_no.clone()];
    numbers.extend(order.items.iter().filter_map(|i| i.sub_no.clone()));
    numbers.sort();
    numbers.dedup();
    let trackings: Vec<String> = order.trackings.iter().flatten().map(|t| t.number().to_owned()).collect();
    let platform = shops.platform(order.shop_id);
    let fits = |l: &KeptLine| {
        let of = shops.platform(l.shop_id);
        of == platform || l.shop_id == order.shop_id || !sells(&of) || of == super::mapping::OWN
    };
    let lines = r.lines_of(&numbers, &trackings)?;
    Ok(lines.into_iter().filter(fits).map(|l| shown(app, shops, l)).collect())
}

/// Is this a marketplace, or a table of one's own? Payment houses, banks and carriers have accounts, but no orders.
pub fn sells(platform: &str) -> bool {
    !yidan_platforms::LIST.iter().any(|p| p.code() == platform && p.status_words().is_empty())
}

fn shown(app: &App, shops: &Shops, l: KeptLine) -> BillView {
    let platform = shops.platform(l.shop_id);
    let line = l.line;
    let bill_name = app.say_with(&format!("kind.{}", l.bill), &[]);
    let kind_name = match (&line.kind, &line.type_raw) {
        (Some(kind), _) => app.say_with(&format!("line_kind.{kind}"), &[]),
        (None, Some(raw)) => raw.clone(),
        (None, None) => bill_name.clone(),
    };
    BillView {
        id: l.id,
        bill: l.bill,
        bill_name,
        platform_name: platform_name(app, &platform),
        platform,
        shop: shops.name(l.shop_id),
        file_id: l.file_id,
        file: l.file_name,
        sheet: l.sheet_name,
        row: l.row,
        at: line.at.map(|t| t.as_str().to_owned()),
        direction: line.direction,
        amount_fen: line.amount_fen,
        kind: line.kind,
        kind_name,
        type_raw: line.type_raw,
        line_id: line.line_id,
        order_no: line.order_no,
        sub_order_no: line.sub_order_no,
        tracking_no: line.tracking_no,
        balance_fen: line.balance_fen,
        fees: line.fees,
        party: line.party,
        remark: line.remark,
        weight_g: line.weight_g,
    }
}

/// What tells the lines of one file from each other, the same in every export that holds them. Platforms number their lines;
/// settlements, carriers' bills and lines without a number are told apart by all of their cells, and equal rows by counting them.
#[derive(Default)]
pub struct Identity {
    seen: HashMap<u64, u32>,
}

impl Identity {
    pub fn of(&mut self, kind: Kind, line: &BillLine, row: &SourceRow) -> String {
        let own = match (kind, &line.line_id) {
            (Kind::Settlement | Kind::CarrierBill, _) | (_, None) => None,
            (Kind::PersonalBill, Some(id)) => Some(format!("{id}/{}", line.amount_fen)),
            (_, Some(id)) => Some(id.clone()),
        };
        let key = own.unwrap_or_else(|| {
            let mut hasher = blake3::Hasher::new();
            for cell in row.cells() {
                // A table saved anew may differ in blanks and tabs around its cells.
                hasher.update(cell.trim().as_bytes()).update(b"\x1f");
            }
            let hex = hasher.finalize().to_hex();
            // Time and number in front keep neighbours together in the index.
            let head = line.at.as_ref().map_or("", |t| t.as_str());
            format!("#{head}#{}", &hex[..32])
        });
        let hash = blake3::hash(key.as_bytes());
        // Eight bytes tell a million lines apart; a clash would only number a line that needs no number, the same in every export.
        let short = u64::from_le_bytes(hash.as_bytes()[..8].try_into().unwrap_or_default());
        let n = self.seen.entry(short).or_insert(0);
        *n += 1;
        if *n == 1 { key } else { format!("{key}+{n}") }
    }
}
