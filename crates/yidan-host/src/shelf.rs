//! The shelf: a folder `shelf/<handle>/<name>` inside the data folder. Faces put files on it and take results from it.
//! What is in a file is not this file's business.

use crate::{clock, limits};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use yidan_app::ports::{FileRef, NewFile, ReadSeek, Shelf, ShelfError};

const HANDLE_LETTERS: usize = 32;
/// Folders of files that are still being written.
const UNFINISHED: &str = "new-";

/// A shelf in a folder. Copies share it.
#[derive(Debug, Clone)]
pub struct FolderShelf {
    root: PathBuf,
    /// Files of the person at this machine that are read where they lie, by handle; known to this process only.
    lent: Arc<Mutex<HashMap<String, PathBuf>>>,
}

impl FolderShelf {
    /// The shelf of a data folder. The folder is made when the first file is put on it.
    pub fn new(data_folder: &Path) -> Self {
        FolderShelf { root: data_folder.join("shelf"), lent: Arc::default() }
    }

    /// Puts a copy of a person's file on the shelf. The original may change or vanish afterwards.
    pub fn put(&self, path: &Path) -> Result<FileRef, ShelfError> {
        let mut source = open_file(path)?;
        let size = source.metadata()?.len();
        if size > limits::FILE_BYTES {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge).into());
        }
        let mut file = self.create(&name_of(path))?;
        io::copy(&mut source, &mut file).map_err(sorted)?;
        file.finish()
    }

    /// Lets commands of this process read a person's file in place. The handle dies with the process.
    pub fn lend(&self, path: &Path) -> Result<FileRef, ShelfError> {
        let bytes = open_file(path)?.metadata()?.len();
        let handle = random_handle()?;
        self.lent.lock().unwrap_or_else(PoisonError::into_inner).insert(handle.clone(), path.to_path_buf());
        Ok(FileRef { handle, name: name_of(path), bytes })
    }

    /// Copies a file of the shelf to a place a person chose. An existing file is replaced only once the copy is complete.
    pub fn copy_out(&self, handle: &str, to: &Path) -> Result<u64, ShelfError> {
        let (_, mut source) = self.open(handle)?;
        let folder = to.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let beside = folder.join(format!(".{}-{}", random_handle()?, name_of(to)));
        let copied = File::create(&beside).and_then(|mut target| {
            let bytes = io::copy(&mut source, &mut target)?;
            target.sync_all()?;
            fs::rename(&beside, to)?;
            Ok(bytes)
        });
        copied.map_err(|e| {
            // A half-written copy helps nobody; that it cannot be removed either is no new trouble.
            let _ = fs::remove_file(&beside);
            sorted(e)
        })
    }

    /// Takes files off the shelf that nobody has touched for a week, and what crashed writers left behind. Returns how many.
    pub fn tidy(&self, now_ms: i64) -> usize {
        let Ok(entries) = fs::read_dir(&self.root) else { return 0 };
        let oldest = now_ms - (limits::SHELF_DAYS * 24 * 3_600_000) as i64;
        let old = |entry: &fs::DirEntry| {
            let changed = entry.metadata().and_then(|m| m.modified());
            changed.is_ok_and(|at| clock::milliseconds(at) < oldest)
        };
        entries.flatten().filter(old).filter(|entry| fs::remove_dir_all(entry.path()).is_ok()).count()
    }

    fn folder(&self, handle: &str) -> Result<PathBuf, ShelfError> {
        // Only letters and digits reach the file system: a handle can never name a place outside the shelf.
        let well_formed = handle.len() == HANDLE_LETTERS && handle.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
        if well_formed { Ok(self.root.join(handle)) } else { Err(ShelfError::Missing) }
    }
}

impl Shelf for FolderShelf {
    fn open(&self, handle: &str) -> Result<(FileRef, Box<dyn ReadSeek>), ShelfError> {
        let path = self.path(handle)?;
        let file = open_file(&path)?;
        let bytes = file.metadata()?.len();
        Ok((FileRef { handle: handle.to_owned(), name: name_of(&path), bytes }, Box::new(file)))
    }

