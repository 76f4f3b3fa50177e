//! The list against a plain look through all orders: random filters, sorts and pages must agree with it, figures too.

mod made_up;

use made_up::{DAY_MS, Dice, events, order};
use yidan_domain::order::{Marks, Order, Stage, State};
use yidan_store::{DateBy, Error, Filter, Precision, Result, Sort, Store, Tabs, Total};

/// 2026-11-19 00:00 +0800.
const NOW: i64 = 1_795_017_600_000;
const ORDERS: u64 = 3_000;
const DAYS: i64 = 40;
const SHOPS: [(&str, &str); 4] = [("taobao", "一号店"), ("taobao", "二号店"), ("pdd", "三号店"), ("douyin", "四号店")];

fn filled() -> (Store, Vec<Order>) {
    let store = Store::open_memory().expect("opens");
    let orders = store.write(|w| -> Result<Vec<Order>> {
        let shops: Vec<i64> = SHOPS.iter().map(|(p, n)| w.shop_id(p, n, NOW)).collect::<Result<_>>()?;
        let mut all = Vec::new();
        for n in 0..ORDERS {
            let mut o = order(n, ORDERS, DAYS, NOW, shops[(n * 7 % 11 % 4) as usize], 3);
            if n % 50 == 0 {
                o.paid_at_ms = None;
            }
            if n % 37 == 0 {
                o.marks.urgent = true;
            }
            let first = events(&o, NOW);
            w.insert_order(&mut o, &first, &[])?;
            all.push(o);
        }
        Ok(all)
    });
    let mut orders = orders.expect("the orders go in");
    orders.sort_by_key(|o| std::cmp::Reverse(o.id));
    (store, orders)
}

fn platform(shop_id: i64) -> &'static str {
    SHOPS[shop_id as usize - 1].0
}

/// The same question asked of the values. Text is left to its own test.
fn fits(o: &Order, f: &Filter) -> bool {
    let at = match f.date_by {
        DateBy::Created => Some((o.id >> 12) * 1_000),
        DateBy::Paid => o.paid_at_ms,
    };
    let in_range = (f.from_ms.is_none() && f.to_ms.is_none())
        || at.is_some_and(|at| f.from_ms.is_none_or(|from| at >= from) && f.to_ms.is_none_or(|to| at < to));
    let stage_fits = match f.stage {
        None => true,
        Some(Stage::AfterSale) => o.marks.after_sale,
        Some(stage) => o.state.stage() == Some(stage),
    };
    in_range
        && stage_fits
        && (f.states.is_empty() || f.states.contains(&o.state))
        && f.platform.as_deref().is_none_or(|p| platform(o.shop_id) == p)
        && (f.shops.is_empty() || f.shops.contains(&o.shop_id))
        && o.marks.bits() & f.marked.bits() == f.marked.bits()
        && o.marks.bits() & f.unmarked.bits() == 0
        && f.flag.is_none_or(|flag| o.flag == flag)
        && f.province.as_ref().is_none_or(|p| o.receiver.province.as_ref() == Some(p))
        && f.sku.as_ref().is_none_or(|s| o.items.iter().any(|i| i.sku_code.as_ref() == Some(s)))
        && f.has_finding.is_none_or(|has| has != o.findings.is_empty())
        && f.finding_code.as_ref().is_none_or(|c| o.findings.iter().any(|f| f.code == *c))
        && f.printed.is_none_or(|p| p == (o.print_count > 0))
}

fn maybe<T>(d: &mut Dice, one_in: u64, value: impl FnOnce(&mut Dice) -> T) -> Option<T> {
    (d.below(one_in) == 0).then(|| value(d))
}

