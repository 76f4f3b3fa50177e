//! Receivers as files write them: phones with extensions, names with the extension in brackets, one-cell addresses, masks.

/// A phone and its extension: `1XXXXXXXXXX-1234`, `…转1234`. Anything else is a phone without one.
pub fn phone(t: &str) -> (&str, Option<&str>) {
    for sign in ["转", "-", "－", "—", "#", ",", "，"] {
        let Some((head, tail)) = t.split_once(sign) else { continue };
        let (head, tail) = (head.trim(), tail.trim());
        let is_mobile = head.len() == 11 && head.starts_with('1') && head.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'*' | b'#'));
        if is_mobile && (1..=6).contains(&tail.len()) && tail.bytes().all(|b| b.is_ascii_digit()) {
            return (head, Some(tail));
        }
    }
    (t, None)
}

/// A name ending in `[1234]` carries the extension and loses it.
pub fn name(t: &str) -> (&str, Option<&str>) {
    for (open, close) in [("[", "]"), ("【", "】"), ("［", "］")] {
        let Some(body) = t.strip_suffix(close) else { continue };
        let Some((head, digits)) = body.rsplit_once(open) else { continue };
        if (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !head.trim().is_empty() {
            return (head.trim_end(), Some(digits));
        }
    }
    (t, None)
}

/// Hidden by stars or enciphered.
pub fn is_masked(t: &str) -> bool {
    t.contains('*') || t.starts_with("##") || t.starts_with("$$")
}

/// Province, city, district, the rest.
pub type Levels<'a> = (Option<&'a str>, Option<&'a str>, Option<&'a str>, String);

/// `省 市 区 详细(邮编)`. Fewer than three levels leave the text whole.
pub fn spaced_address(t: &str) -> Levels<'_> {
    let t = without_post_code(t);
    let mut parts = t.splitn(4, [' ', '\t', '\u{3000}']).map(str::trim);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(p), Some(c), Some(d), Some(rest)) if looks_like_level(p) => (filled(p), filled(c), filled(d), rest.trim().to_owned()),
        (Some(p), Some(c), Some(rest), None) if looks_like_level(p) && looks_like_level(c) => (filled(p), filled(c), None, rest.to_owned()),
        _ => (None, None, None, t.to_owned()),
    }
}

fn filled(t: &str) -> Option<&str> {
    (!t.is_empty()).then_some(t)
}

fn looks_like_level(t: &str) -> bool {
    let n = t.chars().count();
    (2..=12).contains(&n) && !t.bytes().any(|b| b.is_ascii_digit())
}

fn without_post_code(t: &str) -> &str {
    for (open, close) in [('(', ')'), ('（', '）')] {
        if let Some(body) = t.trim_end().strip_suffix(close)
            && let Some((head, code)) = body.rsplit_once(open)
            && code.len() == 6
            && code.bytes().all(|b| b.is_ascii_digit())
        {
            return head.trim_end();
        }
    }
    t.trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_and_names() {
        assert_eq!(phone("19900001234-5678"), ("19900001234", Some("5678")));
        assert_eq!(phone("19900001234转5678"), ("19900001234", Some("5678")));
        assert_eq!(phone("0571-80001234"), ("0571-80001234", None));
        assert_eq!(phone("(+86)199****3342"), ("(+86)199****3342", None));
        assert_eq!(phone("199****0000-1234"), ("199****0000", Some("1234")));
        assert_eq!(name("张三[5678]"), ("张三", Some("5678")));
        assert_eq!(name("张三[家]"), ("张三[家]", None));
        assert_eq!(name("[5678]"), ("[5678]", None));
    }

    #[test]
    fn addresses() {
        for (t, want) in [
            ("四川省 成都市 双流区 望江里84号3幢399室(000000)", (Some("四川省"), Some("成都市"), Some("双流区"), "望江里84号3幢399室")),
            ("山东省 青岛市 市南区 **室(000000)", (Some("山东省"), Some("青岛市"), Some("市南区"), "**室")),
            ("广东省 深圳市 龙岗区 横岗街道 样例路1号", (Some("广东省"), Some("深圳市"), Some("龙岗区"), "横岗街道 样例路1号")),
            ("广东省 东莞市 长安镇样例路1号(000000)", (Some("广东省"), Some("东莞市"), None, "长安镇样例路1号")),
            ("浙江省杭州市萧山区样例路1号", (None, None, None, "浙江省杭州市萧山区样例路1号")),
        ] {
            let (p, c, d, rest) = spaced_address(t);
            assert_eq!((p, c, d, rest.as_str()), want, "{t}");
        }
    }
}
