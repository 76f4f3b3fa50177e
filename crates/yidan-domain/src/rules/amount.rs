//! Money that looks wrong at first sight.

use crate::finding::{Finding, Severity};
use crate::limits::ODD_AMOUNT_FEN;
use crate::money;
use crate::order::{Order, State};

pub fn amount(order: &Order, found: &mut Vec<Finding>) {
    let Some(paid) = order.buyer_amount_fen else { return };
    let odd = !(0..=ODD_AMOUNT_FEN).contains(&paid);
    // Fully refunded before it left: nobody should pack it.
    let refunded = order.state > State::Unpaid && paid > 0 && order.refund_fen.is_some_and(|r| r >= paid);
    if odd {
        found.push(Finding::new("amount_odd", Severity::Warning).on("buyer_amount_fen").with("amount", money::yuan(paid)));
    }
    if refunded {
        let text = money::yuan(order.refund_fen.unwrap_or_default());
        found.push(Finding::new("refunded_before_shipping", Severity::Blocking).on("refund_fen").with("amount", text));
    }
}

#[cfg(test)]
mod tests {
    use super::super::cases::check;
    use crate::limits::ODD_AMOUNT_FEN;

    #[test]
    fn money() {
        check("negative", |o| o.buyer_amount_fen = Some(-1), &["amount_odd"]);
        check("just not too much", |o| o.buyer_amount_fen = Some(ODD_AMOUNT_FEN), &[]);
        check("too much", |o| o.buyer_amount_fen = Some(ODD_AMOUNT_FEN + 1), &["amount_odd"]);
        check("all refunded", |o| o.refund_fen = Some(9_900), &["refunded_before_shipping"]);
        check("partly refunded", |o| o.refund_fen = Some(9_899), &[]);
    }
}
