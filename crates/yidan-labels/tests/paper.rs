//! What comes out on paper: PDF files rendered with poppler as a thermal head prints them, and decoded with zbar.
//! Where poppler-utils or zbar-tools are not installed, the tests say so and stop.

mod support;

use std::path::{Path, PathBuf};
use support::tools::{codes, decode, folder, many, run, tools};
use support::{Page, Recorder, fixtures, labels, options};
use yidan_labels::{Backend, Head, LabelData, RenderOptions, Template};

/// Dots per inch of a head with 8 dots per mm.
const DPI_203: &str = "203.2";

fn paper_tools() -> bool {
    tools(&["pdftoppm", "pdfinfo", "pdffonts", "pdftotext", "zbarimg"])
}

struct Print {
    pdf: String,
    orders: Vec<LabelData>,
    pages: Vec<Page>,
}

fn print(name: &str, template: &str, backend: Backend, head: Head, orders: Vec<LabelData>) -> Print {
    let template = Template::shipped(template).expect("shipped");
    let options = RenderOptions { backend, head, ..options() };
    let mut bytes = Vec::new();
    let outcome = labels().render_pdf(&template, &mut orders.clone().into_iter(), &options, &mut bytes).expect("drawn");
    assert_eq!(outcome.bytes, bytes.len() as u64);
    assert!(outcome.skipped.is_empty(), "{outcome:?}");
    let pdf = folder(name).join("labels.pdf");
    std::fs::write(&pdf, &bytes).expect("written");
    let mut recorder = Recorder::default();
    labels().draw(&template, &mut orders.clone().into_iter(), &options, &mut recorder).expect("drawn");
    let pdf = pdf.to_string_lossy().into_owned();
    check_document(&pdf, recorder.pages.len(), template.width_mm, template.height_mm);
    Print { pdf, orders, pages: recorder.pages }
}

/// Page count, page size within half a point, all fonts embedded as subsets.
fn check_document(pdf: &str, pages: usize, width_mm: f64, height_mm: f64) {
    let info = run("pdfinfo", &["-l", "9999", pdf]);
    let sizes: Vec<Vec<f64>> = info
        .lines()
        .filter(|l| l.starts_with("Page ") && l.contains("size:"))
        .map(|l| l.split_whitespace().filter_map(|w| w.parse().ok()).collect())
        .collect();
    assert_eq!(sizes.len(), pages);
    for numbers in sizes {
        // Page number, width, height.
        assert!((numbers[1] - width_mm * 72.0 / 25.4).abs() < 0.5 && (numbers[2] - height_mm * 72.0 / 25.4).abs() < 0.5, "{numbers:?}");
    }
    let fonts = run("pdffonts", &[pdf]);
    let rows: Vec<&str> = fonts.lines().skip(2).collect();
    assert!((1..=2).contains(&rows.len()), "one font for each script: {fonts}");
    assert!(rows[0].contains("NotoSansSC") || rows[0].contains("F+"), "{fonts}");
    assert!(rows.iter().all(|row| row.contains("Identity-H") && row.contains(" yes ")), "{fonts}");
}

/// Renders a part of every page in black and white and gives the files in page order. The part is in dots: x, y, width, height.
fn raster(pdf: &str, dpi: &str, name: &str, part: Option<[u32; 4]>) -> Vec<PathBuf> {
    let folder = Path::new(pdf).parent().expect("in a folder").join(name);
    std::fs::create_dir_all(&folder).expect("writable");
    let root = folder.join("page").to_string_lossy().into_owned();
    let mut arguments = vec!["-r".to_owned(), dpi.to_owned(), "-mono".to_owned()];
    for (flag, value) in ["-x", "-y", "-W", "-H"].iter().zip(part.into_iter().flatten()) {
        arguments.extend([(*flag).to_owned(), value.to_string()]);
    }
    arguments.extend([pdf.to_owned(), root]);
    run("pdftoppm", &arguments.iter().map(String::as_str).collect::<Vec<_>>());
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).expect("rendered").map(|e| e.expect("readable").path()).collect();
    files.sort();
    files
}

#[test]
fn every_page_decodes_to_its_order_in_list_order() {
    if !paper_tools() {
        return;
    }
    for (name, template, backend, main, small, qr) in [
        ("stream-76", "own-76x130", Backend::Stream, [0, 100, 608, 130], [0, 568, 408, 70], [424, 630, 184, 164]),
        ("printpdf-76", "own-76x130", Backend::PrintPdf, [0, 100, 608, 130], [0, 568, 408, 70], [424, 630, 184, 164]),
        ("stream-100", "own-100x150", Backend::Stream, [0, 116, 800, 144], [0, 656, 520, 80], [576, 724, 224, 204]),
    ] {
        let print = print(name, template, backend, Head::Dpi203, many(25));
        assert_eq!(decode(&raster(&print.pdf, DPI_203, "main", Some(main)), "code128"), codes(&print.orders), "{name}");
        // Internal labels carry no small code.
        let carried = raster(&print.pdf, DPI_203, "small", Some(small)).into_iter().zip(&print.orders).filter(|(_, o)| o.has_waybill());
        let (files, waybills): (Vec<PathBuf>, Vec<String>) = carried.map(|(file, o)| (file, o.code().to_owned())).unzip();
        assert_eq!(decode(&files, "code128"), waybills, "{name}");
        let numbers: Vec<&str> = print.orders.iter().map(|o| o.order_no.as_str()).collect();
        assert_eq!(decode(&raster(&print.pdf, DPI_203, "qr", Some(qr)), "qrcode"), numbers, "{name}");
    }
    let print = print("stream-300", "own-76x130", Backend::Stream, Head::Dpi300, many(6));
    assert_eq!(decode(&raster(&print.pdf, "300", "main", Some([0, 148, 898, 192])), "code128"), codes(&print.orders));
}

