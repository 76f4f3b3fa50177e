//! The long tables of the month sheet: 订单明细 with 退款 beside it, 商品汇总, 问题.

use super::error::ReportError;
use super::grid::{Column, Finished, Grid, Kind, Style, Value, column};
use super::month::{MonthGoods, MonthOrder, MonthProblem, MonthSource};
use rust_xlsxwriter::Workbook;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

pub(crate) const ORDERS: &str = "订单明细";
pub(crate) const GOODS: &str = "商品汇总";
pub(crate) const REFUNDS: &str = "退款";
pub(crate) const PROBLEMS: &str = "问题";

/// Columns of 订单明细 that formulas name.
pub(crate) const SHOP: usize = 0;
pub(crate) const STATE: usize = 4;
pub(crate) const RECEIVABLE: usize = 11;
pub(crate) const PAID: usize = 12;
pub(crate) const FREIGHT: usize = 13;
pub(crate) const REFUND: usize = 14;
/// Column of 退款 that formulas name.
pub(crate) const REFUND_OF_REFUNDS: usize = 7;

const ORDER_COLUMNS: &[Column] = &[
    column("店铺号", 7.0, Kind::Index, false),
    column("平台", 10.0, Kind::Text, false),
    column("店铺", 16.0, Kind::Text, false),
    column("订单号", 23.0, Kind::Number, false),
    column("状态", 9.0, Kind::Text, false),
    column("平台状态", 14.0, Kind::Text, false),
    column("下单时间", 19.0, Kind::Moment, false),
    column("付款时间", 19.0, Kind::Moment, false),
    column("发货时间", 19.0, Kind::Moment, false),
    column("完成时间", 19.0, Kind::Moment, false),
    column("件数", 7.0, Kind::Count, true),
    column("应收", 13.0, Kind::Money, true),
    column("实付", 13.0, Kind::Money, true),
    column("运费", 10.0, Kind::Money, true),
    column("退款", 12.0, Kind::Money, true),
    column("退款状态", 10.0, Kind::Text, false),
    column("快递", 11.0, Kind::Text, false),
    column("运单号", 20.0, Kind::Number, false),
    column("省", 10.0, Kind::Text, false),
    column("市", 10.0, Kind::Text, false),
    column("标记", 12.0, Kind::Text, false),
    column("买家留言", 24.0, Kind::Text, false),
    column("卖家备注", 24.0, Kind::Text, false),
];

const REFUND_COLUMNS: &[Column] = &[
    column("店铺号", 7.0, Kind::Index, false),
    column("平台", 10.0, Kind::Text, false),
    column("店铺", 16.0, Kind::Text, false),
    column("订单号", 23.0, Kind::Number, false),
    column("状态", 9.0, Kind::Text, false),
    column("付款时间", 19.0, Kind::Moment, false),
    column("实付", 13.0, Kind::Money, true),
    column("退款", 13.0, Kind::Money, true),
    column("退款状态", 11.0, Kind::Text, false),
    column("卖家备注", 30.0, Kind::Text, false),
];

const GOODS_COLUMNS: &[Column] = &[
    column("SKU 编码", 20.0, Kind::Number, false),
    column("商品", 44.0, Kind::Text, false),
    column("规格", 22.0, Kind::Text, false),
    column("订单数", 10.0, Kind::Count, false),
    column("件数", 10.0, Kind::Count, true),
    column("金额", 14.0, Kind::Money, true),
    column("退款", 13.0, Kind::Money, true),
];

const PROBLEM_COLUMNS: &[Column] = &[
    column("序号", 7.0, Kind::Index, false),
    column("平台", 10.0, Kind::Text, false),
    column("店铺", 16.0, Kind::Text, false),
    column("订单号", 23.0, Kind::Number, false),
    column("级别", 10.0, Kind::Text, false),
    column("问题", 70.0, Kind::Text, false),
];

/// One shop's part of the month.
#[derive(Debug, Clone, Default)]
pub(crate) struct ShopSums {
    /// As 订单明细 numbers the shops, from 1.
    pub number: i64,
    pub orders: i64,
    /// By column of 订单明细, in fen.
    pub fen: BTreeMap<usize, i64>,
    pub states: BTreeMap<String, i64>,
}

/// 订单明细 and 退款 as written, with what the summary needs.
pub(crate) struct Details {
    pub orders: Finished,
    pub refunds: Finished,
    /// By platform and shop.
    pub shops: BTreeMap<(String, String), ShopSums>,
}

impl Details {
    pub(crate) fn orders(&self) -> u64 {
        self.shops.values().map(|s| s.orders.unsigned_abs()).sum()
    }

    /// A money column's sum in fen.
    pub(crate) fn sum(&self, column: usize) -> i64 {
        self.orders.totals[column]
    }
}

/// Keeps the first fault while rows are pushed from outside.
fn into_flow(fault: &mut Option<ReportError>, result: Result<(), ReportError>) -> ControlFlow<()> {
    match result {
        Ok(()) => ControlFlow::Continue(()),
        Err(e) => {
            *fault = Some(e);
            ControlFlow::Break(())
        }
    }
}

