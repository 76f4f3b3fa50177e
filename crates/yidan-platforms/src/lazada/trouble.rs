//! Lazada's codes, numbers or words, and what is to be done about each.

use crate::channel::Trouble;
use crate::node::Node;

pub(super) fn of(reply: Node) -> Trouble {
    let is_theirs = reply.at("type").text().as_deref() == Some("SYSTEM");
    by_code(reply.at("code"), reply.at("message"), is_theirs)
}

/// The verdict inside a success.
pub(super) fn of_result(result: Node) -> Trouble {
    by_code(result.at("error_code"), result.at("error_msg"), false)
}

fn by_code(code: Node, words: Node, is_theirs: bool) -> Trouble {
    let (code, words) = (code.text().unwrap_or_default(), words.text().unwrap_or_default());
    match code.as_str() {
        "ApiCallLimit" | "AppCallLimit" | "SellerCallLimit" | "IopSystemFlowlimit" | "ServiceCurrentlimit" | "901" => {
            Trouble::Wait { after_s: told_seconds(&words), code, words }
        }
        "ServiceTimeout" | "ServiceUnavailable" | "6" | "15" | "40011" | "700024" | "1003" => Trouble::Again { code, words },
        "IllegalAccessToken" | "IllegalRefreshToken" | "AccessTokenExpired" | "InvalidCode" => Trouble::Authorize { code, words },
        "IncompleteSignature"
        | "MissingParameter"
        | "InvalidTimestamp"
        | "InvalidAppKey"
        | "InsufficientPermission"
        | "SellerNotVerified"
        | "Mp3SellerApiLimit"
        | "AUTH_TYPE_UNSUPPORTED" => Trouble::Setup { code, words },
        _ if is_theirs => Trouble::Again { code, words },
        _ => Trouble::Refused { code, words },
    }
}

pub(super) fn is_unknown_order(code: &str) -> bool {
    code == "16"
}

/// `this ban will last 7 seconds`; one second is added.
fn told_seconds(words: &str) -> Option<u64> {
    let after = words.split("will last").nth(1)?;
    after.split_whitespace().next()?.parse::<u64>().ok().map(|s| s + 1)
}
