//! A first mapping for headings that nobody knows, from words that headings commonly hold and from what the cells look like.
//! Only a proposal: a person confirms it before anything is read by it.

use super::format::{Feed, Format, Grain, Kind, OneOf, Profile};
use crate::sink::SourceRow;
use crate::values::text::{clean, heading};
use crate::values::{money, time};
use std::collections::BTreeMap;

/// A proposed profile, and which row of the sample holds its headings.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    pub profile: Profile,
    /// Row number of the headings.
    pub header_row: u64,
    pub headings: Vec<String>,
}

/// Parts of headings, best first, by field. `item.` fields belong to goods.
const HINTS: &[(&str, &[&str])] = &[
    ("order_no", &["订单编号", "订单号", "主订单", "单号", "orderid", "orderno", "ordernumber", "order"]),
    ("status", &["订单状态", "交易状态", "状态", "status"]),
    ("created_at", &["下单时间", "创建时间", "提交时间", "下单日期", "日期", "created", "date", "时间"]),
    ("paid_at", &["付款时间", "支付时间", "成交时间", "paid"]),
    ("shipped_at", &["发货时间", "shipped"]),
    ("buyer_amount", &["实付", "实际支付", "应付金额", "订单金额", "支付金额", "总金额", "总价", "金额", "total", "amount"]),
    ("freight", &["运费", "邮费", "快递费", "shippingfee", "freight"]),
    ("receiver_name", &["收货人姓名", "收件人姓名", "收货人", "收件人", "姓名", "recipient", "receiver", "name"]),
    ("receiver_phone", &["手机", "联系电话", "电话", "收货人电话", "phone", "mobile", "tel"]),
    ("receiver_province", &["省份", "省", "province", "state"]),
    ("receiver_city", &["城市", "市", "city"]),
    ("receiver_district", &["区县", "地区", "区", "district"]),
    ("receiver_address", &["详细地址", "收货地址", "收件地址", "地址", "address"]),
    ("tracking_no", &["运单号", "快递单号", "物流单号", "tracking"]),
    ("carrier", &["快递公司", "物流公司", "承运", "carrier"]),
    ("buyer_memo", &["买家留言", "留言", "buyermessage"]),
    ("seller_memo", &["商家备注", "卖家备注", "备注", "note", "remark"]),
    ("item.sku_code", &["商家编码", "规格编码", "货号", "商品编码", "sku"]),
    ("item.title", &["商品名称", "商品标题", "宝贝标题", "货品", "商品", "品名", "productname", "title", "item"]),
    ("item.spec", &["商品规格", "规格", "属性", "型号", "variation"]),
    ("item.qty", &["购买数量", "商品数量", "数量", "件数", "quantity", "qty"]),
    ("item.unit_price", &["单价", "商品价格", "价格", "price"]),
];

/// Words that mean the same wherever they occur. Others are left for the person to explain.
const STATUS_WORDS: &[(&str, &str)] = &[
    ("待付款", "unpaid"),
    ("等待买家付款", "unpaid"),
    ("未付款", "unpaid"),
    ("待支付", "unpaid"),
    ("待发货", "to_ship"),
    ("已付款", "to_ship"),
    ("等待卖家发货", "to_ship"),
    ("未发货", "to_ship"),
    ("备货中", "to_ship"),
    ("部分发货", "part_shipped"),
    ("已发货", "shipped"),
    ("待收货", "shipped"),
    ("运输中", "shipped"),
    ("已签收", "completed"),
    ("已收货", "completed"),
    ("已完成", "completed"),
    ("交易成功", "completed"),
    ("交易完成", "completed"),
    ("已取消", "closed"),
    ("已关闭", "closed"),
    ("交易关闭", "closed"),
    ("unpaid", "unpaid"),
    ("paid", "to_ship"),
    ("processing", "to_ship"),
    ("shipped", "shipped"),
    ("completed", "completed"),
    ("cancelled", "closed"),
    ("canceled", "closed"),
];

/// Proposes a profile for the first row that looks like headings. `None` when no row has an order number and something beside it.
pub fn guess_mapping(rows: &[SourceRow]) -> Option<Guess> {
    rows.iter().enumerate().find_map(|(i, row)| {
        let headings: Vec<String> = row.cells().map(|c| c.trim().to_owned()).collect();
        let found = assign(&headings, &rows[i + 1..]);
        let is_header = found.contains_key("order_no") && found.len() >= 3;
        is_header.then(|| Guess { profile: profile(&headings, &found, &rows[i + 1..]), header_row: row.number(), headings })
    })
}

/// Each field takes the free column whose heading holds its best hint, if the cells do not speak against it.
fn assign(headings: &[String], rows: &[SourceRow]) -> BTreeMap<&'static str, usize> {
    let names: Vec<String> = headings.iter().map(|h| heading(h)).collect();
    let mut taken: Vec<usize> = Vec::new();
    let mut found = BTreeMap::new();
    for exact in [true, false] {
        for (field, hints) in HINTS {
            if found.contains_key(field) {
                continue;
            }
            let column = hints.iter().find_map(|hint| {
                let hint = heading(hint);
                (0..names.len()).find(|c| {
                    !taken.contains(c) && (if exact { names[*c] == hint } else { names[*c].contains(&hint) }) && fits(field, *c, rows)
                })
            });
            if let Some(c) = column {
                taken.push(c);
                found.insert(*field, c);
            }
        }
    }
    found
}

fn fits(field: &str, column: usize, rows: &[SourceRow]) -> bool {
    let cells: Vec<_> = rows.iter().filter_map(|r| clean(r.cell(column))).take(20).collect();
    let most = |reads: &dyn Fn(&str) -> bool| cells.is_empty() || cells.iter().filter(|c| reads(c)).count() * 2 > cells.len();
    match field {
        "created_at" | "paid_at" | "shipped_at" => most(&|c| time::read(c, &time::TimeForm::default()).is_some()),
        "buyer_amount" | "freight" | "item.unit_price" | "item.qty" => most(&|c| money::read(c, money::Decimals::Point).is_some()),
        "order_no" | "tracking_no" => most(&|c| c.bytes().any(|b| b.is_ascii_digit()) && c.is_ascii()),
        _ => true,
    }
}

fn profile(headings: &[String], found: &BTreeMap<&'static str, usize>, rows: &[SourceRow]) -> Profile {
    let key = found["order_no"];
    let mut seen = std::collections::HashSet::new();
    let repeats = rows.iter().filter_map(|r| clean(r.cell(key))).any(|k| !seen.insert(k.into_owned()));
    let mut order = BTreeMap::new();
    let mut item = BTreeMap::new();
    for (field, column) in found {
        let feed = Feed::One(headings[*column].clone());
        match field.strip_prefix("item.") {
            Some(name) => item.insert(name.to_owned(), feed),
            None => order.insert((*field).to_owned(), feed),
        };
    }
    let required = found.values().map(|c| OneOf::One(headings[*c].clone())).collect();
    let mut format = Format::of_orders("user", required);
    format.kind = Kind::Orders;
    format.grain = if repeats { Grain::Item } else { Grain::Order };
    if let Some(column) = found.get("status") {
        let words = rows.iter().filter_map(|r| clean(r.cell(*column)));
        let known =
            words.filter_map(|w| STATUS_WORDS.iter().find(|(k, _)| *k == heading(&w)).map(|(_, to)| (w.into_owned(), (*to).to_owned())));
        format.status = known.collect();
    }
    format.order = order;
    format.item = item;
    Profile { platform: None, sheet: None, format: vec![format] }
}
