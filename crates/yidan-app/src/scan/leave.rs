//! A parcel leaves: its orders move by the state table once the last of their parcels is over the desk, and the platform is told through
//! the outbox, in the same transaction.

use super::act::Told;
use super::company::Company;
use super::contents::Contents;
use super::reply::{Colour, ScanReply, tail};
use crate::App;
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use crate::orders::step::{follow, move_by};
use crate::orders::touch::event;
use crate::orders::view::Shops;
use serde_json::{Value, json};
use yidan_domain::order::Event;
use yidan_store::Writer;

/// Numbers that went over the desk with this scan, by order.
pub type Left = Vec<(i64, String)>;

/// Lets the scanned part leave. Every reason to stop was asked before.
pub fn leave(
    app: &App,
    session: &Session,
    w: &mut Writer<'_>,
    shops: &Shops,
    company: &mut Company,
    contents: &Contents,
    told: &Told<'_>,
) -> Result<(ScanReply, Left)> {
    let key = company.key();
    let left: Left = company.orders_of_part().into_iter().map(|id| (id, key.clone())).collect();
    let missing = company.missing().len();
    let aged = super::age::warning(app, w, shops, &company.orders, told.now_ms)?;
    let reply = if missing > 0 && !told.force {
        for (id, _) in &left {
            w.append_events(*id, &[event(session, told.now_ms, "scan_part", None, None, Some(particulars(company, contents, told)))])?;
        }
        let waits: Vec<String> = company.missing().iter().filter_map(|p| p.shown.clone()).collect();
        let facts = [
            ("part", (company.at + 1).to_string()),
            ("parts", company.parts.len().to_string()),
            ("missing", missing.to_string()),
            ("numbers", waits.join("、")),
            ("tail", tail(&company.orders[0].order_no)),
        ];
        ScanReply::new(app, Colour::Green, "part", told.code, &facts)
    } else {
        ship(session, w, company, contents, told)?;
        let facts = [
            ("tail", tail(&company.orders[0].order_no)),
            ("count", company.orders.len().to_string()),
            ("pieces", contents.pieces.to_string()),
        ];
        let outcome = if company.orders.len() > 1 { "left_merged" } else { "left" };
        ScanReply::new(app, Colour::Green, outcome, told.code, &facts)
    };
    let mut reply = reply.about(shops, company, contents, None);
    reply.weight_g = told.weight_g;
    if told.checks && contents.uncoded > 0 && !told.force {
        reply.sentence.push_str(&app.say_with("scan.uncoded", &[("n", contents.uncoded.to_string())]));
    }
    if let Some(warning) = aged {
        reply = ScanReply { colour: Colour::Amber, sound: super::Sound::Look, sentence: format!("{warning}{}", reply.sentence), ..reply };
    }
    // Whoever counted the pieces has heard of them.
    if contents.pieces >= 2 && contents.counted() == 0 {
        reply.speech = Some(app.say_with("scan.speech.pieces", &[("n", contents.pieces.to_string())]));
    }
    Ok((reply, left))
}

/// Moves the orders that are still here; those that a person has sent already only get the entry.
fn ship(session: &Session, w: &mut Writer<'_>, company: &mut Company, contents: &Contents, told: &Told<'_>) -> Result<()> {
    let data = particulars(company, contents, told);
    let kind = if told.force { "scan_forced" } else { "scan_out" };
    for before in &mut company.orders {
        if !before.state.is_before_shipping() {
            w.append_events(before.id, &[event(session, told.now_ms, kind, None, None, Some(data.clone()))])?;
            continue;
        }
        let mut after = before.clone();
        // `stop` has asked the table; what it refuses now is a fault of ours and takes everything back.
        let moved = move_by(&mut after, Event::Ship, session, told.now_ms, None);
        let mut events = moved.map_err(|why| Failure::new(Code::Refused).with("reason", why.word()).with("why", why.word()))?;
        events.push(event(session, told.now_ms, kind, None, None, Some(data.clone())));
        w.update_order(before, &after, &events, &[])?;
        follow(w, before, &after, told.now_ms)?;
        *before = after;
    }
    Ok(())
}

/// What the trail keeps of a scan.
fn particulars(company: &Company, contents: &Contents, told: &Told<'_>) -> String {
    let mut data = json!({
        "number": company.part().shown.clone().unwrap_or_default(),
        "part": company.at + 1,
        "parts": company.parts.len(),
        "counted": contents.counted(),
        "pieces": contents.pieces,
    });
    if let Some(g) = told.weight_g {
        data["weight_g"] = Value::from(g);
    }
    data.to_string()
}
