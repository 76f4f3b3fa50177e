//! Adds up the goods of a batch into the rows of a pick list, sorted by shelf and SKU. Drawing is the table's business.

use crate::data::LabelData;
use crate::fields::{Row, Tally};
use std::collections::BTreeMap;

/// Orders named behind one row before the list is cut; a row of one SKU in thousands of orders needs no list.
const NAMED_ORDERS: usize = 200;

/// What makes two lines the same goods, in the order of the list: goods without a shelf come last, and lines without a code are told
/// apart by their words.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    shelfless: bool,
    shelf: String,
    sku_code: String,
    words: String,
    spec: String,
}

/// Goods of a batch so far.
#[derive(Default)]
pub struct PickList {
    rows: BTreeMap<Key, Sum>,
    orders: usize,
    pieces: i64,
}

#[derive(Default)]
struct Sum {
    title: String,
    barcode: String,
    qty: i64,
    orders: usize,
    sequences: String,
}

impl PickList {
    /// Adds one order; without a sequence number it counts by its place in the run.
    pub fn add(&mut self, data: &LabelData) {
        self.orders += 1;
        let sequence = if data.sequence_no > 0 { data.sequence_no as usize } else { self.orders };
        let mut own: BTreeMap<Key, (i64, &str, &str)> = BTreeMap::new();
        for item in &data.items {
            let title = if item.short_title.is_empty() { &item.title } else { &item.short_title };
            // The same code is the same goods, whatever each platform calls it; its spec still tells variants apart.
            let words = if item.sku_code.is_empty() { title.clone() } else { String::new() };
            let key = Key {
                shelfless: item.shelf.is_empty(),
                shelf: item.shelf.clone(),
                sku_code: item.sku_code.clone(),
                words,
                spec: item.spec.clone(),
            };
            let entry = own.entry(key).or_insert((0, title, &item.barcode));
            entry.0 = entry.0.saturating_add(item.qty);
            self.pieces = self.pieces.saturating_add(item.qty);
        }
        for (key, (qty, title, barcode)) in own {
            let sum = self.rows.entry(key).or_default();
            sum.add(sequence, qty);
            if sum.title.is_empty() {
                title.clone_into(&mut sum.title);
            }
            if sum.barcode.is_empty() {
                barcode.clone_into(&mut sum.barcode);
            }
        }
    }

    /// Sums over the batch.
    pub fn tally(&self) -> Tally {
        Tally { orders: self.orders, pieces: self.pieces, kinds: self.rows.len() }
    }

    /// The rows in the order in which the shelves are walked.
    pub fn rows(&self) -> Vec<Row<'_>> {
        self.rows
            .iter()
            .enumerate()
            .map(|(i, (key, sum))| Row {
                number: i + 1,
                shelf: &key.shelf,
                sku_code: &key.sku_code,
                title: &sum.title,
                name: &sum.title,
                spec: &key.spec,
                barcode: &sum.barcode,
                second: "",
                qty: sum.qty,
                unit_price_fen: None,
                amount_fen: None,
                gift: false,
                sequences: &sum.sequences,
            })
            .collect()
    }
}

impl Sum {
    fn add(&mut self, sequence: usize, qty: i64) {
        self.qty = self.qty.saturating_add(qty);
        self.orders += 1;
        if self.orders > NAMED_ORDERS {
            return;
        }
        if !self.sequences.is_empty() {
            self.sequences.push(',');
        }
        self.sequences.push_str(&sequence.to_string());
        if qty != 1 {
            self.sequences.push_str(&format!("(x{qty})"));
        }
        if self.orders == NAMED_ORDERS {
            self.sequences.push_str(",…");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::LabelItem;

    fn order(sequence_no: u32, items: &[(&str, &str, &str, i64)]) -> LabelData {
        let item = |(shelf, sku_code, title, qty): &(&str, &str, &str, i64)| LabelItem {
            shelf: (*shelf).into(),
            sku_code: (*sku_code).into(),
            title: (*title).into(),
            qty: *qty,
            ..LabelItem::default()
        };
        LabelData { sequence_no, items: items.iter().map(item).collect(), ..LabelData::default() }
    }

    #[test]
    fn sums_and_order() {
        let mut list = PickList::default();
        list.add(&order(1, &[("B-02", "S2", "样例袜", 1), ("A-01", "S1", "样例杯", 2)]));
        list.add(&order(2, &[("A-01", "S1", "样例杯（新）", 1), ("", "", "赠卡", 1)]));
        list.add(&order(7, &[("B-02", "S2", "样例袜", 1), ("B-02", "S2", "样例袜", 2)]));
        let seen: Vec<String> = list
            .rows()
            .iter()
            .map(|r| format!("{} {} {} {} {} [{}]", r.number, r.shelf, r.sku_code, r.title, r.qty, r.sequences))
            .collect();
        assert_eq!(seen, ["1 A-01 S1 样例杯 3 [1(x2),2]", "2 B-02 S2 样例袜 4 [1,7(x3)]", "3   赠卡 1 [2]"]);
        assert_eq!(list.tally(), Tally { orders: 3, pieces: 8, kinds: 3 });
    }

    #[test]
    fn long_sequences_end() {
        let mut list = PickList::default();
        for n in 1..=1000 {
            list.add(&order(n, &[("", "S", "样例", 1)]));
        }
        let rows = list.rows();
        assert_eq!(rows[0].qty, 1000);
        assert!(rows[0].sequences.ends_with("199,200,…"), "{}", rows[0].sequences);
    }
}
