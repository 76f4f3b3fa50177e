//! Pages as a print head burns them: whole-dot bars, ink in every text, clean margins, and the same picture as the PDF gives.

mod support;

use std::path::Path;
use support::tools::{codes, decode, folder, many, run, tools};
use support::{Recorder, bounds, fixtures, labels, options, pbm};
use yidan_labels::{Backend, Bitmap, DotPage, Head, LabelData, LabelItem, Outcome, Placing, Press, RenderOptions, SHIPPED, Template};

fn press(template: &str, orders: Vec<LabelData>, head: Head) -> (Vec<DotPage>, Outcome) {
    let template = Template::shipped(template).expect("shipped");
    let mut press = Press::new(labels()).expect("a sound font");
    press.draw(&template, &mut orders.into_iter(), &RenderOptions { head, ..options() }).expect("drawn")
}

fn record(template: &str, orders: Vec<LabelData>, head: Head) -> (Recorder, Outcome) {
    let template = Template::shipped(template).expect("shipped");
    let mut recorder = Recorder::default();
    let outcome = labels().draw(&template, &mut orders.into_iter(), &RenderOptions { head, ..options() }, &mut recorder).expect("drawn");
    (recorder, outcome)
}

#[test]
fn sizes_and_findings() {
    for (name, head, size) in [
        ("own-76x130", Head::Dpi203, (608, 1040)),
        ("own-76x130", Head::Dpi300, (898, 1535)),
        ("own-100x180", Head::Dpi203, (800, 1440)),
        ("own-100x100", Head::Dpi300, (1181, 1181)),
        ("own-100x150", Head::Dpi203, (800, 1200)),
        ("own-100x150", Head::Dpi300, (1181, 1772)),
    ] {
        let (pages, outcome) = press(name, fixtures(), head);
        let (recorder, want) = record(name, fixtures(), head);
        assert_eq!(pages.len(), recorder.pages.len());
        for page in &pages {
            assert_eq!((page.bitmap.width(), page.bitmap.height()), size, "{name}");
        }
        // The same orders are skipped and the same characters are missing as in a PDF.
        let bytes = pages.iter().map(|p| p.bitmap.rows().len() as u64).sum();
        assert_eq!(outcome, Outcome { bytes, ..want });
        assert!(!outcome.missing_glyphs.is_empty(), "the fixtures hold a character that the font lacks");
    }
}

/// One by one gives what all at once give: kept glyphs change nothing.
#[test]
fn a_press_forgets_nothing_and_mixes_nothing() {
    let template = Template::shipped("own-76x130").expect("shipped");
    let (together, _) = press("own-76x130", many(4), Head::Dpi203);
    let mut one_press = Press::new(labels()).expect("a sound font");
    let alone: Vec<DotPage> = many(4)
        .into_iter()
        .flat_map(|order| one_press.draw(&template, &mut std::iter::once(order), &options()).expect("drawn").0)
        .collect();
    assert_eq!(together, alone);
}

#[test]
fn ink_where_text_is_and_none_in_the_margin() {
    for (name, _) in SHIPPED {
        for head in [Head::Dpi203, Head::Dpi300] {
            let (pages, _) = press(name, fixtures(), head);
            let (recorder, _) = record(name, fixtures(), head);
            let dots = |mm: f64| (mm * head.dots_per_mm()).max(0.0);
            for (page, drawn) in pages.iter().zip(&recorder.pages) {
                let bitmap = &page.bitmap;
                let (width, height) = (bitmap.width(), bitmap.height());
                let margin = dots(1.9) as usize;
                for [left, top, right, bottom] in
                    [[0, 0, width, margin], [0, height - margin, width, height], [0, 0, margin, height], [width - margin, 0, width, height]]
                {
                    assert_eq!(bitmap.black_count_in(left, top, right, bottom), 0, "{name}: ink in the margin");
                }
                for text in drawn.texts.iter().filter(|t| !t.text.trim().is_empty()) {
                    let [left, top, right, bottom] = text.ink().map(dots);
                    let ink = bitmap.black_count_in(left as usize, top as usize, right.ceil() as usize, bottom.ceil() as usize);
                    let area = ((right - left) * (bottom - top)) as usize;
                    assert!(ink * 25 > area, "{name}: {} has {ink} of {area} dots", text.text);
                }
            }
        }
    }
}

