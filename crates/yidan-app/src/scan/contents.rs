//! The goods of a parcel piece by piece: what is needed, what was counted, what has no code and is left to the eye.

use super::code::normal;
use super::company::Company;
use super::reply::ScanGoods;
use std::collections::BTreeMap;

/// What is in a parcel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    pub goods: Vec<ScanGoods>,
    /// Pieces by code in normal form.
    pub needed: BTreeMap<String, i64>,
    pub pieces: i64,
    /// Pieces of articles without a code.
    pub uncoded: i64,
}

impl Contents {
    /// The goods of the scanned part, with what was counted by code.
    pub fn of(company: &Company, counted: &BTreeMap<String, i64>) -> Contents {
        let mut out = Contents::default();
        let mut rest = counted.clone();
        for portion in &company.part().portions {
            let Some(item) = company.orders.iter().find(|o| o.id == portion.order_id).and_then(|o| o.items.get(portion.line)) else {
                continue;
            };
            // Joined goods of unknown number are at least one piece.
            let pieces = portion.qty.or(item.qty).unwrap_or(1);
            let code = item.sku_code.as_deref().map(normal).filter(|c| !c.is_empty());
            out.pieces += pieces;
            let mut done = 0;
            match &code {
                None => out.uncoded += pieces,
                Some(code) => {
                    *out.needed.entry(code.clone()).or_default() += pieces;
                    if let Some(left) = rest.get_mut(code) {
                        done = pieces.min(*left);
                        *left -= done;
                    }
                }
            }
            out.goods.push(ScanGoods {
                code: item.sku_code.clone(),
                title: item.title.clone(),
                spec: item.spec.clone(),
                pieces,
                counted: done,
            });
        }
        out
    }

    pub fn counted(&self) -> i64 {
        self.goods.iter().map(|g| g.counted).sum()
    }

    /// Pieces with a code that were not scanned yet.
    pub fn missing(&self) -> i64 {
        self.needed.values().sum::<i64>() - self.counted()
    }

    /// `A001 ×2、B002`: what was not scanned yet.
    pub fn missing_text(&self) -> String {
        let lacks = self.goods.iter().filter(|g| g.code.is_some() && g.counted < g.pieces);
        let named = lacks.map(|g| piece_text(g.code.as_deref().unwrap_or_default(), g.pieces - g.counted));
        named.collect::<Vec<_>>().join("、")
    }
}

/// `A001 ×2`; a single piece is named without a count.
pub fn piece_text(code: &str, pieces: i64) -> String {
    if pieces == 1 { code.to_owned() } else { format!("{code} ×{pieces}") }
}
