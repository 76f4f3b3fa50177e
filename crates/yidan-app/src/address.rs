//! `address.parse`: one pasted text as the address room reads it, with the place of every part and a sentence for every remark.

use crate::App;
use crate::desk::Session;
use crate::error::Result;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;
use yidan_address::{Code, Parsed, Part, Place};
use yidan_domain::Severity;

/// The text of one receiver.
#[derive(Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct AddressRequest {
    pub text: String,
}

/// What a piece of the text was read as. Places count UTF-16 units, as browsers do; the pieces follow each other and cover the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AddressPart {
    /// `name`, `phone`, `second_phone`, `province`, `city`, `district`, `street`, `detail`, `postcode`, `id_card`, `order_no`, `note`, `dropped`
    pub part: String,
    pub start: usize,
    pub end: usize,
}

/// A remark on the text, and the piece it is about where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AddressFlag {
    pub code: String,
    pub severity: Severity,
    pub text: String,
    pub start: Option<usize>,
    pub end: Option<usize>,
}

/// One reading of the region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AddressCandidate {
    pub province: String,
    pub city: String,
    pub district: String,
}

/// A receiver as read. Absent parts are empty.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct AddressReply {
    pub name: String,
    pub phone: String,
    pub ext: String,
    pub province: String,
    pub city: String,
    pub district: String,
    pub street: String,
    pub detail: String,
    pub postcode: String,
    pub note: String,
    pub id_card: Option<String>,
    pub order_no: Option<String>,
    /// Further numbers, printed with their extension.
    pub second_phones: Vec<String>,
    pub parts: Vec<AddressPart>,
    pub flags: Vec<AddressFlag>,
    /// All readings of the region where more than one fits.
    pub candidates: Vec<AddressCandidate>,
}

/// One text for programs: the address room's own answer, without sentences. Fast enough for long lists.
pub fn read(text: &str) -> impl Serialize {
    yidan_address::parse(text)
}

/// Reads one text. Nothing is stored.
pub fn parse(app: &App, _session: &Session, request: AddressRequest) -> Result<AddressReply> {
    let text = request.text.as_str();
    let seen = yidan_address::parse(text);
    let places = seen.places_in_utf16(text);
    let flags = seen.flags.iter().map(|flag| {
        let place = part_of(flag.code).and_then(|part| places.iter().find(|p| p.part == part));
        AddressFlag {
            code: word(flag.code),
            severity: severity(flag.severity),
            text: app.say(&format!("address.{}", word(flag.code)), &facts(&seen)),
            start: place.map(|p| p.start),
            end: place.map(|p| p.end),
        }
    });
    Ok(AddressReply {
        flags: flags.collect(),
        parts: places.iter().map(part).collect(),
        candidates: seen.candidates.iter().map(AddressCandidate::from).collect(),
        second_phones: seen.second_phones.iter().map(yidan_address::Phone::printed).collect(),
        name: seen.name,
        phone: seen.phone,
        ext: seen.ext,
        province: seen.province.to_owned(),
        city: seen.city.to_owned(),
        district: seen.district.to_owned(),
        street: seen.street.into_owned(),
        detail: seen.detail,
        postcode: seen.postcode,
        note: seen.note,
        id_card: Some(seen.id_card).filter(|t| !t.is_empty()),
        order_no: Some(seen.order_no).filter(|t| !t.is_empty()),
    })
}

fn facts(seen: &Parsed) -> BTreeMap<String, String> {
    let choice: Vec<String> = seen.candidates.iter().map(|c| [c.province, c.city, c.district].concat()).collect();
    let region = [seen.province, seen.city, seen.district].concat();
    let digits = seen.phone.chars().filter(char::is_ascii_digit).count();
    BTreeMap::from([
        ("choice".to_owned(), choice.join("、")),
        ("region".to_owned(), region),
        ("digits".to_owned(), digits.to_string()),
        ("from".to_owned(), seen.old_name.to_owned()),
    ])
}

impl From<&yidan_address::Candidate> for AddressCandidate {
    fn from(c: &yidan_address::Candidate) -> Self {
        AddressCandidate { province: c.province.to_owned(), city: c.city.to_owned(), district: c.district.to_owned() }
    }
}

fn part(place: &Place) -> AddressPart {
    AddressPart { part: part_word(place.part), start: place.start, end: place.end }
}

/// The word of a part, as the address room serializes it.
pub(crate) fn part_word(part: Part) -> String {
    written(&part)
}

pub(crate) fn word(code: Code) -> String {
    written(&code)
}

/// Unit variants always serialize to their word.
fn written(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

pub(crate) fn severity(of: yidan_address::Severity) -> Severity {
    match of {
        yidan_address::Severity::Info => Severity::Info,
        yidan_address::Severity::Warning => Severity::Warning,
        yidan_address::Severity::Blocking => Severity::Blocking,
    }
}

/// The part of the text that a remark is about.
pub(crate) fn part_of(code: Code) -> Option<Part> {
    use Code::{
        AmbiguousDistrict, CityMissing, CityNotInProvince, DetailMasked, DetailTooShort, DistrictMissing, DistrictNotInCity, IdCardRemoved,
        Landline, NameMasked, NonMainland, NoteExtracted, OrderNoRemoved, PhoneCharset, PhoneInvalid, PhoneLength, PhoneMasked,
        PhonePrefix, PhoneSuspect, PostcodeExtracted, RegionConflict, Renamed, SecondPhone, Typo, UnknownCity, UnknownDistrict,
        VirtualNumber, Zone,
    };
    Some(match code {
        PhoneLength | PhoneCharset | PhonePrefix | PhoneMasked | PhoneInvalid | PhoneSuspect | Landline | VirtualNumber | NonMainland => {
            Part::Phone
        }
        SecondPhone => Part::SecondPhone,
        AmbiguousDistrict | UnknownDistrict | DistrictNotInCity | RegionConflict | Typo | Renamed | Zone => Part::District,
        UnknownCity | CityNotInProvince | DistrictMissing => Part::City,
        CityMissing => Part::Province,
        NameMasked => Part::Name,
        DetailTooShort | DetailMasked => Part::Detail,
        NoteExtracted => Part::Note,
        PostcodeExtracted => Part::Postcode,
        IdCardRemoved => Part::IdCard,
        OrderNoRemoved => Part::OrderNo,
        _ => return None,
    })
}
