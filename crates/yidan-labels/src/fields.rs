//! The named fields that templates may use: one line each. A field writes its text, or nothing where nothing is known.
//! Masking happens here, so that no template can print a person in full by naming another field.

use crate::data::{LabelData, LabelItem, Party};
use crate::mask;
use crate::options::{ItemText, RenderOptions};
use std::fmt::Write;
use yidan_domain::money;

/// Sums shown on a page, over one order or over a batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub orders: usize,
    pub pieces: i64,
    pub kinds: usize,
}

/// One row of a table: a line of goods, or a line of a pick list.
#[derive(Debug, Clone, Default)]
pub struct Row<'a> {
    pub number: usize,
    pub shelf: &'a str,
    pub sku_code: &'a str,
    pub title: &'a str,
    /// What labels call the goods, after the shop's choice.
    pub name: &'a str,
    pub spec: &'a str,
    pub barcode: &'a str,
    /// The goods in another language.
    pub second: &'a str,
    pub qty: i64,
    pub unit_price_fen: Option<i64>,
    pub amount_fen: Option<i64>,
    pub gift: bool,
    /// `1,4,7(x2)`: which orders of the batch take how many.
    pub sequences: &'a str,
}

impl<'a> Row<'a> {
    /// A line of goods as labels and slips show it.
    pub fn of_item(number: usize, item: &'a LabelItem, item_text: ItemText) -> Row<'a> {
        let short = if item.short_title.is_empty() { &item.title } else { &item.short_title };
        let code_only = item_text == ItemText::SkuCode;
        Row {
            number,
            shelf: &item.shelf,
            sku_code: &item.sku_code,
            title: &item.title,
            name: if code_only && !item.sku_code.is_empty() { &item.sku_code } else { short },
            spec: if code_only { "" } else { &item.spec },
            barcode: &item.barcode,
            second: &item.second_text,
            qty: item.qty,
            unit_price_fen: item.unit_price_fen,
            amount_fen: item.amount_fen,
            gift: item.gift,
            sequences: "",
        }
    }
}

/// Everything a field can see.
pub struct Scope<'a> {
    pub data: &'a LabelData,
    pub options: &'a RenderOptions,
    pub tally: Tally,
    pub page: usize,
    pub pages: usize,
    pub row: Option<&'a Row<'a>>,
}

