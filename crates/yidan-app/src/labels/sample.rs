//! Made-up labels for test pages and for templates that are looked at before there is an order.

use crate::App;
use yidan_labels::{LabelData, LabelItem, Party};

/// A label that has something for every field.
pub fn label(app: &App) -> LabelData {
    let item = |sku_code: &str, title: &str, second: &str, qty| LabelItem {
        sku_code: sku_code.into(),
        title: title.into(),
        spec: "白色 400ml".into(),
        shelf: "A-01-03".into(),
        second_text: second.into(),
        qty,
        ..LabelItem::default()
    };
    LabelData {
        order_no: "202611220000000017".into(),
        shop: app.say_with("print.test_shop", &[]),
        platform: "样例平台".into(),
        waybill_no: Some("73100000000017".into()),
        carrier: "样例快递".into(),
        product: "标快".into(),
        route_code: "310-A023-07 012".into(),
        receiver_city: "深圳市".into(),
        bag_place: "示例转运中心".into(),
        parcel_index: 1,
        parcel_count: 2,
        mother_waybill_no: "73100000000000".into(),
        receiver: Party {
            name: "张示例".into(),
            phone: "19900000017".into(),
            address: "广东省深圳市示例区样例街道样例路88号样例花园2栋1单元301室".into(),
        },
        sender: Party {
            name: "示例小店".into(), phone: "0571-80000000".into(), address: "浙江省杭州市示例区样例路1号".into()
        },
        cod_fen: Some(12_800),
        batch_no: "B0001".into(),
        sequence_no: 1,
        buyer_note: "放门口，谢谢".into(),
        seller_note: "加赠卡片一张".into(),
        seller_flag: app.say_with("flag.1", &[]),
        marks: vec!["已验视".into()],
        items: vec![item("CUP-01-W", "马克杯", "Mug with lid · แก้วมีฝาปิด", 2), item("SOCK-07-L", "中筒袜", "", 1)],
        ..LabelData::default()
    }
}
