//! Which encoding a text is in, and the text itself in chunks. A mixed text is decoded cell by cell.

use super::bytes::Bounded;
use crate::error::Error;
use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use std::io::Read;

/// Encoding of a text file. `Mixed` is UTF-8 with cells that are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    Utf8,
    Utf8Bom,
    Utf16Le,
    Utf16Be,
    /// Also the case "mark of UTF-8, then GBK": the mark is dropped.
    Gb18030,
    Mixed,
}

impl TextEncoding {
    /// The word of the normal form.
    pub fn word(self) -> &'static str {
        match self {
            TextEncoding::Utf8 | TextEncoding::Mixed => "utf-8",
            TextEncoding::Utf8Bom => "utf-8-bom",
            TextEncoding::Utf16Le => "utf-16-le",
            TextEncoding::Utf16Be => "utf-16-be",
            TextEncoding::Gb18030 => "gb18030",
        }
    }
}

const CHUNK: usize = 128 * 1024;
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Reads as much as is needed to know. A character cut off at the very end does not count against UTF-8.
pub fn detect(mut input: impl Read) -> Result<TextEncoding, Error> {
    let mut buf = vec![0u8; CHUNK];
    let mut kept = 0;
    let mut at_start = true;
    let mut has_bom = false;
    loop {
        let n = input.read(&mut buf[kept..])?;
        let end = kept + n;
        if at_start && (end >= 4 || n == 0) {
            at_start = false;
            has_bom = buf[..end].starts_with(BOM);
            if let Some(wide) = utf16(&buf[..end]) {
                return Ok(wide);
            }
        }
        if n == 0 {
            return Ok(if has_bom { TextEncoding::Utf8Bom } else { TextEncoding::Utf8 });
        }
        if at_start {
            kept = end;
            continue;
        }
        match std::str::from_utf8(&buf[..end]) {
            Ok(_) => kept = 0,
            Err(e) if e.error_len().is_none() => {
                buf.copy_within(e.valid_up_to()..end, 0);
                kept = end - e.valid_up_to();
            }
            Err(_) => return Ok(TextEncoding::Gb18030),
        }
    }
}

fn utf16(head: &[u8]) -> Option<TextEncoding> {
    match head {
        [0xff, 0xfe, ..] => return Some(TextEncoding::Utf16Le),
        [0xfe, 0xff, ..] => return Some(TextEncoding::Utf16Be),
        _ => {}
    }
    // Without a mark: separators and digits show as every second byte being zero.
    let head = &head[..head.len().min(4096) & !1];
    let zeros = |side: usize| head.iter().skip(side).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = head.len() / 2 / 5;
    if head.len() < 16 || even.max(odd) <= many {
        None
    } else if odd > even * 8 {
        Some(TextEncoding::Utf16Le)
    } else if even > odd * 8 {
        Some(TextEncoding::Utf16Be)
    } else {
        None
    }
}

enum Way {
    Stream(Decoder),
    /// Decoded in whole lines, so that a damaged one can be taken cell by cell. True: cells are UTF-8 unless they cannot be.
    Lines {
        utf8_first: bool,
    },
    /// Not decoded: whatever is not ASCII is a question mark. Separators and numbers stand where they stood.
    Outline,
}

/// Decoded text, chunk after chunk.
pub struct TextReader<'a> {
    input: Bounded<'a>,
    way: Way,
    raw: Vec<u8>,
    ended: bool,
    at_start: bool,
}

impl<'a> TextReader<'a> {
    pub fn new(input: Bounded<'a>, encoding: TextEncoding) -> Self {
        let stream = |e: &'static Encoding| Way::Stream(e.new_decoder_without_bom_handling());
        let way = match encoding {
            TextEncoding::Utf8 | TextEncoding::Utf8Bom => stream(UTF_8),
            TextEncoding::Utf16Le => stream(UTF_16LE),
            TextEncoding::Utf16Be => stream(UTF_16BE),
            TextEncoding::Gb18030 => Way::Lines { utf8_first: false },
            TextEncoding::Mixed => Way::Lines { utf8_first: true },
        };
        TextReader { input, way, raw: Vec::new(), ended: false, at_start: true }
    }

