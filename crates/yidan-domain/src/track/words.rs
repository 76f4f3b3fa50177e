//! Where a parcel stands by the carrier's sentence, for events that come without a code. The patterns are data (`keywords.csv`), first hit wins.

use super::stand::Stand;
use regex::Regex;
use std::sync::LazyLock;

static KEYWORDS: LazyLock<Vec<(Stand, Regex)>> = LazyLock::new(|| {
    let lines = include_str!("keywords.csv").lines().filter(|line| !line.starts_with('#'));
    // A line that does not read is a mistake of the table; the test below counts them.
    lines.filter_map(|line| line.split_once(',')).filter_map(|(stand, p)| Some((Stand::parse(stand)?, Regex::new(p).ok()?))).collect()
});

/// What a sentence says, or `None` when nobody knows: an unknown sentence never means success.
pub fn by_words(text: &str) -> Option<Stand> {
    KEYWORDS.iter().find(|(_, pattern)| pattern.is_match(text)).map(|(stand, _)| *stand)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_reads() {
        let lines = include_str!("keywords.csv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(KEYWORDS.len(), lines);
    }

    #[test]
    fn sentences() {
        for (text, want) in [
            ("【杭州市】示例网点 已揽收", Some("collected")),
            ("快件离开【示例转运中心】已发往【深圳】", Some("in_transit")),
            ("【深圳市】派件员 示例 正在派件", Some("out_for_delivery")),
            ("已暂存至示例驿站，请凭取件码 1-2-3456 取件", Some("at_pickup_point")),
            ("客户已从示例驿站取件", Some("delivered")),
            ("因电话无人接听，派送不成功，改期派送", Some("exception/delivery_failed")),
            ("电话无人接听，请注意接听", Some("exception/no_contact")),
            ("邮件未妥投，安排明日再投", Some("exception/delivery_failed")),
            ("邮件已妥投", Some("delivered")),
            ("商家已下单，等待揽收", Some("pending")),
            ("收件人拒收，快件退回中", Some("returned/returning")),
            ("受暴雨影响，快件滞留", Some("exception/held")),
            ("应寄件人要求，快件已拦截退回", Some("returned/returning")),
            ("已签收，签收人：家人", Some("delivered")),
            ("收件地址不详", Some("exception/address")),
            ("外包装破损", Some("lost_or_damaged")),
            ("包裹正在路上", None),
            ("", None),
        ] {
            assert_eq!(by_words(text), want.and_then(Stand::parse), "{text}");
        }
    }
}
