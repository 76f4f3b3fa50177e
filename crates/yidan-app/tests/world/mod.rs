//! A made-up world for tests: a clock that is set by hand, a shelf in a folder, a printer that does as it is told.
#![allow(dead_code)] // Each test file uses its own part of the world.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use yidan_app::App;
use yidan_app::desk::Session;
use yidan_app::error::Failure;
use yidan_app::jobs::JobView;
use yidan_app::ports::{
    Clock, Faces, FileRef, NewFile, Ports, PrintError, PrinterView, Printers, QueueState, ReadSeek, Reply, Request, SecretError, Secrets,
    Sheets, Shelf, ShelfError, Wire, WireError,
};

/// 2026-11-22 10:00 in China.
pub const NOW_MS: i64 = 1_795_312_800_000;

pub struct TestClock(pub Arc<AtomicI64>);
impl Clock for TestClock {
    fn now_ms(&self) -> i64 {
        // A quarter of a second between two looks, so that progress is told.
        self.0.fetch_add(1, Ordering::SeqCst)
    }
}

pub struct TestRandomness;
impl yidan_app::ports::Randomness for TestRandomness {
    fn fill(&self, bytes: &mut [u8]) -> std::io::Result<()> {
        // Never the same twice, and the same in every run of one test.
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let mut seed = COUNT.fetch_add(1, Ordering::SeqCst) as u64 + 1;
        for byte in bytes {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = (seed >> 40) as u8;
        }
        Ok(())
    }
}

pub struct TestShelf(pub PathBuf, AtomicUsize);

impl TestShelf {
    fn info(&self, handle: &str) -> Result<(FileRef, PathBuf), ShelfError> {
        let folder = self.0.join(handle);
        let entry = std::fs::read_dir(&folder).map_err(|_| ShelfError::Missing)?.next().ok_or(ShelfError::Missing)??;
        let bytes = entry.metadata()?.len();
        Ok((FileRef { handle: handle.into(), name: entry.file_name().to_string_lossy().into_owned(), bytes }, entry.path()))
    }
}

struct Fresh {
    file: File,
    info: FileRef,
}
impl Write for Fresh {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.file.write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}
impl Seek for Fresh {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.file.seek(to)
    }
}
impl NewFile for Fresh {
    fn finish(self: Box<Self>) -> Result<FileRef, ShelfError> {
        let bytes = self.file.metadata()?.len();
        Ok(FileRef { bytes, ..self.info })
    }
}

impl Shelf for TestShelf {
    fn open(&self, handle: &str) -> Result<(FileRef, Box<dyn ReadSeek>), ShelfError> {
        let (info, path) = self.info(handle)?;
        Ok((info, Box::new(File::open(path)?)))
    }
    fn path(&self, handle: &str) -> Result<PathBuf, ShelfError> {
        Ok(self.info(handle)?.1)
    }
    fn create(&self, name: &str) -> Result<Box<dyn NewFile>, ShelfError> {
        let handle = format!("h{}", self.1.fetch_add(1, Ordering::SeqCst));
        let folder = self.0.join(&handle);
        std::fs::create_dir_all(&folder)?;
        let file = File::create(folder.join(name))?;
        Ok(Box::new(Fresh { file, info: FileRef { handle, name: name.into(), bytes: 0 } }))
    }
    fn remove(&self, handle: &str) {
        let _ = std::fs::remove_dir_all(self.0.join(handle));
    }
}

/// What the printer does with each job, in turn; the last word holds for the rest.
#[derive(Default)]
pub struct Desk {
    pub script: Mutex<Vec<QueueState>>,
    pub jobs: Mutex<Vec<(String, Vec<u8>, QueueState)>>,
    pub cancelled: Mutex<Vec<String>>,
    /// So many times a job is turned away because the printer is at work.
    pub busy: Mutex<usize>,
    /// What the printer says to the next labels instead of taking them, the last one first.
    pub refusals: Mutex<Vec<PrintError>>,
    /// Alarms told outside of the window: word and sentence.
    pub told: Mutex<Vec<(String, String)>>,
    pub outside: Mutex<Option<Outside>>,
    pub secrets: Mutex<std::collections::BTreeMap<String, String>>,
    /// The place of secrets does not open.
    pub secrets_are_locked: std::sync::atomic::AtomicBool,
}