/// A character that is drawn as nothing is worse than one that is drawn as a box: every one of these leaves ink of its own.
#[test]
fn every_character_leaves_ink() {
    let template = Template::parse(
        "name='t'\ntitle='t'\nkind='label'\nsize_mm=[76,20]\nmargin_mm=1\n[[element]]\nkind='text'\nat_mm=[2,4]\nsize_mm=[72,12]\ntext='{shop}'\npt=[12,12]",
    )
    .expect("sound");
    let mut press = Press::new(labels()).expect("a sound font");
    let mut ink = |text: &str| {
        let data = LabelData { shop: text.to_owned(), ..LabelData::default() };
        let (pages, outcome) = press.draw(&template, &mut std::iter::once(data), &options()).expect("drawn");
        (pages[0].bitmap.black_count(), outcome.missing_glyphs.first().map_or(0, |m| m.characters.chars().count()))
    };
    for (text, missing) in [("张示例0123456789", 0), ("镕喆堃㛃𬱖𬘘", 0), ("Mug với nắp", 0), ("แก้วเซรามิกมีฝาปิดที่น้ำ", 0), ("猫🐱礼🎁𪚥", 3)]
    {
        let letters: Vec<char> = text.chars().collect();
        let mut before = 0;
        for end in 1..=letters.len() {
            let part: String = letters[..end].iter().collect();
            let (now, _) = ink(&part);
            assert!(now > before || letters[end - 1] == ' ', "{:?} in {text} leaves no ink", letters[end - 1]);
            before = now;
        }
        assert_eq!(ink(text).1, missing, "{text}");
    }
}

#[test]
fn goods_labels_are_read_from_the_dots() {
    if !tools(&["zbarimg"]) {
        return;
    }
    let item = |code: &str, barcode: &str| LabelItem {
        sku_code: code.into(),
        barcode: barcode.into(),
        title: "样例陶瓷马克杯带盖".into(),
        spec: "白色 400ml".into(),
        second_text: "แก้วเซรามิกมีฝาปิด".into(),
        ..LabelItem::default()
    };
    let goods: Vec<LabelData> = [("CUP-01-W", ""), ("SOCK-07-L", "6900000000024"), ("DESK-120-OAK", "")]
        .map(|(code, barcode)| LabelData { order_no: code.into(), items: vec![item(code, barcode)], ..LabelData::default() })
        .into();
    for (template, head) in
        [("sku-60x40", Head::Dpi203), ("sku-60x40", Head::Dpi300), ("sku-40x30", Head::Dpi203), ("sku-40x30", Head::Dpi300)]
    {
        let (pages, outcome) = press(template, goods.clone(), head);
        assert!(outcome.skipped.is_empty() && outcome.missing_glyphs.is_empty(), "{outcome:?}");
        let folder = folder(&format!("goods-{template}-{head:?}"));
        let files: Vec<_> = (0..pages.len()).map(|i| folder.join(format!("{i}.pbm"))).collect();
        for (file, page) in files.iter().zip(&pages) {
            std::fs::write(file, pbm(&page.bitmap, [0, 0, page.bitmap.width(), page.bitmap.height()])).expect("written");
        }
        assert_eq!(decode(&files, "code128"), ["CUP-01-W", "6900000000024", "DESK-120-OAK"], "{template} {head:?}");
    }
}

/// The same label upside down and moved: as a PDF for a driver and as dots for a stream.
#[test]
fn placing_is_the_same_in_pdf_and_dots() {
    if !tools(&["pdftoppm"]) {
        return;
    }
    let template = Template::shipped("own-76x130").expect("shipped");
    let placing = Placing { right_mm: 1.5, down_mm: -1.0, turned: true };
    let options = RenderOptions { backend: Backend::Stream, placing, ..options() };
    let mut pdf = Vec::new();
    labels().render_pdf(&template, &mut many(1).into_iter(), &options, &mut pdf).expect("drawn");
    let folder = folder("placing");
    let path = folder.join("label.pdf").to_string_lossy().into_owned();
    std::fs::write(&path, pdf).expect("written");
    run("pdftoppm", &["-r", "203.2", "-mono", "-singlefile", &path, &folder.join("page").to_string_lossy()]);
    let theirs = read_pbm(&folder.join("page.pbm"));
    let (pages, _) = press("own-76x130", many(1), Head::Dpi203);
    let (ours, _) = pages[0].bitmap.turned().moved(12, -8);
    let (missing, added) = (strays(&theirs, &ours), strays(&ours, &theirs));
    assert!(missing < 0.01 && added < 0.01, "{missing:.4} of the PDF's dots are missing, {added:.4} are added");
}

/// Every block that was asked for is black to its last dot, and bars stand on white: no grey, no ragged edges.
#[test]
fn blocks_are_whole_dots() {
    for head in [Head::Dpi203, Head::Dpi300] {
        let (pages, _) = press("own-76x130", many(6), head);
        let (recorder, _) = record("own-76x130", many(6), head);
        for (page, drawn) in pages.iter().zip(&recorder.pages) {
            let edge = |mm: f64| {
                let dots = mm * head.dots_per_mm();
                assert!((dots - dots.round()).abs() < 0.021, "{dots} is not on a dot's edge");
                dots.round() as usize
            };
            for blocks in drawn.fills.iter().filter(|b| b.len() > 20) {
                let [left, top, right, bottom] = bounds(blocks).map(edge);
                let black: usize =
                    blocks.iter().map(|b| (edge(b.x_mm + b.width_mm) - edge(b.x_mm)) * (edge(b.y_mm + b.height_mm) - edge(b.y_mm))).sum();
                assert_eq!(page.bitmap.black_count_in(left, top, right, bottom), black);
                let around = page.bitmap.black_count_in(left - 8, top, right + 8, bottom);
                assert_eq!(around, black, "the quiet zone is white");
            }
        }
    }
}