/// Appends the field's text.
pub type Field = fn(&Scope<'_>, &mut String);

/// Looks a field up by its name in templates.
pub fn find(name: &str) -> Option<Field> {
    FIELDS.iter().find(|(n, _)| *n == name).map(|(_, field)| *field)
}

/// Fields that only exist inside a table.
pub fn is_of_row(name: &str) -> bool {
    name.starts_with("row.")
}

/// Every name with its reader.
pub const FIELDS: &[(&str, Field)] = &[
    ("order_no", |s, out| out.push_str(&s.data.order_no)),
    ("order_tail", |s, out| out.push_str(tail(&s.data.order_no, 8))),
    ("merged_order_nos", |s, out| out.push_str(&s.data.merged_order_nos.join("、"))),
    ("shop", |s, out| out.push_str(&s.data.shop)),
    ("platform", |s, out| out.push_str(&s.data.platform)),
    ("waybill_no", |s, out| out.push_str(s.data.waybill_no.as_deref().unwrap_or(""))),
    ("code", |s, out| out.push_str(s.data.code())),
    ("carrier", |s, out| out.push_str(&s.data.carrier)),
    ("product", |s, out| out.push_str(&s.data.product)),
    ("route_code", |s, out| out.push_str(&s.data.route_code)),
    ("receiver_city", |s, out| out.push_str(&s.data.receiver_city)),
    ("bag_place", |s, out| out.push_str(&s.data.bag_place)),
    ("parcel", |s, out| {
        if s.data.parcel_index > 0 && s.data.parcel_count > 0 {
            let _ = write!(out, "{}/{}", s.data.parcel_index, s.data.parcel_count);
        }
    }),
    ("mother_waybill_no", |s, out| out.push_str(&s.data.mother_waybill_no)),
    ("qr", |s, out| out.push_str(&s.data.qr_text)),
    ("receiver_name", |s, out| out.push_str(&name(s, &s.data.receiver))),
    ("receiver_phone", |s, out| out.push_str(&phone(s, &s.data.receiver))),
    ("receiver_address", |s, out| {
        let full = &s.data.receiver.address;
        out.push_str(&if s.options.mask { mask::address(full) } else { full.clone() });
    }),
    // A sender is a business: its name and address stay, its phone is hidden like the receiver's.
    ("sender_name", |s, out| out.push_str(&s.data.sender.name)),
    ("sender_phone", |s, out| out.push_str(&phone(s, &s.data.sender))),
    ("sender_address", |s, out| out.push_str(&s.data.sender.address)),
    ("cod", |s, out| yuan(s.data.cod_fen, out)),
    ("collect_freight", |s, out| yuan(s.data.collect_freight_fen, out)),
    ("insured", |s, out| yuan(s.data.insured_fen, out)),
    ("goods", |s, out| yuan(s.data.goods_fen, out)),
    ("freight", |s, out| yuan(s.data.freight_fen, out)),
    ("discount", |s, out| yuan(s.data.discount_fen, out)),
    ("paid", |s, out| yuan(s.data.paid_fen, out)),
    ("ordered_at", |s, out| out.push_str(&s.data.ordered_at)),
    ("printed_at", |s, out| out.push_str(&s.options.printed_at)),
    ("batch_no", |s, out| out.push_str(&s.data.batch_no)),
    ("batch", |s, out| batch(s.data, out)),
    ("buyer_note", |s, out| out.push_str(&s.data.buyer_note)),
    ("seller_note", |s, out| out.push_str(&s.data.seller_note)),
    ("seller_flag", |s, out| out.push_str(&s.data.seller_flag)),
    ("memo", |s, out| out.push_str(&s.data.memo.join("\n"))),
    ("return_address", |s, out| out.push_str(&s.data.return_address)),
    ("marks", |s, out| out.push_str(&s.data.marks.join(" "))),
    ("reprint", |s, out| {
        if s.data.reprint_count > 0 {
            let _ = write!(out, "补{}", s.data.reprint_count);
        }
    }),
    // The first line of goods, for labels that are stuck on goods.
    ("sku_code", |s, out| of_sku(s, |i| out.push_str(&i.sku_code))),
    ("sku_barcode", |s, out| of_sku(s, |i| out.push_str(if i.barcode.is_empty() { &i.sku_code } else { &i.barcode }))),
    ("sku_name", |s, out| of_sku(s, |i| out.push_str(if i.short_title.is_empty() { &i.title } else { &i.short_title }))),
    ("sku_spec", |s, out| of_sku(s, |i| out.push_str(&i.spec))),
    ("sku_shelf", |s, out| of_sku(s, |i| out.push_str(&i.shelf))),
    ("sku_second", |s, out| of_sku(s, |i| out.push_str(&i.second_text))),
    ("second", |s, out| seconds(s.data, out)),
    ("order_count", |s, out| number(s.tally.orders as i64, out)),
    ("piece_count", |s, out| number(s.tally.pieces, out)),
    ("kind_count", |s, out| number(s.tally.kinds as i64, out)),
    ("page", |s, out| number(s.page as i64, out)),
    ("pages", |s, out| number(s.pages as i64, out)),
    ("clerk", |s, out| out.push_str(&s.options.clerk)),
    ("row.number", |s, out| of_row(s, |r| number(r.number as i64, out))),
    ("row.shelf", |s, out| of_row(s, |r| out.push_str(r.shelf))),
    ("row.sku_code", |s, out| of_row(s, |r| out.push_str(r.sku_code))),
    ("row.title", |s, out| of_row(s, |r| out.push_str(r.title))),
    ("row.name", |s, out| of_row(s, |r| out.push_str(r.name))),
    ("row.spec", |s, out| of_row(s, |r| out.push_str(r.spec))),
    ("row.barcode", |s, out| of_row(s, |r| out.push_str(r.barcode))),
    ("row.second", |s, out| of_row(s, |r| out.push_str(r.second))),
    ("row.qty", |s, out| of_row(s, |r| number(r.qty, out))),
    ("row.unit_price", |s, out| of_row(s, |r| yuan(r.unit_price_fen, out))),
    ("row.amount", |s, out| of_row(s, |r| yuan(r.amount_fen, out))),
    ("row.gift", |s, out| {
        of_row(s, |r| {
            if r.gift {
                out.push('赠');
            }
        });
    }),
    ("row.sequences", |s, out| of_row(s, |r| out.push_str(r.sequences))),
];

fn of_row(scope: &Scope<'_>, read: impl FnOnce(&Row<'_>)) {
    if let Some(row) = scope.row {
        read(row);
    }
}