    fn path(&self, handle: &str) -> Result<PathBuf, ShelfError> {
        if let Some(path) = self.lent.lock().unwrap_or_else(PoisonError::into_inner).get(handle) {
            return Ok(path.clone());
        }
        let entries = fs::read_dir(self.folder(handle)?).map_err(sorted)?;
        let file = entries.flatten().find(|e| e.file_type().is_ok_and(|t| t.is_file()));
        file.map(|e| e.path()).ok_or(ShelfError::Missing)
    }

    fn create(&self, name: &str) -> Result<Box<dyn NewFile>, ShelfError> {
        let handle = random_handle()?;
        let folder = self.root.join(format!("{UNFINISHED}{handle}"));
        fs::create_dir_all(&folder).map_err(sorted)?;
        let name = safe_name(name);
        let file = File::options().create_new(true).read(true).write(true).open(folder.join(&name));
        let file = file.inspect_err(|_| drop(fs::remove_dir(&folder))).map_err(sorted)?;
        Ok(Box::new(FileInWork { file, folder, finished: self.root.join(&handle), handle, name, done: false }))
    }

    fn remove(&self, handle: &str) {
        if self.lent.lock().unwrap_or_else(PoisonError::into_inner).remove(handle).is_none()
            && let Ok(folder) = self.folder(handle)
        {
            // Missing files are fine, and what cannot be removed now is tidied away later.
            let _ = fs::remove_dir_all(folder);
        }
    }
}

/// A file in its unfinished folder. Dropped before `finish` it leaves no trace.
struct FileInWork {
    file: File,
    folder: PathBuf,
    finished: PathBuf,
    handle: String,
    name: String,
    done: bool,
}

impl NewFile for FileInWork {
    fn finish(mut self: Box<Self>) -> Result<FileRef, ShelfError> {
        self.file.sync_all().map_err(sorted)?;
        let bytes = self.file.metadata()?.len();
        // The folder appears under its handle in one step: a reader sees the whole file or none.
        fs::rename(&self.folder, &self.finished).map_err(sorted)?;
        self.done = true;
        Ok(FileRef { handle: std::mem::take(&mut self.handle), name: std::mem::take(&mut self.name), bytes })
    }
}

