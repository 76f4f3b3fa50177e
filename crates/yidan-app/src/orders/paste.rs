//! `orders.paste`: a pasted text becomes order drafts, several at once, and orders when accepted. Every piece of the text is told what it was
//! read as; what nothing could be made of stays in the memo. The number is made from the content, so that the same paste is known again.

use super::intake::{self, Origin, Taken};
use super::paste_goods::{Cart, Goods};
use super::paste_split::split;
use super::review::Review;
use super::row::FindingView;
use super::view;
use crate::address::{AddressCandidate, part_of, part_word};
use crate::desk::{MANUAL, Session};
use crate::error::{Code, Failure, Result};
use crate::{App, moment};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use ts_rs::TS;
use yidan_address::{Parsed, Part};
use yidan_domain::limits::{KNOWN_LISTINGS, PASTED_CHARS, PASTED_ORDERS};
use yidan_domain::order::Incoming;
use yidan_domain::wall_time::CHINA_OFFSET_MINUTES;
use yidan_domain::{DraftStatus, Finding, ItemDraft, OrderDraft, Severity, WallTime};
use yidan_store::{Reader, Writer};

/// Days within which the same text counts as the same order.
const KNOWN_DAYS: i64 = 7;

/// A pasted text of one or many orders.
#[derive(Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct PasteRequest {
    pub text: String,
    /// Name of the shop, 手工单 when absent; made when it is not there yet.
    pub shop: Option<String>,
    /// Store the drafts that nothing blocks.
    pub accept: bool,
    /// Only these drafts, counted from 0; all when absent.
    pub only: Option<Vec<usize>>,
    /// Store a text that was taken in before once more.
    pub again: bool,
}

/// What a piece of the text was read as, in UTF-16 units of the whole text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PastedPart {
    /// A part of an address, or `goods`, `amount`.
    pub part: String,
    pub start: usize,
    pub end: usize,
    /// Wants a look: something is doubtful about it.
    pub unsure: bool,
}

/// One order of the paste.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PastedDraft {
    pub index: usize,
    /// The order's place in the text, in UTF-16 units.
    pub start: usize,
    pub end: usize,
    pub draft: OrderDraft,
    pub findings: Vec<FindingView>,
    pub parts: Vec<PastedPart>,
    /// Readings of the region where more than one fits.
    pub candidates: Vec<AddressCandidate>,
    /// Id of the order that was stored, or that this text was stored as before.
    pub stored: Option<i64>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PasteReply {
    pub drafts: Vec<PastedDraft>,
    /// UTF-16 units of the text.
    pub length: usize,
    /// Orders stored by this call.
    pub accepted: i64,
}

/// Reads a paste without storing anything, whatever the request says: asked at every key.
pub fn preview(app: &App, session: &Session, request: PasteRequest) -> Result<PasteReply> {
    paste(app, session, PasteRequest { accept: false, ..request })
}

