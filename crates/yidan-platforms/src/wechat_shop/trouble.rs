//! WeChat's codes and what is to be done about each.

use crate::channel::Trouble;
use crate::node::Node;

/// The cursor does not fit its question any more.
pub(super) const CURSOR_IS_OVER: &str = "606006";

pub(super) fn of(reply: Node) -> Trouble {
    let number = reply.at("errcode").int().unwrap_or(0);
    let (code, words) = (number.to_string(), reply.at("errmsg").text().unwrap_or_default());
    match number {
        -1 | 606_006 => Trouble::Again { code, words },
        40_001 | 40_014 | 41_001 | 42_001 => Trouble::Authorize { code, words },
        // The day's quota is used up; a minute's is over sooner.
        45_009 => Trouble::Wait { after_s: Some(3_600), code, words },
        45_011 => Trouble::Wait { after_s: Some(60), code, words },
        40_013 | 40_066 | 40_125 | 40_164 | 43_002 | 48_001 | 48_004 | 50_001 | 50_002 | 61_004 | 10_080_000 | 10_080_001 => {
            Trouble::Setup { code, words }
        }
        _ if words.contains("已发货") => Trouble::Already { code, words },
        _ => Trouble::Refused { code, words },
    }
}

pub(super) fn is_unknown_order(code: &str) -> bool {
    code == "100002"
}
