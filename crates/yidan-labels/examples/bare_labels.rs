//! The least that a program can do for the same labels: `bare_labels COUNT`. Every text at a fixed place and size, nothing measured, fitted,
//! masked or checked; pdf-writer for the objects, one subset font, one path for all bars, one text object a page. One line of JSON. What the
//! renderer costs above this is the price of templates.

mod made_up;

use made_up::order;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str};
use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;
use std::time::Instant;
use subsetter::GlyphRemapper;
use yidan_labels::{LabelData, code128};

const MM: f32 = 72.0 / 25.4;
const HEIGHT_MM: f32 = 130.0;

/// Places as on the real label: x and baseline in mm, size in points, text.
fn texts(data: &LabelData) -> Vec<(f32, f32, f32, String)> {
    let mut out = vec![
        (3.0, 9.0, 16.0, format!("{} {}", data.carrier, data.product)),
        (66.0, 7.0, 12.0, "1/1".to_owned()),
        (54.0, 11.0, 7.0, "2026-11-22 10:02".to_owned()),
        (25.0, 31.5, 10.0, data.code().to_owned()),
        (3.0, 41.0, 28.0, data.route_code.clone()),
        (3.0, 48.0, 14.0, format!("集 {}", data.bag_place)),
        (4.0, 55.5, 11.0, "收".to_owned()),
        (10.5, 54.5, 12.0, format!("{}  {}", data.receiver.name, data.receiver.phone)),
        (10.5, 59.0, 10.0, data.receiver.address.clone()),
        (4.2, 68.5, 8.0, "寄".to_owned()),
        (10.5, 67.0, 7.5, format!("{}  {}  {}", data.sender.name, data.sender.phone, data.sender.address)),
        (51.0, 77.0, 13.0, format!("{}-{:03}", data.batch_no, data.sequence_no)),
        (56.0, 102.0, 10.0, format!("共 {} 件", data.piece_count())),
        (54.0, 108.0, 9.0, data.shop.clone()),
        (3.0, 111.0, 9.0, format!("备注：{} {}", data.seller_flag, data.seller_note)),
        (3.0, 115.0, 9.0, format!("买家：{}", data.buyer_note)),
        (3.0, 126.5, 7.5, format!("单 {}", data.order_no)),
        (58.0, 126.5, 9.0, "自打 已验视".to_owned()),
    ];
    for (i, item) in data.items.iter().enumerate() {
        let y = 84.0 + i as f32 * 4.4;
        out.push((3.0, y, 10.5, format!("{} {}", item.title, item.spec)));
        out.push((46.0, y, 10.5, format!("×{}", item.qty)));
    }
    out
}

struct Document {
    pdf: Pdf,
    glyphs: GlyphRemapper,
    codes: BTreeMap<u16, (u16, char)>,
    pages: Vec<Ref>,
    next: i32,
}

impl Document {
    fn number(&mut self) -> Ref {
        self.next += 1;
        Ref::new(self.next)
    }

    fn page(&mut self, face: &ttf_parser::Face<'_>, data: &LabelData) -> Result<(), Box<dyn Error>> {
        let mut content = Content::new();
        for (text, top, height, module) in [(data.code(), 13.5, 14.0, 0.375f32), (data.code(), 72.0, 7.0, 0.25)] {
            let bars = code128::encode(text).ok_or("not encodable")?;
            let left = (76.0 - bars.modules() as f32 * module) / 2.0;
            for (at, width) in bars.black() {
                content.rect((left + at as f32 * module) * MM, (HEIGHT_MM - top - height) * MM, width as f32 * module * MM, height * MM);
            }
        }
        let matrix = yidan_labels::qr::encode(&data.order_no).ok_or("no QR code")?;
        for (column, row, length) in matrix.runs {
            let (x, y) = (56.0 + column as f32 * 0.625, 82.0 + row as f32 * 0.625);
            content.rect(x * MM, (HEIGHT_MM - y - 0.625) * MM, length as f32 * 0.625 * MM, 0.625 * MM);
        }
        for y in [12.0, 49.25, 70.75, 122.75] {
            content.rect(2.0 * MM, (HEIGHT_MM - y - 0.25) * MM, 72.0 * MM, 0.25 * MM);
        }
        content.fill_nonzero().begin_text();
        for (x, baseline, size, text) in texts(data) {
            let mut codes = Vec::with_capacity(text.len());
            for c in text.chars() {
                let glyph = face.glyph_index(c).map_or(0, |g| g.0);
                let code = self.glyphs.remap(glyph);
                self.codes.entry(code).or_insert((glyph, c));
                codes.extend(code.to_be_bytes());
            }
            content.set_font(Name(b"F"), size);
            content.set_text_matrix([1.0, 0.0, 0.0, 1.0, x * MM, (HEIGHT_MM - baseline) * MM]);
            content.show(Str(&codes));
        }
        content.end_text();
        let (page, stream) = (self.number(), self.number());
        let mut zip = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
        zip.write_all(content.finish().as_slice())?;
        self.pdf.stream(stream, &zip.finish()?).filter(Filter::FlateDecode);
        let mut written = self.pdf.page(page);
        written.parent(Ref::new(2)).media_box(Rect::new(0.0, 0.0, 76.0 * MM, HEIGHT_MM * MM)).contents(stream);
        written.resources().fonts().pair(Name(b"F"), Ref::new(3));
        written.finish();
        self.pages.push(page);
        Ok(())
    }

