//! One glyph as black dots: its outline and how much of each dot it covers; what of that is black is `threshold`'s. Keeps what it has
//! drawn, as a batch of labels uses the same few hundred glyphs again and again. Where glyphs go is decided elsewhere.

use crate::bitmap::Bitmap;
use crate::error::Error;
use crate::font::Face;
use crate::sheet::BOLD_STROKE_EM;
use crate::threshold::decide;
use std::collections::HashMap;
use ttf_parser::{GlyphId, OutlineBuilder};
use zeno::{Command, Fill, Join, Mask, Stroke, Vector};

/// Glyphs kept; a batch of labels needs some thousands. Beyond that all are drawn anew, so that memory stays below some 10 MB.
const KEPT: usize = 20_000;

/// A glyph's dots and where they lie from the dot of its origin on the baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Glyph {
    pub left: i32,
    pub top: i32,
    pub dots: Bitmap,
}

/// Draws glyphs of one face at sizes in dots per em.
pub(crate) struct Ink<'a> {
    face: &'a Face,
    /// Each file of the face.
    files: Vec<ttf_parser::Face<'a>>,
    /// By glyph, size in hundredths of a dot, weight.
    kept: HashMap<(u16, u32, bool), Glyph>,
}

impl<'a> Ink<'a> {
    pub(crate) fn new(face: &'a Face) -> Result<Ink<'a>, Error> {
        let parsed = face.parts().iter().map(|part| ttf_parser::Face::parse(&part.bytes, 0).map_err(|e| Error::Font(e.to_string())));
        Ok(Ink { face, files: parsed.collect::<Result<_, _>>()?, kept: HashMap::new() })
    }

    /// The dots of a glyph. Glyph 0 stands for a missing character and is always a visible box.
    pub(crate) fn glyph(&mut self, glyph: u16, size_dots: f64, bold: bool) -> &Glyph {
        let hundredths = (size_dots * 100.0).round() as u32;
        if self.kept.len() >= KEPT {
            self.kept.clear();
        }
        let (part, own) = self.face.part_of(glyph);
        let file = &self.files[part];
        self.kept.entry((glyph, hundredths, bold)).or_insert_with(|| {
            let size = hundredths as f32 / 100.0;
            draw(&outline(file, own, size / f32::from(file.units_per_em())), if bold { bold_stroke(size) } else { 0.0 })
        })
    }
}

/// The width of the stroke around bold glyphs, in dots. Small ones get less of it: Chinese of 2.5 mm would become blots.
fn bold_stroke(size: f32) -> f32 {
    const FULL_FROM: f32 = 32.0;
    size * BOLD_STROKE_EM as f32 * (size / FULL_FROM).min(1.0).powi(2)
}

/// Takes an outline in font units and turns it into dots, downwards.
struct Path {
    scale: f32,
    commands: Vec<Command>,
}

impl Path {
    fn at(&self, x: f32, y: f32) -> Vector {
        Vector::new(x * self.scale, -y * self.scale)
    }
}

impl OutlineBuilder for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        self.commands.push(Command::MoveTo(self.at(x, y)));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.commands.push(Command::LineTo(self.at(x, y)));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.commands.push(Command::QuadTo(self.at(x1, y1), self.at(x, y)));
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.commands.push(Command::CurveTo(self.at(x1, y1), self.at(x2, y2), self.at(x, y)));
    }

    fn close(&mut self) {
        self.commands.push(Command::Close);
    }
}

