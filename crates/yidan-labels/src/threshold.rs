//! How much of each dot is covered, into black or white. For text only: bars and lines are whole dots and never come here.

use crate::bitmap::Bitmap;

/// A dot that its glyph covers by at least this much of 255 is black.
const BLACK: u8 = 118;
/// A dot that is covered by at least this much is black too where a stroke, thinner than a dot or astride two, would vanish otherwise.
const FAINT: u8 = 56;
/// A dot that is covered by less than this stays white where the gap between two strokes would close otherwise.
const OPEN: u8 = 200;
/// How much fainter than the gap's dot the gap may be beside it; a dot that stands out more is a stroke that crosses the gap.
const GAP_SLACK: u8 = 40;

/// Black or white for every dot. A plain threshold loses strokes that lie astride two rows or columns, each half covered, and closes gaps
/// of that kind; Chinese at 2.5 mm is made of strokes and gaps of a single dot. So the stronger of two half covered dots of a stroke becomes
/// black as well, and the weakest dot of a gap stays white.
pub(crate) fn decide(coverage: &[u8], width: usize, height: usize) -> Bitmap {
    let mut dots = Bitmap::new(width, height);
    // A dot and its neighbours on one axis: one before, two after; outside nothing is covered.
    let line = |at: usize, place: usize, length: usize, step: usize| Line {
        before: if place > 0 { coverage[at - step] } else { 0 },
        after: [1, 2].map(|n| if place + n < length { coverage[at + n * step] } else { 0 }),
    };
    for y in 0..height {
        for x in 0..width {
            let at = y * width + x;
            let c = coverage[at];
            if c < FAINT {
                continue;
            }
            let (across, along) = (line(at, x, width, 1), line(at, y, height, width));
            let black = match c {
                OPEN.. => true,
                BLACK.. => !across.gap(c, &along) && !along.gap(c, &across),
                _ => across.astride(c) || along.astride(c),
            };
            if black {
                dots.blacken(x, y);
            }
        }
    }
    dots
}

/// The neighbours of a dot on one axis.
struct Line {
    before: u8,
    after: [u8; 2],
}

impl Line {
    /// The dot is the strongest of a stroke that no dot is covered enough by. Of two equal ones the first is taken.
    fn astride(&self, c: u8) -> bool {
        let [after, beyond] = self.after;
        self.before < c && (after < c || (after == c && beyond < c))
    }

    /// The dot is the weakest between two strokes, and the gap goes on beside it.
    fn gap(&self, c: u8, beside: &Line) -> bool {
        let after = self.after[0];
        self.before > c && after >= c && self.before.min(after) >= OPEN && beside.before.min(beside.after[0]) >= c.saturating_sub(GAP_SLACK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_dots(coverage: &[[u8; 5]], want: &[&str]) {
        let dots = decide(coverage.as_flattened(), 5, coverage.len());
        let row = |y: usize| (0..5).map(|x| if dots.is_black(x, y) { '#' } else { '.' }).collect::<String>();
        assert_eq!((0..coverage.len()).map(row).collect::<Vec<_>>(), want);
    }

    #[test]
    fn strokes_and_gaps_of_a_dot_stay() {
        // A stroke astride two rows; one that is too faint to be one.
        check_dots(&[[0; 5], [0, 110, 110, 110, 0], [0, 110, 110, 110, 0], [0; 5]], &[".....", ".###.", ".....", "....."]);
        check_dots(&[[0; 5], [0, 40, 40, 40, 0], [0; 5]], &[".....", ".....", "....."]);
        // A gap between two strokes, half covered by both, and the strokes at its ends.
        let closed = [[255; 5], [255, 150, 150, 150, 255], [255; 5]];
        check_dots(&closed, &["#####", "#...#", "#####"]);
        // A stroke that crosses a gap is none.
        check_dots(&[[255; 5], [0, 0, 150, 0, 0], [255; 5]], &["#####", "..#..", "#####"]);
    }
}