/// Reads a paste, and stores it when told to.
pub fn paste(app: &App, session: &Session, request: PasteRequest) -> Result<PasteReply> {
    let text = request.text.as_str();
    if text.len() > PASTED_CHARS * 4 || text.chars().count() > PASTED_CHARS {
        return Err(Failure::new(Code::FileTooLarge).with("name", "text").with("limit", PASTED_CHARS));
    }
    let chunks = split(text);
    if chunks.len() > PASTED_ORDERS {
        return Err(Failure::new(Code::BadRequest).with("detail", format!("{} > {PASTED_ORDERS}", chunks.len())));
    }
    let now_ms = app.now_ms();
    let shop = match request.shop.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) => name.to_owned(),
        None => app.say_with("shop.manual", &[]),
    };
    let (goods, known_shop) = app.store.read(|r| {
        let shops = r.shops_named(&shop)?;
        let own = shops.iter().find(|s| s.platform == MANUAL).or(shops.first()).map(|s| s.id);
        Ok((Goods::new(r.listings(KNOWN_LISTINGS)?), own))
    })?;
    let ruler = Ruler::new(text);
    let heading = chunks.first().map_or("", |first| text[..first.start].trim()).trim_end_matches(|c: char| !c.is_alphanumeric());
    let heading = heading.trim_end_matches(|c: char| c.is_ascii_digit() || !c.is_alphanumeric()).to_owned();
    let mut read: Vec<Read> = chunks.into_iter().map(|place| Read::new(text, place, &goods, now_ms)).collect();
    if let Some(first) = read.first_mut().filter(|_| !heading.is_empty()) {
        let memo = first.draft.buyer_memo.take();
        first.draft.buyer_memo = Some([Some(heading), memo].into_iter().flatten().collect::<Vec<_>>().join("；"));
    }
    let wanted = |index: usize| request.only.as_ref().is_none_or(|only| only.contains(&index));
    let mut reply = PasteReply { drafts: Vec::new(), length: ruler.at(text.len()), accepted: 0 };
    if request.accept {
        app.store.write(|w| {
            let review = Review::load(w)?;
            let shop_id = match known_shop {
                Some(id) => id,
                None => w.shop_id(MANUAL, &shop, now_ms)?,
            };
            let origin = Origin { actor: &session.actor, now_ms, shop_id, source: &app.say_with("source.paste", &[]), review: &review };
            for (index, one) in read.iter().enumerate() {
                reply.drafts.push(one.judged(app, w, &origin, index, &ruler, request.again)?);
            }
            // All are judged before any is stored: two equal orders of one paste are two orders.
            for shown in &mut reply.drafts {
                if wanted(shown.index) && shown.stored.is_none() && !shown.findings.iter().any(|f| f.blocking) {
                    shown.stored = Some(store(w, &origin, &mut shown.draft)?);
                    reply.accepted += 1;
                }
            }
            Ok(())
        })?;
    } else {
        app.store.read(|r| {
            let review = Review::load(r)?;
            let shop_id = known_shop.unwrap_or_default();
            let origin = Origin { actor: &session.actor, now_ms, shop_id, source: "", review: &review };
            for (index, one) in read.iter().enumerate() {
                reply.drafts.push(one.judged(app, r, &origin, index, &ruler, request.again)?);
            }
            Ok(())
        })?;
    }
    Ok(reply)
}

/// Stores one draft under the first free number of its content.
fn store(w: &mut Writer<'_>, origin: &Origin<'_>, draft: &mut OrderDraft) -> Result<i64> {
    let base = draft.order_no.clone();
    // Two equal orders of one paste, or a text that was meant twice, get numbers of their own.
    for copy in 2..=PASTED_ORDERS {
        if w.find_order(origin.shop_id, &draft.order_no)?.is_none() {
            break;
        }
        draft.order_no = format!("{base}-{copy}");
    }
    let incoming = Incoming { draft, is_item_report: true, offset_minutes: CHINA_OFFSET_MINUTES };
    let (taken, order) = intake::take(w, origin, incoming, &[])?;
    debug_assert_eq!(taken, Taken::New);
    Ok(order.id)
}

/// One order's text, read.
struct Read {
    place: Range<usize>,
    draft: OrderDraft,
    address: Parsed,
    cart: Cart,
    /// Words of goods that were not matched, as typed.
    unsure_goods: Vec<String>,
    /// The content's own sign, a part of the number.
    sign: String,
}

impl Read {
    fn new(text: &str, place: Range<usize>, goods: &Goods, now_ms: i64) -> Read {
        let own = &text[place.clone()];
        let cart = goods.read(own);
        let address = yidan_address::parse(&without_goods(own, &cart));
        let plain: String = own.chars().filter(|c| !c.is_whitespace()).collect();
        let sign = blake3::hash(plain.as_bytes()).to_hex()[..10].to_uppercase();
        let mut draft = draft_of(own, &address, &cart);
        draft.order_no = number(&sign, now_ms);
        draft.created_at = Some(WallTime::from_utc_ms(now_ms, CHINA_OFFSET_MINUTES));
        let unsure_goods = cart.lines.iter().filter(|line| !line.sure).map(|line| own[line.place.clone()].to_owned()).collect();
        Read { place, draft, address, cart, unsure_goods, sign }
    }