fn of_sku(scope: &Scope<'_>, read: impl FnOnce(&LabelItem)) {
    if let Some(item) = scope.data.items.first() {
        read(item);
    }
}

/// All goods in the other language, each once.
fn seconds(data: &LabelData, out: &mut String) {
    let mut said: Vec<&str> = Vec::new();
    for text in data.items.iter().map(|i| i.second_text.as_str()).filter(|t| !t.is_empty()) {
        if !said.contains(&text) {
            said.push(text);
        }
    }
    out.push_str(&said.join(" · "));
}

fn number(n: i64, out: &mut String) {
    let _ = write!(out, "{n}");
}

fn yuan(fen: Option<i64>, out: &mut String) {
    if let Some(fen) = fen {
        out.push('¥');
        out.push_str(&money::plain(fen));
    }
}

/// Batch and place in it: `B12-037`.
fn batch(data: &LabelData, out: &mut String) {
    out.push_str(&data.batch_no);
    if data.sequence_no > 0 {
        let dash = if data.batch_no.is_empty() { "#" } else { "-" };
        let _ = write!(out, "{dash}{:03}", data.sequence_no);
    }
}

fn tail(text: &str, count: usize) -> &str {
    let skip = text.chars().count().saturating_sub(count);
    text.char_indices().nth(skip).map_or("", |(at, _)| &text[at..])
}

fn name(scope: &Scope<'_>, party: &Party) -> String {
    if scope.options.mask { mask::name(&party.name) } else { party.name.clone() }
}

fn phone(scope: &Scope<'_>, party: &Party) -> String {
    if scope.options.mask { mask::phone(&party.phone) } else { party.phone.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(field: &str, data: &LabelData, options: &RenderOptions, want: &str) {
        let mut out = String::new();
        let tally = Tally { orders: 1, pieces: data.piece_count(), kinds: data.items.len() };
        let scope = Scope { data, options, tally, page: 1, pages: 2, row: None };
        find(field).expect("known")(&scope, &mut out);
        assert_eq!(out, want, "{field}");
    }

    #[test]
    fn texts() {
        let data = LabelData {
            order_no: "202611220000000017".into(),
            batch_no: "B12".into(),
            sequence_no: 37,
            receiver: Party { name: "张示例".into(), phone: "19900000000".into(), address: "样例市样例花园2栋301室".into() },
            cod_fen: Some(1),
            insured_fen: Some(9_999_999),
            items: vec![
                LabelItem { sku_code: "S1".into(), title: "样例杯".into(), second_text: "Cup".into(), ..LabelItem::default() },
                LabelItem { second_text: "Cup".into(), ..LabelItem::default() },
                LabelItem { second_text: "ถุงเท้า".into(), ..LabelItem::default() },
            ],
            reprint_count: 2,
            parcel_index: 10,
            parcel_count: 12,
            ..LabelData::default()
        };
        let masked = RenderOptions::default();
        let full = RenderOptions { mask: false, ..RenderOptions::default() };
        for (field, want) in [
            ("sku_code", "S1"),
            ("sku_barcode", "S1"),
            ("sku_name", "样例杯"),
            ("sku_second", "Cup"),
            ("second", "Cup · ถุงเท้า"),
            ("order_tail", "00000017"),
            ("batch", "B12-037"),
            ("code", "202611220000000017"),
            ("waybill_no", ""),
            ("receiver_name", "张*例"),
            ("receiver_phone", "199******00"),
            ("receiver_address", "样例市样例花园2栋****"),
            ("cod", "¥0.01"),
            ("insured", "¥99999.99"),
            ("collect_freight", ""),
            ("reprint", "补2"),
            ("parcel", "10/12"),
            ("pages", "2"),
        ] {
            check(field, &data, &masked, want);
        }
        for (field, want) in
            [("receiver_name", "张示例"), ("receiver_phone", "19900000000"), ("receiver_address", "样例市样例花园2栋301室")]
        {
            check(field, &data, &full, want);
        }
    }

    #[test]
    fn every_field_is_named_where_templates_are_explained() {
        let readme = include_str!("../../../assets/labels/README.md");
        let named: Vec<&str> =
            readme.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.')).map(|w| w.trim_matches('.')).collect();
        let missing: Vec<&str> = FIELDS.iter().map(|(n, _)| *n).filter(|n| !named.contains(n)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn names_are_distinct() {
        let names: std::collections::BTreeSet<_> = FIELDS.iter().map(|(n, _)| n).collect();
        assert_eq!(names.len(), FIELDS.len());
    }
}