    fn finish(mut self, font: &[u8], face: &ttf_parser::Face<'_>) -> Result<Vec<u8>, Box<dyn Error>> {
        let program = subsetter::subset(font, 0, &self.glyphs)?;
        let (cid, descriptor, file, map) = (self.number(), self.number(), self.number(), self.number());
        let info = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
        self.pdf.catalog(Ref::new(1)).pages(Ref::new(2));
        self.pdf.pages(Ref::new(2)).kids(self.pages.iter().copied()).count(self.pages.len() as i32);
        let name = Name(b"ABCDEF+Label");
        self.pdf.type0_font(Ref::new(3)).base_font(name).encoding_predefined(Name(b"Identity-H")).descendant_font(cid).to_unicode(map);
        let mut font = self.pdf.cid_font(cid);
        font.subtype(CidFontType::Type2).base_font(name).system_info(info).font_descriptor(descriptor).default_width(1000.0);
        let width = |glyph: u16| f32::from(face.glyph_hor_advance(ttf_parser::GlyphId(glyph)).unwrap_or(1000));
        font.widths().consecutive(0, (0..self.glyphs.num_gids()).map(|code| self.codes.get(&code).map_or(1000.0, |(g, _)| width(*g))));
        font.cid_to_gid_map_predefined(Name(b"Identity"));
        font.finish();
        let mut described = self.pdf.font_descriptor(descriptor);
        described.name(name).flags(FontFlags::SYMBOLIC).bbox(Rect::new(-1000.0, -1000.0, 2000.0, 2000.0)).italic_angle(0.0);
        described.ascent(880.0).descent(-120.0).cap_height(733.0).stem_v(80.0).font_file2(file);
        described.finish();
        self.pdf.stream(file, &program);
        let mut cmap = pdf_writer::types::UnicodeCmap::new(Name(b"Custom"), info);
        for (code, (_, c)) in &self.codes {
            cmap.pair(*code, *c);
        }
        self.pdf.stream(map, &cmap.finish());
        Ok(self.pdf.finish())
    }
}

// Benches may look at the clock; the library may not.
#[allow(clippy::disallowed_methods)]
fn main() -> Result<(), Box<dyn Error>> {
    let count: u64 = std::env::args().nth(1).map_or(Ok(1000), |a| a.parse())?;
    let font = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/fonts/NotoSansSC-Regular.ttf"))?;
    let started = Instant::now();
    let face = ttf_parser::Face::parse(&font, 0)?;
    let mut document = Document { pdf: Pdf::new(), glyphs: GlyphRemapper::new(), codes: BTreeMap::new(), pages: Vec::new(), next: 3 };
    for n in 1..=count {
        document.page(&face, &order(n))?;
    }
    let bytes = document.finish(&font, &face)?;
    let seconds = started.elapsed().as_secs_f64();
    if let Some(path) = std::env::args().nth(2) {
        std::fs::write(path, &bytes)?;
    }
    println!(
        "{{\"what\":\"labels, bare pdf-writer\",\"labels\":{count},\"seconds\":{seconds:.3},\"labels_per_second\":{:.0},\"bytes_per_label\":{}}}",
        count as f64 / seconds,
        bytes.len() as u64 / count.max(1),
    );
    Ok(())
}
