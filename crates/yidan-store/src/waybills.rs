//! 面单: a row for every number that was wanted, with how far its source was asked, and what its label is printed from.
//! What is asked of whom, and when a number may be given back, is decided by the caller.

use crate::error::{Error, Result};
use crate::open::{Reader, Writer};
use rusqlite::{OptionalExtension, Row, params};
use std::collections::BTreeMap;

/// How far a number is. Words as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WaybillState {
    /// Nobody was asked yet.
    Wanted,
    /// Its source was asked, or is about to be.
    Asking,
    /// The number is here.
    Issued,
    /// Perhaps one was bought: a person has to look there.
    Unsure,
    /// The source said no; nothing was bought.
    Refused,
    /// It is to be given back.
    Cancelling,
    Cancelled,
}

impl WaybillState {
    pub const ALL: [WaybillState; 7] = [
        WaybillState::Wanted,
        WaybillState::Asking,
        WaybillState::Issued,
        WaybillState::Unsure,
        WaybillState::Refused,
        WaybillState::Cancelling,
        WaybillState::Cancelled,
    ];

    pub fn word(self) -> &'static str {
        match self {
            WaybillState::Wanted => "wanted",
            WaybillState::Asking => "asking",
            WaybillState::Issued => "issued",
            WaybillState::Unsure => "unsure",
            WaybillState::Refused => "refused",
            WaybillState::Cancelling => "cancelling",
            WaybillState::Cancelled => "cancelled",
        }
    }

    pub fn from_word(word: &str) -> Option<WaybillState> {
        WaybillState::ALL.into_iter().find(|s| s.word() == word)
    }

    /// A number is there, or may be, or is on its way: no second one is bought for the parcel.
    pub fn is_open(self) -> bool {
        !matches!(self, WaybillState::Refused | WaybillState::Cancelled)
    }
}

/// A number as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptWaybill {
    pub id: i64,
    /// Ours, under which it is bought.
    pub key: String,
    pub account_id: i64,
    /// The first row of its consignment.
    pub group_id: i64,
    /// The order that names the parcel.
    pub order_id: i64,
    /// Where orders were merged or split.
    pub parcel_id: Option<i64>,
    /// As people write it.
    pub carrier: String,
    /// JSON of the caller's own shape.
    pub why: String,
    pub state: WaybillState,
    pub number: Option<String>,
    /// `parcel`, `child`, `return`
    pub role: String,
    pub mother: Option<String>,
    /// The source's code of the carrier.
    pub carrier_code: String,
    /// 三段码 or 大头笔
    pub route_code: Option<String>,
    /// 集包地
    pub bag_place: Option<String>,
    pub words: BTreeMap<String, String>,
    pub notes: BTreeMap<String, String>,
    /// JSON of the caller's own shape.
    pub at: String,
    pub holder: String,
    /// JSON of the caller's own shape.
    pub trouble: Option<String>,
    pub tries: i64,
    pub actor: String,
    pub made_at_ms: i64,
    pub issued_at_ms: Option<i64>,
    /// Every order in its parcel.
    pub orders: Vec<i64>,
}

