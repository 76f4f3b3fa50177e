//! The lean PDF writer: every page leaves as soon as it is drawn, one subset font for the whole document, so that memory does not grow with
//! the number of labels. Only what labels need of PDF: one face, black rectangles, text. The font's objects are in `embed`.

use crate::embed::{self, GlyphUse};
use crate::error::Error;
use crate::fit::MM_PER_PT;
use crate::font::Face;
use crate::options::Placing;
use crate::sheet::{BOLD_STROKE_EM, Block, Sheet, TextRun};
use flate2::{Compress, Compression, FlushCompress, Status};
use std::io::Write;

/// Pages of one document; the cross-reference table is the only thing that grows.
const PAGES: usize = 200_000;
/// Pages under one node of the page tree.
const NODE_PAGES: usize = 128;
/// Fixed object numbers; pages and streams come after.
const CATALOG: u32 = 1;
const ROOT: u32 = 2;
const RESOURCES: u32 = 3;
const INFO: u32 = 4;
const FIRST_FONT: u32 = 5;
/// Speed against size: 6 is 3 % smaller and a quarter slower.
const LEVEL: u32 = 5;

/// Counts bytes on their way out.
pub(crate) struct Out<'a> {
    writer: &'a mut dyn Write,
    at: u64,
    /// Where each object begins; 0 = not written.
    offsets: Vec<u64>,
    zip: Compress,
    zipped: Vec<u8>,
}

impl Out<'_> {
    pub(crate) fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.writer.write_all(bytes)?;
        self.at += bytes.len() as u64;
        Ok(())
    }

    /// A whole object.
    pub(crate) fn object(&mut self, number: u32, body: &str) -> Result<(), Error> {
        self.begin(number);
        self.put(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes())
    }

    /// A compressed stream with further entries of its dictionary.
    pub(crate) fn stream(&mut self, number: u32, entries: &str, data: &[u8]) -> Result<(), Error> {
        self.deflate(data);
        self.begin(number);
        let head = format!("{number} 0 obj\n<</Filter/FlateDecode/Length {}{entries}>>\nstream\n", self.zipped.len());
        self.put(head.as_bytes())?;
        let zipped = std::mem::take(&mut self.zipped);
        self.put(&zipped)?;
        self.zipped = zipped;
        self.put(b"\nendstream\nendobj\n")
    }

    fn begin(&mut self, number: u32) {
        let slot = number as usize;
        if self.offsets.len() <= slot {
            self.offsets.resize(slot + 1, 0);
        }
        self.offsets[slot] = self.at;
    }

    /// Into `zipped`; the compressor's tables are kept from stream to stream.
    fn deflate(&mut self, data: &[u8]) {
        self.zip.reset();
        self.zipped.clear();
        self.zipped.reserve(data.len() + 64);
        loop {
            let done = self.zip.total_in() as usize;
            match self.zip.compress_vec(&data[done..], &mut self.zipped, FlushCompress::Finish) {
                Ok(Status::StreamEnd) => return,
                // More room is all that a deflater of bytes in memory can ask for.
                Ok(Status::Ok | Status::BufError) | Err(_) => self.zipped.reserve(data.len() / 2 + 1024),
            }
        }
    }
}

/// One node of the page tree with its pages.
struct Node {
    number: u32,
    pages: Vec<u32>,
}

/// A document that is being written.
pub struct StreamSheet<'a> {
    out: Out<'a>,
    face: &'a Face,
    /// For each file of the face.
    glyphs: Vec<GlyphUse>,
    title: &'a str,
    /// Users' units are dots of this size, so that bars and modules are whole numbers.
    dots_per_mm: f64,
    placing: Placing,
    next_number: u32,
    nodes: Vec<Node>,
    page_count: usize,
    /// Size of the page in the making; `None` before the first.
    page: Option<(f64, f64)>,
    /// Size of the first page, which the others inherit.
    usual: (f64, f64),
    shapes: Vec<u8>,
    /// Plain text, then bold text.
    texts: [TextPart; 2],
}

