//! Taking back the last batch change of a face: the order as it was, put back while nothing else has touched it.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use yidan_domain::limits::{UNDO_ORDERS, UNDO_STEPS};
use yidan_domain::order::Order;

/// What one batch change replaced: each order before and after.
pub struct Step {
    pub mark: String,
    pub orders: Vec<(Order, Order)>,
}

/// The last steps of this process.
#[derive(Default)]
pub struct Undo {
    steps: Mutex<(u64, VecDeque<Step>)>,
}

impl Undo {
    /// Keeps a step and returns its mark; nothing to keep, or too much, no mark.
    pub fn keep(&self, orders: Vec<(Order, Order)>) -> Option<String> {
        if orders.is_empty() || orders.len() > UNDO_ORDERS {
            return None;
        }
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        steps.0 += 1;
        let mark = format!("u{}", steps.0);
        if steps.1.len() >= UNDO_STEPS {
            steps.1.pop_front();
        }
        steps.1.push_back(Step { mark: mark.clone(), orders });
        Some(mark)
    }

    /// Takes a step out; it cannot be taken back twice.
    pub fn take(&self, mark: &str) -> Option<Step> {
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        let at = steps.1.iter().position(|s| s.mark == mark)?;
        steps.1.remove(at)
    }
}
