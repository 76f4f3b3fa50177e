//! Plain tables for a terminal. Chinese characters are two columns wide; nothing here knows what is in the cells.
use serde_json::Value;

/// How wide a terminal shows this text.
pub fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

fn char_width(c: char) -> usize {
    match u32::from(c) {
        // Joiners, variation selectors and combining marks take no room of their own.
        0x0300..=0x036F | 0x200B..=0x200F | 0xFE00..=0xFE0F => 0,
        0x1100..=0x115F
        | 0x2E80..=0x303E
        | 0x3041..=0xA4CF
        | 0xA960..=0xA97F
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1F64F
        | 0x1F680..=0x1F6FF
        | 0x1F900..=0x1F9FF
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

/// A table with a heading.
#[derive(Debug, Default)]
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// Wider cells are cut, so that one long memo does not push every line over the edge.
const CELL_WIDTH: usize = 44;

impl Table {
    pub fn new(head: Vec<String>) -> Self {
        Table { head, rows: Vec::new() }
    }

    /// Adds a line; line breaks inside a cell become blanks.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells.into_iter().map(|c| cut(&c.replace(['\n', '\r', '\t'], " "), CELL_WIDTH)).collect());
    }

    /// The text, one line per row. Columns of numbers stand at the right.
    pub fn text(&self) -> String {
        let columns = self.head.len();
        let cell = |row: &'_ Vec<String>, i: usize| row.get(i).cloned().unwrap_or_default();
        let widths: Vec<usize> =
            (0..columns).map(|i| self.rows.iter().map(|r| width(&cell(r, i))).chain([width(&self.head[i])]).max().unwrap_or(0)).collect();
        let numeric: Vec<bool> = (0..columns).map(|i| !self.rows.is_empty() && self.rows.iter().all(|r| is_number(&cell(r, i)))).collect();
        let mut out = String::new();
        for row in std::iter::once(&self.head).chain(&self.rows) {
            let mut line = String::new();
            for i in 0..columns {
                let text = cell(row, i);
                let room = " ".repeat(widths[i] - width(&text));
                let padded = if numeric[i] { format!("{room}{text}") } else { format!("{text}{room}") };
                line.push_str(&padded);
                line.push_str("  ");
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}

/// Digits with the marks of money and of a missing figure.
fn is_number(text: &str) -> bool {
    text == "-"
        || (text.chars().any(|c| c.is_ascii_digit()) && text.len() <= 16 && text.chars().all(|c| c.is_ascii_digit() || "¥-.,%".contains(c)))
}

fn cut(text: &str, limit: usize) -> String {
    if width(text) <= limit {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += char_width(c);
        if used > limit {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

/// A text of a reply; empty for none.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Fen as yuan: `¥12.30`; a missing amount is a dash.
pub fn yuan(fen: Option<i64>) -> String {
    match fen {
        None => "-".to_owned(),
        Some(fen) => {
            let (sign, fen) = (if fen < 0 { "-" } else { "" }, fen.unsigned_abs());
            format!("{sign}¥{}.{:02}", fen / 100, fen % 100)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths() {
        for (text, expected) in
            [("", 0), ("abc", 3), ("一单", 4), ("¥12.30", 6), ("拼多多 A", 8), ("（全角）", 8), ("e\u{301}", 1), ("𠮷", 2)]
        {
            assert_eq!(width(text), expected, "{text}");
        }
    }

    #[test]
    fn columns_line_up_under_chinese() {
        let mut table = Table::new(vec!["店铺".into(), "金额".into(), "备注".into()]);
        table.row(vec!["小店".into(), "¥9.90".into(), "a\nb".into()]);
        table.row(vec!["longer name".into(), "¥1234.50".into(), String::new()]);
        table.row(vec!["x".into(), "-".into(), "长".repeat(40)]);
        let expected = format!(
            "店铺             金额  备注\n小店            ¥9.90  a b\nlonger name  ¥1234.50\nx                   -  {}…\n",
            "长".repeat(21)
        );
        assert_eq!(table.text(), expected);
    }

    #[test]
    fn money() {
        for (fen, expected) in
            [(None, "-"), (Some(0), "¥0.00"), (Some(5), "¥0.05"), (Some(-1_230), "-¥12.30"), (Some(i64::MIN), "-¥92233720368547758.08")]
        {
            assert_eq!(yuan(fen), expected);
        }
    }
}