impl std::fmt::Debug for KeptWaybill {
    /// Its words may hold people.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeptWaybill")
            .field("id", &self.id)
            .field("state", &self.state)
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

/// A number that is wanted for a parcel.
#[derive(Debug, Clone, Default)]
pub struct NewWaybill {
    pub key: String,
    pub account_id: i64,
    /// The first row of its consignment; 0 = this one.
    pub group_id: i64,
    pub order_id: i64,
    pub parcel_id: Option<i64>,
    pub carrier: String,
    pub why: String,
    pub actor: String,
    pub at_ms: i64,
    /// Every order in the parcel.
    pub orders: Vec<i64>,
}

/// What a source told with a number.
#[derive(Clone, Default)]
pub struct GivenNumber {
    pub number: String,
    pub role: String,
    pub mother: Option<String>,
    pub carrier_code: String,
    pub route_code: Option<String>,
    pub bag_place: Option<String>,
    pub words: BTreeMap<String, String>,
    pub notes: BTreeMap<String, String>,
    pub raw: String,
}

/// What a label is printed from.
#[derive(Clone, PartialEq, Eq)]
pub struct WaybillLabel {
    /// `cainiao`, `pdd`, `douyin`, `wechat`, `html`, `address`
    pub kind: String,
    pub text: String,
    pub headers: Vec<(String, String)>,
    pub at_ms: i64,
}

const COLUMNS: &str = "SELECT w.id, w.key, w.account_id, w.group_id, w.order_id, w.parcel_id, w.carrier, w.why, w.state, w.number, w.role,
  w.mother, w.carrier_code, w.route_code, w.bag_place, w.words, w.notes, w.at, w.holder, w.trouble, w.tries, w.actor, w.made_at_ms,
  w.issued_at_ms, (SELECT group_concat(o.order_id, ' ') FROM waybill_order o WHERE o.waybill_id = w.id) FROM waybill w";

fn waybill(r: &Row<'_>) -> Result<KeptWaybill> {
    let id = r.get(0)?;
    let bad = |column| Error::Unreadable { table: "waybill", column, id };
    let state: String = r.get(8)?;
    let (words, notes): (String, String) = (r.get(15)?, r.get(16)?);
    let orders: Option<String> = r.get(24)?;
    Ok(KeptWaybill {
        id,
        key: r.get(1)?,
        account_id: r.get(2)?,
        group_id: r.get(3)?,
        order_id: r.get(4)?,
        parcel_id: r.get(5)?,
        carrier: r.get(6)?,
        why: r.get(7)?,
        state: WaybillState::from_word(&state).ok_or_else(|| bad("state"))?,
        number: r.get(9)?,
        role: r.get(10)?,
        mother: r.get(11)?,
        carrier_code: r.get(12)?,
        route_code: r.get(13)?,
        bag_place: r.get(14)?,
        words: serde_json::from_str(&words).map_err(|_| bad("words"))?,
        notes: serde_json::from_str(&notes).map_err(|_| bad("notes"))?,
        at: r.get(17)?,
        holder: r.get(18)?,
        trouble: r.get(19)?,
        tries: r.get(20)?,
        actor: r.get(21)?,
        made_at_ms: r.get(22)?,
        issued_at_ms: r.get(23)?,
        orders: orders.unwrap_or_default().split_whitespace().filter_map(|id| id.parse().ok()).collect(),
    })
}

impl Reader<'_> {
    /// Every number that was ever wanted for parcels of an order, oldest first.
    pub fn waybills_of(&self, order_id: i64) -> Result<Vec<KeptWaybill>> {
        self.waybills_where("w.id IN (SELECT waybill_id FROM waybill_order WHERE order_id = ?1) ORDER BY w.id", params![order_id])
    }

    /// The rows of one consignment: the first parcel, then its companions.
    pub fn waybills_of_group(&self, group_id: i64) -> Result<Vec<KeptWaybill>> {
        self.waybills_where("w.group_id = ?1 ORDER BY w.id", params![group_id])
    }

    /// Rows with this number, the latest first.
    pub fn waybills_by_number(&self, number: &str) -> Result<Vec<KeptWaybill>> {
        self.waybills_where("w.number = ?1 ORDER BY w.id DESC", params![number])
    }

    pub fn waybill(&self, id: i64) -> Result<Option<KeptWaybill>> {
        Ok(self.waybills_where("w.id = ?1", params![id])?.pop())
    }

    /// The latest rows, newest first; of one state where one is named.
    pub fn waybills(&self, state: Option<WaybillState>, limit: i64) -> Result<Vec<KeptWaybill>> {
        let state = state.map(WaybillState::word);
        self.waybills_where("(?1 IS NULL OR w.state = ?1) ORDER BY w.id DESC LIMIT ?2", params![state, limit])
    }

    /// Numbers that are to be given back, oldest first.
    pub fn waybills_to_cancel(&self, limit: i64) -> Result<Vec<KeptWaybill>> {
        self.waybills_where("w.state = 'cancelling' ORDER BY w.id LIMIT ?1", params![limit])
    }

    fn waybills_where(&self, condition: &str, values: &[&dyn rusqlite::ToSql]) -> Result<Vec<KeptWaybill>> {
        let mut stmt = self.conn.prepare_cached(&format!("{COLUMNS} WHERE {condition}"))?;
        let mut rows = stmt.query(values)?;
        let mut out = Vec::new();
        while let Some(r) = rows.next()? {
            out.push(waybill(r)?);
        }
        Ok(out)
    }

