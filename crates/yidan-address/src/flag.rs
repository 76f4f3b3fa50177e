//! What may be remarked about a record. The words for people are not here: a face translates the code.

use serde::Serialize;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth showing, nothing to do.
    Info,
    /// Probably right, a glance is wanted (yellow).
    Warning,
    /// Not to be sent like this (red).
    Blocking,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    PhoneMissing,
    /// Too many or too few digits.
    PhoneLength,
    /// Letters or Chinese numerals among the digits.
    PhoneCharset,
    /// The right shape, but no such series has been handed out.
    PhonePrefix,
    PhoneMasked,
    /// Not a number a receiver can be called on.
    PhoneInvalid,
    /// A filler such as 11111111111.
    PhoneSuspect,
    Landline,
    VirtualNumber,
    NonMainland,
    SecondPhone,

    RegionMissing,
    ProvinceMissing,
    CityMissing,
    DistrictMissing,
    AmbiguousDistrict,
    UnknownDistrict,
    UnknownCity,
    DistrictNotInCity,
    CityNotInProvince,
    /// The levels contradict each other in another way.
    RegionConflict,
    /// A division name was misspelt; the fields hold the corrected one.
    Typo,
    RegionCompleted,
    ProvinceCompleted,
    CityCompleted,
    DistrictCompleted,
    TownCompleted,
    /// An old name was replaced by the present one. A warning if several successors are possible.
    Renamed,
    /// A functional zone stands where the district would.
    Zone,
    DuplicateRemoved,

    NameMissing,
    NameMasked,
    DetailMissing,
    DetailTooShort,
    DetailMasked,

    NoteExtracted,
    Normalised,
    PostcodeExtracted,
    IdCardRemoved,
    OrderNoRemoved,
}

impl Code {
    pub fn severity(self) -> Severity {
        use Code::*;
        match self {
            PhoneMissing | PhoneLength | PhoneCharset | PhoneMasked | PhoneInvalid | RegionMissing | ProvinceMissing | CityMissing
            | DistrictMissing | AmbiguousDistrict | UnknownDistrict | UnknownCity | DistrictNotInCity | CityNotInProvince
            | RegionConflict | NameMissing | NameMasked | DetailMissing | DetailMasked => Severity::Blocking,
            PhonePrefix | Typo | DetailTooShort => Severity::Warning,
            PhoneSuspect | Landline | VirtualNumber | NonMainland | SecondPhone | RegionCompleted | ProvinceCompleted | CityCompleted
            | DistrictCompleted | TownCompleted | Renamed | Zone | DuplicateRemoved | NoteExtracted | Normalised | PostcodeExtracted
            | IdCardRemoved | OrderNoRemoved => Severity::Info,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Flag {
    pub code: Code,
    pub severity: Severity,
}

/// A list without repetitions.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct Flags(Vec<Flag>);

impl Flags {
    pub fn raise(&mut self, code: Code) {
        self.raise_as(code, code.severity());
    }

    /// Raises with another severity than usual; the graver one stays.
    pub fn raise_as(&mut self, code: Code, severity: Severity) {
        match self.0.iter_mut().find(|flag| flag.code == code) {
            Some(flag) => flag.severity = flag.severity.max(severity),
            None => self.0.push(Flag { code, severity }),
        }
    }

    pub fn has(&self, code: Code) -> bool {
        self.0.iter().any(|flag| flag.code == code)
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Flag> {
        self.0.iter()
    }

    /// The gravest severity raised, None without flags.
    pub fn worst(&self) -> Option<Severity> {
        self.0.iter().map(|flag| flag.severity).max()
    }
}
