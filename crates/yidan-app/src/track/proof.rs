//! `track.proofs` (履约完成凭证): for delivered orders a document with the moments, the carrier, who signed, the parcels' ways and the trail's own
//! sentences with the hash that chains them. People are masked: it goes to others.

use super::hear::events_of;
use super::view::stand_text;
use crate::desk::{Session, platform_name};
use crate::error::{Code, Failure, Result};
use crate::jobs::{self, JobStarted, Outcome, Running, Wish};
use crate::labels::pdf::Skipped;
use crate::orders::select::Selection;
use crate::orders::story;
use crate::orders::view::{Shops, shown};
use crate::ports::FileRef;
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use std::cell::Cell;
use std::io::Write;
use ts_rs::TS;
use yidan_domain::limits::PROOFS;
use yidan_domain::order::{Order, State};
use yidan_domain::track::{masked, sort};
use yidan_labels::proof::{Proof, ProofList};
use yidan_platforms::sign::digest::lower;
use yidan_store::{KeptTrack, Reader};

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ProofsRequest {
    pub selection: Selection,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ProofsResult {
    pub proofs: i64,
    pub pages: i64,
    /// Orders that are not delivered.
    pub skipped: Vec<Skipped>,
    pub file: Option<FileRef>,
}

/// Queues the drawing; the orders meant now are those drawn.
pub fn start(app: &App, session: &Session, request: ProofsRequest) -> Result<JobStarted> {
    let ids = request.selection.ids(app)?;
    if ids.is_empty() {
        return Err(Failure::new(Code::NothingSelected));
    }
    if ids.len() > PROOFS {
        return Err(Failure::new(Code::BadRequest).with("detail", format!("selection: {} > {PROOFS}", ids.len())));
    }
    let title = app.say_with("proof.title", &[]);
    jobs::queue(app, session, "proofs", &title, &ProofsRequest { selection: Selection::Ids(ids) })
}

pub fn work(running: &mut Running<'_>) -> Result<Outcome> {
    let app = running.app;
    let request: ProofsRequest = running.request()?;
    let Selection::Ids(ids) = &request.selection else { return Err(Failure::new(Code::Internal).with("detail", "selection")) };
    let shops = app.store.read(Shops::of)?;
    let title = app.say_with("proof.title", &[]);
    let (mut skipped, wish, mut failed) = (Vec::new(), Cell::new(Wish::GoOn), None);
    let total = ids.len() as i64;
    let mut file = app.ports.shelf.create(&format!("{title}-{}.pdf", moment::day(app.now_ms())))?;
    let drawn = {
        let mut seen = 0;
        let mut one = |id: &i64| -> Result<Option<Proof>> {
            wish.set(running.tick(seen, Some(total))?);
            seen += 1;
            let order = app.store.get(|r| r.show(*id))?;
            let (tracks, is_delivered) = app.store.read(|r| {
                let tracks = r.tracks_of(*id)?;
                let all = !tracks.is_empty() && tracks.iter().all(|t| t.delivered_ms.is_some());
                Ok((tracks, all || matches!(order.state, State::Delivered | State::Completed)))
            })?;
            if !is_delivered {
                let text = app.say_with("error.refused.not_delivered", &[]);
                skipped.push(Skipped { order_no: order.order_no, reason: "not_delivered".into(), text });
                return Ok(None);
            }
            app.store.read(|r| proof(app, r, &shops, &order, &tracks, &title)).map(Some)
        };
        let mut source = ids.iter().map_while(|id| match one(id) {
            Ok(_) if wish.get() != Wish::GoOn => None,
            Ok(proof) => Some(proof),
            Err(f) => {
                failed = Some(f);
                None
            }
        });
        let mut out = std::io::BufWriter::new(&mut file);
        let drawn = app.labels()?.render_proofs(&title, &mut source.by_ref().flatten(), &mut out);
        out.flush()?;
        drawn
    };
    if let Some(f) = failed {
        return Err(f);
    }
    if wish.get() != Wish::GoOn {
        return Ok(Outcome::Cancelled);
    }
    let drawn = drawn.map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
    let file = if drawn.proofs > 0 { Some(file.finish()?) } else { None };
    let is_part = !skipped.is_empty();
    let result = ProofsResult { proofs: drawn.proofs as i64, pages: drawn.pages as i64, skipped, file };
    let value = serde_json::to_value(result).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
    Ok(if is_part { Outcome::Partly(value) } else { Outcome::Done(value) })
}

/// The document of one order.
fn proof(app: &App, r: &Reader<'_>, shops: &Shops, order: &Order, tracks: &[KeptTrack], title: &str) -> Result<Proof> {
    let word = |key: &str| app.say_with(&format!("proof.{key}"), &[]);
    let moments = |of: &dyn Fn(&KeptTrack) -> Option<i64>| tracks.iter().filter_map(of).collect::<Vec<i64>>();
    let collected_ms = moments(&|t| t.collected_ms).into_iter().min();
    let delivered_ms = moments(&|t| t.delivered_ms).into_iter().max();
    let receiver = shown(&order.receiver, true);
    let place = [&receiver.province, &receiver.city, &receiver.district].into_iter().flatten().cloned().collect::<Vec<_>>().concat();
    let signers: Vec<String> = tracks.iter().filter_map(|t| t.signer.clone()).collect();
    let join = |of: &dyn Fn(&KeptTrack) -> &str| {
        let mut all: Vec<&str> = tracks.iter().map(of).filter(|t| !t.is_empty()).collect();
        all.dedup();
        all.join("、")
    };
    let written = order.trackings.iter().flatten();
    let carriers = Some(join(&|t| &t.carrier)).filter(|c| !c.is_empty());
    let carriers = carriers.or_else(|| written.clone().next().and_then(|t| t.carrier().map(str::to_owned))).unwrap_or_default();
    let numbers = Some(join(&|t| &t.number)).filter(|n| !n.is_empty());
    let numbers = numbers.unwrap_or_else(|| written.map(|t| t.number().to_owned()).collect::<Vec<_>>().join("、"));
    let goods = |i: &yidan_domain::ItemDraft| format!("{}×{}", i.title.clone().unwrap_or_default(), i.qty.unwrap_or(1));
    let all = [
        ("order_no", order.order_no.clone()),
        ("shop", format!("{} · {}", platform_name(app, &shops.platform(order.shop_id)), shops.name(order.shop_id))),
        ("carrier", carriers),
        ("number", numbers),
        ("receiver", receiver.name.unwrap_or_default()),
        ("place", place),
        ("paid", order.paid_at_ms.map(moment::short).unwrap_or_default()),
        ("shipped", order.shipped_at_ms.map(moment::short).unwrap_or_default()),
        ("collected", collected_ms.map(moment::short).unwrap_or_default()),
        ("delivered", delivered_ms.map(moment::short).unwrap_or_default()),
        ("signer", signers.join("、")),
        ("state", story::state(app, order.state)),
        ("goods", order.items.iter().take(MOST_GOODS).map(goods).collect::<Vec<_>>().join("；")),
    ];
    let facts = all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| (word(key), value)).collect();
    let mut lists = Vec::new();
    for track in tracks {
        let mut events = events_of(r, &track.number)?;
        sort(&mut events);
        let line = |e: &yidan_domain::track::TrackEvent| {
            let state = e.stand.map(|s| format!("[{}] ", stand_text(app, s.state.word(), s.sub))).unwrap_or_default();
            (moment::short(e.at_ms), format!("{state}{}", masked(&e.text)))
        };
        let title = app.say_with("proof.way", &[("number", track.number.clone())]);
        lists.push(ProofList { title, lines: events.iter().map(line).collect() });
    }
    let trail = r.events(order.id)?;
    let lines = story::events(app, &trail)
        .into_iter()
        .map(|e| (e.at.replace('T', " ").chars().take(16).collect(), masked(&format!("{}：{}", e.actor, e.text))));
    lists.push(ProofList { title: word("trail"), lines: lines.collect() });
    let mut foot = vec![app.say_with("proof.made", &[("at", moment::short(app.now_ms()))])];
    if let Some(last) = trail.last()
        && let Some(entry) = r.hashed_events(last.n - 1, 1)?.into_iter().next()
    {
        foot.push(app.say_with("proof.chain", &[("n", last.n.to_string()), ("hash", lower(&entry.hash))]));
    }
    let told = format!("{lists:?}");
    foot.push(app.say_with("proof.hash", &[("hash", blake3::hash(told.as_bytes()).to_hex().to_string())]));
    Ok(Proof { title: title.to_owned(), facts, lists, foot })
}

/// Goods that are named.
const MOST_GOODS: usize = 12;
