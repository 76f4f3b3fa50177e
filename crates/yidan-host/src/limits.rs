//! Every bound this room puts on the world: bytes, seconds, days, tries. Bounds of the use cases stand in their own rooms.

use std::time::Duration;

/// A file put on the shelf by a face, bytes.
pub const FILE_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// A request body of one command, bytes.
pub const REQUEST_BYTES: usize = 16 * 1024 * 1024;
/// A file's name on the shelf, UTF-8 bytes; every file system takes 255.
pub const NAME_BYTES: usize = 200;
/// Files stay on the shelf this long after they were last touched.
pub const SHELF_DAYS: u64 = 7;
/// News waiting for a slow face before it has to ask anew.
pub const NEWS_WAITING: usize = 1_024;
/// Browsers signed in at the same time.
pub const SIGNED_IN: usize = 64;
/// Event streams open at the same time.
pub const STREAMS: usize = 64;
/// How long open requests may take once the server was asked to stop.
pub const STOP_GRACE: Duration = Duration::from_secs(5);
/// The worker looks for work at least this often, also when no bell rang (another process may have queued it).
pub const WORK_EVERY: Duration = Duration::from_millis(500);
/// Files of one folder that are taken at once, by an import or a look of the watcher.
pub const FOLDER_FILES: usize = 5_000;
/// Levels below a chosen folder that are looked into.
pub const FOLDER_DEPTH: usize = 3;
/// A look at the watched folders. A file is taken when two looks see the same of it.
pub const WATCH_EVERY: Duration = Duration::from_secs(3);
/// Housekeeping of the data folder.
pub const TICK_EVERY: Duration = Duration::from_secs(60);
/// One answer of the print system.
pub const PRINTER_ANSWER: Duration = Duration::from_secs(10);
/// One answer of a printer that is addressed directly, while printers are listed.
pub const DIRECT_ANSWER: Duration = Duration::from_secs(3);
/// Handing over the pages of one job.
pub const PRINTER_SEND: Duration = Duration::from_secs(120);
/// One answer of a printer without a queue to a question about its state.
pub const RAW_ANSWER: Duration = Duration::from_secs(1);
/// A printer without a queue taking one label.
pub const RAW_TAKEN: Duration = Duration::from_secs(15);
/// A printer that did not answer a question is not asked again for this long.
pub const RAW_SILENCE: Duration = Duration::from_secs(600);
/// The pause before a busy device is tried again.
pub const DEVICE_PAUSE: Duration = Duration::from_millis(20);
/// Printers that are listed.
pub const PRINTERS: usize = 200;
/// The pause between two questions about a queue.
pub const QUEUE_PAUSE: Duration = Duration::from_millis(250);
/// The port of the LAN server when none is told.
pub const PORT: u16 = 7788;
/// Reaching an outside platform.
pub const WIRE_CONNECT: Duration = Duration::from_secs(10);
/// One answer of an outside platform, from the first byte sent to the last received.
pub const WIRE_ANSWER: Duration = Duration::from_secs(30);
/// Bytes of one answer.
pub const WIRE_BYTES: usize = 32 << 20;
/// A look for shops that want a visit.
pub const VISITS_EVERY: Duration = Duration::from_secs(2);
/// A look for parcels whose turn it is to be asked about.
pub const TRACKS_EVERY: Duration = Duration::from_secs(5);
/// Time between two looks whether a report of consistency is due.
pub const REPORTS_EVERY_MS: i64 = 60_000;
/// Bytes of the file of secrets.
pub const SECRETS_BYTES: u64 = 16 << 20;
/// Memory that opening a file of secrets by its passphrase takes, KiB.
pub const PASSPHRASE_KIB: u32 = 64 * 1024;
/// Lines that one run of `scan` reads from standard input.
pub const SCAN_LINES: usize = 100_000;
