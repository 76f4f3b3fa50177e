//! Lines: an order without any, or with pieces that cannot be counted, cannot be packed from the label alone.

use crate::finding::{Finding, Severity};
use crate::order::Order;

pub fn goods(order: &Order, found: &mut Vec<Finding>) {
    if order.items.is_empty() {
        // Order reports without goods are normal; the item report brings them later.
        found.push(Finding::new("goods_missing", Severity::Info).on("items"));
    } else if order.items.iter().any(|i| i.qty.is_none()) {
        found.push(Finding::new("pieces_unknown", Severity::Warning).on("items"));
    } else if order.items.iter().any(|i| i.qty.is_some_and(|q| q <= 0)) {
        found.push(Finding::new("pieces_odd", Severity::Warning).on("items"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::cases::check;

    #[test]
    fn lines() {
        check("no lines", |o| o.items.clear(), &["goods_missing"]);
        check("joined goods", |o| o.items[0].qty = None, &["pieces_unknown"]);
        check("zero pieces", |o| o.items[0].qty = Some(0), &["pieces_odd"]);
    }
}
