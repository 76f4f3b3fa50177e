//! The words of a platform's interface for the states of its orders and refunds, as data of its folder, and what follows from them.
//! The words of its files are a table of their own (`status.csv`): there they are Chinese sentences.

use crate::channel::{Heard, HeardOrder, HeardRefund};
use crate::node::Node;
use yidan_domain::{DraftStatus, RefundState};

/// What a table says of an order's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct State<'t> {
    pub status: DraftStatus,
    /// Paid, but not to be sent yet.
    pub is_held: bool,
    /// How the platform's documents call the state, where its interface says a number only.
    pub shown: &'t str,
}

/// What a table says of a refund's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RefundWord {
    /// None, withdrawn, turned down.
    None,
    /// It stops the parcel.
    Open,
    /// Money went back.
    Done,
}

/// The state of an order's word. `table` is csv, `order,word,status[,held[,shown]]` and `refund,word,none|open|done` a line.
pub(crate) fn state<'t>(table: &'t str, word: &'t str) -> Option<State<'t>> {
    let [status, held, shown] = line(table, "order", word)?;
    Some(State { status: DraftStatus::from_word(status)?, is_held: held == "held", shown: if shown.is_empty() { word } else { shown } })
}

/// The meaning of a refund's word; an unknown one counts as open: a parcel is rather stopped than lost.
pub(crate) fn refund_word(table: &str, word: &str) -> RefundWord {
    match line(table, "refund", word) {
        Some(["none", ..]) => RefundWord::None,
        Some(["done", ..]) => RefundWord::Done,
        _ => RefundWord::Open,
    }
}

fn line<'t>(table: &'t str, kind: &str, word: &str) -> Option<[&'t str; 3]> {
    table.lines().find_map(|line| {
        let mut cells = line.trim().split(',');
        let is_it = cells.next() == Some(kind) && cells.next() == Some(word);
        is_it.then(|| std::array::from_fn(|_| cells.next().unwrap_or("")))
    })
}

/// The refund state of an order from those of its lines.
pub(crate) fn refunds_together(lines: &[RefundWord]) -> RefundState {
    let done = lines.iter().filter(|r| **r == RefundWord::Done).count();
    if lines.contains(&RefundWord::Open) {
        RefundState::InProgress
    } else if done == 0 {
        RefundState::None
    } else if done == lines.len() {
        RefundState::Full
    } else {
        RefundState::Partial
    }
}

/// Writes the state of a word into an order: an unknown word leaves the status open, the word itself stays.
pub(crate) fn put_state(order: &mut HeardOrder, table: &str, word: &str) {
    let Some(state) = state(table, word) else {
        order.draft.status_raw = Some(word.to_owned()).filter(|w| !w.is_empty());
        return;
    };
    order.draft.status = Some(state.status);
    order.draft.status_raw = Some(state.shown.to_owned());
    if state.is_held {
        order.hold = Some(state.shown.to_owned());
    }
}

/// An after-sale case as far as its word tells: whether it stops the parcel, and whether money went back.
pub(crate) fn case(table: &str, word: Node) -> HeardRefund {
    case_of(word, |word| refund_word(table, word))
}

/// As `case`, where the words have no table.
pub(crate) fn case_of(word: Node, meaning: impl Fn(&str) -> RefundWord) -> HeardRefund {
    let status_raw = word.text().unwrap_or_default();
    let meaning = meaning(&status_raw);
    HeardRefund { is_open: meaning == RefundWord::Open, is_paid: meaning == RefundWord::Done, status_raw, ..HeardRefund::default() }
}

/// The refund state of an order of which so much went back. `of_fen` is what was paid.
pub(crate) fn refunded(back_fen: i64, of_fen: Option<i64>) -> RefundState {
    if back_fen == 0 {
        RefundState::None
    } else if Some(back_fen) >= of_fen {
        RefundState::Full
    } else {
        RefundState::Partial
    }
}

/// Reads a list of after-sale cases. One without its numbers is told, not dropped.
pub(crate) fn take_refunds(list: Node, heard: &mut Heard, read: impl Fn(Node) -> Option<HeardRefund>) {
    for node in list.list() {
        match read(node) {
            Some(refund) => heard.refunds.push(refund),
            None => heard.unreadable.push(("?".to_owned(), "an after-sale case without its numbers".to_owned())),
        }
    }
}

/// Reads a list of orders. One without a number is told, not dropped.
pub(crate) fn take_orders<'v>(list: impl Iterator<Item = Node<'v>>, heard: &mut Heard, read: impl Fn(Node<'v>) -> Option<HeardOrder>) {
    for node in list {
        match read(node) {
            Some(order) => heard.orders.push(order),
            None => heard.unreadable.push(("?".to_owned(), "an order without a number".to_owned())),
        }
    }
}

/// The carrier's name of a platform's code, by its table.
pub(crate) fn carrier_name(table: &str, code: &str) -> Option<String> {
    let line = table.lines().find(|line| line.split(',').next() == Some(code))?;
    line.split(',').nth(1).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "# a remark\norder,20,to_ship,,待发货\norder,13,to_ship,held\norder,x,nonsense\nrefund,20,done\nrefund,0,none\n";

    #[test]
    fn words_and_unknown_words() {
        assert_eq!(state(TABLE, "20"), Some(State { status: DraftStatus::ToShip, is_held: false, shown: "待发货" }));
        assert_eq!(state(TABLE, "13"), Some(State { status: DraftStatus::ToShip, is_held: true, shown: "13" }));
        assert_eq!(state(TABLE, "x"), None);
        assert_eq!(state(TABLE, "21"), None);
        assert_eq!(refund_word(TABLE, "20"), RefundWord::Done);
        assert_eq!(refund_word(TABLE, "0"), RefundWord::None);
        assert_eq!(refund_word(TABLE, "new"), RefundWord::Open);
    }

    #[test]
    fn lines_together() {
        use RefundWord::{Done, None, Open};
        for (lines, want) in [
            (vec![], RefundState::None),
            (vec![None, None], RefundState::None),
            (vec![None, Done], RefundState::Partial),
            (vec![Done, Done], RefundState::Full),
            (vec![Done, Open], RefundState::InProgress),
        ] {
            assert_eq!(refunds_together(&lines), want, "{lines:?}");
        }
    }
}
