//! Made-up orders for demo, practice and benches: believable, full of planted faults, and the same for the same seed.
//! No person in here exists; phones are from the agreed made-up range.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use yidan_domain::wall_time::CHINA_OFFSET_MINUTES;
use yidan_domain::{DraftStatus, ItemDraft, OrderDraft, RefundState, Tracking, WallTime};

#[derive(Deserialize)]
struct Stock {
    surnames: String,
    given: String,
    regions: Vec<(String, String, String)>,
    roads: Vec<String>,
    estates: Vec<String>,
    shops: Vec<(String, String)>,
    goods: Vec<(String, String, Vec<String>, i64)>,
    buyer_memos: Vec<String>,
    seller_memos: Vec<String>,
    carriers: Vec<(String, String)>,
}

struct Loaded {
    stock: Stock,
    surnames: Vec<char>,
    given: Vec<char>,
}

fn loaded() -> &'static Loaded {
    static LOADED: OnceLock<Loaded> = OnceLock::new();
    LOADED.get_or_init(|| {
        // The file is part of the binary and a test makes orders from it.
        let stock: Stock =
            serde_json::from_str(include_str!("../../../../assets/demo/made_up.json")).expect("assets/demo/made_up.json is well-formed");
        Loaded { surnames: stock.surnames.chars().collect(), given: stock.given.chars().collect(), stock }
    })
}

/// The shops of the demo: platform code and name.
pub fn shops() -> Vec<(&'static str, &'static str)> {
    loaded().stock.shops.iter().map(|(p, n)| (p.as_str(), n.as_str())).collect()
}

/// A small, fast, repeatable source of numbers (SplitMix64).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed)
    }
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    pub fn below(&mut self, n: usize) -> usize {
        (self.roll() % n.max(1) as u64) as usize
    }
    fn chance(&mut self, per_mille: u64) -> bool {
        self.roll() % 1_000 < per_mille
    }
    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// One made-up order with the shop it belongs to (index into `shops()`).
pub struct Made {
    pub shop: usize,
    pub draft: OrderDraft,
    /// The planted fault, if any.
    pub fault: Option<&'static str>,
}

/// Makes order number `index` of `count`, spread over `days` before `until_ms` (UTC), oldest first.
pub fn make(dice: &mut Dice, index: u64, count: u64, days: u32, until_ms: i64) -> Made {
    let l = loaded();
    let span_ms = i64::from(days.max(1)) * 86_400_000;
    let step_ms = (span_ms / count.max(1) as i64).max(1);
    let paid_ms = until_ms - span_ms
        + (i128::from(span_ms) * i128::from(index) / i128::from(count.max(1))) as i64
        + (dice.roll() % step_ms as u64) as i64;
    let age_hours = (until_ms - paid_ms) / 3_600_000;
    let shop = dice.below(l.stock.shops.len());
    let platform = l.stock.shops[shop].0.as_str();
    let mut draft = OrderDraft { order_no: order_no(platform, index, paid_ms), ..OrderDraft::default() };
    let wall = |ms: i64| Some(WallTime::from_utc_ms(ms, CHINA_OFFSET_MINUTES));
    draft.created_at = wall(paid_ms - 60_000 - (dice.roll() % 600_000) as i64);
    draft.paid_at = wall(paid_ms);
    receiver(dice, l, platform, &mut draft);
    goods(dice, l, &mut draft);
    progress(dice, l, age_hours, paid_ms, until_ms, &mut draft);
    if dice.chance(80) {
        draft.buyer_memo = Some(dice.pick(&l.stock.buyer_memos).clone());
    }
    if dice.chance(50) {
        draft.seller_memo = Some(dice.pick(&l.stock.seller_memos).clone());
    }
    let fault = plant(dice, &mut draft);
    Made { shop, draft, fault }
}

