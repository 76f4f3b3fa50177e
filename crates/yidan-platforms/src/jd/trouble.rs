//! JD's codes and what is to be done about each. Only some numbers are published; the sentence decides where they are not.

use crate::channel::Trouble;
use crate::node::Node;

/// The gateway's own failures.
pub(super) fn of_platform(error: Node) -> Trouble {
    let code = error.at("code").text().unwrap_or_default();
    let words = error.first(&["zh_desc", "en_desc", "msg"]).text().unwrap_or_default();
    match code.parse::<u32>() {
        _ if is_limit(&words) => Trouble::Wait { after_s: None, code, words },
        Ok(18 | 19) => Trouble::Authorize { code, words },
        Ok(43 | 67) => Trouble::Again { code, words },
        Ok(20..=34 | 210..=219 | 2001) => Trouble::Setup { code, words },
        _ if words.contains("access_token") => Trouble::Authorize { code, words },
        _ => Trouble::Refused { code, words },
    }
}

/// A failure inside a success.
pub(super) fn of_business(verdict: Node) -> Trouble {
    let number = verdict.at("numberCode").text().unwrap_or_default();
    let name = verdict.first(&["englishErrCode", "errorCode"]).text().unwrap_or_default();
    let words = verdict.first(&["chineseErrCode", "errorMessage", "message"]).text().unwrap_or_default();
    let code = format!("{number} {name}").trim().to_owned();
    if words.contains("已出库") || words.contains("已发货") {
        Trouble::Already { code, words }
    } else if ["锁定", "退款", "取消"].iter().any(|w| words.contains(w)) {
        Trouble::RefundOpen { code, words }
    } else if is_limit(&words) {
        Trouble::Wait { after_s: None, code, words }
    } else {
        Trouble::Refused { code, words }
    }
}

fn is_limit(words: &str) -> bool {
    ["限流", "频繁", "调用次数"].iter().any(|w| words.contains(w)) || words.contains("超过") && words.contains("次")
}
