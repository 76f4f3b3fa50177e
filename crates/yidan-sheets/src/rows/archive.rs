//! Members of zip archives: names in whatever encoding, passwords, and what is not worth a look.

use super::bytes::Archive;
use crate::error::Error;
use encoding_rs::GB18030;
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

/// The name of a member: UTF-8 if it is valid, whatever its flag says, else GB18030.
pub fn member_name(archive: &mut Archive<'_>, index: usize) -> Result<String, Error> {
    let member = archive.by_index_raw(index).map_err(of_zip)?;
    let raw = member.name_raw();
    Ok(match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => GB18030.decode_without_bom_handling(raw).0.into_owned(),
    })
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

/// Extensions that never hold a table.
const PROGRAMS: [&str; 22] = [
    "exe", "dll", "bat", "cmd", "com", "msi", "scr", "js", "vbs", "ps1", "sh", "jar", "apk", "app", "lnk", "pdf", "png", "jpg", "jpeg",
    "gif", "doc", "docx",
];

/// Whether a member may hold a table, by its name: programs, pictures, folders and hidden files do not.
pub fn may_hold_table(name: &str) -> bool {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let extension = base.rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
    !base.is_empty() && !base.starts_with('.') && !name.starts_with("__MACOSX") && !PROGRAMS.contains(&extension.as_str())
}
