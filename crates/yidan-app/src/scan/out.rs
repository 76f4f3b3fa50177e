//! 验货出库: the label first, then, where the shop wants it, every piece; with the last one the parcel leaves.

use super::act::{Answer, Told};
use super::code::{looks_like_number, plain};
use super::company::Company;
use super::contents::{Contents, piece_text};
use super::find::{Found, find};
use super::leave::leave;
use super::reply::{Colour, ScanReply, Sound, tail};
use super::stop::{clock, stop};
use crate::App;
use crate::desk::{Role, Session};
use crate::error::Result;
use crate::orders::touch::event;
use crate::orders::view::Shops;
use serde_json::json;
use std::collections::BTreeMap;
use yidan_domain::limits::SCAN_DOUBLE_MS;
use yidan_domain::order::{Order, State};
use yidan_store::{Hand, Writer};

/// Everything that answering one scan needs.
struct Desk<'a, 'w> {
    app: &'a App,
    session: &'a Session,
    w: &'a mut Writer<'w>,
    shops: Shops,
    told: &'a Told<'a>,
    hand: Option<Hand>,
}

/// Answers one scan of a parcel that leaves.
pub fn scan(app: &App, session: &Session, w: &mut Writer<'_>, told: &Told<'_>) -> Result<Answer> {
    let hand = w.hand(told.desk)?.filter(|h| h.mode == told.mode.word());
    let shops = Shops::of(w)?;
    let mut desk = Desk { app, session, w, shops, told, hand };
    if let Some(answer) = desk.piece()? {
        return Ok(answer);
    }
    match find(desk.w, told.code)? {
        Found::Waybill(ids) => desk.label(&ids),
        Found::Replaced(ids) => desk.replaced(&ids),
        Found::OrderNo(ids) => desk.order_no(&ids),
        Found::WayBack(ids) => desk.other_code(&ids, "return_code"),
        Found::Goods { .. } if desk.hand.is_some() => desk.wrong_goods(),
        Found::Nothing if desk.hand.is_some() && !looks_like_number(told.code) => desk.wrong_goods(),
        Found::Goods { known } => Ok(desk.plain(Colour::Amber, if known { "goods" } else { "goods_unknown" })),
        Found::Number => Ok(desk.plain(Colour::Red, "unknown")),
        Found::Nothing => Ok(desk.plain(Colour::Amber, "unreadable")),
    }
}

impl Desk<'_, '_> {
    /// An answer about no order.
    fn plain(&self, colour: Colour, outcome: &str) -> Answer {
        Answer::of(ScanReply::new(self.app, colour, outcome, self.told.code, &[("code", self.told.code.to_owned())]))
    }

    fn reply(&self, colour: Colour, outcome: &str, facts: &[(&str, String)]) -> ScanReply {
        ScanReply::new(self.app, colour, outcome, self.told.code, facts)
    }

    fn may_force(&self) -> bool {
        self.session.role == Role::Owner
    }

