//! A person's own choice of columns as a format of the reader, and the fields that can be chosen.
//! Which file the columns belong to is not this file's business.

use crate::error::{Code, Failure, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;
use yidan_sheets::{Feed, Format, Grain, Kind, OneOf, Profile};

/// Platform of tables that no platform made.
pub const OWN: &str = "own";

/// Which column feeds which field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Mapping {
    /// Platform whose orders these are; absent = a table of one's own.
    pub platform: Option<String>,
    /// Sheet to read; absent = the one with most rows that has the headings.
    pub sheet: Option<String>,
    /// Row of the headings as a spreadsheet counts; the reader finds it by the headings themselves.
    pub header_row: Option<u64>,
    /// Headings as the file writes them, in column order, as `files.columns` tells them.
    pub headings: Vec<String>,
    /// Column (first = 0) → field. Several columns may feed a field that takes many.
    pub columns: BTreeMap<usize, String>,
    /// Words of the status column → `unpaid`, `to_ship`, `part_shipped`, `shipped`, `completed`, `closed`.
    pub status: BTreeMap<String, String>,
    /// The amount stands in every row of an order for that row alone, and is added up.
    pub amount_per_row: bool,
}

/// A field that a column can feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldInfo {
    pub field: String,
    /// `order`, `receiver`, `item` or `line` (bill lines; not together with the others).
    pub group: String,
    /// Name for people.
    pub name: String,
    /// Without it nothing can be read: of `line` the amount, of the others the order number.
    pub required: bool,
    /// Several columns may feed it.
    pub many: bool,
}

/// Field, group, takes many.
const FIELDS: &[(&str, &str, bool)] = &[
    ("order_no", "order", false),
    ("status", "order", false),
    ("after_sale", "order", false),
    ("created_at", "order", false),
    ("paid_at", "order", false),
    ("shipped_at", "order", false),
    ("finished_at", "order", false),
    ("buyer_amount", "order", false),
    ("merchant_amount", "order", false),
    ("freight", "order", false),
    ("refund", "order", false),
    ("carrier", "order", false),
    ("tracking_no", "order", false),
    ("payment_no", "order", false),
    ("refund_no", "order", false),
    ("buyer_memo", "order", true),
    ("seller_memo", "order", true),
    ("receiver_name", "receiver", false),
    ("receiver_phone", "receiver", true),
    ("receiver_province", "receiver", false),
    ("receiver_city", "receiver", false),
    ("receiver_district", "receiver", false),
    ("receiver_address", "receiver", true),
    ("item.title", "item", true),
    ("item.spec", "item", true),
    ("item.sku_code", "item", false),
    ("item.qty", "item", false),
    ("item.unit_price", "item", false),
    ("item.amount", "item", false),
    ("item.refund", "item", false),
    ("item.sub_no", "item", false),
    ("line.amount", "line", false),
    ("line.direction", "line", false),
    ("line.at", "line", false),
    ("line.order_no", "line", false),
    ("line.sub_order_no", "line", false),
    ("line.line_id", "line", false),
    ("line.payment_no", "line", false),
    ("line.refund_no", "line", false),
    ("line.type_raw", "line", false),
    ("line.balance", "line", false),
    ("line.party", "line", false),
    ("line.remark", "line", true),
    ("line.tracking_no", "line", false),
];

/// Fields without which a mapping reads nothing, by group.
fn is_required(field: &str) -> bool {
    field == "order_no" || field == "line.amount"
}

/// All fields with their names; `name_of` says the words of a key.
pub fn fields(name_of: impl Fn(&str) -> String) -> Vec<FieldInfo> {
    let info = |(field, group, many): &(&str, &str, bool)| FieldInfo {
        field: (*field).to_owned(),
        group: (*group).to_owned(),
        name: name_of(&format!("mapping.{field}")),
        required: is_required(field),
        many: *many,
    };
    FIELDS.iter().map(info).collect()
}

