//! Speed of label runs, as one line of JSON: `speed COUNT [stream|printpdf] [TEMPLATE] [OUT.pdf]`. Every label differs in number, person,
//! address and goods. The peer that draws the same label is `xtask/bench/reportlab_labels.py`. Further lines say how long the same labels take
//! as dots of a print head and as streams for printers.

mod made_up;

use made_up::order;
use std::error::Error;
use std::io::Write;
use std::time::{Duration, Instant};
use yidan_labels::streams::{Language, Setup, document};
use yidan_labels::{Backend, Head, Labels, Press, RenderOptions, Template};

/// Peak and present resident set in KiB, where the system tells (Linux).
fn resident_kib(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find_map(|l| l.strip_prefix(field)?.trim().strip_suffix("kB")?.trim().parse().ok()).unwrap_or(0)
}

/// Label by label, as a print run goes: dots first, then the stream. A new press has drawn no glyph yet.
// Benches may look at the clock; the library may not.
#[allow(clippy::disallowed_methods)]
fn dots(labels: &Labels, template: &Template, count: u64, options: &RenderOptions, language: Language) -> Result<(), Box<dyn Error>> {
    let started = Instant::now();
    let mut press = Press::new(labels)?;
    let (mut first, mut raster, mut stream) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let mut bytes = 0;
    for n in 1..=count {
        let begun = Instant::now();
        let (pages, _) = press.draw(template, &mut std::iter::once(order(n)), options)?;
        raster += begun.elapsed();
        if n == 1 {
            first = begun.elapsed();
        }
        let begun = Instant::now();
        bytes += pages.iter().map(|page| document(language, page, &Setup::default()).bytes.len()).sum::<usize>();
        stream += begun.elapsed();
    }
    let ms = |d: Duration| d.as_secs_f64() * 1000.0;
    println!(
        "{{\"what\":\"label dots\",\"head\":\"{:?}\",\"language\":\"{language:?}\",\"labels\":{count},\"raster_ms\":{:.3},\"first_raster_ms\":{:.2},\"stream_ms\":{:.3},\"labels_per_second\":{:.0},\"bytes_per_label\":{},\"peak_rss_kib\":{}}}",
        options.head,
        ms(raster) / count.max(1) as f64,
        ms(first),
        ms(stream) / count.max(1) as f64,
        count as f64 / started.elapsed().as_secs_f64(),
        bytes as u64 / count.max(1),
        resident_kib("VmHWM:"),
    );
    Ok(())
}

// As above.
#[allow(clippy::disallowed_methods)]
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let count: u64 = arguments.first().map_or(Ok(1000), |a| a.parse())?;
    let backend = if arguments.get(1).is_some_and(|a| a == "printpdf") { Backend::PrintPdf } else { Backend::Stream };
    let template = Template::shipped(arguments.get(2).map_or("own-76x130", String::as_str)).ok_or("no such template")?;
    let font = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/fonts/NotoSansSC-Regular.ttf"))?;
    let mut writer: Box<dyn Write> = match arguments.get(3) {
        Some(path) => Box::new(std::io::BufWriter::new(std::fs::File::create(path)?)),
        None => Box::new(std::io::sink()),
    };
    let started = Instant::now();
    let labels = Labels::load(font)?;
    let loaded = started.elapsed();
    let options = RenderOptions { backend, printed_at: "2026-11-22 10:02".into(), title: "bench".into(), ..RenderOptions::default() };
    let outcome = labels.render_pdf(&template, &mut (1..=count).map(order), &options, &mut writer)?;
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{{\"what\":\"labels\",\"backend\":\"{backend:?}\",\"labels\":{},\"pages\":{},\"seconds\":{seconds:.3},\"load_seconds\":{:.3},\"labels_per_second\":{:.0},\"bytes\":{},\"bytes_per_label\":{:.0},\"peak_rss_kib\":{},\"skipped\":{}}}",
        outcome.labels,
        outcome.pages,
        loaded.as_secs_f64(),
        outcome.labels as f64 / seconds,
        outcome.bytes,
        outcome.bytes as f64 / outcome.labels.max(1) as f64,
        resident_kib("VmHWM:"),
        outcome.skipped.len() + outcome.without_code.len(),
    );
    for (head, language) in [
        (Head::Dpi203, Language::Tspl),
        (Head::Dpi203, Language::Zpl),
        (Head::Dpi203, Language::Cpcl),
        (Head::Dpi203, Language::EscPos),
        (Head::Dpi300, Language::Tspl),
    ] {
        dots(&labels, &template, count, &RenderOptions { head, ..options.clone() }, language)?;
    }
    Ok(())
}
