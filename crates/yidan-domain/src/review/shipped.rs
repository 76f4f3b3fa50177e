//! The rules that come with the program. A desk may switch each on or off, or change it; then it is the desk's own.

use super::rule::Rule;
use super::text::parse;
use std::sync::OnceLock;

const TEXTS: &[&str] = &[
    include_str!("../../../../assets/rules/address.toml"),
    include_str!("../../../../assets/rules/risk.toml"),
    include_str!("../../../../assets/rules/memo.toml"),
    include_str!("../../../../assets/rules/goods.toml"),
];

/// All shipped rules, in the order in which they are shown.
pub fn shipped() -> &'static [Rule] {
    static READ: OnceLock<Vec<Rule>> = OnceLock::new();
    // The texts are compiled in, and a test reads them all.
    READ.get_or_init(|| TEXTS.iter().flat_map(|text| parse(text).expect("shipped rules are well formed")).collect())
}