#[test]
fn slips_decode_and_pick_lists_open() {
    if !paper_tools() {
        return;
    }
    let mut orders = fixtures();
    orders.truncate(5);
    for backend in [Backend::Stream, Backend::PrintPdf] {
        let name = format!("slip-{backend:?}");
        let print = print(&name, "slip-a4", backend, Head::Dpi203, orders.clone());
        let numbers: Vec<&str> = print.orders.iter().map(|o| o.order_no.as_str()).collect();
        assert_eq!(decode(&raster(&print.pdf, DPI_203, "main", Some([800, 64, 880, 160])), "code128"), numbers);
    }
    let print = print("pick", "pick-a4", Backend::Auto, Head::Dpi203, orders);
    check_text(&print);
}

/// Every character that was drawn can be copied out of the file again, page by page; missing ones as the replacement character.
fn check_text(print: &Print) {
    for (i, page) in print.pages.iter().enumerate() {
        let number = (i + 1).to_string();
        let mut seen: Vec<char> =
            run("pdftotext", &["-raw", "-f", &number, "-l", &number, &print.pdf, "-"]).chars().filter(|c| !c.is_whitespace()).collect();
        let face = labels().face();
        let drawn = page.texts.iter().flat_map(|t| t.text.chars()).filter(|c| !c.is_whitespace());
        let mut want: Vec<char> = drawn.map(|c| if face.glyph(c) == 0 { '\u{fffd}' } else { c }).collect();
        seen.sort_unstable();
        want.sort_unstable();
        assert_eq!(seen, want, "page {number}");
    }
}

#[test]
fn text_comes_back() {
    if !paper_tools() {
        return;
    }
    for (name, backend) in [("text", Backend::Stream), ("text-printpdf", Backend::PrintPdf)] {
        let print = print(name, "own-76x130", backend, Head::Dpi203, many(3));
        // printpdf leaves missing characters out, so that only the other writer is compared.
        if backend == Backend::Stream {
            check_text(&print);
        }
        let thai = print.pages.iter().flat_map(|p| &p.texts).filter(|t| t.text.contains("แก้ว")).count();
        assert!(thai > 0, "the second language is on the label");
        assert_eq!(run("pdffonts", &[&print.pdf]).lines().count(), 4, "two heads and two fonts");
    }
}

/// A raw black-and-white picture.
struct Bitmap {
    width: usize,
    height: usize,
    rows: Vec<u8>,
}

impl Bitmap {
    fn read(path: &Path) -> Bitmap {
        let bytes = std::fs::read(path).expect("rendered");
        let head: Vec<&[u8]> = bytes.splitn(3, |b| *b == b'\n').collect();
        assert_eq!(head[0], b"P4");
        let sizes: Vec<usize> = String::from_utf8_lossy(head[1]).split(' ').map(|n| n.parse().expect("a size")).collect();
        Bitmap { width: sizes[0], height: sizes[1], rows: head[2].to_vec() }
    }

    fn black(&self, x: usize, y: usize) -> bool {
        self.rows[y * self.width.div_ceil(8) + x / 8] & (0x80 >> (x % 8)) != 0
    }

    /// Black dots inside a box in mm.
    fn ink(&self, [left, top, right, bottom]: [f64; 4]) -> usize {
        let dots = |mm: f64, most: usize| ((mm * 8.0).max(0.0) as usize).min(most);
        let columns = dots(left, self.width)..dots(right, self.width);
        (dots(top, self.height)..dots(bottom, self.height))
            .flat_map(|y| columns.clone().map(move |x| (x, y)))
            .filter(|(x, y)| self.black(*x, *y))
            .count()
    }
}

#[test]
fn ink_where_text_is_and_none_in_the_margin() {
    if !paper_tools() {
        return;
    }
    for (name, backend) in [("ink-stream", Backend::Stream), ("ink-printpdf", Backend::PrintPdf)] {
        let print = print(name, "own-76x130", backend, Head::Dpi203, many(2));
        let files = raster(&print.pdf, DPI_203, "whole", None);
        assert_eq!(files.len(), print.pages.len());
        for (file, page) in files.iter().zip(&print.pages) {
            let picture = Bitmap::read(file);
            assert!(
                (607..=609).contains(&picture.width) && (1039..=1041).contains(&picture.height),
                "{}×{}",
                picture.width,
                picture.height
            );
            let (width, height) = (page.width_mm, page.height_mm);
            for margin in [
                [0.0, 0.0, width, 1.9],
                [0.0, height - 1.9, width, height + 1.0],
                [0.0, 0.0, 1.9, height],
                [width - 1.9, 0.0, width + 1.0, height],
            ] {
                assert_eq!(picture.ink(margin), 0, "{name}: ink in the margin {margin:?}");
            }
            for text in &page.texts {
                let ink = text.ink();
                let dots = ((ink[2] - ink[0]) * (ink[3] - ink[1]) * 64.0) as usize;
                // The thinnest texts are digits and dashes; a blank box has none at all.
                assert!(picture.ink(ink) * 25 > dots, "{name}: {} has {} of {dots} dots", text.text, picture.ink(ink));
            }
        }
    }
}
