//! The window's side of the core: the data folder is opened in a thread while the first picture is drawn, commands wait for it,
//! and a folder that cannot be opened becomes a sentence. Windows, dialogs and events themselves belong to the shipped program.

use crate::cli::Told;
use crate::exports;
use crate::folder;
use crate::shelf::sorted;
use crate::words::{error_json, word, worded};
use crate::world::{Workers, World};
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use yidan_app::desk::Session;
use yidan_app::error::{Code, Failure, Result};
use yidan_app::ports::{FileRef, Shelf};
use yidan_app::staff::seat::{Face, Seat};
use yidan_app::table;

/// What a window talks to.
pub struct WindowDesk {
    told: Told,
    seat: Seat,
    /// The moment this process began, until the first list was shown.
    started: Mutex<Option<Instant>>,
    on_open: Mutex<Option<OnOpen>>,
    opening: Mutex<Opening>,
    changed: Condvar,
}

enum Opening {
    Busy,
    Open(World, Workers),
    /// Not opened, and whether the window has been told why.
    Failed(Failure, bool),
    Closed,
}

/// Called once with the open data folder.
pub type OnOpen = Box<dyn FnOnce(&World) + Send>;

impl WindowDesk {
    /// Starts opening the folder. `started` is the moment this process began.
    pub fn start(told: Told, started: Instant, on_open: OnOpen) -> Arc<WindowDesk> {
        let (started, on_open) = (Mutex::new(Some(started)), Mutex::new(Some(on_open)));
        let seat = Seat::new(Face::Window, told.as_name.as_deref());
        let desk = Arc::new(WindowDesk { told, seat, started, on_open, opening: Mutex::new(Opening::Busy), changed: Condvar::new() });
        let opener = Arc::clone(&desk);
        std::thread::spawn(move || opener.open());
        desk
    }

    /// A command of the table or of the window; the reply, or `{"error":…}` like every face.
    pub fn call(&self, name: &str, request: Value) -> Value {
        let reply = match name {
            "window.shown" => {
                self.shown();
                Ok(Value::Null)
            }
            _ => self.world(name == "session.get").and_then(|world| table::call(&world.app, &Session::at(&self.seat), name, request)),
        };
        reply.unwrap_or_else(|failure| error_json(&worded(failure)))
    }

