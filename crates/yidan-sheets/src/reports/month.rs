//! The month sheet for the accountant: what it is made from, and the run that writes it. Columns of the tables and the summary have
//! their own files.

use super::error::ReportError;
use super::grid::{Memory, SHEET_ROWS, Style};
use super::{month_details, month_summary};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};
use std::io::{Seek, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;

/// Up to so many orders strings are shared, which every program reads; beyond, memory stays constant instead.
const SHARED_ORDERS: u64 = 100_000;
/// A third smaller than none and a third faster than the usual 6.
const ZIP_LEVEL: u8 = 3;

/// A fault of the caller's own rows.
pub type SourceError = Box<dyn std::error::Error + Send + Sync>;

/// What stands above the figures.
#[derive(Debug, Clone, Default)]
pub struct MonthHead {
    /// `2026-11`
    pub month: String,
    /// Which shops: 全部店铺, or a name.
    pub scope: String,
    /// 口径: by which time an order belongs to the month.
    pub basis: String,
    /// Wall time of the making, `2026-12-01 09:30:00`.
    pub made_at: String,
    /// Minutes east of UTC for the times in cells.
    pub offset_minutes: i32,
    /// State words in the order of the chain; states that occur but are not listed follow.
    pub states: Vec<String>,
    /// Orders to expect; decides how strings are kept. 0 = unknown, taken as many.
    pub expected_orders: u64,
    /// Folder for the work files; the system's own when absent.
    pub temp_dir: Option<PathBuf>,
}

/// One order. Money in fen, absent = unknown (an empty cell). Times in UTC milliseconds. Texts are shown as they are.
#[derive(Debug, Clone, Copy, Default)]
pub struct MonthOrder<'a> {
    /// Name of the platform for people.
    pub platform: &'a str,
    pub shop: &'a str,
    pub order_no: &'a str,
    /// Our state, in words.
    pub state: &'a str,
    /// The platform's own word.
    pub status_raw: &'a str,
    pub created_at_ms: Option<i64>,
    pub paid_at_ms: Option<i64>,
    pub shipped_at_ms: Option<i64>,
    pub finished_at_ms: Option<i64>,
    pub pieces: Option<i64>,
    /// 应收
    pub receivable_fen: Option<i64>,
    /// 实付
    pub paid_fen: Option<i64>,
    pub freight_fen: Option<i64>,
    pub refund_fen: Option<i64>,
    /// In words; empty = none.
    pub refund_state: &'a str,
    pub carrier: &'a str,
    /// One or several, joined by the caller.
    pub tracking_no: &'a str,
    pub province: &'a str,
    pub city: &'a str,
    /// 挂起, 异常, flags and the like, in words.
    pub marks: &'a str,
    pub buyer_memo: &'a str,
    pub seller_memo: &'a str,
}

/// One kind of goods over the month.
#[derive(Debug, Clone, Copy, Default)]
pub struct MonthGoods<'a> {
    pub sku_code: &'a str,
    pub title: &'a str,
    pub spec: &'a str,
    pub orders: i64,
    pub pieces: Option<i64>,
    pub amount_fen: Option<i64>,
    pub refund_fen: Option<i64>,
}

/// One thing about one order that the accountant should look at.
#[derive(Debug, Clone, Copy, Default)]
pub struct MonthProblem<'a> {
    pub platform: &'a str,
    pub shop: &'a str,
    pub order_no: &'a str,
    /// 必须处理, 提醒 …
    pub severity: &'a str,
    pub text: &'a str,
}

/// Takes one row; `Break` = stop, the writer has had a fault that `write_month` will report.
pub type EachOrder<'e> = &'e mut dyn FnMut(&MonthOrder<'_>) -> ControlFlow<()>;
pub type EachGoods<'e> = &'e mut dyn FnMut(&MonthGoods<'_>) -> ControlFlow<()>;
pub type EachProblem<'e> = &'e mut dyn FnMut(&MonthProblem<'_>) -> ControlFlow<()>;

/// Where the rows come from. Each list is asked for once, in this order; the rows of one order in `problems` stand together.
pub trait MonthSource {
    fn orders(&mut self, each: EachOrder<'_>) -> Result<(), SourceError>;
    fn goods(&mut self, each: EachGoods<'_>) -> Result<(), SourceError>;
    fn problems(&mut self, each: EachProblem<'_>) -> Result<(), SourceError>;
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MonthOutcome {
    pub orders: u64,
    /// Sum of 实付.
    pub sum_fen: i64,
    pub receivable_fen: i64,
    pub refund_fen: i64,
    pub freight_fen: i64,
    /// Orders with at least one problem.
    pub differences: u64,
    /// Names of the sheets in their order.
    pub sheets: Vec<String>,
}

/// Writes the workbook. Memory does not grow with the number of orders beyond `SHARED_ORDERS`.
pub fn write_month<W: Write + Seek + Send>(writer: W, head: &MonthHead, source: &mut dyn MonthSource) -> Result<MonthOutcome, ReportError> {
    write_limited(writer, head, source, SHEET_ROWS)
}

/// With a limit of rows per sheet of its own, for tests.
pub(crate) fn write_limited<W: Write + Seek + Send>(
    writer: W,
    head: &MonthHead,
    source: &mut dyn MonthSource,
    sheet_rows: u32,
) -> Result<MonthOutcome, ReportError> {
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(ZIP_LEVEL);
    if let Some(folder) = &head.temp_dir {
        workbook.set_tempdir(folder)?;
    }
    workbook.set_properties(&properties(head)?);
    let memory = if (1..=SHARED_ORDERS).contains(&head.expected_orders) { Memory::SharedStrings } else { Memory::Constant };
    let style = Style::new(memory, head.offset_minutes, sheet_rows);

    let details = month_details::write_orders(&mut workbook, &style, source)?;
    let goods = month_details::write_goods(&mut workbook, &style, source)?;
    let (problems, differences) = month_details::write_problems(&mut workbook, &style, source)?;
    let summary = month_summary::write(head, &details, problems.totals[0], differences)?;

    let outcome = MonthOutcome {
        orders: details.orders(),
        sum_fen: details.sum(month_details::PAID),
        receivable_fen: details.sum(month_details::RECEIVABLE),
        refund_fen: details.sum(month_details::REFUND),
        freight_fen: details.sum(month_details::FREIGHT),
        differences,
        sheets: Vec::new(),
    };
    let sheets = [vec![summary], details.orders.sheets, goods.sheets, details.refunds.sheets, problems.sheets];
    let mut names = Vec::new();
    for sheet in sheets.into_iter().flatten() {
        names.push(sheet.name());
        workbook.push_worksheet(sheet);
    }
    workbook.save_to_writer(writer)?;
    Ok(MonthOutcome { sheets: names, ..outcome })
}

/// The making time comes from the caller, so that the same rows give the same bytes.
fn properties(head: &MonthHead) -> Result<DocProperties, ReportError> {
    let properties = DocProperties::new().set_title(format!("{} 对账表", head.month)).set_author("一单");
    match ExcelDateTime::parse_from_str(&head.made_at) {
        Ok(made_at) => Ok(properties.set_creation_datetime(&made_at)),
        Err(_) => Ok(properties.set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?)),
    }
}
