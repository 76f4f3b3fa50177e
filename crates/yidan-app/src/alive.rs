//! Which processes work on this data folder: each holds a locked file, so that a dead one is known at once, whatever killed it.

use crate::error::Result;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// This process's own mark; gone when dropped or when the process dies.
pub struct Alive {
    id: String,
    folder: PathBuf,
    _locked: File,
}

impl Alive {
    /// Takes a mark in `<data>/run`.
    pub fn take(data: &Path, now_ms: i64) -> Result<Alive> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let folder = data.join("run");
        std::fs::create_dir_all(&folder)?;
        let id = format!("{now_ms:x}-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let file = File::create(folder.join(&id))?;
        file.lock()?;
        Ok(Alive { id, folder, _locked: file })
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    /// Does the holder of this mark still live?
    pub fn is_alive(&self, id: &str) -> bool {
        if id == self.id {
            return true;
        }
        // Marks are made here only; anything else is no file name of ours.
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return false;
        }
        let path = self.folder.join(id);
        match File::open(&path).map(|f| f.try_lock()) {
            Ok(Err(TryLockError::WouldBlock)) => true,
            Ok(_) => {
                let _ = std::fs::remove_file(path);
                false
            }
            Err(_) => false,
        }
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(self.folder.join(&self.id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_living_and_the_dead() {
        let data = tempfile::tempdir().unwrap();
        let a = Alive::take(data.path(), 1).unwrap();
        let b = Alive::take(data.path(), 1).unwrap();
        assert!(a.is_alive(b.id()) && b.is_alive(a.id()) && a.is_alive(a.id()));
        let gone = b.id().to_owned();
        drop(b);
        assert!(!a.is_alive(&gone));
        // A process that was killed leaves its file behind, but not its lock.
        std::fs::write(data.path().join("run/1-2-3"), "").unwrap();
        assert!(!a.is_alive("1-2-3"));
        assert!(!a.is_alive("../yidan.db"));
    }
}
