//! `address parse`: JSON lines in, JSON lines out, in the same order and one at a time. Needs no data folder and keeps nothing.

use super::{Ending, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use yidan_app::error::{Code, Failure};

/// Bytes read and written at once.
const BUFFER: usize = 1 << 18;

#[derive(Deserialize)]
struct Asked<'a> {
    #[serde(default)]
    id: Value,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

#[derive(Serialize)]
struct Answer<T: Serialize> {
    id: Value,
    #[serde(flatten)]
    read: T,
}

#[derive(Serialize)]
struct Refused {
    error: Failure,
}

/// Answers standard input on standard output.
pub fn parse() -> Result<Ending> {
    let answered = answer(BufReader::with_capacity(BUFFER, io::stdin()), &mut BufWriter::with_capacity(BUFFER, io::stdout()));
    match answered {
        Ok(0) => Ok(Ending::Done),
        Ok(_) => Ok(Ending::InPart),
        // A reader that went away has read enough.
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(Ending::Done),
        Err(e) => Err(Failure::from(e)),
    }
}

/// Answers line by line and returns how many lines could not be understood. What waits is sent before waiting for more to read.
fn answer<R: io::Read>(mut input: BufReader<R>, output: &mut impl Write) -> io::Result<u64> {
    let (mut line, mut refused) = (Vec::new(), 0);
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match serde_json::from_slice::<Asked<'_>>(&line) {
            Ok(asked) => {
                let read = yidan_app::address::read(&asked.text);
                serde_json::to_writer(&mut *output, &Answer { id: asked.id, read })?;
            }
            Err(e) => {
                refused += 1;
                let failure = Failure::new(Code::BadRequest).with("detail", e);
                let id = serde_json::from_slice::<Value>(&line).map_or(Value::Null, |v| v["id"].clone());
                serde_json::to_writer(&mut *output, &Answer { id, read: Refused { error: crate::words::worded(failure) } })?;
            }
        }
        output.write_all(b"\n")?;
        if input.buffer().is_empty() {
            output.flush()?;
        }
    }
    output.flush()?;
    Ok(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_answered_in_their_order() {
        let asked =
            "{\"id\":1,\"text\":\"张三 19900001234 浙江省杭州市西湖区样例路8号\"}\n\n{\"id\":\"b\"}\nnothing\n{\"text\":\"李\\u56db\"}";
        let mut out = Vec::new();
        let refused = answer(BufReader::new(asked.as_bytes()), &mut out).expect("written");
        let answers: Vec<Value> = String::from_utf8(out).expect("text").lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
        assert_eq!((refused, answers.len()), (2, 4));
        assert_eq!(answers[0]["id"], 1);
        assert_eq!((&answers[0]["district"], &answers[0]["phone"]), (&Value::from("西湖区"), &Value::from("19900001234")));
        for key in ["name", "ext", "province", "city", "street", "detail", "postcode", "note", "flags", "candidates"] {
            assert!(!answers[0][key].is_null(), "{key}");
        }
        assert_eq!((&answers[1]["id"], &answers[1]["error"]["code"]), (&Value::from("b"), &Value::from("bad_request")));
        assert_eq!(answers[2]["error"]["code"], "bad_request");
        assert_eq!(answers[3]["flags"][0]["severity"], "blocking");
    }
}
