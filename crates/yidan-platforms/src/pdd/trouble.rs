//! Pinduoduo's error codes and what is to be done about each. Business errors carry no numbers of their own: their sentence decides.

use crate::channel::Trouble;
use crate::node::Node;

/// The trouble of an `error_response`.
pub(super) fn of(error: Node) -> Trouble {
    let number = error.at("error_code").int().unwrap_or(0);
    let code = match error.at("sub_code").text().filter(|sub| *sub != number.to_string()) {
        Some(sub) => format!("{number} {sub}"),
        None => number.to_string(),
    };
    let words = error.first(&["sub_msg", "error_msg"]).text().unwrap_or_default();
    match number {
        10014 | 10019 | 10035 => Trouble::Authorize { code, words },
        10016..=10018 | 20004 | 20005 | 20031 | 20032 | 20034 | 20035 | 30000 | 30001 | 70032 | 70034 | 70035 => {
            Trouble::Setup { code, words }
        }
        50000 | 50002 | 52001 | 52002 | 52102 | 52103 => Trouble::Again { code, words },
        52101 => Trouble::Wait { after_s: Some(10), code, words },
        70031 => Trouble::Wait { after_s: None, code, words },
        70033 => Trouble::Wait { after_s: Some(300), code, words },
        // A test application has used up its day.
        70036 => Trouble::Wait { after_s: Some(3_600), code, words },
        50001 => business(code, words),
        _ => Trouble::Refused { code, words },
    }
}

/// Which sentence means what is not published: these are the ones seen; whatever else is refused and shown.
fn business(code: String, words: String) -> Trouble {
    if words.contains("已发货") || words.contains("重复发货") {
        Trouble::Already { code, words }
    } else if words.contains("退款") || words.contains("售后") {
        Trouble::RefundOpen { code, words }
    } else {
        Trouble::Refused { code, words }
    }
}

pub(super) fn is_unknown_order(words: &str) -> bool {
    words.contains("订单不存在")
}
