//! One long table of a workbook: head, rows in order, a row of totals as live formulas; goes on on a second sheet when a sheet is full.
//! Fen become yuan here and nowhere else, and each conversion is checked.

use super::error::ReportError;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Formula, IgnoreError, Workbook, Worksheet, utility};

/// Rows that a sheet can hold.
pub(crate) const SHEET_ROWS: u32 = 1_048_576;
/// A4 in the numbering of spreadsheet files.
const PAPER_A4: u8 = 9;
/// Days from 1899-12-30 to 1970-01-01: spreadsheets count days from there.
const EPOCH_DAYS: f64 = 25_569.0;
const DAY_MS: f64 = 86_400_000.0;
/// Chinese fonts stand taller than the row height that Latin ones suggest.
pub(crate) const ROW_PT: f64 = 17.0;
/// Characters across a page that can still be read.
const PAGE_CHARS: f64 = 220.0;
/// Leading columns that name the row of a wide table.
const NAMING_COLUMNS: u16 = 4;
/// Fen that fifteen digits of a spreadsheet's number can hold exactly.
const LARGEST_FEN: i64 = 999_999_999_999_999;
pub(crate) const MONEY_FORMAT: &str = "#,##0.00";

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    /// Text that may look like a number: order numbers, tracking numbers, codes.
    Number,
    Count,
    /// A number that names something: centred, never summed.
    Index,
    Money,
    Moment,
    /// A part of a whole, never summed.
    Rate,
}

/// One column: heading, width in characters, kind, and whether it is summed.
pub(crate) struct Column {
    pub title: &'static str,
    pub width: f64,
    pub kind: Kind,
    pub summed: bool,
}

pub(crate) const fn column(title: &'static str, width: f64, kind: Kind, summed: bool) -> Column {
    Column { title, width, kind, summed }
}

/// A cell's value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'a> {
    Text(&'a str),
    Count(Option<i64>),
    Fen(Option<i64>),
    /// UTC milliseconds.
    Moment(Option<i64>),
    /// Hundredths of a percent.
    Rate(Option<i64>),
}

/// How much memory a table may take while it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Memory {
    /// Strings are shared: read by every program, but each distinct string stays in memory.
    SharedStrings,
    /// Strings stand in their cells: constant memory, a few programs (Apple Numbers) do not read them.
    Constant,
}

/// Settings that all tables of a workbook share.
pub(crate) struct Style {
    pub memory: Memory,
    pub offset_minutes: i32,
    pub sheet_rows: u32,
    head: Format,
    total_text: Format,
    total_count: Format,
    total_money: Format,
    prefixed: Format,
}

impl Style {
    pub(crate) fn new(memory: Memory, offset_minutes: i32, sheet_rows: u32) -> Style {
        let total = || Format::new().set_bold().set_border_top(FormatBorder::Thin);
        Style {
            memory,
            offset_minutes,
            sheet_rows,
            head: head_format(),
            total_text: total(),
            total_count: total().set_num_format("#,##0"),
            total_money: total().set_num_format(MONEY_FORMAT),
            prefixed: Format::new().set_quote_prefix().set_num_format("@"),
        }
    }

    /// Local days since the spreadsheet's beginning, to the second.
    fn serial(&self, utc_ms: i64) -> f64 {
        let local_s = (utc_ms + i64::from(self.offset_minutes) * 60_000).div_euclid(1000);
        local_s as f64 * 1000.0 / DAY_MS + EPOCH_DAYS
    }
}

pub(crate) fn head_format() -> Format {
    Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00DC_E6F1))
        .set_border_bottom(FormatBorder::Thin)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
}

/// Data rows of one sheet, as formulas name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Range {
    pub sheet: String,
    /// From 1; data begins in row 2.
    pub last_row: u32,
}

impl Range {
    /// `'订单明细'!$L$2:$L$100001`
    pub(crate) fn of(&self, column: usize) -> String {
        let letters = utility::column_number_to_name(column as u16);
        // An empty table still needs a range of one row.
        format!("'{}'!${letters}$2:${letters}${}", self.sheet, self.last_row.max(2))
    }

    /// The cell of the column's total, `'订单明细'!$L$100002`.
    pub(crate) fn total(&self, column: usize) -> String {
        let letters = utility::column_number_to_name(column as u16);
        format!("'{}'!${letters}${}", self.sheet, self.last_row.max(2) + 1)
    }
}

/// What a finished table leaves.
pub(crate) struct Finished {
    pub sheets: Vec<Worksheet>,
    pub ranges: Vec<Range>,
    /// Sums over all sheets by column, in fen or pieces.
    pub totals: Vec<i64>,
}

