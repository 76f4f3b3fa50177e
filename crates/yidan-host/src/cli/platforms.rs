//! `platforms list`, `platforms sign`. Values from standard input are handed on exactly as they were written there.

use super::args::Platforms;
use super::draw::{Table, text};
use super::{Desk, Ending, Result};
use crate::words::word;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use yidan_app::error::{Code, Failure};

pub fn run(desk: &mut Desk, platforms: &Platforms) -> Result<Ending> {
    match platforms {
        Platforms::List => list(desk)?,
        Platforms::Sign { platform, scheme } => sign(desk, platform, scheme.as_deref())?,
    }
    Ok(Ending::Done)
}

fn list(desk: &mut Desk) -> Result<()> {
    let reply = desk.ask("platforms.list", Value::Null)?;
    if desk.out.json {
        return desk.out.document(&reply);
    }
    let mut table = Table::new(["code", "platform", "files", "can"].map(|c| word(&format!("cli.column.{c}"))).into());
    for p in reply["platforms"].as_array().into_iter().flatten() {
        table.row(vec![text(&p["code"]), text(&p["name"]), joined(&p["files"]), joined(&p["interface"]["can"])]);
    }
    desk.out.table(&table)
}

fn sign(desk: &mut Desk, platform: &str, scheme: Option<&str>) -> Result<()> {
    let mut request = read(&super::desk::from_stdin()?).ok_or_else(not_understood)?;
    request["platform"] = json!(platform);
    request["scheme"] = json!(scheme);
    let reply = desk.ask("platforms.sign", request)?;
    if desk.out.json {
        return desk.out.document(&reply);
    }
    desk.out.line(&text(&reply["string_to_sign"]))?;
    desk.out.line(&text(&reply["sign"]))
}

/// What the parser has to say would quote what it read, and the secret may be in it.
fn not_understood() -> Failure {
    Failure::new(Code::BadRequest).with("detail", word("platforms.sign.shape"))
}

/// The request as a table of texts: numbers, lists and objects keep the very characters in which they were written.
fn read(typed: &str) -> Option<Value> {
    type Raw = BTreeMap<String, Box<RawValue>>;
    let parts: Raw = serde_json::from_str(typed).ok()?;
    let mut request = json!({});
    for (name, part) in parts {
        request[&name] = match name.as_str() {
            "fields" if part.get() != "null" => {
                let fields: Raw = serde_json::from_str(part.get()).ok()?;
                fields.into_iter().map(|(n, v)| (n, as_text(&v))).collect()
            }
            _ => as_text(&part),
        };
    }
    Some(request)
}

fn as_text(raw: &RawValue) -> Value {
    match serde_json::from_str(raw.get()) {
        Ok(Value::Null) => Value::Null,
        Ok(Value::String(s)) => Value::String(s),
        _ => Value::String(raw.get().to_owned()),
    }
}

fn joined(words: &Value) -> String {
    words.as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_characters() {
        let typed = r#"{"secret":"s","fields":{"page":1,"big":3300112233445566778,"money":1.50,"flag":true,"none":null,"list":[ {"b":1,"a":2} ]},
            "body":{"b":1, "a":"中"}}"#;
        let read = read(typed).expect("understood");
        let fields = json!({ "page": "1", "big": "3300112233445566778", "money": "1.50", "flag": "true", "none": null, "list": "[ {\"b\":1,\"a\":2} ]" });
        assert_eq!(read["fields"], fields);
        assert_eq!((&read["secret"], &read["body"]), (&json!("s"), &json!("{\"b\":1, \"a\":\"中\"}")));
        for wrong in ["", "\"planted\"", "[1]", "{\"fields\":[1]}", "{"] {
            assert!(super::read(wrong).is_none(), "{wrong}");
        }
    }
}
