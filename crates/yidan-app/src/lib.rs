//! Use cases, the command table, and the ports they need from the world. Synchronous; knows neither window nor network.

pub mod bindings;
pub mod desk;
pub mod error;
pub mod files;
pub mod health;
pub mod home;
pub mod jobs;
pub mod labels;
pub mod orders;
pub mod ports;
pub mod reconcile;
pub mod table;
pub mod words;

use error::Failure;
use ports::Ports;

/// The open data folder with everything that works on it.
pub struct App {
    pub(crate) ports: Ports,
}

impl App {
    pub(crate) fn worded(&self, mut f: Failure) -> Failure {
        f.message = words::say(words::Language::Chinese, &format!("error.{}", f.code.word()), &f.facts);
        f
    }
}
