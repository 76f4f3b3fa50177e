//! Credentials of shops and other accounts: kept where the machine keeps secrets, under the account's number; never in the data file, a log or a reply.

use crate::App;
use crate::error::{Code, Failure, Result};
use crate::ports::SecretError;
use std::collections::BTreeMap;

fn name(shop_id: i64) -> String {
    format!("shop/{shop_id}")
}

/// The credentials and tokens of a shop; empty when it has none.
pub(crate) fn load(app: &App, shop_id: i64) -> Result<BTreeMap<String, String>> {
    read(app, &name(shop_id))
}

pub(super) fn save(app: &App, shop_id: i64, values: &BTreeMap<String, String>) -> Result<()> {
    write(app, &name(shop_id), values)
}

pub(super) fn forget(app: &App, shop_id: i64) -> Result<()> {
    remove(app, &name(shop_id))
}

/// What is kept under a name; empty when nothing is.
pub(crate) fn read(app: &App, name: &str) -> Result<BTreeMap<String, String>> {
    match app.ports.secrets.get(name).map_err(failure)? {
        None => Ok(BTreeMap::new()),
        Some(text) => serde_json::from_str(&text).map_err(|_| Failure::new(Code::Secrets).with("detail", "unreadable")),
    }
}

pub(crate) fn write(app: &App, name: &str, values: &BTreeMap<String, String>) -> Result<()> {
    // A map of texts always has a JSON form.
    let text = serde_json::to_string(values).unwrap_or_default();
    app.ports.secrets.set(name, &text).map_err(failure)
}

pub(crate) fn remove(app: &App, name: &str) -> Result<()> {
    app.ports.secrets.remove(name).map_err(failure)
}

fn failure(error: SecretError) -> Failure {
    match error {
        SecretError::Locked => Failure::new(Code::SecretsLocked),
        SecretError::Failed(detail) => Failure::new(Code::Secrets).with("detail", detail),
    }
}
