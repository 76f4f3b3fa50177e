//! In which order several files come in: order reports before item reports before bills, older exports first.
//! What an order looks like in the end does not depend on it; what the trail tells does, and so does whether lines find their orders.

use crate::App;
use crate::error::Result;
use yidan_sheets::{Kind, Opened, ProfileSet, Source, open};

/// Rows of a file that are looked through for its newest day.
const LOOKED_AT: usize = 60;

/// The handles in the order in which they are to be read. Files that cannot be read come last and say so when it is their turn.
pub fn of(app: &App, set: &ProfileSet, handles: &[String], password: Option<&str>) -> Result<Vec<String>> {
    if handles.len() < 2 {
        return Ok(handles.to_vec());
    }
    let mut keyed = Vec::with_capacity(handles.len());
    for handle in handles {
        let (info, bytes) = app.ports.shelf.open(handle)?;
        let opened = Source::new(bytes).and_then(|source| open(source, set, password));
        let (rank, day) = match opened {
            Ok(mut o) => (rank(o.recognised().kind), day_in_name(&info.name).or_else(|| newest_day(&mut o))),
            Err(_) => (9, None),
        };
        keyed.push(((rank, day, info.name), handle.clone()));
    }
    keyed.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(keyed.into_iter().map(|(_, handle)| handle).collect())
}

fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Orders => 0,
        Kind::OrderItems => 1,
        Kind::Settlement => 2,
        Kind::FundFlow | Kind::TradeBill | Kind::PersonalBill | Kind::BankStatement => 3,
        Kind::CarrierBill => 4,
        Kind::Unknown => 9,
    }
}

/// The last day that a name tells, as `yyyymmdd`; a month counts as its last day. Platforms write dates and moments of many forms.
fn day_in_name(name: &str) -> Option<u32> {
    let mut found = None;
    let mut run = String::new();
    let mut parts: Vec<String> = Vec::new();
    for c in name.chars().chain(std::iter::once(' ')) {
        if c.is_ascii_digit() {
            run.push(c);
            continue;
        }
        if !run.is_empty() {
            parts.push(std::mem::take(&mut run));
        }
        // A date may be written with signs between its parts; anything else ends it.
        if !matches!(c, '-' | '.' | '/' | '年' | '月') {
            found = found.max(day_of(&parts));
            parts.clear();
        }
    }
    found
}

fn day_of(parts: &[String]) -> Option<u32> {
    let number = |t: &str| t.parse::<u32>().ok();
    let sound = |y: u32, m: u32, d: u32| {
        ((2000..2100).contains(&y) && (1..=12).contains(&m) && (1..=31).contains(&d)).then_some(y * 10_000 + m * 100 + d)
    };
    let alone = parts.iter().filter_map(|p| match p.len() {
        // Seconds since 1970, as some exports are named.
        10 if p.starts_with("1") => p.parse::<i64>().ok().and_then(|s| number(&crate::moment::day(s * 1_000).replace('-', ""))),
        8 | 12 | 14 => sound(number(&p[..4])?, number(&p[4..6])?, number(&p[6..8])?),
        6 => sound(number(&p[..4])?, number(&p[4..6])?, 31),
        _ => None,
    });
    let signed = parts
        .windows(3)
        .filter(|w| w[0].len() == 4 && w[1].len() <= 2 && w[2].len() <= 2)
        .filter_map(|w| sound(number(&w[0])?, number(&w[1])?, number(&w[2])?));
    let month = parts.windows(2).filter(|w| w[0].len() == 4 && w[1].len() == 2).filter_map(|w| sound(number(&w[0])?, number(&w[1])?, 31));
    alone.chain(signed).max().or_else(|| month.max())
}

/// The newest day among the first rows.
fn newest_day(opened: &mut Opened<'_>) -> Option<u32> {
    let rows = opened.preview(LOOKED_AT).ok()?;
    rows.iter().flat_map(|r| r.cells().filter(|c| c.len() >= 8 && c.len() < 40).filter_map(day_in_name)).max()
}

#[cfg(test)]
mod tests {
    use super::day_in_name;

    #[test]
    fn days_in_names() {
        for (name, want) in [
            ("orders_export2026-06-01-09-30-00.csv", Some(20_260_601)),
            ("千牛_订单报表_20260601.xlsx", Some(20_260_601)),
            ("ExportOrderList201905151650.csv", Some(20_190_515)),
            ("货款明细_202606.csv", Some(20_260_631)),
            ("1780300000_抖店订单导出.csv", Some(20_260_601)),
            ("Order.all.20260501_20260531.xlsx", Some(20_260_531)),
            ("支付宝交易明细(20260501-20260531).csv", Some(20_260_531)),
            ("2026年5月3日.csv", Some(20_260_503)),
            ("中通_5月账单.xlsx", None),
            ("orders.csv", None),
            ("20880000000000000156_账务明细.zip", None),
        ] {
            assert_eq!(day_in_name(name), want, "{name}");
        }
    }
}
