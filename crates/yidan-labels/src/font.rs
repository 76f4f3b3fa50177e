//! Metrics and coverage of the faces that labels are drawn with: one of Chinese and Latin, and others that fill what it lacks. All glyphs
//! are numbered through, so that only those who draw or embed have to know which file a glyph stands in.

use crate::error::Error;
use std::borrow::Cow;
use std::collections::HashMap;

/// Parsed TrueType faces with their lookup tables. Widths are in 1/1000 em.
pub struct Face {
    parts: Vec<Part>,
    basic_plane: Vec<u16>,
    beyond: HashMap<char, u16>,
    advances: Vec<u16>,
}

/// One file.
pub(crate) struct Part {
    pub bytes: Cow<'static, [u8]>,
    /// PostScript name.
    pub name: String,
    /// What all numbers of this file's glyphs begin after.
    pub first: u16,
    pub descriptor: Descriptor,
}

/// What a PDF says about a font beside its outlines, in 1/1000 em.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Descriptor {
    pub bounds: [i32; 4],
    pub ascent: i32,
    pub descent: i32,
    pub cap_height: i32,
}

/// One character as it is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Placed {
    pub c: char,
    pub glyph: u16,
    /// How far above its usual place, in em.
    pub raise_em: f64,
}

/// How far a tone mark goes up when a vowel already stands above its letter.
const TONE_RAISE_EM: f64 = 0.23;

impl Face {
    /// Reads the tables once. Collections (`.ttc`) are not taken.
    pub fn load(bytes: Cow<'static, [u8]>) -> Result<Face, Error> {
        let mut face = Face { parts: Vec::new(), basic_plane: vec![0u16; 0x1_0000], beyond: HashMap::new(), advances: Vec::new() };
        face.add(bytes)?;
        Ok(face)
    }

    /// The same with another face, whose glyphs are used for the characters that are missing so far.
    pub fn with(mut self, bytes: Cow<'static, [u8]>) -> Result<Face, Error> {
        self.add(bytes)?;
        Ok(self)
    }

