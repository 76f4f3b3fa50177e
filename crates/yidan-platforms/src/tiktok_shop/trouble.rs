//! TikTok Shop's codes and what is to be done about each.

use crate::channel::Trouble;
use crate::node::Node;

pub(super) fn of(reply: Node) -> Trouble {
    let number = reply.at("code").int().unwrap_or(0);
    let (code, words) = (number.to_string(), reply.at("message").text().unwrap_or_default());
    match number {
        36_009_002 => Trouble::Wait { after_s: None, code, words },
        36_009_003 | 36_009_007 => Trouble::Again { code, words },
        105_000..=105_004 | 101_000 => Trouble::Authorize { code, words },
        105_005 | 106_000..=106_999 | 36_009_009 | 36_009_010 | 36_009_014 | 36_009_033 => Trouble::Setup { code, words },
        _ => Trouble::Refused { code, words },
    }
}
