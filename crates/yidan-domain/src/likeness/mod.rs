//! 疑似重复: the second net for doubles. The true key of an order is (platform, shop, number); this net is for orders that were typed,
//! pasted or filed without it, and for parents and children that both arrive. Pure comparison: a hit is a question for a person, who
//! merges, keeps both or voids one. Finding the candidates is the work of whoever holds the orders.

/// Code of the finding that asks whether an order is the same as another one.
pub const MAYBE_DOUBLE: &str = "maybe_double";

mod address;
mod compare;
mod face;
mod family;
mod mask;
mod place;

pub use address::address_key;
pub use compare::{Answer, Likeness, Reason, Window, compare, doubles};
pub use face::Face;
pub use family::{Family, children_of, family};
pub use mask::{Fit, fit};
pub use place::Place;