/// A table that is being written.
pub(crate) struct Grid<'s> {
    name: &'static str,
    columns: &'static [Column],
    style: &'s Style,
    sheet: Worksheet,
    /// Row to be written next, from 0.
    row: u32,
    sheet_totals: Vec<i64>,
    done: Finished,
}

impl<'s> Grid<'s> {
    pub(crate) fn new(
        workbook: &mut Workbook,
        name: &'static str,
        columns: &'static [Column],
        style: &'s Style,
    ) -> Result<Self, ReportError> {
        let sheet = headed(workbook, name.to_owned(), columns, style)?;
        let zeros = vec![0; columns.len()];
        let done = Finished { sheets: Vec::new(), ranges: Vec::new(), totals: zeros.clone() };
        Ok(Grid { name, columns, style, sheet, row: 1, sheet_totals: zeros, done })
    }

    /// Writes one row; there are as many values as columns.
    pub(crate) fn push(&mut self, workbook: &mut Workbook, values: &[Value<'_>]) -> Result<(), ReportError> {
        debug_assert_eq!(values.len(), self.columns.len());
        // The last row of a sheet is for its totals.
        if self.row + 1 >= self.style.sheet_rows {
            self.end_sheet()?;
            let name = format!("{}{}", self.name, self.done.sheets.len() + 1);
            self.sheet = headed(workbook, name, self.columns, self.style)?;
            self.row = 1;
            self.sheet_totals.fill(0);
        }
        for (at, value) in values.iter().enumerate() {
            self.cell(at, *value)?;
        }
        self.row += 1;
        Ok(())
    }

    fn cell(&mut self, at: usize, value: Value<'_>) -> Result<(), ReportError> {
        let (row, col) = (self.row, at as u16);
        match value {
            Value::Text(text) => write_text(&mut self.sheet, row, col, text, &self.style.prefixed)?,
            Value::Count(Some(count)) => {
                self.sheet_totals[at] = self.sheet_totals[at].saturating_add(count);
                self.sheet.write_number(row, col, count as f64)?;
            }
            Value::Fen(Some(fen)) => {
                self.sheet_totals[at] = self.sheet_totals[at].saturating_add(fen);
                let yuan = yuan(fen, || self.sheet.name(), row)?;
                self.sheet.write_number(row, col, yuan)?;
            }
            Value::Moment(Some(utc_ms)) => {
                self.sheet.write_number(row, col, self.style.serial(utc_ms))?;
            }
            Value::Rate(Some(bp)) => {
                self.sheet.write_number(row, col, bp as f64 / 10_000.0)?;
            }
            Value::Count(None) | Value::Fen(None) | Value::Moment(None) | Value::Rate(None) => {}
        }
        Ok(())
    }

    /// Totals below the last row, then the parts of the sheet that need to know where that is.
    fn end_sheet(&mut self) -> Result<(), ReportError> {
        let last_row = self.row;
        let (total_row, last_col) = (last_row.max(2), self.columns.len() as u16 - 1);
        let range = Range { sheet: self.sheet.name(), last_row };
        self.sheet.write_string_with_format(total_row, 0, "合计", &self.style.total_text)?;
        for (at, column) in self.columns.iter().enumerate().skip(1) {
            let col = at as u16;
            if !column.summed {
                self.sheet.write_blank(total_row, col, &self.style.total_text)?;
                continue;
            }
            let letters = utility::column_number_to_name(col);
            let sum = self.sheet_totals[at];
            let cells = format!("{letters}2:{letters}{}", last_row.max(2));
            if column.kind == Kind::Money {
                let cached = yuan(sum, || self.sheet.name(), total_row)?;
                let formula = Formula::new(format!("=ROUND(SUM({cells}),2)")).set_result(cached.to_string());
                self.sheet.write_formula_with_format(total_row, col, formula, &self.style.total_money)?;
            } else {
                let formula = Formula::new(format!("=SUM({cells})")).set_result(sum.to_string());
                self.sheet.write_formula_with_format(total_row, col, formula, &self.style.total_count)?;
            }
            self.done.totals[at] = self.done.totals[at].saturating_add(sum);
        }
        self.sheet.autofilter(0, 0, last_row.max(2) - 1, last_col)?;
        for (at, column) in self.columns.iter().enumerate() {
            if column.kind == Kind::Number {
                self.sheet.ignore_error_range(1, at as u16, total_row - 1, at as u16, IgnoreError::NumberStoredAsText)?;
            }
        }
        self.done.ranges.push(range);
        self.done.sheets.push(std::mem::take(&mut self.sheet));
        Ok(())
    }

    /// Ends the table.
    pub(crate) fn finish(mut self) -> Result<Finished, ReportError> {
        self.end_sheet()?;
        Ok(self.done)
    }
}

/// Yuan of a cell, exact to the fen: reading the number back must give the same fen.
pub(crate) fn yuan(fen: i64, sheet: impl FnOnce() -> String, row: u32) -> Result<f64, ReportError> {
    let yuan = fen as f64 / 100.0;
    let back = (yuan * 100.0).round() as i64;
    if fen.abs() > LARGEST_FEN || back != fen {
        return Err(ReportError::AmountTooLarge { sheet: sheet(), row: row + 1, fen });
    }
    Ok(yuan)
}

/// Text is always text: one that a spreadsheet might take for a formula is also marked as quoted, so that editing it does not wake it.
pub(crate) fn write_text(sheet: &mut Worksheet, row: u32, col: u16, text: &str, prefixed: &Format) -> Result<(), ReportError> {
    if text.is_empty() {
        return Ok(());
    }
    let limit = yidan_domain::limits::CELL_CHARS;
    let cut: String;
    let text = if text.len() > limit && text.chars().count() > limit {
        cut = text.chars().take(limit - 1).chain(['…']).collect();
        cut.as_str()
    } else {
        text
    };
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        sheet.write_string_with_format(row, col, text, prefixed)?;
    } else {
        sheet.write_string(row, col, text)?;
    }
    Ok(())
}