/// Text operators collected for a page.
#[derive(Default)]
struct TextPart {
    body: Vec<u8>,
    at: (f64, f64),
    size: f64,
    /// The face's file that was chosen last.
    file: usize,
}

impl<'a> StreamSheet<'a> {
    pub fn new(face: &'a Face, dots_per_mm: f64, placing: Placing, title: &'a str, writer: &'a mut dyn Write) -> Result<Self, Error> {
        let mut out = Out { writer, at: 0, offsets: Vec::new(), zip: Compress::new(Compression::new(LEVEL), true), zipped: Vec::new() };
        // The comment of four high bytes tells transports that the file is binary.
        out.put(b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")?;
        Ok(StreamSheet {
            out,
            face,
            glyphs: face.parts().iter().map(|_| GlyphUse::default()).collect(),
            title,
            dots_per_mm,
            placing,
            next_number: font_number(face.parts().len()),
            nodes: Vec::new(),
            page_count: 0,
            page: None,
            usual: (0.0, 0.0),
            shapes: Vec::new(),
            texts: Default::default(),
        })
    }

    fn number(&mut self) -> u32 {
        self.next_number += 1;
        self.next_number - 1
    }

    fn end_page(&mut self) -> Result<(), Error> {
        let Some((width_mm, height_mm)) = self.page.take() else { return Ok(()) };
        let body = self.page_body(width_mm, height_mm);
        let contents = self.number();
        self.out.stream(contents, "", &body)?;
        let full = self.nodes.last().is_none_or(|n| n.pages.len() == NODE_PAGES);
        if full {
            self.end_node()?;
            let number = self.number();
            self.nodes.push(Node { number, pages: Vec::with_capacity(NODE_PAGES) });
        }
        let page = self.number();
        let own_size = if (width_mm, height_mm) == self.usual { String::new() } else { media_box(width_mm, height_mm) };
        // Pushed above when there was none.
        if let Some(node) = self.nodes.last_mut() {
            node.pages.push(page);
            let parent = node.number;
            self.out.object(page, &format!("<</Type/Page/Parent {parent} 0 R/Contents {contents} 0 R{own_size}>>"))?;
        }
        Ok(())
    }

    fn page_body(&mut self, width_mm: f64, height_mm: f64) -> Vec<u8> {
        let mut body = Vec::with_capacity(self.shapes.len() + self.texts[0].body.len() + self.texts[1].body.len() + 80);
        let scale = 72.0 / 25.4 / self.dots_per_mm;
        let Placing { right_mm, down_mm, turned } = self.placing;
        // A PDF counts upwards from the lower left corner.
        let (scale, left_mm, up_mm) = if turned { (-scale, width_mm + right_mm, height_mm - down_mm) } else { (scale, right_mm, -down_mm) };
        let _ = writeln!(body, "{scale:.9} 0 0 {scale:.9} {:.4} {:.4} cm", left_mm / MM_PER_PT, up_mm / MM_PER_PT);
        if !self.shapes.is_empty() {
            body.append(&mut self.shapes);
            body.extend_from_slice(b"f\n");
        }
        for (part, mode) in self.texts.iter_mut().zip(["", "2 Tr\n"]) {
            if !part.body.is_empty() {
                body.extend_from_slice(b"BT\n");
                body.extend_from_slice(mode.as_bytes());
                body.append(&mut part.body);
                body.extend_from_slice(b"ET\n");
            }
            *part = TextPart::default();
        }
        body
    }

    /// Writes the last node once its pages are known; its list is dropped then.
    fn end_node(&mut self) -> Result<(), Error> {
        let Some(node) = self.nodes.last_mut() else { return Ok(()) };
        let kids: String = node.pages.iter().map(|p| format!("{p} 0 R ")).collect();
        let body = format!("<</Type/Pages/Parent {ROOT} 0 R/Count {}/Kids[{}]>>", node.pages.len(), kids.trim_end());
        let number = node.number;
        node.pages = Vec::new();
        self.out.object(number, &body)
    }

    fn end_document(&mut self) -> Result<u64, Error> {
        self.end_page()?;
        self.end_node()?;
        let kids: String = self.nodes.iter().map(|n| format!("{} 0 R ", n.number)).collect();
        let usual = media_box(self.usual.0, self.usual.1);
        self.out.object(
            ROOT,
            &format!("<</Type/Pages/Count {}/Kids[{}]/Resources {RESOURCES} 0 R{usual}>>", self.page_count, kids.trim_end()),
        )?;
        // Label printers must not scale: the page is the label.
        self.out.object(
            CATALOG,
            &format!("<</Type/Catalog/Pages {ROOT} 0 R/ViewerPreferences<</PrintScaling/None/PickTrayByPDFSize true>>>>"),
        )?;
        let used = |(at, glyphs): &(usize, &GlyphUse)| *at == 0 || !glyphs.is_empty();
        let names: String = self.glyphs.iter().enumerate().filter(used).map(|(at, _)| format!("/F{at} {} 0 R", font_number(at))).collect();
        self.out.object(RESOURCES, &format!("<</Font<<{names}>>>>"))?;
        self.out.object(INFO, &format!("<</Producer(yidan)/Title<{}>>>", utf16_hex(self.title)))?;
        for (at, glyphs) in self.glyphs.iter().enumerate().filter(used) {
            embed::write_font(&mut self.out, font_number(at), self.face, &self.face.parts()[at], glyphs)?;
        }
        self.end_file()
    }

    fn end_file(&mut self) -> Result<u64, Error> {
        let start = self.out.at;
        let count = self.out.offsets.len();
        let mut table = String::with_capacity(count * 20 + 200);
        table.push_str(&format!("xref\n0 {count}\n"));
        for (number, offset) in self.out.offsets.iter().enumerate() {
            // Numbers that were never used are free entries like number 0.
            table.push_str(&if *offset == 0 {
                format!("0000000000 {} f \n", if number == 0 { 65535 } else { 0 })
            } else {
                format!("{offset:010} 00000 n \n")
            });
        }
        table.push_str(&format!("trailer\n<</Size {count}/Root {CATALOG} 0 R/Info {INFO} 0 R>>\nstartxref\n{start}\n%%EOF\n"));
        self.out.put(table.as_bytes())?;
        self.out.writer.flush()?;
        Ok(self.out.at)
    }
}

impl Sheet for StreamSheet<'_> {
    fn new_page(&mut self, width_mm: f64, height_mm: f64) -> Result<(), Error> {
        self.end_page()?;
        if self.page_count == PAGES {
            return Err(Error::TooManyPages(PAGES));
        }
        self.page_count += 1;
        if self.page_count == 1 {
            self.usual = (width_mm, height_mm);
        }
        self.page = Some((width_mm, height_mm));
        Ok(())
    }

