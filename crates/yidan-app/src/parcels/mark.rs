//! 合单提示, 已合并, 已拆分: the mark of an order in lists.

use super::propose::company;
use crate::error::Result;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use ts_rs::TS;
use yidan_domain::likeness::Place;
use yidan_domain::order::State;
use yidan_store::{ListRow, Reader};

/// Which mark an order carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ParcelKind {
    /// 合单提示: others go to the same door.
    Proposed,
    /// 已合并
    Merged,
    /// 已拆分
    Split,
}

/// The parcel mark of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ParcelMark {
    pub kind: ParcelKind,
    /// Orders in its parcel, or that could be.
    pub orders: i64,
    /// Parcels over which it is spread.
    pub parcels: i64,
}

/// Marks of the rows that carry one.
pub fn marks(r: &Reader<'_>, rows: &[ListRow]) -> Result<HashMap<i64, ParcelMark>> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut out = HashMap::new();
    for (id, count) in r.parcel_counts(&ids)? {
        // Where a merged parcel was split by its orders, each is alone in one part.
        let kind = if count.parcels == 1 && count.orders > 1 { ParcelKind::Merged } else { ParcelKind::Split };
        out.insert(id, ParcelMark { kind, orders: count.orders, parcels: count.parcels });
    }
    let mut near = HashMap::new();
    for row in rows.iter().filter(|row| !out.contains_key(&row.id) && waits(row)) {
        let Some((tail, phone)) = row.receiver.phone.as_deref().and_then(|p| Place::phone(p, row.receiver.phone_ext.as_deref())) else {
            continue;
        };
        let Some(at_ms) = row.paid_at_ms.or(row.created_at_ms).filter(|_| phone != 0) else { continue };
        let others = r.waiting_near(row.id, tail, phone, at_ms.div_euclid(1_000))?;
        if !others.is_empty() {
            near.insert(row.id, others);
        }
    }
    if !near.is_empty() {
        for (id, orders) in company(r, &near)? {
            if near.contains_key(&id) {
                out.insert(id, ParcelMark { kind: ParcelKind::Proposed, orders, parcels: 1 });
            }
        }
    }
    Ok(out)
}

fn waits(row: &ListRow) -> bool {
    matches!(row.state, State::ToReview | State::ToAllocate | State::ToPrint) && row.print_count == 0 && !row.receiver.masked
}