/// A sheet with its columns, head and print set-up.
fn headed(workbook: &mut Workbook, name: String, columns: &[Column], style: &Style) -> Result<Worksheet, ReportError> {
    let mut sheet = match style.memory {
        Memory::SharedStrings => workbook.new_worksheet_with_low_memory()?,
        Memory::Constant => workbook.new_worksheet_with_constant_memory()?,
    };
    sheet.set_name(name)?;
    for (at, column) in columns.iter().enumerate() {
        let col = at as u16;
        sheet.set_column_width(col, column.width)?;
        let format = Format::new();
        let format = match column.kind {
            Kind::Text => continue,
            Kind::Number => format.set_num_format("@"),
            Kind::Count => format.set_num_format("0"),
            Kind::Index => format.set_num_format("0").set_align(FormatAlign::Center),
            Kind::Money => format.set_num_format(MONEY_FORMAT),
            Kind::Moment => format.set_num_format("yyyy-mm-dd hh:mm:ss"),
            Kind::Rate => format.set_num_format("0.00%"),
        };
        sheet.set_column_format(col, &format)?;
    }
    sheet.set_default_row_height(ROW_PT);
    sheet.set_row_height(0, 22)?;
    for (at, column) in columns.iter().enumerate() {
        sheet.write_string_with_format(0, at as u16, column.title, &style.head)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    set_up_print(&mut sheet)?;
    sheet.set_repeat_rows(0, 0)?;
    if columns.iter().map(|c| c.width).sum::<f64>() > PAGE_CHARS {
        // Wide tables take two pages side by side, each beginning with what names the row.
        sheet.set_print_fit_to_pages(2, 0);
        sheet.set_repeat_columns(0, NAMING_COLUMNS - 1)?;
    }
    Ok(sheet)
}

/// A4 across, as wide as one page, page numbers below.
pub(crate) fn set_up_print(sheet: &mut Worksheet) -> Result<(), ReportError> {
    sheet.set_landscape();
    sheet.set_paper_size(PAPER_A4);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    sheet.set_footer("&L&A&R第 &P / &N 页");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_is_exact_or_refused() {
        for fen in [0, 1, -1, 5, 99, 12_345_678, -204, 999_999_999_999_999, -999_999_999_999_999] {
            let yuan = yuan(fen, String::new, 0).expect("holds");
            assert_eq!((yuan * 100.0).round() as i64, fen);
        }
        for fen in [1_000_000_000_000_000, i64::MAX, i64::MIN + 1] {
            assert!(matches!(yuan(fen, || "订单明细".into(), 4), Err(ReportError::AmountTooLarge { row: 5, .. })), "{fen}");
        }
    }

    #[test]
    fn moments_are_local_days() {
        let style = Style::new(Memory::Constant, 480, SHEET_ROWS);
        // 2026-05-10 14:41:34 at UTC+8; a spreadsheet calls that day 46152.
        let serial = style.serial(1_778_395_294_000);
        assert!((serial - (46_152.0 + (14.0 * 3600.0 + 41.0 * 60.0 + 34.0) / 86_400.0)).abs() < 1e-9, "{serial}");
    }
}