    /// The draft with what the desk thinks of it.
    fn judged(&self, app: &App, r: &Reader<'_>, origin: &Origin<'_>, index: usize, ruler: &Ruler<'_>, again: bool) -> Result<PastedDraft> {
        let incoming = Incoming { draft: &self.draft, is_item_report: true, offset_minutes: CHINA_OFFSET_MINUTES };
        let (_, order) = intake::judge(r, None, origin, incoming)?;
        let mut findings = order.findings.clone();
        findings.extend(self.goods_findings());
        let mut known = None;
        for day in 0..KNOWN_DAYS {
            let no = number(&self.sign, origin.now_ms - day * moment::DAY_MS);
            known = known.or(r.find_order(origin.shop_id, &no)?);
        }
        let known = known.filter(|_| !again);
        if let Some(before) = &known {
            let at = before.created_at_ms.map(moment::short).unwrap_or_default();
            findings.push(Finding::new("paste_known", Severity::Blocking).with("order_no", &before.order_no).with("at", at));
        }
        let draft = OrderDraft {
            receiver_province: order.receiver.province.clone(),
            receiver_city: order.receiver.city.clone(),
            receiver_district: order.receiver.district.clone(),
            receiver_address: order.receiver.address.clone(),
            receiver_name: order.receiver.name.clone(),
            receiver_phone: order.receiver.phone.clone(),
            receiver_phone_ext: order.receiver.phone_ext.clone(),
            ..self.draft.clone()
        };
        Ok(PastedDraft {
            index,
            start: ruler.at(self.place.start),
            end: ruler.at(self.place.end),
            parts: self.parts(&findings, ruler),
            findings: findings.iter().map(|f| view::finding(app, f)).collect(),
            candidates: self.address.candidates.iter().map(AddressCandidate::from).collect(),
            draft,
            stored: known.map(|order| order.id),
        })
    }

    fn goods_findings(&self) -> Vec<Finding> {
        if self.unsure_goods.is_empty() {
            return Vec::new();
        }
        vec![Finding::new("goods_unmatched", Severity::Warning).on("items").with("goods", self.unsure_goods.join("、"))]
    }

    /// Pieces of address and goods in the order of the text.
    fn parts(&self, findings: &[Finding], ruler: &Ruler<'_>) -> Vec<PastedPart> {
        let doubtful: Vec<Part> = self
            .address
            .flags
            .iter()
            .filter(|flag| flag.severity >= yidan_address::Severity::Warning)
            .filter_map(|flag| part_of(flag.code))
            .collect();
        let is_doubtful = |part: Part| {
            let field = match part {
                Part::Name => "receiver_name",
                Part::Phone => "receiver_phone",
                Part::Province => "receiver_province",
                Part::City => "receiver_city",
                Part::District => "receiver_district",
                Part::Street | Part::Detail => "receiver_address",
                _ => return doubtful.contains(&part),
            };
            doubtful.contains(&part) || findings.iter().any(|f| f.severity >= Severity::Warning && f.field.as_deref() == Some(field))
        };
        let mut out: Vec<(Range<usize>, String, bool)> = Vec::new();
        let goods = self.cart.lines.iter().map(|line| (line.place.clone(), "goods", !line.sure));
        let taken: Vec<_> = goods.chain(self.cart.amount_fen.iter().map(|(place, _)| (place.clone(), "amount", false))).collect();
        for place in &self.address.places {
            let covered = taken.iter().any(|(goods, ..)| goods.start < place.end && place.start < goods.end);
            if place.part != Part::Dropped && !covered {
                out.push((place.start..place.end, part_word(place.part), is_doubtful(place.part)));
            }
        }
        out.extend(taken.into_iter().map(|(place, part, unsure)| (place, part.to_owned(), unsure)));
        out.sort_by_key(|(place, ..)| place.start);
        let at = |byte: usize| ruler.at(self.place.start + byte);
        out.into_iter().map(|(place, part, unsure)| PastedPart { part, start: at(place.start), end: at(place.end), unsure }).collect()
    }
}

/// Stable within a day: the same content on the same day has the same number.
fn number(sign: &str, at_ms: i64) -> String {
    let day: String = moment::day(at_ms).chars().filter(char::is_ascii_digit).collect();
    format!("M{}-{sign}", day.get(2..).unwrap_or_default())
}

