//! Where bytes come from: an open file, or a block of memory. Nothing here opens a file by its path.

use crate::error::Error;
use std::io::{Cursor, Read, Seek, SeekFrom};
use yidan_domain::limits;

/// Anything that can be read and rewound, and handed to a worker thread.
pub trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

/// The bytes of one file, with their length.
pub struct Source<'a> {
    pub(crate) bytes: Box<dyn ReadSeek + 'a>,
    pub(crate) len: u64,
}

impl<'a> Source<'a> {
    /// Takes anything readable and seekable. Fails when it is longer than `limits::FILE_BYTES` or cannot be measured.
    pub fn new(mut bytes: impl ReadSeek + 'a) -> Result<Self, Error> {
        let len = bytes.seek(SeekFrom::End(0)).map_err(Error::Io)?;
        if len > limits::FILE_BYTES {
            return Err(Error::TooBig { what: "file", limit: limits::FILE_BYTES });
        }
        bytes.rewind().map_err(Error::Io)?;
        Ok(Source { bytes: Box::new(bytes), len })
    }

    /// A file that is already in memory.
    pub fn memory(bytes: impl AsRef<[u8]> + Send + 'a) -> Result<Self, Error> {
        Source::new(Cursor::new(bytes))
    }

    /// Length in bytes.
    pub fn len(&self) -> u64 {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}
