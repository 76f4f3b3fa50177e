//! Comparing what a platform hides: 张** may be 张示例, 199****0001 may be 19900000001. A mask never proves, it only does not contradict.

/// How two texts, either of them possibly starred, fit each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// The same, and nothing is hidden.
    Same,
    /// No contradiction; so many characters are seen on both sides and agree.
    May(usize),
    Not,
}

/// Compares two texts. Runs of stars stand for any characters; between texts of one length each star stands for one.
pub fn fit(a: &str, b: &str) -> Fit {
    if !a.contains('*') && !b.contains('*') {
        return if a == b { Fit::Same } else { Fit::Not };
    }
    let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if x.len() == y.len() {
        return by_place(&x, &y);
    }
    let (short, heads) = common(head(&x), head(&y));
    let (short_tail, tails) = common(tail(&x).rev(), tail(&y).rev());
    // A plain text has no loose middle: it is at least as long as what is seen of the other.
    let room = |plain: &[char], starred: &[char]| plain.contains(&'*') || plain.len() >= head(starred).count() + tail(starred).count();
    if short && short_tail && room(&x, &y) && room(&y, &x) { Fit::May(heads + tails) } else { Fit::Not }
}

fn by_place(x: &[char], y: &[char]) -> Fit {
    let mut agreed = 0;
    for (a, b) in x.iter().zip(y) {
        if a == b && *a != '*' {
            agreed += 1;
        } else if *a != '*' && *b != '*' {
            return Fit::Not;
        }
    }
    Fit::May(agreed)
}

fn head(text: &[char]) -> impl Iterator<Item = &char> {
    text.iter().take_while(|c| **c != '*')
}

/// What stands after the last star; of a text without one the whole.
fn tail(text: &[char]) -> std::slice::Iter<'_, char> {
    let from = text.iter().rposition(|c| *c == '*').map_or(0, |at| at + 1);
    text[from..].iter()
}

/// Does one begin with the other, and with how many characters?
fn common<'a>(a: impl Iterator<Item = &'a char>, b: impl Iterator<Item = &'a char>) -> (bool, usize) {
    let (mut same, mut n) = (true, 0);
    for (x, y) in a.zip(b) {
        same &= x == y;
        n += usize::from(x == y);
    }
    (same, n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks() {
        for (a, b, want) in [
            ("张示例", "张示例", Fit::Same),
            ("张示例", "李示例", Fit::Not),
            ("张**", "张示例", Fit::May(1)),
            ("张*", "张示例", Fit::May(1)),
            ("张*例", "张示例", Fit::May(2)),
            ("张*例", "张示示例", Fit::May(2)),
            ("张*列", "张示示例", Fit::Not),
            ("李**", "张示例", Fit::Not),
            ("199****0001", "19900000001", Fit::May(7)),
            ("199****0002", "19900000001", Fit::Not),
            ("199****0001", "199****0001", Fit::May(7)),
            ("199****0001", "199****0002", Fit::Not),
            ("1**********", "19900000001", Fit::May(1)),
            ("199******1", "19900000001", Fit::May(4)),
            ("", "张*", Fit::Not),
        ] {
            assert_eq!(fit(a, b), want, "{a} {b}");
            assert_eq!(fit(b, a), want, "{b} {a}");
        }
    }
}
