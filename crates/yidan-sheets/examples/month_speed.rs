//! Speed of the month sheet, as one line of JSON: `month_speed [ORDERS] [OUT.xlsx]`. The peer that writes the same columns and rows is
//! `xtask/bench/xlsxwriter_month.py`.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{Seek, SeekFrom, Write};
use yidan_sheets::reports::{
    EachGoods, EachOrder, EachProblem, MonthGoods, MonthHead, MonthOrder, MonthProblem, MonthSource, SourceError, write_month,
};

/// 2026-11-01 00:00:00 at UTC+8.
const MONTH_START_MS: i64 = 1_793_462_400_000;
const STATES: [&str; 5] = ["待审核", "已打单", "运输中", "已完成", "已取消"];
const PROVINCES: [(&str, &str); 4] = [("广东省", "深圳市"), ("浙江省", "杭州市"), ("四川省", "成都市"), ("湖北省", "武汉市")];

struct Rows {
    orders: u64,
}

impl MonthSource for Rows {
    fn orders(&mut self, each: EachOrder<'_>) -> Result<(), SourceError> {
        let (mut order_no, mut shop, mut tracking, mut memo) = (String::new(), String::new(), String::new(), String::new());
        for n in 0..self.orders {
            for text in [&mut order_no, &mut shop, &mut tracking, &mut memo] {
                text.clear();
            }
            write!(order_no, "26110100{n:010}")?;
            write!(shop, "示例{}店", n % 6 + 1)?;
            write!(tracking, "731{n:011}")?;
            write!(memo, "第{}批 样例备注", n % 400)?;
            let at = MONTH_START_MS + (n * 2_592_000_000 / self.orders) as i64;
            let paid = (n * 7919 % 100_003) as i64 + 100;
            let (province, city) = PROVINCES[(n % 4) as usize];
            let order = MonthOrder {
                platform: if n % 6 < 3 { "样例平台" } else { "样例平台二" },
                shop: &shop,
                order_no: &order_no,
                state: STATES[(n % 5) as usize],
                status_raw: "交易成功",
                created_at_ms: Some(at),
                paid_at_ms: Some(at + 60_000),
                shipped_at_ms: Some(at + 7_200_000),
                finished_at_ms: (n % 5 == 3).then_some(at + 90_000_000),
                pieces: Some((n % 3) as i64 + 1),
                receivable_fen: Some(paid),
                paid_fen: Some(paid - 50),
                freight_fen: Some((n % 5) as i64 * 100),
                refund_fen: Some(if n % 20 == 0 { paid / 2 } else { 0 }),
                refund_state: if n % 20 == 0 { "部分退款" } else { "" },
                carrier: "样例快递",
                tracking_no: &tracking,
                province,
                city,
                marks: "",
                buyer_memo: if n % 7 == 0 { "请尽快发货" } else { "" },
                seller_memo: &memo,
            };
            if each(&order).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn goods(&mut self, each: EachGoods<'_>) -> Result<(), SourceError> {
        for n in 0..2_000i64 {
            let code = format!("SKU-{n:05}");
            let goods = MonthGoods {
                sku_code: &code,
                title: "样例货品",
                spec: "白色 L",
                orders: n % 300,
                pieces: Some(n % 500),
                amount_fen: Some(n * 1_999),
                refund_fen: Some(0),
            };
            if each(&goods).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn problems(&mut self, each: EachProblem<'_>) -> Result<(), SourceError> {
        for n in 0..self.orders / 100 {
            let order_no = format!("26110100{:010}", n * 100);
            let problem =
                MonthProblem {
                    platform: "样例平台", shop: "示例1店", order_no: &order_no, severity: "提醒", text: "金额与平台账单不符"
                };
            if each(&problem).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// Counts what goes out without keeping it. A zip is written forwards, with steps back to fill in sizes.
#[derive(Default)]
struct Counter {
    at: u64,
    end: u64,
}

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.at += bytes.len() as u64;
        self.end = self.end.max(self.at);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Seek for Counter {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(by) => self.end.saturating_add_signed(by),
            SeekFrom::Current(by) => self.at.saturating_add_signed(by),
        };
        Ok(self.at)
    }
}

/// Peak resident set in KiB, where the system tells (Linux).
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.trim().strip_suffix("kB")?.trim().parse().ok()).unwrap_or(0)
}

// Benches may look at the clock; the library may not.
#[allow(clippy::disallowed_methods)]
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let orders: u64 = arguments.first().map_or(Ok(100_000), |a| a.parse())?;
    let head = MonthHead {
        month: "2026-11".into(),
        scope: "全部店铺".into(),
        basis: "付款时间；没有付款时间的按下单时间".into(),
        made_at: "2026-12-01 09:30:00".into(),
        offset_minutes: 480,
        states: STATES.iter().map(|s| (*s).to_owned()).collect(),
        expected_orders: orders,
        temp_dir: None,
    };
    let started = std::time::Instant::now();
    let mut rows = Rows { orders };
    let (outcome, bytes) = match arguments.get(1) {
        Some(path) => {
            let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
            let outcome = write_month(&mut file, &head, &mut rows)?;
            file.flush()?;
            (outcome, std::fs::metadata(path)?.len())
        }
        None => {
            let mut counter = Counter::default();
            (write_month(&mut counter, &head, &mut rows)?, counter.end)
        }
    };
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{{\"what\":\"month\",\"writer\":\"yidan\",\"orders\":{},\"seconds\":{seconds:.3},\"rows_per_second\":{:.0},\"bytes\":{bytes},\"peak_rss_kib\":{},\"sum_fen\":{},\"sheets\":{}}}",
        outcome.orders,
        outcome.orders as f64 / seconds,
        peak_kib(),
        outcome.sum_fen,
        outcome.sheets.len(),
    );
    Ok(())
}
