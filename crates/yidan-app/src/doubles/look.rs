//! Looking for likely doubles of an order, keeping the pairs, and clearing them away when one of the two is gone.

use crate::desk::MANUAL;
use crate::error::Result;
use crate::files::mapping::OWN;
use crate::orders::review::{Review, SYSTEM, by_system, flow};
use serde_json::json;
use yidan_domain::likeness::{Answer, Face, Family, MAYBE_DOUBLE, Place, Reason, Window, children_of, compare, family};
use yidan_domain::order::{Order, State};
use yidan_domain::{Finding, Severity};
use yidan_store::{NewEvent, Pair, PairAnswer, Reader, Writer};

/// So many orders of one person within the window are a habit, not a slip: a dealer, a made-up file. Nobody is asked about each of them.
const CROWD: usize = 20;

/// An order that another one is probably the same as.
pub struct Found {
    pub other: Order,
    pub score: u8,
    /// All of the fingerprint is equal.
    pub same: bool,
    /// Words of reasons as seen from the order that was looked at.
    pub reasons: Vec<String>,
}

/// What a look around an order has shown.
#[derive(Default)]
pub struct Looked {
    pub place: Option<Place>,
    pub found: Vec<Found>,
    /// There are too many to ask about: their ids.
    pub crowd: Vec<i64>,
}

/// Orders of this platform's shops have no number that a platform has given them.
pub fn is_typed(platform: &str) -> bool {
    platform == MANUAL || platform == OWN
}

/// Looks for orders that this one is probably the same as. Cheap where nobody is near: one look by time and phone.
pub fn look(r: &Reader<'_>, order: &Order, typed: bool) -> Result<Looked> {
    let window = Window::default();
    let mut looked = Looked { place: Place::of(order, typed), ..Looked::default() };
    if order.state == State::Closed {
        return Ok(looked);
    }
    let mut others: Vec<(Order, bool)> = Vec::new();
    if let Some(place) = &looked.place {
        let mut rivals = r.rivals(place, window)?;
        rivals.retain(|rival| rival.order_id != order.id);
        if rivals.len() >= CROWD {
            looked.crowd = rivals.into_iter().map(|rival| rival.order_id).collect();
            return Ok(looked);
        }
        for rival in rivals {
            others.extend(r.order(rival.order_id)?.map(|other| (other, rival.place.typed)));
        }
    }
    // The parent of a numbered part is found by its number, however long ago it came.
    if let Some(base) = base_of(&order.order_no)
        && let Some(parent) = r.find_order(order.shop_id, base)?
        && others.iter().all(|(other, _)| other.id != parent.id)
    {
        others.push((parent, typed));
    }
    others.retain(|(other, _)| other.id != order.id && may_ask(order, other));
    if others.is_empty() {
        return Ok(looked);
    }
    let own = Face::of(order, typed, None, &[]);
    let faces: Vec<Face> = others.iter().map(|(other, typed)| Face::of(other, *typed, None, &[])).collect();
    let parts = children_of(&own, &faces, window).unwrap_or_default();
    for (at, ((other, _), face)) in others.into_iter().zip(&faces).enumerate() {
        let mut related = family(&own, face);
        if related.is_none() && parts.contains(&at) {
            related = Some(Family::Parent);
        }
        if related.is_none() && is_part_of(&own, face, &faces, window) {
            related = Some(Family::Child);
        }
        looked.found.extend(found(&own, face, related, other, window));
    }
    looked.found.sort_by_key(|f| std::cmp::Reverse(f.score));
    Ok(looked)
}

fn found(own: &Face, face: &Face, related: Option<Family>, other: Order, window: Window) -> Option<Found> {
    let like = compare(own, face, window).filter(|_| !goes_elsewhere(own, face));
    let mut reasons: Vec<String> = related.iter().map(|f| family_word(*f).to_owned()).collect();
    reasons.extend(like.iter().flat_map(|l| &l.reasons).map(reason_word));
    let score = like.as_ref().map_or(0, |l| l.score).max(if related.is_some() { FAMILY_SCORE } else { 0 });
    let same = related.is_none() && like.is_some_and(|l| l.answer == Answer::Same);
    (!reasons.is_empty()).then_some(Found { other, score, same, reasons })
}

