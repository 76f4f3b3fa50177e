//! 《履约完成凭证》: facts, then lists of what happened when, on as many A4 pages as they need, one document after the other. Texts come ready; only
//! where they stand is decided here.

use crate::error::Error;
use crate::fit::{BASELINE_EM, LINE_EM, MM_PER_PT, Room, clean, fit};
use crate::options::{Head, Placing};
use crate::render::Labels;
use crate::sheet::{Block, Sheet, TextRun};
use crate::write_stream::StreamSheet;
use std::io::Write;

/// One document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    pub title: String,
    /// Name and value, two beside each other.
    pub facts: Vec<(String, String)>,
    pub lists: Vec<ProofList>,
    /// Small print at the end.
    pub foot: Vec<String>,
}

/// What happened when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProofList {
    pub title: String,
    /// Moment and sentence.
    pub lines: Vec<(String, String)>,
}

/// What was drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProofOutcome {
    pub proofs: usize,
    pub pages: usize,
    pub bytes: u64,
}

const WIDTH_MM: f64 = 210.0;
const HEIGHT_MM: f64 = 297.0;
const MARGIN_MM: f64 = 18.0;
const INNER_MM: f64 = WIDTH_MM - 2.0 * MARGIN_MM;
/// The page number stands below this.
const BOTTOM_MM: f64 = HEIGHT_MM - 20.0;
const NAME_MM: f64 = 22.0;
const MOMENT_MM: f64 = 36.0;
const TEXT_PT: f64 = 9.5;
const SMALL_PT: f64 = 7.5;
/// Lines of one sentence.
const MOST_LINES: usize = 40;

impl Labels {
    /// Draws the documents one after the other, each beginning on a page of its own. The text can be copied out of the file.
    pub fn render_proofs(
        &self,
        title: &str,
        source: &mut dyn Iterator<Item = Proof>,
        writer: &mut dyn Write,
    ) -> Result<ProofOutcome, Error> {
        let mut sheet = StreamSheet::new(self.face(), Head::Dpi300.dots_per_mm(), Placing::default(), title, writer)?;
        let mut outcome = ProofOutcome::default();
        for proof in source {
            let mut page = Page { labels: self, sheet: &mut sheet, proof: &proof, y_mm: 0.0, number: 0 };
            page.whole()?;
            outcome.pages += page.number;
            outcome.proofs += 1;
        }
        outcome.bytes = Box::new(sheet).finish()?;
        Ok(outcome)
    }
}

/// The page in the making.
struct Page<'p> {
    labels: &'p Labels,
    sheet: &'p mut dyn Sheet,
    proof: &'p Proof,
    /// The next line begins here.
    y_mm: f64,
    number: usize,
}

