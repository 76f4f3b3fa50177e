//! The full comparison of a shop with its platform: everything the interface tells, beside everything that is here, order by order.

use super::line::Line;
use super::visit::held;
use super::{Halt, KeptTrouble, pull};
use crate::App;
use crate::error::{Code, Failure, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use ts_rs::TS;
use yidan_domain::OrderDraft;
use yidan_domain::order::Order;
use yidan_platforms::channel::Task;
use yidan_store::{Link, Shop};

/// One field of one order that is not the same on both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DifferenceView {
    pub order_no: String,
    /// Normal-form name.
    pub field: String,
    pub ours: String,
    pub theirs: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CompareReply {
    /// Orders of the time compared, here and there.
    pub ours: i64,
    pub theirs: i64,
    /// There and not here.
    pub missing: Vec<String>,
    /// Here and not there.
    pub extra: Vec<String>,
    pub different: Vec<DifferenceView>,
}

pub(super) fn compare(app: &App, shop: &Shop, link: &Link) -> Result<CompareReply> {
    let stop = || false;
    let fetched = held(app, shop.id, |visitor| Ok(fetch(&mut Line::open(app, link, visitor, &stop)?)))?;
    let (theirs, from_ms) = match fetched {
        None => {
            let why = app.say_with("sync.busy", &[]);
            return Err(Failure::new(Code::Refused).with("reason", "busy").with("why", why));
        }
        Some(Ok(fetched)) => fetched,
        Some(Err(Halt::Failure(failure))) => return Err(failure),
        Some(Err(halt)) => {
            let why = KeptTrouble::of(app, &halt).sentence(app);
            return Err(Failure::new(Code::Network).with("detail", why));
        }
    };
    app.store.read(|r| {
        let ours: BTreeSet<String> = r.numbers_since(shop.id, from_ms)?.into_iter().collect();
        let mut reply = CompareReply {
            ours: ours.len() as i64,
            theirs: theirs.len() as i64,
            missing: Vec::new(),
            extra: ours.iter().filter(|no| !theirs.contains_key(*no)).cloned().collect(),
            different: Vec::new(),
        };
        for (no, draft) in &theirs {
            match r.find_order(shop.id, no)? {
                None => reply.missing.push(no.clone()),
                Some(order) => differences(&order, draft, &mut reply.different),
            }
        }
        Ok(reply)
    })
}

/// Everything the platform still tells, the newest word of each order, and since when, UTC ms.
fn fetch(line: &mut Line<'_>) -> std::result::Result<(BTreeMap<String, OrderDraft>, i64), Halt> {
    let walk = line.channel.about().walk;
    let now_ms = line.app.now_ms();
    let from_ms = now_ms - walk.days_back * 86_400_000;
    let mut theirs = BTreeMap::new();
    for (from, to) in pull::windows(from_ms, now_ms, &walk) {
        line.run(&Task::Changed { from_ms: from, to_ms: to, open: Vec::new() }, &mut |heard| {
            for order in heard.orders {
                pull::keep_newest(&mut theirs, order);
            }
            Ok(())
        })?;
    }
    Ok((theirs.into_iter().map(|(no, order)| (no, pull::as_taken(&order))).collect(), from_ms))
}

fn differences(order: &Order, draft: &OrderDraft, out: &mut Vec<DifferenceView>) {
    let mut differs = |field: &str, ours: String, theirs: String| {
        if ours != theirs {
            out.push(DifferenceView { order_no: order.order_no.clone(), field: field.to_owned(), ours, theirs });
        }
    };
    let text = |v: &dyn std::fmt::Debug| format!("{v:?}");
    if draft.status.is_some() {
        differs("status", text(&order.status), text(&draft.status));
    }
    if draft.refund_state.is_some() {
        differs("refund_state", text(&order.refund_state), text(&draft.refund_state));
    }
    let money = |v: Option<i64>| v.map_or_else(String::new, |n| n.to_string());
    if draft.buyer_amount_fen.is_some() {
        differs("buyer_amount_fen", money(order.buyer_amount_fen), money(draft.buyer_amount_fen));
    }
    if let Some(there) = &draft.trackings {
        let numbers = |list: &[yidan_domain::Tracking]| list.iter().map(|t| t.number().to_owned()).collect::<BTreeSet<_>>();
        let here = numbers(order.trackings.as_deref().unwrap_or_default());
        let joined = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(",");
        // A waybill of ours that the platform has not heard of yet is no difference of orders.
        if !numbers(there).is_subset(&here) {
            differs("trackings", joined(&here), joined(&numbers(there)));
        }
    }
    let pieces = |items: &[yidan_domain::ItemDraft]| items.iter().filter_map(|i| i.qty).sum::<i64>().to_string();
    if !draft.items.is_empty() {
        differs("items", order.items.len().to_string(), draft.items.len().to_string());
        differs("qty", pieces(&order.items), pieces(&draft.items));
    }
}