    /// The outline of a text, for counting: many times faster than the text. Not for encodings whose separators are wider than a byte.
    pub fn outline(input: Bounded<'a>) -> Self {
        TextReader { input, way: Way::Outline, raw: Vec::new(), ended: false, at_start: true }
    }

    /// Separators are single bytes.
    pub fn is_narrow(encoding: TextEncoding) -> bool {
        !matches!(encoding, TextEncoding::Utf16Le | TextEncoding::Utf16Be)
    }

    pub fn bytes_done(&self) -> u64 {
        self.input.done()
    }

    /// Appends the next chunk. False when there is no more.
    pub fn fill(&mut self, out: &mut String) -> Result<bool, Error> {
        if self.ended {
            return Ok(false);
        }
        let kept = self.raw.len();
        self.raw.resize(kept + CHUNK, 0);
        let mut end = kept;
        while end < self.raw.len() {
            let n = self.input.read(&mut self.raw[end..])?;
            if n == 0 {
                self.ended = true;
                break;
            }
            end += n;
        }
        self.raw.truncate(end);
        let mark = out.len();
        if self.at_start && self.raw.starts_with(BOM) {
            self.raw.drain(..BOM.len());
        }
        match &mut self.way {
            Way::Stream(decoder) => {
                let need = decoder.max_utf8_buffer_length(self.raw.len()).unwrap_or(self.raw.len() * 3 + 16);
                out.reserve(need);
                // The buffer is long enough by the call above, so everything is taken at once.
                let _ = decoder.decode_to_string(&self.raw, out, self.ended);
                self.raw.clear();
            }
            Way::Outline => {
                self.raw.iter_mut().for_each(|b| *b = if *b < 0x80 { *b } else { b'?' });
                // Every byte has just been made ASCII.
                out.push_str(std::str::from_utf8(&self.raw).unwrap_or_default());
                self.raw.clear();
            }
            Way::Lines { utf8_first } => {
                let cut = if self.ended { self.raw.len() } else { self.raw.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1) };
                decode_lines(&self.raw[..cut], *utf8_first, out);
                self.raw.drain(..cut);
            }
        }
        if self.at_start && out[mark..].starts_with('\u{feff}') {
            out.replace_range(mark..mark + '\u{feff}'.len_utf8(), "");
        }
        self.at_start = self.at_start && out.len() == mark;
        if self.raw.len() > yidan_domain::limits::ROW_BYTES {
            return Err(Error::TooBig { what: "row", limit: yidan_domain::limits::ROW_BYTES as u64 });
        }
        Ok(true)
    }
}

fn decode_lines(lines: &[u8], utf8_first: bool, out: &mut String) {
    let mark = out.len();
    if !utf8_first {
        let mut decoder = GB18030.new_decoder_without_bom_handling();
        out.reserve(decoder.max_utf8_buffer_length_without_replacement(lines.len()).unwrap_or(lines.len() * 2));
        let (result, _) = decoder.decode_to_string_without_replacement(lines, out, true);
        if result == DecoderResult::InputEmpty {
            return;
        }
        out.truncate(mark);
    }
    // Separators are never part of a character in either encoding, so cells can be told apart before they are decoded.
    for piece in lines.split_inclusive(|b| matches!(b, b',' | b'\t' | b'\n' | b'\r' | b'"' | b';')) {
        decode_cell(piece, utf8_first, out);
    }
}

fn decode_cell(cell: &[u8], utf8_first: bool, out: &mut String) {
    let utf8 = std::str::from_utf8(cell);
    if utf8_first && let Ok(text) = utf8 {
        out.push_str(text);
        return;
    }
    match (GB18030.decode_without_bom_handling_and_without_replacement(cell), utf8) {
        (Some(text), _) => out.push_str(&text),
        (None, Ok(text)) => out.push_str(text),
        (None, Err(_)) if utf8_first => out.push_str(&String::from_utf8_lossy(cell)),
        (None, Err(_)) => out.push_str(&GB18030.decode_without_bom_handling(cell).0),
    }
}