    fn add(&mut self, bytes: Cow<'static, [u8]>) -> Result<(), Error> {
        let face = ttf_parser::Face::parse(&bytes, 0).map_err(|e| Error::Font(e.to_string()))?;
        if face.tables().glyf.is_none() {
            return Err(Error::Font("no TrueType outlines".to_owned()));
        }
        let first = u16::try_from(self.advances.len()).map_err(|_| Error::Font("too many glyphs".to_owned()))?;
        if first.checked_add(face.number_of_glyphs()).is_none() {
            return Err(Error::Font("too many glyphs".to_owned()));
        }
        let per_em = f64::from(face.units_per_em());
        let scale = |units: i32| (f64::from(units) * 1000.0 / per_em).round() as i32;
        for table in face.tables().cmap.iter().flat_map(|cmap| cmap.subtables) {
            if !table.is_unicode() {
                continue;
            }
            table.codepoints(|code| {
                let (Some(c), Some(glyph)) = (char::from_u32(code), table.glyph_index(code)) else { return };
                if glyph.0 == 0 || (first > 0 && self.glyph(c) != 0) {
                    return;
                }
                match self.basic_plane.get_mut(code as usize) {
                    Some(slot) => *slot = first + glyph.0,
                    None => {
                        self.beyond.insert(c, first + glyph.0);
                    }
                }
            });
        }
        let advance = |g| scale(i32::from(face.glyph_hor_advance(ttf_parser::GlyphId(g)).unwrap_or(0))) as u16;
        self.advances.extend((0..face.number_of_glyphs()).map(advance));
        let bounds = face.global_bounding_box();
        let descriptor = Descriptor {
            bounds: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(|v| scale(i32::from(v))),
            ascent: scale(i32::from(face.ascender())),
            descent: scale(i32::from(face.descender())),
            cap_height: scale(i32::from(face.capital_height().unwrap_or(700))),
        };
        let named = face.names().into_iter().filter(|n| n.name_id == ttf_parser::name_id::POST_SCRIPT_NAME).find_map(|n| n.to_string());
        let name = named.filter(|n| n.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')).unwrap_or_else(|| "Label".to_owned());
        self.parts.push(Part { name, first, descriptor, bytes });
        Ok(())
    }

    /// The files in the order in which they are asked for a character.
    pub(crate) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The file that a glyph stands in, and its number there. Missing characters are the first file's.
    pub(crate) fn part_of(&self, glyph: u16) -> (usize, u16) {
        let at = self.parts.iter().rposition(|p| glyph >= p.first).unwrap_or(0);
        (at, glyph - self.parts[at].first)
    }

    /// The glyphs of a text, one after the other. A tone mark above a vowel mark is raised, so that both can be read.
    pub(crate) fn place(&self, text: &str) -> impl Iterator<Item = Placed> {
        let mut above_vowel = false;
        text.chars().map(move |c| {
            let raise_em = if above_vowel && is_tone_mark(c) { TONE_RAISE_EM } else { 0.0 };
            above_vowel = is_upper_vowel(c) || (above_vowel && is_lower_mark(c));
            Placed { c, glyph: self.glyph(c), raise_em }
        })
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

/// Thai vowels and signs that stand above their letter.
fn is_upper_vowel(c: char) -> bool {
    matches!(c, '\u{e31}' | '\u{e34}'..='\u{e37}' | '\u{e47}' | '\u{e4d}')
}

fn is_lower_mark(c: char) -> bool {
    matches!(c, '\u{e38}'..='\u{e3a}')
}

/// Thai tone marks and the sign of a silent letter.
fn is_tone_mark(c: char) -> bool {
    matches!(c, '\u{e48}'..='\u{e4c}')
}

/// Marks that stand above or below the character before: no line begins with one.
pub(crate) fn is_mark(c: char) -> bool {
    is_upper_vowel(c) || is_lower_mark(c) || is_tone_mark(c) || matches!(c, '\u{300}'..='\u{36f}' | '\u{e4e}')
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    fn file(name: &str) -> Cow<'static, [u8]> {
        let path = format!("{}/../../assets/fonts/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read(path).expect("the font lies in assets").into()
    }

    pub(crate) fn face() -> Face {
        let main = Face::load(file("NotoSansSC-Regular.ttf")).expect("a sound font");
        main.with(file("NotoSansThai-Regular.ttf")).expect("a sound font")
    }

    #[test]
    fn coverage_and_widths() {
        let face = face();
        for (text, missing) in [
            ("示例省样例市 ABC 0123 ¥×…·，。（）", ""),
            ("镕喆堃㛃𬱖", ""),
            ("放门口🐱谢谢🐱", "🐱"),
            ("สวัสดี ฿", ""),
            ("Tiếng Việt", ""),
            ("\u{5d0}", "\u{5d0}"),
            ("\u{e000}", "\u{e000}"),
            ("", ""),
        ] {
            assert_eq!(face.missing(text), missing, "{text}");
        }
        assert!((face.width_em("示例") - 2.0).abs() < 1e-9);
        assert!((face.width_em("00") - 2.0 * face.width_em("1")).abs() < 1e-9, "digits are of one width");
    }

    /// What GB 18030 encodes in four bytes and people are called: common characters of the extensions A to G, and the basic block whole.
    #[test]
    fn names_of_four_bytes() {
        let face = face();
        let names = "㛃㐆㑇㕮㘎㙍㙘㙦㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮𠅤𠙶𠳐𡎚𡐓𣗋𣲗𣲘𣸣𤧛𤩽𤫉𥔲𥕢𥖨𥻗𦈡𦒍𦙶𦝼𦭜𦰡𧿹𨐈𨙸𨚕𨟠𨭉𨱇𨱏𨱑𨱔𨺙𩽾𩾃𩾌𪟝𪣻𪤗𪨰𪨶𪩘𪾢𫄧𫄨𫄷𫄸𫇭𫌀𫍣𫍯𫍲𫍽𫐄𫐐𫐓𫑡𫓧𫓯𫓶𫓹𫔍𫔎𫔶𫖮𫖯𫖳𫗧𫗴𫘜𫘝𫘦𫘧𫘨𫘪𫘬𫚕𫚖𫚭𫛭𫞩𫟅𫟦𫟹𫟼𫠆𫠊𫠜𫢸𫫇𫭟𫭢𫭼𫮃𫰛𫵷𫶇𫷷𫸩𬀩𬀪𬂩𬃊𬇕𬇙𬇹𬉼𬊈𬊤𬌗𬍛𬍡𬍤𬒈𬒔𬒗𬕂𬘓𬘘𬘡𬘩𬘫𬘬𬘭𬘯𬙂𬙊𬙋𬜬𬜯𬞟𬟁𬟽𬣙𬣞𬣡𬣳𬤇𬤊𬤝𬨂𬨎𬩽𬪩𬬩𬬭𬬮𬬱𬬸𬬹𬬻𬬿𬭁𬭊𬭎𬭚𬭛𬭤𬭩𬭬𬭯𬭳𬭶𬭸𬭼𬮱𬮿𬯀𬯎𬱖𬱟𬳵𬳶𬳽𬳿𬴂𬴃𬴊𬶋𬶍𬶏𬶐𬶟𬶠𬶨𬶭𬶮𬷕𬸘𬸚𬸣𬸦𬸪𬹼𬺈𬺓";
        assert_eq!(face.missing(names), "");
        let basic: String = ('\u{4e00}'..='\u{9fa5}').collect();
        assert_eq!(face.missing(&basic).chars().count(), 0);
    }

    #[test]
    fn tone_marks_rise_above_vowels() {
        let face = face();
        for (text, want) in [("ที่", vec![0.0, 0.0, TONE_RAISE_EM]), ("น้ำ", vec![0.0, 0.0, 0.0]), ("例1", vec![0.0, 0.0])] {
            assert_eq!(face.place(text).map(|p| p.raise_em).collect::<Vec<_>>(), want, "{text}");
        }
        let thai = face.glyph('ส');
        assert_eq!((face.part_of(thai).0, face.part_of(face.glyph('例')).0, face.part_of(0)), (1, 0, (0, 0)));
    }

    #[test]
    fn foreign_bytes_are_refused() {
        assert!(matches!(Face::load(Cow::Borrowed(b"no font")), Err(Error::Font(_))));
    }
}