/// Who buys twice in one shop and has it sent to two doors means two orders. What is typed may be worded in another way.
fn goes_elsewhere(own: &Face, face: &Face) -> bool {
    let numbered = !own.typed && !face.typed && own.shop_id == face.shop_id;
    numbered && own.address.as_ref().zip(face.address.as_ref()).is_some_and(|(a, b)| a != b)
}

/// What a relation told by numbers weighs.
const FAMILY_SCORE: u8 = 90;

/// The order is one of the parts that another one, already here, is the sum of.
fn is_part_of(own: &Face, parent: &Face, faces: &[Face], window: Window) -> bool {
    let siblings: Vec<Face> = std::iter::once(own).chain(faces).filter(|f| f.order_id != parent.order_id).cloned().collect();
    children_of(parent, &siblings, window).is_some_and(|parts| parts.contains(&0))
}

/// `1234567-2` is a part of `1234567`.
fn base_of(order_no: &str) -> Option<&str> {
    let (base, rest) = order_no.rsplit_once(['-', '_', '/', '.'])?;
    (base.len() >= 6 && (1..=3).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit())).then_some(base)
}

/// There is something left to decide: neither is closed, and one has not left yet.
fn may_ask(order: &Order, other: &Order) -> bool {
    other.state != State::Closed && (order.state.is_before_shipping() || other.state.is_before_shipping())
}

fn reason_word(reason: &Reason) -> String {
    match reason {
        Reason::SameBuyer => "same_buyer".into(),
        Reason::SamePhone => "same_phone".into(),
        Reason::PhoneMayBe { digits } => format!("phone_may_be:{digits}"),
        Reason::SameName => "same_name".into(),
        Reason::NameMayBe => "name_may_be".into(),
        Reason::SameAddress => "same_address".into(),
        Reason::SameGoods => "same_goods".into(),
        Reason::GoodsBut { pieces } => format!("goods_but:{pieces}"),
        Reason::SameAmount => "same_amount".into(),
        Reason::Apart { seconds } => format!("apart:{seconds}"),
    }
}

fn family_word(family: Family) -> &'static str {
    match family {
        Family::Parent => "parent",
        Family::Child => "child",
        Family::SharesLines => "shares_lines",
    }
}

/// The reasons as the other order sees them.
pub fn turned(reasons: &[String]) -> Vec<String> {
    let turn = |word: &String| match word.as_str() {
        "parent" => "child".to_owned(),
        "child" => "parent".to_owned(),
        _ => word.clone(),
    };
    reasons.iter().map(turn).collect()
}

/// The finding of an order about another one.
pub fn finding(other: &Order, reasons: &[String]) -> Finding {
    let finding = Finding::new(MAYBE_DOUBLE, Severity::Warning);
    finding.with("no", &other.order_no).with("other", other.id.to_string()).with("reasons", reasons.join(","))
}

/// Is the finding about this other order?
pub fn is_about(finding: &Finding, other_id: i64) -> bool {
    finding.code == MAYBE_DOUBLE && finding.facts.get("other").is_some_and(|id| *id == other_id.to_string())
}

/// The trail's entry of a question.
pub fn asked_event(other_no: &str, now_ms: i64) -> NewEvent {
    let data = json!({ "no": other_no }).to_string();
    by_system(now_ms, MAYBE_DOUBLE, Some(data))
}

