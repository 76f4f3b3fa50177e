//! Failures of Youzan. Few codes are published: where they are not, the sentence decides.

use crate::channel::Trouble;
use crate::node::Node;

pub(super) fn of(code: Node, words: Node) -> Trouble {
    let number = code.int().unwrap_or(0);
    let (code, words) = (code.text().unwrap_or_default(), words.text().unwrap_or_default());
    let lower = words.to_lowercase();
    match number {
        102_570_039 => Trouble::RefundOpen { code, words },
        10_003 | 10_004 | 4_201..=4_203 => Trouble::Authorize { code, words },
        20_001 | 20_002 => Trouble::Wait { after_s: None, code, words },
        1_103 | 4_005 => Trouble::Setup { code, words },
        500..=599 | 50_000 => Trouble::Again { code, words },
        _ if ["限流", "频繁", "超限"].iter().any(|w| words.contains(w)) => Trouble::Wait { after_s: None, code, words },
        _ if lower.contains("token") => Trouble::Authorize { code, words },
        _ if ["权限", "无权", "client_id", "白名单"].iter().any(|w| lower.contains(w)) => Trouble::Setup { code, words },
        _ if words.contains("已发货") => Trouble::Already { code, words },
        _ => Trouble::Refused { code, words },
    }
}
