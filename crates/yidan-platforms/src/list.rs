//! The list of all platforms: one line each. A further platform is a folder and a line here, nothing else.

use crate::platform::{Files, Platform};

/// All platforms.
pub const LIST: &[&dyn Platform] = &[&Files {
    code: "pdd",
    names: ("拼多多", "Pinduoduo"),
    profiles: &[include_str!("pdd/export.toml")],
    status: include_str!("pdd/status.csv"),
}];

/// The platform of a code.
pub fn find(code: &str) -> Option<&'static dyn Platform> {
    LIST.iter().copied().find(|p| p.code() == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_plain_and_different() {
        let mut seen = std::collections::HashSet::new();
        for p in LIST {
            assert!(p.code().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{}", p.code());
            assert!(seen.insert(p.code()), "{} twice", p.code());
            assert!(!p.names().0.is_empty() && p.names().1.is_ascii());
            assert!(p.export_profiles().iter().all(|t| t.contains("[[format]]")));
            assert!(find(p.code()).is_some());
        }
    }
}
