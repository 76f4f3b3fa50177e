//! TSPL/TSPL2: one bitmap a label.

use super::{Setup, mm};
use crate::press::DotPage;

/// Lines end with CR LF; `SIZE` and `GAP` before `CLS`, which empties the picture's memory; `BITMAP x,y,width in bytes,height in dots,mode 0,`
/// is followed by the raw rows, in which **0 is black**; `DENSITY` 0 to 15 and `SPEED` in inches a second (TSC, TSPL/TSPL2 Programming Language, chapters on SIZE, GAP, CLS, BITMAP, PRINT).
/// `PRINT 1,n` prints one set of n copies.
pub(super) fn write(page: &DotPage, setup: &Setup) -> Vec<u8> {
    let bitmap = &page.bitmap;
    let mut out = Vec::with_capacity(bitmap.rows().len() + 160);
    let head = format!(
        "SIZE {} mm,{} mm\r\nGAP {} mm,0 mm\r\nDIRECTION 1,0\r\nREFERENCE 0,0\r\n{}CLS\r\nBITMAP 0,0,{},{},0,",
        mm(page.width_mm),
        mm(page.height_mm),
        mm(setup.gap_mm),
        tone(setup),
        bitmap.row_bytes(),
        bitmap.height()
    );
    out.extend_from_slice(head.as_bytes());
    // The bits behind a row's end are 0 and become 1: white.
    out.extend(bitmap.rows().iter().map(|b| !b));
    out.extend_from_slice(format!("\r\nPRINT 1,{}\r\n", setup.copies).as_bytes());
    out
}

fn tone(setup: &Setup) -> String {
    let density = setup.density.map(|d| format!("DENSITY {}\r\n", d.min(15))).unwrap_or_default();
    density + &setup.speed.map(|s| format!("SPEED {s}\r\n")).unwrap_or_default()
}
