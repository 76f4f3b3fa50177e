//! 汇总: the first sheet, every figure a formula over 订单明细 with its value beside it, and the checks below.

use super::error::ReportError;
use super::grid::{self, MONEY_FORMAT, Range, head_format, set_up_print, write_text};
use super::month::MonthHead;
use super::month_details::{Details, FREIGHT, PAID, RECEIVABLE, REFUND, REFUND_OF_REFUNDS, SHOP, STATE, ShopSums};
use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, Format, FormatAlign, FormatBorder, Formula, Worksheet, utility,
};

const NAME: &str = "汇总";
/// Row of the headings, from 0.
const HEAD_ROW: u32 = 5;
const FIRST_ROW: u32 = HEAD_ROW + 1;
const ORDERS_COL: u16 = 3;
/// Money columns of the summary and where they come from.
const MONEY: [(u16, &str, usize); 4] = [(4, "应收", RECEIVABLE), (5, "实付", PAID), (6, "运费", FREIGHT), (7, "退款", REFUND)];
const NET_COL: u16 = 8;
const FIRST_STATE_COL: u16 = 9;

struct Formats {
    money: Format,
    count: Format,
    prefixed: Format,
    total_text: Format,
    total_money: Format,
    total_count: Format,
}

/// A figure: its formula and its value in the sheet's unit.
struct Figure {
    formula: String,
    value: String,
}

struct Summary<'a> {
    sheet: Worksheet,
    details: &'a Details,
    states: Vec<String>,
    formats: Formats,
    /// (platform, shop, sums), platforms together.
    shops: Vec<(&'a str, &'a str, &'a ShopSums)>,
}

/// Writes the sheet. `problems` = rows of 问题, `differences` = orders in it.
pub(crate) fn write(head: &MonthHead, details: &Details, problems: i64, differences: u64) -> Result<Worksheet, ReportError> {
    let total = || Format::new().set_bold().set_border_top(FormatBorder::Thin);
    let formats = Formats {
        money: Format::new().set_num_format(MONEY_FORMAT),
        count: Format::new().set_num_format("#,##0"),
        prefixed: Format::new().set_quote_prefix().set_num_format("@"),
        total_text: total(),
        total_money: total().set_num_format(MONEY_FORMAT),
        total_count: total().set_num_format("#,##0"),
    };
    let shops = details.shops.iter().map(|((p, s), sums)| (p.as_str(), s.as_str(), sums)).collect();
    let mut summary = Summary { sheet: Worksheet::new(), details, states: states(head, details), formats, shops };
    summary.title(head)?;
    summary.headings()?;
    summary.shop_rows()?;
    // A month without orders keeps one empty row, so that the total has something to sum.
    let total_row = FIRST_ROW + summary.shops.len().max(1) as u32;
    summary.total_row(total_row)?;
    let platforms_row = summary.platform_rows(total_row + 2)?;
    summary.checks(platforms_row + 1, total_row, problems, differences)?;
    Ok(summary.sheet)
}

/// States that occur, in the order of the chain, unlisted ones last.
fn states(head: &MonthHead, details: &Details) -> Vec<String> {
    let occurs = |state: &str| details.shops.values().any(|s| s.states.contains_key(state));
    let mut states: Vec<String> = head.states.iter().filter(|s| occurs(s)).cloned().collect();
    for state in details.shops.values().flat_map(|s| s.states.keys()) {
        if !states.contains(state) {
            states.push(state.clone());
        }
    }
    states
}

/// The parts of a formula over every sheet of 订单明细, joined by `+`.
fn over(ranges: &[Range], part: impl Fn(&Range) -> String) -> String {
    ranges.iter().map(part).collect::<Vec<_>>().join("+")
}

fn cell(row: u32, col: u16) -> String {
    utility::row_col_to_cell(row, col)
}

fn column_range(first_row: u32, last_row: u32, col: u16) -> String {
    format!("{}:{}", cell(first_row, col), cell(last_row, col))
}