impl Page<'_> {
    fn whole(&mut self) -> Result<(), Error> {
        self.turn()?;
        self.facts()?;
        for list in &self.proof.lists {
            self.y_mm += 5.0;
            self.room_for(16.0)?;
            self.line(MARGIN_MM, INNER_MM, 11.0, true, &list.title);
            self.y_mm += 1.0;
            self.rule();
            for (moment, sentence) in &list.lines {
                self.pair(MOMENT_MM, moment, sentence)?;
            }
        }
        self.y_mm += 5.0;
        self.rule();
        for text in &self.proof.foot {
            let lines = self.wrapped(text, INNER_MM, SMALL_PT);
            self.room_for(height_mm(lines.len(), SMALL_PT))?;
            for line in lines {
                self.line(MARGIN_MM, INNER_MM, SMALL_PT, false, &line);
            }
        }
        Ok(())
    }

    /// A new page with its head and its number.
    fn turn(&mut self) -> Result<(), Error> {
        self.sheet.new_page(WIDTH_MM, HEIGHT_MM)?;
        self.number += 1;
        self.y_mm = HEIGHT_MM - 12.0;
        let number = format!("{} · {}", self.proof.title, self.number);
        self.centred(SMALL_PT, false, &number);
        self.y_mm = MARGIN_MM;
        if self.number == 1 {
            self.centred(20.0, true, &self.proof.title.clone());
            self.y_mm += 4.0;
        }
        Ok(())
    }

    fn room_for(&mut self, wanted_mm: f64) -> Result<(), Error> {
        if self.y_mm + wanted_mm > BOTTOM_MM { self.turn() } else { Ok(()) }
    }

    fn rule(&mut self) {
        self.sheet.fill(&[Block { x_mm: MARGIN_MM, y_mm: self.y_mm, width_mm: INNER_MM, height_mm: 0.25 }]);
        self.y_mm += 2.0;
    }

    /// Names and values, two beside each other; a long value takes the whole width.
    fn facts(&mut self) -> Result<(), Error> {
        self.rule();
        let half_mm = INNER_MM / 2.0;
        let mut left = None;
        for (name, value) in &self.proof.facts {
            let lines = self.wrapped(value, half_mm - NAME_MM - 3.0, TEXT_PT);
            match (lines.as_slice(), left.take()) {
                ([one], Some(before)) => {
                    self.beside(before, (name, one))?;
                }
                ([one], None) => left = Some((name, one.clone())),
                (_, before) => {
                    if let Some((name, one)) = before {
                        self.pair(NAME_MM, name, &one)?;
                    }
                    self.pair(NAME_MM, name, value)?;
                }
            }
        }
        match left {
            Some((name, one)) => self.pair(NAME_MM, name, &one),
            None => Ok(()),
        }
    }

    fn beside(&mut self, left: (&String, String), right: (&String, &String)) -> Result<(), Error> {
        self.room_for(height_mm(1, TEXT_PT) + 1.2)?;
        let y_mm = self.y_mm;
        for (x_mm, name, value) in [(MARGIN_MM, left.0, &left.1), (MARGIN_MM + INNER_MM / 2.0, right.0, right.1)] {
            self.y_mm = y_mm;
            self.line(x_mm, NAME_MM, TEXT_PT, true, name);
            self.y_mm = y_mm;
            self.line(x_mm + NAME_MM, INNER_MM / 2.0 - NAME_MM, TEXT_PT, false, value);
        }
        self.y_mm += 1.2;
        Ok(())
    }

    /// A name and its value, or a moment and its sentence, over as many lines as the second needs.
    fn pair(&mut self, name_mm: f64, name: &str, value: &str) -> Result<(), Error> {
        let lines = self.wrapped(value, INNER_MM - name_mm, TEXT_PT);
        self.room_for(height_mm(lines.len().clamp(1, 6), TEXT_PT) + 1.2)?;
        let y_mm = self.y_mm;
        // Names of facts are bold, moments are not.
        self.line(MARGIN_MM, name_mm, TEXT_PT, name_mm < MOMENT_MM, name);
        self.y_mm = y_mm;
        for line in &lines {
            self.room_for(height_mm(1, TEXT_PT))?;
            self.line(MARGIN_MM + name_mm, INNER_MM - name_mm, TEXT_PT, false, line);
        }
        if lines.is_empty() {
            self.y_mm += height_mm(1, TEXT_PT);
        }
        self.y_mm += 1.2;
        Ok(())
    }

    fn wrapped(&self, text: &str, width_mm: f64, size_pt: f64) -> Vec<String> {
        let room = Room { width_mm, height_mm: HEIGHT_MM * 10.0, max_pt: size_pt, min_pt: size_pt, max_lines: MOST_LINES };
        fit(self.labels.face(), &clean(text), room).lines
    }

    fn centred(&mut self, size_pt: f64, bold: bool, text: &str) {
        let width_mm = self.labels.face().width_em(text) * size_pt * MM_PER_PT;
        self.line(((WIDTH_MM - width_mm) / 2.0).max(MARGIN_MM), INNER_MM, size_pt, bold, text);
    }

    /// One line, cut where it does not fit; the next one begins below.
    fn line(&mut self, x_mm: f64, width_mm: f64, size_pt: f64, bold: bool, text: &str) {
        let room = Room { width_mm, height_mm: HEIGHT_MM, max_pt: size_pt, min_pt: size_pt.min(SMALL_PT), max_lines: 1 };
        let fitted = fit(self.labels.face(), &clean(text), room);
        let em_mm = size_pt * MM_PER_PT;
        let shown = fitted.lines.first().map_or("", String::as_str);
        self.sheet.text(TextRun {
            x_mm,
            baseline_mm: self.y_mm + BASELINE_EM * em_mm,
            size_pt: fitted.size_pt.min(size_pt),
            bold,
            text: shown,
        });
        self.y_mm += LINE_EM * em_mm;
    }
}

