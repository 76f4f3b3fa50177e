//! A telephone number: what kind it is, its digits, its extension, and what is wrong with it.

mod extension;
pub mod faulty;
pub mod number;
pub mod scan;

use serde::Serialize;

use crate::flag::Code;
use crate::text::{Class, Clean};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Mobile,
    /// A number lent by a platform, with an extension: 199…-1234, 95xxxxx-12345678.
    Virtual,
    Landline,
    /// 400 and 800 numbers.
    Service,
    /// Partly hidden by the platform.
    Masked,
    HongKong,
    Macau,
    Taiwan,
    Foreign,
    Invalid,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Phone {
    pub kind: Kind,
    /// Digits without country code and separators; a masked or invalid number stays as typed.
    pub number: String,
    /// Digits of the extension, empty if none.
    pub ext: String,
    /// Country code without plus, empty for the mainland.
    pub country: String,
    pub problem: Option<Code>,
    /// What was probably meant, where only letters stand for digits or two parts ran together. Never used without asking.
    pub suggestion: Option<String>,
}

impl Phone {
    pub fn new(kind: Kind, number: String) -> Phone {
        Phone { kind, number, ext: String::new(), country: String::new(), problem: None, suggestion: None }
    }

    pub fn with_problem(mut self, problem: Code) -> Phone {
        self.problem = Some(problem);
        self
    }

    /// Main number and extension as they are printed: `19900001234-5678`.
    pub fn printed(&self) -> String {
        if self.ext.is_empty() { self.number.clone() } else { format!("{}-{}", self.number, self.ext) }
    }
}

/// Classifies a text that should hold one number and nothing else.
pub fn classify(text: &str) -> Phone {
    let clean = Clean::new(text);
    let scan = scan::scan(&clean);
    if let Some(found) = scan.phones.into_iter().next() {
        return found.phone;
    }
    let start = (0..clean.len()).find(|at| !clean.is_gap(*at)).unwrap_or(0);
    let end = (start..clean.len()).rev().find(|at| !clean.is_gap(*at)).map_or(start, |last| last + 1);
    let typed = clean.slice(start, end);
    let stars = (start..end).filter(|at| clean.is(*at, Class::Star)).count();
    if stars >= 3 {
        return Phone::new(Kind::Masked, typed).with_problem(Code::PhoneMasked);
    }
    if let Some(run) = scan.loose.first() {
        let digits = clean.digits(run.start, run.end);
        return faulty::doubtful(&clean, run.start, run.end, &digits);
    }
    let problem = if typed.is_empty() { Code::PhoneMissing } else { Code::PhoneInvalid };
    Phone::new(Kind::Invalid, typed).with_problem(problem)
}
