//! Bytes that can be read from the start as often as needed: a file, a block of memory, or a member of an archive.

use crate::error::Error;
use crate::source::ReadSeek;
use std::io::{BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex};
use yidan_domain::limits;
use zip::ZipArchive;

/// A handle on the file's bytes with its own place. Cheap to clone, so that an archive and its members can be looked at side by side.
#[derive(Clone)]
pub struct Shared<'a> {
    inner: Arc<Mutex<Box<dyn ReadSeek + 'a>>>,
    place: u64,
    len: u64,
}

impl<'a> Shared<'a> {
    pub fn new(bytes: Box<dyn ReadSeek + 'a>, len: u64) -> Self {
        Shared { inner: Arc::new(Mutex::new(bytes)), place: 0, len }
    }

    pub fn memory(block: Vec<u8>) -> Self {
        let len = block.len() as u64;
        Shared::new(Box::new(Cursor::new(block)), len)
    }

    pub fn len(&self) -> u64 {
        self.len
    }
}

impl Read for Shared<'_> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let mut inner = self.inner.lock().map_err(|_| std::io::Error::other("reader gave up before"))?;
        inner.seek(SeekFrom::Start(self.place))?;
        let n = inner.read(buf)?;
        self.place += n as u64;
        Ok(n)
    }
}

impl Seek for Shared<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let place = match to {
            SeekFrom::Start(n) => Some(n),
            SeekFrom::End(n) => self.len.checked_add_signed(n),
            SeekFrom::Current(n) => self.place.checked_add_signed(n),
        };
        self.place = place.ok_or_else(|| std::io::Error::from(std::io::ErrorKind::InvalidInput))?;
        Ok(self.place)
    }
}

pub type Archive<'a> = ZipArchive<Shared<'a>>;

/// See the module.
pub enum Bytes<'a> {
    Whole(Shared<'a>),
    Member { archive: Archive<'a>, index: usize, password: Option<Vec<u8>>, len: u64 },
}

impl Bytes<'_> {
    /// Length in bytes, as far as it is known without unpacking.
    pub fn len(&self) -> u64 {
        match self {
            Bytes::Whole(shared) => shared.len(),
            Bytes::Member { len, .. } => *len,
        }
    }

    /// A reader that stands at the first byte and ends with an error after `limits::UNPACKED_BYTES`.
    pub fn open(&mut self) -> Result<Bounded<'_>, Error> {
        let inner: Box<dyn Read + '_> = match self {
            Bytes::Whole(shared) => {
                shared.rewind().map_err(Error::Io)?;
                Box::new(shared)
            }
            Bytes::Member { archive, index, password, .. } => super::archive::open_member(archive, *index, password.as_deref())?,
        };
        Ok(Bounded { inner, done: 0, limit: limits::UNPACKED_BYTES })
    }

    /// The first bytes, at most `n`.
    pub fn head(&mut self, n: usize) -> Result<Vec<u8>, Error> {
        let mut out = Vec::with_capacity(n);
        self.open()?.take(n as u64).read_to_end(&mut out)?;
        Ok(out)
    }

    /// Everything, when it is no longer than `limit`.
    pub fn read_all(&mut self, what: &'static str, limit: u64) -> Result<Vec<u8>, Error> {
        let mut out = Vec::new();
        self.open()?.take(limit + 1).read_to_end(&mut out)?;
        if out.len() as u64 > limit { Err(Error::TooBig { what, limit }) } else { Ok(out) }
    }

    /// As something that can be searched; a member of an archive is unpacked into memory.
    pub fn into_shared(mut self) -> Result<Self, Error> {
        match self {
            Bytes::Whole(_) => Ok(self),
            Bytes::Member { .. } => Ok(Bytes::Whole(Shared::memory(self.read_all("archive member", limits::PART_BYTES)?))),
        }
    }
}

/// A reader that counts and stops.
pub struct Bounded<'a> {
    inner: Box<dyn Read + 'a>,
    done: u64,
    limit: u64,
}

impl Bounded<'_> {
    pub fn done(&self) -> u64 {
        self.done
    }
}

impl Read for Bounded<'_> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.done += n as u64;
        if self.done > self.limit {
            return Err(std::io::Error::other(TOO_MUCH));
        }
        Ok(n)
    }
}

/// A buffered reader that gives up when too much is read at one go (between two calls of `mark`) or in all.
/// Without it one unending text would fill the memory.
pub struct Metered<R> {
    inner: BufReader<R>,
    since_mark: u64,
    total: u64,
}

impl<R: Read> Metered<R> {
    pub fn new(inner: R) -> Self {
        Metered { inner: BufReader::with_capacity(64 * 1024, inner), since_mark: 0, total: 0 }
    }

    /// A row or a string has been taken.
    pub fn mark(&mut self) {
        self.since_mark = 0;
    }

    pub fn total(&self) -> u64 {
        self.total
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let have = self.fill_buf()?;
        let n = have.len().min(out.len());
        out[..n].copy_from_slice(&have[..n]);
        self.consume(n);
        Ok(n)
    }
}

impl<R: Read> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.since_mark > limits::MARKUP_BYTES || self.total > limits::UNPACKED_BYTES {
            return Err(std::io::Error::other(TOO_MUCH));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.since_mark += n as u64;
        self.total += n as u64;
        self.inner.consume(n);
    }
}

/// What `Metered` and `Bounded` say when they give up.
pub const TOO_MUCH: &str = "too many bytes";