pub(crate) fn write_orders(workbook: &mut Workbook, style: &Style, source: &mut dyn MonthSource) -> Result<Details, ReportError> {
    let mut orders = Grid::new(workbook, ORDERS, ORDER_COLUMNS, style)?;
    let mut refunds = Grid::new(workbook, REFUNDS, REFUND_COLUMNS, style)?;
    let mut shops = Shops::default();
    let mut fault = None;
    let ended = source.orders(&mut |o| {
        let number = shops.add(o);
        let result = orders.push(workbook, &order_row(number, o)).and_then(|()| {
            let refunded = o.refund_fen.unwrap_or(0) != 0 || !o.refund_state.is_empty();
            if refunded { refunds.push(workbook, &refund_row(number, o)) } else { Ok(()) }
        });
        into_flow(&mut fault, result)
    });
    if let Some(fault) = fault {
        return Err(fault);
    }
    ended.map_err(ReportError::Source)?;
    Ok(Details { orders: orders.finish()?, refunds: refunds.finish()?, shops: shops.sums })
}

/// Numbers shops in the order of appearance and adds up what each sold.
#[derive(Default)]
struct Shops {
    sums: BTreeMap<(String, String), ShopSums>,
    /// Orders come in by time, so that neighbours are often of one shop: its key, to spare look-ups by new strings.
    last: Option<(String, String)>,
}

impl Shops {
    fn add(&mut self, o: &MonthOrder<'_>) -> i64 {
        let same = self.last.as_ref().is_some_and(|(platform, shop)| platform == o.platform && shop == o.shop);
        if !same {
            self.last = Some((o.platform.to_owned(), o.shop.to_owned()));
        }
        let next = self.sums.len() as i64 + 1;
        // Set just above.
        let key = self.last.clone().unwrap_or_default();
        let sums = self.sums.entry(key).or_insert_with(|| ShopSums { number: next, ..ShopSums::default() });
        sums.orders += 1;
        for (column, fen) in [(RECEIVABLE, o.receivable_fen), (PAID, o.paid_fen), (FREIGHT, o.freight_fen), (REFUND, o.refund_fen)] {
            let sum = sums.fen.entry(column).or_default();
            *sum = sum.saturating_add(fen.unwrap_or(0));
        }
        match sums.states.get_mut(o.state) {
            Some(count) => *count += 1,
            None => {
                sums.states.insert(o.state.to_owned(), 1);
            }
        }
        sums.number
    }
}

fn order_row<'a>(number: i64, o: &MonthOrder<'a>) -> [Value<'a>; 23] {
    [
        Value::Count(Some(number)),
        Value::Text(o.platform),
        Value::Text(o.shop),
        Value::Text(o.order_no),
        Value::Text(o.state),
        Value::Text(o.status_raw),
        Value::Moment(o.created_at_ms),
        Value::Moment(o.paid_at_ms),
        Value::Moment(o.shipped_at_ms),
        Value::Moment(o.finished_at_ms),
        Value::Count(o.pieces),
        Value::Fen(o.receivable_fen),
        Value::Fen(o.paid_fen),
        Value::Fen(o.freight_fen),
        Value::Fen(o.refund_fen),
        Value::Text(o.refund_state),
        Value::Text(o.carrier),
        Value::Text(o.tracking_no),
        Value::Text(o.province),
        Value::Text(o.city),
        Value::Text(o.marks),
        Value::Text(o.buyer_memo),
        Value::Text(o.seller_memo),
    ]
}

fn refund_row<'a>(number: i64, o: &MonthOrder<'a>) -> [Value<'a>; 10] {
    [
        Value::Count(Some(number)),
        Value::Text(o.platform),
        Value::Text(o.shop),
        Value::Text(o.order_no),
        Value::Text(o.state),
        Value::Moment(o.paid_at_ms),
        Value::Fen(o.paid_fen),
        Value::Fen(o.refund_fen),
        Value::Text(o.refund_state),
        Value::Text(o.seller_memo),
    ]
}

pub(crate) fn write_goods(workbook: &mut Workbook, style: &Style, source: &mut dyn MonthSource) -> Result<Finished, ReportError> {
    let mut grid = Grid::new(workbook, GOODS, GOODS_COLUMNS, style)?;
    let mut fault = None;
    let ended = source.goods(&mut |g: &MonthGoods<'_>| {
        let row = [
            Value::Text(g.sku_code),
            Value::Text(g.title),
            Value::Text(g.spec),
            Value::Count(Some(g.orders)),
            Value::Count(g.pieces),
            Value::Fen(g.amount_fen),
            Value::Fen(g.refund_fen),
        ];
        into_flow(&mut fault, grid.push(workbook, &row))
    });
    if let Some(fault) = fault {
        return Err(fault);
    }
    ended.map_err(ReportError::Source)?;
    grid.finish()
}

/// The table and the number of orders in it.
pub(crate) fn write_problems(workbook: &mut Workbook, style: &Style, source: &mut dyn MonthSource) -> Result<(Finished, u64), ReportError> {
    let mut grid = Grid::new(workbook, PROBLEMS, PROBLEM_COLUMNS, style)?;
    let (mut rows, mut orders, mut last) = (0, 0, (String::new(), String::new()));
    let mut fault = None;
    let ended = source.problems(&mut |p: &MonthProblem<'_>| {
        rows += 1;
        if orders == 0 || last.0 != p.shop || last.1 != p.order_no {
            orders += 1;
            last = (p.shop.to_owned(), p.order_no.to_owned());
        }
        let row = [
            Value::Count(Some(rows)),
            Value::Text(p.platform),
            Value::Text(p.shop),
            Value::Text(p.order_no),
            Value::Text(p.severity),
            Value::Text(p.text),
        ];
        into_flow(&mut fault, grid.push(workbook, &row))
    });
    if let Some(fault) = fault {
        return Err(fault);
    }
    ended.map_err(ReportError::Source)?;
    let mut finished = grid.finish()?;
    finished.totals[0] = rows;
    Ok((finished, orders))
}
