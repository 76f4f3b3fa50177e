//! Metrics and coverage of the one face that labels are drawn with. Subsetting and embedding belong to the writers.

use crate::error::Error;
use std::borrow::Cow;
use std::collections::HashMap;

/// A parsed TrueType face with its lookup tables. Widths are in 1/1000 em.
pub struct Face {
    bytes: Cow<'static, [u8]>,
    basic_plane: Vec<u16>,
    beyond: HashMap<char, u16>,
    advances: Vec<u16>,
    pub(crate) descriptor: Descriptor,
}

/// What a PDF says about a font beside its outlines, in 1/1000 em.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Descriptor {
    pub bounds: [i32; 4],
    pub ascent: i32,
    pub descent: i32,
    pub cap_height: i32,
}

impl Face {
    /// Reads the tables once. Collections (`.ttc`) are not taken.
    pub fn load(bytes: Cow<'static, [u8]>) -> Result<Face, Error> {
        let face = ttf_parser::Face::parse(&bytes, 0).map_err(|e| Error::Font(e.to_string()))?;
        if face.tables().glyf.is_none() {
            return Err(Error::Font("no TrueType outlines".to_owned()));
        }
        let per_em = f64::from(face.units_per_em());
        let scale = |units: i32| (f64::from(units) * 1000.0 / per_em).round() as i32;
        let mut basic_plane = vec![0u16; 0x1_0000];
        let mut beyond = HashMap::new();
        for table in face.tables().cmap.iter().flat_map(|cmap| cmap.subtables) {
            if !table.is_unicode() {
                continue;
            }
            table.codepoints(|code| {
                let (Some(c), Some(glyph)) = (char::from_u32(code), table.glyph_index(code)) else { return };
                match basic_plane.get_mut(code as usize) {
                    Some(slot) => *slot = glyph.0,
                    None => {
                        beyond.insert(c, glyph.0);
                    }
                }
            });
        }
        let advances = (0..face.number_of_glyphs())
            .map(|g| scale(i32::from(face.glyph_hor_advance(ttf_parser::GlyphId(g)).unwrap_or(0))) as u16)
            .collect();
        let bounds = face.global_bounding_box();
        let descriptor = Descriptor {
            bounds: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(|v| scale(i32::from(v))),
            ascent: scale(i32::from(face.ascender())),
            descent: scale(i32::from(face.descender())),
            cap_height: scale(i32::from(face.capital_height().unwrap_or(700))),
        };
        Ok(Face { basic_plane, beyond, advances, descriptor, bytes })
    }

    /// The file as it was loaded.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// 0 = the font lacks the character and draws its empty box.
    pub fn glyph(&self, c: char) -> u16 {
        match self.basic_plane.get(c as usize) {
            Some(glyph) => *glyph,
            None => self.beyond.get(&c).copied().unwrap_or(0),
        }
    }

    /// Width of a glyph in 1/1000 em.
    pub fn advance(&self, glyph: u16) -> u16 {
        self.advances.get(usize::from(glyph)).copied().unwrap_or(1000)
    }

    /// Width of a text in em.
    pub fn width_em(&self, text: &str) -> f64 {
        text.chars().map(|c| u32::from(self.advance(self.glyph(c)))).sum::<u32>() as f64 / 1000.0
    }

    /// The characters of a text that the font lacks, each once, in the order of appearance.
    pub fn missing(&self, text: &str) -> String {
        let mut out = String::new();
        for c in text.chars() {
            if self.glyph(c) == 0 && !c.is_control() && !out.contains(c) {
                out.push(c);
            }
        }
        out
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn face() -> Face {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/fonts/NotoSansSC-Regular.ttf");
        Face::load(std::fs::read(path).expect("the font lies in assets").into()).expect("a sound font")
    }

    #[test]
    fn coverage_and_widths() {
        let face = face();
        for (text, missing) in [
            ("示例省样例市 ABC 0123 ¥×…·，。（）", ""),
            ("镕喆堃㛃𬱖", ""),
            ("放门口🐱谢谢🐱", "🐱"),
            ("สวัสดี", "สวัดี"),
            ("\u{e000}", "\u{e000}"),
            ("", ""),
        ] {
            assert_eq!(face.missing(text), missing, "{text}");
        }
        assert!((face.width_em("示例") - 2.0).abs() < 1e-9);
        assert!((face.width_em("00") - 2.0 * face.width_em("1")).abs() < 1e-9, "digits are of one width");
    }

    #[test]
    fn foreign_bytes_are_refused() {
        assert!(matches!(Face::load(Cow::Borrowed(b"no font")), Err(Error::Font(_))));
    }
}