/// The mapping as a profile of one format of this name. A mistake is named in `facts.detail`.
pub fn profile(name: &str, mapping: &Mapping) -> Result<Profile> {
    let bad = |detail: &str| Failure::new(Code::BadMapping).with("detail", detail);
    let mut by_field: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (column, field) in &mapping.columns {
        let heading = mapping.headings.get(*column).map(|h| h.trim()).filter(|h| !h.is_empty()).ok_or_else(|| bad(field))?;
        let known = FIELDS.iter().find(|(f, _, _)| f == field).ok_or_else(|| bad(field))?;
        let columns = by_field.entry(known.0).or_default();
        if !columns.is_empty() && !known.2 {
            return Err(bad(field));
        }
        columns.push(heading.to_owned());
    }
    let is_bill = by_field.contains_key("line.amount");
    let strange = by_field.keys().find(|f| f.starts_with("line.") != is_bill);
    if let Some(field) = strange {
        return Err(bad(field));
    }
    if !is_bill && !by_field.contains_key("order_no") {
        return Err(bad("order_no"));
    }
    let required = by_field.values().flatten().map(|h| OneOf::One(h.clone())).collect();
    let mut format = Format::of_orders(name, required);
    format.status.clone_from(&mapping.status);
    for (field, headings) in by_field {
        let many = headings.len() > 1;
        // A second phone column stands in for an empty first one; texts are put together.
        let feed = match headings.as_slice() {
            [one] => Feed::One(one.clone()),
            _ if many && field == "receiver_phone" => Feed::Any(headings),
            _ => Feed::Join { join: headings, with: " ".to_owned() },
        };
        match field.split_once('.') {
            Some(("item", name)) => format.item.insert(name.to_owned(), feed),
            Some((_, name)) => format.line.insert(name.to_owned(), feed),
            None => format.order.insert(field.to_owned(), feed),
        };
    }
    format.kind = if is_bill { Kind::FundFlow } else { Kind::Orders };
    // Rows of one order with goods of their own are its items; an order of one row reads the same either way.
    format.grain = if is_bill || format.item.is_empty() { Grain::Order } else { Grain::Item };
    if mapping.amount_per_row && format.order.contains_key("buyer_amount") {
        format.add = vec!["buyer_amount".to_owned()];
    }
    Ok(Profile { platform: mapping.platform.clone(), sheet: mapping.sheet.clone(), format: vec![format] })
}

/// The mapping that a profile stands for, laid over a row of headings. Nothing where the profile is none of a person's own making.
pub fn mapping_of(profile: &Profile) -> Mapping {
    let mut mapping = Mapping { platform: profile.platform.clone(), sheet: profile.sheet.clone(), ..Mapping::default() };
    let Some(format) = profile.format.first() else { return mapping };
    let parts = [("", &format.order), ("item.", &format.item), ("line.", &format.line)];
    for (prefix, feeds) in parts {
        for (name, feed) in feeds {
            for heading in feed.columns() {
                mapping.columns.insert(mapping.headings.len(), format!("{prefix}{name}"));
                mapping.headings.push(heading.clone());
            }
        }
    }
    mapping.status.clone_from(&format.status);
    mapping.amount_per_row = format.add.iter().any(|f| f == "buyer_amount");
    mapping
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping(columns: &[(&str, &str)]) -> Mapping {
        Mapping {
            headings: columns.iter().map(|(h, _)| (*h).to_owned()).collect(),
            columns: columns.iter().enumerate().map(|(i, (_, f))| (i, (*f).to_owned())).collect(),
            ..Mapping::default()
        }
    }

    #[test]
    fn choices_that_cannot_be_read_are_named() {
        for (columns, detail) in [
            (&[("单号", "order_no"), ("金额", "buyer_amount")][..], None),
            (&[("单号", "order_no"), ("省", "receiver_address"), ("路", "receiver_address")], None),
            (&[("时间", "line.at"), ("金额", "line.amount")], None),
            (&[("金额", "buyer_amount")], Some("order_no")),
            (&[("单号", "order_no"), ("号", "order_no")], Some("order_no")),
            (&[("单号", "order_no"), ("额", "line.amount")], Some("order_no")),
            (&[("单号", "order_no"), ("", "status")], Some("status")),
            (&[("单号", "order_no"), ("色", "colour")], Some("colour")),
        ] {
            let got = profile("x", &mapping(columns)).err().map(|f| f.facts["detail"].clone());
            assert_eq!(got.as_deref(), detail, "{columns:?}");
        }
    }

    #[test]
    fn a_profile_gives_its_mapping_back() {
        let mut told = mapping(&[("单号", "order_no"), ("省", "receiver_address"), ("路", "receiver_address"), ("货", "item.title")]);
        told.status.insert("待发".into(), "to_ship".into());
        told.platform = Some("taobao".into());
        let profile = profile("x", &told).expect("sound");
        let back = mapping_of(&Profile::from_toml(&profile.to_toml().expect("text")).expect("the same text"));
        let pairs = |m: &Mapping| {
            let mut p: Vec<_> = m.columns.iter().map(|(c, f)| (m.headings[*c].clone(), f.clone())).collect();
            p.sort();
            p
        };
        assert_eq!((pairs(&back), &back.status, &back.platform), (pairs(&told), &told.status, &told.platform));
    }
}
