//! CPCL: compressed graphics, that is raw bytes.

use super::Setup;
use crate::options::Head;
use crate::press::DotPage;

/// `! 0 dpi dpi height copies` opens a label, `PAGE-WIDTH` gives its width in dots, `GAP-SENSE` says that a gap ends it, and
/// `CG width in bytes, height in dots, x, y` is followed by one space and the raw rows, in which 1 is black; `FORM` feeds to the next label
/// (Zebra, Mobile Printing Systems, CPCL Programming Manual, sections on graphics and media). `EG` would carry the same in hexadecimal,
/// twice as long over a radio link that is slow already.
pub(super) fn write(page: &DotPage, setup: &Setup) -> Vec<u8> {
    let bitmap = &page.bitmap;
    let dpi = match page.head {
        Head::Dpi203 => 200,
        Head::Dpi300 => 300,
    };
    let mut out = Vec::with_capacity(bitmap.rows().len() + 120);
    let head = format!("! 0 {dpi} {dpi} {} {}\r\nPAGE-WIDTH {}\r\n", bitmap.height(), setup.copies, bitmap.width());
    out.extend_from_slice(head.as_bytes());
    if let Some(density) = setup.density {
        out.extend_from_slice(format!("CONTRAST {}\r\n", density.min(3)).as_bytes());
    }
    if let Some(speed) = setup.speed {
        out.extend_from_slice(format!("SPEED {}\r\n", speed.min(5)).as_bytes());
    }
    if setup.gap_mm > 0.0 {
        out.extend_from_slice(b"GAP-SENSE\r\n");
    }
    out.extend_from_slice(format!("CG {} {} 0 0 ", bitmap.row_bytes(), bitmap.height()).as_bytes());
    out.extend_from_slice(bitmap.rows());
    out.extend_from_slice(b"\r\nFORM\r\nPRINT\r\n");
    out
}