/// The text with blanks in the place of its goods: the address keeps its bytes.
fn without_goods(text: &str, cart: &Cart) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let places = cart.lines.iter().map(|line| &line.place).chain(cart.amount_fen.iter().map(|(place, _)| place));
    for place in places {
        bytes[place.clone()].fill(b' ');
        // A line end, so that what stood on both sides does not run together.
        bytes[place.start] = b'\n';
    }
    // Whole words were blanked, so the rest is text as before.
    String::from_utf8(bytes).unwrap_or_default()
}

fn draft_of(text: &str, seen: &Parsed, cart: &Cart) -> OrderDraft {
    let field = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    // What was typed stands where no single reading could be given.
    let level = |full: &str, part: Part| match full {
        "" => seen.places.iter().find(|p| p.part == part).and_then(|p| field(&text[p.start..p.end])),
        full => field(full),
    };
    let mut memo: Vec<String> = Vec::new();
    memo.extend(field(&seen.note));
    memo.extend(seen.second_phones.iter().map(yidan_address::Phone::printed));
    memo.extend(field(&seen.order_no));
    let lone = |line: &&super::paste_goods::Found| line.item.title.is_none() && line.item.sku_code.is_none();
    memo.extend(cart.lines.iter().filter(lone).filter_map(|line| field(&text[line.place.clone()])));
    OrderDraft {
        status: Some(DraftStatus::ToShip),
        buyer_amount_fen: cart.amount_fen.as_ref().map(|(_, fen)| *fen),
        receiver_name: field(&seen.name),
        receiver_phone: field(&seen.phone),
        receiver_phone_ext: field(&seen.ext),
        receiver_province: level(seen.province, Part::Province),
        receiver_city: level(seen.city, Part::City),
        receiver_district: level(seen.district, Part::District),
        receiver_address: field(&format!("{}{}", seen.street, seen.detail)),
        buyer_memo: Some(memo.join("；")).filter(|memo| !memo.is_empty()),
        items: cart.lines.iter().map(|line| line.item.clone()).filter(|item| *item != lone_quantity(item)).collect(),
        ..OrderDraft::default()
    }
}

/// An item of which only the quantity is known.
fn lone_quantity(item: &ItemDraft) -> ItemDraft {
    ItemDraft { qty: item.qty, ..ItemDraft::default() }
}

/// Bytes of a text as UTF-16 units.
struct Ruler<'a> {
    text: &'a str,
    /// Units before every 64th byte or the letter it is in.
    marks: Vec<usize>,
}

const MARK: usize = 64;

impl<'a> Ruler<'a> {
    fn new(text: &'a str) -> Ruler<'a> {
        let (mut marks, mut units) = (Vec::with_capacity(text.len() / MARK + 1), 0);
        for (at, letter) in text.char_indices() {
            while marks.len() * MARK <= at {
                marks.push(units);
            }
            units += letter.len_utf16();
        }
        Ruler { text, marks }
    }

    /// Units before a byte that begins a letter or ends the text.
    fn at(&self, byte: usize) -> usize {
        let mut units = 0;
        let mut from = 0;
        if let Some((mark, known)) = self.marks.iter().enumerate().take(byte / MARK + 1).next_back() {
            // A mark stands for the first letter at or behind its byte.
            from = (mark * MARK..=byte).find(|at| self.text.is_char_boundary(*at)).unwrap_or(byte);
            units = *known;
        }
        units + self.text[from..byte].encode_utf16().count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_as_browsers_count() {
        let text = "张三😀19900001234，".repeat(40);
        let ruler = Ruler::new(&text);
        for (at, _) in text.char_indices() {
            assert_eq!(ruler.at(at), text[..at].encode_utf16().count(), "{at}");
        }
        assert_eq!(ruler.at(text.len()), text.encode_utf16().count());
        assert_eq!(Ruler::new("").at(0), 0);
    }

    #[test]
    fn the_number_of_a_day() {
        assert_eq!(number("ABC", 1_795_312_800_000), "M261122-ABC");
    }
}
