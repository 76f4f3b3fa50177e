//! The font inside a PDF: codes for the glyphs in use, the subset, widths, and the map back to text. For the stream writer only.

use crate::error::Error;
use crate::font::{Face, Part};
use crate::write_stream::Out;
use subsetter::GlyphRemapper;

/// Objects of one font.
pub(crate) const OBJECTS: u32 = 5;
/// Entries of one block of a ToUnicode map, as its format limits them.
const MAP_BLOCK: usize = 100;

/// Glyphs in use. Their codes are handed out in the order of appearance; code 0 is the empty box of missing characters.
pub(crate) struct GlyphUse {
    remapper: GlyphRemapper,
    /// By code: the glyph, numbered within its file, and its character.
    used: Vec<(u16, char)>,
    /// By glyph: its code, 0 = none yet.
    codes: Vec<u16>,
}

impl Default for GlyphUse {
    fn default() -> Self {
        GlyphUse { remapper: GlyphRemapper::new(), used: vec![(0, '\u{fffd}')], codes: Vec::new() }
    }
}

impl GlyphUse {
    /// Nothing was drawn with this file.
    pub(crate) fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The code that text strings use for a glyph.
    pub(crate) fn code(&mut self, glyph: u16, c: char) -> u16 {
        if glyph == 0 {
            return 0;
        }
        let slot = usize::from(glyph);
        if self.codes.len() <= slot {
            self.codes.resize(slot + 1, 0);
        }
        if self.codes[slot] == 0 {
            let code = self.remapper.remap(glyph);
            self.codes[slot] = code;
            self.used.push((glyph, c));
        }
        self.codes[slot]
    }
}

/// Writes the objects of one file's font, the first of which has this number.
pub(crate) fn write_font(out: &mut Out<'_>, number: u32, face: &Face, part: &Part, glyphs: &GlyphUse) -> Result<(), Error> {
    let [descendant, descriptor, program_no, to_unicode_no] = [1, 2, 3, 4].map(|n| number + n);
    let program = subsetter::subset(&part.bytes, 0, &glyphs.remapper).map_err(|e| Error::Font(e.to_string()))?;
    let name = format!("{}+{}", tag(&program), part.name);
    out.object(
        number,
        &format!(
            "<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]/ToUnicode {to_unicode_no} 0 R>>"
        ),
    )?;
    out.object(
        descendant,
        &format!(
            "<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>\
             /FontDescriptor {descriptor} 0 R/CIDToGIDMap/Identity/DW 1000/W[{}]>>",
            widths(face, part, glyphs)
        ),
    )?;
    let d = part.descriptor;
    let [left, bottom, right, top] = d.bounds;
    out.object(
        descriptor,
        &format!(
            "<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[{left} {bottom} {right} {top}]/ItalicAngle 0/Ascent {}/Descent {}\
             /CapHeight {}/StemV 80/FontFile2 {program_no} 0 R>>",
            d.ascent, d.descent, d.cap_height
        ),
    )?;
    out.stream(program_no, &format!("/Length1 {}", program.len()), &program)?;
    out.stream(to_unicode_no, "", to_unicode(glyphs).as_bytes())
}

/// Six letters that tell subsets apart, from the subset's bytes.
fn tag(program: &[u8]) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for byte in program {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    (0..6).map(|i| char::from(b'A' + (hash >> (8 * i)) as u8 % 26)).collect()
}

/// Runs of neighbouring codes whose width is not the default.
fn widths(face: &Face, part: &Part, glyphs: &GlyphUse) -> String {
    let mut list = String::new();
    let mut open = false;
    for (code, (glyph, _)) in glyphs.used.iter().enumerate() {
        let advance = face.advance(part.first + *glyph);
        if advance == 1000 {
            if open {
                list.push(']');
            }
            open = false;
            continue;
        }
        if open {
            list.push(' ');
        } else {
            list.push_str(&format!("{code}["));
        }
        list.push_str(&advance.to_string());
        open = true;
    }
    if open {
        list.push(']');
    }
    list
}

/// Lets viewers search and copy, and tests compare the text.
fn to_unicode(glyphs: &GlyphUse) -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo <</Registry(Adobe)/Ordering(UCS)/Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let coded: Vec<(usize, char)> = glyphs.used.iter().enumerate().map(|(code, (_, c))| (code, *c)).collect();
    for block in coded.chunks(MAP_BLOCK) {
        map.push_str(&format!("{} beginbfchar\n", block.len()));
        for (code, c) in block {
            let units: String = c.encode_utf16(&mut [0; 2]).iter().map(|u| format!("{u:04X}")).collect();
            map.push_str(&format!("<{code:04X}> <{units}>\n"));
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map
}
