//! TOP's error codes and what is to be done about each. The codes themselves are handed on verbatim.

use crate::channel::Trouble;
use crate::node::Node;

/// The trouble of an `error_response`.
pub(crate) fn of(error: Node) -> Trouble {
    let number = error.at("code").int().unwrap_or(0);
    let sub = error.at("sub_code").text().unwrap_or_default();
    let words = error.first(&["sub_msg", "msg"]).text().unwrap_or_default();
    let code = if sub.is_empty() { number.to_string() } else { format!("{number} {sub}") };
    if is_busy(&sub) {
        return Trouble::Again { code, words };
    }
    match number {
        4..=8 => Trouble::Wait { after_s: told_seconds(&words), code, words },
        3 | 10 => Trouble::Again { code, words },
        26 | 27 => Trouble::Authorize { code, words },
        11..=13 | 21..=25 | 28..=34 | 42 => Trouble::Setup { code, words },
        _ if sub.contains("limited-by") => Trouble::Wait { after_s: told_seconds(&words), code, words },
        _ if sub.contains("session-expired") || sub.contains("invalid-sessionkey") || sub == "isv.invalid-permission" => {
            Trouble::Authorize { code, words }
        }
        _ if sub.contains("permission-api-package-limit") => Trouble::Setup { code, words },
        _ if is_shipped_already(&sub) => Trouble::Already { code, words },
        _ => Trouble::Refused { code, words },
    }
}

/// The platform's own trouble, or one of the letters that mean "later".
fn is_busy(sub: &str) -> bool {
    sub.starts_with("isp.") || letter(sub).is_some_and(|l| matches!(l, "S01" | "B150" | "R98"))
}

/// Shipped, closed, or a shipping order is there: only reading the trade again can tell which.
fn is_shipped_already(sub: &str) -> bool {
    sub.contains("logistics-") && letter(sub).is_some_and(|l| matches!(l, "B02" | "B04" | "B27" | "B55"))
}

/// No such trade, or no such trade of this shop.
pub(super) fn is_unknown_trade(code: &str) -> bool {
    ["trade-not-exist", "trade-not-found", "invalid-parameter:tid"].iter().any(|w| code.contains(w))
        || code.contains("logistics-") && letter(code).is_some_and(|l| matches!(l, "B01" | "P02"))
}

fn letter(sub: &str) -> Option<&str> {
    sub.rsplit_once(':').map(|(_, letter)| letter)
}

/// `This ban will last for 7 more seconds`: one second is added, as the platform advises.
fn told_seconds(words: &str) -> Option<u64> {
    let after = words.split("last for").nth(1)?;
    after.split_whitespace().next()?.parse::<u64>().ok().map(|s| s + 1)
}
