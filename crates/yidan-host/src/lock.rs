//! One window per data folder: the first holds a lock, a second one asks it to come to the front and leaves.
//! The command line and the LAN server work beside the window and do not ask here.

use crate::shelf::random_handle;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Held as long as the window is open. The system lets go of it whatever ends the process.
#[derive(Debug)]
pub struct OnlyWindow {
    _locked: File,
    call: PathBuf,
}

/// A window that does not answer within this time hangs; the second one leaves all the same.
const ANSWER: Duration = Duration::from_secs(2);
const TRIES: u32 = 10;
const KNOCK: &str = "yidan window\n";

impl OnlyWindow {
    /// Takes the place of the one window of this data folder; `raise` brings it to the front when another one asks.
    /// `None` means that there is a window already, and that it was asked.
    pub fn take(data_folder: &Path, raise: impl Fn() + Send + 'static) -> io::Result<Option<OnlyWindow>> {
        let folder = data_folder.join("run");
        fs::create_dir_all(&folder)?;
        let call = folder.join("window.call");
        let lock = File::options().create(true).truncate(false).write(true).open(folder.join("window.lock"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                ask_to_rise(&call);
                return Ok(None);
            }
            Err(TryLockError::Error(e)) => return Err(e),
        }
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let key = random_handle().map_err(|e| io::Error::other(e.to_string()))?;
        // The key proves that who calls can read this folder; other people of this machine cannot.
        private(&call)?.write_all(format!("{} {key}", listener.local_addr()?).as_bytes())?;
        std::thread::spawn(move || {
            for caller in listener.incoming().flatten() {
                if answered(caller, &key).unwrap_or(false) {
                    raise();
                }
            }
        });
        Ok(Some(OnlyWindow { _locked: lock, call }))
    }
}

impl Drop for OnlyWindow {
    fn drop(&mut self) {
        // A call file that stays behind leads nowhere; the next window writes its own.
        let _ = fs::remove_file(&self.call);
    }
}

fn private(path: &Path) -> io::Result<File> {
    let _ = fs::remove_file(path);
    let mut options = File::options();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Hears out one caller; true when it knew the key.
fn answered(mut caller: TcpStream, key: &str) -> io::Result<bool> {
    caller.set_read_timeout(Some(ANSWER))?;
    caller.set_write_timeout(Some(ANSWER))?;
    let expected = format!("{KNOCK}{key}");
    let mut said = vec![0; expected.len()];
    caller.read_exact(&mut said)?;
    let knows = said == expected.as_bytes();
    if knows {
        caller.write_all(b"ok")?;
    }
    Ok(knows)
}

/// Asks the window of this folder to come to the front. A window that has just begun may need a moment to listen.
fn ask_to_rise(call: &Path) {
    for _ in 0..TRIES {
        if asked(call).unwrap_or(false) {
            return;
        }
        std::thread::sleep(ANSWER / TRIES);
    }
}

fn asked(call: &Path) -> io::Result<bool> {
    let text = fs::read_to_string(call)?;
    let (address, key) = text.split_once(' ').ok_or(io::ErrorKind::InvalidData)?;
    let address = address.parse().map_err(|_| io::ErrorKind::InvalidData)?;
    let mut window = TcpStream::connect_timeout(&address, ANSWER)?;
    window.set_read_timeout(Some(ANSWER))?;
    window.write_all(format!("{KNOCK}{key}").as_bytes())?;
    let mut answer = [0; 2];
    window.read_exact(&mut answer)?;
    Ok(&answer == b"ok")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn the_second_window_raises_the_first() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (raised, heard) = channel();
        let first = OnlyWindow::take(folder.path(), move || raised.send(()).expect("heard")).expect("a place");
        assert!(first.is_some());
        for _ in 0..2 {
            let second = OnlyWindow::take(folder.path(), || panic!("the second never rises")).expect("asked");
            assert!(second.is_none());
            heard.recv_timeout(Duration::from_secs(30)).expect("the first was raised");
        }
        let elsewhere = tempfile::tempdir().expect("a temporary folder");
        assert!(OnlyWindow::take(elsewhere.path(), || ()).expect("a place").is_some(), "another folder, another window");
        drop(first);
        assert!(OnlyWindow::take(folder.path(), || ()).expect("a place").is_some(), "the place is free again");
    }

    #[test]
    fn a_stranger_raises_nothing() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (raised, heard) = channel();
        let first = OnlyWindow::take(folder.path(), move || raised.send(()).expect("heard")).expect("a place");
        let call = folder.path().join("run/window.call");
        let address = fs::read_to_string(&call).expect("the call").split(' ').next().expect("an address").to_owned();
        let mut stranger = TcpStream::connect(&address).expect("a connection");
        stranger.write_all(format!("{KNOCK}{}", "a".repeat(32)).as_bytes()).expect("said");
        let mut answer = Vec::new();
        // Closed without a word, or reset: either way no answer.
        let _ = stranger.read_to_end(&mut answer);
        assert!(answer.is_empty() && heard.try_recv().is_err());
        drop(first);
        assert!(!call.exists());
    }
}
