//! Made-up orders for tests and for measuring: cheap, the same for the same seed, nobody real in them.
// Each user takes what it needs of this.
#![allow(dead_code)]

use yidan_domain::order::{Grain, Marks, Order, Receiver, State};
use yidan_domain::stops::Holds;
use yidan_domain::{DraftStatus, Finding, ItemDraft, Severity, Tracking};
use yidan_store::{NewEvent, SourceRow};

/// A small generator of numbers (xorshift); good enough for spreading.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, n: u64) -> u64 {
        (self.next() >> 11) % n
    }

    pub fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len() as u64) as usize]
    }
}

const SURNAMES: &[&str] = &["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "欧阳"];
const GIVEN: &[&str] = &["小明", "芳", "丽华", "伟", "静怡", "强", "子涵", "雪", "建国", "一诺", "思远", "梓萱", "文", "晓东"];
const PROVINCES: &[(&str, &str, &str)] = &[
    ("广东省", "深圳市", "南山区"),
    ("浙江省", "杭州市", "余杭区"),
    ("江苏省", "苏州市", "吴中区"),
    ("上海", "上海市", "浦东新区"),
    ("四川省", "成都市", "武侯区"),
    ("西藏自治区", "拉萨市", "城关区"),
];
const GOODS: &[&str] = &["棉麻连衣裙", "保温杯", "手工曲奇", "儿童雨衣", "蓝牙耳机", "桌面收纳盒", "羊毛围巾", "折叠雨伞"];
const COLOURS: &[&str] = &["米白", "藏青", "浅灰", "酒红"];
const SIZES: &[&str] = &["S", "M", "L", "XL"];
pub const DAY_MS: i64 = 86_400_000;

/// The n-th of `total` orders spread evenly over `days` before `now_ms`. `shop_id` must exist.
pub fn order(n: u64, total: u64, days: i64, now_ms: i64, shop_id: i64, seed: u64) -> Order {
    let mut d = Dice::new(seed ^ (n + 1).wrapping_mul(0x0100_0193));
    for _ in 0..4 {
        d.next();
    }
    let at = now_ms - days * DAY_MS + ((n as i128 * i128::from(days * DAY_MS)) / i128::from(total.max(1))) as i64;
    let created = at - at % 1_000;
    let age_days = (now_ms - created) / DAY_MS;
    let (status, state) = standing(&mut d, age_days);
    let is_paid = status != DraftStatus::Unpaid;
    let is_sent = matches!(status, DraftStatus::Shipped | DraftStatus::Completed);
    let items: Vec<ItemDraft> = (0..1 + d.below(3)).map(|line| item(&mut d, n, line)).collect();
    let amount: i64 = items.iter().filter_map(|i| i.amount_fen).sum();
    let after_sale = d.below(40) == 0;
    Order {
        id: 0,
        shop_id,
        order_no: format!("{:02}{:013}{:04}", 26 + shop_id % 4, 5_000_000_000_u64 + n * 7_919, d.below(10_000)),
        state,
        marks: Marks { after_sale, held: state == State::ToReview && d.below(9) == 0, ..Marks::default() },
        hold_reason: None,
        flag: if d.below(20) == 0 { 1 + d.below(5) as u8 } else { 0 },
        status: Some(status),
        status_raw: Some(raw_word(status).to_owned()),
        refund_state: after_sale.then_some(yidan_domain::RefundState::InProgress),
        created_at_ms: Some(created),
        paid_at_ms: is_paid.then_some(created + 1_000 * (20 + d.below(900) as i64)),
        ship_by_ms: None,
        shipped_at_ms: is_sent.then_some(created + 3_600_000 * (5 + d.below(40) as i64)),
        finished_at_ms: (status == DraftStatus::Completed).then_some(created + 7 * DAY_MS),
        buyer_amount_fen: Some(amount),
        merchant_amount_fen: None,
        freight_fen: Some(0),
        refund_fen: None,
        receiver: receiver(&mut d),
        trackings: Some(if is_sent {
            vec![Tracking(Some("中通".to_owned()), format!("7{:013}", d.below(10_000_000_000_000)))]
        } else {
            Vec::new()
        }),
        buyer_memo: (d.below(12) == 0).then(|| d.of(&["请尽快发货", "放快递柜", "生日礼物，不要放小票", "电话联系"]).to_string()),
        seller_memo: (d.below(15) == 0).then(|| d.of(&["老客户送小样", "已改地址", "补发 A12 配件"]).to_string()),
        findings: if d.below(25) == 0 {
            vec![
                Finding::new(if d.below(2) == 0 { "address_no_district" } else { "phone_short" }, Severity::Warning)
                    .on("receiver_address")
                    .with("text", "…"),
            ]
        } else {
            Vec::new()
        },
        items,
        edited: Vec::new(),
        grain: Grain { money_of_order: true, lines_of_items: false },
        print_count: i64::from(state == State::Printed),
        cause: None,
        holds: Holds::default(),
        address_change: None,
        second_check: None,
        tags: Vec::new(),
        warehouse: None,
        carrier: None,
    }
}

fn standing(d: &mut Dice, age_days: i64) -> (DraftStatus, State) {
    let dice = d.below(100);
    match (age_days, dice) {
        (_, 0..5) => (DraftStatus::Closed, State::Closed),
        (0..1, 5..15) => (DraftStatus::Unpaid, State::Unpaid),
        (0..3, 5..40) => (DraftStatus::ToShip, State::ToReview),
        (0..3, 40..70) => (DraftStatus::ToShip, State::ToPrint),
        (0..3, 70..80) => (DraftStatus::ToShip, State::Printed),
        (0..12, _) => (DraftStatus::Shipped, if dice < 60 { State::InTransit } else { State::Shipped }),
        _ => (DraftStatus::Completed, State::Completed),
    }
}

fn raw_word(s: DraftStatus) -> &'static str {
    match s {
        DraftStatus::Unpaid => "等待买家付款",
        DraftStatus::ToShip => "买家已付款，等待卖家发货",
        DraftStatus::PartShipped => "部分发货",
        DraftStatus::Shipped => "卖家已发货，等待买家确认",
        DraftStatus::Completed => "交易成功",
        DraftStatus::Closed => "交易关闭",
    }
}

