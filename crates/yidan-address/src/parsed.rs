//! The answer of `parse`: what a clerk sees in the form, and where in the text each part stood.

use serde::Serialize;

use crate::flag::Flags;
use crate::phone::Phone;
use crate::text::Span;

/// One reading of the region, with full official names.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Candidate {
    pub province: String,
    pub city: String,
    pub district: String,
}

/// A receiver read from a text. Serialises to the shape that the command line promises: `name`, `phone`, `ext`, `province`, `city`,
/// `district`, `street`, `detail`, `postcode`, `note`, `flags`, `candidates`, and further keys.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Parsed {
    pub name: String,
    /// Digits of the main number; a masked or faulty number as typed.
    pub phone: String,
    /// Digits of the extension, empty if none.
    pub ext: String,
    /// Full official names, empty if unknown. A municipality or SAR repeats its name as city, a county directly under its province
    /// stands in city and district.
    pub province: String,
    pub city: String,
    pub district: String,
    /// The town (街道, 镇, 乡), if known.
    pub street: String,
    /// The rest of the address in the order typed.
    pub detail: String,
    pub postcode: String,
    pub note: String,
    pub flags: Flags,
    /// All readings of the region where more than one fits, or what was probably meant where the typed levels contradict each other.
    pub candidates: Vec<Candidate>,
    /// The number in full; None if the text has none.
    pub number: Option<Phone>,
    pub second_phones: Vec<Phone>,
    pub id_card: String,
    pub order_no: String,
    /// An old division name as typed, where `district` or `city` holds the present one.
    pub old_name: String,
    pub places: Places,
}

/// Byte ranges in the text for every field. All ranges together cover the text.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Places {
    pub name: Vec<Span>,
    pub phone: Vec<Span>,
    pub second_phones: Vec<Span>,
    pub province: Vec<Span>,
    pub city: Vec<Span>,
    pub district: Vec<Span>,
    pub street: Vec<Span>,
    pub detail: Vec<Span>,
    pub postcode: Vec<Span>,
    pub note: Vec<Span>,
    pub id_card: Vec<Span>,
    pub order_no: Vec<Span>,
    /// Labels, separators, greetings, fillers and repeated regions.
    pub dropped: Vec<Span>,
}

impl Places {
    fn lists(&mut self) -> [&mut Vec<Span>; 13] {
        [
            &mut self.name,
            &mut self.phone,
            &mut self.second_phones,
            &mut self.province,
            &mut self.city,
            &mut self.district,
            &mut self.street,
            &mut self.detail,
            &mut self.postcode,
            &mut self.note,
            &mut self.id_card,
            &mut self.order_no,
            &mut self.dropped,
        ]
    }

    /// The same ranges counted in UTF-16 units, as browsers count.
    pub fn in_utf16(&self, text: &str) -> Places {
        let units = |byte: usize| text[..byte].encode_utf16().count();
        let mut out = self.clone();
        for span in out.lists().into_iter().flatten() {
            *span = Span { start: units(span.start), end: units(span.end) };
        }
        out
    }

    /// All ranges in the order of the text.
    pub fn all(&self) -> Vec<Span> {
        let mut out: Vec<Span> = self.clone().lists().into_iter().flat_map(|list| list.drain(..)).collect();
        out.sort_by_key(|span| (span.start, span.end));
        out
    }
}
