//! Printer streams read back: every dot of any picture arrives, in all four languages, and real labels still decode from their stream.

mod support;

use proptest::prelude::*;
use std::num::NonZeroU16;
use support::decode::{self, Burnt};
use support::tools::{codes, decode as read_codes, folder, many, tools};
use support::{labels, options, pbm};
use yidan_labels::streams::{Document, Language, Setup, document};
use yidan_labels::{Bitmap, DotPage, Head, Press, RenderOptions, Template};

const LANGUAGES: [Language; 4] = [Language::Tspl, Language::Zpl, Language::Cpcl, Language::EscPos];

fn read(language: Language, document: &Document) -> Burnt {
    match language {
        Language::Tspl => decode::tspl(&document.bytes).0,
        Language::Zpl => decode::zpl(&document.bytes),
        Language::Cpcl => decode::cpcl(&document.bytes).0,
        Language::EscPos => decode::escpos(&document.bytes),
    }
}

fn burnt(bitmap: &Bitmap, copies: u16) -> Burnt {
    Burnt { row_bytes: bitmap.row_bytes(), height: bitmap.height(), rows: bitmap.rows().to_vec(), copies: usize::from(copies) }
}

/// Pictures with noise, blank rows, full rows and repeated rows: all that run lengths can meet.
fn pictures() -> impl Strategy<Value = Bitmap> {
    (1usize..900, 1usize..40).prop_flat_map(|(width, height)| {
        let row_bytes = width.div_ceil(8);
        let row = prop_oneof![
            2 => prop::collection::vec(any::<u8>(), row_bytes),
            2 => prop::collection::vec(prop_oneof![3 => Just(0u8), 3 => Just(255u8), 1 => any::<u8>()], row_bytes),
            1 => Just(vec![0; row_bytes]),
            1 => Just(vec![255; row_bytes]),
        ];
        prop::collection::vec((row, 1usize..4), height).prop_map(move |rows| {
            let bytes: Vec<u8> = rows.iter().flat_map(|(row, times)| row.repeat(*times)).take(row_bytes * height).collect();
            Bitmap::from_rows(width, height, bytes).expect("as many rows as said")
        })
    })
}

proptest! {
    #[test]
    fn every_dot_arrives(bitmap in pictures(), copies in 1u16..4, gap_mm in prop_oneof![Just(0.0), Just(2.0), Just(3.25)]) {
        let page = DotPage { width_mm: bitmap.width() as f64 / 8.0, height_mm: bitmap.height() as f64 / 8.0, head: Head::Dpi203, bitmap };
        let setup = Setup { gap_mm, copies: NonZeroU16::new(copies).expect("from 1"), ..Setup::default() };
        for language in LANGUAGES {
            let document = document(language, &page, &setup);
            prop_assert_eq!(read(language, &document), burnt(&page.bitmap, copies), "{:?}", language);
        }
        let (_, [width, height, gap]) = decode::tspl(&document(Language::Tspl, &page, &setup).bytes);
        prop_assert!((width - page.width_mm).abs() < 0.006 && (height - page.height_mm).abs() < 0.006 && (gap - gap_mm).abs() < 1e-9);
        let (_, dpi, senses_gap) = decode::cpcl(&document(Language::Cpcl, &page, &setup).bytes);
        prop_assert_eq!((dpi, senses_gap), (200, gap_mm > 0.0));
    }

    #[test]
    fn offsets_move_every_dot(bitmap in pictures(), right in -20i32..20, down in -20i32..20) {
        let page = DotPage { width_mm: 1.0, height_mm: 1.0, head: Head::Dpi300, bitmap };
        let setup = Setup { offset_right_dots: right, offset_down_dots: down, ..Setup::default() };
        let mut want = Bitmap::new(page.bitmap.width(), page.bitmap.height());
        let all = (0..page.bitmap.height()).flat_map(|y| (0..page.bitmap.width()).map(move |x| (x, y)));
        for (x, y) in all.filter(|(x, y)| page.bitmap.is_black(*x, *y)) {
            if let (Ok(x), Ok(y)) = (usize::try_from(x as i64 + i64::from(right)), usize::try_from(y as i64 + i64::from(down))) {
                want.blacken(x, y);
            }
        }
        for language in LANGUAGES {
            let document = document(language, &page, &setup);
            prop_assert_eq!(document.lost_dots, page.bitmap.black_count() - want.black_count());
            prop_assert_eq!(read(language, &document), burnt(&want, 1), "{:?}", language);
        }
    }
}

#[test]
fn labels_decode_from_their_streams() {
    let dots = |template: &str, head: Head| {
        let options = RenderOptions { head, ..options() };
        let orders = many(6);
        let template = Template::shipped(template).expect("shipped");
        let mut press = Press::new(labels()).expect("a sound font");
        let (pages, outcome) = press.draw(&template, &mut orders.clone().into_iter(), &options).expect("drawn");
        assert_eq!((pages.len(), outcome.labels), (orders.len(), orders.len()));
        (orders, pages)
    };
    let can_read = tools(&["zbarimg"]);
    // Parts with the main bars, in mm: left, top, right, bottom.
    for (name, template, head, part) in [
        ("streams-76", "own-76x130", Head::Dpi203, [0.0, 12.5, 76.0, 28.8]),
        ("streams-76-300", "own-76x130", Head::Dpi300, [0.0, 12.5, 76.0, 28.8]),
        ("streams-100-300", "own-100x150", Head::Dpi300, [0.0, 14.5, 100.0, 32.5]),
        ("streams-180", "own-100x180", Head::Dpi203, [0.0, 14.5, 100.0, 33.0]),
        ("streams-freight", "own-100x100", Head::Dpi203, [0.0, 13.8, 100.0, 29.9]),
    ] {
        let (orders, pages) = dots(template, head);
        for language in LANGUAGES {
            let folder = folder(&format!("{name}-{language:?}"));
            let mut files = Vec::new();
            for (i, page) in pages.iter().enumerate() {
                let burnt_page = read(language, &document(language, page, &Setup::default()));
                assert_eq!(burnt_page, burnt(&page.bitmap, 1), "{name} {language:?}");
                let bitmap = Bitmap::from_rows(page.bitmap.width(), burnt_page.height, burnt_page.rows).expect("whole rows");
                let file = folder.join(format!("{i:03}.pbm"));
                std::fs::write(&file, pbm(&bitmap, part.map(|mm: f64| (mm * head.dots_per_mm()) as usize))).expect("written");
                files.push(file);
            }
            if can_read {
                assert_eq!(read_codes(&files, "code128"), codes(&orders), "{name} {language:?}");
            }
        }
    }
}
