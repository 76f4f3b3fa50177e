//! Pages of the list, their rows included.

use super::NOW;
use super::made_up::DAY_MS;
use super::questions::{Asker, first_id, int, select};
use yidan_domain::order::{Marks, Stage, State};
use yidan_store::{DateBy, Filter, Sort};

/// A moment within the year, another each round.
fn deep(round: usize) -> i64 {
    NOW - (round as i64 * 104_729 % 360) * DAY_MS
}

/// Midnights within the year.
fn day(round: usize) -> i64 {
    NOW - (round as i64 * 7_919 % 350) * DAY_MS
}

/// Ids of several index branches, merged as the store merges them.
fn merged(branches: &[&str]) -> String {
    let arms: Vec<String> = branches.iter().map(|b| format!("SELECT id FROM orders WHERE {b}")).collect();
    format!("o.id IN (SELECT id FROM ({} ORDER BY 1 DESC LIMIT 50))", arms.join(" UNION ALL "))
}

pub fn by_state(a: &Asker<'_>) {
    let newest = "o.id DESC";
    let all = Filter::default();
    let cursor = |round: usize| format!("n{}", first_id(deep(round)));
    let depth = |round: usize| vec![int(first_id(deep(round)))];
    a.ask("all, first page", |_| a.page(&all, Sort::Newest, None), &select("1", newest), |_| Vec::new());
    a.ask("all, page at any depth", |n| a.page(&all, Sort::Newest, Some(&cursor(n))), &select("o.id < ?1", newest), depth);
    for (name, state) in [("to review, first page", State::ToReview), ("completed, first page", State::Completed)] {
        let f = Filter { states: vec![state], ..Filter::default() };
        a.ask(name, |_| a.page(&f, Sort::Newest, None), &select("o.state = ?1", newest), |_| vec![int(state.code())]);
    }
    let f = Filter { states: vec![State::Completed], ..Filter::default() };
    let raw = select("o.state = 100 AND o.id < ?1", newest);
    a.ask("completed, page at any depth", |n| a.page(&f, Sort::Newest, Some(&cursor(n))), &raw, depth);
    let f = Filter { states: vec![State::Shipped, State::InTransit, State::Completed], shops: vec![2], ..Filter::default() };
    let raw = select(&merged(&["shop_id = 2 AND state = 60", "shop_id = 2 AND state = 80", "shop_id = 2 AND state = 100"]), newest);
    a.ask("three states of a shop", |_| a.page(&f, Sort::Newest, None), &raw, |_| Vec::new());
    let f = Filter { platform: Some("pdd".to_owned()), stage: Some(Stage::Warehouse), ..Filter::default() };
    let branches = ["platform_id = 2 AND state = 30", "platform_id = 2 AND state = 40", "platform_id = 2 AND state = 50"];
    a.ask("a stage of a platform", |_| a.page(&f, Sort::Newest, None), &select(&merged(&branches), newest), |_| Vec::new());
}

pub fn by_marks(a: &Asker<'_>) {
    let newest = "o.id DESC";
    let first = |name: &str, f: Filter, condition: &str| {
        a.ask(name, |_| a.page(&f, Sort::Newest, None), &select(condition, newest), |_| Vec::new());
    };
    let completed = || Filter { states: vec![State::Completed], ..Filter::default() };
    first("held", Filter { marked: Marks { held: true, ..Marks::default() }, ..Filter::default() }, "(o.marks & 1) <> 0");
    first("completed with a flag", Filter { flag: Some(3), ..completed() }, "o.flag = 3 AND o.flag <> 0 AND +o.state = 100");
    first("completed with a finding", Filter { has_finding: Some(true), ..completed() }, "o.finding_level <> 0 AND +o.state = 100");
    first(
        "a province, to print",
        Filter { province: Some("西藏自治区".to_owned()), states: vec![State::ToPrint], ..Filter::default() },
        "o.state = 40 AND +o.province_id = (SELECT id FROM province WHERE name = '西藏自治区')",
    );
    first(
        "goods by code",
        Filter { sku: Some("G307-M".to_owned()), ..Filter::default() },
        "o.id IN (SELECT rowid FROM search WHERE search MATCH
           (SELECT group_concat('s' || id, ' OR ') FROM listing WHERE sku_code = 'G307-M') ORDER BY rowid DESC LIMIT 50)",
    );
}

pub fn by_time(a: &Asker<'_>) {
    let within = |n: usize, days: i64| Filter { from_ms: Some(day(n) - days * DAY_MS), to_ms: Some(day(n)), ..Filter::default() };
    let ids = |n: usize, days: i64| vec![int(first_id(day(n) - days * DAY_MS)), int(first_id(day(n)))];
    let range = "o.id >= ?1 AND o.id < ?2";
    a.ask("seven days, any week", |n| a.page(&within(n, 7), Sort::Newest, None), &select(range, "o.id DESC"), |n| ids(n, 7));
    let paid = |n: usize| Filter { date_by: DateBy::Paid, shops: vec![3], ..within(n, 7) };
    let raw = select("o.paid_at_ms >= ?1 AND o.paid_at_ms < ?2 AND +o.shop_id = 3", "o.paid_at_ms DESC");
    a.ask(
        "paid within seven days, a shop",
        |n| a.page(&paid(n), Sort::Newest, None),
        &raw,
        |n| vec![int(day(n) - 7 * DAY_MS), int(day(n))],
    );
    let waiting = Filter { states: vec![State::ToReview, State::ToPrint], ..Filter::default() };
    let arm = |s: i64| format!("SELECT id, paid_at_ms AS p FROM orders WHERE state = {s} AND state < 60 AND paid_at_ms IS NOT NULL");
    let raw = format!("o.id IN (SELECT id FROM ({} UNION ALL {} ORDER BY 2, 1 LIMIT 50))", arm(20), arm(40));
    let raw = select(&raw, "o.paid_at_ms, o.id");
    a.ask("waiting, paid first in front", |_| a.page(&waiting, Sort::PaidOldest, None), &raw, |_| Vec::new());
    let all = Filter::default();
    let raw = select("o.paid_at_ms < ?1", "o.paid_at_ms DESC, o.id DESC");
    a.ask(
        "all by payment, page at any depth",
        |n| a.page(&all, Sort::PaidNewest, Some(&format!("p{}_0", deep(n)))),
        &raw,
        |n| vec![int(deep(n))],
    );
    let raw = select(range, "o.buyer_amount_fen DESC, o.id DESC");
    a.ask("by amount within fourteen days", |n| a.page(&within(n, 14), Sort::AmountHighest, None), &raw, |n| ids(n, 14));
}
