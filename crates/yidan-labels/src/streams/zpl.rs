//! ZPL II: graphic fields in hexadecimal with repeat counts.

use super::Setup;
use crate::press::DotPage;

/// `^GF` takes at most so many bytes of a picture; greater numbers are cut to this, silently (Zebra, ZPL II Programming Guide, `^GF`,
/// parameters b and c: 1 to 99999).
const FIELD_BYTES: usize = 99_999;
const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// `^PW` and `^LL` give the label's size in dots, `^LH0,0` its origin, `^FOx,y^GFA,bytes,bytes,bytes per row,data^FS` a picture in which 1
/// is black, `~SD` the darkness 00 to 30, `^PR` the speed, `^PQn` the copies (same guide). A page beyond the limit of one field becomes several, one below the other.
pub(super) fn write(page: &DotPage, setup: &Setup) -> Vec<u8> {
    let bitmap = &page.bitmap;
    let row_bytes = bitmap.row_bytes();
    let mut out = Vec::with_capacity(bitmap.rows().len() / 4 + 200);
    out.extend_from_slice(format!("^XA^PW{}^LL{}^LH0,0", bitmap.width(), bitmap.height()).as_bytes());
    if let Some(density) = setup.density {
        out.extend_from_slice(format!("~SD{:02}", density.min(30)).as_bytes());
    }
    if let Some(speed) = setup.speed {
        out.extend_from_slice(format!("^PR{speed}").as_bytes());
    }
    let band_rows = (FIELD_BYTES / row_bytes.max(1)).max(1);
    for (i, band) in bitmap.rows().chunks(band_rows * row_bytes.max(1)).enumerate() {
        let bytes = band.len();
        out.extend_from_slice(format!("^FO0,{}^GFA,{bytes},{bytes},{row_bytes},", i * band_rows).as_bytes());
        write_rows(&mut out, band, row_bytes);
        out.extend_from_slice(b"^FS");
    }
    out.extend_from_slice(format!("^PQ{}^XZ", setup.copies).as_bytes());
    out
}

/// The guide's alternative data compression: `,` fills a row with 0, `!` with F, `:` repeats the row before. Older printers fill whole bytes
/// only, so that an odd digit is written out first.
fn write_rows(out: &mut Vec<u8>, rows: &[u8], row_bytes: usize) {
    let mut before: Option<&[u8]> = None;
    for row in rows.chunks_exact(row_bytes) {
        if before == Some(row) {
            out.push(b':');
        } else {
            write_row(out, row);
        }
        before = Some(row);
    }
}

fn write_row(out: &mut Vec<u8>, row: &[u8]) {
    let digit = |i: usize| if i.is_multiple_of(2) { row[i / 2] >> 4 } else { row[i / 2] & 15 };
    let end = row.len() * 2;
    let mut at = 0;
    while at < end {
        let value = digit(at);
        let mut next = at + 1;
        while next < end && digit(next) == value {
            next += 1;
        }
        if next == end && (value == 0 || value == 15) {
            let digits = end - at;
            if !digits.is_multiple_of(2) {
                out.push(HEX[usize::from(value)]);
            }
            if digits > 1 {
                out.push(if value == 0 { b',' } else { b'!' });
            }
        } else {
            write_run(out, value, next - at);
        }
        at = next;
    }
}

/// `G` to `Y` repeat the digit behind them 1 to 19 times, `g` to `z` 20 to 400 times in steps of 20; both together are summed.
fn write_run(out: &mut Vec<u8>, digit: u8, mut count: usize) {
    let letter = HEX[usize::from(digit)];
    while count > 0 {
        let part = count.min(419);
        count -= part;
        if part >= 20 {
            out.push(b'f' + (part / 20) as u8);
        }
        match part % 20 {
            0 => {}
            // A digit alone is as short as it gets.
            1 if part == 1 => {}
            rest => out.push(b'F' + rest as u8),
        }
        out.push(letter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs() {
        for (count, want) in [
            (1, "A"),
            (2, "HA"),
            (19, "YA"),
            (20, "gA"),
            (21, "gGA"),
            (59, "hYA"),
            (400, "zA"),
            (419, "zYA"),
            (420, "zYAA"),
            (439, "zYAgA"),
        ] {
            let mut out = Vec::new();
            write_run(&mut out, 10, count);
            assert_eq!(String::from_utf8_lossy(&out), want, "{count}");
        }
    }
}
