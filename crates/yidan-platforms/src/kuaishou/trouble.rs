//! Kuaishou's codes and what is to be done about each; limits are told in sentences.

use crate::channel::Trouble;
use crate::node::Node;

pub(super) fn of(reply: Node) -> Trouble {
    let number = reply.at("result").int().unwrap_or(0);
    let sub = reply.at("sub_code").text().unwrap_or_default();
    let words = reply.first(&["sub_msg", "error_msg", "msg"]).text().unwrap_or_default();
    let code = format!("{number} {sub}").trim().to_owned();
    let lower = words.to_lowercase();
    if number == 1017 || lower.contains("qps limit") || lower.contains("quota limit") {
        return Trouble::Wait { after_s: None, code, words };
    }
    match number {
        24 | 28 | 10_020_030..=10_020_039 | 100_200_100..=100_200_107 => Trouble::Authorize { code, words },
        500 | 100_200_500 => Trouble::Again { code, words },
        _ if sub.starts_with("isp") => Trouble::Again { code, words },
        11 if words.contains("退款") || words.contains("售后") => Trouble::RefundOpen { code, words },
        _ if lower.contains("sign") || words.contains("签名") => Trouble::Setup { code, words },
        _ => Trouble::Refused { code, words },
    }
}
