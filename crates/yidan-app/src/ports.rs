//! What the app needs from the world: clock, randomness, files by handle, printers, news for open faces.
//! `host` implements these; tests bring their own.

use crate::jobs::JobView;
use serde::{Deserialize, Serialize};
use std::io::{Read, Seek, Write};
use std::path::PathBuf;
use ts_rs::TS;

/// The wall clock of this machine, UTC milliseconds since 1970.
pub trait Clock: Send + Sync {
    fn now_ms(&self) -> i64;
}

/// Bytes that nobody can foretell, for salts.
pub trait Randomness: Send + Sync {
    fn fill(&self, bytes: &mut [u8]) -> std::io::Result<()>;
}

/// Bytes that can be read from the start as often as needed.
pub trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

/// A file on the shelf, as faces and replies name it. The handle means nothing outside this data folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileRef {
    pub handle: String,
    /// The name a person gave it, without folders.
    pub name: String,
    pub bytes: u64,
}

/// The shelf between faces and commands: faces put files on it and take results from it; no command ever sees a path of the face.
pub trait Shelf: Send + Sync {
    /// Opens a file for reading.
    fn open(&self, handle: &str) -> Result<(FileRef, Box<dyn ReadSeek>), ShelfError>;
    /// Where the file lies, for rooms that read in place. The path is inside the data folder.
    fn path(&self, handle: &str) -> Result<PathBuf, ShelfError>;
    /// Starts a new file. It appears on the shelf when `finish` is called and leaves no trace otherwise.
    fn create(&self, name: &str) -> Result<Box<dyn NewFile>, ShelfError>;
    /// Takes a file off the shelf. Missing files are fine.
    fn remove(&self, handle: &str);
}

/// A file being written onto the shelf.
pub trait NewFile: Write + Seek + Send {
    fn finish(self: Box<Self>) -> Result<FileRef, ShelfError>;
}

/// Why the shelf could not serve.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    #[error("no file under this handle")]
    Missing,
    #[error("the disk is full")]
    Full,
    #[error("the folder cannot be written")]
    ReadOnly,
    #[error("file trouble: {0}")]
    Io(#[from] std::io::Error),
}

/// A printer as the print system knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrinterView {
    /// The queue's name; for a printer addressed directly, its address.
    pub name: String,
    pub is_default: bool,
    /// True when the queue takes and works off jobs right now.
    pub ready: bool,
    /// The queue's own reasons, verbatim keywords (`media-empty`, `paused`, `offline`).
    pub reasons: Vec<String>,
    /// Paper sizes the queue offers, millimetres wide × high. Empty = not told.
    pub sizes_mm: Vec<(u32, u32)>,
    /// Any size may be asked for.
    pub custom_sizes: bool,
}

/// Pages to be printed as one job of the print system.
pub struct Sheets {
    /// Without personal data: it shows in logs of the print system.
    pub title: String,
    pub body: Body,
    pub width_mm: u32,
    pub height_mm: u32,
}

/// What goes to the printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    Pdf(Vec<u8>),
    /// In the printer's own language.
    Raw(Vec<u8>),
}

impl Body {
    pub fn bytes(&self) -> &[u8] {
        match self {
            Body::Pdf(bytes) | Body::Raw(bytes) => bytes,
        }
    }
}

pub use yidan_labels::streams::Language;

/// A printer that is spoken to itself, without a queue of the print system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectPrinter {
    /// As the owner calls it; stands where a queue's name would.
    pub name: String,
    /// `tcp://host:9100`, or the path of a device.
    pub address: String,
    /// Decides how it is asked for its state.
    pub language: Language,
}

/// What the queue says of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueueState {
    /// Waiting or in work; the queue's own words, empty when all is well.
    Waiting(String),
    /// All pages went to the device.
    Done,
    /// Aborted or cancelled by the print system or a person there.
    Failed(String),
    /// The queue does not know the job any more, or never did.
    Unknown,
}

/// Trouble with the print system itself.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    #[error("no print system answers: {0}")]
    NoSystem(String),
    #[error("no printer of this name")]
    NoPrinter,
    #[error("the queue refused the job: {0}")]
    Refused(String),
    /// It took nothing because it is at work on something else; the same may be sent again.
    #[error("the printer is busy")]
    Busy,
    #[error("the printer has no paper of this size")]
    NoSuchPaper,
    /// It took nothing and says why, in keywords (`media-empty`, `cover-open`, `offline`); the same may be sent again.
    #[error("the printer is not ready: {}", .0.join(", "))]
    NotReady(Vec<String>),
    /// A part of it may be with the printer: nobody can tell whether it comes out.
    #[error("sending broke off: {0}")]
    BrokenOff(String),
}

/// The print system of this machine.
pub trait Printers: Send + Sync {
    fn list(&self) -> Result<Vec<PrinterView>, PrintError>;
    /// Makes these printers known, and no others that are spoken to without a queue.
    fn know(&self, _printers: &[DirectPrinter]) {}
    /// Hands the pages over and returns the job's name in the print system. Printing itself comes later, see `state`.
    fn send(&self, printer: &str, sheets: &Sheets) -> Result<String, PrintError>;
    fn state(&self, printer: &str, queue_job: &str) -> Result<QueueState, PrintError>;
    fn cancel(&self, printer: &str, queue_job: &str) -> Result<(), PrintError>;
    /// Waits until a queue may have news; at most half a second.
    fn pause(&self);
}

/// News for every open face.
pub trait Faces: Send + Sync {
    /// A write has touched these tables.
    fn changed(&self, tables: &[&str]);
    /// A job has moved.
    fn job(&self, job: &JobView);
    /// Something that a person has to hear of even when not looking: the alarm's word and its sentence.
    fn alarm(&self, _code: &str, _text: &str) {}
}

pub use yidan_platforms::channel::{Method, Reply, Request};

/// The way to outside platforms. The only sender: limits, waiting and asking again are decided by whoever calls.
pub trait Wire: Send + Sync {
    /// Sends a request and waits for its answer, at most as long as the limits of the host say.
    fn send(&self, request: &Request) -> Result<Reply, WireError>;
    /// Waits. Ends early when this process has to end.
    fn wait_ms(&self, ms: u64);
}

/// Why no answer came. The words hold neither address nor content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Nothing reached the other side.
    #[error("not sent: {0}")]
    NotSent(String),
    /// It was sent; whether it took effect nobody knows.
    #[error("no answer: {0}")]
    NoAnswer(String),
}

/// Where this machine keeps secrets.
pub trait Secrets: Send + Sync {
    fn get(&self, name: &str) -> Result<Option<String>, SecretError>;
    fn set(&self, name: &str, secret: &str) -> Result<(), SecretError>;
    /// Missing ones are fine.
    fn remove(&self, name: &str) -> Result<(), SecretError>;
    /// `system` = the keyring of the system, `file` = an enciphered file opened by a passphrase, `locked` = that file without its passphrase,
    /// `ring_locked` = the keyring has the key and does not open.
    fn kind(&self) -> &'static str;
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// There is no keyring, and the file that stands for it wants its passphrase first.
    #[error("locked")]
    Locked,
    #[error("{0}")]
    Failed(String),
}

/// All the world in one hand.
pub struct Ports {
    pub clock: Box<dyn Clock>,
    pub randomness: Box<dyn Randomness>,
    pub shelf: Box<dyn Shelf>,
    pub printers: Box<dyn Printers>,
    pub faces: Box<dyn Faces>,
    pub wire: Box<dyn Wire>,
    pub secrets: Box<dyn Secrets>,
}
