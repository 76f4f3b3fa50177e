//! What Shopify refuses and what is to be done about it. Wording is never matched: codes and status decide.

use crate::channel::Trouble;
use crate::node::Node;

/// Seconds until the question can be paid from the bucket, by the numbers of the reply.
pub(super) fn wait_s(value: Node) -> Option<u64> {
    let cost = value.at("extensions").at("cost");
    // These come as numbers with a point; whole ones are enough for a waiting time.
    let whole = |node: Node| node.text().and_then(|t| t.split('.').next()?.parse::<u64>().ok());
    let bucket = cost.at("throttleStatus");
    let lacking = whole(cost.at("requestedQueryCost"))?.saturating_sub(whole(bucket.at("currentlyAvailable"))?);
    Some(lacking.div_ceil(whole(bucket.at("restoreRate")).filter(|r| *r > 0)?).max(1))
}

pub(super) fn of(status: u16, code: &str, words: String, wait_s: Option<u64>, can_renew: bool) -> Trouble {
    let code = code.to_owned();
    match (code.as_str(), status) {
        ("THROTTLED", _) => Trouble::Wait { after_s: wait_s, code, words },
        ("INTERNAL_SERVER_ERROR", _) | (_, 423) => Trouble::Again { code, words },
        // A token of a day is over: the next one is fetched. A permanent one was withdrawn.
        (_, 401) if can_renew => Trouble::Authorize { code, words },
        ("ACCESS_DENIED" | "SHOP_INACTIVE" | "undefinedField", _) | (_, 401..=404) => setup(code, words),
        _ => Trouble::Refused { code, words },
    }
}

pub(super) fn setup(code: String, words: String) -> Trouble {
    Trouble::Setup { code, words }
}

/// What stands in `userErrors` of a mutation.
pub(super) fn user_error(mutation: Node) -> Option<Trouble> {
    let error = mutation.at("userErrors").list().next()?;
    let field = error.at("field").list().filter_map(Node::text).collect::<Vec<_>>().join(".");
    let code = error.at("code").text().unwrap_or(field);
    Some(Trouble::Refused { code, words: error.at("message").text().unwrap_or_default() })
}
