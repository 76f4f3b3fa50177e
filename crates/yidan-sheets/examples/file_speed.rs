//! `speed [ROWS_CSV] [ROWS_XLSX]`: how fast large files are read, beside bare loops over the same files in the same run, and how much memory it takes.
//! Writes its files into a temporary folder. Compare the ratios, not the times.

#![allow(clippy::disallowed_methods)] // Measuring needs a clock; nothing of this ships.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::time::Instant;
use yidan_domain::{BillLine, OrderDraft};
use yidan_sheets::{Flow, ProfileSet, ProfileSource, Rejected, Sink, Source, SourceRow, open};

type Any = Box<dyn std::error::Error>;

const PDD: &str = "商品,订单号,订单状态,商品总价(元),邮费(元),店铺优惠折扣(元),平台优惠折扣(元),多多支付立减金额(元),用户实付金额(元),商家实收金额(元),商品数量(件),发货时间,确认收货时间,商品id,商品规格,样式ID,商家编码-规格维度,商家编码-商品维度,商家备注,售后状态,快递单号,快递公司,订单成交时间,是否分期,分期期数,手续费承担方,分期方式";
const DOUYIN: &str = "主订单编号,子订单编号,选购商品,商品规格,商品数量,商品ID,商家编码,商品单价,订单应付金额,运费,收件人,收件人手机号,省,市,区,详细地址,买家留言,订单提交时间,商家备注,订单完成时间,支付完成时间,订单状态,售后状态,发货时间,平台实际承担优惠金额,达人实际承担优惠金额,快递信息";

fn pdd_row(i: u64) -> Vec<String> {
    let fen = 1_000 + i * 37 % 90_000;
    let money = |f: u64| format!("{}.{:02}\t", f / 100, f % 100);
    let time = |d: u64| format!("2026-05-{:02} {:02}:{:02}:{:02}\t", 1 + (i / 40_000 + d) % 28, i / 3600 % 24, i / 60 % 60, i % 60);
    vec![
        "手工辣椒酱 香辣味 250克\t".into(),
        format!("2605{:02}-{:015}\t", 1 + i / 40_000 % 28, 101_353_000_000_000 + i * 7919),
        ["待发货\t", "已发货，待收货\t", "已收货\t"][(i % 3) as usize].into(),
        money(fen + 500),
        money(0),
        money(500),
        money(0),
        money(0),
        money(fen),
        money(fen),
        format!("{}\t", 1 + i % 3),
        time(1),
        time(4),
        format!("{}\t", 600_000_000_000 + i % 500),
        "口味:加麻;净含量:250g\t".into(),
        format!("{}\t", 15_600_000_000_000 + i % 500),
        format!("CHI-{}\t", i % 500),
        "CHI\t".into(),
        "\t".into(),
        "无售后或售后取消\t".into(),
        format!("YT{:013}\t", 5_000_000_000_000 + i),
        "圆通速递\t".into(),
        time(0),
        "否\t".into(),
        "\t".into(),
        "\t".into(),
        "\t".into(),
    ]
}

fn douyin_row(i: u64) -> Vec<String> {
    let main = 6_900_000_000_000_000_001 + i / 2 * 17;
    let time = format!("2026-05-{:02} {:02}:{:02}:{:02}", 1 + i / 20_000 % 28, i / 3600 % 24, i / 60 % 60, i % 60);
    let text = |t: &str| t.to_owned();
    vec![
        main.to_string(),
        (main + 1 + i % 2).to_string(),
        text("云雾绿茶礼盒 雨前"),
        text("规格:250g"),
        text("1"),
        (600_000_000_000 + i % 300).to_string(),
        format!("TEA-{}", i % 300),
        text("68.00"),
        text("66.00"),
        text("0.00"),
        text("##密文c"),
        text("$$密文p"),
        text("浙江省"),
        text("杭州市"),
        text("萧山区"),
        text("##密文a"),
        text("-"),
        time.clone(),
        text("-"),
        text("-"),
        time.clone(),
        text("待发货"),
        text("-"),
        text("-"),
        text("1.00"),
        text("0.00"),
        text(""),
    ]
}