impl Drop for FileInWork {
    fn drop(&mut self) {
        if !self.done {
            // What cannot be removed now is tidied away later.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

impl Write for FileInWork {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for FileInWork {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Tells full disks, read-only folders and missing files from other trouble.
pub fn sorted(e: io::Error) -> ShelfError {
    use io::ErrorKind as K;
    match e.kind() {
        K::StorageFull | K::QuotaExceeded => ShelfError::Full,
        K::ReadOnlyFilesystem | K::PermissionDenied => ShelfError::ReadOnly,
        K::NotFound | K::NotADirectory => ShelfError::Missing,
        _ => ShelfError::Io(e),
    }
}

/// Opens a file for reading; a folder is no file.
fn open_file(path: &Path) -> Result<File, ShelfError> {
    let file = File::open(path).map_err(|e| match e.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ShelfError::Missing,
        // A file that may not be read is no read-only folder.
        _ => ShelfError::Io(io::Error::other(e)),
    })?;
    if file.metadata()?.is_dir() {
        return Err(io::Error::other("this is a folder").into());
    }
    Ok(file)
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned())
}

/// 160 random bits in lower-case base 32.
pub fn random_handle() -> Result<String, ShelfError> {
    let mut bytes = [0_u8; HANDLE_LETTERS];
    getrandom::fill(&mut bytes).map_err(|e| io::Error::other(e.to_string()))?;
    Ok(bytes.iter().map(|b| char::from(b"abcdefghijklmnopqrstuvwxyz234567"[usize::from(b % 32)])).collect())
}

/// The name without folders and without what some file system refuses; never empty, at most `limits::NAME_BYTES`, extension kept.
pub fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).map(|c| if r#"<>:"|?*"#.contains(c) { '_' } else { c }).collect();
    // Windows drops dots and blanks at the end, and shells hide names with a dot in front.
    let clean = clean.trim().trim_start_matches('.').trim_end_matches(['.', ' ']);
    let (stem, extension) = match clean.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.len() <= 16 => (stem, format!(".{extension}")),
        _ => (clean, String::new()),
    };
    let mut end = stem.len().min(limits::NAME_BYTES - extension.len());
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    let stem = if stem.is_empty() { "file" } else { &stem[..end] };
    let lower = stem.to_ascii_lowercase();
    // Names of devices on Windows.
    let numbered =
        lower.strip_prefix("com").or(lower.strip_prefix("lpt")).is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit());
    let reserved = numbered || ["con", "prn", "aux", "nul"].contains(&lower.as_str());
    format!("{}{stem}{extension}", if reserved { "_" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn shelf() -> (tempfile::TempDir, FolderShelf) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let shelf = FolderShelf::new(folder.path());
        (folder, shelf)
    }

    fn write(shelf: &FolderShelf, name: &str, bytes: &[u8]) -> FileRef {
        let mut file = shelf.create(name).expect("create");
        file.write_all(bytes).expect("write");
        file.finish().expect("finish")
    }

    fn on_disk(shelf: &FolderShelf) -> usize {
        fs::read_dir(&shelf.root).map_or(0, Iterator::count)
    }

    #[test]
    fn a_finished_file_can_be_read_again_and_removed() {
        let (_folder, shelf) = shelf();
        let put = write(&shelf, "订单 2026-11.xlsx", b"bytes");
        assert_eq!((put.name.as_str(), put.bytes), ("订单 2026-11.xlsx", 5));
        for _ in 0..2 {
            let (seen, mut reader) = shelf.open(&put.handle).expect("open");
            let mut text = String::new();
            reader.read_to_string(&mut text).expect("read");
            assert_eq!((seen, text.as_str()), (put.clone(), "bytes"));
        }
        assert!(shelf.path(&put.handle).expect("path").starts_with(&shelf.root));
        shelf.remove(&put.handle);
        shelf.remove(&put.handle);
        assert!(matches!(shelf.open(&put.handle), Err(ShelfError::Missing)));
    }

    #[test]
    fn an_unfinished_file_leaves_no_trace() {
        let (_folder, shelf) = shelf();
        let mut file = shelf.create("half.csv").expect("create");
        file.write_all(b"half").expect("write");
        assert_eq!(on_disk(&shelf), 1);
        drop(file);
        assert_eq!(on_disk(&shelf), 0);
    }

    #[test]
    fn a_writer_may_go_back() {
        let (_folder, shelf) = shelf();
        let mut file = shelf.create("a.bin").expect("create");
        file.write_all(b"....tail").expect("write");
        file.seek(SeekFrom::Start(0)).expect("seek");
        file.write_all(b"head").expect("write");
        let put = file.finish().expect("finish");
        let mut text = String::new();
        shelf.open(&put.handle).expect("open").1.read_to_string(&mut text).expect("read");
        assert_eq!(text, "headtail");
    }

    #[test]
    fn no_handle_leads_out_of_the_shelf() {
        let (folder, shelf) = shelf();
        fs::create_dir(folder.path().join("secret")).expect("folder");
        fs::write(folder.path().join("secret/key"), "k").expect("file");
        write(&shelf, "a.csv", b"a");
        let long = "a".repeat(HANDLE_LETTERS);
        let up = format!("../secret{}", "/".repeat(HANDLE_LETTERS - 9));
        let upper = "A".repeat(HANDLE_LETTERS);
        for handle in ["", ".", "..", "../secret", "/etc", up.as_str(), upper.as_str(), long.as_str(), "new-abc"] {
            assert!(matches!(shelf.open(handle), Err(ShelfError::Missing)), "{handle}");
            shelf.remove(handle);
        }
        assert!(folder.path().join("secret/key").exists());
        assert_eq!(on_disk(&shelf), 1);
    }

    #[test]
    fn names_are_made_safe() {
        let long = format!("{}.xlsx", "单".repeat(300));
        for (given, expected) in [
            ("订单.xlsx", "订单.xlsx"),
            ("../../etc/passwd", "passwd"),
            (r"C:\Users\a\订单.csv", "订单.csv"),
            ("a/b\\..", "file"),
            ("..", "file"),
            ("", "file"),
            (".hidden", "hidden"),
            ("a\u{0}\nb?.csv", "ab_.csv"),
            ("CON", "_CON"),
            ("nul.txt", "_nul.txt"),
            ("com1.csv", "_com1.csv"),
            ("comb.csv", "comb.csv"),
            ("end. ", "end"),
            ("no extension but a dot. and words behind it", "no extension but a dot. and words behind it"),
        ] {
            assert_eq!(safe_name(given), expected, "{given:?}");
        }
        let safe = safe_name(&long);
        assert!(safe.len() <= limits::NAME_BYTES && safe.ends_with("单.xlsx"), "{safe}");
        // A safe name stays as it is.
        assert_eq!(safe_name(&safe), safe);
    }

    #[test]
    fn old_files_are_tidied_away() {
        let (_folder, shelf) = shelf();
        let put = write(&shelf, "a.csv", b"a");
        std::mem::forget(shelf.create("crashed.csv").expect("create"));
        let now = clock::milliseconds(fs::metadata(shelf.root.join(&put.handle)).and_then(|m| m.modified()).expect("time"));
        let day = 24 * 3_600_000;
        assert_eq!(shelf.tidy(now + 6 * day), 0);
        assert_eq!(on_disk(&shelf), 2);
        assert_eq!(shelf.tidy(now + 8 * day), 2);
        assert_eq!(on_disk(&shelf), 0);
    }

    #[test]
    fn lent_files_are_read_in_place_and_never_removed() {
        let (folder, shelf) = shelf();
        let original = folder.path().join("我的订单.csv");
        fs::write(&original, "x").expect("file");
        let lent = shelf.lend(&original).expect("lend");
        assert_eq!((lent.name.as_str(), lent.bytes), ("我的订单.csv", 1));
        assert_eq!(shelf.path(&lent.handle).expect("path"), original);
        shelf.remove(&lent.handle);
        assert!(original.exists());
        assert!(matches!(shelf.open(&lent.handle), Err(ShelfError::Missing)));
        assert!(matches!(shelf.lend(&folder.path().join("none.csv")), Err(ShelfError::Missing)));
        assert!(matches!(shelf.lend(folder.path()), Err(ShelfError::Io(_))));
    }

    #[test]
    fn files_travel_in_and_out_whole() {
        let (folder, shelf) = shelf();
        let original = folder.path().join("in.csv");
        fs::write(&original, "rows").expect("file");
        let put = shelf.put(&original).expect("put");
        fs::remove_file(&original).expect("remove");
        let out = folder.path().join("out.csv");
        fs::write(&out, "older and longer").expect("file");
        assert_eq!(shelf.copy_out(&put.handle, &out).expect("copy"), 4);
        assert_eq!(fs::read_to_string(&out).expect("read"), "rows");
        let nowhere = folder.path().join("no such folder").join("out.csv");
        assert!(matches!(shelf.copy_out(&put.handle, &nowhere), Err(ShelfError::Missing)));
    }

    #[test]
    fn trouble_is_told_apart() {
        use io::ErrorKind as K;
        assert!(matches!(sorted(K::StorageFull.into()), ShelfError::Full));
        assert!(matches!(sorted(K::QuotaExceeded.into()), ShelfError::Full));
        assert!(matches!(sorted(K::ReadOnlyFilesystem.into()), ShelfError::ReadOnly));
        assert!(matches!(sorted(K::PermissionDenied.into()), ShelfError::ReadOnly));
        assert!(matches!(sorted(K::NotFound.into()), ShelfError::Missing));
        assert!(matches!(sorted(K::Interrupted.into()), ShelfError::Io(_)));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_said_to_be_full() {
        let full = File::options().write(true).open("/dev/full").expect("/dev/full");
        let e = (&full).write_all(b"x").expect_err("the device is always full");
        assert!(matches!(sorted(e), ShelfError::Full));
    }
}
