//! What one reply of a source of waybills brought.

use std::collections::BTreeMap;

/// What one reply brought.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    /// Numbers. They are kept before anything else is done.
    pub waybills: Vec<HeardWaybill>,
    /// What labels are printed from; with the numbers, or later, or again.
    pub labels: Vec<HeardLabel>,
    /// The source knows of nothing for the consignment that was asked about.
    pub is_unknown: bool,
    pub branches: Vec<Branch>,
    pub templates: Vec<Template>,
    /// What the source says beside a success.
    pub remarks: Vec<String>,
}

/// One number.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct HeardWaybill {
    pub number: String,
    /// Key of the parcel it is for; empty where the source does not tell.
    pub parcel: String,
    pub role: Role,
    /// 母单号 of a child.
    pub mother: Option<String>,
    /// The source's code of the carrier that takes it.
    pub carrier: String,
    /// 大头笔 or 三段码, as it came.
    pub route_code: Option<String>,
    /// 集包地
    pub bag_place: Option<String>,
    /// Further words for the label, by the source's own names.
    pub words: BTreeMap<String, String>,
    /// What the source wants back when this number is cancelled or printed again.
    pub notes: BTreeMap<String, String>,
    /// As the source sent it, one JSON text.
    pub raw: String,
}

impl std::fmt::Debug for HeardWaybill {
    /// What came with it may hold people: numbers only.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HeardWaybill").field("number", &self.number).field("role", &self.role).finish_non_exhaustive()
    }
}

/// What a number is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A parcel, or the mother of several.
    #[default]
    Parcel,
    Child,
    /// 签回单, the signed slip that comes back.
    Return,
}

/// What one label is printed from.
#[derive(Clone, PartialEq, Eq)]
pub struct HeardLabel {
    pub number: String,
    pub kind: PrintKind,
    /// Verbatim.
    pub text: String,
    /// Headers with which an address is fetched.
    pub headers: Vec<(String, String)>,
}

impl std::fmt::Debug for HeardLabel {
    /// It may hold people.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HeardLabel").field("number", &self.number).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Who can print it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintKind {
    /// The component of the platform, in its dialect.
    Cainiao,
    Pdd,
    Douyin,
    Wechat,
    /// A page in HTML.
    Html,
    /// The address of a picture or a PDF.
    Address,
}

/// One branch or account and what is left there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Branch {
    /// The source's code of the carrier.
    pub carrier: String,
    pub code: String,
    pub name: String,
    /// Numbers left; absent = not counted (direct-run carriers bill by the month) or not told.
    pub left: Option<i64>,
    /// Addresses that may be senders: province, city, district, town, street.
    pub addresses: Vec<[String; 5]>,
}

/// A label template.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template {
    pub carrier: String,
    pub id: String,
    pub name: String,
    pub url: String,
}
