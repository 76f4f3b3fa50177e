//! Bytes that can be read from the start as often as needed: a file, a block of memory, or a member of an archive.

use crate::error::Error;
use crate::source::ReadSeek;
use std::io::{Cursor, Read, SeekFrom};
use yidan_domain::limits;
use zip::ZipArchive;

pub type Archive<'a> = ZipArchive<Box<dyn ReadSeek + 'a>>;

/// See the module.
pub enum Bytes<'a> {
    Whole { bytes: Box<dyn ReadSeek + 'a>, len: u64 },
    Member { archive: Archive<'a>, index: usize, password: Option<Vec<u8>>, len: u64 },
}

impl<'a> Bytes<'a> {
    pub fn memory(block: Vec<u8>) -> Self {
        let len = block.len() as u64;
        Bytes::Whole { bytes: Box::new(Cursor::new(block)), len }
    }

    /// Length in bytes, as far as it is known without unpacking.
    pub fn len(&self) -> u64 {
        match self {
            Bytes::Whole { len, .. } | Bytes::Member { len, .. } => *len,
        }
    }

    /// A reader that stands at the first byte and ends with an error after `limits::UNPACKED_BYTES`.
    pub fn open(&mut self) -> Result<Bounded<'_>, Error> {
        let inner: Box<dyn Read + '_> = match self {
            Bytes::Whole { bytes, .. } => {
                bytes.seek(SeekFrom::Start(0)).map_err(Error::Io)?;
                Box::new(bytes)
            }
            Bytes::Member { archive, index, password, .. } => Box::new(super::archive::open_member(archive, *index, password.as_deref())?),
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
            return Err(std::io::Error::other("too many bytes"));
        }
        Ok(n)
    }
}
