//! The full comparison of a shop with its platform: everything the interface tells, beside everything that is here, order by order.

use super::line::Line;
use super::visit::{channel_of, visitor};
use super::{Halt, KeptTrouble, keys, pull};
use crate::App;
use crate::error::{Code, Failure, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use ts_rs::TS;
use yidan_domain::OrderDraft;
use yidan_domain::limits::LINK_HOLD_MS;
use yidan_domain::order::Order;
use yidan_platforms::channel::{Access, Task};
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
    let (_, channel) = channel_of(app, shop.id)?;
    let visitor = visitor(app)?;
    let now_ms = app.now_ms();
    if !app.store.put(|w| w.hold_link(shop.id, &visitor, now_ms, now_ms + LINK_HOLD_MS))? {
        let why = app.say_with("sync.busy", &[]);
        return Err(Failure::new(Code::Refused).with("reason", "busy").with("why", why));
    }
    let access = Access { url: link.url.clone(), values: keys::load(app, shop.id)? };
    let stop = || false;
    let mut line = Line::new(app, channel, shop.id, access, visitor.clone(), &stop);
    let fetched = fetch(&mut line, link);
    app.store.put(|w| w.leave_link(shop.id, &visitor))?;
    let (theirs, from_ms) = fetched.map_err(|halt| match halt {
        Halt::Failure(failure) => failure,
        halt => Failure::new(Code::Network).with("detail", KeptTrouble::of(&halt, app.now_ms()).sentence(app)),
    })?;
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

/// Everything the platform tells since the shop was connected, the newest word of each order.
fn fetch(line: &mut Line<'_>, link: &Link) -> std::result::Result<(BTreeMap<String, OrderDraft>, i64), Halt> {
    let walk = line.channel.about().walk;
    let now_ms = line.app.now_ms();
    let from_ms = now_ms - walk.days_back * 86_400_000;
    let mut theirs: BTreeMap<String, (Option<i64>, OrderDraft)> = BTreeMap::new();
    for (from, to) in pull::windows(from_ms, now_ms, &walk) {
        let open = Vec::new();
        line.run(&Task::Changed { from_ms: from, to_ms: to, open }, &mut |heard| {
            for order in heard.orders {
                let known = theirs.get(&order.draft.order_no).is_some_and(|(at, _)| *at > order.modified_ms);
                if !known {
                    theirs.insert(order.draft.order_no.clone(), (order.modified_ms, pull::as_taken(&order)));
                }
            }
            Ok(())
        })?;
    }
    let first = from_ms.max(link.made_at_ms - walk.days_back * 86_400_000);
    Ok((theirs.into_iter().map(|(no, (_, draft))| (no, draft)).collect(), first))
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
