//! The month's rows and the board, against the orders they come from.

// The method itself is not general enough over the life of a handle; the lint does not see that.
#![allow(clippy::redundant_closure_for_method_calls)]

mod made_up;

use made_up::{DAY_MS, events, order};
use std::ops::ControlFlow;
use yidan_domain::order::{Order, Stage, State};
use yidan_store::{Month, Result, Store};

/// 2026-11-19 00:00 +0800.
const NOW: i64 = 1_795_017_600_000;

fn filled() -> (Store, Vec<Order>) {
    let store = Store::open_memory().expect("opens");
    let orders = store.write(|w| -> Result<Vec<Order>> {
        let shops = [w.shop_id("taobao", "一号店", NOW)?, w.shop_id("pdd", "二号店", NOW)?];
        let mut all = Vec::new();
        for n in 0..900 {
            let mut o = order(n, 900, 70, NOW, shops[(n % 2) as usize], 8);
            // Some pay days later, across the end of the month.
            if n % 30 == 0 {
                o.paid_at_ms = o.paid_at_ms.map(|p| p + 5 * DAY_MS);
            }
            let first = events(&o, NOW);
            w.insert_order(&mut o, &first, &[])?;
            all.push(o);
        }
        Ok(all)
    });
    let mut orders = orders.expect("the orders go in");
    orders.sort_by_key(|o| o.id);
    (store, orders)
}

fn belongs(o: &Order, m: Month) -> bool {
    // Payment days later, in another month, does not move an order.
    let at = o.created_at_ms.or(o.paid_at_ms).unwrap_or((o.id >> 12) * 1_000);
    (m.from_ms..m.to_ms).contains(&at) && m.shop.is_none_or(|s| s == o.shop_id)
}

#[test]
fn a_month_has_the_orders_made_in_it() {
    let (store, orders) = filled();
    let mut seen = 0;
    for (year, month, shop) in [(2026, 9, None), (2026, 10, None), (2026, 10, Some(2)), (2026, 11, Some(1)), (2025, 1, None)] {
        let m = Month::of(year, month, shop).expect("exists");
        let want: Vec<&Order> = orders.iter().filter(|o| belongs(o, m)).collect();
        seen += want.len();
        let (mut ids, mut items, mut findings, mut goods) = (Vec::new(), 0, 0, (0, 0));
        store
            .read(|r| {
                r.month_orders(m, |o| {
                    ids.push(o.id);
                    ControlFlow::Continue(())
                })?;
                r.month_items(m, |i| {
                    items += i.amount_fen.unwrap_or(0);
                    ControlFlow::Continue(())
                })?;
                r.month_goods(m, |g| {
                    goods = (goods.0 + g.qty.unwrap_or(0), goods.1 + g.amount_fen.unwrap_or(0));
                    ControlFlow::Continue(())
                })?;
                r.month_findings(m, |_| {
                    findings += 1;
                    ControlFlow::Continue(())
                })
            })
            .expect("reads");
        assert_eq!(ids, want.iter().map(|o| o.id).collect::<Vec<_>>());
        let lines =
            |sold: bool| want.iter().filter(move |o| !sold || !matches!(o.state, State::Unpaid | State::Closed)).flat_map(|o| &o.items);
        assert_eq!(items, lines(false).filter_map(|i| i.amount_fen).sum::<i64>());
        assert_eq!(goods, (lines(true).filter_map(|i| i.qty).sum(), lines(true).filter_map(|i| i.amount_fen).sum()));
        assert_eq!(findings, want.iter().map(|o| o.findings.len()).sum::<usize>());
        let sums = store.read(|r| r.month_sums(m)).expect("reads");
        assert_eq!(sums.iter().map(|s| s.n).sum::<i64>(), want.len() as i64);
        assert_eq!(sums.iter().map(|s| s.buyer_fen).sum::<i64>(), want.iter().filter_map(|o| o.buyer_amount_fen).sum::<i64>());
    }
    assert!(seen > 900);
    assert_eq!(store.read(|r| r.months()), Ok(vec![(2026, 11), (2026, 10), (2026, 9)]));
    let mut first = 0;
    let m = Month::of(2026, 10, None).expect("exists");
    let stopped = store.read(|r| {
        r.month_orders(m, |_| {
            first += 1;
            ControlFlow::Break(())
        })
    });
    assert_eq!((stopped, first), (Ok(()), 1));
}

#[test]
fn months_begin_at_midnight_in_china() {
    let december = Month::of(2026, 12, None).expect("exists");
    assert_eq!((december.from_ms, december.to_ms), (1_796_054_400_000, 1_798_732_800_000));
    assert_eq!(Month::of(2026, 13, None), None);
    assert_eq!(Month::of(2026, 0, None), None);
}

#[test]
fn the_board_adds_up() {
    let (store, orders) = filled();
    for figure in store.read(|r| r.stages()).expect("counts") {
        let of_stage =
            |o: &&Order| if figure.stage == Stage::AfterSale { o.marks.after_sale } else { o.state.stage() == Some(figure.stage) };
        let want: Vec<&Order> = orders.iter().filter(of_stage).collect();
        assert_eq!(
            (figure.n, figure.sum_fen),
            (want.len() as i64, want.iter().filter_map(|o| o.buyer_amount_fen).sum()),
            "{:?}",
            figure.stage
        );
    }
    let late = NOW - DAY_MS;
    let mut want: Vec<(i64, i64)> = orders
        .iter()
        .filter(|o| matches!(o.state, State::ToReview | State::ToPrint) && o.paid_at_ms.is_some_and(|p| p < late))
        .filter_map(|o| Some((o.paid_at_ms?, o.id)))
        .collect();
    want.sort_unstable();
    let states = [State::ToReview, State::ToPrint, State::Completed];
    assert_eq!(store.read(|r| r.count_paid_before(&states, late)), Ok(want.len() as i64));
    let first: Vec<i64> = want.iter().take(5).map(|w| w.1).collect();
    assert!(first.len() == 5, "there are late ones");
    assert_eq!(store.read(|r| r.paid_before(&states, late, 5)), Ok(first));
    let codes = store.read(|r| r.findings_by_code(10)).expect("counts");
    assert_eq!(codes.iter().map(|c| c.1).sum::<i64>(), orders.iter().filter(|o| !o.findings.is_empty()).count() as i64);
}
