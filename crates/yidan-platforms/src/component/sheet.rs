//! One label on its way to a component.

use crate::waybill::Party;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// One label: one task with one document.
#[derive(Clone, Default)]
pub struct Sheet {
    /// Never used before by anybody on this machine: components may take a known id for the task that they have done already.
    pub task: String,
    /// The waybill number.
    pub number: String,
    /// As the component names it; empty = the one it likes best.
    pub printer: String,
    /// Print data, verbatim as the source of the number gave it.
    pub text: String,
    /// What was signed for this very task, where the component wants such a thing.
    pub key: Option<String>,
    /// Printed instead of the sender that the source knows.
    pub sender: Option<Party>,
    /// n of m parcels of a consignment, from 1.
    pub part: (u32, u32),
    pub width_mm: u32,
    pub height_mm: u32,
    pub custom: Option<Custom>,
}

impl std::fmt::Debug for Sheet {
    /// Print data and senders stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sheet").field("task", &self.task).field("number", &self.number).finish_non_exhaustive()
    }
}

/// 自定义区: the part of the label that the shop designs at its platform. Keys that the template lacks are passed over, missing ones stay blank.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Custom {
    pub url: String,
    pub words: BTreeMap<String, String>,
}

/// Why a sheet cannot go to this component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// The print data is not what this component prints.
    Data,
    /// The component wants a freshly signed question with every task.
    Key,
}

impl Sheet {
    /// The print data as an object that has this field.
    pub(super) fn object(&self, any_of: &[&str]) -> Result<Map<String, Value>, Unfit> {
        match serde_json::from_str(&self.text) {
            Ok(Value::Object(map)) if any_of.iter().any(|key| map.contains_key(*key)) => Ok(map),
            _ => Err(Unfit::Data),
        }
    }

    /// The sender as the components of Cainiao's kind spell it.
    pub(super) fn sender(&self) -> Option<Value> {
        let s = self.sender.as_ref()?;
        Some(json!({"name": s.name, "mobile": s.mobile, "phone": s.phone, "address": {
            "province": s.province, "city": s.city, "district": s.district, "town": s.town, "detail": s.street,
        }}))
    }
}