    /// What the label of a number is printed from, where its source has given it.
    pub fn waybill_label(&self, waybill_id: i64) -> Result<Option<WaybillLabel>> {
        let mut stmt = self.conn.prepare_cached("SELECT kind, text, headers, at_ms FROM waybill_label WHERE waybill_id = ?1")?;
        let found = stmt.query_row([waybill_id], |r| {
            let headers: String = r.get(2)?;
            Ok(WaybillLabel {
                kind: r.get(0)?,
                text: r.get(1)?,
                headers: serde_json::from_str(&headers).unwrap_or_default(),
                at_ms: r.get(3)?,
            })
        });
        Ok(found.optional()?)
    }

    /// Who sends what to whom, as it was asked for; nothing once the number is here.
    pub fn waybill_consignment(&self, group_id: i64) -> Result<Option<String>> {
        let mut stmt = self.conn.prepare_cached("SELECT content FROM waybill_consignment WHERE group_id = ?1")?;
        Ok(stmt.query_row([group_id], |r| r.get(0)).optional()?)
    }

    /// Numbers by state.
    pub fn waybill_counts(&self) -> Result<Vec<(WaybillState, i64)>> {
        let mut stmt = self.conn.prepare_cached("SELECT state, count(*) FROM waybill GROUP BY state")?;
        let rows = stmt.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get(1)?)))?.collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(rows.into_iter().filter_map(|(word, n)| Some((WaybillState::from_word(&word)?, n))).collect())
    }
}