fn order_no(platform: &str, index: u64, paid_ms: i64) -> String {
    let day = WallTime::from_utc_ms(paid_ms, CHINA_OFFSET_MINUTES);
    let ymd: String = day.as_str()[2..10].chars().filter(|c| *c != '-').collect();
    match platform {
        "pdd" => format!("{ymd}-{:015}", 100_000_000_000_000 + index),
        "jd" => format!("{:012}", 300_000_000_000 + index),
        "douyin" => format!("69{ymd}{:011}", 10_000_000_000 + index),
        _ => format!("51{:017}", 27_000_000_000_000_000 + index),
    }
}

fn receiver(dice: &mut Dice, l: &Loaded, platform: &str, d: &mut OrderDraft) {
    let mut name = String::new();
    name.push(*dice.pick(&l.surnames));
    for _ in 0..=dice.below(2) {
        name.push(*dice.pick(&l.given));
    }
    let (province, city, district) = dice.pick(&l.stock.regions);
    d.receiver_name = Some(name);
    d.receiver_phone = Some(format!("19900{:06}", dice.roll() % 1_000_000));
    d.receiver_province = Some(province.clone());
    d.receiver_city = Some(city.clone());
    d.receiver_district = Some(district.clone());
    let (road, no) = (dice.pick(&l.stock.roads), 1 + dice.below(300));
    let (estate, house, flat) = (dice.pick(&l.stock.estates), 1 + dice.below(30), 101 + dice.below(2_500));
    d.receiver_address = Some(format!("{road}{no}号{estate}{house}栋{flat}室"));
    // Some platforms give a number that only works with its extension.
    if platform == "pdd" && dice.chance(700) {
        d.receiver_phone_ext = Some(format!("{:04}", dice.roll() % 10_000));
    }
}

fn goods(dice: &mut Dice, l: &Loaded, d: &mut OrderDraft) {
    let kinds = match dice.below(10) {
        0 => 3,
        1 | 2 => 2,
        _ => 1,
    };
    let mut sum = 0;
    for n in 0..kinds {
        let (code, title, specs, price_fen) = dice.pick(&l.stock.goods);
        let spec = dice.below(specs.len());
        let qty = if dice.chance(150) { 2 + dice.below(3) as i64 } else { 1 };
        let unit = price_fen + spec as i64 * 1_000;
        sum += unit * qty;
        d.items.push(ItemDraft {
            sub_no: Some(format!("{}{n:02}", d.order_no)),
            sku_code: Some(format!("{code}-{}", spec + 1)),
            title: Some(title.clone()),
            spec: Some(specs[spec].clone()),
            qty: Some(qty),
            unit_price_fen: Some(unit),
            amount_fen: Some(unit * qty),
            refund_fen: None,
        });
    }
    let freight = if dice.chance(200) { 800 } else { 0 };
    let discount = if dice.chance(300) { sum / 20 } else { 0 };
    d.freight_fen = Some(freight);
    d.buyer_amount_fen = Some(sum + freight - discount);
    d.merchant_amount_fen = Some(sum + freight - discount + discount / 2);
}

/// The older an order, the further it is.
fn progress(dice: &mut Dice, l: &Loaded, age_hours: i64, paid_ms: i64, until_ms: i64, d: &mut OrderDraft) {
    let wall = |ms: i64| Some(WallTime::from_utc_ms(ms, CHINA_OFFSET_MINUTES));
    d.refund_state = Some(RefundState::None);
    let say = |d: &mut OrderDraft, status, word: &str| {
        d.status = Some(status);
        d.status_raw = Some(word.to_owned());
    };
    if dice.chance(20) {
        say(d, DraftStatus::Closed, "交易关闭");
        if dice.chance(500) {
            d.refund_state = Some(RefundState::Full);
            d.refund_fen = d.buyer_amount_fen;
        } else {
            d.paid_at = None;
        }
        return;
    }
    if age_hours < 24 && dice.chance(60) {
        say(d, DraftStatus::Unpaid, "等待付款");
        d.paid_at = None;
        return;
    }
    let ships_after = 2 + dice.below(40) as i64;
    if age_hours <= ships_after {
        say(d, DraftStatus::ToShip, "待发货");
        d.trackings = Some(Vec::new());
        return;
    }
    let (carrier, head) = dice.pick(&l.stock.carriers);
    d.trackings = Some(vec![Tracking(Some(carrier.clone()), format!("{head}{:012}", dice.roll() % 1_000_000_000_000))]);
    let shipped_ms = paid_ms + ships_after * 3_600_000;
    d.shipped_at = wall(shipped_ms);
    let done_ms = shipped_ms + (72 + dice.below(120) as i64) * 3_600_000;
    if done_ms < until_ms {
        say(d, DraftStatus::Completed, "交易成功");
        d.finished_at = wall(done_ms);
        if dice.chance(40) {
            d.refund_state = Some(RefundState::Partial);
            d.refund_fen = d.buyer_amount_fen.map(|a| a / 4);
        }
    } else {
        say(d, DraftStatus::Shipped, "卖家已发货");
        if dice.chance(30) {
            d.refund_state = Some(RefundState::InProgress);
        }
    }
}

