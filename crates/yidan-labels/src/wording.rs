//! The text of a template element: words, `{field}`, `{first|second}` (the first that says something) and `[…{field}…]` (left out when
//! none of its fields says anything). No formatting options: a field says its text in one way.

use crate::fields::{self, Field, Scope};

/// A parsed text.
#[derive(Clone, Default)]
pub struct Wording {
    pieces: Vec<Piece>,
}

#[derive(Clone)]
enum Piece {
    Words(String),
    /// Alternatives in order of preference.
    Fields(Vec<Field>),
    Optional(Wording),
}

impl Wording {
    /// Reads the text of a template. The error says what is wrong with it.
    pub fn parse(text: &str, in_row: bool) -> Result<Wording, String> {
        let mut rest = text;
        let wording = parse_until(&mut rest, None, in_row)?;
        if rest.is_empty() { Ok(wording) } else { Err(format!("unpaired ] in {text}")) }
    }

    /// Appends the text; true when a field said something.
    fn append(&self, scope: &Scope<'_>, out: &mut String) -> bool {
        let mut spoke = false;
        for piece in &self.pieces {
            match piece {
                Piece::Words(words) => out.push_str(words),
                Piece::Fields(alternatives) => {
                    let before = out.len();
                    for field in alternatives {
                        field(scope, out);
                        if out.len() > before {
                            spoke = true;
                            break;
                        }
                    }
                }
                Piece::Optional(inner) => {
                    let before = out.len();
                    if inner.append(scope, out) {
                        spoke = true;
                    } else {
                        out.truncate(before);
                    }
                }
            }
        }
        spoke
    }

    /// The text for one page or row, cleaned for drawing.
    pub fn say(&self, scope: &Scope<'_>) -> String {
        let mut out = String::new();
        self.append(scope, &mut out);
        crate::fit::clean(&out)
    }
}

fn parse_until(rest: &mut &str, closing: Option<char>, in_row: bool) -> Result<Wording, String> {
    let mut pieces = Vec::new();
    loop {
        let end = rest.find(['{', '[', ']']).unwrap_or(rest.len());
        if end > 0 {
            pieces.push(Piece::Words(rest[..end].to_owned()));
        }
        let Some(sign) = rest[end..].chars().next() else {
            *rest = "";
            return if closing.is_none() { Ok(Wording { pieces }) } else { Err("unpaired [".to_owned()) };
        };
        let tail = &rest[end + 1..];
        match sign {
            '{' => {
                let (names, after) = tail.split_once('}').ok_or("unpaired {")?;
                pieces.push(Piece::Fields(names.split('|').map(|n| known(n, in_row)).collect::<Result<_, _>>()?));
                *rest = after;
            }
            '[' => {
                *rest = tail;
                pieces.push(Piece::Optional(parse_until(rest, Some(']'), in_row)?));
            }
            _ if closing == Some(sign) => {
                *rest = tail;
                return Ok(Wording { pieces });
            }
            _ => {
                *rest = &rest[end..];
                return Ok(Wording { pieces });
            }
        }
    }
}

/// A field by name, if it exists where it is used.
pub fn known(name: &str, in_row: bool) -> Result<Field, String> {
    if fields::is_of_row(name) && !in_row {
        return Err(format!("{name} outside a table"));
    }
    fields::find(name).ok_or_else(|| format!("no field {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::LabelData;
    use crate::fields::Tally;
    use crate::options::RenderOptions;

    #[test]
    fn said() {
        let data =
            LabelData { carrier: "样例快递".into(), receiver_city: "样例市".into(), batch_no: "B1".into(), ..LabelData::default() };
        let options = RenderOptions::default();
        let scope = Scope { data: &data, options: &options, tally: Tally::default(), page: 1, pages: 1, row: None };
        for (text, want) in [
            ("自打", "自打"),
            ("{carrier} {product}", "样例快递"),
            ("{route_code|receiver_city}", "样例市"),
            ("[集 {bag_place}][ 批次 {batch_no}]", "批次 B1"),
            ("[{carrier}[·{product}]]", "样例快递"),
            ("第 {page}/{pages} 页", "第 1/1 页"),
        ] {
            let wording = Wording::parse(text, false).map_err(|e| format!("{text}: {e}")).expect("sound");
            assert_eq!(wording.say(&scope), want, "{text}");
        }
        for text in ["{nothing}", "{carrier", "[x", "x]", "{row.qty}", "{}"] {
            assert!(Wording::parse(text, false).is_err(), "{text}");
        }
        assert!(Wording::parse("×{row.qty}", true).is_ok());
    }
}