#[test]
fn codes_are_read_from_the_dots() {
    if !tools(&["zbarimg"]) {
        return;
    }
    // Parts in mm: main bars, small bars, QR code.
    for (template, main, small, qr) in [
        ("own-76x130", [0.0, 12.5, 76.0, 28.8], [0.0, 71.0, 51.0, 79.8], [53.0, 78.8, 76.0, 99.2]),
        ("own-100x150", [0.0, 14.5, 100.0, 32.5], [0.0, 82.0, 65.0, 92.0], [72.0, 90.5, 100.0, 116.0]),
    ] {
        for head in [Head::Dpi203, Head::Dpi300] {
            let orders = many(20);
            let (pages, _) = press(template, orders.clone(), head);
            let folder = folder(&format!("dots-{template}-{head:?}"));
            let read = |name: &str, part: [f64; 4], kind: &str, wanted: &dyn Fn(&LabelData) -> bool| {
                let mut files = Vec::new();
                for (i, (page, _)) in pages.iter().zip(&orders).enumerate().filter(|(_, (_, o))| wanted(o)) {
                    let file = folder.join(format!("{name}-{i:03}.pbm"));
                    let dots = part.map(|mm| (mm * head.dots_per_mm()) as usize);
                    std::fs::write(&file, pbm(&page.bitmap, dots)).expect("written");
                    files.push(file);
                }
                decode(&files, kind)
            };
            assert_eq!(read("main", main, "code128", &|_| true), codes(&orders), "{template} {head:?}");
            let waybills: Vec<LabelData> = orders.iter().filter(|o| o.has_waybill()).cloned().collect();
            assert_eq!(read("small", small, "code128", &LabelData::has_waybill), codes(&waybills), "{template} {head:?}");
            let numbers: Vec<String> = orders.iter().map(|o| o.order_no.clone()).collect();
            assert_eq!(read("qr", qr, "qrcode", &|_| true), numbers, "{template} {head:?}");
        }
    }
}

fn read_pbm(path: &Path) -> Bitmap {
    let bytes = std::fs::read(path).expect("rendered");
    let head: Vec<&[u8]> = bytes.splitn(3, |b| *b == b'\n').collect();
    let sizes: Vec<usize> = String::from_utf8_lossy(head[1]).split(' ').map(|n| n.parse().expect("a size")).collect();
    Bitmap::from_rows(sizes[0], sizes[1], head[2].to_vec()).expect("whole rows")
}

/// Share of the black dots of one picture that have no black dot of the other beside them.
fn strays(one: &Bitmap, other: &Bitmap) -> f64 {
    let mut alone = 0;
    for y in 0..one.height() {
        for x in (0..one.width()).filter(|x| one.is_black(*x, y)) {
            alone += usize::from(other.black_count_in(x.saturating_sub(1), y.saturating_sub(1), x + 2, y + 2) == 0);
        }
    }
    alone as f64 / one.black_count() as f64
}

/// The PDF of the same labels, rendered by another program, shows the same picture within a dot.
#[test]
fn the_pdf_shows_the_same() {
    if !tools(&["pdftoppm"]) {
        return;
    }
    let template = Template::shipped("own-76x130").expect("shipped");
    let options = RenderOptions { backend: Backend::Stream, ..options() };
    let mut pdf = Vec::new();
    labels().render_pdf(&template, &mut many(2).into_iter(), &options, &mut pdf).expect("drawn");
    let folder = folder("dots-pdf");
    let path = folder.join("labels.pdf").to_string_lossy().into_owned();
    std::fs::write(&path, pdf).expect("written");
    run("pdftoppm", &["-r", "203.2", "-mono", &path, &folder.join("page").to_string_lossy()]);
    let mut files: Vec<_> = std::fs::read_dir(&folder).expect("rendered").map(|e| e.expect("readable").path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "pbm"));
    files.sort();
    let (pages, _) = press("own-76x130", many(2), Head::Dpi203);
    assert_eq!(files.len(), pages.len());
    for (file, page) in files.iter().zip(&pages) {
        let theirs = read_pbm(file);
        let (missing, added) = (strays(&theirs, &page.bitmap), strays(&page.bitmap, &theirs));
        assert!(missing < 0.01 && added < 0.01, "{missing:.4} of the PDF's dots are missing, {added:.4} are added");
    }
}
