//! Where one pasted order ends and the next begins. Blank lines, numbers in front, and above all: a second telephone number or region
//! begins a second order. Knows nothing of goods.

use std::ops::Range;
use yidan_address::{Parsed, Part};

/// One order's text as a range of bytes, without the number in front and blanks around it.
pub(super) type Chunk = Range<usize>;

/// Signs of one line.
struct Line {
    range: Range<usize>,
    /// Where the content begins after a number such as `1.` or `③`.
    content: usize,
    numbered: bool,
    after_blank: bool,
    phone: bool,
    region: bool,
    name_only: bool,
}

/// Orders of a paste, in order. Blanks belong to none.
pub(super) fn split(text: &str) -> Vec<Chunk> {
    let lines = lines(text);
    let mut out: Vec<Chunk> = Vec::new();
    let mut open: Option<Seen> = None;
    for (at, line) in lines.iter().enumerate() {
        let fresh = match &open {
            None => true,
            Some(seen) => begins(line, lines.get(at + 1), seen),
        };
        match out.last_mut() {
            Some(last) if !fresh => last.end = line.range.end,
            _ => {
                if open.as_ref().is_some_and(|seen| !seen.phone && !seen.region && !seen.numbered) && line.numbered {
                    out.pop();
                }
                out.push(line.content..line.range.end);
                open = None;
            }
        }
        let seen = open.get_or_insert_with(Seen::default);
        seen.phone |= line.phone;
        seen.region |= line.region;
        seen.numbered |= line.numbered;
    }
    out
}

/// What the order so far has.
#[derive(Default)]
struct Seen {
    phone: bool,
    region: bool,
    numbered: bool,
}

fn begins(line: &Line, next: Option<&Line>, seen: &Seen) -> bool {
    // A heading above the first number is no order.
    if line.numbered && (seen.numbered || !seen.phone && !seen.region) {
        return true;
    }
    if line.phone && seen.phone || line.region && seen.region {
        return true;
    }
    let whole = seen.phone && seen.region;
    // A name above its number or address; any other line belongs to the order above.
    let heads = line.name_only && next.is_some_and(|next| next.phone || next.region);
    whole && (heads || line.after_blank && (line.phone || line.region || heads))
}

fn lines(text: &str) -> Vec<Line> {
    let mut out = Vec::new();
    let mut after_blank = false;
    let mut start = 0;
    for piece in text.split_inclusive(['\n', '\r', '；', ';']) {
        let range = start..start + piece.len();
        start = range.end;
        let body = piece.trim_matches(|c: char| c.is_whitespace() || matches!(c, '；' | ';'));
        if body.is_empty() {
            after_blank |= piece.ends_with(['\n', '\r']);
            continue;
        }
        // The trimmed body is a part of the piece, so its place is the distance of their beginnings.
        let from = range.start + (body.as_ptr() as usize - piece.as_ptr() as usize);
        let number = numbered(body);
        let content = from + number.unwrap_or(0);
        let read = yidan_address::parse(&text[content..from + body.len()]);
        out.push(Line {
            range: from..from + body.len(),
            content,
            numbered: number.is_some(),
            after_blank,
            phone: read.number.is_some(),
            region: has_region(&read),
            name_only: !read.name.is_empty() && text[content..from + body.len()].trim() == read.name,
        });
        after_blank = false;
    }
    rejoin(text, out)
}

/// A semicolon only parts orders when both sides are whole ones; otherwise it is punctuation.
fn rejoin(text: &str, lines: Vec<Line>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    for line in lines {
        let same_line = out.last().is_some_and(|last: &Line| !text[last.range.end..line.range.start].contains(['\n', '\r']));
        match out.last_mut() {
            Some(last) if same_line && !(last.phone && last.region && line.phone && line.region) => {
                last.range.end = line.range.end;
                last.phone |= line.phone;
                last.region |= line.region;
                last.name_only = false;
            }
            _ => out.push(line),
        }
    }
    out
}