pub struct TestPrinters(pub Arc<Desk>);

impl Printers for TestPrinters {
    fn list(&self) -> Result<Vec<PrinterView>, PrintError> {
        Ok(vec![PrinterView {
            name: "标签机".into(),
            is_default: true,
            ready: true,
            reasons: Vec::new(),
            sizes_mm: Vec::new(),
            custom_sizes: true,
        }])
    }
    fn send(&self, printer: &str, sheets: &Sheets) -> Result<String, PrintError> {
        if printer != "标签机" {
            return Err(PrintError::NoPrinter);
        }
        let mut busy = self.0.busy.lock().unwrap();
        if *busy > 0 {
            *busy -= 1;
            return Err(PrintError::Busy);
        }
        if let Some(refusal) = self.0.refusals.lock().unwrap().pop() {
            return Err(refusal);
        }
        let mut script = self.0.script.lock().unwrap();
        let state = if script.len() > 1 { script.remove(0) } else { script.first().cloned().unwrap_or(QueueState::Done) };
        let mut jobs = self.0.jobs.lock().unwrap();
        jobs.push((sheets.title.clone(), sheets.body.bytes().to_vec(), state));
        Ok(jobs.len().to_string())
    }
    fn state(&self, _printer: &str, queue_job: &str) -> Result<QueueState, PrintError> {
        let at: usize = queue_job.parse().map_err(|_| PrintError::Refused("number".into()))?;
        Ok(self.0.jobs.lock().unwrap()[at - 1].2.clone())
    }
    fn cancel(&self, _printer: &str, queue_job: &str) -> Result<(), PrintError> {
        self.0.cancelled.lock().unwrap().push(queue_job.into());
        Ok(())
    }
    fn pause(&self) {}
}

/// Hears nothing but alarms.
pub struct Quiet(pub Arc<Desk>);
impl Faces for Quiet {
    fn changed(&self, _tables: &[&str]) {}
    fn job(&self, _job: &JobView) {}
    fn alarm(&self, code: &str, text: &str) {
        self.0.told.lock().unwrap().push((code.to_owned(), text.to_owned()));
    }
}

/// What stands at the other end of the wire.
pub type Outside = Box<dyn FnMut(&Request) -> Result<Reply, WireError> + Send>;

/// A wire to whatever a test puts at its other end; nothing by itself. Waiting lets the clock of the test pass.
pub struct TestWire(pub Arc<Desk>, pub Arc<AtomicI64>);

impl Wire for TestWire {
    fn send(&self, request: &Request) -> Result<Reply, WireError> {
        // A poisoned lock is a test that cut the process off in the middle.
        let mut outside = self.0.outside.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        outside.as_mut().map_or_else(|| Err(WireError::NotSent("no network".into())), |answer| answer(request))
    }
    fn wait_ms(&self, ms: u64) {
        self.1.fetch_add(i64::try_from(ms).unwrap_or(i64::MAX), Ordering::SeqCst);
    }
}

/// Secrets in memory.
pub struct TestSecrets(pub Arc<Desk>);

impl Secrets for TestSecrets {
    fn get(&self, name: &str) -> Result<Option<String>, SecretError> {
        if self.0.secrets_are_locked.load(Ordering::SeqCst) {
            return Err(SecretError::Locked);
        }
        Ok(self.0.secrets.lock().unwrap().get(name).cloned())
    }
    fn set(&self, name: &str, secret: &str) -> Result<(), SecretError> {
        self.0.secrets.lock().unwrap().insert(name.to_owned(), secret.to_owned());
        Ok(())
    }
    fn remove(&self, name: &str) -> Result<(), SecretError> {
        self.0.secrets.lock().unwrap().remove(name);
        Ok(())
    }
    fn kind(&self) -> &'static str {
        "system"
    }
}

