//! Douyin's codes and what is to be done about each. The number behind `isv.business-failed:` decides where there is one.

use crate::channel::Trouble;
use crate::node::Node;

pub(super) fn of(reply: Node) -> Trouble {
    let number = reply.at("code").int().unwrap_or(0);
    let sub = reply.at("sub_code").text().unwrap_or_default();
    let words = reply.first(&["sub_msg", "msg"]).text().unwrap_or_default();
    let code = format!("{number} {sub}").trim().to_owned();
    let business = sub.rsplit_once(':').and_then(|(_, n)| n.parse::<u32>().ok());
    match number {
        20_000 | 20_001 | 90_000 => Trouble::Again { code, words },
        60_000 => Trouble::Wait { after_s: None, code, words },
        30_001 if sub.starts_with("dop.authorization") => Trouble::Authorize { code, words },
        30_001 | 30_002 | 40_001 | 70_000 | 80_000 => Trouble::Setup { code, words },
        40_003 if sub.contains("access-token") => Trouble::Authorize { code, words },
        40_003 if sub.contains("idempotent-id-existed") => Trouble::Already { code, words },
        40_003 => Trouble::Setup { code, words },
        50_001 if sub.starts_with("dop.token") => Trouble::Authorize { code, words },
        _ if sub.starts_with("isp.") => Trouble::Again { code, words },
        50_001 | 50_002 => of_business(business, code, words),
        _ => Trouble::Refused { code, words },
    }
}

/// The numbers of the shipping calls, of memos and of tokens.
fn of_business(number: Option<u32>, code: String, words: String) -> Trouble {
    match number {
        Some(60_110) => Trouble::Already { code, words },
        Some(60_040 | 60_120) => Trouble::RefundOpen { code, words },
        // Risk review takes an hour or two.
        Some(60_109) => Trouble::Wait { after_s: Some(1_800), code, words },
        Some(31_012 | 60_114 | 60_118 | 60_121 | 60_125 | 70_009 | 120_018 | 120_032) => Trouble::Again { code, words },
        Some(31_009) => Trouble::Authorize { code, words },
        _ => Trouble::Refused { code, words },
    }
}