fn item(d: &mut Dice, n: u64, line: u64) -> ItemDraft {
    let goods = d.below(GOODS.len() as u64) as usize;
    let model = d.below(40);
    let (colour, size) = (*d.of(COLOURS), *d.of(SIZES));
    let (qty, price) = (1 + d.below(3) as i64, 990 + 100 * (goods as i64 * 11 + model as i64));
    ItemDraft {
        sub_no: Some(format!("9{:015}{line}", 3_000_000_u64 + n * 31)),
        sku_code: Some(format!("G{goods}{model:02}-{size}")),
        title: Some(format!("{} {model:02} 款", GOODS[goods])),
        spec: Some(format!("颜色:{colour};尺码:{size}")),
        qty: Some(qty),
        unit_price_fen: Some(price),
        amount_fen: Some(price * qty),
        refund_fen: None,
    }
}

fn receiver(d: &mut Dice) -> Receiver {
    let (province, city, district) = *d.of(PROVINCES);
    Receiver {
        name: Some(format!("{}{}", d.of(SURNAMES), d.of(GIVEN))),
        phone: Some(format!("19900{:06}", d.below(1_000_000))),
        phone_ext: None,
        province: Some(province.to_owned()),
        city: Some(city.to_owned()),
        district: Some(district.to_owned()),
        address: Some(format!("样例路{}号{}栋{}室", 1 + d.below(400), 1 + d.below(30), 100 + d.below(900))),
        masked: false,
    }
}

/// The events that an import leaves.
pub fn events(o: &Order, at_ms: i64) -> Vec<NewEvent> {
    let e = |kind: &str, from, to| NewEvent { at_ms, actor: "导入".to_owned(), kind: kind.to_owned(), from, to, rule: None, data: None };
    let mut out = vec![e("imported", None, Some(o.state))];
    if o.state == State::ToPrint {
        out.push(e("accept", Some(State::ToReview), Some(State::ToAllocate)));
        out.push(e("allocate", Some(State::ToAllocate), Some(State::ToPrint)));
    }
    out
}

/// The row of a file that the order came from.
pub fn source_row(o: &Order, n: u64, file_id: i64) -> SourceRow {
    let r = &o.receiver;
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    let mut cells = vec![
        o.order_no.clone(),
        text(&o.status_raw),
        o.buyer_amount_fen.map(yidan_domain::money::plain).unwrap_or_default(),
        text(&r.name),
        text(&r.phone),
        format!("{} {} {} {}", text(&r.province), text(&r.city), text(&r.district), text(&r.address)),
        text(&o.buyer_memo),
        text(&o.seller_memo),
    ];
    for i in &o.items {
        cells.extend([text(&i.title), text(&i.spec), text(&i.sku_code)]);
    }
    SourceRow { file_id, sheet: 0, row: n as i64 + 2, cells }
}