fn random_filter(d: &mut Dice, orders: &[Order]) -> Filter {
    let any = d.of(orders).clone();
    let mut f = Filter {
        platform: maybe(d, 5, |d| (*d.of(&["taobao", "pdd", "douyin", "nowhere"])).to_owned()),
        flag: maybe(d, 8, |d| d.below(4) as u8),
        province: maybe(d, 8, |_| any.receiver.province.clone().unwrap_or_default()),
        sku: maybe(d, 8, |_| any.items[0].sku_code.clone().unwrap_or_default()),
        has_finding: maybe(d, 8, |d| d.below(2) == 0),
        finding_code: maybe(d, 15, |_| "phone_short".to_owned()),
        printed: maybe(d, 10, |d| d.below(2) == 0),
        stage: maybe(d, 8, |d| *d.of(&Stage::ALL)),
        ..Filter::default()
    };
    for _ in 0..d.below(3) {
        f.states.push(*d.of(&State::ALL));
    }
    for _ in 0..d.below(3) {
        f.shops.push(1 + d.below(4) as i64);
    }
    if d.below(6) == 0 {
        f.marked = *d.of(&[Marks { held: true, ..Marks::default() }, Marks { after_sale: true, urgent: true, ..Marks::default() }]);
    }
    if d.below(8) == 0 {
        f.unmarked = Marks { held: true, after_sale: true, ..Marks::default() };
    }
    if d.below(3) == 0 {
        f.date_by = *d.of(&[DateBy::Created, DateBy::Paid]);
        let whole = d.below(2) == 0;
        let moment = |d: &mut Dice| NOW - d.below(DAYS as u64 + 2) as i64 * DAY_MS - if whole { 0 } else { d.below(80_000_000) as i64 };
        f.from_ms = maybe(d, 2, moment);
        f.to_ms = maybe(d, 2, moment);
    }
    f
}

fn key(o: &Order, sort: Sort) -> (i64, i64) {
    let far = 1 << 60;
    match sort {
        Sort::Newest => (-o.id, 0),
        Sort::Oldest => (o.id, 0),
        Sort::PaidNewest => (o.paid_at_ms.map_or(far, |t| -t), -o.id),
        Sort::PaidOldest => (o.paid_at_ms.unwrap_or(far), o.id),
        Sort::AmountHighest => (o.buyer_amount_fen.map_or(far, |t| -t), -o.id),
        Sort::AmountLowest => (o.buyer_amount_fen.unwrap_or(far), o.id),
    }
}

const SORTS: [Sort; 6] = [Sort::Newest, Sort::Oldest, Sort::PaidNewest, Sort::PaidOldest, Sort::AmountHighest, Sort::AmountLowest];

fn pages(store: &Store, f: &Filter, sort: Sort, limit: usize) -> Vec<i64> {
    let (mut out, mut after) = (Vec::new(), None::<String>);
    for _ in 0..10_000 {
        let page = store.read(|r| r.list(f, sort, after.as_deref(), limit)).expect("lists");
        assert!(page.ids.len() <= limit);
        out.extend(page.ids);
        match page.next {
            None => return out,
            next => {
                assert!(next != after, "the cursor moves: {f:?} {sort:?} {next:?}");
                after = next;
            }
        }
    }
    panic!("no end: {f:?} {sort:?}");
}

#[test]
fn random_filters_find_what_a_look_through_finds() {
    let (store, orders) = filled();
    let mut d = Dice::new(11);
    let mut found = 0;
    for round in 0..250 {
        let f = random_filter(&mut d, &orders);
        let sort = SORTS[round % SORTS.len()];
        let mut want: Vec<&Order> = orders.iter().filter(|o| fits(o, &f)).collect();
        want.sort_by_key(|o| key(o, sort));
        let want: Vec<i64> = want.iter().map(|o| o.id).collect();
        found += want.len();
        assert_eq!(store.read(|r| r.ids(&f, sort, usize::MAX)).expect("lists"), want, "{f:?} {sort:?}");
        assert_eq!(pages(&store, &f, sort, 1 + d.below(90) as usize), want, "{f:?} {sort:?}");
        check_figures(&store, &orders, &f);
    }
    assert!(found > 6_000, "the filters are not too narrow: {found}");
}

fn sum<'a>(orders: impl Iterator<Item = &'a Order>) -> (i64, i64) {
    orders.fold((0, 0), |(n, fen), o| (n + 1, fen + o.buyer_amount_fen.unwrap_or(0)))
}

fn agree(got: Total, want: (i64, i64), what: &str) {
    match got.precision {
        Precision::Exact => assert_eq!((got.n, got.sum_fen), want, "{what}"),
        Precision::AtLeast => assert!(got.n <= want.0 && got.sum_fen <= want.1 && got.n > 0, "{what}: {got:?} {want:?}"),
    }
}

