//! The data file in use: one way to read, one way to write, errors as failures of the table.

use crate::error::{Failure, Result};
use std::path::Path;
use std::sync::Arc;
use yidan_store::{Reader, Store, Writer};

/// The open data file.
pub struct Data(Arc<Store>);

impl Data {
    pub fn open(folder: &Path, now_ms: i64) -> Result<Data> {
        Ok(Data(Arc::new(Store::open(folder, now_ms)?)))
    }

    /// The store itself, for what is neither reading nor writing orders, and for work that outlives a call.
    pub fn store(&self) -> &Arc<Store> {
        &self.0
    }

    /// Runs `work` on one moment of the data.
    pub fn read<T>(&self, work: impl FnOnce(&Reader<'_>) -> Result<T>) -> Result<T> {
        self.0.read(work)
    }

    /// One question to the store.
    pub fn get<T>(&self, work: impl FnOnce(&Reader<'_>) -> yidan_store::Result<T>) -> Result<T> {
        self.0.read(work).map_err(Failure::from)
    }

    /// Runs `work` in one transaction.
    pub fn write<T>(&self, work: impl FnOnce(&mut Writer<'_>) -> Result<T>) -> Result<T> {
        self.0.write(work)
    }

    /// Runs `work` in one transaction of many: lasting once the next `write` has answered.
    pub fn write_bulk<T>(&self, work: impl FnOnce(&mut Writer<'_>) -> Result<T>) -> Result<T> {
        self.0.write_bulk(work)
    }

    /// One change in a transaction of its own.
    pub fn put<T>(&self, work: impl FnOnce(&mut Writer<'_>) -> yidan_store::Result<T>) -> Result<T> {
        self.0.write(work).map_err(Failure::from)
    }
}
