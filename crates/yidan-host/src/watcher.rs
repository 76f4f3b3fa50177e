//! Looks at watched folders: a new export is taken once it has stopped growing and can be opened, each content once.
//! Which folders are watched and what was taken is the app's knowledge; here is only what was seen between two looks.

use crate::clock;
use crate::exports;
use crate::shelf::FolderShelf;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use yidan_app::App;
use yidan_app::error::{Code, Failure, Result};
use yidan_app::files::watch::SeenFile;
use yidan_app::ports::Shelf;

/// What the last look saw: size and time of files that may still be growing.
#[derive(Debug, Default)]
pub struct Watcher {
    growing: HashMap<PathBuf, (i64, i64)>,
}

impl Watcher {
    /// One look at every watched folder. What goes wrong is noted with its folder.
    pub fn look(&mut self, app: &App, shelf: &FolderShelf) {
        // A busy data file answers at the next look.
        let Ok(folders) = app.watched() else { return };
        let mut still = HashMap::new();
        for (path, shop) in folders {
            let seen = self.look_at(app, shelf, &path, shop.as_deref(), &mut still);
            // The note is for people; the folder itself is looked at again in any case.
            let _ = app.note_watch(&path, seen.err());
        }
        self.growing = still;
    }

    fn look_at(
        &self,
        app: &App,
        shelf: &FolderShelf,
        folder: &str,
        shop: Option<&str>,
        still: &mut HashMap<PathBuf, (i64, i64)>,
    ) -> Result<()> {
        let root = Path::new(folder);
        let found = exports::of(root).map_err(|e| unreadable(folder, &e))?;
        let (mut ready, mut trouble) = (Vec::new(), None);
        for path in found.files {
            // A file that vanished between two steps is none.
            let Ok(about) = fs::metadata(&path) else { continue };
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
            let seen = SeenFile { name, bytes: about.len() as i64, changed_at_ms: about.modified().map_or(0, clock::milliseconds) };
            if seen.bytes == 0 || app.is_watched_done(folder, &seen)? {
                continue;
            }
            let mark = (seen.bytes, seen.changed_at_ms);
            if self.growing.get(&path) != Some(&mark) {
                still.insert(path, mark);
                continue;
            }
            // Where a program has a file open, Linux and macOS let others read it. On Windows the standard library opens files so that
            // others may go on reading, writing and deleting, which is what a spreadsheet program that has the file open asks for.
            match shelf.put(&path) {
                Ok(file) if file.bytes as i64 == seen.bytes => ready.push((seen, file.handle)),
                Ok(file) => {
                    shelf.remove(&file.handle);
                    still.insert(path, mark);
                }
                Err(e) => {
                    still.insert(path.clone(), mark);
                    trouble.get_or_insert(Failure::from(e).with("name", &seen.name).with("detail", path.display()));
                }
            }
        }
        if !ready.is_empty() {
            app.take_watched(folder, shop, &ready)?;
        }
        trouble.map_or(Ok(()), Err)
    }
}

fn unreadable(folder: &str, e: &std::io::Error) -> Failure {
    let code = if e.kind() == std::io::ErrorKind::NotFound { Code::FolderMissing } else { Code::FileUnreadable };
    Failure::new(code).with("name", folder).with("detail", format!("{folder}: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printers::MachinePrinters;
    use crate::world::World;
    use serde_json::{Value, json};
    use yidan_app::desk::Session;
    use yidan_app::table;

    const ORDERS: &[u8] = include_bytes!("../tests/fixtures/douyin-orders.csv");

    fn ask(world: &World, name: &str, request: Value) -> Value {
        table::call(&world.app, &Session::owner(), name, request).unwrap_or_else(|e| panic!("{name}: {e:?}"))
    }

    fn orders(world: &World) -> i64 {
        while world.app.work_once(&|| false) {}
        ask(world, "orders.list", json!({}))["total"].as_i64().expect("a number")
    }

    #[test]
    fn a_file_is_taken_when_it_has_stopped_growing() {
        let here = tempfile::tempdir().expect("a temporary folder");
        let (data, exports) = (here.path().join("data"), here.path().join("exports"));
        fs::create_dir_all(&data).expect("data");
        let world = World::open_with(&data, MachinePrinters::at("127.0.0.1:9", &[])).expect("open");
        let mut watcher = Watcher::default();
        ask(&world, "watch.add", json!({ "path": exports, "shop": "甲店" }));
        let state = |world: &World| ask(world, "watch.list", Value::Null)["folders"][0].clone();

        watcher.look(&world.app, &world.shelf);
        assert!(
            state(&world)["ok"] == false && state(&world)["error"].as_str().is_some_and(|e| e.contains("exports")),
            "{}",
            state(&world)
        );
        fs::create_dir_all(&exports).expect("exports");
        fs::write(exports.join("~$订单.csv"), "x").expect("lock file");
        fs::write(exports.join("订单.csv"), &ORDERS[..ORDERS.len() / 2]).expect("half a file");
        watcher.look(&world.app, &world.shelf);
        assert_eq!((orders(&world), &state(&world)["ok"]), (0, &json!(true)), "seen for the first time");
        fs::write(exports.join("订单.csv"), ORDERS).expect("the whole file");
        watcher.look(&world.app, &world.shelf);
        assert_eq!(orders(&world), 0, "it has grown since");
        watcher.look(&world.app, &world.shelf);
        assert_eq!(orders(&world), 20);
        let jobs = ask(&world, "jobs.list", Value::Null)["jobs"].as_array().map_or(0, Vec::len);
        fs::write(exports.join("又一份.csv"), ORDERS).expect("the same content");
        for _ in 0..3 {
            watcher.look(&world.app, &world.shelf);
        }
        assert_eq!((orders(&world), ask(&world, "jobs.list", Value::Null)["jobs"].as_array().map_or(0, Vec::len)), (20, jobs));
        assert_eq!(ask(&world, "shops.list", Value::Null)["shops"][0]["name"], "甲店");
        // What was taken is not taken anew after a restart.
        let mut next = Watcher::default();
        for _ in 0..3 {
            next.look(&world.app, &world.shelf);
        }
        assert_eq!(ask(&world, "jobs.list", Value::Null)["jobs"].as_array().map_or(0, Vec::len), jobs);
    }
}
