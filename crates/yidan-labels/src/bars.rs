//! Places Code 128 and QR on the dots of a print head: whole-dot modules, quiet zones inside the area. Encoding is elsewhere.

use crate::code128::{self, Bars};
use crate::options::SkipReason;
use crate::qr::{self, Matrix};
use crate::sheet::Block;
use crate::template::{Area, Barcode};

/// Dots of a QR module below which phone cameras and desk scanners fail on thermal paper.
const QR_MIN_DOTS: f64 = 3.0;

/// Printers blacken every dot that a shape touches, so a shape that ends a rounding error beyond a dot's edge would grow by a whole dot.
/// Shapes therefore end so many dots inside.
const INSET_DOTS: f64 = 0.02;

/// A rectangle of whole dots, from its first dot and its size.
pub fn dots(x: f64, y: f64, width: f64, height: f64, dots_per_mm: f64) -> Block {
    Block {
        x_mm: (x + INSET_DOTS) / dots_per_mm,
        y_mm: (y + INSET_DOTS) / dots_per_mm,
        width_mm: (width - 2.0 * INSET_DOTS) / dots_per_mm,
        height_mm: (height - 2.0 * INSET_DOTS) / dots_per_mm,
    }
}

/// Code 128 centred in the area, with the widest whole-dot module that leaves the quiet zones inside it.
pub fn place_bars(text: &str, barcode: &Barcode, area: Area, dots_per_mm: f64) -> Result<Vec<Block>, SkipReason> {
    if text.is_empty() {
        return Err(SkipReason::NoNumber);
    }
    let bars = code128::encode(text).ok_or(SkipReason::NotEncodable)?;
    let module = module_dots(&bars, barcode, area, dots_per_mm).ok_or(SkipReason::BarcodeTooWide)?;
    let spare = area.width_mm * dots_per_mm - f64::from(bars.modules()) * module;
    let left = (area.x_mm * dots_per_mm + spare / 2.0).round();
    let (top, height) = ((area.y_mm * dots_per_mm).round(), (area.height_mm * dots_per_mm).round());
    let block = |(at, width): (u32, u32)| dots(left + f64::from(at) * module, top, f64::from(width) * module, height, dots_per_mm);
    Ok(bars.black().map(block).collect())
}

fn module_dots(bars: &Bars, barcode: &Barcode, area: Area, dots_per_mm: f64) -> Option<f64> {
    const SLACK: f64 = 1e-6;
    let needed = f64::from(bars.modules() + 2 * code128::QUIET_MODULES);
    // A tenth of a dot more or less than asked for is no difference to a scanner: 0.25 mm are 2.95 dots at 300 dpi, and 3 must do.
    let widest = (barcode.max_module_mm * dots_per_mm + 0.1).floor();
    let narrowest = (barcode.min_module_mm * dots_per_mm - 0.1).ceil().max(1.0);
    let fitting = (area.width_mm * dots_per_mm / needed + SLACK).floor();
    let dots = widest.min(fitting);
    (dots >= narrowest).then_some(dots)
}

