//! Members of zip archives: names in whatever encoding, passwords, and what is not worth a look.

use super::bytes::Archive;
use crate::error::Error;
use std::io::Read;
use zip::result::ZipError;

/// A reader of one member.
pub fn open_member<'z>(archive: &'z mut Archive<'_>, index: usize, password: Option<&[u8]>) -> Result<Box<dyn Read + 'z>, Error> {
    let member = match password {
        Some(password) => archive.by_index_decrypt(index, password),
        None => archive.by_index(index),
    };
    Ok(Box::new(member.map_err(of_zip)?))
}

/// An archive's trouble in our words.
pub fn of_zip(e: ZipError) -> Error {
    match e {
        ZipError::InvalidPassword => Error::BadPassword,
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Error::NeedsPassword,
        ZipError::Io(e) => Error::from(e),
        other => Error::corrupt(other),
    }
}
