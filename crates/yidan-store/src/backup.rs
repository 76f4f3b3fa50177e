//! Copies of the data file while it is in use, and putting one back. When a copy is due is decided elsewhere.

use crate::error::{Error, Result};
use crate::open::FILE_NAME;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::path::Path;
use yidan_domain::WallTime;
use yidan_domain::wall_time::CHINA_OFFSET_MINUTES;

/// Pages copied between two looks at the caller.
const PAGES_PER_STEP: i32 = 1_000;

/// `20261122-101500`, the wall time in China.
pub(crate) fn stamp(at_ms: i64) -> String {
    let text = WallTime::from_utc_ms(at_ms, CHINA_OFFSET_MINUTES).as_str().replace(['-', ':'], "");
    text.replace(' ', "-")
}

/// Copies the database of `conn` to a new file at `to`. `step(done, total)` is called between steps, in pages; false stops.
/// Returns false when it was stopped; nothing is left behind then.
pub(crate) fn copy(conn: &Connection, to: &Path, mut step: impl FnMut(i64, i64) -> bool) -> Result<bool> {
    let unfinished = to.with_extension("part");
    let _ = std::fs::remove_file(&unfinished);
    let mut target = Connection::open(&unfinished).map_err(|e| Error::from(e).at(to))?;
    let whole = {
        let backup = Backup::new(conn, &mut target)?;
        loop {
            let result = backup.step(PAGES_PER_STEP)?;
            let p = backup.progress();
            let go_on = step(i64::from(p.pagecount - p.remaining), i64::from(p.pagecount));
            match result {
                StepResult::Done => break true,
                _ if !go_on => break false,
                StepResult::Busy | StepResult::Locked => return Err(Error::Locked),
                _ => {}
            }
        }
    };
    drop(target);
    if whole {
        std::fs::rename(&unfinished, to).map_err(|e| Error::io(to, &e))?;
    } else {
        let _ = std::fs::remove_file(&unfinished);
    }
    Ok(whole)
}

/// A restore that was cut off between its two renames is finished before the file is opened.
pub(crate) fn finish_restore(folder: &Path) -> Result<()> {
    let (file, incoming) = (folder.join(FILE_NAME), folder.join(INCOMING));
    if !file.exists() && incoming.exists() {
        std::fs::rename(&incoming, &file).map_err(|e| Error::io(&incoming, &e))?;
    }
    Ok(())
}

const INCOMING: &str = "yidan.db.incoming";
