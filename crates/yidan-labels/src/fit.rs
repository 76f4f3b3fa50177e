//! Makes text fit a box: shrink, wrap, cut with an ellipsis. Knows widths, not pages.

use crate::font::{Face, is_mark};

/// One point in mm.
pub const MM_PER_PT: f64 = 25.4 / 72.0;
/// Distance of baselines, in em. Chinese at less than this sticks together on thermal paper.
pub const LINE_EM: f64 = 1.2;
/// From the top of a line to its baseline, in em.
pub const BASELINE_EM: f64 = 0.96;
const ELLIPSIS: char = '…';

/// Text that fits: its size and its lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    pub size_pt: f64,
    pub lines: Vec<String>,
    /// Something was left out.
    pub cut: bool,
}

impl Fitted {
    /// Height of all lines in mm.
    pub fn height_mm(&self) -> f64 {
        self.lines.len() as f64 * LINE_EM * self.size_pt * MM_PER_PT
    }
}

/// The room that text is given.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    pub width_mm: f64,
    pub height_mm: f64,
    pub max_pt: f64,
    pub min_pt: f64,
    /// 1 = never wrapped.
    pub max_lines: usize,
}

/// Removes what a label cannot draw (control characters, joiners, direction marks) and joins spaces. Line breaks stay.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match c {
            '\n' => '\n',
            '\r' | '\t' | '\u{a0}' => ' ',
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => continue,
            c if c.is_control() => continue,
            c => c,
        };
        let after_gap = out.is_empty() || out.ends_with([' ', '\n']);
        if !(c == ' ' && after_gap) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Largest size from `max_pt` down at which the text fits; at `min_pt` it is cut.
pub fn fit(face: &Face, text: &str, room: Room) -> Fitted {
    if room.max_lines <= 1 {
        return fit_line(face, text, room);
    }
    let mut size_pt = room.max_pt.max(room.min_pt);
    loop {
        let allowed = lines_in(room, size_pt);
        let lines = wrap(face, text, room.width_mm / (size_pt * MM_PER_PT));
        if lines.len() <= allowed {
            return Fitted { size_pt, lines: lines.into_iter().map(str::to_owned).collect(), cut: false };
        }
        if size_pt <= room.min_pt {
            return cut_lines(face, text, &lines, allowed, room.width_mm / (size_pt * MM_PER_PT), size_pt);
        }
        size_pt = (size_pt - 0.5).max(room.min_pt);
    }
}

/// At least one line, however low the box: a template's mistake must not swallow text.
fn lines_in(room: Room, size_pt: f64) -> usize {
    let by_height = ((room.height_mm + 0.01) / (LINE_EM * size_pt * MM_PER_PT)).floor();
    (by_height as usize).clamp(1, room.max_lines)
}

fn fit_line(face: &Face, text: &str, room: Room) -> Fitted {
    let text = text.replace('\n', " ");
    let width_em = face.width_em(&text);
    let tallest = room.height_mm / (LINE_EM * MM_PER_PT);
    let widest = if width_em > 0.0 { room.width_mm / (width_em * MM_PER_PT) } else { f64::MAX };
    // Tenths of a point, downwards, so that rounding never widens the line.
    let size_pt = (room.max_pt.min(tallest).min(widest) * 10.0 + 1e-6).floor() / 10.0;
    if size_pt >= room.min_pt {
        return Fitted { size_pt, lines: vec![text], cut: false };
    }
    let limit_em = room.width_mm / (room.min_pt * MM_PER_PT);
    let cut = width_em > limit_em;
    let line = if cut { ellipsis(face, &text, limit_em) } else { text };
    Fitted { size_pt: room.min_pt, lines: vec![line], cut }
}

fn cut_lines(face: &Face, text: &str, lines: &[&str], allowed: usize, limit_em: f64, size_pt: f64) -> Fitted {
    let mut kept: Vec<String> = lines[..allowed - 1].iter().map(|l| (*l).to_owned()).collect();
    // Lines are slices of the text, so the rest begins where the last kept line begins.
    let start = lines[allowed - 1].as_ptr() as usize - text.as_ptr() as usize;
    kept.push(ellipsis(face, &text[start..].replace('\n', " "), limit_em));
    Fitted { size_pt, lines: kept, cut: true }
}