    /// A piece of the parcel in hand; `None` = the code is none of its goods.
    fn piece(&mut self) -> Result<Option<Answer>> {
        let Some(hand) = self.hand.clone() else { return Ok(None) };
        let (Found::Waybill(ids) | Found::OrderNo(ids)) = find(self.w, &hand.number)? else {
            // The label in hand was cancelled or given to nobody meanwhile.
            self.put_down()?;
            return Ok(None);
        };
        let Some(company) = Company::of(self.w, &ids, &hand.number)? else { return Ok(None) };
        let code = self.told.code;
        let Some(needed) = Contents::of(&company, &hand.goods).needed.get(code).copied() else { return Ok(None) };
        if let Some(answer) = self.stopped(&company, &hand.goods)? {
            self.put_down()?;
            return Ok(Some(answer));
        }
        let (mut company, mut hand) = (company, hand);
        let counted = hand.goods.entry(code.to_owned()).or_default();
        if *counted >= needed {
            let facts = [("code", code.to_owned()), ("need", needed.to_string())];
            return Ok(Some(self.about(self.reply(Colour::Red, "too_many", &facts), &company, &hand.goods)));
        }
        *counted += 1;
        let done = *counted;
        let contents = Contents::of(&company, &hand.goods);
        if contents.missing() == 0 {
            let told = Told { weight_g: self.told.weight_g.or(hand.weight_g), ..*self.told };
            let (reply, left) = leave(self.app, self.session, self.w, &self.shops, &mut company, &contents, &told)?;
            self.put_down()?;
            return Ok(Some(Answer { reply, left }));
        }
        hand.weight_g = self.told.weight_g.or(hand.weight_g);
        self.w.set_hand(self.told.desk, Some(&hand))?;
        let facts = [
            ("code", code.to_owned()),
            ("done", done.to_string()),
            ("need", needed.to_string()),
            ("missing", contents.missing().to_string()),
        ];
        Ok(Some(self.about(self.reply(Colour::Green, "counted", &facts), &company, &hand.goods)))
    }

    /// An article that is not in the parcel in hand.
    fn wrong_goods(&mut self) -> Result<Answer> {
        let Some(hand) = self.hand.clone() else { return Ok(self.plain(Colour::Amber, "unreadable")) };
        let (Found::Waybill(ids) | Found::OrderNo(ids)) = find(self.w, &hand.number)? else {
            return Ok(self.plain(Colour::Amber, "unreadable"));
        };
        let Some(company) = Company::of(self.w, &ids, &hand.number)? else { return Ok(self.plain(Colour::Amber, "unreadable")) };
        let missing = Contents::of(&company, &hand.goods).missing_text();
        let facts = [("code", self.told.code.to_owned()), ("what", missing)];
        Ok(self.about(self.reply(Colour::Red, "wrong_goods", &facts), &company, &hand.goods))
    }

    /// A number that another one has replaced, or that was given back: the paper is old.
    fn replaced(&mut self, ids: &[i64]) -> Result<Answer> {
        let Some(company) = Company::of(self.w, ids, self.told.code)? else { return Ok(self.plain(Colour::Red, "unknown")) };
        let old = plain(self.told.code);
        let now = company.parts.iter().find(|p| p.number.as_ref().is_some_and(|n| *n != old)).and_then(|p| p.shown.clone());
        let facts = [("tail", tail(&company.orders[0].order_no)), ("number", now.clone().unwrap_or_default())];
        let outcome = if now.is_some() { "old_number" } else { "voided" };
        self.note_stop(&company, company.orders[0].id, outcome)?;
        Ok(self.about(self.reply(Colour::Red, outcome, &facts), &company, &BTreeMap::new()))
    }

    /// The number of an order is on labels of our own drawing, as long as no carrier has given another.
    fn order_no(&mut self, ids: &[i64]) -> Result<Answer> {
        let Some(company) = Company::of(self.w, ids, self.told.code)? else { return Ok(self.plain(Colour::Red, "unknown")) };
        if company.parts.iter().all(|p| p.number.is_none()) && company.parts.len() == 1 {
            return self.label(ids);
        }
        self.other_code(ids, "order_code")
    }

    /// A number of an order, but not of a parcel that leaves.
    fn other_code(&mut self, ids: &[i64], outcome: &str) -> Result<Answer> {
        let Some(company) = Company::of(self.w, ids, self.told.code)? else { return Ok(self.plain(Colour::Red, "unknown")) };
        let facts = [("tail", tail(&company.orders[0].order_no))];
        Ok(self.about(self.reply(Colour::Amber, outcome, &facts), &company, &BTreeMap::new()))
    }