    fn fill(&mut self, blocks: &[Block]) {
        let (_, height_mm) = self.page.unwrap_or_default();
        let dots = self.dots_per_mm;
        for b in blocks {
            let bottom = height_mm - b.y_mm - b.height_mm;
            for value in [b.x_mm, bottom, b.width_mm, b.height_mm] {
                put_number(&mut self.shapes, value * dots);
                self.shapes.push(b' ');
            }
            self.shapes.extend_from_slice(b"re\n");
        }
    }

    fn text(&mut self, run: TextRun<'_>) {
        let (_, height_mm) = self.page.unwrap_or_default();
        let part = &mut self.texts[usize::from(run.bold)];
        let size = run.size_pt * MM_PER_PT * self.dots_per_mm;
        let mut placed = self.face.place(run.text).peekable();
        let first = placed.peek().map_or(0, |p| self.face.part_of(p.glyph).0);
        if (size - part.size).abs() > 1e-9 || first != part.file {
            if run.bold && (size - part.size).abs() > 1e-9 {
                put_number(&mut part.body, size * BOLD_STROKE_EM);
                part.body.extend_from_slice(b" w ");
            }
            part.size = size;
            part.choose(first);
        }
        // Moves are relative: rounded first, so that errors do not add up.
        let round = |v: f64| (v * 100.0).round() / 100.0;
        let at = (round(run.x_mm * self.dots_per_mm), round((height_mm - run.baseline_mm) * self.dots_per_mm));
        put_number(&mut part.body, at.0 - part.at.0);
        part.body.push(b' ');
        put_number(&mut part.body, at.1 - part.at.1);
        part.body.extend_from_slice(b" Td(");
        part.at = at;
        let mut raise_em = 0.0;
        for p in placed {
            let (file, own) = self.face.part_of(p.glyph);
            if file != part.file || p.raise_em > raise_em || p.raise_em < raise_em {
                part.body.extend_from_slice(b")Tj\n");
                if file != part.file {
                    part.choose(file);
                }
                put_number(&mut part.body, p.raise_em * size);
                part.body.extend_from_slice(b" Ts(");
                raise_em = p.raise_em;
            }
            let code = self.glyphs[file].code(own, p.c);
            for byte in code.to_be_bytes() {
                match byte {
                    b'(' | b')' | b'\\' => part.body.extend_from_slice(&[b'\\', byte]),
                    // A bare carriage return inside a string would be read as a line feed.
                    b'\r' => part.body.extend_from_slice(b"\\r"),
                    _ => part.body.push(byte),
                }
            }
        }
        part.body.extend_from_slice(if raise_em > 0.0 { b")Tj 0 Ts\n".as_slice() } else { b")Tj\n" });
    }

