//! Frozen lists: the ids of one filter at one moment, eight bytes each, so that a list does not move under the hand
//! and "all of them" means exactly those seen. Long lists are filled beside the first page.

use crate::error::{Code, Failure, Result};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use yidan_domain::limits::SNAPSHOTS;
use yidan_store::{Filter, Sort, Store};

type Ids = std::result::Result<Vec<i64>, Failure>;

#[derive(Clone)]
struct Frozen {
    mark: String,
    ids: Arc<OnceLock<Ids>>,
}

/// The last few frozen lists of all faces.
#[derive(Default)]
pub struct Snapshots {
    kept: Mutex<(u64, VecDeque<Frozen>)>,
}

impl Snapshots {
    /// Freezes a filter and returns its mark. The ids are read by a thread of their own.
    pub fn freeze(&self, store: &Arc<Store>, filter: Filter, sort: Sort, now_ms: i64) -> String {
        let ids: Arc<OnceLock<Ids>> = Arc::default();
        let mark = {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.0 += 1;
            let mark = format!("{now_ms:x}-{}", kept.0);
            if kept.1.len() >= SNAPSHOTS {
                kept.1.pop_front();
            }
            kept.1.push_back(Frozen { mark: mark.clone(), ids: Arc::clone(&ids) });
            mark
        };
        let store = Arc::clone(store);
        std::thread::spawn(move || {
            ids.get_or_init(|| store.read(|r| r.ids(&filter, sort, usize::MAX)).map_err(Failure::from));
        });
        mark
    }

    /// The ids of a mark; waits for them while they are still being read.
    pub fn get(&self, mark: &str) -> Result<Arc<OnceLock<Ids>>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.1.iter().find(|f| f.mark == mark).map(|f| Arc::clone(&f.ids));
        found.ok_or_else(|| Failure::new(Code::StaleSelection))
    }
}

/// Waits for a frozen list.
pub fn wait(ids: &OnceLock<Ids>) -> Result<&Vec<i64>> {
    ids.wait().as_ref().map_err(Clone::clone)
}
