//! Filters, snapshots and selections: which orders are meant.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_domain::order::{Stage, State};

/// Which orders a list shows. Empty lists and absent fields do not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Filter {
    pub states: Vec<State>,
    pub stage: Option<Stage>,
    /// Platform codes.
    pub platforms: Vec<String>,
    /// Shop names.
    pub shops: Vec<String>,
    pub held: Option<bool>,
    pub exception: Option<bool>,
    pub after_sale: Option<bool>,
    pub urgent: Option<bool>,
    pub flags: Vec<u8>,
    /// Words, names, SKU codes, or a number of any kind.
    pub find: Option<String>,
    /// Many numbers at once (pasted list).
    pub numbers: Vec<String>,
    /// First day, `YYYY-MM-DD` at UTC+8, of the payment time, or of the order time while unpaid.
    pub from: Option<String>,
    /// Last day, inclusive.
    pub to: Option<String>,
    pub province: Option<String>,
    pub sku: Option<String>,
    /// A finding code, or `any`.
    pub finding: Option<String>,
    /// Printed at least once, or not at all.
    pub printed: Option<bool>,
    /// Paid, not shipped, and the time to ship has run out.
    pub overdue: Option<bool>,
}

/// Order of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    #[default]
    Newest,
    Oldest,
}

/// Which orders a batch command acts on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// These orders.
    Ids(Vec<i64>),
    /// All of a snapshot except some. Exactly the orders seen, whatever came in meanwhile.
    Snapshot { mark: String, except: Vec<i64> },
    /// Orders by any number known of them.
    Numbers(Vec<String>),
    /// Every order that waits for its label.
    AllToPrint,
}
