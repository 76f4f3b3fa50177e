//! What is odd about an order, rule by rule. Each rule looks at one thing and answers with findings; none of them changes the order.
//! Adding a rule: one file, one line in `RULES`, one table of cases.

mod amount;
pub mod field_rule;
mod goods;
mod receiver;
pub mod repair;
pub mod settle;
mod status;

pub use field_rule::{FieldRule, FieldRuleKind, FieldRules};

use crate::finding::{Finding, Severity};
use crate::order::{Order, State};

/// A rule reads an order and adds what it finds.
type Rule = fn(&Order, &mut Vec<Finding>);

/// All rules in the order in which their findings are shown.
const RULES: &[Rule] = &[status::status, receiver::receiver, goods::goods, amount::amount];

/// All findings of an order. Orders that are shipped, done or closed are past repair and are not bothered.
pub fn review(order: &Order) -> Vec<Finding> {
    let mut found = Vec::new();
    if order.state.is_before_shipping() {
        for rule in RULES {
            rule(order, &mut found);
        }
    }
    found
}

/// May this order go on by itself? Paid, waiting, and nothing that a person should look at.
pub fn flows_by_itself(order: &Order) -> bool {
    let m = order.marks;
    order.state == State::ToReview
        && order.status.is_some()
        && !(m.held || m.locked || m.exception || m.after_sale)
        && !order.findings.iter().any(|f| f.severity >= Severity::Warning)
}

#[cfg(test)]
pub(crate) mod cases {
    use super::review;
    use crate::draft::{DraftStatus, ItemDraft, OrderDraft};
    use crate::order::{Incoming, Order, new_order};

    /// A paid order with nothing odd about it.
    pub fn plain() -> Order {
        let draft = OrderDraft {
            order_no: "260510-000000000000001".into(),
            status: Some(DraftStatus::ToShip),
            status_raw: Some("待发货".into()),
            buyer_amount_fen: Some(9_900),
            receiver_name: Some("张示例".into()),
            receiver_phone: Some("19900000001".into()),
            receiver_province: Some("广东省".into()),
            receiver_city: Some("深圳市".into()),
            receiver_district: Some("南山区".into()),
            receiver_address: Some("样例路1号".into()),
            items: vec![ItemDraft { sku_code: Some("A-1".into()), title: Some("样品".into()), qty: Some(1), ..ItemDraft::default() }],
            ..OrderDraft::default()
        };
        new_order(1, Incoming { draft: &draft, is_item_report: false, offset_minutes: 480 })
    }

    /// `change` makes one thing odd; `expected` are the codes that follow.
    pub fn check(what: &str, change: impl FnOnce(&mut Order), expected: &[&str]) {
        let mut order = plain();
        change(&mut order);
        let codes: Vec<String> = review(&order).into_iter().map(|f| f.code).collect();
        assert_eq!(codes, expected, "{what}");
    }

    #[test]
    fn nothing_odd() {
        check("plain", |_| {}, &[]);
        check(
            "shipped orders are left alone",
            |o| {
                o.state = crate::order::State::Shipped;
                o.receiver.phone = None;
            },
            &[],
        );
    }
}
