//! The answer of `parse`: what a clerk sees in the form, and where in the text each part stood.

use std::borrow::Cow;

use serde::Serialize;

use crate::flag::Flags;
use crate::phone::Phone;

/// One reading of the region, with full official names.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Candidate {
    pub province: &'static str,
    pub city: &'static str,
    pub district: &'static str,
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
    pub province: &'static str,
    pub city: &'static str,
    pub district: &'static str,
    /// The town (街道, 镇, 乡), if known.
    pub street: Cow<'static, str>,
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
    pub old_name: &'static str,
    pub places: Vec<Place>,
}

/// What a piece of the text was read as.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Name,
    Phone,
    SecondPhone,
    Province,
    City,
    District,
    Street,
    Detail,
    Postcode,
    IdCard,
    OrderNo,
    Note,
    /// Labels, separators, greetings, fillers and repeated regions.
    Dropped,
}

/// A piece of the text and what it was read as. The pieces of one text follow each other without a gap and cover it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Place {
    pub part: Part,
    /// Bytes from the start of the text.
    pub start: usize,
    pub end: usize,
}

impl Parsed {
    /// `places` counted in UTF-16 units, as browsers count.
    pub fn places_in_utf16(&self, text: &str) -> Vec<Place> {
        let mut units = 0;
        let mut done = 0;
        let mut out = self.places.clone();
        for place in &mut out {
            // Places follow each other, so one pass over the text is enough.
            let start = units + text[done..place.start].encode_utf16().count();
            units = start + text[place.start..place.end].encode_utf16().count();
            done = place.end;
            (place.start, place.end) = (start, units);
        }
        out
    }
}
