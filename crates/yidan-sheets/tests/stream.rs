//! How a listener hears a file: rows beside what they became, progress, stopping, and orders whose rows stand far apart in large files.

mod support;

use std::collections::BTreeMap;
use support::profiles;
use yidan_domain::{BillLine, Finding, OrderDraft};
use yidan_sheets::{Flow, Progress, Rejected, Sink, Skipped, Source, SourceRow, open};

#[derive(Default)]
struct Ear {
    orders: Vec<(String, Vec<u64>, Vec<String>, i64)>,
    rejected: Vec<(u64, String)>,
    skipped: Vec<u64>,
    findings: Vec<Finding>,
    progress: Vec<Progress>,
    stop_after: Option<usize>,
}

impl Sink for Ear {
    fn order(&mut self, order: OrderDraft, rows: &[SourceRow]) -> Flow {
        let first_cells = rows.iter().map(|r| r.cell(1).to_owned()).collect();
        self.orders.push((order.order_no, rows.iter().map(SourceRow::number).collect(), first_cells, order.buyer_amount_fen.unwrap_or(0)));
        if self.stop_after.is_some_and(|n| self.orders.len() >= n) { Flow::Stop } else { Flow::Continue }
    }
    fn line(&mut self, _line: BillLine, _row: &SourceRow) -> Flow {
        Flow::Continue
    }
    fn rejected(&mut self, rejected: Rejected, source: &SourceRow) -> Flow {
        assert_eq!(rejected.row, source.number());
        self.rejected.push((rejected.row, source.cells().collect::<Vec<_>>().join("|")));
        Flow::Continue
    }
    fn skipped(&mut self, skipped: Skipped) -> Flow {
        self.skipped.push(skipped.row);
        Flow::Continue
    }
    fn finding(&mut self, finding: Finding) -> Flow {
        self.findings.push(finding);
        Flow::Continue
    }
    fn progress(&mut self, progress: Progress) -> Flow {
        self.progress.push(progress);
        Flow::Continue
    }
}

const HEAD: &str = "主订单编号,子订单编号,选购商品,商家编码,商品数量,订单应付金额,订单状态,商家备注";

#[test]
fn rows_come_with_what_they_became() {
    let text =
        format!("{HEAD}\n'1,11,茶,A,1,10.00,待发货,\n2,21,茶,A,1,待确认,待发货,备\n'1,12,杯,B,1,5.00,待发货,\n\n3,31,茶,A,1,1.00,待发货,");
    let mut ear = Ear::default();
    let totals = open(Source::memory(&text).unwrap(), &profiles(), None).unwrap().read_into(&mut ear).unwrap();
    assert_eq!(
        ear.orders,
        [("1".to_owned(), vec![2, 4], vec!["11".to_owned(), "12".to_owned()], 1500), ("3".to_owned(), vec![6], vec!["31".to_owned()], 100)]
    );
    assert_eq!(ear.rejected, [(3, "2|21|茶|A|1|待确认|待发货|备".to_owned())]);
    assert_eq!(ear.skipped, [5]);
    assert_eq!(
        (totals.accepted_rows, totals.rejected_rows, totals.skipped_rows, totals.orders, totals.item_lines, totals.stopped),
        (3, 1, 1, 2, 3, false)
    );
    let last = ear.progress.last().unwrap();
    assert_eq!((last.bytes_done, last.bytes_total), (text.len() as u64, text.len() as u64));
}

#[test]
fn a_listener_can_stop() {
    let rows: String = (0..50).map(|i| format!("\n260501-{i},待发货,10,10,1,,,茶,1")).collect();
    let text = format!("订单号,订单状态,用户实付金额(元),商家实收金额(元),样式ID,售后状态,订单成交时间,商品,商品数量(件){rows}");
    let mut ear = Ear { stop_after: Some(7), ..Ear::default() };
    let mut opened = open(Source::memory(&text).unwrap(), &profiles(), None).unwrap();
    let totals = opened.read_into(&mut ear).unwrap();
    assert_eq!((ear.orders.len(), totals.orders, totals.stopped), (7, 7, true));
    // The same opened file can be read again from the start.
    let mut ear = Ear::default();
    assert_eq!(opened.read_into(&mut ear).unwrap().orders, 50);
}

/// Above some 20 MB the rows of each order are counted first, so that an order leaves memory with its last row.
#[test]
fn rows_far_apart_in_a_large_file() {
    let filler = "备".repeat(1600);
    let count = 3000;
    let row = |i: usize, part: usize| format!("\n{i},{i}{part},茶,A,1,{part}.00,待发货,{filler}");
    // Every order has a row in the first and one in the second half; every tenth a refused one in between, every hundredth a third at the end.
    let mut text = HEAD.to_owned();
    (0..count).for_each(|i| text.push_str(&row(i, 1)));
    (0..count).step_by(10).for_each(|i| text.push_str(&format!("\n{i},{i}9,茶,A,1,待确认,待发货,")));
    (0..count).rev().for_each(|i| text.push_str(&row(i, 2)));
    (0..count).step_by(100).for_each(|i| text.push_str(&row(i, 3)));
    assert!(text.len() > 25_000_000);
    let mut ear = Ear::default();
    let totals = open(Source::memory(&text).unwrap(), &profiles(), None).unwrap().read_into(&mut ear).unwrap();
    assert_eq!((totals.orders, totals.rejected_rows), (count as u64, (count / 10) as u64));
    let sums: BTreeMap<&str, i64> = ear.orders.iter().map(|o| (o.0.as_str(), o.3)).collect();
    assert_eq!(sums.len(), count, "each order once");
    for i in 0..count {
        let want = if i % 100 == 0 { 600 } else { 300 };
        assert_eq!(sums[i.to_string().as_str()], want, "order {i}");
    }
    // The first order that is complete is told long before the end.
    assert_eq!(ear.orders[0].0, (count - 1).to_string());
    assert!(ear.progress.windows(2).all(|w| w[0].bytes_done <= w[1].bytes_done && w[0].rows_done <= w[1].rows_done));
}
