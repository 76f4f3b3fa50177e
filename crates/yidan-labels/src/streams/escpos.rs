//! ESC/POS: raster bit images in bands.

use super::Setup;
use crate::press::DotPage;

/// Rows of one image. The command allows 2,303, but cheap printers hold no more than some hundred in memory and drop the rest; neighbouring
/// images join without a seam, as each feeds by its own height only.
const BAND_ROWS: usize = 240;

/// `ESC @` sets the printer back; `GS v 0 m xL xH yL yH` is followed by raw rows, in which 1 is black (Epson, ESC/POS Application Programming
/// Guide, `GS v 0`: bytes per row in xL xH, rows in yL yH). At the end `GS FF` feeds to the next label of a roll with gaps, or `GS V 66 0` feeds
/// to the cutter and cuts. There is no command for copies: the document is repeated.
pub(super) fn write(page: &DotPage, setup: &Setup) -> Vec<u8> {
    let bitmap = &page.bitmap;
    let row_bytes = bitmap.row_bytes();
    let mut one = Vec::with_capacity(bitmap.rows().len() + 100);
    one.extend_from_slice(b"\x1b@");
    for band in bitmap.rows().chunks(BAND_ROWS * row_bytes.max(1)) {
        one.extend_from_slice(b"\x1dv0\0");
        for number in [row_bytes, band.len() / row_bytes] {
            one.extend_from_slice(&(number as u16).to_le_bytes());
        }
        one.extend_from_slice(band);
    }
    one.extend_from_slice(if setup.gap_mm > 0.0 { b"\x1d\x0c" } else { b"\x1dVB\0" });
    one.repeat(usize::from(setup.copies.get()))
}