    fn finish(mut self: Box<Self>) -> Result<u64, Error> {
        self.end_document()
    }
}

/// The number of the first object of a file's font. Numbers of files that were not used stay free.
fn font_number(file: usize) -> u32 {
    FIRST_FONT + file as u32 * embed::OBJECTS
}

impl TextPart {
    /// Sets font and size.
    fn choose(&mut self, file: usize) {
        self.file = file;
        let _ = write!(self.body, "/F{file} ");
        put_number(&mut self.body, self.size);
        self.body.extend_from_slice(b" Tf\n");
    }
}

/// At most two decimals: a hundredth of a dot is a micrometre.
fn put_number(out: &mut Vec<u8>, value: f64) {
    let hundredths = (value * 100.0).round() as i64;
    // Writing into a vector does not fail.
    let _ = match hundredths % 100 {
        0 => write!(out, "{}", hundredths / 100),
        _ => {
            let sign = if hundredths < 0 { "-" } else { "" };
            let size = hundredths.unsigned_abs();
            match size % 10 {
                0 => write!(out, "{sign}{}.{}", size / 100, size % 100 / 10),
                _ => write!(out, "{sign}{}.{:02}", size / 100, size % 100),
            }
        }
    };
}

fn media_box(width_mm: f64, height_mm: f64) -> String {
    format!("/MediaBox[0 0 {:.4} {:.4}]", width_mm / MM_PER_PT, height_mm / MM_PER_PT)
}

fn utf16_hex(text: &str) -> String {
    std::iter::once(0xFEFF).chain(text.encode_utf16()).map(|unit| format!("{unit:04X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (value, want) in
            [(0.0, "0"), (12.0, "12"), (-3.5, "-3.5"), (0.25, "0.25"), (-0.05, "-0.05"), (7.996, "8"), (-0.001, "0"), (100.1, "100.1")]
        {
            let mut out = Vec::new();
            put_number(&mut out, value);
            assert_eq!(String::from_utf8_lossy(&out), want);
        }
    }
}
