//! What is drawn, before any PDF: snapshots of the operations, margins, overlaps, and the rules about marks and masks.

mod support;

use proptest::prelude::*;
use support::{Page, Recorder, bounds, fixtures, labels, options};
use yidan_labels::{Head, ItemText, LabelData, LabelItem, Outcome, Party, RenderOptions, SHIPPED, SkipReason, Template};

fn draw(template: &str, orders: Vec<LabelData>, options: &RenderOptions) -> (Vec<Page>, Outcome) {
    let template = Template::shipped(template).expect("shipped");
    let mut recorder = Recorder::default();
    let outcome = labels().draw(&template, &mut orders.into_iter(), options, &mut recorder).expect("drawn");
    assert_eq!(outcome.pages, recorder.pages.len());
    (recorder.pages, outcome)
}

fn listing(pages: &[Page], outcome: &Outcome) -> String {
    let mut out = String::new();
    for page in pages {
        out += &format!("page {}×{} mm\n", page.width_mm, page.height_mm);
        for blocks in &page.fills {
            let [left, top, right, bottom] = bounds(blocks);
            out += &format!("  {} blocks {left:.2},{top:.2} to {right:.2},{bottom:.2}\n", blocks.len());
        }
        for t in &page.texts {
            let weight = if t.bold { " bold" } else { "" };
            out += &format!("  {:.2},{:.2} {:.1}pt{weight} {}\n", t.x_mm, t.baseline_mm, t.size_pt, t.text);
        }
    }
    out + &format!("{outcome:#?}\n")
}

#[test]
fn snapshots() {
    for (name, _) in SHIPPED {
        let (pages, outcome) = draw(name, fixtures(), &options());
        insta::assert_snapshot!(*name, listing(&pages, &outcome));
    }
}

/// Nothing outside the margin, no text over other text or over bars.
fn check_page(page: &Page, margin_mm: f64) -> Result<(), String> {
    let (right, bottom) = (page.width_mm - margin_mm, page.height_mm - margin_mm);
    let inside = |b: [f64; 4]| b[0] >= margin_mm - 0.02 && b[1] >= margin_mm - 0.02 && b[2] <= right + 0.02 && b[3] <= bottom + 0.02;
    for blocks in &page.fills {
        if !inside(bounds(blocks)) {
            return Err(format!("blocks at {:?}", bounds(blocks)));
        }
    }
    for (i, text) in page.texts.iter().enumerate() {
        let ink = text.ink();
        if !inside(ink) {
            return Err(format!("{} at {ink:?}", text.text));
        }
        let over = |b: [f64; 4]| ink[0] < b[2] - 0.02 && b[0] < ink[2] - 0.02 && ink[1] < b[3] - 0.02 && b[1] < ink[3] - 0.02;
        if let Some(other) = page.texts[..i].iter().find(|t| over(t.ink())) {
            return Err(format!("{} over {}", text.text, other.text));
        }
        if page.fills.iter().flatten().any(|b| over([b.x_mm, b.y_mm, b.x_mm + b.width_mm, b.y_mm + b.height_mm])) {
            return Err(format!("{} over black", text.text));
        }
    }
    Ok(())
}

fn check_all(orders: &[LabelData], options: &RenderOptions) -> Result<(), String> {
    for (name, _) in SHIPPED {
        let margin_mm = Template::shipped(name).expect("shipped").margin_mm;
        for page in draw(name, orders.to_vec(), options).0 {
            check_page(&page, margin_mm).map_err(|fault| format!("{name}: {fault}"))?;
        }
    }
    Ok(())
}

#[test]
fn fixtures_stay_in_their_boxes() {
    for item_text in [ItemText::Title, ItemText::SkuCode, ItemText::Hidden] {
        for (mask, head) in [(true, Head::Dpi203), (false, Head::Dpi300)] {
            assert_eq!(check_all(&fixtures(), &RenderOptions { item_text, mask, head, ..options() }), Ok(()));
        }
    }
}

fn words(longest: usize) -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        6 => proptest::sample::select("样例示范花园街道大厦小区，。（）".chars().collect::<Vec<_>>()),
        3 => proptest::char::range('!', '~'),
        1 => Just(' '),
        1 => Just('\n'),
        1 => Just('🐱'),
    ];
    proptest::collection::vec(letter, 0..=longest).prop_map(|letters| letters.into_iter().collect())
}

prop_compose! {
    fn party()(name in words(30), phone in "[0-9+ -]{0,20}", address in words(120)) -> Party {
        Party { name, phone, address }
    }
}

prop_compose! {
    fn item()(sku_code in words(30), title in words(60), spec in words(30), shelf in words(12), barcode in "[0-9]{0,13}", qty in -3i64..100_000, price in proptest::option::of(0i64..100_000_000)) -> LabelItem {
        LabelItem { sku_code, title, spec, shelf, barcode, qty, unit_price_fen: price, amount_fen: price, gift: qty % 2 == 0, ..LabelItem::default() }
    }
}

