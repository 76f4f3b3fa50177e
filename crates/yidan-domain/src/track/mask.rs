//! People in sentences of carriers: phones and couriers' names are hidden before anybody but the desk sees them; who signed is read out.

use regex::{Captures, Regex};
use std::sync::LazyLock;

fn pattern(text: &str) -> Regex {
    // Fixed texts; the tests run every one of them.
    Regex::new(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

static PHONE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?P<head>\+?86[- ]?)?(?P<mobile>1[3-9]\d{9})|(?P<area>0\d{2,3})[- ]?(?P<line>\d{7,8})"));
static PERSON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?P<who>派件员|业务员|快递员|揽件员|揽投员|收件员|投递员|配送员|派送员|骑手|小哥|签收人|收件人|联系人|由)(?P<gap>[是为]?[:：\s【\[（(]*)(?P<name>\p{Han}{2,4}?)(?P<end>[】\]）)（(,，:：;；。、\s\d]|签收|已揽|正在|$)",
    )
});
/// What stands at the place of a name and is none.
const NO_NAMES: [&str; 27] = [
    "本人", "家人", "他人", "亲友", "朋友", "同事", "邻居", "门卫", "前台", "物业", "保安", "代收", "驿站", "丰巢", "柜", "超市", "店",
    "正在", "派件", "派送", "签收", "凭", "已", "快递", "电话", "客户", "网点",
];

/// The sentence with phones and names hidden: `业务员张*(199****0000)`.
pub fn masked(text: &str) -> String {
    let named = PERSON.replace_all(text, |c: &Captures| {
        let name = &c["name"];
        let hidden = if is_name(name) { hidden(name) } else { name.to_owned() };
        format!("{}{}{hidden}{}", &c["who"], &c["gap"], &c["end"])
    });
    let phones = PHONE.replace_all(&named, |c: &Captures| match (c.name("mobile"), c.name("area"), c.name("line")) {
        (Some(mobile), _, _) => {
            let digits = mobile.as_str();
            format!("{}{}****{}", c.name("head").map_or("", |h| h.as_str()), &digits[..3], &digits[7..])
        }
        (_, Some(area), Some(line)) => format!("{}-****{}", area.as_str(), &line.as_str()[line.len() - 4..]),
        _ => c[0].to_owned(),
    });
    phones.into_owned()
}

fn is_name(name: &str) -> bool {
    !NO_NAMES.iter().any(|word| name.contains(word))
}

/// The family name, then a star for each further letter.
fn hidden(name: &str) -> String {
    name.chars().enumerate().map(|(i, c)| if i == 0 { c } else { '*' }).collect()
}

static SIGNER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"签收人[是为]?[:：\s【\[]*(?P<a>[^，,。；;：:\s【】\[\]（()）]{1,16})|已?由[【\[](?P<b>[^】\]]{1,30})[】\]]?(?:代)?签收|(?P<c>[\p{Han}]{1,12}?)代签收?",
    )
});

/// Who signed, as far as the sentence tells; a name is hidden.
pub fn signer(text: &str) -> Option<String> {
    let found = SIGNER.captures(text)?;
    let name = found.name("a").or_else(|| found.name("b")).or_else(|| found.name("c"))?.as_str().trim();
    let name = name.strip_suffix("签收").unwrap_or(name).trim_start_matches('已');
    let letters = name.chars().count();
    let is_person = (2..=4).contains(&letters) && name.chars().all(|c| c >= '\u{4e00}') && is_name(name);
    Some(if is_person { hidden(name) } else { masked(name) }).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_shown() {
        for (text, want) in [
            ("【示例网点】的业务员张三(19900000000)正在派件", "【示例网点】的业务员张*(199****0000)正在派件"),
            ("【深圳市】派件员 示例 正在派件", "【深圳市】派件员 示* 正在派件"),
            ("派件员正在派件，请保持电话畅通", "派件员正在派件，请保持电话畅通"),
            ("已签收，签收人：家人", "已签收，签收人：家人"),
            ("快件已由【王小五】签收，电话0571-80000000、057180000000", "快件已由【王**】签收，电话0571-****0000、0571-****0000"),
            ("签收人凭取货码签收，如有疑问请电联：+86 19900000001", "签收人凭取货码签收，如有疑问请电联：+86 199****0001"),
            ("快件离开【示例转运中心】已发往【深圳】", "快件离开【示例转运中心】已发往【深圳】"),
            ("", ""),
        ] {
            assert_eq!(masked(text), want);
            assert_eq!(masked(want), want, "again");
        }
    }

    #[test]
    fn who_signed() {
        for (text, want) in [
            ("已签收，签收人：家人", Some("家人")),
            ("已签收，签收人是【本人签收】", Some("本人")),
            ("【郑州市】快件已由【王五】签收，签收网点：【示例】", Some("王*")),
            ("快件已由【示例驿站】代签收", Some("示例驿站")),
            ("快件正在派送", None),
            ("", None),
        ] {
            assert_eq!(signer(text).as_deref(), want, "{text}");
        }
    }
}
