//! Which entries of the trail are work of people's hands. Printing, scanning out and looking are the day's ordinary work and do not count:
//! what counts is that somebody had to decide or mend something.

use super::State;

/// Names under which the program, the platforms and the carriers stand in the trail.
pub const SYSTEM: &str = "系统";
pub const PLATFORM: &str = "平台";
pub const CARRIER: &str = "快递";

/// What a person did to an order, as bits. Never renumbered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hands(pub i64);

impl Hands {
    /// Somebody had to do something.
    pub const TOUCHED: Hands = Hands(1);
    /// Somebody moved it to another state.
    pub const MOVED: Hands = Hands(2);

    pub fn bits(self) -> i64 {
        self.0
    }
}

/// Entries that are the day's ordinary work, or tell what others did.
const ORDINARY: &[&str] =
    &["import", "update", "print", "reprint", "ship", "collect", "move", "deliver", "complete", "reveal", "export", "restore"];

/// What an entry says of people's work.
pub fn hands(actor: &str, kind: &str, from: Option<State>, to: Option<State>) -> Hands {
    if [SYSTEM, PLATFORM, CARRIER].contains(&actor) || ORDINARY.contains(&kind) {
        return Hands::default();
    }
    let moved = matches!((from, to), (Some(from), Some(to)) if from != to);
    Hands(Hands::TOUCHED.0 | if moved { Hands::MOVED.0 } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases() {
        let (review, print, printed) = (Some(State::ToReview), Some(State::ToPrint), Some(State::Printed));
        for (actor, kind, from, to, want) in [
            ("店主", "import", None, print, 0),
            ("系统", "accept", review, print, 0),
            ("平台", "close", print, Some(State::Closed), 0),
            ("小李", "print", print, printed, 0),
            ("小李", "ship", printed, Some(State::Shipped), 0),
            ("小李", "reveal", None, None, 0),
            ("小李", "edit", None, None, 1),
            ("小李", "hold", None, None, 1),
            ("小李", "accept", review, print, 3),
            ("店主", "close", print, Some(State::Closed), 3),
            ("小李", "back", print, print, 1),
        ] {
            assert_eq!(hands(actor, kind, from, to), Hands(want), "{actor} {kind}");
        }
    }
}
