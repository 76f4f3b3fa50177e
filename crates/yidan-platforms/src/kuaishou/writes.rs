//! What is told to Kuaishou: the parcel and a note. The same number told twice is a success there.

use crate::channel::{Access, Shipment, Trouble};
use crate::letters::{carrier, number_or_text, refused};
use serde_json::{Value, json};

pub(super) const CARRIERS: &str = include_str!("carriers.csv");

type Call = (&'static str, Value, bool);

/// One parcel for the whole order, which is one line of goods.
pub(super) fn ship(access: &Access, shipment: &Shipment) -> Result<Call, Trouble> {
    let [parcel] = shipment.parcels.as_slice() else { return Err(refused("one_parcel", &shipment.order_no)) };
    if !shipment.is_all {
        return Err(refused("whole_order", &shipment.order_no));
    }
    let code = carrier(access, CARRIERS, parcel)?;
    let param = json!({"orderId": number_or_text(&shipment.order_no), "expressNo": parcel.number, "expressCode": number_or_text(&code)});
    Ok(("open.seller.order.goods.deliver", param, true))
}

/// Notes are added, not replaced.
pub(super) fn memo(order_no: &str, memo: Option<&str>) -> Result<Call, Trouble> {
    let note = memo.filter(|m| !m.is_empty()).ok_or_else(|| refused("memo_needed", order_no))?;
    Ok(("open.seller.order.note.add", json!({"orderId": number_or_text(order_no), "note": note}), true))
}