    /// The label of a parcel.
    fn label(&mut self, ids: &[i64]) -> Result<Answer> {
        let Some(mut company) = Company::of(self.w, ids, self.told.code)? else { return Ok(self.plain(Colour::Red, "unknown")) };
        if company.part().number.as_ref().is_some_and(|number| *number != plain(self.told.code)) {
            // It was bought for the order, and another one stands on it now.
            return self.replaced(ids);
        }
        let is_in_hand = self.hand.as_ref().is_some_and(|h| plain(&h.number) == plain(self.told.code));
        let counted = self.hand.as_ref().filter(|_| is_in_hand).map(|h| h.goods.clone()).unwrap_or_default();
        if let Some(answer) = self.stopped(&company, &counted)? {
            if is_in_hand {
                self.put_down()?;
            }
            return Ok(answer);
        }
        if self.told.force && !self.may_force() {
            return Ok(self.about(self.reply(Colour::Red, "force_denied", &[]), &company, &counted));
        }
        if let Some(answer) = self.been_here(&company)? {
            return Ok(answer);
        }
        let contents = Contents::of(&company, &counted);
        let is_counted_with_others = company.part().is_shared && !company.left.is_empty();
        if self.told.checks && !self.told.force && contents.missing() > 0 && !is_counted_with_others {
            return self.open(&company, &contents, is_in_hand);
        }
        let (reply, left) = leave(self.app, self.session, self.w, &self.shops, &mut company, &contents, self.told)?;
        if is_in_hand {
            self.put_down()?;
        }
        Ok(Answer { reply, left })
    }

    /// Takes the parcel in hand: its goods are wanted now.
    fn open(&mut self, company: &Company, contents: &Contents, is_in_hand: bool) -> Result<Answer> {
        if is_in_hand {
            let facts = [("missing", contents.missing().to_string()), ("what", contents.missing_text())];
            let counted = self.hand.as_ref().map(|h| h.goods.clone()).unwrap_or_default();
            return Ok(self.about(self.reply(Colour::Amber, "still_open", &facts), company, &counted));
        }
        let facts = [("pieces", contents.missing().to_string()), ("tail", tail(&company.orders[0].order_no))];
        let mut answer = self.about(self.reply(Colour::Green, "opened", &facts), company, &BTreeMap::new());
        if let Some(before) = self.hand.as_ref().filter(|h| !h.number.is_empty()) {
            let before = self.app.say_with("scan.left_open", &[("tail", tail(&before.number))]);
            answer.reply.sentence = format!("{before}{}", answer.reply.sentence);
            (answer.reply.colour, answer.reply.sound) = (Colour::Amber, Sound::Look);
        }
        if contents.pieces >= 2 {
            answer.reply.speech = Some(self.app.say_with("scan.speech.pieces", &[("n", contents.pieces.to_string())]));
        }
        let hand = Hand {
            mode: self.told.mode.word().to_owned(),
            number: self.told.code.to_owned(),
            weight_g: self.told.weight_g,
            opened_at_ms: self.told.now_ms,
            goods: BTreeMap::new(),
        };
        self.w.set_hand(self.told.desk, Some(&hand))?;
        Ok(answer)
    }

    /// The parcel left before, or waits for the other parcels of its order.
    fn been_here(&mut self, company: &Company) -> Result<Option<Answer>> {
        let is_away = company.orders.iter().all(|o| !o.state.is_before_shipping());
        let known = company.left.get(&company.key());
        if (self.told.force || known.is_none()) && !is_away {
            return Ok(None);
        }
        let (at_ms, who) = match known {
            Some(left) => (left.at_ms, left.actor.clone()),
            None => self.sent_by(&company.orders[0])?,
        };
        let is_same_pull = known.is_some() && self.told.now_ms - at_ms <= SCAN_DOUBLE_MS;
        let missing = company.missing();
        let numbers: Vec<String> = missing.iter().filter_map(|p| p.shown.clone()).collect();
        let facts = [
            ("time", clock(at_ms)),
            ("who", who),
            ("state", crate::orders::story::state(self.app, company.orders[0].state)),
            ("missing", missing.len().to_string()),
            ("numbers", numbers.join("、")),
        ];
        let outcome = match (is_same_pull, is_away) {
            (true, _) => "double",
            (false, false) => "part_again",
            (false, true) if company.orders[0].state == State::Shipped => "already",
            (false, true) => "away",
        };
        let mut answer = self.about(self.reply(Colour::Amber, outcome, &facts), company, &BTreeMap::new());
        if is_same_pull {
            answer.reply.sound = Sound::Tick;
        }
        Ok(Some(answer))
    }

