//! What a code stands for: a parcel of ours, a number that was replaced, an order, an article, or nothing that is known.

use super::code::{is_article_barcode, looks_like_number, mother};
use crate::error::Result;
use yidan_domain::order::State;
use yidan_store::{KeptWaybill, Reader, WaybillState};

/// What a code stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A waybill number that orders carry now.
    Waybill(Vec<i64>),
    /// One that they carried once.
    Replaced(Vec<i64>),
    /// A number that was bought for the way back.
    WayBack(Vec<i64>),
    /// The number of an order.
    OrderNo(Vec<i64>),
    /// An article; known says whether an order ever had it.
    Goods { known: bool },
    /// A number of a carrier or a platform, but of nobody here.
    Number,
    /// No number and no article.
    Nothing,
}

/// Looks a code up, the most telling kind first.
pub fn find(r: &Reader<'_>, code: &str) -> Result<Found> {
    let ids = r.ids_of_waybill(code)?;
    let bought = r.waybills_by_number(code)?;
    // Given back, or about to be: the carrier does not take the parcel any more, whatever the order still carries.
    let is_void = |w: &KeptWaybill| matches!(w.state, WaybillState::Cancelling | WaybillState::Cancelled);
    if bought.first().is_some_and(is_void) {
        return Ok(Found::Replaced(if ids.is_empty() { bought[0].orders.clone() } else { ids }));
    }
    if !ids.is_empty() {
        return Ok(Found::Waybill(not_over(r, ids)?));
    }
    // A child's number stands with its mother, not on the order.
    if let Some(child) = bought.first().filter(|w| w.state == WaybillState::Issued) {
        let orders = child.orders.clone();
        return Ok(if child.role == "return" { Found::WayBack(orders) } else { Found::Waybill(orders) });
    }
    if let Some(mother) = mother(code) {
        let ids = r.ids_of_waybill(mother)?;
        if !ids.is_empty() {
            return Ok(Found::Waybill(not_over(r, ids)?));
        }
    }
    let ids = r.ids_once_known(code, Some("waybill"))?;
    if !ids.is_empty() {
        return Ok(Found::Replaced(ids));
    }
    let ids = r.ids_of_order_no(code)?;
    if !ids.is_empty() {
        return Ok(Found::OrderNo(ids));
    }
    if !r.listings_of_code(code)?.is_empty() {
        return Ok(Found::Goods { known: true });
    }
    if is_article_barcode(code) {
        return Ok(Found::Goods { known: false });
    }
    Ok(if looks_like_number(code) { Found::Number } else { Found::Nothing })
}

/// Carriers use their numbers again after a year or two: where one order of a number is still on its way, those that ended are not meant.
fn not_over(r: &Reader<'_>, ids: Vec<i64>) -> Result<Vec<i64>> {
    if ids.len() < 2 {
        return Ok(ids);
    }
    let rows = r.rows(&ids)?;
    let open: Vec<i64> = rows.iter().filter(|o| !matches!(o.state, State::Delivered | State::Completed)).map(|o| o.id).collect();
    Ok(if open.is_empty() { ids } else { open })
}