fn has_region(read: &Parsed) -> bool {
    let typed = read.places.iter().any(|p| matches!(p.part, Part::Province | Part::City | Part::District));
    typed && (!read.district.is_empty() || !read.city.is_empty() || !read.candidates.is_empty())
}

/// Bytes of a number in front: `1.`, `2、`, `(3)`, `④`, `第5单`.
fn numbered(body: &str) -> Option<usize> {
    let mut letters = body.char_indices();
    let (_, first) = letters.next()?;
    if ('①'..='⑳').contains(&first) {
        return Some(skip_gap(body, first.len_utf8()));
    }
    let open = matches!(first, '(' | '（' | '第' | '【' | '[');
    let from = if open { first.len_utf8() } else { 0 };
    let digits = body[from..].bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 3 {
        return None;
    }
    let after = from + digits;
    let mark = body[after..].chars().next()?;
    let closes = if open {
        matches!(mark, ')' | '）' | '单' | '个' | '】' | ']')
    } else {
        matches!(mark, '.' | '、' | ')' | '）' | '．' | ':' | '：')
    };
    let end = after + mark.len_utf8();
    // 1.5斤 is no second order.
    let follows_digit = body[end..].starts_with(|c: char| c.is_ascii_digit()) && mark == '.' && !body[end..].starts_with("1");
    (closes && !follows_digit).then(|| skip_gap(body, end))
}

fn skip_gap(body: &str, at: usize) -> usize {
    body.len() - body[at..].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '、' | '.' | '：' | ':')).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = split(text).into_iter().map(|r| text[r].replace('\n', " / ")).collect();
        assert_eq!(found, expected, "{text}");
    }

    const A: &str = "张三 19900001234 浙江省杭州市西湖区样例路8号";
    const B: &str = "李四 19900005678 江苏省南京市玄武区样例路9号";

    #[test]
    fn one_order() {
        check(A, &[A]);
        check("", &[]);
        check(" \n\n ", &[]);
        check("张三\n19900001234\n浙江省杭州市西湖区样例路8号\n苹果2箱", &["张三 / 19900001234 / 浙江省杭州市西湖区样例路8号 / 苹果2箱"]);
        check(
            "收件人：张三\n\n电话：19900001234\n\n地址：浙江省杭州市西湖区样例路8号",
            &["收件人：张三 /  / 电话：19900001234 /  / 地址：浙江省杭州市西湖区样例路8号"],
        );
        check(&format!("{A}；要红色的"), &[&format!("{A}；要红色的")]);
    }

    #[test]
    fn several_orders() {
        check(&format!("{A}\n{B}"), &[A, B]);
        check(&format!("{A}\n苹果2箱\n\n{B}\nx3"), &[&format!("{A} / 苹果2箱"), &format!("{B} / x3")]);
        check(&format!("1. {A}\n2. {B}"), &[A, B]);
        check(&format!("今天的单：\n1、{A}\n2、{B}"), &[A, B]);
        check(&format!("①{A}\n②{B}"), &[A, B]);
        check(&format!("{A}；{B}"), &[A, B]);
        check(
            "张三\n19900001234\n浙江省杭州市西湖区样例路8号\n李四\n19900005678\n江苏省南京市玄武区样例路9号",
            &["张三 / 19900001234 / 浙江省杭州市西湖区样例路8号", "李四 / 19900005678 / 江苏省南京市玄武区样例路9号"],
        );
        check(
            "浙江省杭州市西湖区样例路8号\n张三\n19900001234\n江苏省南京市玄武区样例路9号\n李四\n19900005678",
            &["浙江省杭州市西湖区样例路8号 / 张三 / 19900001234", "江苏省南京市玄武区样例路9号 / 李四 / 19900005678"],
        );
        check(&format!("{A}\n{A}"), &[A, A]);
    }
}