/// About one order in twelve carries a fault of some kind.
fn plant(dice: &mut Dice, d: &mut OrderDraft) -> Option<&'static str> {
    let fault = match dice.roll() % 1_000 {
        0..=14 => "phone_length",
        15..=24 => "address_missing",
        25..=34 => "region_incomplete",
        35..=54 => "receiver_masked",
        55..=59 => "status_unknown",
        60..=75 if d.status == Some(DraftStatus::ToShip) => "amount_odd",
        76..=80 => "pieces_unknown",
        81..=83 => "phone_missing",
        _ => return None,
    };
    match fault {
        "phone_length" => {
            let mut p = d.receiver_phone.take().unwrap_or_default();
            p.pop();
            d.receiver_phone = Some(p);
            d.receiver_phone_ext = None;
        }
        "phone_missing" => {
            d.receiver_phone = None;
            d.receiver_phone_ext = None;
        }
        "address_missing" => d.receiver_address = None,
        "region_incomplete" => d.receiver_city = None,
        "receiver_masked" => {
            let first: String = d.receiver_name.iter().flat_map(|n| n.chars()).take(1).collect();
            d.receiver_name = Some(format!("{first}**"));
            d.receiver_phone = d.receiver_phone.take().map(|p| format!("{}****{}", &p[..3], &p[p.len() - 4..]));
            d.receiver_address = Some("**".to_owned());
            d.receiver_masked = true;
        }
        "status_unknown" => {
            d.status = None;
            d.status_raw = Some("待确认X".to_owned());
        }
        "amount_odd" => d.buyer_amount_fen = d.buyer_amount_fen.map(|a| a + 10_000_000),
        _ => d.items.iter_mut().for_each(|i| i.qty = None),
    }
    Some(fault)
}

/// How many faults of each kind.
pub type Faults = BTreeMap<String, i64>;

#[cfg(test)]
mod tests {
    use super::*;

    fn month(seed: u64, count: u64) -> Vec<Made> {
        let mut dice = Dice::new(seed);
        (0..count).map(|i| make(&mut dice, i, count, 30, 1_795_276_800_000)).collect()
    }

    #[test]
    fn the_same_seed_makes_the_same_orders() {
        let (a, b, c) = (month(7, 500), month(7, 500), month(8, 500));
        assert!(a.iter().zip(&b).all(|(x, y)| x.draft == y.draft && x.shop == y.shop));
        assert!(a.iter().zip(&c).any(|(x, y)| x.draft != y.draft));
    }

    #[test]
    fn numbers_are_unique_and_people_made_up() {
        let made = month(1, 5_000);
        let mut numbers: Vec<_> = made.iter().map(|m| (m.shop, m.draft.order_no.clone())).collect();
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers.len(), made.len());
        assert!(made.iter().filter_map(|m| m.draft.receiver_phone.as_ref()).all(|p| p.starts_with("199")));
        let faults = made.iter().filter(|m| m.fault.is_some()).count();
        assert!((200..600).contains(&faults), "{faults}");
    }
}