fn height_mm(lines: usize, size_pt: f64) -> f64 {
    lines as f64 * LINE_EM * size_pt * MM_PER_PT
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels() -> Labels {
        let font: &'static [u8] = include_bytes!("../../../assets/fonts/NotoSansSC-Regular.ttf");
        Labels::load(font).expect("the face")
    }

    fn proof(lines: usize) -> Proof {
        Proof {
            title: "履约完成凭证".into(),
            facts: vec![
                ("运单号".into(), "YT8800000000017".into()),
                ("签收人".into(), "家人".into()),
                ("收件地区".into(), "广东省深圳市".repeat(9)),
            ],
            lists: vec![ProofList {
                title: "物流轨迹".into(),
                lines: (0..lines)
                    .map(|n| ("2026-11-22 11:00".into(), format!("第 {n} 条：{}", "快件离开【示例转运中心】".repeat(n % 7))))
                    .collect(),
            }],
            foot: vec!["校验值 0123456789abcdef".into()],
        }
    }

    #[test]
    fn every_document_begins_on_a_page_of_its_own() {
        let labels = labels();
        for (lines, pages) in [(0, 1..=1), (10, 1..=1), (200, 3..=12)] {
            let mut bytes = Vec::new();
            let outcome = labels.render_proofs("凭证", &mut [proof(lines), proof(lines)].into_iter(), &mut bytes).expect("drawn");
            assert_eq!((outcome.proofs, outcome.bytes), (2, bytes.len() as u64));
            assert!(outcome.pages.is_multiple_of(2) && pages.contains(&(outcome.pages / 2)), "{lines} lines on {} pages", outcome.pages);
            assert!(bytes.starts_with(b"%PDF"));
        }
    }

    /// Draws nothing, remembers where something would stand.
    #[derive(Default)]
    struct Seen {
        lowest_mm: f64,
        rightmost_mm: f64,
        texts: Vec<String>,
    }

    impl Sheet for Seen {
        fn new_page(&mut self, _: f64, _: f64) -> Result<(), Error> {
            Ok(())
        }
        fn fill(&mut self, blocks: &[Block]) {
            for b in blocks {
                self.rightmost_mm = self.rightmost_mm.max(b.x_mm + b.width_mm);
            }
        }
        fn text(&mut self, run: TextRun<'_>) {
            self.lowest_mm = self.lowest_mm.max(run.baseline_mm);
            self.texts.push(run.text.to_owned());
        }
        fn finish(self: Box<Self>) -> Result<u64, Error> {
            Ok(0)
        }
    }

    #[test]
    fn nothing_leaves_the_page_and_nothing_is_lost() {
        let (labels, proof) = (labels(), proof(120));
        let mut seen = Seen::default();
        Page { labels: &labels, sheet: &mut seen, proof: &proof, y_mm: 0.0, number: 0 }.whole().expect("drawn");
        assert!(seen.lowest_mm < HEIGHT_MM - 8.0 && seen.rightmost_mm <= WIDTH_MM - MARGIN_MM + 0.1);
        let text = seen.texts.concat();
        for n in 0..120 {
            assert!(text.contains(&format!("第 {n} 条")), "{n}");
        }
        assert!(text.contains("校验值 0123456789abcdef") && text.contains("YT8800000000017"));
    }
}