prop_compose! {
    fn order()(
        (order_no, waybill_no, shop, carrier) in ("[ -~]{0,24}", proptest::option::of("[A-Z]{0,2}[0-9]{9,15}"), words(20), words(12)),
        (route_code, bag_place, batch_no, mother) in (words(24), words(24), "[A-Z0-9]{0,14}", "[A-Z0-9]{0,15}"),
        (receiver, sender) in (party(), party()),
        (buyer_note, seller_note, memo, marks) in (words(200), words(200), proptest::collection::vec(words(40), 0..3), proptest::collection::vec(words(8), 0..4)),
        (cod, reprint_count, sequence_no, index) in (proptest::option::of(0i64..1_000_000_000), 0u32..30, 0u32..20_000, 0u32..200),
        items in proptest::collection::vec(item(), 0..60),
    ) -> LabelData {
        LabelData {
            order_no, waybill_no, shop, carrier, route_code, bag_place, batch_no, mother_waybill_no: mother, receiver, sender, buyer_note, seller_note,
            memo, marks, cod_fen: cod, insured_fen: cod, paid_fen: cod, goods_fen: cod, reprint_count, sequence_no, parcel_index: index, parcel_count: index,
            items, ..LabelData::default()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn anything_stays_in_its_box(orders in proptest::collection::vec(order(), 1..4)) {
        prop_assert_eq!(check_all(&orders, &options()), Ok(()));
    }
}

fn said(template: &str, data: LabelData, options: &RenderOptions) -> Vec<String> {
    draw(template, vec![data], options).0.into_iter().flat_map(|p| p.texts).map(|t| t.text).collect()
}

#[test]
fn an_internal_label_is_no_carriers() {
    for template in ["own-76x130", "own-100x150"] {
        let mut data = fixtures().swap_remove(0);
        let with = said(template, data.clone(), &options());
        assert!(with.iter().any(|t| t.contains("自打")) && with.iter().any(|t| t == "样例快递 标快"), "{with:?}");
        data.waybill_no = None;
        let without = said(template, data, &options());
        assert!(without.iter().any(|t| t == "内部标签 · 非快递面单"), "{without:?}");
        assert!(!without.iter().any(|t| t.contains("310-A023") || t.contains("标快") || t.contains('集')), "{without:?}");
    }
}

#[test]
fn persons_are_masked_unless_switched_off() {
    for template in ["own-76x130", "own-100x150", "slip-a4"] {
        let data = || fixtures().swap_remove(0);
        let masked = said(template, data(), &options()).join("|");
        assert!(!masked.contains("张示例") && !masked.contains("19900000017") && !masked.contains("301室"), "{masked}");
        let full = said(template, data(), &RenderOptions { mask: false, ..options() }).join("|");
        assert!(full.contains("张示例") && full.contains("19900000017"), "{full}");
    }
}

#[test]
fn goods_as_the_shop_chose() {
    let data = || fixtures().swap_remove(0);
    for (item_text, shown, hidden) in
        [(ItemText::Title, "马克杯", "CUP-01-W"), (ItemText::SkuCode, "CUP-01-W", "马克杯"), (ItemText::Hidden, "×", "马克杯")]
    {
        let text = said("own-76x130", data(), &RenderOptions { item_text, ..options() }).join("|");
        let shows_goods = item_text != ItemText::Hidden;
        assert_eq!(text.contains(shown), shows_goods, "{item_text:?}: {text}");
        assert!(!text.contains(hidden), "{item_text:?}: {text}");
    }
}

#[test]
fn long_lists_are_cut_or_continued() {
    let item = |i: usize| LabelItem { sku_code: format!("S{i:03}"), title: format!("样例货品{i}"), qty: 1, ..LabelItem::default() };
    let data = LabelData { order_no: "202611220000000100".into(), items: (1..=120).map(item).collect(), ..LabelData::default() };
    let label = said("own-76x130", data.clone(), &options());
    assert!(label.iter().any(|t| t == "…共 120 种，详见拣货单"), "{label:?}");
    let (pages, _) = draw("slip-a4", vec![data.clone()], &options());
    assert_eq!(pages.len(), 4);
    let all: Vec<&str> = pages.iter().flat_map(|p| &p.texts).map(|t| t.text.as_str()).collect();
    for i in 1..=120 {
        assert_eq!(all.iter().filter(|t| **t == format!("样例货品{i}")).count(), 1, "row {i}");
    }
    for (i, page) in pages.iter().enumerate() {
        assert!(page.texts.iter().any(|t| t.text == format!("第 {}/4 页", i + 1)));
        assert!(page.texts.iter().any(|t| t.text.contains("202611220000000100")), "page {i} names its order");
    }
    let (pages, outcome) = draw("pick-a4", vec![data], &options());
    assert_eq!((outcome.labels, pages.len()), (1, 3));
}

#[test]
fn orders_without_a_number_are_named() {
    let order = |order_no: &str| LabelData { order_no: order_no.into(), ..LabelData::default() };
    let (pages, outcome) = draw("own-76x130", vec![order("A1"), order(""), order("单1"), order(&"X".repeat(40)), order("A2")], &options());
    assert_eq!(pages.len(), 2);
    let reasons: Vec<SkipReason> = outcome.skipped.iter().map(|s| s.reason).collect();
    assert_eq!(reasons, [SkipReason::NoNumber, SkipReason::NotEncodable, SkipReason::BarcodeTooWide]);
}