fn write_csv(path: &Path, head: &str, rows: u64, row: fn(u64) -> Vec<String>) -> Result<(), Any> {
    let mut out = BufWriter::new(File::create(path)?);
    out.write_all(&encoding_rs::GB18030.encode(head).0)?;
    for i in 0..rows {
        let line = format!("\r\n{}", row(i).join(","));
        out.write_all(&encoding_rs::GB18030.encode(&line).0)?;
    }
    Ok(())
}

fn write_xlsx(path: &Path, head: &str, rows: u64, row: fn(u64) -> Vec<String>, shared: bool) -> Result<(), Any> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = if shared { book.add_worksheet_with_low_memory()? } else { book.add_worksheet_with_constant_memory()? };
    for (c, h) in head.split(',').enumerate() {
        sheet.write(0, c as u16, h)?;
    }
    for i in 0..rows {
        for (c, cell) in row(i).iter().enumerate() {
            sheet.write(i as u32 + 1, c as u16, cell.trim_end())?;
        }
    }
    book.save(path)?;
    Ok(())
}

/// A GB18030 text as UTF-8, in chunks.
struct Decoding<R> {
    input: R,
    decoder: encoding_rs::Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    pos: usize,
    len: usize,
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.pos == self.len {
            let n = self.input.read(&mut self.raw)?;
            if n == 0 {
                return Ok(0);
            }
            let (_, _, written, _) = self.decoder.decode_to_utf8(&self.raw[..n], &mut self.text, false);
            self.pos = 0;
            self.len = written;
        }
        let n = (self.len - self.pos).min(out.len());
        out[..n].copy_from_slice(&self.text[self.pos..self.pos + n]);
        self.pos += n;
        Ok(n)
    }
}

fn bare_csv(path: &Path) -> Result<u64, Any> {
    let input = Decoding {
        input: File::open(path)?,
        decoder: encoding_rs::GB18030.new_decoder(),
        raw: vec![0; 65_536],
        text: vec![0; 262_144],
        pos: 0,
        len: 0,
    };
    let mut reader = csv::ReaderBuilder::new().flexible(true).buffer_capacity(131_072).from_reader(input);
    let mut record = csv::StringRecord::new();
    let mut bytes = 0;
    while reader.read_record(&mut record)? {
        bytes += record.iter().map(|c| c.len() as u64).sum::<u64>();
    }
    Ok(bytes)
}

fn bare_xlsx(path: &Path) -> Result<u64, Any> {
    use calamine::Reader;
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path)?;
    let name = book.sheet_names()[0].clone();
    let mut cells = book.worksheet_cells_reader(&name)?;
    let mut n = 0;
    while let Some(cell) = cells.next_cell()? {
        n += match cell.get_value() {
            calamine::DataRef::String(s) => s.len() as u64,
            calamine::DataRef::SharedString(s) => s.len() as u64,
            _ => 1,
        };
    }
    Ok(n)
}

#[derive(Default)]
struct Count {
    orders: u64,
    fen: i64,
}

impl Sink for Count {
    fn order(&mut self, order: OrderDraft, _rows: &[SourceRow]) -> Flow {
        self.orders += 1;
        self.fen += order.buyer_amount_fen.unwrap_or(0);
        Flow::Continue
    }
    fn line(&mut self, _line: BillLine, _row: &SourceRow) -> Flow {
        Flow::Continue
    }
    fn rejected(&mut self, _rejected: Rejected, _source: &SourceRow) -> Flow {
        Flow::Continue
    }
}

fn profiles() -> Result<ProfileSet, Any> {
    let mut set = ProfileSet::default();
    for platform in ["pdd", "douyin"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../yidan-platforms/src").join(platform);
        let (toml, status_csv) =
            (std::fs::read_to_string(folder.join("export.toml"))?, std::fs::read_to_string(folder.join("status.csv"))?);
        set.add(&ProfileSource { platform, toml: &toml, status_csv: &status_csv })?;
    }
    Ok(set)
}

