//! Why a platform did not do what it was asked, sorted by what is to be done about it.

/// Every trouble with a platform. `code` is the platform's own, `words` what it said; both verbatim and without secrets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// Too many calls: the same may be asked again after so many seconds, or after a time of our choice.
    #[error("wait: {code} {words}")]
    Wait { after_s: Option<u64>, code: String, words: String },
    /// Busy or broken on the other side: the same may be asked again.
    #[error("again: {code} {words}")]
    Again { code: String, words: String },
    /// The token is over: make a new one once, then the owner has to allow it again.
    #[error("authorize: {code} {words}")]
    Authorize { code: String, words: String },
    /// What was to be written seems to be there already: read back, then decide.
    #[error("already: {code} {words}")]
    Already { code: String, words: String },
    /// A refund is open or done: the parcel must not leave by itself.
    #[error("refund: {code} {words}")]
    RefundOpen { code: String, words: String },
    /// The platform says no to this order: a person decides.
    #[error("refused: {code} {words}")]
    Refused { code: String, words: String },
    /// Key, permission, signature or address are wrong: nothing works until the owner mends it.
    #[error("setup: {code} {words}")]
    Setup { code: String, words: String },
    /// The answer is none that we know.
    #[error("unreadable: {what}")]
    Unreadable { what: String },
}

impl Trouble {
    /// The same question may be asked again without a person.
    pub fn may_ask_again(&self) -> bool {
        matches!(self, Trouble::Wait { .. } | Trouble::Again { .. } | Trouble::Unreadable { .. })
    }

    /// The shop as a whole has to stop until somebody acts.
    pub fn stops_the_shop(&self) -> bool {
        matches!(self, Trouble::Authorize { .. } | Trouble::Setup { .. })
    }
}