/// As much of the text as fits before a `…`, always with the `…`.
pub fn ellipsis(face: &Face, text: &str, limit_em: f64) -> String {
    let mut left = limit_em - face.width_em("…");
    let mut out = String::new();
    for c in text.chars() {
        left -= f64::from(face.advance(face.glyph(c))) / 1000.0;
        if left < 0.0 && !is_mark(c) {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out.push(ELLIPSIS);
    out
}

/// Breaks between Chinese characters, at spaces and behind hyphens; a longer word is broken anywhere. Closing marks never begin a line.
pub fn wrap<'t>(face: &Face, text: &'t str, limit_em: f64) -> Vec<&'t str> {
    text.split('\n').flat_map(|paragraph| wrap_paragraph(face, paragraph, limit_em)).collect()
}

fn wrap_paragraph<'t>(face: &Face, text: &'t str, limit_em: f64) -> Vec<&'t str> {
    let mut lines = Vec::new();
    let (mut start, mut width) = (0, 0.0);
    // The last place where a break is allowed, and the width of the line up to there.
    let mut pause: Option<(usize, f64)> = None;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if at > start && may_break(before, c) {
            pause = Some((at, width));
        }
        width += f64::from(face.advance(face.glyph(c))) / 1000.0;
        if width > limit_em + 1e-9 && at > start && c != ' ' {
            // A mark stays with its letter, even if that makes the line a hair too long.
            let (cut, done) = match pause {
                Some(p) => p,
                None if is_mark(c) => continue,
                None => (at, width - f64::from(face.advance(face.glyph(c))) / 1000.0),
            };
            lines.push(text[start..cut].trim_end());
            start = cut;
            width -= done;
            pause = None;
        }
        before = c;
    }
    lines.push(text[start..].trim_end());
    lines
}

fn may_break(before: char, after: char) -> bool {
    if matches!(after, '，' | '。' | '、' | '；' | '：' | '！' | '？' | '）' | '】' | '」' | '》' | '”' | '…' | '%' | ' ' | ',' | '.' | ')')
    {
        return false;
    }
    if matches!(before, '（' | '【' | '「' | '《' | '“' | '(' | '¥' | '×') {
        return false;
    }
    matches!(before, ' ' | '-' | '/' | ',') || is_wide(before) || is_wide(after)
}

fn is_wide(c: char) -> bool {
    c >= '\u{2e80}'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::font::tests::face;

    #[test]
    fn cleaning() {
        for (text, want) in [
            ("  a \t b\u{a0}", "a b"),
            ("一\u{200d}二\u{fe0f}\u{0007}", "一二"),
            ("一\r\n二", "一 \n二"),
            ("\u{feff}", ""),
            ("  \n 甲", "\n甲"),
        ] {
            assert_eq!(clean(text), want, "{text:?}");
        }
    }

    #[test]
    fn wrapping() {
        let face = face();
        for (text, limit_em, want) in [
            ("样例花园样例花园", 4.0, vec!["样例花园", "样例花园"]),
            ("样例花园，样例", 4.0, vec!["样例花", "园，样例"]),
            ("（样例）花园", 3.0, vec!["（样", "例）花", "园"]),
            ("hello wide world", 4.0, vec!["hello", "wide", "world"]),
            ("1234567890123456", 4.0, vec!["1234567", "8901234", "56"]),
            ("甲\n乙", 4.0, vec!["甲", "乙"]),
            ("", 4.0, vec![""]),
            ("甲", 0.5, vec!["甲"]),
        ] {
            assert_eq!(wrap(&face, text, limit_em), want, "{text}");
        }
    }

    #[test]
    fn fitting() {
        let face = face();
        let room = |width_mm, height_mm, max_pt, min_pt, max_lines| Room { width_mm, height_mm, max_pt, min_pt, max_lines };
        let one = fit(&face, "样例花园", room(20.0, 9.0, 24.0, 8.0, 1));
        assert!((one.size_pt - 14.1).abs() < 1e-9, "{one:?}");
        assert!(!one.cut);
        let low = fit(&face, "样", room(20.0, 5.0, 24.0, 8.0, 1));
        assert!((low.size_pt - 11.8).abs() < 1e-9, "the height limits too: {low:?}");
        let cut = fit(&face, "样例花园样例花园", room(11.0, 9.0, 24.0, 8.0, 1));
        assert_eq!((cut.lines, cut.cut), (vec!["样例…".to_owned()], true));
        let two = fit(&face, "样例花园样例花园", room(15.0, 9.0, 12.0, 8.0, 2));
        assert_eq!((two.size_pt, two.lines.len(), two.cut), (10.5, 2, false));
        let lost = fit(&face, "样例花园样例花园样例花园", room(12.0, 7.0, 12.0, 8.0, 3));
        assert_eq!((lost.lines, lost.cut), (vec!["样例花园".to_owned(), "样例花…".to_owned()], true));
    }
}