    /// When and by whom an order was sent without this desk.
    fn sent_by(&self, order: &Order) -> Result<(i64, String)> {
        let sent = self.w.events(order.id)?.into_iter().rev().find(|e| e.to == Some(State::Shipped) && e.from != e.to);
        Ok(sent.map_or((order.shipped_at_ms.unwrap_or_default(), String::new()), |e| (e.at_ms, e.actor)))
    }

    /// A reason why the parcel stays.
    fn stopped(&mut self, company: &Company, counted: &BTreeMap<String, i64>) -> Result<Option<Answer>> {
        let Some(stop) = stop(self.app, self.session, &company.orders, self.told.force && self.may_force()) else { return Ok(None) };
        self.note_stop(company, stop.order_id, stop.outcome)?;
        let contents = Contents::of(company, counted);
        let mut reply = self.reply(Colour::Red, stop.outcome, &stop.facts);
        if company.orders.len() > 1 {
            reply.sentence.push_str(&self.app.say_with("scan.whole_parcel", &[("count", company.orders.len().to_string())]));
        }
        let mut reply = reply.about(&self.shops, company, &contents, Some(stop.order_id));
        reply.can_force = stop.can_force && self.may_force();
        if stop.outcome == "refunded" {
            reply.speech = Some(self.app.say_with("scan.speech.refunded", &[]));
        }
        Ok(Some(Answer::of(reply)))
    }

    /// The order's story tells that the desk stopped it.
    fn note_stop(&mut self, company: &Company, order_id: i64, outcome: &str) -> Result<()> {
        let number = company.part().shown.clone().unwrap_or_default();
        let data = json!({ "number": number, "why": outcome }).to_string();
        self.w.append_events(order_id, &[event(self.session, self.told.now_ms, "scan_stop", None, None, Some(data))])?;
        Ok(())
    }

    fn about(&self, reply: ScanReply, company: &Company, counted: &BTreeMap<String, i64>) -> Answer {
        let can_force = !matches!(
            reply.outcome.as_str(),
            "double" | "already" | "away" | "order_code" | "return_code" | "old_number" | "voided" | "force_denied"
        );
        let mut reply = reply.about(&self.shops, company, &Contents::of(company, counted), None);
        reply.can_force = can_force && self.may_force();
        Answer::of(reply)
    }

    fn put_down(&mut self) -> Result<()> {
        self.w.set_hand(self.told.desk, None)?;
        self.hand = None;
        Ok(())
    }
}

/// What is missing of a parcel, for the desk's own view.
pub fn in_hand(app: &App, w: &yidan_store::Reader<'_>, hand: &Hand) -> Result<Option<ScanReply>> {
    let (Found::Waybill(ids) | Found::OrderNo(ids)) = find(w, &hand.number)? else { return Ok(None) };
    let Some(company) = Company::of(w, &ids, &hand.number)? else { return Ok(None) };
    let contents = Contents::of(&company, &hand.goods);
    let facts = [("missing", contents.missing().to_string()), ("what", contents.missing_text())];
    Ok(Some(ScanReply::new(app, Colour::Amber, "still_open", &hand.number, &facts).about(&Shops::of(w)?, &company, &contents, None)))
}

/// The pieces of a hand as words.
pub fn hand_text(goods: &BTreeMap<String, i64>) -> String {
    goods.iter().map(|(code, n)| piece_text(code, *n)).collect::<Vec<_>>().join("、")
}
