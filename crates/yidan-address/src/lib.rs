//! One pasted line in, one receiver out: name, phone, the three levels of the region, town, detail, postcode, note; each with its place in
//! the text, and with flags for what is doubtful. Nothing is guessed silently and nothing is lost.
//!
//! The crate knows addresses and telephone numbers. It knows no orders, reads no files and waits for nothing; its tables are compiled in.
//!
//! ```
//! let found = yidan_address::parse("张三，19900001234，浙江省杭州市西湖区文三路8号");
//! assert_eq!(found.name, "张三");
//! assert_eq!(found.district, "西湖区");
//! assert!(found.flags.worst() < Some(yidan_address::Severity::Warning));
//! ```

mod check;
mod flag;
mod parse;
mod parsed;
pub mod phone;
mod regions;
mod text;
mod words;

pub use check::{Checked, Fields, Masked, check};
pub use flag::{Code, Flag, Flags, Severity};
pub use parse::parse;
pub use parsed::{Candidate, Parsed, Part, Place};
pub use phone::Phone;
pub use regions::lookup;