/// Keeps what a look has shown: the place, the pairs, and the question on the other orders. `order` is stored by now.
pub fn note(w: &mut Writer<'_>, review: &Review, order: &Order, before: Option<&Place>, looked: &Looked, now_ms: i64) -> Result<()> {
    w.move_place(order.id, before, looked.place.as_ref())?;
    for found in &looked.found {
        if w.pair(order.id, found.other.id)?.is_some() {
            continue;
        }
        let own_first = order.id < found.other.id;
        let seen_by_other = turned(&found.reasons);
        w.put_pair(&Pair {
            a: order.id.min(found.other.id),
            b: order.id.max(found.other.id),
            score: found.score,
            same: found.same,
            reasons: if own_first { found.reasons.clone() } else { seen_by_other.clone() },
            answer: PairAnswer::Open,
            gone: None,
            actor: None,
            found_at_ms: now_ms,
            answered_at_ms: None,
        })?;
        put_question(w, &found.other, order, &seen_by_other, now_ms)?;
    }
    // Once it is a crowd, everything asked about its first is taken back; later ones ask nothing.
    if (1..CROWD + 3).contains(&looked.crowd.len()) {
        disperse(w, review, &looked.crowd, now_ms)?;
    }
    Ok(())
}

/// Puts the finding on an order that has not left yet.
pub fn put_question(w: &mut Writer<'_>, before: &Order, about: &Order, reasons: &[String], now_ms: i64) -> Result<()> {
    if !before.state.is_before_shipping() || before.findings.iter().any(|f| is_about(f, about.id)) {
        return Ok(());
    }
    let mut after = before.clone();
    after.findings.push(finding(about, reasons));
    w.update_order(before, &after, &[asked_event(&about.order_no, now_ms)], &[])?;
    Ok(())
}

/// What was asked about the first of a crowd is taken back.
fn disperse(w: &mut Writer<'_>, review: &Review, crowd: &[i64], now_ms: i64) -> Result<()> {
    for id in crowd {
        for pair in w.pairs_of(*id)?.into_iter().filter(|p| p.answer == PairAnswer::Open && crowd.contains(&p.other(*id))) {
            answer_pair(w, review, pair, PairAnswer::Kept, None, SYSTEM, now_ms)?;
        }
    }
    Ok(())
}

/// Notes the answer, takes the question off both orders and lets them go on where nothing else stands.
pub fn answer_pair(
    w: &mut Writer<'_>,
    review: &Review,
    pair: Pair,
    answer: PairAnswer,
    gone: Option<i64>,
    actor: &str,
    now_ms: i64,
) -> Result<()> {
    let (a, b) = (pair.a, pair.b);
    w.put_pair(&Pair { answer, gone, actor: Some(actor.to_owned()), answered_at_ms: Some(now_ms), ..pair })?;
    for (id, other) in [(a, b), (b, a)] {
        let Some(before) = w.order(id)? else { continue };
        if !before.findings.iter().any(|f| is_about(f, other)) {
            continue;
        }
        let no = w.order(other)?.map(|o| o.order_no).unwrap_or_default();
        let mut after = before.clone();
        after.findings.retain(|f| !is_about(f, other));
        let data = json!({ "no": no, "answer": answer.word() }).to_string();
        let event =
            NewEvent { at_ms: now_ms, actor: actor.to_owned(), kind: "double_answered".into(), data: Some(data), ..NewEvent::default() };
        let mut events = vec![event];
        if gone != Some(id) {
            after.findings = review.findings(&after);
            if !review.is_paused {
                flow(&mut after, now_ms, &mut events);
            }
        }
        w.update_order(&before, &after, &events, &[])?;
    }
    Ok(())
}

/// An order was closed by whatever door: nobody needs to be asked about it any more.
pub fn follow(w: &mut Writer<'_>, review: &Review, before: &Order, after: &Order, now_ms: i64) -> Result<()> {
    if after.state != State::Closed || before.state == State::Closed {
        return Ok(());
    }
    for pair in w.pairs_of(after.id)?.into_iter().filter(|p| p.answer == PairAnswer::Open) {
        answer_pair(w, review, pair, PairAnswer::Voided, Some(after.id), SYSTEM, now_ms)?;
    }
    Ok(())
}
