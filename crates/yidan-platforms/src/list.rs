//! The list of all platforms: one line each. A further platform is a folder and a line here, nothing else.

use crate::platform::{Files, PLAIN, Platform};
use crate::{
    cainiao, carrier_sf, carrier_sto, carrier_yto, carrier_yunda, carrier_zto, douyin, jd, kdniao, kuaidi100, kuaishou, lazada, medusa,
    pdd, shopee, shopify, taobao, tiktok_shop, vendure, wechat_shop, woocommerce, xiaohongshu, youzan,
};

/// All platforms.
pub const LIST: &[&dyn Platform] = &[
    &Files {
        code: "taobao",
        names: ("淘宝/天猫", "Taobao and Tmall"),
        profiles: &[include_str!("taobao/export.toml")],
        status: include_str!("taobao/status.csv"),
        channel: Some(&taobao::Taobao),
        tracker: Some(&taobao::TaobaoTrack),
        ..PLAIN
    },
    &Files {
        code: "pdd",
        names: ("拼多多", "Pinduoduo"),
        profiles: &[include_str!("pdd/export.toml"), include_str!("pdd/bill.toml")],
        status: include_str!("pdd/status.csv"),
        channel: Some(&pdd::Pdd),
        waybill: Some(&pdd::PddWaybill),
        ..PLAIN
    },
    &Files {
        code: "douyin",
        names: ("抖店", "Douyin"),
        profiles: &[include_str!("douyin/export.toml"), include_str!("douyin/bill.toml")],
        status: include_str!("douyin/status.csv"),
        channel: Some(&douyin::Douyin),
        waybill: Some(&douyin::DouyinWaybill),
        tracker: Some(&douyin::DouyinTrack),
    },
    &Files {
        code: "jd",
        names: ("京东", "JD"),
        profiles: &[include_str!("jd/export.toml"), include_str!("jd/bill.toml")],
        status: include_str!("jd/status.csv"),
        channel: Some(&jd::Jd),
        ..PLAIN
    },
    &Files {
        code: "kuaishou",
        names: ("快手小店", "Kuaishou"),
        profiles: &[include_str!("kuaishou/export.toml"), include_str!("kuaishou/bill.toml")],
        status: include_str!("kuaishou/status.csv"),
        channel: Some(&kuaishou::Kuaishou),
        ..PLAIN
    },
    &Files {
        code: "xiaohongshu",
        names: ("小红书", "Xiaohongshu"),
        profiles: &[include_str!("xiaohongshu/export.toml"), include_str!("xiaohongshu/bill.toml")],
        status: include_str!("xiaohongshu/status.csv"),
        channel: Some(&xiaohongshu::Xiaohongshu),
        ..PLAIN
    },
    &Files {
        code: "wechat_shop",
        names: ("微信小店", "WeChat Shop"),
        profiles: &[include_str!("wechat_shop/export.toml"), include_str!("wechat_shop/bill.toml")],
        status: include_str!("wechat_shop/status.csv"),
        channel: Some(&wechat_shop::WechatShop),
        waybill: Some(&wechat_shop::WechatWaybill),
        ..PLAIN
    },
    &Files {
        code: "youzan",
        names: ("有赞", "Youzan"),
        profiles: &[include_str!("youzan/export.toml")],
        status: include_str!("youzan/status.csv"),
        channel: Some(&youzan::Youzan),
        ..PLAIN
    },
    &Files {
        code: "ali1688",
        names: ("1688", "1688"),
        profiles: &[include_str!("ali1688/export.toml")],
        status: include_str!("ali1688/status.csv"),
        ..PLAIN
    },
    &Files {
        code: "weidian",
        names: ("微店", "Weidian"),
        profiles: &[include_str!("weidian/export.toml")],
        status: include_str!("weidian/status.csv"),
        ..PLAIN
    },
    &Files {
        code: "shopify",
        names: ("Shopify", "Shopify"),
        profiles: &[include_str!("shopify/export.toml")],
        status: include_str!("shopify/status.csv"),
        channel: Some(&shopify::Shopify),
        ..PLAIN
    },
    &Files {
        code: "tiktok_shop",
        names: ("TikTok Shop", "TikTok Shop"),
        profiles: &[include_str!("tiktok_shop/export.toml")],
        status: include_str!("tiktok_shop/status.csv"),
        channel: Some(&tiktok_shop::TiktokShop),
        ..PLAIN
    },
    &Files {
        code: "shopee",
        names: ("Shopee", "Shopee"),
        profiles: &[include_str!("shopee/export.toml")],
        status: include_str!("shopee/status.csv"),
        channel: Some(&shopee::Shopee),
        ..PLAIN
    },
    &Files {
        code: "lazada",
        names: ("Lazada", "Lazada"),
        profiles: &[include_str!("lazada/export.toml")],
        status: include_str!("lazada/status.csv"),
        channel: Some(&lazada::Lazada),
        ..PLAIN
    },
    &Files {
        code: "vendure",
        names: ("Vendure", "Vendure"),
        status: include_str!("vendure/status.csv"),
        channel: Some(&vendure::Vendure),
        ..PLAIN
    },
    &Files {
        code: "woocommerce",
        names: ("WooCommerce", "WooCommerce"),
        status: include_str!("woocommerce/status.csv"),
        channel: Some(&woocommerce::WooCommerce),
        ..PLAIN
    },
    &Files {
        code: "medusa",
        names: ("Medusa", "Medusa"),
        status: include_str!("medusa/status.csv"),
        channel: Some(&medusa::Medusa),
        ..PLAIN
    },
    &Files { code: "cainiao", names: ("菜鸟", "Cainiao"), waybill: Some(&cainiao::Cainiao), ..PLAIN },
    &Files { code: "carrier_yunda", names: ("韵达快递", "Yunda"), waybill: Some(&carrier_yunda::Yunda), ..PLAIN },
    &Files { code: "carrier_yto", names: ("圆通速递", "YTO Express"), waybill: Some(&carrier_yto::Yto), ..PLAIN },
    &Files { code: "carrier_sto", names: ("申通快递", "STO Express"), waybill: Some(&carrier_sto::Sto), ..PLAIN },
    &Files {
        code: "kuaidi100",
        names: ("快递100", "Kuaidi100"),
        waybill: Some(&kuaidi100::Kuaidi100),
        tracker: Some(&kuaidi100::Kuaidi100Track),
        ..PLAIN
    },
    &Files { code: "kdniao", names: ("快递鸟", "KDNiao"), waybill: Some(&kdniao::Kdniao), tracker: Some(&kdniao::KdniaoTrack), ..PLAIN },
    &Files { code: "alipay", names: ("支付宝", "Alipay"), profiles: &[include_str!("alipay/bill.toml")], ..PLAIN },
    &Files { code: "wechat_pay", names: ("微信支付", "WeChat Pay"), profiles: &[include_str!("wechat_pay/bill.toml")], ..PLAIN },
    &Files { code: "bank_icbc", names: ("工商银行", "ICBC"), profiles: &[include_str!("bank_icbc/bill.toml")], ..PLAIN },
    &Files { code: "bank_ccb", names: ("建设银行", "CCB"), profiles: &[include_str!("bank_ccb/bill.toml")], ..PLAIN },
    &Files {
        code: "carrier_zto",
        names: ("中通快递", "ZTO Express"),
        profiles: &[include_str!("carrier_zto/bill.toml")],
        waybill: Some(&carrier_zto::Zto),
        tracker: Some(&carrier_zto::ZtoTrack),
        ..PLAIN
    },
    &Files {
        code: "carrier_sf",
        names: ("顺丰速运", "SF Express"),
        profiles: &[include_str!("carrier_sf/bill.toml")],
        waybill: Some(&carrier_sf::Sf),
        tracker: Some(&carrier_sf::SfTrack),
        ..PLAIN
    },
];

/// The platform of a code.
pub fn find(code: &str) -> Option<&'static dyn Platform> {
    LIST.iter().copied().find(|p| p.code() == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_plain_and_different() {
        let mut seen = std::collections::HashSet::new();
        for p in LIST {
            assert!(p.code().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{}", p.code());
            assert!(seen.insert(p.code()), "{} twice", p.code());
            assert!(!p.names().0.is_empty() && p.names().1.is_ascii());
            assert!(p.export_profiles().iter().all(|t| t.contains("[[format]]")));
            assert!(find(p.code()).is_some());
        }
    }
}
