//! A printer at a cable: `/dev/usb/lp0` and the like. Written without blocking, so that a printer without paper does not keep a label that
//! would come out hours later.

use super::{left, stopped};
use crate::limits;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;
use std::time::Instant;
use yidan_app::ports::PrintError;

/// `O_NONBLOCK` of Linux.
const WITHOUT_BLOCKING: i32 = 0o4000;

/// Writes everything, or says how far it came.
pub fn send(path: &Path, bytes: &[u8]) -> Result<(), PrintError> {
    let kind = std::fs::metadata(path).map_err(|_| PrintError::NotReady(vec!["offline".to_owned()]))?.file_type();
    if !kind.is_char_device() && !kind.is_fifo() {
        return Err(PrintError::Refused(format!("{} is no printer", path.display())));
    }
    let opened = OpenOptions::new().write(true).custom_flags(WITHOUT_BLOCKING).open(path);
    let mut device = opened.map_err(|e| match e.kind() {
        ErrorKind::PermissionDenied => PrintError::Refused(format!("{}: {e}", path.display())),
        _ => PrintError::NotReady(vec!["offline".to_owned()]),
    })?;
    let until = Instant::now() + limits::RAW_TAKEN;
    let mut done = 0;
    while done < bytes.len() {
        match device.write(&bytes[done..]) {
            Ok(0) => return Err(stopped(done, "the device takes nothing")),
            Ok(more) => done += more,
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) if e.kind() == ErrorKind::WouldBlock => {
                if left(until).is_none() {
                    return Err(stopped(done, "the device takes no more"));
                }
                std::thread::sleep(limits::DEVICE_PAUSE);
            }
            Err(e) => return Err(stopped(done, &e.to_string())),
        }
    }
    Ok(())
}
