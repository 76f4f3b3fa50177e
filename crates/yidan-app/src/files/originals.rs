//! The files themselves: every imported file is kept once by its content, compressed and read-only, under `originals/` in the data
//! folder, so that any row can be shown as it came and a copy of the folder is complete.

use crate::App;
use crate::error::{Code, Failure, Result};
use crate::ports::{FileRef, ReadSeek};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::PathBuf;

/// The folder of originals inside the data folder.
const FOLDER: &str = "originals";

/// BLAKE3 of a file's bytes: its name among the originals.
pub type Hash = [u8; 32];

fn path_of(app: &App, hash: &Hash) -> PathBuf {
    // Two letters of the hash as a folder keep every folder small.
    let hex = blake3::Hash::from_bytes(*hash).to_hex();
    app.folder().join(FOLDER).join(&hex[..2]).join(format!("{hex}.gz"))
}

/// The BLAKE3 of a file on the shelf.
pub fn hash_of(app: &App, handle: &str) -> Result<Hash> {
    let (_, mut bytes) = app.ports.shelf.open(handle)?;
    let mut hasher = blake3::Hasher::new();
    io::copy(&mut bytes, &mut hasher)?;
    Ok(*hasher.finalize().as_bytes())
}

/// Keeps a file of the shelf unless its content is kept already. When this has answered, the disk has it.
pub fn keep(app: &App, handle: &str, hash: &Hash) -> Result<()> {
    let to = path_of(app, hash);
    if to.exists() {
        return Ok(());
    }
    let folder = to.parent().unwrap_or(app.folder());
    fs::create_dir_all(folder)?;
    // Another process may be keeping the same file at this moment; each writes beside and the last rename wins with the same bytes.
    let beside = to.with_extension(format!("{}.part", app.alive.id().replace(|c: char| !c.is_ascii_alphanumeric(), "")));
    let kept = (|| {
        let (_, mut bytes) = app.ports.shelf.open(handle)?;
        let mut packed = GzEncoder::new(File::create(&beside)?, Compression::new(4));
        let mut hasher = blake3::Hasher::new();
        let mut block = vec![0; 256 * 1024];
        loop {
            let n = bytes.read(&mut block)?;
            if n == 0 {
                break;
            }
            hasher.update(&block[..n]);
            io::Write::write_all(&mut packed, &block[..n])?;
        }
        if hasher.finalize().as_bytes() != hash {
            return Err(Failure::new(Code::FileUnreadable).with("detail", "the file has changed while it was read"));
        }
        let file = packed.finish()?;
        file.sync_all()?;
        let mut rights = file.metadata()?.permissions();
        rights.set_readonly(true);
        file.set_permissions(rights)?;
        drop(file);
        fs::rename(&beside, &to)?;
        sync_folder(folder);
        Ok(())
    })();
    if kept.is_err() {
        // Half a copy helps nobody; that it cannot be removed either is no new trouble.
        let _ = fs::remove_file(&beside);
    }
    kept
}

/// Makes a rename lasting where the system asks for it; elsewhere a folder cannot be opened and nothing is needed.
fn sync_folder(folder: &std::path::Path) {
    if let Ok(open) = File::open(folder) {
        let _ = open.sync_all();
    }
}

/// Is the original of this content there?
pub fn is_kept(app: &App, hash: &Hash) -> bool {
    path_of(app, hash).exists()
}

/// Puts the file exactly as it came on the shelf, under the name it had.
pub fn restore(app: &App, hash: &Hash, name: &str) -> Result<FileRef> {
    let path = path_of(app, hash);
    let packed = File::open(&path).map_err(|e| Failure::from(e).with("name", name))?;
    let mut file = app.ports.shelf.create(name)?;
    let mut plain = Checked { inner: GzDecoder::new(BufReader::new(packed)), hasher: blake3::Hasher::new() };
    io::copy(&mut plain, &mut file).map_err(|e| Failure::new(Code::CorruptFile).with("name", name).with("detail", e))?;
    if plain.hasher.finalize().as_bytes() != hash {
        return Err(Failure::new(Code::CorruptFile).with("name", name));
    }
    Ok(file.finish()?)
}

/// Restores a file for reading inside the program; the shelf's copy is taken away when `work` is done.
pub fn with_original<T>(app: &App, hash: &Hash, name: &str, work: impl FnOnce(Box<dyn ReadSeek>) -> Result<T>) -> Result<T> {
    let file = restore(app, hash, name)?;
    let done = app.ports.shelf.open(&file.handle).map_err(Failure::from).and_then(|(_, bytes)| work(bytes));
    app.ports.shelf.remove(&file.handle);
    done
}

struct Checked<R> {
    inner: R,
    hasher: blake3::Hasher,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.hasher.update(&buf[..n]);
        Ok(n)
    }
}
