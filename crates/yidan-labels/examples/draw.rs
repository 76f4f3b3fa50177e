//! Draws the fixture orders through a template into a file, to be looked at: `draw TEMPLATE OUT.pdf [stream|printpdf]`, or their first page
//! as a print head burns it: `draw TEMPLATE OUT.png [300]`.

use std::error::Error;
use yidan_labels::{Backend, Head, LabelData, Labels, Press, RenderOptions, Template, preview};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, template, path, rest @ ..] = arguments.as_slice() else {
        return Err("draw TEMPLATE OUT.pdf|OUT.png [stream|printpdf|300]".into());
    };
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let file = |name: &str| std::fs::read(format!("{root}/assets/fonts/{name}"));
    let labels = Labels::load(file("NotoSansSC-Regular.ttf")?)?.with(file("NotoSansThai-Regular.ttf")?)?;
    let orders: Vec<LabelData> = serde_json::from_str(include_str!("../fixtures/orders.json"))?;
    let template = Template::shipped(template).ok_or("no such template")?;
    let backend = match rest.first().map(String::as_str) {
        Some("stream") => Backend::Stream,
        Some("printpdf") => Backend::PrintPdf,
        _ => Backend::Auto,
    };
    let options = RenderOptions {
        backend,
        head: if rest.first().is_some_and(|a| a == "300") { Head::Dpi300 } else { Head::Dpi203 },
        printed_at: "2026-11-22 10:02".into(),
        clerk: "小李".into(),
        title: "样例".into(),
        ..RenderOptions::default()
    };
    if path.ends_with(".png") {
        let (pages, outcome) = Press::new(&labels)?.draw(&template, &mut orders.into_iter(), &options)?;
        std::fs::write(path, preview::png(pages.first().ok_or("no page was drawn")?)?)?;
        println!("{outcome:#?}");
        return Ok(());
    }
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    let outcome = labels.render_pdf(&template, &mut orders.into_iter(), &options, &mut file)?;
    println!("{outcome:#?}");
    Ok(())
}
