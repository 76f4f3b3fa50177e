//! What printers say of themselves, by their languages: one question, one answer, read into the keywords that print systems use.

use super::left;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use yidan_app::ports::Language;

/// A printer's answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// What keeps it from printing, in keywords; empty = nothing.
    pub reasons: Vec<String>,
    pub is_printing: bool,
}

/// CPCL has no question that all of its printers know.
pub fn has_question(language: Language) -> bool {
    !matches!(language, Language::Cpcl)
}

/// Asks on an open line. `None` = no answer in time, or none that can be read.
pub fn ask(language: Language, line: &mut TcpStream, within: Duration) -> std::io::Result<Option<Status>> {
    let until = Instant::now() + within;
    match language {
        // TSPL: `<ESC>!?` is answered by one byte at once, also while it prints.
        Language::Tspl => Ok(question(line, b"\x1b!?", until, |heard| heard.first().map(|b| tspl(*b)))?),
        // ZPL: `~HS` is answered by three lines, each between STX and ETX.
        Language::Zpl => Ok(question(line, b"~HS", until, zpl)?),
        // ESC/POS: `DLE EOT 2` for what keeps it offline, `DLE EOT 4` for its paper; a byte each.
        Language::EscPos => Ok(question(line, b"\x10\x04\x02\x10\x04\x04", until, |heard| match heard {
            [offline, paper, ..] => Some(escpos(*offline, *paper)),
            _ => None,
        })?),
        Language::Cpcl => Ok(None),
    }
}

fn question(line: &mut TcpStream, words: &[u8], until: Instant, read: impl Fn(&[u8]) -> Option<Status>) -> std::io::Result<Option<Status>> {
    line.write_all(words)?;
    let mut heard = Vec::new();
    let mut part = [0; 256];
    while let Some(left) = left(until) {
        line.set_read_timeout(Some(left))?;
        match line.read(&mut part) {
            Ok(0) => return Err(std::io::Error::from(ErrorKind::UnexpectedEof)),
            Ok(more) => heard.extend_from_slice(&part[..more]),
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => return Ok(None),
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
        if let Some(found) = read(&heard) {
            return Ok(Some(found));
        }
        if heard.len() > 4_096 {
            return Ok(None);
        }
    }
    Ok(None)
}

fn status(bits: &[(bool, &str)], is_printing: bool) -> Status {
    Status { reasons: bits.iter().filter(|(set, _)| *set).map(|(_, word)| (*word).to_owned()).collect(), is_printing }
}

/// Bits of TSPL's answer: 0 head open, 1 jam, 2 paper out, 3 ribbon out, 4 paused, 5 printing, 7 any other fault.
fn tspl(byte: u8) -> Status {
    let bit = |n: u8| byte & (1 << n) != 0;
    let wrong = [
        (bit(0), "cover-open"),
        (bit(1), "media-jam"),
        (bit(2), "media-empty"),
        (bit(3), "marker-supply-empty"),
        (bit(4), "paused"),
        (bit(7), "other"),
    ];
    status(&wrong, bit(5))
}

/// ZPL II Programming Guide, `~HS`: first line `aaa,b,c,dddd,…` with b = paper out, c = paused, dddd = labels still to print; second line
/// `mmm,n,o,p,…` with o = head up, p = ribbon out.
fn zpl(heard: &[u8]) -> Option<Status> {
    let text = String::from_utf8_lossy(heard);
    let mut lines = text.split('\u{2}').skip(1).map(|l| l.split('\u{3}').next().unwrap_or_default());
    let (first, second) = (lines.next()?, lines.next()?);
    // The third line ends the answer.
    lines.next().filter(|_| text.matches('\u{3}').count() >= 3)?;
    let of = |line: &str, at: usize| line.split(',').nth(at).unwrap_or_default().trim().to_owned();
    let set = |line: &str, at: usize| of(line, at) == "1";
    let wrong = [
        (set(first, 1), "media-empty"),
        (set(first, 2), "paused"),
        (set(second, 2), "cover-open"),
        (set(second, 3), "marker-supply-empty"),
    ];
    let left = of(second, 8).parse::<u64>().unwrap_or(0);
    Some(status(&wrong, left > 0))
}

/// Epson, `DLE EOT n`: offline causes bit 2 = cover open, 5 = stopped for want of paper, 6 = fault; paper bits 5 and 6 = end of paper.
fn escpos(offline: u8, paper: u8) -> Status {
    let bit = |byte: u8, n: u8| byte & (1 << n) != 0;
    let wrong =
        [(bit(offline, 2), "cover-open"), (bit(paper, 5) || bit(paper, 6) || bit(offline, 5), "media-empty"), (bit(offline, 6), "other")];
    status(&wrong, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(found: &Status) -> (String, bool) {
        (found.reasons.join(" "), found.is_printing)
    }

    #[test]
    fn answers() {
        for (byte, reasons, printing) in [
            (0x00, "", false),
            (0x01, "cover-open", false),
            (0x04, "media-empty", false),
            (0x05, "cover-open media-empty", false),
            (0x20, "", true),
            (0x80, "other", false),
        ] {
            assert_eq!(words(&tspl(byte)), (reasons.to_owned(), printing), "{byte:02x}");
        }
        let lines = |b: u8, o: u8, left: u8| {
            format!(
                "\u{2}030,{b},0,1245,000,0,0,0,000,0,0,0\u{3}\r\n\u{2}000,0,{o},0,0,2,4,0,0000000{left},1,000\u{3}\r\n\u{2}1234,0\u{3}\r\n"
            )
        };
        for (text, want) in [
            (lines(0, 0, 0), Some((String::new(), false))),
            (lines(1, 0, 0), Some(("media-empty".to_owned(), false))),
            (lines(0, 1, 3), Some(("cover-open".to_owned(), true))),
            ("\u{2}030,0,0,1245".to_owned(), None),
            ("nonsense".to_owned(), None),
        ] {
            assert_eq!(zpl(text.as_bytes()).as_ref().map(words), want, "{text}");
        }
        assert_eq!(words(&escpos(0x12, 0x12)), (String::new(), false));
        assert_eq!(words(&escpos(0x16, 0x72)), ("cover-open media-empty".to_owned(), false));
    }
}
