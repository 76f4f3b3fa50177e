//! `orders.demo`: a believable made-up shop month with planted faults. Same seed, same orders.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How many orders over how many days, from which seed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DemoRequest {
    /// 1 to 1,000,000.
    pub orders: u64,
    #[serde(default)]
    #[ts(optional)]
    pub seed: Option<u64>,
    /// 30 when absent.
    #[serde(default)]
    #[ts(optional)]
    pub days: Option<u32>,
}

/// Result of the demo job.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DemoResult {
    pub orders: i64,
    pub shops: i64,
    /// Planted faults by kind.
    pub faults: std::collections::BTreeMap<String, i64>,
}

// STUBS
pub fn start(
    _app: &crate::App,
    _session: &crate::desk::Session,
    _request: crate::orders::demo::DemoRequest,
) -> crate::error::Result<crate::jobs::JobStarted> {
    Err(crate::error::Failure::new(crate::error::Code::Internal))
}