fn check_figures(store: &Store, orders: &[Order], f: &Filter) {
    let total = store.read(|r| r.total(f)).expect("counts");
    agree(total, sum(orders.iter().filter(|o| fits(o, f))), &format!("{f:?}"));
    let whole = store.read(|r| r.total_exact(f)).expect("counts");
    assert_eq!(whole.precision, Precision::Exact);
    agree(whole, sum(orders.iter().filter(|o| fits(o, f))), &format!("{f:?}"));
    let tabs: Tabs = store.read(|r| r.tabs(f)).expect("counts");
    let bare = Filter { states: Vec::new(), stage: None, marked: Marks::default(), unmarked: Marks::default(), ..f.clone() };
    let under = |test: &dyn Fn(&Order) -> bool| sum(orders.iter().filter(|o| fits(o, &bare) && test(o)));
    agree(tabs.all, under(&|_| true), &format!("all {f:?}"));
    if tabs.all.precision == Precision::Exact {
        for (state, total) in &tabs.states {
            agree(*total, under(&|o| o.state == *state), &format!("{state:?} {f:?}"));
        }
        agree(tabs.held, under(&|o| o.marks.held), "held");
        agree(tabs.urgent, under(&|o| o.marks.urgent), "urgent");
        agree(tabs.after_sale, under(&|o| o.marks.after_sale), "after sale");
    }
}

#[test]
fn figures_of_states_shops_and_whole_days_are_exact() {
    let (store, _) = filled();
    for f in [
        Filter::default(),
        Filter { states: vec![State::ToPrint, State::Completed], ..Filter::default() },
        Filter { stage: Some(Stage::OnTheWay), platform: Some("taobao".to_owned()), ..Filter::default() },
        Filter { stage: Some(Stage::AfterSale), shops: vec![2, 3], ..Filter::default() },
        Filter { from_ms: Some(NOW - 7 * DAY_MS), to_ms: Some(NOW), ..Filter::default() },
        Filter { from_ms: Some(NOW - 7 * DAY_MS), date_by: DateBy::Paid, shops: vec![1], ..Filter::default() },
        Filter { marked: Marks { held: true, ..Marks::default() }, ..Filter::default() },
    ] {
        assert_eq!(store.read(|r| r.total(&f)).map(|t| t.precision), Ok(Precision::Exact), "{f:?}");
        assert_eq!(store.read(|r| r.tabs(&f)).map(|t| t.all.precision), Ok(Precision::Exact), "{f:?}");
    }
}

#[test]
fn rows_hold_what_the_orders_hold() {
    let (store, orders) = filled();
    let ids: Vec<i64> = orders.iter().take(60).map(|o| o.id).chain([77]).collect();
    let rows = store.read(|r| r.rows(&ids)).expect("reads");
    assert_eq!(rows.len(), 60, "an id that is gone is left out");
    for (row, o) in rows.iter().zip(&orders) {
        assert_eq!((row.id, &row.order_no, row.state, row.marks), (o.id, &o.order_no, o.state, o.marks));
        assert_eq!((&row.receiver, &row.trackings, &row.buyer_memo), (&o.receiver, &o.trackings, &o.buyer_memo));
        assert_eq!((&row.items, &row.findings), (&o.items, &o.findings));
    }
}

#[test]
fn a_cursor_of_another_sort_is_refused() {
    let (store, _) = filled();
    for (sort, after) in
        [(Sort::Newest, "o12"), (Sort::Oldest, "n12"), (Sort::PaidNewest, "q1_2"), (Sort::PaidOldest, "q12"), (Sort::Newest, "nx")]
    {
        assert_eq!(store.read(|r| r.list(&Filter::default(), sort, Some(after), 10)), Err(Error::BadCursor), "{after}");
    }
}

#[test]
fn payment_order_walks_its_index_where_a_filter_is_wide() {
    let store = Store::open_memory().expect("opens");
    let orders = store.write(|w| -> Result<Vec<Order>> {
        let shop = w.shop_id("pdd", "大店", NOW)?;
        let mut all = Vec::new();
        for n in 0..6_000 {
            let mut o = order(n, 6_000, DAYS, NOW, shop, 3);
            (o.state, o.flag) = (State::Completed, u8::from(n % 2 == 0));
            if n % 40 == 0 {
                o.paid_at_ms = None;
            }
            let first = events(&o, NOW);
            w.insert_order(&mut o, &first, &[])?;
            all.push(o);
        }
        Ok(all)
    });
    let orders = orders.expect("the orders go in");
    for (flag, sort) in [(None, Sort::PaidNewest), (None, Sort::PaidOldest), (Some(0), Sort::PaidOldest), (Some(0), Sort::PaidNewest)] {
        let f = Filter { states: vec![State::Completed], flag, ..Filter::default() };
        let mut want: Vec<&Order> = orders.iter().filter(|o| fits(o, &f)).collect();
        want.sort_by_key(|o| key(o, sort));
        let want: Vec<i64> = want.iter().map(|o| o.id).collect();
        assert_eq!(pages(&store, &f, sort, 700), want, "{sort:?}");
        assert_eq!(store.read(|r| r.ids(&f, sort, usize::MAX)), Ok(want), "{sort:?}");
    }
}
