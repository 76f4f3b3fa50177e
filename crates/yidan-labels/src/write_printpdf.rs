//! The writer over printpdf: the document lives in memory until it is saved, so it is meant for documents of few pages.
//! printpdf 0.12.8 subsets only with its `text_layout` feature and shows text only inside a text section; both are seen to here.

use crate::error::Error;
use crate::fit::MM_PER_PT;
use crate::font::{Face, Placed};
use crate::sheet::{BOLD_STROKE_EM, Block, Sheet, TextRun};
use printpdf::{
    DictItem, FontId, Mm, Op, ParsedFont, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, PdfWarnMsg, Pt, TextItem,
    TextMatrix, TextRenderingMode,
};
use std::io::Write;

/// Beyond this the pages would take more memory than a shop's computer should give (0.1 MB each).
const PAGES: usize = 5_000;

/// A document that is being collected.
pub struct PrintPdfSheet<'a> {
    document: PdfDocument,
    writer: &'a mut dyn Write,
    page: Option<(f64, f64)>,
    shapes: Vec<Op>,
    texts: Vec<Op>,
    face: &'a Face,
    /// Size, weight and file set last on this page.
    set: Option<(f64, bool, usize)>,
}

/// Reads the face the way printpdf wants it; done once, as it takes some 20 ms.
pub fn parse_font(bytes: &[u8]) -> Result<ParsedFont, Error> {
    let mut warnings = Vec::new();
    ParsedFont::from_bytes(bytes, 0, &mut warnings).ok_or_else(|| Error::Font(format!("{warnings:?}")))
}

impl<'a> PrintPdfSheet<'a> {
    pub fn new(face: &'a Face, fonts: &[ParsedFont], title: &str, writer: &'a mut dyn Write) -> Self {
        let mut document = PdfDocument::new(title);
        document.metadata.info.producer = "yidan".to_owned();
        document.metadata.info.creator = String::new();
        // A short name instead of the random one of `add_font`: it stands in every run of text.
        for (at, font) in fonts.iter().enumerate() {
            document.resources.fonts.map.insert(font_id(at), PdfFont::new(font.clone()));
        }
        PrintPdfSheet { document, writer, page: None, shapes: Vec::new(), texts: Vec::new(), face, set: None }
    }

    fn end_page(&mut self) {
        let Some((width_mm, height_mm)) = self.page.take() else { return };
        let mut ops = std::mem::take(&mut self.shapes);
        if !ops.is_empty() {
            // All rectangles of the page are one path, filled once.
            ops.push(Op::Unknown { key: "f".to_owned(), value: Vec::new() });
        }
        if !self.texts.is_empty() {
            ops.push(Op::StartTextSection);
            ops.append(&mut self.texts);
            ops.push(Op::EndTextSection);
        }
        self.set = None;
        self.document.pages.push(PdfPage::new(Mm(width_mm as f32), Mm(height_mm as f32), ops));
    }
}

impl PrintPdfSheet<'_> {
    fn choose(&mut self, size_pt: f64, bold: bool, file: usize) {
        if self.set == Some((size_pt, bold, file)) {
            return;
        }
        self.set = Some((size_pt, bold, file));
        let mode = if bold { TextRenderingMode::FillStroke } else { TextRenderingMode::Fill };
        self.texts.push(Op::SetOutlineThickness { pt: Pt((size_pt * BOLD_STROKE_EM) as f32) });
        self.texts.push(Op::SetTextRenderingMode { mode });
        self.texts.push(Op::SetFont { font: PdfFontHandle::External(font_id(file)), size: Pt(size_pt as f32) });
    }
}

fn font_id(file: usize) -> FontId {
    FontId(format!("F{file}"))
}

fn pt(mm: f64) -> f32 {
    (mm / MM_PER_PT) as f32
}

impl Sheet for PrintPdfSheet<'_> {
    fn new_page(&mut self, width_mm: f64, height_mm: f64) -> Result<(), Error> {
        self.end_page();
        if self.document.pages.len() == PAGES {
            return Err(Error::TooManyPages(PAGES));
        }
        self.page = Some((width_mm, height_mm));
        Ok(())
    }

    fn fill(&mut self, blocks: &[Block]) {
        let (_, height_mm) = self.page.unwrap_or_default();
        self.shapes.extend(blocks.iter().map(|b| {
            let value = [b.x_mm, height_mm - b.y_mm - b.height_mm, b.width_mm, b.height_mm].map(|mm| DictItem::Real(pt(mm)));
            Op::Unknown { key: "re".to_owned(), value: value.to_vec() }
        }));
    }

    fn text(&mut self, run: TextRun<'_>) {
        let (_, height_mm) = self.page.unwrap_or_default();
        let placed: Vec<Placed> = self.face.place(run.text).collect();
        let same = |a: &Placed, b: &Placed| {
            self.face.part_of(a.glyph).0 == self.face.part_of(b.glyph).0 && a.raise_em.total_cmp(&b.raise_em).is_eq()
        };
        let em_mm = run.size_pt * MM_PER_PT;
        let mut x_mm = run.x_mm;
        for stretch in placed.chunk_by(same) {
            self.choose(run.size_pt, run.bold, self.face.part_of(stretch[0].glyph).0);
            // Absolute: `SetTextCursor` moves from the run before.
            let up_mm = height_mm - run.baseline_mm + stretch[0].raise_em * em_mm;
            self.texts.push(Op::SetTextMatrix { matrix: TextMatrix::Translate(Pt(pt(x_mm)), Pt(pt(up_mm))) });
            self.texts.push(Op::ShowText { items: vec![TextItem::Text(stretch.iter().map(|p| p.c).collect())] });
            x_mm += stretch.iter().map(|p| f64::from(self.face.advance(p.glyph))).sum::<f64>() / 1000.0 * em_mm;
        }
    }

    fn finish(mut self: Box<Self>) -> Result<u64, Error> {
        self.end_page();
        let mut warnings: Vec<PdfWarnMsg> = Vec::new();
        // `secure` would drop the plain path operators above.
        let options = PdfSaveOptions { optimize: true, subset_fonts: true, secure: false, image_optimization: None };
        let mut bytes = Vec::new();
        self.document.save_writer(&mut bytes, &options, &mut warnings);
        if let Some(fault) = warnings.iter().find(|w| matches!(w.severity, printpdf::PdfParseErrorSeverity::Error)) {
            return Err(Error::Document(fault.msg.clone()));
        }
        self.writer.write_all(&bytes)?;
        self.writer.flush()?;
        Ok(bytes.len() as u64)
    }
}
