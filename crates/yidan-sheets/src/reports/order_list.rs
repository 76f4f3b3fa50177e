//! The order list as a workbook: one sheet, one row an order, everything that a list shows. Numbers that are names stay text.

use super::error::ReportError;
use rust_xlsxwriter::{Format, Workbook};
use std::io::{Seek, Write};

/// One order. Texts as they are shown; money in fen.
#[derive(Debug, Clone, Copy, Default)]
pub struct ListedOrder<'a> {
    pub platform: &'a str,
    pub shop: &'a str,
    pub order_no: &'a str,
    pub state: &'a str,
    pub created_at: &'a str,
    pub paid_at: &'a str,
    pub paid_fen: Option<i64>,
    pub freight_fen: Option<i64>,
    pub refund_fen: Option<i64>,
    pub receiver: &'a str,
    pub phone: &'a str,
    pub province: &'a str,
    pub city: &'a str,
    pub district: &'a str,
    pub address: &'a str,
    pub goods: &'a str,
    pub pieces: i64,
    pub carrier: &'a str,
    pub tracking_no: &'a str,
    pub buyer_memo: &'a str,
    pub seller_memo: &'a str,
    pub findings: &'a str,
}

const COLUMNS: [(&str, f64); 22] = [
    ("平台", 10.0),
    ("店铺", 18.0),
    ("订单号", 24.0),
    ("状态", 9.0),
    ("下单时间", 17.0),
    ("付款时间", 17.0),
    ("实付", 11.0),
    ("运费", 9.0),
    ("退款", 9.0),
    ("收件人", 10.0),
    ("手机", 18.0),
    ("省", 10.0),
    ("市", 10.0),
    ("区", 10.0),
    ("详细地址", 36.0),
    ("商品", 40.0),
    ("件数", 7.0),
    ("快递", 11.0),
    ("运单号", 20.0),
    ("买家留言", 22.0),
    ("卖家备注", 22.0),
    ("提示", 30.0),
];

/// Rows of one sheet below the heading.
const ROWS: u32 = 1_048_575;

/// Takes the rows one by one; memory does not grow with them. A list longer than a sheet goes on in the next one.
pub struct OrderList {
    workbook: Workbook,
    money: Format,
    heading: Format,
    row: u32,
    sheets: usize,
}

impl OrderList {
    pub fn new() -> Result<OrderList, ReportError> {
        let mut workbook = Workbook::new();
        workbook.set_zip_compression_level(3);
        let heading = Format::new().set_bold().set_background_color(0xE8_EDF5);
        let mut list = OrderList { workbook, money: Format::new().set_num_format("#,##0.00"), heading, row: 0, sheets: 0 };
        list.next_sheet()?;
        Ok(list)
    }

    fn next_sheet(&mut self) -> Result<(), ReportError> {
        self.sheets += 1;
        let name = if self.sheets == 1 { "订单".to_owned() } else { format!("订单{}", self.sheets) };
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?.set_freeze_panes(1, 3)?;
        for (at, (title, width)) in COLUMNS.iter().enumerate() {
            sheet.set_column_width(at as u16, *width)?;
            sheet.write_string_with_format(0, at as u16, *title, &self.heading)?;
        }
        self.row = 0;
        Ok(())
    }

    pub fn add(&mut self, o: &ListedOrder<'_>) -> Result<(), ReportError> {
        if self.row == ROWS {
            self.next_sheet()?;
        }
        self.row += 1;
        let row = self.row;
        let sheet = self.workbook.worksheet_from_index(self.sheets - 1)?;
        let texts = [(0, o.platform), (1, o.shop), (2, o.order_no), (3, o.state), (4, o.created_at), (5, o.paid_at)];
        for (at, text) in texts {
            sheet.write_string(row, at, text)?;
        }
        for (at, fen) in [(6, o.paid_fen), (7, o.freight_fen), (8, o.refund_fen)] {
            if let Some(fen) = fen {
                // The one place where money is a float: a cell of a workbook.
                sheet.write_number_with_format(row, at, fen as f64 / 100.0, &self.money)?;
            }
        }
        let texts = [(9, o.receiver), (10, o.phone), (11, o.province), (12, o.city), (13, o.district), (14, o.address), (15, o.goods)];
        for (at, text) in texts {
            sheet.write_string(row, at, text)?;
        }
        sheet.write_number(row, 16, o.pieces as f64)?;
        let texts = [(17, o.carrier), (18, o.tracking_no), (19, o.buyer_memo), (20, o.seller_memo), (21, o.findings)];
        for (at, text) in texts {
            sheet.write_string(row, at, text)?;
        }
        Ok(())
    }

    pub fn finish<W: Write + Seek + Send>(mut self, writer: W) -> Result<(), ReportError> {
        self.workbook.save_to_writer(writer)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;

    #[test]
    fn what_goes_in_comes_out() {
        let mut list = OrderList::new().unwrap();
        let order = ListedOrder {
            order_no: "5127801625403010001",
            paid_fen: Some(12_345),
            phone: "19900000001",
            buyer_memo: "=1+1",
            pieces: 2,
            ..ListedOrder::default()
        };
        list.add(&order).unwrap();
        let mut bytes = Cursor::new(Vec::new());
        list.finish(&mut bytes).unwrap();
        bytes.set_position(0);
        let mut book: Xlsx<_> = Xlsx::new(bytes).unwrap();
        let range = book.worksheet_range("订单").unwrap();
        let cell = |at: u32| range.get_value((1, at)).cloned().unwrap_or(Data::Empty);
        assert_eq!(cell(2), Data::String("5127801625403010001".into()));
        assert_eq!(cell(6), Data::Float(123.45));
        assert_eq!(cell(10), Data::String("19900000001".into()));
        assert_eq!(cell(19), Data::String("=1+1".into()));
    }
}
