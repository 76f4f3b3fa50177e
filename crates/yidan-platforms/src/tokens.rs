//! Tokens as most platforms tell them: one to work with, one to make it new, and how long it lasts.
//! What a refusal of tokens means is the business of the folders.

use crate::channel::{At, Heard, Tokens, Trouble};
use crate::letters::unreadable;
use crate::node::Node;

/// Under which names a reply tells the token, the refresh token and the time that is left.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Names(pub &'static str, pub &'static str, pub &'static str);

/// As in OAuth.
pub(crate) const USUAL: Names = Names("access_token", "refresh_token", "expires_in");

/// Greater numbers are seconds since 1970 and not seconds that are left: several platforms document one and send the other.
const MOMENTS_FROM_S: i64 = 1_000_000_000;

/// Reads the tokens of a reply. A refresh token and a time are taken where they are told.
pub(crate) fn read(node: Node, Names(access, refresh, left): Names) -> Result<Tokens, Trouble> {
    let token = node.at(access).text().ok_or_else(|| unreadable(&format!("no {access}")))?;
    let (expires_at_ms, expires_in_s) = match node.at(left).int() {
        Some(s) if s >= MOMENTS_FROM_S => (s.checked_mul(1_000), None),
        told => (None, told.filter(|s| *s > 0)),
    };
    let mut tokens = Tokens { expires_at_ms, expires_in_s, ..Tokens::default() };
    tokens.values.insert("access_token".to_owned(), token);
    if let Some(refresh) = node.at(refresh).text() {
        tokens.values.insert("refresh_token".to_owned(), refresh);
    }
    Ok(tokens)
}

/// They are heard and nothing else is to be asked.
pub(crate) fn done(at: &mut At, tokens: Tokens) -> Heard {
    at.is_done = true;
    Heard { tokens: Some(tokens), ..Heard::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn times_in_both_ways() {
        for (told, moment, left) in [
            (json!(7_200), None, Some(7_200)),
            (json!("86399"), None, Some(86_399)),
            (json!(1_773_541_230), Some(1_773_541_230_000), None),
            (json!(0), None, None),
            (json!(null), None, None),
        ] {
            let reply = json!({"access_token": "a", "expires_in": told});
            let tokens = read(Node(&reply), USUAL).unwrap();
            assert_eq!((tokens.expires_at_ms, tokens.expires_in_s), (moment, left), "{told}");
            assert_eq!(tokens.values.len(), 1);
        }
        assert!(matches!(read(Node(&json!({"refresh_token": "r"})), USUAL), Err(Trouble::Unreadable { .. })));
    }
}