/// QR as large as the area allows in whole dots, its quiet zone inside, at the area's top and centred.
pub fn place_qr(text: &str, area: Area, dots_per_mm: f64) -> Result<Vec<Block>, SkipReason> {
    if text.is_empty() {
        return Err(SkipReason::NoNumber);
    }
    let Matrix { size, runs } = qr::encode(text).ok_or(SkipReason::NotEncodable)?;
    let modules = f64::from(size + 2 * qr::QUIET_MODULES);
    let module = (area.width_mm.min(area.height_mm) * dots_per_mm / modules + 1e-6).floor();
    if module < QR_MIN_DOTS {
        return Err(SkipReason::BarcodeTooWide);
    }
    let left = (area.x_mm * dots_per_mm + (area.width_mm * dots_per_mm - f64::from(size) * module) / 2.0).round();
    let top = (area.y_mm * dots_per_mm).round() + f64::from(qr::QUIET_MODULES) * module;
    let block = |(column, row, length): (u32, u32, u32)| {
        dots(left + f64::from(column) * module, top + f64::from(row) * module, f64::from(length) * module, module, dots_per_mm)
    };
    Ok(runs.into_iter().map(block).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Head;
    use crate::wording::Wording;

    const MAIN: Area = Area { x_mm: 2.0, y_mm: 14.0, width_mm: 72.0, height_mm: 14.0 };

    fn barcode() -> Barcode {
        Barcode { wording: Wording::default(), max_module_mm: 0.375, min_module_mm: 0.25, required: true }
    }

    fn check(text: &str, head: Head, want: Result<(f64, f64), SkipReason>) {
        let placed = place_bars(text, &barcode(), MAIN, head.dots_per_mm());
        // (module in dots, width of the bars in mm); the first bar of start B and C is two modules wide.
        let seen = placed.map(|blocks| {
            let last = blocks[blocks.len() - 1];
            let dots = (blocks[0].width_mm * head.dots_per_mm() / 2.0).round();
            let left = blocks[0].x_mm;
            let right = last.x_mm + last.width_mm;
            let quiet = 10.0 * dots / head.dots_per_mm() - 1.0 / head.dots_per_mm();
            assert!(left - MAIN.x_mm >= quiet && MAIN.x_mm + MAIN.width_mm - right >= quiet, "{text}: quiet zone");
            for b in &blocks {
                let edge = b.x_mm * head.dots_per_mm();
                assert!((edge - edge.round() - INSET_DOTS).abs() < 1e-6, "{text}: off the dots");
            }
            (dots, ((right - left + 0.01) * 10.0).round() / 10.0)
        });
        assert_eq!(seen, want, "{text}");
    }

    #[test]
    fn modules_are_whole_dots() {
        for (text, head, want) in [
            ("73100000000017", Head::Dpi203, Ok((3.0, 42.0))),
            ("SF1000000000017", Head::Dpi203, Ok((3.0, 54.4))),
            ("EA123456785CN", Head::Dpi203, Ok((3.0, 58.5))),
            ("EA123456785CN", Head::Dpi300, Ok((4.0, 52.8))),
            ("260510-123456789012345", Head::Dpi203, Ok((2.0, 47.3))),
            ("ABCDEFGHIJKLMNOPQRSTUVW", Head::Dpi203, Err(SkipReason::BarcodeTooWide)),
            ("订单-1", Head::Dpi203, Err(SkipReason::NotEncodable)),
            ("", Head::Dpi203, Err(SkipReason::NoNumber)),
        ] {
            check(text, head, want);
        }
    }

    /// Small bars of one width exist at both densities.
    #[test]
    fn a_quarter_millimetre_is_whole_dots() {
        let small = Barcode { max_module_mm: 0.25, ..barcode() };
        for (head, dots) in [(Head::Dpi203, 2.0), (Head::Dpi300, 3.0)] {
            let bars = code128::encode("73100000000017").expect("digits");
            assert_eq!(module_dots(&bars, &small, MAIN, head.dots_per_mm()), Some(dots), "{head:?}");
        }
    }

    #[test]
    fn qr_stays_inside() {
        let area = Area { x_mm: 54.0, y_mm: 84.0, width_mm: 18.0, height_mm: 18.0 };
        let blocks = place_qr("202611220000000017", area, 8.0).expect("fits");
        for b in &blocks {
            assert!(b.x_mm >= area.x_mm && b.y_mm >= area.y_mm);
            assert!(b.x_mm + b.width_mm <= area.x_mm + area.width_mm && b.y_mm + b.height_mm <= area.y_mm + area.height_mm);
        }
        assert!((blocks[0].height_mm * 8.0 - 4.0).abs() < 0.05, "four dots a module");
        assert_eq!(place_qr(&"x".repeat(400), area, 8.0), Err(SkipReason::BarcodeTooWide));
    }
}