impl Summary<'_> {
    fn title(&mut self, head: &MonthHead) -> Result<(), ReportError> {
        let Summary { sheet, formats, .. } = self;
        sheet.set_name(NAME)?;
        set_up_print(sheet)?;
        let big = Format::new().set_bold().set_font_size(16);
        sheet.set_default_row_height(grid::ROW_PT);
        sheet.set_row_height(0, 26)?;
        sheet.write_string_with_format(0, 0, format!("{} 对账汇总", head.month), &big)?;
        let lines = [
            format!("范围：{}", head.scope),
            format!("口径：{}", head.basis),
            format!("制表：{}　　金额单位：元　　数字为公式，随“订单明细”变化", head.made_at),
        ];
        for (row, line) in (1..).zip(&lines) {
            write_text(sheet, row, 0, line, &formats.prefixed)?;
        }
        let widths: [f64; 9] = [7.0, 12.0, 20.0, 10.0, 16.0, 16.0, 13.0, 14.0, 16.0];
        for (col, width) in (0..).zip(widths) {
            sheet.set_column_width(col, width)?;
        }
        for col in 0..self.states.len() as u16 {
            sheet.set_column_width(FIRST_STATE_COL + col, 9.0)?;
        }
        Ok(())
    }

    fn headings(&mut self) -> Result<(), ReportError> {
        let format = head_format();
        self.sheet.set_row_height(HEAD_ROW, 22)?;
        let fixed = ["店铺号", "平台", "店铺", "订单数"];
        let titles = fixed.into_iter().chain(MONEY.map(|(_, title, _)| title)).chain(["实付减退款"]);
        for (col, title) in (0..).zip(titles) {
            self.sheet.write_string_with_format(HEAD_ROW, col, title, &format)?;
        }
        for (col, state) in (FIRST_STATE_COL..).zip(&self.states) {
            self.sheet.write_string_with_format(HEAD_ROW, col, state, &format)?;
        }
        self.sheet.set_freeze_panes(FIRST_ROW, 3)?;
        Ok(())
    }

    fn figure(&mut self, row: u32, col: u16, figure: Figure, format: &Format) -> Result<(), ReportError> {
        let formula = Formula::new(figure.formula).set_result(figure.value);
        self.sheet.write_formula_with_format(row, col, formula, format)?;
        Ok(())
    }

    fn shop_rows(&mut self) -> Result<(), ReportError> {
        let ranges = &self.details.orders.ranges;
        let (money, count) = (self.formats.money.clone(), self.formats.count.clone());
        for (at, (platform, shop, sums)) in self.shops.clone().into_iter().enumerate() {
            let row = FIRST_ROW + at as u32;
            let index = Format::new().set_num_format("0").set_align(FormatAlign::Center);
            self.sheet.write_number_with_format(row, 0, sums.number as f64, &index)?;
            write_text(&mut self.sheet, row, 1, platform, &self.formats.prefixed)?;
            write_text(&mut self.sheet, row, 2, shop, &self.formats.prefixed)?;
            // Shops are matched by number: a name could be taken for a comparison or a wildcard.
            let number = format!("$A{}", row + 1);
            let formula = over(ranges, |r| format!("COUNTIF({},{number})", r.of(SHOP)));
            self.figure(row, ORDERS_COL, Figure { formula: format!("={formula}"), value: sums.orders.to_string() }, &count)?;
            for (col, _, column) in MONEY {
                let parts = over(ranges, |r| format!("SUMIF({},{number},{})", r.of(SHOP), r.of(column)));
                let value = yuan(sums.fen.get(&column).copied().unwrap_or(0), row)?;
                self.figure(row, col, Figure { formula: format!("=ROUND({parts},2)"), value }, &money)?;
            }
            let net = sums.fen.get(&PAID).unwrap_or(&0) - sums.fen.get(&REFUND).unwrap_or(&0);
            self.net(row, net, &money)?;
            for (col, state) in (FIRST_STATE_COL..).zip(self.states.clone()) {
                let word = format!("{}${}", utility::column_number_to_name(col), HEAD_ROW + 1);
                let formula = over(ranges, |r| format!("COUNTIFS({},{number},{},{word})", r.of(SHOP), r.of(STATE)));
                let value = sums.states.get(&state).copied().unwrap_or(0).to_string();
                self.figure(row, col, Figure { formula: format!("={formula}"), value }, &count)?;
            }
        }
        Ok(())
    }

    fn net(&mut self, row: u32, net_fen: i64, format: &Format) -> Result<(), ReportError> {
        let formula = format!("=ROUND({}-{},2)", cell(row, MONEY[1].0), cell(row, MONEY[3].0));
        self.figure(row, NET_COL, Figure { formula, value: yuan(net_fen, row)? }, format)
    }

    /// Sums over the rows `first..=last` of shops into one row.
    fn sums(&mut self, row: u32, first: usize, last: usize, money: &Format, count: &Format) -> Result<(), ReportError> {
        let (first_row, last_row) = (FIRST_ROW + first as u32, FIRST_ROW + last as u32);
        let shops: Vec<&ShopSums> = self.shops.get(first..=last).unwrap_or_default().iter().map(|(_, _, s)| *s).collect();
        let formula = format!("=SUM({})", column_range(first_row, last_row, ORDERS_COL));
        let value = shops.iter().map(|s| s.orders).sum::<i64>().to_string();
        self.figure(row, ORDERS_COL, Figure { formula, value }, count)?;
        let fen = |column: usize| shops.iter().map(|s| s.fen.get(&column).copied().unwrap_or(0)).fold(0, i64::saturating_add);
        for (col, _, column) in MONEY {
            let formula = format!("=ROUND(SUM({}),2)", column_range(first_row, last_row, col));
            self.figure(row, col, Figure { formula, value: yuan(fen(column), row)? }, money)?;
        }
        self.net(row, fen(PAID) - fen(REFUND), money)?;
        for (col, state) in (FIRST_STATE_COL..).zip(self.states.clone()) {
            let formula = format!("=SUM({})", column_range(first_row, last_row, col));
            let value = shops.iter().map(|s| s.states.get(&state).copied().unwrap_or(0)).sum::<i64>().to_string();
            self.figure(row, col, Figure { formula, value }, count)?;
        }
        Ok(())
    }

    fn total_row(&mut self, row: u32) -> Result<(), ReportError> {
        let (text, money, count) = (self.formats.total_text.clone(), self.formats.total_money.clone(), self.formats.total_count.clone());
        self.sheet.write_string_with_format(row, 0, "合计", &text)?;
        for col in [1, 2] {
            self.sheet.write_blank(row, col, &text)?;
        }
        self.sums(row, 0, self.shops.len().saturating_sub(1), &money, &count)
    }

    /// One row per platform; gives the row behind the last.
    fn platform_rows(&mut self, first_row: u32) -> Result<u32, ReportError> {
        let (money, count) = (self.formats.money.clone(), self.formats.count.clone());
        let bold = Format::new().set_bold();
        let platforms: Vec<String> = self.shops.iter().map(|(p, _, _)| (*p).to_owned()).collect();
        if platforms.is_empty() {
            return Ok(first_row);
        }
        self.sheet.write_string_with_format(first_row, 0, "按平台", &bold)?;
        let (mut row, mut first) = (first_row + 1, 0);
        for (at, platform) in platforms.iter().enumerate() {
            if platforms.get(at + 1) == Some(platform) {
                continue;
            }
            write_text(&mut self.sheet, row, 1, platform, &self.formats.prefixed)?;
            self.sheet.write_string(row, 2, format!("{} 家店铺", at + 1 - first))?;
            self.sums(row, first, at, &money, &count)?;
            (row, first) = (row + 1, at + 1);
        }
        Ok(row)
    }

    /// Differences that must be nought, red where they are not, and the count of problems.
    fn checks(&mut self, first_row: u32, total_row: u32, problems: i64, differences: u64) -> Result<(), ReportError> {
        let money = self.formats.money.clone();
        let bold = Format::new().set_bold();
        self.sheet.write_string_with_format(first_row, 0, "核对（应全为 0）", &bold)?;
        let orders = self.details.orders.ranges.clone();
        let refunds = self.details.refunds.ranges.clone();
        let row = first_row + 1;
        self.sheet.write_string(row, 1, "汇总 − 订单明细合计")?;
        for (col, _, column) in MONEY {
            let totals = over(&orders, |r| r.total(column));
            self.figure(row, col, Figure { formula: format!("=ROUND({}-({totals}),2)", cell(total_row, col)), value: "0".into() }, &money)?;
        }
        self.sheet.write_string(row + 1, 1, "汇总 − 退款表合计")?;
        let (col, _, _) = MONEY[3];
        let totals = over(&refunds, |r| r.total(REFUND_OF_REFUNDS));
        self.figure(row + 1, col, Figure { formula: format!("=ROUND({}-({totals}),2)", cell(total_row, col)), value: "0".into() }, &money)?;
        let red = Format::new().set_font_color(Color::White).set_background_color(Color::RGB(0x00C0_0000));
        let rule = ConditionalFormatCell::new().set_rule(ConditionalFormatCellRule::NotEqualTo(0)).set_format(red);
        self.sheet.add_conditional_format(row, MONEY[0].0, row, MONEY[3].0, &rule)?;
        self.sheet.add_conditional_format(row + 1, col, row + 1, col, &rule)?;
        let words = if problems == 0 {
            "没有要看的问题。".to_owned()
        } else {
            format!("{differences} 单有问题，共 {problems} 条，见“问题”表。")
        };
        self.sheet.write_string(row + 3, 1, words)?;
        Ok(())
    }
}

fn yuan(fen: i64, row: u32) -> Result<String, ReportError> {
    grid::yuan(fen, || NAME.to_owned(), row).map(|y| y.to_string())
}
