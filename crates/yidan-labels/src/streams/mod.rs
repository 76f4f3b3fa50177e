//! A page of dots as the bytes that a label printer takes, in four languages. Pictures only: fonts and barcodes built into printers differ
//! from model to model, lack characters and cannot be looked at beforehand. Sending is elsewhere; so is asking a printer for its state.

mod cpcl;
mod escpos;
mod tspl;
mod zpl;

use crate::press::DotPage;
use serde::{Deserialize, Serialize};
use std::num::NonZeroU16;

/// The language of a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Most Chinese label printers (TSC, 佳博, 芯烨, 汉印, 得力).
    Tspl,
    /// Zebra and its likenesses.
    Zpl,
    /// Mobile printers.
    Cpcl,
    /// Receipt printers.
    EscPos,
}

/// What is set for one printer, and how often a page is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Setup {
    /// Space between two labels of a roll; 0 = a roll without gaps, which a receipt printer cuts.
    pub gap_mm: f64,
    /// Moves the picture to the right (negative: to the left), in dots.
    pub offset_right_dots: i32,
    /// Moves the picture down (negative: up), in dots.
    pub offset_down_dots: i32,
    pub copies: NonZeroU16,
    /// Upside down, before it is moved.
    pub turned: bool,
    /// How black, in the printer's own steps; absent = as the printer is set. TSPL 0 to 15, ZPL 0 to 30, CPCL 0 to 3.
    pub density: Option<u8>,
    /// How fast, in the printer's own steps, mostly inches a second; absent = as the printer is set.
    pub speed: Option<u8>,
}

impl Default for Setup {
    fn default() -> Self {
        Setup { gap_mm: 2.0, offset_right_dots: 0, offset_down_dots: 0, copies: NonZeroU16::MIN, turned: false, density: None, speed: None }
    }
}

/// One document for a printer: one label with its copies.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    pub bytes: Vec<u8>,
    /// Black dots that the offset moved off the paper; more than 0 deserves a word to the clerk.
    pub lost_dots: usize,
}

impl std::fmt::Debug for Document {
    /// The sizes only: the bytes show a person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Document({} bytes, {} dots lost)", self.bytes.len(), self.lost_dots)
    }
}

/// Writes one page in a printer's language.
pub fn document(language: Language, page: &DotPage, setup: &Setup) -> Document {
    let write = match language {
        Language::Tspl => tspl::write,
        Language::Zpl => zpl::write,
        Language::Cpcl => cpcl::write,
        Language::EscPos => escpos::write,
    };
    if !setup.turned && setup.offset_right_dots == 0 && setup.offset_down_dots == 0 {
        return Document { bytes: write(page, setup), lost_dots: 0 };
    }
    // Moved here and not by a printer's command: those differ in sign, in range and in what they do at the edge.
    let upright = if setup.turned { page.bitmap.turned() } else { page.bitmap.clone() };
    let (bitmap, lost_dots) = upright.moved(setup.offset_right_dots, setup.offset_down_dots);
    Document { bytes: write(&DotPage { bitmap, ..*page }, setup), lost_dots }
}

/// A length in mm with at most two decimals, as TSPL writes it.
fn mm(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitmap::Bitmap;
    use crate::options::Head;

    fn check(language: Language, setup: &Setup, want: &str) {
        let mut bitmap = Bitmap::new(20, 3);
        bitmap.fill(0, 0, 20, 1);
        bitmap.blacken(9, 2);
        let page = DotPage { width_mm: 2.5, height_mm: 0.375, head: Head::Dpi203, bitmap };
        let document = document(language, &page, setup);
        assert_eq!(document.bytes.escape_ascii().to_string(), want, "{language:?}");
        assert_eq!(document.lost_dots, 0);
    }

    #[test]
    fn bytes_of_a_small_page() {
        let setup = Setup { copies: NonZeroU16::new(3).expect("not 0"), ..Setup::default() };
        let set = Setup { density: Some(10), speed: Some(4), ..Setup::default() };
        let continuous = Setup { gap_mm: 0.0, ..Setup::default() };
        for (language, setup, want) in [
            (
                Language::Tspl,
                &setup,
                r"SIZE 2.5 mm,0.38 mm\r\nGAP 2 mm,0 mm\r\nDIRECTION 1,0\r\nREFERENCE 0,0\r\nCLS\r\nBITMAP 0,0,3,3,0,\x00\x00\x0f\xff\xff\xff\xff\xbf\xff\r\nPRINT 1,3\r\n",
            ),
            (Language::Zpl, &setup, "^XA^PW20^LL3^LH0,0^FO0,0^GFA,9,9,3,KF0,H040,^FS^PQ3^XZ"),
            (
                Language::Cpcl,
                &setup,
                r"! 0 200 200 3 3\r\nPAGE-WIDTH 20\r\nGAP-SENSE\r\nCG 3 3 0 0 \xff\xff\xf0\x00\x00\x00\x00@\x00\r\nFORM\r\nPRINT\r\n",
            ),
            (Language::EscPos, &continuous, r"\x1b@\x1dv0\x00\x03\x00\x03\x00\xff\xff\xf0\x00\x00\x00\x00@\x00\x1dVB\x00"),
            (
                Language::Tspl,
                &set,
                r"SIZE 2.5 mm,0.38 mm\r\nGAP 2 mm,0 mm\r\nDIRECTION 1,0\r\nREFERENCE 0,0\r\nDENSITY 10\r\nSPEED 4\r\nCLS\r\nBITMAP 0,0,3,3,0,\x00\x00\x0f\xff\xff\xff\xff\xbf\xff\r\nPRINT 1,1\r\n",
            ),
            (Language::Zpl, &set, "^XA^PW20^LL3^LH0,0~SD10^PR4^FO0,0^GFA,9,9,3,KF0,H040,^FS^PQ1^XZ"),
            (
                Language::Cpcl,
                &set,
                r"! 0 200 200 3 1\r\nPAGE-WIDTH 20\r\nCONTRAST 3\r\nSPEED 4\r\nGAP-SENSE\r\nCG 3 3 0 0 \xff\xff\xf0\x00\x00\x00\x00@\x00\r\nFORM\r\nPRINT\r\n",
            ),
            (Language::EscPos, &Setup::default(), r"\x1b@\x1dv0\x00\x03\x00\x03\x00\xff\xff\xf0\x00\x00\x00\x00@\x00\x1d\x0c"),
        ] {
            check(language, setup, want);
        }
    }

    #[test]
    fn an_offset_tells_what_it_loses() {
        let mut bitmap = Bitmap::new(16, 2);
        bitmap.fill(10, 0, 16, 2);
        let page = DotPage { width_mm: 2.0, height_mm: 0.25, head: Head::Dpi203, bitmap };
        let setup = Setup { offset_right_dots: 2, offset_down_dots: -1, ..Setup::default() };
        let document = document(Language::EscPos, &page, &setup);
        // Of two rows with six dots one has left upwards, the other's last two to the right.
        assert_eq!(document.lost_dots, 8);
        assert_eq!(document.bytes[10..14], [0, 0x0F, 0, 0]);
    }
}
