//! The components there are: one line of data each.

use super::Component;
use super::cloud::{CAINIAO, DOUYIN, KUAISHOU, PDD, XIAOHONGSHU};
use super::jd::Jd;
use super::wechat::Wechat;

/// In the order of the light.
pub const COMPONENTS: &[Component] = &[
    Component { code: "cainiao", names: ("菜鸟", "Cainiao"), port: 13528, path: "/", wants_key: false, dialect: &CAINIAO },
    Component { code: "pdd", names: ("拼多多", "Pinduoduo"), port: 5000, path: "/", wants_key: false, dialect: &PDD },
    Component { code: "douyin", names: ("抖店", "Douyin"), port: 13888, path: "/", wants_key: true, dialect: &DOUYIN },
    Component { code: "kuaishou", names: ("快手", "Kuaishou"), port: 16888, path: "/ks/printer", wants_key: false, dialect: &KUAISHOU },
    Component { code: "xiaohongshu", names: ("小红书", "Xiaohongshu"), port: 10818, path: "/", wants_key: false, dialect: &XIAOHONGSHU },
    Component { code: "jd", names: ("京东", "JD"), port: 9113, path: "/", wants_key: false, dialect: &Jd },
    Component { code: "wechat", names: ("微信小店", "WeChat Shop"), port: 12705, path: "/", wants_key: false, dialect: &Wechat },
];

/// The component of a code, which is the word of its labels, too.
pub fn find(code: &str) -> Option<&'static Component> {
    COMPONENTS.iter().find(|c| c.code == code)
}
