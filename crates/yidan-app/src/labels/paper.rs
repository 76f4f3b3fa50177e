//! A label came out, as the print system, a component or a person says: now, and only now, its orders are printed.

use crate::desk::Session;
use crate::error::{Failure, Result};
use crate::labels::print::batch_no;
use crate::orders::touch;
use yidan_domain::order::{Event, Facts, Order, apply};
use yidan_store::{LabelState, PrintLabel, Writer};

/// Notes that a label is on paper, with all orders that travel in its parcel.
pub fn came_out(w: &mut Writer<'_>, session: &Session, label: &PrintLabel, queue_job: Option<&str>, now_ms: i64) -> Result<()> {
    w.set_label(label.batch_id, label.seq, LabelState::Printed, queue_job, None, now_ms)?;
    let Some(kept) = label.parcel_id.map(|id| w.parcel(id)).transpose()?.flatten() else {
        let before = w.show(label.order_id)?;
        return count(w, session, &before, before.print_count + 1, label, now_ms);
    };
    for id in kept.parcel.orders() {
        let before = w.show(id)?;
        // A split order is printed when the last of its parts is.
        let mut copies = i64::MAX;
        for part in w.parcels_of(id)? {
            copies = copies.min(w.parcel_prints(part.id)?);
        }
        if copies > before.print_count {
            count(w, session, &before, copies, label, now_ms)?;
        } else {
            w.append_events(id, &[touch::event(session, now_ms, "print_part", None, None, Some(particulars(label)))])?;
        }
    }
    Ok(())
}

fn particulars(label: &PrintLabel) -> String {
    serde_json::json!({"printer": label.printer, "batch": batch_no(label.batch_id), "copy": label.copy_no - 1}).to_string()
}

fn count(w: &mut Writer<'_>, session: &Session, before: &Order, copies: i64, label: &PrintLabel, now_ms: i64) -> Result<()> {
    let mut after = before.clone();
    // Paper is a fact: where the order meanwhile may not print any more, it is still counted.
    let from = apply(&mut after, Event::Print, Facts::by(session.by())).unwrap_or(before.state);
    after.print_count = copies;
    let kind = if label.copy_no > 1 { "reprint" } else { "print" };
    let event = touch::event(session, now_ms, kind, Some(from), Some(after.state), Some(particulars(label)));
    w.update_order(before, &after, &[event], &[]).map_err(Failure::from)
}
