//! Made-up orders that all differ, for benches; the peer that draws the same ones is `xtask/bench/reportlab_labels.py`.

use yidan_labels::{LabelData, LabelItem, Party};

/// The same words as the peer's script, so that both subset a font of like size.
const WORDS: &str = "样例示范花园街道大厦小区新城国际广场工业园科技产业杯袜桌椅灯壶伞巾被枕箱包鞋帽衣裤裙表镜梳刷盒罐瓶碗盘";
const CITIES: [&str; 8] =
    ["广东省深圳市", "浙江省杭州市", "上海市", "北京市", "四川省成都市", "湖北省武汉市", "陕西省西安市", "江苏省苏州市"];

fn words(seed: u64, count: usize) -> String {
    let letters: Vec<char> = WORDS.chars().collect();
    (0..count as u64).map(|i| letters[(seed.wrapping_mul(2_654_435_761).wrapping_add(i * 40_503) >> 7) as usize % letters.len()]).collect()
}

/// The n-th made-up order.
pub fn order(n: u64) -> LabelData {
    let item = |i: u64| LabelItem {
        sku_code: format!("SKU-{:04}", (n * 7 + i) % 500),
        title: words(n * 3 + i, 8),
        spec: format!("{}色 {}号", words(n + i, 1), i + 36),
        qty: (n % 3 + 1) as i64,
        ..LabelItem::default()
    };
    LabelData {
        order_no: format!("2026112200{n:08}"),
        shop: "示例小店".into(),
        waybill_no: Some(format!("731{n:011}")),
        carrier: "样例快递".into(),
        product: "标快".into(),
        route_code: format!("{}-A{:03}-{:02} {:03}", 300 + n % 500, n % 997, n % 89, n % 751),
        bag_place: format!("{}转运中心", CITIES[(n % 8) as usize]),
        parcel_index: 1,
        parcel_count: 1,
        receiver: Party {
            name: words(n, 3),
            phone: format!("19900{:06}", n % 1_000_000),
            address: format!(
                "{}示例区{}路{}号{}2栋{}室",
                CITIES[(n % 8) as usize],
                words(n, 3),
                n % 300 + 1,
                words(n + 5, 4),
                n % 30 + 101
            ),
        },
        sender: Party {
            name: "示例小店".into(),
            phone: "0571-80000000".into(),
            address: "浙江省杭州市示例区样例路1号样例园区3号楼".into(),
        },
        batch_no: "B12".into(),
        sequence_no: n as u32,
        buyer_note: words(n + 9, 12),
        seller_note: words(n + 11, 8),
        seller_flag: "红旗".into(),
        marks: vec!["已验视".into()],
        items: (0..n % 3 + 1).map(item).collect(),
        ..LabelData::default()
    }
}
