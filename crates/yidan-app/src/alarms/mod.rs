//! What the desk raises its voice for: finding it (`look`), telling it (`list`, `tell`), the figures behind it (`settings`), and the
//! two that are remembered: the breaker of automatic movement (`breaker`) and the busy hour (`volume`).
//! Nothing here stores alarms: they are what the orders are at this moment.

pub mod breaker;
pub mod list;
pub mod look;
pub mod settings;
pub mod tell;
pub mod volume;