    /// Puts bytes from the page on the shelf. The name comes as a header, percent-encoded.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Value {
        let name = &decoded(name);
        let put = self.seated().and_then(|world| {
            let mut file = world.shelf.create(name)?;
            file.write_all(bytes).map_err(sorted)?;
            Ok(file.finish()?)
        });
        put.map_or_else(|failure| error_json(&worded(failure)), |file| json!(file))
    }

    /// Puts files of this machine on the shelf, those a person chose or dropped on the window.
    pub fn take(&self, paths: &[PathBuf]) -> Result<Vec<FileRef>> {
        let world = self.seated().map_err(worded)?;
        let taken: Result<Vec<FileRef>> = paths
            .iter()
            .map(|path| {
                let named = |e| Failure::from(e).with("name", path.display()).with("detail", path.display());
                world.shelf.put(path).map_err(named)
            })
            .collect();
        taken.map_err(worded)
    }

    /// The same with folders among them: a folder stands for the exports in it. Answers what was taken and how many files were passed over.
    pub fn take_all(&self, paths: &[PathBuf]) -> Result<(Vec<FileRef>, usize)> {
        let (mut files, mut left_out) = (Vec::new(), 0);
        for path in paths {
            if path.is_dir() {
                let found = exports::of(path).map_err(|e| worded(Failure::from(e).with("name", path.display())))?;
                left_out += found.left_out.len();
                files.extend(found.files);
            } else {
                files.push(path.clone());
            }
        }
        Ok((self.take(&files)?, left_out))
    }

    /// The name under which a file of the shelf is offered to a person.
    pub fn name_of(&self, handle: &str) -> Result<String> {
        Ok(self.seated()?.shelf.open(handle)?.0.name)
    }

    /// Copies a file of the shelf to where a person wants it.
    pub fn save(&self, handle: &str, to: &Path) -> Result<()> {
        let named = |e| worded(Failure::from(e).with("name", to.display()).with("detail", to.display()));
        self.seated()?.shelf.copy_out(handle, to).map(drop).map_err(named)
    }

    /// Ends the work in good order and closes the folder.
    pub fn close(&self) {
        let last = std::mem::replace(&mut *self.lock(), Opening::Closed);
        if let Opening::Open(_, workers) = last {
            workers.stop();
        }
    }

    /// The open folder, for somebody who has signed in.
    fn seated(&self) -> Result<World> {
        let world = self.world(false)?;
        world.app.session(&self.seat)?;
        Ok(world)
    }

    /// Waits until the folder is open. A failure that was told already is tried again when `again` is set: the person may have mended it.
    fn world(&self, again: bool) -> Result<World> {
        let mut opening = self.lock();
        loop {
            match &mut *opening {
                Opening::Open(world, _) => return Ok(world.clone()),
                Opening::Failed(_, told) if again && *told => {
                    *opening = Opening::Busy;
                    drop(opening);
                    self.open();
                    opening = self.lock();
                }
                Opening::Failed(failure, told) => {
                    *told = true;
                    return Err(failure.clone());
                }
                Opening::Closed => return Err(Failure::new(Code::Internal)),
                Opening::Busy => opening = self.changed.wait(opening).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn open(&self) {
        let opened = std::panic::catch_unwind(|| folder::prepare(self.told.data.clone()).and_then(|folder| World::open(&folder)));
        let opening = match opened.unwrap_or_else(|_| Err(Failure::new(Code::Internal))) {
            Ok(world) => {
                if let Some(on_open) = lock(&self.on_open).take() {
                    on_open(&world);
                }
                let workers = world.work();
                Opening::Open(world, workers)
            }
            Err(failure) => Opening::Failed(worded(failure), false),
        };
        *self.lock() = opening;
        self.changed.notify_all();
    }

    /// With `YIDAN_TIMING=1`, tells how long it took from the start of the process until the first list was on screen.
    fn shown(&self) {
        let Some(started) = lock(&self.started).take() else { return };
        if is_timing() {
            let rss = resident_kb().map_or_else(|| "?".to_owned(), |kb| kb.to_string());
            crate::cli::say(&format!("first_list_ms={} rss_kb={rss}", started.elapsed().as_millis()));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Opening> {
        lock(&self.opening)
    }
}

/// `YIDAN_TIMING=1`: the window opens on the order list and tells how long that took.
pub fn is_timing() -> bool {
    std::env::var("YIDAN_TIMING").as_deref() == Ok("1")
}

fn lock<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the open dialog offers to look for: titles and file extensions, the usual first.
pub fn file_kinds() -> [(String, &'static [&'static str]); 2] {
    [(word("window.files"), &["xlsx", "xls", "csv", "txt", "zip", "html", "htm"]), (word("window.all_files"), &["*"])]
}

/// A percent-encoded name in plain letters; what is not encoded well stays as it is.
fn decoded(name: &str) -> String {
    let mut out = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let code =
            tail.get(..2).filter(|_| first == b'%').and_then(|c| std::str::from_utf8(c).ok()).and_then(|c| u8::from_str_radix(c, 16).ok());
        out.push(code.unwrap_or(first));
        rest = if code.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Memory of this process that is in use, where the system tells it.
fn resident_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    fn start(data: &Path, on_open: impl FnOnce(&World) + Send + 'static) -> Arc<WindowDesk> {
        let told = Told { data: Some(data.to_path_buf()), as_name: Some("小李".into()) };
        WindowDesk::start(told, Instant::now(), Box::new(on_open))
    }

    #[test]
    fn commands_wait_for_the_folder() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (opened, heard) = channel();
        let desk = start(folder.path(), move |world| drop(opened.send(world.app.folder().to_path_buf())));
        assert_eq!(desk.call("session.get", Value::Null)["actor"], "小李");
        assert_eq!(heard.recv().expect("told"), folder.path());
        assert_eq!(desk.call("no.such", Value::Null)["error"]["code"], "unknown_command");
        assert_eq!(desk.call("window.shown", Value::Null), Value::Null);
        desk.close();
    }

    #[test]
    fn names_in_headers() {
        for (name, expected) in [("%E5%8D%95 1.csv", "单 1.csv"), ("100%", "100%"), ("%zz%4", "%zz%4"), ("a%2Fb", "a/b"), ("", "")] {
            assert_eq!(decoded(name), expected);
        }
    }

    #[test]
    fn files_come_in_and_go_out() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let desk = start(&folder.path().join("data"), |_| ());
        let put = desk.put("%E6%A0%87%E7%AD%BE.pdf", b"%PDF");
        let handle = put["handle"].as_str().expect("a handle");
        assert_eq!(desk.name_of(handle).expect("there"), "标签.pdf");
        let out = folder.path().join("out.pdf");
        desk.save(handle, &out).expect("saved");
        assert_eq!(std::fs::read(&out).expect("the file"), b"%PDF");
        let taken = desk.take(std::slice::from_ref(&out)).expect("taken");
        assert_eq!((taken.len(), taken[0].name.as_str()), (1, "out.pdf"));
        let inside = folder.path().join("导出");
        std::fs::create_dir_all(&inside).expect("folder");
        for name in ["a.csv", "b.xlsx", "c.png"] {
            std::fs::write(inside.join(name), "x").expect("file");
        }
        let (all, left_out) = desk.take_all(&[out.clone(), inside]).expect("taken");
        let names: Vec<&str> = all.iter().map(|f| f.name.as_str()).collect();
        assert_eq!((names, left_out), (vec!["out.pdf", "a.csv", "b.xlsx"], 1));
        let missing = desk.take(&[out, folder.path().join("gone.csv")]).expect_err("one is missing");
        assert!(missing.code == Code::FileMissing && missing.message.contains("gone.csv"), "{missing:?}");
        assert!(desk.name_of("nothing").is_err());
        desk.close();
    }

    #[test]
    fn a_folder_that_cannot_be_opened_is_told_and_tried_again() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = folder.path().join("data");
        std::fs::write(&data, "in the way").expect("file");
        let (opened, heard) = channel();
        let desk = start(&data, move |_| opened.send(()).expect("heard"));
        for _ in 0..2 {
            let error = desk.call("session.get", Value::Null)["error"].take();
            assert_eq!(error["code"], "read_only_folder");
            assert!(error["message"].as_str().is_some_and(|m| m.contains("data")), "{error}");
        }
        assert_eq!(desk.put("a", b"a")["error"]["code"], "read_only_folder");
        assert!(heard.try_recv().is_err());
        std::fs::remove_file(&data).expect("out of the way");
        assert_eq!(desk.call("orders.list", Value::Null)["error"]["code"], "read_only_folder", "only the session asks anew");
        assert!(desk.call("session.get", Value::Null)["error"].is_null());
        heard.recv().expect("told once it is open");
        desk.close();
        assert!(!data.join("yidan.db-wal").exists(), "the data file was closed in good order");
    }
}
