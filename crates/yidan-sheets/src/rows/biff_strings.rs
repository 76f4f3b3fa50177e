//! Texts of old workbooks: narrow or wide characters, with formatting beside them, cut into records wherever it happened to fit.

use encoding_rs::Encoding;

/// A long record and its continuations, read as one.
pub struct Pieces<'p> {
    parts: &'p [&'p [u8]],
    part: usize,
    at: usize,
}

impl<'p> Pieces<'p> {
    pub fn new(parts: &'p [&'p [u8]]) -> Self {
        Pieces { parts, part: 0, at: 0 }
    }

    fn byte(&mut self) -> Option<u8> {
        loop {
            let part = self.parts.get(self.part)?;
            if let Some(b) = part.get(self.at) {
                self.at += 1;
                return Some(*b);
            }
            self.part += 1;
            self.at = 0;
        }
    }

    pub fn skip(&mut self, mut n: usize) {
        while n > 0 {
            let Some(part) = self.parts.get(self.part) else { return };
            let here = (part.len() - self.at.min(part.len())).min(n);
            self.at += here;
            n -= here;
            if n > 0 {
                self.part += 1;
                self.at = 0;
            }
        }
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    pub fn u32(&mut self) -> Option<u32> {
        Some(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    /// Appends a shared string. When its characters run on into the next record, that one opens with its own width flag.
    pub fn string(&mut self, out: &mut String) -> Option<()> {
        let mut left = usize::from(self.u16()?);
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { usize::from(self.u16()?) } else { 0 };
        let extra = if flags & 4 != 0 { self.u32()? as usize } else { 0 };
        let mut wide = flags & 1 == 1;
        let mut units: Vec<u16> = Vec::with_capacity(left);
        while left > 0 {
            if self.parts.get(self.part).is_some_and(|p| self.at >= p.len()) {
                self.part += 1;
                self.at = 0;
                wide = self.byte()? & 1 == 1;
            }
            units.push(if wide { self.u16()? } else { u16::from(self.byte()?) });
            left -= 1;
        }
        out.extend(char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')));
        self.skip(runs * 4);
        self.skip(extra);
        Some(())
    }
}

/// A text inside one record: length, flags, characters.
pub fn unicode_text(data: &[u8]) -> String {
    let parts = [data];
    let mut out = String::new();
    let _ = Pieces::new(&parts).string(&mut out);
    out
}

/// Text of the oldest kind, in the workbook's code page.
pub fn byte_text(data: &[u8], code_page: &'static Encoding) -> String {
    code_page.decode_without_bom_handling(data).0.into_owned()
}