/// A data folder with an app on it.
pub struct World {
    pub folder: tempfile::TempDir,
    pub clock: Arc<AtomicI64>,
    pub desk: Arc<Desk>,
    pub app: App,
}

impl World {
    pub fn new() -> World {
        World::at(tempfile::tempdir().expect("folder"))
    }

    fn at(folder: tempfile::TempDir) -> World {
        let (clock, desk) = (Arc::new(AtomicI64::new(NOW_MS)), Arc::new(Desk::default()));
        let app = open(folder.path().to_path_buf(), &clock, &desk).expect("opens");
        World { folder, clock, desk, app }
    }

    /// The same on a disk in memory where there is one: thousands of writes that need not outlive the machine.
    pub fn in_memory() -> World {
        let memory = std::path::Path::new("/dev/shm");
        World::at(if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.expect("folder"))
    }

    /// Closes the app and opens it again, as after a restart.
    pub fn restart(self) -> World {
        let World { folder, clock, desk, app } = self;
        drop(app);
        let app = open(folder.path().to_path_buf(), &clock, &desk).expect("opens");
        World { folder, clock, desk, app }
    }

    pub fn call(&self, name: &str, request: serde_json::Value) -> Result<serde_json::Value, Failure> {
        yidan_app::table::call(&self.app, &Session::owner(), name, request)
    }

    pub fn ok(&self, name: &str, request: serde_json::Value) -> serde_json::Value {
        self.call(name, request).unwrap_or_else(|f| panic!("{name}: {f:?}"))
    }

    /// Lets minutes pass.
    pub fn pass(&self, minutes: i64) {
        self.clock.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }

    /// Puts bytes on the shelf.
    pub fn put(&self, name: &str, bytes: &[u8]) -> String {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let handle = format!("p{}", COUNT.fetch_add(1, Ordering::SeqCst));
        let folder = self.folder.path().join("shelf").join(&handle);
        std::fs::create_dir_all(&folder).expect("shelf");
        std::fs::write(folder.join(name), bytes).expect("file");
        handle
    }

    /// Starts a job by a command and runs it to its end.
    pub fn job(&self, name: &str, request: serde_json::Value) -> JobView {
        let started = self.ok(name, request);
        self.app.run_job(started["job"].as_i64().expect("a job")).expect("runs")
    }

    pub fn bytes(&self, file: &FileRef) -> Vec<u8> {
        std::fs::read(self.folder.path().join("shelf").join(&file.handle).join(&file.name)).expect("file")
    }
}

pub fn open(folder: PathBuf, clock: &Arc<AtomicI64>, desk: &Arc<Desk>) -> Result<App, Failure> {
    open_with(folder, clock, desk, Box::new(TestSecrets(Arc::clone(desk))))
}

/// The same with another place for secrets.
pub fn open_with(folder: PathBuf, clock: &Arc<AtomicI64>, desk: &Arc<Desk>, secrets: Box<dyn Secrets>) -> Result<App, Failure> {
    let shelf = folder.join("shelf");
    std::fs::create_dir_all(&shelf).expect("shelf");
    let ports = Ports {
        clock: Box::new(TestClock(Arc::clone(clock))),
        randomness: Box::new(TestRandomness),
        shelf: Box::new(TestShelf(shelf, AtomicUsize::new(0))),
        printers: Box::new(TestPrinters(Arc::clone(desk))),
        faces: Box::new(Quiet(Arc::clone(desk))),
        wire: Box::new(TestWire(Arc::clone(desk), Arc::clone(clock))),
        secrets,
    };
    App::open(&folder, ports)
}

/// Names of tabs with their counts, for reading in assertions.
pub fn counts(reply: &serde_json::Value) -> HashMap<String, i64> {
    serde_json::from_value(reply["counts"].clone()).expect("counts")
}
