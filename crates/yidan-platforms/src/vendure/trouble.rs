//! Vendure's error codes and what is to be done about each. Its sentences can be bare keys and are then left out.

use crate::channel::Trouble;
use crate::node::Node;

/// The trouble of an entry of `errors`.
pub(super) fn of(code: &str, words: String, has_key: bool) -> Trouble {
    let words = spoken(words);
    let code = code.to_owned();
    match code.as_str() {
        // A key that is no longer good cannot be made new from here.
        "FORBIDDEN" | "401" | "403" if has_key => Trouble::Setup { code, words },
        "FORBIDDEN" | "401" | "403" => Trouble::Authorize { code, words },
        "INTERNAL_SERVER_ERROR" => Trouble::Again { code, words },
        "CHANNEL_NOT_FOUND" | "GRAPHQL_VALIDATION_FAILED" | "GRAPHQL_PARSE_FAILED" | "404" | "405" => Trouble::Setup { code, words },
        _ => Trouble::Refused { code, words },
    }
}

/// The trouble of a union member that is an error.
pub(super) fn refusal(node: Node) -> Trouble {
    let code = node.at("errorCode").text().or_else(|| node.at("__typename").text()).unwrap_or_default();
    let words = spoken(node.first(&["transitionError", "message"]).text().unwrap_or_default());
    if code == "ITEMS_ALREADY_FULFILLED_ERROR" { Trouble::Already { code, words } } else { Trouble::Refused { code, words } }
}

/// A login that was refused.
pub(super) fn setup(node: Node) -> Trouble {
    let code = node.at("errorCode").text().unwrap_or_default();
    Trouble::Setup { code, words: spoken(node.at("message").text().unwrap_or_default()) }
}

fn spoken(words: String) -> String {
    if words.starts_with("errorResult.") || words.starts_with("error.") { String::new() } else { words }
}
