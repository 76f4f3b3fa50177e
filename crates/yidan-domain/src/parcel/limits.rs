//! What a platform allows about parcels, as data in `assets/parcels`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use ts_rs::TS;

/// By what two receivers count as the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MergeBy {
    /// The platform's own key only: equal texts may be different people.
    Key,
    /// Person and address in normal form.
    #[default]
    Receiver,
    Never,
}

/// What may be divided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SplitBy {
    #[default]
    Piece,
    Line,
    Never,
}

/// What one platform allows. The default allows everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    pub merge_by: MergeBy,
    pub split_by: SplitBy,
    pub orders_per_parcel: Option<usize>,
    pub parcels_per_order: Option<usize>,
    pub lines_per_split: Option<usize>,
}

/// The limits of a platform by its code; a platform nobody has written of has none.
pub fn limits_of(platform: &str) -> Limits {
    static LIMITS: OnceLock<BTreeMap<String, Limits>> = OnceLock::new();
    let read = || {
        // Compiled in, and a test reads it.
        toml::from_str(include_str!("../../../../assets/parcels/limits.toml")).expect("limits are well formed")
    };
    LIMITS.get_or_init(read).get(platform).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_written() {
        let taobao = limits_of("taobao");
        assert_eq!((taobao.merge_by, taobao.orders_per_parcel, taobao.split_by), (MergeBy::Key, Some(100), SplitBy::Line));
        assert_eq!(limits_of("nobody"), Limits::default());
    }
}
