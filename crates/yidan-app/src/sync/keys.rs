//! Credentials of a shop: kept where the machine keeps secrets, under the shop's number; never in the data file, a log or a reply.

use crate::App;
use crate::error::{Code, Failure, Result};
use crate::ports::SecretError;
use std::collections::BTreeMap;

fn name(shop_id: i64) -> String {
    format!("shop/{shop_id}")
}

/// The credentials and tokens of a shop; empty when it has none.
pub(super) fn load(app: &App, shop_id: i64) -> Result<BTreeMap<String, String>> {
    match app.ports.secrets.get(&name(shop_id)).map_err(failure)? {
        None => Ok(BTreeMap::new()),
        Some(text) => serde_json::from_str(&text).map_err(|_| Failure::new(Code::Secrets).with("detail", "unreadable")),
    }
}

pub(super) fn save(app: &App, shop_id: i64, values: &BTreeMap<String, String>) -> Result<()> {
    // A map of texts always has a JSON form.
    let text = serde_json::to_string(values).unwrap_or_default();
    app.ports.secrets.set(&name(shop_id), &text).map_err(failure)
}

pub(super) fn forget(app: &App, shop_id: i64) -> Result<()> {
    app.ports.secrets.remove(&name(shop_id)).map_err(failure)
}

fn failure(error: SecretError) -> Failure {
    match error {
        SecretError::Locked => Failure::new(Code::SecretsLocked),
        SecretError::Failed(detail) => Failure::new(Code::Secrets).with("detail", detail),
    }
}
