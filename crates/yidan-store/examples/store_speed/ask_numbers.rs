//! The search box: any number, names, goods, memos; and one order in full.

use super::made;
use super::made_up::Dice;
use super::questions::{Asker, ROUNDS, int, select, text};
use std::hint::black_box;
use yidan_domain::order::{Order, State};
use yidan_store::{Filter, Sort};

/// The answers' rows are fetched too, as the box shows them.
fn find(a: &Asker<'_>, words: &str) {
    let found = a.store.read(|r| {
        let ids: Vec<i64> = r.find(words, 20)?.iter().map(|h| h.order_id).collect();
        r.rows(&ids)
    });
    black_box(found.expect("finds"));
}

fn picks(orders: u64) -> Vec<Order> {
    let mut d = Dice::new(5);
    (0..ROUNDS).map(|_| d.below(orders)).map(|n| made(n, n + 1, orders).remove(0).0).collect()
}

fn raw(condition: &str) -> String {
    select(condition, "o.id DESC").replace("LIMIT 50", "LIMIT 20")
}

fn tail(t: &str) -> &str {
    &t[t.len() - 4..]
}

const CANDIDATES: &str = "o.id IN (SELECT rowid FROM search WHERE search MATCH ?1)";

pub fn numbers(a: &Asker<'_>, orders: u64) {
    let picks = picks(orders);
    let order_no = |n: usize| picks[n].order_no.as_str();
    let by_number = raw("o.id IN (SELECT x.id FROM shop s CROSS JOIN orders x WHERE x.shop_id = s.id AND x.order_no = ?1)");
    a.ask("order number", |n| find(a, order_no(n)), &by_number, |n| vec![text(order_no(n))]);
    let phone = |n: usize| picks[n].receiver.phone.as_deref().unwrap_or("19900000000");
    let by_phone = raw(&format!("{CANDIDATES} AND r.phone = ?2"));
    a.ask("phone", |n| find(a, phone(n)), &by_phone, |n| vec![text(&format!("p{}", tail(phone(n)))), text(phone(n))]);
    a.ask(
        "last four of a phone",
        |n| find(a, tail(phone(n))),
        &raw(CANDIDATES),
        |n| vec![text(&format!("p{0} OR t{0} OR b{0} OR n{0}", tail(phone(n))))],
    );
    let waybill = |n: usize| picks[n].trackings.iter().flatten().next().map_or("7000000000000", |t| t.number());
    let by_waybill = raw(&format!("{CANDIDATES} AND o.trackings LIKE '%' || ?2 || '%'"));
    a.ask("waybill", |n| find(a, waybill(n)), &by_waybill, |n| vec![text(&format!("t{}", tail(waybill(n)))), text(waybill(n))]);
    let sub = |n: usize| picks[n].items[0].sub_no.as_deref().unwrap_or("0000");
    let by_sub = raw(&format!("{CANDIDATES} AND EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id AND l.sub_no = ?2)"));
    a.ask("sub-order", |n| find(a, sub(n)), &by_sub, |n| vec![text(&format!("b{}", tail(sub(n)))), text(sub(n))]);
    let show = |n: usize| {
        let (shop, no) = (picks[n].shop_id, order_no(n));
        let all = a.store.read(|r| {
            let id = r.find_order(shop, no)?.map_or(0, |o| o.id);
            Ok::<_, yidan_store::Error>((r.events(id)?, r.rows_of(id)?, r.prints(id)?))
        });
        black_box(all.expect("reads"));
    };
    let whole = "SELECT o.*, r.*,
        (SELECT group_concat(e.kind || e.at_ms || e.actor) FROM order_event e WHERE e.order_id = o.id),
        (SELECT group_concat(s.cells) FROM source_row s WHERE s.order_id = o.id),
        (SELECT group_concat(g.title || l.qty) FROM order_line l JOIN listing g ON g.id = l.listing_id WHERE l.order_id = o.id)
        FROM orders o LEFT JOIN receiver r ON r.order_id = o.id WHERE o.shop_id = ?1 AND o.order_no = ?2";
    a.ask("one order with trail, rows and prints", show, whole, |n| vec![int(picks[n].shop_id), text(order_no(n))]);
}

pub fn words(a: &Asker<'_>, orders: u64) {
    let picks = picks(orders);
    let name = |n: usize| picks[n].receiver.name.as_deref().unwrap_or("王");
    let pairs = |t: &str| {
        let chars: Vec<char> = t.chars().collect();
        chars.windows(2).map(|p| p.iter().collect::<String>()).collect::<Vec<_>>().join(" AND ")
    };
    let found = |condition: &str, most: usize| {
        format!("o.id IN (SELECT rowid FROM search WHERE search MATCH {condition} ORDER BY rowid DESC LIMIT {most})")
    };
    let by_name = raw(&format!("{} AND r.name = ?2", found("?1", 200)));
    a.ask("name", |n| find(a, name(n)), &by_name, |n| vec![text(&pairs(name(n))), text(name(n))]);
    a.ask("surname", |n| find(a, &name(n)[..3]), &raw(&found("?1", 20)), |n| vec![text(&name(n)[..3])]);
    let titles = "(SELECT group_concat('s' || g.id, ' OR ') FROM listing g WHERE g.title = '羊毛围巾 07 款')";
    a.ask("goods, two words", |_| find(a, "羊毛围巾 07"), &raw(&found(titles, 20)), |_| Vec::new());
    let codes = "(SELECT group_concat('s' || id, ' OR ') FROM listing WHERE sku_code = ?1)";
    let sku = |n: usize| picks[n].items[0].sku_code.as_deref().unwrap_or("G");
    a.ask("goods code", |n| find(a, sku(n)), &raw(&found(codes, 20)), |n| vec![text(sku(n))]);
    a.ask("memo", |_| find(a, "生日礼物"), &raw(&found("'生日 AND 日礼 AND 礼物'", 20)), |_| Vec::new());
    let among = |n: usize, state: State| Filter { text: name(n).to_owned(), states: vec![state], ..Filter::default() };
    let by_state = select("o.state = 20 AND r.name = ?1", "o.id DESC");
    a.ask("name among those to review", |n| a.page(&among(n, State::ToReview), Sort::Newest, None), &by_state, |n| vec![text(name(n))]);
    let by_words = select(&format!("{} AND +o.state = 100 AND r.name = ?2", found("?1", 400)), "o.id DESC");
    a.ask(
        "name among those completed",
        |n| a.page(&among(n, State::Completed), Sort::Newest, None),
        &by_words,
        |n| vec![text(&pairs(name(n))), text(name(n))],
    );
}
