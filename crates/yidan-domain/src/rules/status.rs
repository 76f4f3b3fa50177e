//! A status word that is not in the platform's dictionary never means success: a person looks.

use crate::finding::{Finding, Severity};
use crate::order::Order;

pub fn status(order: &Order, found: &mut Vec<Finding>) {
    if order.status.is_none() {
        let word = order.status_raw.clone().unwrap_or_default();
        found.push(Finding::new("status_unknown", Severity::Warning).on("status_raw").with("word", word));
    }
}

#[cfg(test)]
mod tests {
    use super::super::cases::check;

    #[test]
    fn unknown_words() {
        check(
            "new word",
            |o| {
                o.status = None;
                o.status_raw = Some("待确认X".into());
            },
            &["status_unknown"],
        );
    }
}
