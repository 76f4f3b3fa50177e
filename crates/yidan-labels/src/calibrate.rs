//! The page that shows where a printer puts its picture: two rulers that cross at a known place, counted from the paper's edges. Drawn like
//! any label, so that it goes through a driver and as dots alike. Computing with what was read off is here; keeping it is not.

use crate::error::Error;
use crate::layout::{Layout, Piece, PieceKind};
use crate::template::{Align, Kind, Template};

/// Nothing is drawn nearer to the edge: most heads cannot.
const MARGIN_MM: f64 = 2.0;
const STROKE_MM: f64 = 0.25;
/// Offsets are set in steps of this.
const STEP_MM: f64 = 0.5;
/// More than this is not paper lying askew but the wrong paper.
const MOST_MM: f64 = 20.0;

/// Where the rulers cross, from the left and from the upper edge, in mm.
pub fn cross_mm(width_mm: f64, height_mm: f64) -> (f64, f64) {
    let near = |side: f64| if side < 60.0 { 10.0 } else { 20.0 };
    (near(width_mm), near(height_mm))
}

/// The offset that puts the cross where it belongs, from the offset that the page was printed with and the distances that were measured on
/// paper; all in mm, right and down. `None` = a distance that cannot be.
pub fn corrected(offset_mm: [f64; 2], cross_mm: (f64, f64), measured_mm: [f64; 2]) -> Option<[f64; 2]> {
    let one = |offset: f64, wanted: f64, found: f64| {
        let exact = offset + wanted - found;
        let stepped = (exact / STEP_MM).round() * STEP_MM;
        // Adding nothing makes minus nothing plain.
        (found.is_finite() && stepped.abs() <= MOST_MM).then_some(stepped + 0.0)
    };
    Some([one(offset_mm[0], cross_mm.0, measured_mm[0])?, one(offset_mm[1], cross_mm.1, measured_mm[1])?])
}

/// The page for paper of this size. `words` are lines that say what to do with it.
pub fn page(width_mm: f64, height_mm: f64, words: &str) -> Result<Template, Error> {
    let (x, y) = cross_mm(width_mm, height_mm);
    let mut elements =
        vec![block(MARGIN_MM, y, width_mm - 2.0 * MARGIN_MM, STROKE_MM), block(x, MARGIN_MM, STROKE_MM, height_mm - 2.0 * MARGIN_MM)];
    for mm in ticks(width_mm) {
        let length = tick_mm(mm);
        elements.push(block(f64::from(mm), y - length, STROKE_MM, length));
        if mm % 10 == 0 && f64::from(mm) > x && f64::from(mm) < width_mm - 4.0 {
            elements.push(number(mm, f64::from(mm) - 4.0, y + 0.8, Align::Center));
        }
    }
    for mm in ticks(height_mm) {
        let length = tick_mm(mm);
        elements.push(block(x - length, f64::from(mm), length, STROKE_MM));
        if mm % 10 == 0 && f64::from(mm) > y && f64::from(mm) < height_mm - 3.0 {
            elements.push(number(mm, x + 0.8, f64::from(mm) - 1.6, Align::Left));
        }
    }
    let (left, top) = (x + 9.0, y + 5.0);
    elements.push(Piece {
        text: words.replace(['{', '}', '[', ']'], " "),
        lines: 20,
        pt: [9.0, 5.0],
        ..piece(PieceKind::Text, [left, top], [width_mm - left - MARGIN_MM, height_mm - top - MARGIN_MM])
    });
    let title = "calibrate".to_owned();
    Template::of(Layout { name: title.clone(), title, kind: Kind::Label, size_mm: [width_mm, height_mm], margin_mm: 1.0, elements })
}

/// Whole mm on which there is a tick.
fn ticks(side_mm: f64) -> impl Iterator<Item = u32> {
    (MARGIN_MM as u32)..=(side_mm - MARGIN_MM) as u32
}

fn tick_mm(mm: u32) -> f64 {
    match mm % 10 {
        0 => 3.0,
        5 => 2.0,
        _ => 1.2,
    }
}

fn number(mm: u32, x: f64, y: f64, align: Align) -> Piece {
    Piece { text: mm.to_string(), pt: [7.0, 5.0], align, ..piece(PieceKind::Text, [x, y], [8.0, 3.4]) }
}

fn block(x: f64, y: f64, width: f64, height: f64) -> Piece {
    piece(PieceKind::Block, [x, y], [width, height])
}

fn piece(kind: PieceKind, at_mm: [f64; 2], size_mm: [f64; 2]) -> Piece {
    Piece::new(kind, at_mm, size_mm)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_paper_has_a_page() {
        for (width, height) in [(76.0, 130.0), (100.0, 150.0), (100.0, 180.0), (100.0, 100.0), (60.0, 40.0), (40.0, 30.0), (210.0, 297.0)] {
            let page = page(width, height, "量到 {十字}").unwrap_or_else(|e| panic!("{width}×{height}: {e}"));
            assert!(page.elements.len() > 50);
        }
        assert!(page(5.0, 5.0, "").is_err());
    }

    #[test]
    fn what_was_measured_becomes_an_offset() {
        for (offset, measured, want) in [
            ([0.0, 0.0], [20.0, 20.0], Some([0.0, 0.0])),
            // Printed 1.5 mm too far right and 1 mm too high.
            ([0.0, 0.0], [21.5, 19.0], Some([-1.5, 1.0])),
            ([-1.5, 1.0], [20.1, 19.6], Some([-1.5, 1.5])),
            ([0.0, 0.0], [20.2, 19.8], Some([0.0, 0.0])),
            ([0.0, 0.0], [60.0, 20.0], None),
            ([0.0, 0.0], [f64::NAN, 20.0], None),
        ] {
            assert_eq!(corrected(offset, (20.0, 20.0), measured), want, "{measured:?}");
        }
    }
}