fn outline(face: &ttf_parser::Face<'_>, glyph: u16, scale: f32) -> Vec<Command> {
    let mut path = Path { scale, commands: Vec::new() };
    let drawn = face.outline_glyph(GlyphId(glyph), &mut path).is_some();
    if glyph == 0 && (!drawn || path.commands.is_empty()) {
        // The face draws nothing for missing characters: a box says that something is missing.
        let em = f32::from(face.units_per_em());
        let (left, right, top, bottom) = (0.1 * em, 0.9 * em, 0.8 * em, -0.05 * em);
        let frame = |path: &mut Path, inset: f32| {
            let corners = [(left + inset, top - inset), (left + inset, bottom + inset), (right - inset, bottom + inset)];
            path.move_to(right - inset, top - inset);
            if inset > 0.0 {
                corners.iter().rev().for_each(|(x, y)| path.line_to(*x, *y));
            } else {
                corners.iter().for_each(|(x, y)| path.line_to(*x, *y));
            }
            path.close();
        };
        frame(&mut path, 0.0);
        frame(&mut path, 0.06 * em);
    }
    path.commands
}

fn draw(commands: &[Command], stroke: f32) -> Glyph {
    let Some([left, top, right, bottom]) = bounds(commands, stroke / 2.0) else {
        return Glyph { left: 0, top: 0, dots: Bitmap::new(0, 0) };
    };
    let (width, height) = ((right - left) as usize, (bottom - top) as usize);
    let shift = Vector::new(-left as f32, -top as f32);
    let mut coverage = Mask::new(commands).style(Fill::NonZero).size(width as u32, height as u32).offset(shift).render().0;
    if stroke > 0.0 {
        let mut pen = Stroke::new(stroke);
        pen.join(Join::Miter);
        let edge = Mask::new(commands).style(pen).size(width as u32, height as u32).offset(shift).render().0;
        for (c, e) in coverage.iter_mut().zip(edge) {
            *c = (*c).max(e);
        }
    }
    Glyph { left, top, dots: decide(&coverage, width, height) }
}

