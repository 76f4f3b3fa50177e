//! Orders that share a parcel go their way together: one step moves all of them, or none.

use crate::error::Result;
use std::collections::HashMap;
use yidan_domain::order::Event;
use yidan_store::Reader;

/// Steps that concern the parcel, not one of its orders. An order may be closed alone: it leaves the parcel then.
pub fn in_step(event: Event) -> bool {
    matches!(event, Event::Accept | Event::SendBack | Event::Print | Event::Unprint | Event::Ship)
}

/// All orders that hang together with this one by their parcels, itself first; only itself where it is its own parcel.
pub fn mates(r: &Reader<'_>, order_id: i64) -> Result<Vec<i64>> {
    let mut found = vec![order_id];
    let mut at = 0;
    while at < found.len() {
        for parcel in r.parcels_of(found[at])? {
            for id in parcel.parcel.orders() {
                if !found.contains(&id) {
                    found.push(id);
                }
            }
        }
        at += 1;
    }
    Ok(found)
}

/// The ids with all who hang together with them, each once, companies side by side; and for orders in company the number of theirs.
pub fn with_mates(r: &Reader<'_>, ids: &[i64]) -> Result<(Vec<i64>, HashMap<i64, usize>)> {
    let counts = r.parcel_counts(ids)?;
    if counts.is_empty() {
        return Ok((ids.to_vec(), HashMap::new()));
    }
    let (mut out, mut companies) = (Vec::with_capacity(ids.len()), HashMap::new());
    for (n, id) in ids.iter().enumerate() {
        if !counts.contains_key(id) {
            out.push(*id);
        } else if !companies.contains_key(id) {
            for mate in mates(r, *id)? {
                companies.insert(mate, n);
                out.push(mate);
            }
        }
    }
    Ok((out, companies))
}