/// Peak of resident memory in MB since the last call; on other systems than Linux always 0.
fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kb =
        status.lines().find_map(|l| l.strip_prefix("VmHWM:")).and_then(|l| l.trim().trim_end_matches(" kB").trim().parse::<u64>().ok());
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    kb.unwrap_or(0) / 1024
}

/// Seconds of processor time this process has used, so that other work on the machine does not count; where that is not told, the clock.
fn used_s(start: Instant) -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    match (fields.get(11).and_then(|t| t.parse::<f64>().ok()), fields.get(12).and_then(|t| t.parse::<f64>().ok())) {
        (Some(user), Some(system)) => (user + system) / 100.0,
        _ => start.elapsed().as_secs_f64(),
    }
}

fn measure(what: &str, path: &Path, rows: u64, bare: fn(&Path) -> Result<u64, Any>, set: &ProfileSet) -> Result<(), Any> {
    let start = Instant::now();
    let before = used_s(start);
    let checked = bare(path)?;
    let bare_s = used_s(start) - before;
    let bare_mb = peak_mb();
    let before = used_s(start);
    let mut count = Count::default();
    let mut opened = open(Source::new(BufReader::new(File::open(path)?))?, set, None)?;
    let totals = opened.read_into(&mut count)?;
    let own_s = used_s(start) - before;
    let own_mb = peak_mb();
    let per_s = |s: f64| rows as f64 / s;
    println!(
        "{what}: {} MB, {rows} rows, {} orders, {} refused | bare {:.0} rows/s {bare_mb} MB ({checked}) | read {:.0} rows/s, peak {own_mb} MB | ratio {:.0} %",
        path.metadata()?.len() / 1_000_000,
        count.orders,
        totals.rejected_rows,
        per_s(bare_s),
        per_s(own_s),
        100.0 * bare_s / own_s
    );
    // The peer reads the same file: `YIDAN_BENCH_PYTHON` names a Python that has openpyxl.
    if let Some(python) = std::env::var_os("YIDAN_BENCH_PYTHON") {
        let said = std::process::Command::new(python).arg("xtask/bench/read_table.py").arg(path).output()?;
        println!("  Python, rows only: {}", String::from_utf8_lossy(&said.stdout).trim());
    }
    Ok(())
}

fn main() -> Result<(), Any> {
    let mut args = std::env::args().skip(1).map(|a| a.parse::<u64>());
    let csv_rows = args.next().transpose()?.unwrap_or(1_000_000);
    let xlsx_rows = args.next().transpose()?.unwrap_or(300_000);
    let set = profiles()?;
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name);
    write_csv(&path("pdd.csv"), PDD, csv_rows, pdd_row)?;
    peak_mb();
    measure("pdd csv gb18030", &path("pdd.csv"), csv_rows, bare_csv, &set)?;
    std::fs::remove_file(path("pdd.csv"))?;
    write_csv(&path("dy.csv"), DOUYIN, csv_rows / 2, douyin_row)?;
    peak_mb();
    measure("douyin csv gb18030 (items)", &path("dy.csv"), csv_rows / 2, bare_csv, &set)?;
    std::fs::remove_file(path("dy.csv"))?;
    for (name, head, row, shared) in [
        ("pdd inline", PDD, pdd_row as fn(u64) -> Vec<String>, false),
        ("pdd shared", PDD, pdd_row, true),
        ("douyin inline (items)", DOUYIN, douyin_row, false),
    ] {
        let rows = if shared { xlsx_rows / 3 } else { xlsx_rows };
        write_xlsx(&path("x.xlsx"), head, rows, row, shared)?;
        peak_mb();
        measure(&format!("xlsx {name}"), &path("x.xlsx"), rows, bare_xlsx, &set)?;
    }
    Ok(())
}