/// Whole dots around an outline and its stroke, with one dot of air for rounding. `None` = nothing is drawn.
fn bounds(commands: &[Command], grow: f32) -> Option<[i32; 4]> {
    let mut b = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
    let mut take = |p: &Vector| b = [b[0].min(p.x), b[1].min(p.y), b[2].max(p.x), b[3].max(p.y)];
    for command in commands {
        match command {
            Command::MoveTo(p) | Command::LineTo(p) => take(p),
            Command::QuadTo(a, p) => [a, p].into_iter().for_each(&mut take),
            Command::CurveTo(a, c, p) => [a, c, p].into_iter().for_each(&mut take),
            Command::Close => {}
        }
    }
    if b[0] > b[2] {
        return None;
    }
    let out = |v: f32, sign: f32| (v + sign * (grow + 1.0)) as f64;
    Some([out(b[0], -1.0).floor() as i32, out(b[1], -1.0).floor() as i32, out(b[2], 1.0).ceil() as i32, out(b[3], 1.0).ceil() as i32])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::font::tests::face;

    /// Dots per em of 2.5 mm at 8 dots per mm.
    const SMALL: f64 = 20.0;
    /// Characters of many strokes that stand in addresses and names, beside plain ones.
    const DENSE: &str = "鑫鹭藏疆赣衢蠡囊攀鬃罐灌鹰龘齉馨鞭颧矗镶瓤霸羹赢嬴簸疆一三王目田国门酉茜置壹重量童黄寨寰";

    #[test]
    fn missing_characters_are_a_visible_box() {
        let face = face();
        let mut ink = Ink::new(&face).expect("parsed before");
        let missing = ink.glyph(0, SMALL, false).dots.clone();
        assert!(missing.black_count() > 30, "{missing:?}");
        assert_eq!(ink.glyph(face.glyph(' '), SMALL, false).dots.black_count(), 0);
    }

    /// A character that the font claims to have is not drawn as nothing, or it would be missing without a finding.
    #[test]
    fn only_spaces_are_blank() {
        let face = face();
        let ink = Ink::new(&face).expect("parsed before");
        let blank: String = ('!'..='\u{2ffff}')
            // The space of no width never reaches a label: `fit::clean` takes it out.
            .filter(|c| !c.is_whitespace() && !c.is_control() && *c != '\u{200b}')
            .filter(|c| {
                let (part, own) = face.part_of(face.glyph(*c));
                face.glyph(*c) != 0 && outline(&ink.files[part], own, 1.0).is_empty()
            })
            .collect();
        assert_eq!(blank.escape_unicode().to_string(), "");
    }

    #[test]
    fn bold_is_blacker() {
        let face = face();
        let mut ink = Ink::new(&face).expect("parsed before");
        for c in "样例2栋A".chars() {
            let plain = ink.glyph(face.glyph(c), 40.0, false).dots.black_count();
            let bold = ink.glyph(face.glyph(c), 40.0, true).dots.black_count();
            assert!(bold * 10 > plain * 11 && bold < plain * 2, "{c}: {plain} → {bold}");
        }
    }

    /// Draws a glyph eight times finer and looks for strokes that have no black dot near: gives the share of the ink that is lost.
    fn lost_ink(ink: &mut Ink<'_>, glyph: u16, size: f64) -> f64 {
        const FINE: i64 = 8;
        let fine = ink.glyph(glyph, size * FINE as f64, false).clone();
        let coarse = ink.glyph(glyph, size, false).clone();
        let black = |x: i64, y: i64| {
            let (x, y) = (x - i64::from(coarse.left), y - i64::from(coarse.top));
            matches!((usize::try_from(x), usize::try_from(y)), (Ok(x), Ok(y)) if coarse.dots.is_black(x, y))
        };
        let (mut all, mut lost) = (0, 0);
        for y in 0..fine.dots.height() {
            for x in (0..fine.dots.width()).filter(|x| fine.dots.is_black(*x, y)) {
                let centre = |v: usize, from: i32| v as i64 + i64::from(from);
                let (cx, cy) = (centre(x, fine.left), centre(y, fine.top));
                // The dot itself or one whose edge is at most half a dot away.
                let near = [-FINE / 2, FINE / 2].map(|d| ((cx + d).div_euclid(FINE), (cy + d).div_euclid(FINE)));
                let [(x0, y0), (x1, y1)] = near;
                all += 1;
                lost += usize::from(!(black(x0, y0) || black(x1, y0) || black(x0, y1) || black(x1, y1)));
            }
        }
        lost as f64 / f64::from(all.max(1))
    }

    #[test]
    fn thin_strokes_do_not_vanish() {
        let face = face();
        let mut ink = Ink::new(&face).expect("parsed before");
        // The worst of these has more strokes below each other than there are dots.
        for (size, worst, mean) in [(17.5, 0.06, 0.008), (SMALL, 0.06, 0.003), (29.5, 0.01, 0.001)] {
            let lost: Vec<(f64, char)> = DENSE.chars().map(|c| (lost_ink(&mut ink, face.glyph(c), size), c)).collect();
            let most = lost.iter().copied().fold((0.0, ' '), |a, b| if b.0 > a.0 { b } else { a });
            assert!(most.0 < worst, "{} at {size} dots: {:.1} % of its ink is lost", most.1, most.0 * 100.0);
            let average = lost.iter().map(|l| l.0).sum::<f64>() / lost.len() as f64;
            assert!(average < mean, "{size} dots: {:.2} % of the ink is lost", average * 100.0);
        }
    }

    /// Gaps stay open: there is not much more black than the outline itself covers.
    #[test]
    fn dense_characters_are_no_blots() {
        let face = face();
        let mut ink = Ink::new(&face).expect("parsed before");
        for (c, bold, most) in DENSE.chars().flat_map(|c| [(c, false, 1.3), (c, true, 1.6)]) {
            let outline = ink.glyph(face.glyph(c), SMALL * 8.0, false).dots.black_count() as f64 / 64.0;
            let dots = ink.glyph(face.glyph(c), SMALL, bold).dots.black_count() as f64;
            assert!(dots < outline * most, "{c}, bold {bold}: {dots} dots where the outline covers {outline:.0}");
        }
    }
}
