//! Failures of Xiaohongshu. No table of codes is published: the sentence decides, the code is handed on.

use crate::channel::Trouble;
use crate::node::Node;

pub(super) fn of(reply: Node) -> Trouble {
    let code = reply.first(&["error_code", "code"]).text().unwrap_or_default();
    let words = reply.first(&["error_msg", "msg", "message"]).text().unwrap_or_default();
    let lower = words.to_lowercase();
    let says = |any: &[&str]| any.iter().any(|w| lower.contains(w));
    if says(&["限流", "频繁", "too many", "rate limit"]) {
        Trouble::Wait { after_s: None, code, words }
    } else if says(&["系统繁忙", "系统异常", "稍后", "timeout"]) {
        Trouble::Again { code, words }
    } else if says(&["accesstoken", "access_token", "token", "授权"]) {
        Trouble::Authorize { code, words }
    } else if says(&["签名", "sign", "权限", "白名单"]) || code == "-2000101" {
        Trouble::Setup { code, words }
    } else if says(&["已发货"]) {
        Trouble::Already { code, words }
    } else if says(&["售后", "退款", "取消"]) {
        Trouble::RefundOpen { code, words }
    } else {
        Trouble::Refused { code, words }
    }
}
