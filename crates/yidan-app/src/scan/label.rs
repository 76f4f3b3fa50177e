//! 扫码出单: an article under the scanner finds the order that waits for it, and its label is printed. A single piece goes to the order that
//! wants exactly this piece; otherwise pieces gather in the desk's hand until they are all of an order. No two scans take one order.

use super::act::{Answer, Told, kept};
use super::code::normal;
use super::company::Company;
use super::contents::Contents;
use super::find::{Found, find};
use super::out::hand_text;
use super::reply::{Colour, ScanReply, tail};
use crate::desk::{self, Session};
use crate::error::Result;
use crate::labels::print::{self, PrintRequest};
use crate::orders::select::Selection;
use crate::orders::touch::event;
use crate::orders::view::Shops;
use crate::{App, parcels};
use serde_json::json;
use std::collections::BTreeMap;
use yidan_domain::limits::SCAN_CLAIM_MS;
use yidan_domain::order::{Event, Facts, allowed};
use yidan_store::{Hand, LabelState, Reader, Writer};

/// Pieces by code in normal form.
type Goods = BTreeMap<String, i64>;

/// What a scan of an article leads to.
enum Pick {
    /// These orders' label: one, or those of one parcel.
    Take(Vec<i64>),
    /// The order lacks these pieces.
    Gather(i64, Goods),
    /// An answer without an order.
    Answer(Colour, &'static str),
}

/// Answers one scan of an article.
pub fn scan(app: &App, session: &Session, told: &Told<'_>, printer: Option<&str>) -> Result<ScanReply> {
    let settings = desk::setting(app, "print");
    let usual = settings.as_ref().and_then(|p| p["printer"].as_str().map(str::to_owned));
    let Some(printer) = printer.map(str::to_owned).filter(|p| !p.is_empty()).or(usual) else {
        let reply = ScanReply::new(app, Colour::Amber, "no_printer", told.code, &[]);
        return app.store.write(|w| kept(w, session, told, |_| Ok(Answer::of(reply))));
    };
    let picked = app.store.write(|w| {
        let picked = pick(w, session, told)?;
        match &picked {
            Pick::Take(ids) => {
                for id in ids {
                    w.claim_label(*id, None, told.now_ms)?;
                }
                w.set_hand(told.desk, None)?;
            }
            Pick::Gather(_, goods) => {
                let hand = Hand { mode: told.mode.word().to_owned(), opened_at_ms: told.now_ms, goods: goods.clone(), ..Hand::default() };
                w.set_hand(told.desk, Some(&hand))?;
            }
            Pick::Answer(..) => {}
        }
        Ok(picked)
    })?;
    match picked {
        Pick::Take(ids) => {
            let full = settings.is_some_and(|p| p["full"] == true);
            printed(app, session, told, &printer, full, &ids)
        }
        Pick::Gather(id, goods) => app.store.write(|w| kept(w, session, told, |w| gathering(app, w, told, id, &goods))),
        Pick::Answer(colour, outcome) => {
            let hand = app.store.get(|r| r.hand(told.desk))?.filter(|h| h.mode == told.mode.word()).unwrap_or_default();
            let facts = [("code", told.code.to_owned()), ("hand", hand_text(&hand.goods))];
            let reply = ScanReply::new(app, colour, outcome, told.code, &facts);
            app.store.write(|w| kept(w, session, told, |_| Ok(Answer::of(reply))))
        }
    }
}

/// Queues the print job of the orders that were taken; where it cannot be, they are free again.
fn printed(app: &App, session: &Session, told: &Told<'_>, printer: &str, full: bool, ids: &[i64]) -> Result<ScanReply> {
    let request =
        PrintRequest { selection: Selection::Ids(ids[..1].to_vec()), printer: printer.to_owned(), template: None, reprint: false, full };
    let started = print::start(app, session, request);
    app.store.write(|w| {
        kept(w, session, told, |w| {
            let Some(company) = Company::of(w, ids, told.code)? else {
                return Ok(Answer::of(ScanReply::new(app, Colour::Red, "unknown", told.code, &[])));
            };
            let facts = [("tail", tail(&company.orders[0].order_no)), ("printer", printer.to_owned())];
            let mut reply = match &started {
                Ok(_) => ScanReply::new(app, Colour::Green, "labelled", told.code, &facts),
                Err(failure) => {
                    let why = app.worded(failure.clone()).message;
                    ScanReply::new(app, Colour::Red, "not_labelled", told.code, &[("why", why)])
                }
            };
            for id in ids {
                match &started {
                    Ok(job) => {
                        w.claim_label(*id, Some(job.job), told.now_ms)?;
                        let data = json!({ "code": told.code, "printer": printer }).to_string();
                        w.append_events(*id, &[event(session, told.now_ms, "scan_label", None, None, Some(data))])?;
                    }
                    Err(_) => w.unclaim_label(*id)?,
                }
            }
            reply.job = started.as_ref().ok().map(|job| job.job);
            Ok(Answer::of(reply.about(&Shops::of(w)?, &company, &Contents::of(&company, &BTreeMap::new()), None)))
        })
    })
}

/// Some pieces are there, others are not.
fn gathering(app: &App, r: &Reader<'_>, told: &Told<'_>, id: i64, goods: &Goods) -> Result<Answer> {
    let Some(company) = Company::of(r, &[id], told.code)? else {
        return Ok(Answer::of(ScanReply::new(app, Colour::Amber, "no_order", told.code, &[("code", told.code.to_owned())])));
    };
    let contents = Contents::of(&company, goods);
    let facts = [("what", contents.missing_text()), ("tail", tail(&company.orders[0].order_no)), ("hand", hand_text(goods))];
    Ok(Answer::of(ScanReply::new(app, Colour::Green, "gathering", told.code, &facts).about(&Shops::of(r)?, &company, &contents, None)))
}

fn pick(w: &mut Writer<'_>, session: &Session, told: &Told<'_>) -> Result<Pick> {
    let listings = w.listings_of_code(told.code)?;
    if listings.is_empty() {
        return Ok(match find(w, told.code)? {
            Found::Waybill(_) | Found::Replaced(_) | Found::WayBack(_) | Found::OrderNo(_) => Pick::Answer(Colour::Amber, "label_code"),
            Found::Goods { .. } => Pick::Answer(Colour::Amber, "goods_unknown"),
            Found::Number | Found::Nothing => Pick::Answer(Colour::Amber, "unreadable"),
        });
    }
    let hand = w.hand(told.desk)?.filter(|h| h.mode == told.mode.word()).unwrap_or_default();
    let mut goods = hand.goods.clone();
    *goods.entry(told.code.to_owned()).or_default() += 1;
    if hand.goods.is_empty() {
        for id in w.waiting_with(&listings, true)? {
            if let Some((ids, wanted)) = wanted(w, session, id, told.now_ms)?
                && wanted == goods
            {
                return Ok(Pick::Take(ids));
            }
        }
    }
    let mut nearest = None;
    for id in w.waiting_with(&listings, false)? {
        let Some((ids, wanted)) = wanted(w, session, id, told.now_ms)? else { continue };
        if wanted == goods {
            return Ok(Pick::Take(ids));
        }
        let holds = goods.iter().all(|(code, n)| wanted.get(code).is_some_and(|w| w >= n));
        if nearest.is_none() && holds {
            nearest = Some(id);
        }
    }
    Ok(match nearest {
        Some(id) => Pick::Gather(id, goods),
        None if hand.goods.is_empty() => Pick::Answer(Colour::Amber, "no_order"),
        None => Pick::Answer(Colour::Amber, "no_order_with"),
    })
}

/// The orders of a waiting parcel with the pieces that it wants; `None` when it may not be printed now, is under way already, travels in
/// several parcels, or has goods without a code.
fn wanted(r: &Reader<'_>, session: &Session, id: i64, now_ms: i64) -> Result<Option<(Vec<i64>, Goods)>> {
    let ids = parcels::mates(r, id)?;
    let mut goods = Goods::new();
    for id in &ids {
        let Some(order) = r.order(*id)? else { return Ok(None) };
        if r.parcels_of(*id)?.len() > 1 || allowed(&order, Event::Print, Facts::by(session.by())).is_err() {
            return Ok(None);
        }
        let under_way = [LabelState::Queued, LabelState::Sent, LabelState::Unknown, LabelState::Printed];
        if r.prints(*id)?.iter().any(|l| under_way.contains(&l.state)) || is_claimed(r, *id, now_ms)? {
            return Ok(None);
        }
        for item in &order.items {
            let Some(code) = item.sku_code.as_deref().map(normal).filter(|c| !c.is_empty()) else { return Ok(None) };
            *goods.entry(code).or_default() += item.qty.unwrap_or(1);
        }
    }
    Ok(Some((ids, goods)))
}

/// Another scan has taken the order, and its print job is not over.
fn is_claimed(r: &Reader<'_>, id: i64, now_ms: i64) -> Result<bool> {
    let Some(claim) = r.label_claim(id)? else { return Ok(false) };
    Ok(match claim.job_id {
        Some(job) => r.job(job).is_ok_and(|j| !j.state.is_over()),
        None => now_ms - claim.at_ms < SCAN_CLAIM_MS,
    })
}
