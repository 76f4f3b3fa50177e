//! The consistency report as a workbook: one row a shop, and below it on a sheet of its own every difference by its order.

use super::error::ReportError;
use super::grid::{Column, Grid, Kind, Memory, SHEET_ROWS, Style, Value, column};
use rust_xlsxwriter::Workbook;
use std::io::{Seek, Write};

/// One shop. Texts as they are shown; money in fen; rates in hundredths of a percent, absent where
/// nothing was compared.
#[derive(Debug, Clone, Default)]
pub struct ConsistencyRow {
    pub platform: String,
    pub shop: String,
    /// Orders by the platform; absent = it was not asked.
    pub theirs: Option<i64>,
    pub ours: i64,
    pub arrival_bp: Option<i64>,
    pub missing: i64,
    pub fetched: i64,
    pub extra: i64,
    pub different: i64,
    pub doubles: i64,
    pub doubles_bp: Option<i64>,
    pub late: i64,
    pub late_bp: Option<i64>,
    pub net: i64,
    pub net_fen: i64,
    /// Why it was not compared.
    pub remark: String,
}

/// One difference.
#[derive(Debug, Clone, Default)]
pub struct ConsistencyLine {
    pub platform: String,
    pub shop: String,
    pub order_no: String,
    pub kind: String,
    pub field: String,
    pub ours: String,
    pub theirs: String,
}

const SHOPS: &[Column] = &[
    column("平台", 11.0, Kind::Text, false),
    column("店铺", 18.0, Kind::Text, false),
    column("平台订单", 9.0, Kind::Count, true),
    column("本地订单", 9.0, Kind::Count, true),
    column("落库率", 9.0, Kind::Rate, false),
    column("缺少", 7.0, Kind::Count, true),
    column("已补进", 7.0, Kind::Count, true),
    column("多出", 7.0, Kind::Count, true),
    column("不一致", 8.0, Kind::Count, true),
    column("疑似重复", 9.0, Kind::Count, true),
    column("重复率", 9.0, Kind::Rate, false),
    column("超时", 7.0, Kind::Count, true),
    column("超时率", 9.0, Kind::Rate, false),
    column("净单", 8.0, Kind::Count, true),
    column("净额", 13.0, Kind::Money, true),
    column("说明", 44.0, Kind::Text, false),
];

const DIFFERENCES: &[Column] = &[
    column("平台", 11.0, Kind::Text, false),
    column("店铺", 18.0, Kind::Text, false),
    column("订单号", 24.0, Kind::Number, false),
    column("差异", 12.0, Kind::Text, false),
    column("字段", 14.0, Kind::Text, false),
    column("本地", 28.0, Kind::Text, false),
    column("平台", 28.0, Kind::Text, false),
];

/// Writes the workbook; `offset_minutes` is the desk's from UTC.
pub fn write_consistency<W: Write + Seek + Send>(
    writer: W,
    offset_minutes: i32,
    shops: &[ConsistencyRow],
    lines: &[ConsistencyLine],
) -> Result<(), ReportError> {
    let mut workbook = Workbook::new();
    let style = Style::new(Memory::SharedStrings, offset_minutes, SHEET_ROWS);
    let mut grid = Grid::new(&mut workbook, "一致性", SHOPS, &style)?;
    for s in shops {
        let values = [
            Value::Text(&s.platform),
            Value::Text(&s.shop),
            Value::Count(s.theirs),
            Value::Count(Some(s.ours)),
            Value::Rate(s.arrival_bp),
            Value::Count(Some(s.missing)),
            Value::Count(Some(s.fetched)),
            Value::Count(Some(s.extra)),
            Value::Count(Some(s.different)),
            Value::Count(Some(s.doubles)),
            Value::Rate(s.doubles_bp),
            Value::Count(Some(s.late)),
            Value::Rate(s.late_bp),
            Value::Count(Some(s.net)),
            Value::Fen(Some(s.net_fen)),
            Value::Text(&s.remark),
        ];
        grid.push(&mut workbook, &values)?;
    }
    let mut sheets = grid.finish()?.sheets;
    let mut grid = Grid::new(&mut workbook, "差异", DIFFERENCES, &style)?;
    for l in lines {
        let texts = [&l.platform, &l.shop, &l.order_no, &l.kind, &l.field, &l.ours, &l.theirs];
        grid.push(&mut workbook, &texts.map(|t| Value::Text(t)))?;
    }
    sheets.extend(grid.finish()?.sheets);
    for sheet in sheets {
        workbook.push_worksheet(sheet);
    }
    workbook.save_to_writer(writer)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;

    #[test]
    fn shops_and_differences_come_out_with_their_sums() {
        let shop = |theirs, ours, net_fen| ConsistencyRow { theirs, ours, net_fen, shop: "小店".into(), ..ConsistencyRow::default() };
        let line = ConsistencyLine { order_no: "5127801625403010001".into(), ours: "=1+1".into(), ..ConsistencyLine::default() };
        let mut bytes = Cursor::new(Vec::new());
        write_consistency(&mut bytes, 480, &[shop(Some(3), 2, 1_234), shop(None, 5, 1)], &[line]).expect("written");
        bytes.set_position(0);
        let mut book: Xlsx<_> = Xlsx::new(bytes).expect("a workbook");
        assert_eq!(book.sheet_names(), ["一致性", "差异"]);
        let sheet = book.worksheet_range("一致性").expect("a sheet");
        let at = |row, col| sheet.get_value((row, col)).cloned().unwrap_or(Data::Empty);
        assert_eq!((at(1, 2), at(2, 2), at(3, 3), at(3, 14)), (Data::Float(3.0), Data::Empty, Data::Float(7.0), Data::Float(12.35)));
        let sheet = book.worksheet_range("差异").expect("a sheet");
        assert_eq!(sheet.get_value((1, 2)), Some(&Data::String("5127801625403010001".into())));
        assert_eq!(sheet.get_value((1, 5)), Some(&Data::String("=1+1".into())));
    }
}
