//! What a source of waybills needs and offers, and what a repeated or a lost call means to it. Data only.

use super::heard::PrintKind;
use crate::channel::{Field, Rate};

/// One source of waybills as data.
#[derive(Debug)]
pub struct About {
    /// The marketplace whose connected shop opens this source: its keys and tokens are part of the access. `None` = the form is all there is.
    pub shop_of: Option<&'static str>,
    /// Entries of the form of one account, in their order.
    pub form: &'static [Field],
    pub can: &'static [Can],
    /// What the calls that cost something mean when they are repeated or their reply is lost.
    pub rules: &'static [Rule],
    /// Who draws the label. `None` = we do, from the words of the reply.
    pub print: Option<PrintKind>,
    /// Carriers: csv, `code,name,name…` a line, as in `channel::carrier_code`.
    pub carriers: &'static str,
    pub rates: &'static [Rate],
    /// The address of requests where the access gives none of its own; empty = that of the marketplace.
    pub url: &'static str,
    /// False = what is known of it comes from third parties only: it stays off until the owner says that he checked.
    pub is_official: bool,
}

/// What a source can do. Giving numbers is not named: every source does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Can {
    /// A harmless call that shows whether the access works.
    Test,
    /// Says what was given for a consignment.
    Query,
    Cancel,
    /// Gives the print data of a number again.
    Reprint,
    /// Wants to be told that a label was printed.
    Printed,
    /// Numbers left, by branch, with the addresses that may be senders.
    Balance,
    /// Label templates.
    Templates,
    /// Several parcels as a mother and her children (子母件).
    Family,
    /// Several parcels with numbers of their own.
    Several,
    /// Cash on delivery.
    Cod,
    Insured,
}

/// A call that must not be done twice by accident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Deed {
    Issue,
    Cancel,
}

/// What the very same request does a second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// The same answer as before; within so many seconds, where there is an end to it.
    Same { within_s: Option<i64> },
    /// It is refused with a word that it was done (`Trouble::Already`), and nothing is bought.
    Told,
    /// A second number may be bought, or nobody knows.
    Unsure,
}

/// What may be done when no answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The same request may be sent again by itself.
    AskAgain,
    /// `Task::Query` first; only when it knows of nothing that was not kept before, again. A number that it tells is that of the parcel whose
    /// turn it was (`next_parcel`). Where the question is refused, a person.
    Query,
    /// A person has to look there.
    Person,
}

/// The rule of one deed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    pub deed: Deed,
    pub again: Again,
    pub lost: Lost,
    /// The source's own documents say so.
    pub is_official: bool,
}

impl About {
    /// What a lost answer to a deed means; without a rule a person decides.
    pub fn lost(&self, deed: Deed) -> Lost {
        self.rules.iter().find(|r| r.deed == deed).map_or(Lost::Person, |r| r.lost)
    }
}