impl Writer<'_> {
    /// Keeps the wish for a number and answers its row.
    pub fn add_waybill(&mut self, new: &NewWaybill) -> Result<i64> {
        self.conn
            .prepare_cached(
                "INSERT INTO waybill (key, account_id, group_id, order_id, parcel_id, carrier, why, state, role, carrier_code, words, notes, raw,
                   at, holder, tries, actor, made_at_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'wanted', 'parcel', '', '{}', '{}', '', '', '', 0, ?8, ?9)",
            )?
            .execute(params![new.key, new.account_id, new.group_id, new.order_id, new.parcel_id, new.carrier, new.why, new.actor, new.at_ms])?;
        let id = self.conn.last_insert_rowid();
        if new.group_id == 0 {
            self.conn.prepare_cached("UPDATE waybill SET group_id = id WHERE id = ?1")?.execute([id])?;
        }
        let mut stmt = self.conn.prepare_cached("INSERT OR IGNORE INTO waybill_order (waybill_id, order_id) VALUES (?1, ?2)")?;
        for order_id in &new.orders {
            stmt.execute([id, *order_id])?;
        }
        Ok(id)
    }

    /// Keeps what is asked for, until the number is here.
    pub fn put_waybill_consignment(&mut self, group_id: i64, content: &str) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO waybill_consignment (group_id, content) VALUES (?1, ?2)
                 ON CONFLICT (group_id) DO UPDATE SET content = excluded.content",
            )?
            .execute(params![group_id, content])?;
        Ok(())
    }

    pub fn remove_waybill_consignment(&mut self, group_id: i64) -> Result<()> {
        self.conn.prepare_cached("DELETE FROM waybill_consignment WHERE group_id = ?1")?.execute([group_id])?;
        Ok(())
    }

    /// Takes a consignment in hand. False when somebody else, who is not among the dead, has it.
    pub fn hold_waybills(&mut self, group_id: i64, holder: &str, is_dead: impl Fn(&str) -> bool) -> Result<bool> {
        let rows = self.waybills_of_group(group_id)?;
        if rows.iter().any(|w| !(w.holder.is_empty() || w.holder == holder || is_dead(&w.holder))) {
            return Ok(false);
        }
        self.conn.prepare_cached("UPDATE waybill SET holder = ?2 WHERE group_id = ?1")?.execute(params![group_id, holder])?;
        Ok(true)
    }

    /// Lets a consignment go.
    pub fn release_waybills(&mut self, group_id: i64) -> Result<()> {
        self.conn.prepare_cached("UPDATE waybill SET holder = '' WHERE group_id = ?1")?.execute([group_id])?;
        Ok(())
    }

    /// How far the source of a consignment was asked. Of its rows those without a number are `Asking` from now on.
    pub fn note_asking(&mut self, group_id: i64, at: &str) -> Result<()> {
        self.conn
            .prepare_cached(
                "UPDATE waybill SET at = ?2, state = CASE WHEN state IN ('wanted', 'refused', 'unsure') THEN 'asking' ELSE state END,
                   tries = tries + 1 WHERE group_id = ?1",
            )?
            .execute(params![group_id, at])?;
        Ok(())
    }

    /// The number of a row.
    pub fn give_number(&mut self, id: i64, given: &GivenNumber, now_ms: i64) -> Result<()> {
        let text = |map: &BTreeMap<String, String>| serde_json::to_string(map).unwrap_or_default();
        let n = self
            .conn
            .prepare_cached(
                "UPDATE waybill SET number = ?2, role = ?3, mother = ?4, carrier_code = ?5, route_code = ?6, bag_place = ?7, words = ?8, notes = ?9,
                   raw = ?10, state = 'issued', trouble = NULL, issued_at_ms = ?11 WHERE id = ?1",
            )?
            .execute(params![
                id,
                given.number,
                given.role,
                given.mother,
                given.carrier_code,
                given.route_code,
                given.bag_place,
                text(&given.words),
                text(&given.notes),
                given.raw,
                now_ms,
            ])?;
        if n == 1 { Ok(()) } else { Err(Error::Unknown { table: "waybill", id }) }
    }

    /// Where a row stands and why; an ended one has its time.
    pub fn set_waybill(&mut self, id: i64, state: WaybillState, trouble: Option<&str>, now_ms: i64) -> Result<()> {
        let ended = (!state.is_open()).then_some(now_ms);
        self.conn.prepare_cached("UPDATE waybill SET state = ?2, trouble = ?3, ended_at_ms = ?4 WHERE id = ?1")?.execute(params![
            id,
            state.word(),
            trouble,
            ended
        ])?;
        Ok(())
    }

    /// What a label is printed from, the last word of its source.
    pub fn put_waybill_label(&mut self, waybill_id: i64, label: &WaybillLabel) -> Result<()> {
        let headers = serde_json::to_string(&label.headers).unwrap_or_default();
        self.conn
            .prepare_cached(
                "INSERT INTO waybill_label (waybill_id, kind, text, headers, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (waybill_id) DO UPDATE SET kind = excluded.kind, text = excluded.text, headers = excluded.headers,
                   at_ms = excluded.at_ms",
            )?
            .execute(params![waybill_id, label.kind, label.text, headers, label.at_ms])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use crate::waybill_accounts::WaybillAccount;

    #[test]
    fn a_number_from_wish_to_return() {
        let store = Store::open_memory().expect("store");
        let account_id =
            store.write(|w| w.put_waybill_account(&WaybillAccount { name: "示例".into(), ..WaybillAccount::default() })).expect("account");
        let new =
            NewWaybill { key: "k1".into(), account_id, order_id: 7, orders: vec![7, 9], carrier: "中通".into(), ..NewWaybill::default() };
        let id = store.write(|w| w.add_waybill(&new)).expect("row");
        assert!(store.write(|w| w.hold_waybills(id, "a", |_| false)).expect("held"));
        assert!(!store.write(|w| w.hold_waybills(id, "b", |_| false)).expect("not held"));
        assert!(store.write(|w| w.hold_waybills(id, "b", |who| who == "a")).expect("taken over from the dead"));
        store.write(|w| w.note_asking(id, "{}")).expect("asking");
        let given = GivenNumber { number: "78000000000015".into(), role: "parcel".into(), ..GivenNumber::default() };
        store.write(|w| w.give_number(id, &given, 5)).expect("given");
        let rows = store.read(|r| r.waybills_of(9)).expect("rows");
        assert_eq!((rows.len(), rows[0].state, rows[0].group_id, rows[0].orders.clone()), (1, WaybillState::Issued, id, vec![7, 9]));
        assert_eq!(store.read(|r| r.waybills_by_number("78000000000015")).expect("found").len(), 1);
        // The same number for a second parcel of the account is refused.
        let second = store.write(|w| w.add_waybill(&NewWaybill { key: "k2".into(), ..new.clone() })).expect("row");
        assert!(store.write(|w| w.give_number(second, &given, 6)).is_err());
        store.write(|w| w.set_waybill(id, WaybillState::Cancelled, None, 8)).expect("cancelled");
        store.write(|w| w.give_number(second, &given, 9)).expect("free again");
        // A key never comes twice.
        assert!(store.write(|w| w.add_waybill(&new)).is_err());
    }
}
