//! A format as it is written down: which headings make it known, which columns feed which field, what its words mean.
//! This is the shape of `export.toml`, of a bill's `.toml`, and of a user's own profile. Nothing here reads a file.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All formats of one toml text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Whose files these are, where the text stands alone (a person's own profile); a platform's folder says it by its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// The sheet to read, where a person has chosen one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    pub format: Vec<Format>,
}

impl Profile {
    /// Reads a toml text. The message names the place of the mistake.
    pub fn from_toml(text: &str) -> Result<Self, crate::Error> {
        toml::from_str(text).map_err(|e| crate::Error::BadProfile { name: String::new(), fact: e.to_string() })
    }

    /// The same text back, for storing a user's profile.
    pub fn to_toml(&self) -> Result<String, crate::Error> {
        toml::to_string(self).map_err(|e| crate::Error::BadProfile { name: String::new(), fact: e.to_string() })
    }
}

/// What a file tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Orders,
    OrderItems,
    Settlement,
    FundFlow,
    TradeBill,
    PersonalBill,
    BankStatement,
    CarrierBill,
    Unknown,
}

impl Kind {
    pub fn is_orders(self) -> bool {
        matches!(self, Kind::Orders | Kind::OrderItems)
    }
}

/// What one row of an order file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// One row per order; the same number again is a conflict.
    #[default]
    Order,
    /// One row per item; rows of an order may stand apart. Fields named in `add` are summed, all others are taken once.
    Item,
    /// As `Item`, but only the first row of an order carries its number.
    FillDown,
}

/// One heading, or several of which one must be there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OneOf {
    One(String),
    Any(Vec<String>),
}

impl OneOf {
    pub fn names(&self) -> &[String] {
        match self {
            OneOf::One(name) => std::slice::from_ref(name),
            OneOf::Any(names) => names,
        }
    }
}

/// Where a field comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Feed {
    /// This column.
    One(String),
    /// The first of these columns that is filled.
    Any(Vec<String>),
    /// The sum of these columns (money).
    Sum { sum: Vec<String> },
    /// The texts of these columns, joined.
    Join { join: Vec<String>, with: String },
}

impl Feed {
    pub fn columns(&self) -> &[String] {
        match self {
            Feed::One(name) => std::slice::from_ref(name),
            Feed::Any(names) | Feed::Sum { sum: names } | Feed::Join { join: names, .. } => names,
        }
    }
}

/// A named layout of a format, told by headings that only it has. The first that fits is the file's generation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Generation {
    pub name: String,
    #[serde(default)]
    pub having: Vec<String>,
}

/// What the words of a bill mean.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Kinds {
    /// Columns that are searched, beside `type_raw` and `remark`.
    pub columns: Vec<String>,
    /// `1234567|name`: code → kind. A code that is not listed is `other`.
    pub codes: BTreeMap<String, String>,
    /// Word of `type_raw` → kind.
    pub words: BTreeMap<String, String>,
    /// `[part, kind]`: when type or remark holds the part. The first that fits wins, and it wins over `words`.
    pub parts: Vec<(String, String)>,
    /// `[part, kind]`: tried last.
    pub late_parts: Vec<(String, String)>,
    /// When nothing fits. Absent: `other`, and a finding names the word.
    pub default: Option<String>,
}

/// 收支 words.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DirectionWords {
    #[serde(rename = "in")]
    pub into: Vec<String>,
    pub out: Vec<String>,
    pub none: Vec<String>,
}

/// When a cell holds one of the words, other columns feed the line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    pub column: String,
    pub words: Vec<String>,
    pub line: BTreeMap<String, Feed>,
    /// The amount of such a row is money out.
    #[serde(default)]
    pub out: bool,
}

/// How fees are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeSign {
    /// Money out is negative already.
    #[default]
    AsWritten,
    /// Money out is positive: turn every sign.
    Turned,
    /// Decide per row: when `total` = `income` − `expense`, fees are written positive.
    ByIdentity,
}

/// How a one-cell address is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressForm {
    /// As it is.
    #[default]
    Whole,
    /// `省 市 区 详细(邮编)`.
    Spaced,
}

/// One format. Headings are compared in their normalised form, so case, blanks and bracket widths do not matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Format {
    pub name: String,
    pub kind: Kind,
    #[serde(default)]
    pub grain: Grain,
    /// Headings that together tell this format from all others.
    pub required: Vec<OneOf>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub generation: Vec<Generation>,
    #[serde(default = "cny")]
    pub currency: String,
    /// Decimal comma and thousands point.
    #[serde(default, skip_serializing_if = "is_false")]
    pub decimal_comma: bool,
    #[serde(default)]
    pub address_form: AddressForm,
    /// Several items in one row, joined with this sign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined: Option<String>,
    /// A row is one piece, so items have the quantity 1 without a column for it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub rows_are_pieces: bool,
    /// Order fields that are added up over the rows of an order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add: Vec<String>,
    /// Money fields that are 0 when the column is there and the cell is empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zero_when_empty: Vec<String>,
    /// Further words that mean "empty" in money cells.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub empty_words: Vec<String>,
    /// Columns whose text may hold unquoted commas.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub free_text: Vec<String>,
    /// First cells of a summary under the table: from there on nothing is data.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub end_headings: Vec<String>,
    /// Marks in front of an order number that are not part of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order_no_prefixes: Vec<String>,
    /// A time without hours stays a date.
    #[serde(default, skip_serializing_if = "is_false")]
    pub date_only: bool,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub order: BTreeMap<String, Feed>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub item: BTreeMap<String, Feed>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub line: BTreeMap<String, Feed>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fees: BTreeMap<String, Feed>,
    #[serde(default)]
    pub fee_sign: FeeSign,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variant: Vec<Variant>,
    #[serde(default)]
    pub kinds: Kinds,
    #[serde(default)]
    pub direction: DirectionWords,
    /// Carrier name of a carrier's bill.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    /// Words of this format's own status column, in front of the platform's list (`word` → status).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub status: BTreeMap<String, String>,
}

fn cny() -> String {
    "CNY".to_owned()
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for a reference.
fn is_false(b: &bool) -> bool {
    !*b
}

impl Format {
    /// An order format with nothing but its name and required headings, to be filled by a person's choices.
    pub fn of_orders(name: &str, required: Vec<OneOf>) -> Self {
        Format {
            name: name.to_owned(),
            kind: Kind::Orders,
            grain: Grain::Order,
            required,
            generation: Vec::new(),
            currency: cny(),
            decimal_comma: false,
            address_form: AddressForm::Whole,
            joined: None,
            rows_are_pieces: false,
            add: Vec::new(),
            zero_when_empty: Vec::new(),
            empty_words: Vec::new(),
            free_text: Vec::new(),
            end_headings: Vec::new(),
            order_no_prefixes: Vec::new(),
            date_only: false,
            order: BTreeMap::new(),
            item: BTreeMap::new(),
            line: BTreeMap::new(),
            fees: BTreeMap::new(),
            fee_sign: FeeSign::AsWritten,
            variant: Vec::new(),
            kinds: Kinds::default(),
            direction: DirectionWords::default(),
            carrier: None,
            status: BTreeMap::new(),
        }
    }
}
