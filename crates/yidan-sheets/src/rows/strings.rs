//! Shared strings of a workbook, one after another in a single block.

use super::bytes::Metered;
use super::markup::{of_xml, push_reference};
use crate::error::Error;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::Read;
use yidan_domain::limits;

/// All shared strings.
#[derive(Debug, Default)]
pub struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// The string of an index; `""` when the workbook names one that is not there.
    pub fn get(&self, index: usize) -> &str {
        let Some(end) = self.ends.get(index) else { return "" };
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.text[start as usize..*end as usize]
    }

    /// Reads `sharedStrings.xml`. Phonetic hints (`rPh`) are left out.
    pub fn read(input: Metered<impl Read>) -> Result<Self, Error> {
        let mut strings = Strings::default();
        let mut reader = Reader::from_reader(input);
        reader.config_mut().check_end_names = false;
        let mut buf = Vec::new();
        let (mut in_text, mut in_hint) = (false, false);
        loop {
            buf.clear();
            match reader.read_event_into(&mut buf).map_err(of_xml)? {
                Event::Start(e) => match e.local_name().into_inner() {
                    "t" => in_text = true,
                    "rPh" => in_hint = true,
                    _ => {}
                },
                Event::End(e) => match e.local_name().into_inner() {
                    "t" => in_text = false,
                    "rPh" => in_hint = false,
                    "si" => {
                        strings.end()?;
                        reader.get_mut().mark();
                    }
                    _ => {}
                },
                Event::Empty(e) if e.local_name().into_inner() == "si" => strings.end()?,
                Event::Text(t) if in_text && !in_hint => strings.text.push_str(&t),
                Event::CData(t) if in_text && !in_hint => strings.text.push_str(&t),
                Event::GeneralRef(r) if in_text && !in_hint => push_reference(&mut strings.text, &r),
                Event::Eof => return Ok(strings),
                _ => {}
            }
        }
    }

    fn end(&mut self) -> Result<(), Error> {
        let start = self.ends.last().map_or(0, |e| *e as usize);
        super::delimited::clip(&mut self.text, start);
        self.ends.push(self.text.len() as u32);
        if self.text.len() as u64 > limits::PART_BYTES || self.ends.len() > limits::SHARED_STRINGS {
            return Err(Error::TooBig { what: "shared strings", limit: limits::PART_BYTES });
        }
        Ok(())
    }
}
