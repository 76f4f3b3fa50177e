//! Printers that take bytes in their own language, without a queue: over the network (port 9100 as a rule) and at a device of this machine.
//! Bytes are written once. What may have arrived in part is never sent again from here; what a printer says of itself is asked where its
//! language has a question for it.

#[cfg(target_os = "linux")]
mod device;
mod status;

use crate::limits;
use std::collections::HashMap;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};
use yidan_app::ports::{Body, DirectPrinter, PrintError, PrinterView, QueueState, Sheets};

/// The names of jobs: whether the printer has said before that it is well tells how far its silence may be trusted later.
const ANSWERING: &str = "raw-answering";
const SILENT: &str = "raw-silent";

/// Printers without a queue. Copies share what is known.
#[derive(Debug, Clone, Default)]
pub struct RawPrinters {
    known: Arc<RwLock<Vec<DirectPrinter>>>,
    /// Addresses that did not answer a question, and when: waiting for them at every label would make a batch slow.
    silent: Arc<Mutex<HashMap<String, Instant>>>,
}

/// Where the bytes go.
enum Place {
    Network(String),
    Device(PathBuf),
}

impl RawPrinters {
    /// These are known from now on, and no others.
    pub fn know(&self, printers: &[DirectPrinter]) {
        let listed = printers.iter().take(limits::PRINTERS).cloned().collect();
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = listed;
    }

    /// The printer of this name.
    pub fn named(&self, name: &str) -> Option<DirectPrinter> {
        self.all().into_iter().find(|p| p.name == name)
    }

    pub fn all(&self) -> Vec<DirectPrinter> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether it can be reached, and what it says of itself.
    pub fn look(&self, printer: &DirectPrinter) -> PrinterView {
        let reasons = match place(&printer.address) {
            Some(Place::Network(at)) => match connect(&at) {
                Ok(mut line) => self.ask(printer, &mut line).and_then(Result::err).unwrap_or_default(),
                Err(_) => vec!["offline".to_owned()],
            },
            Some(Place::Device(path)) => {
                if path.exists() {
                    Vec::new()
                } else {
                    vec!["offline".to_owned()]
                }
            }
            None => vec!["offline".to_owned()],
        };
        let name = printer.name.clone();
        PrinterView { name, is_default: false, ready: reasons.is_empty(), reasons, sizes_mm: Vec::new(), custom_sizes: true }
    }

    /// Writes the whole label, once. An answer means that the printer has taken all of it.
    pub fn send(&self, printer: &DirectPrinter, sheets: &Sheets) -> Result<String, PrintError> {
        let Body::Raw(bytes) = &sheets.body else { return Err(PrintError::Refused("PDF".to_owned())) };
        match place(&printer.address) {
            Some(Place::Network(at)) => self.send_by_network(printer, &at, bytes),
            Some(Place::Device(path)) => send_to_device(&path, bytes).map(|()| SILENT.to_owned()),
            None => Err(PrintError::NoPrinter),
        }
    }

    fn send_by_network(&self, printer: &DirectPrinter, at: &str, bytes: &[u8]) -> Result<String, PrintError> {
        let mut line = connect(at).map_err(|_| PrintError::NotReady(vec!["offline".to_owned()]))?;
        let asked = self.ask(printer, &mut line);
        if let Some(Err(reasons)) = asked {
            return Err(PrintError::NotReady(reasons));
        }
        write_all(&mut line, bytes)?;
        if asked.is_some() {
            // An answer to a question behind the label means that the label was read.
            return match status::ask(printer.language, &mut line, limits::RAW_TAKEN) {
                Ok(Some(_)) => Ok(ANSWERING.to_owned()),
                Ok(None) => Err(PrintError::BrokenOff("no answer".to_owned())),
                Err(e) => Err(PrintError::BrokenOff(e.to_string())),
            };
        }
        // A printer that says nothing closes its side when it has read everything.
        let broken = |e: std::io::Error| PrintError::BrokenOff(e.to_string());
        line.shutdown(Shutdown::Write).map_err(broken)?;
        line.set_read_timeout(Some(limits::RAW_TAKEN)).map_err(broken)?;
        let until = Instant::now() + limits::RAW_TAKEN;
        let mut heard = [0; 256];
        while Instant::now() < until {
            match line.read(&mut heard) {
                Ok(0) => return Ok(SILENT.to_owned()),
                // Some talk unasked; what counts is the end.
                Ok(_) => {}
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(broken(e)),
            }
        }
        Err(PrintError::BrokenOff("the printer keeps the line open".to_owned()))
    }

    /// What has become of a label that was taken.
    pub fn state(&self, printer: &DirectPrinter, queue_job: &str) -> QueueState {
        match queue_job {
            SILENT => QueueState::Done,
            ANSWERING => {
                let Some(Place::Network(at)) = place(&printer.address) else { return QueueState::Unknown };
                let Ok(mut line) = connect(&at) else { return QueueState::Waiting("offline".to_owned()) };
                match status::ask(printer.language, &mut line, limits::RAW_ANSWER) {
                    Ok(Some(found)) if !found.reasons.is_empty() => QueueState::Waiting(found.reasons.join(", ")),
                    Ok(Some(found)) if found.is_printing => QueueState::Waiting(String::new()),
                    Ok(Some(_)) => QueueState::Done,
                    Ok(None) | Err(_) => QueueState::Waiting(String::new()),
                }
            }
            _ => QueueState::Unknown,
        }
    }

    /// `None` = it does not say; otherwise well, or what is wrong.
    fn ask(&self, printer: &DirectPrinter, line: &mut TcpStream) -> Option<Result<(), Vec<String>>> {
        if !status::has_question(printer.language) {
            return None;
        }
        let mut silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        silent.retain(|_, since| since.elapsed() < limits::RAW_SILENCE);
        if silent.contains_key(&printer.address) {
            return None;
        }
        drop(silent);
        match status::ask(printer.language, line, limits::RAW_ANSWER) {
            Ok(Some(found)) if found.reasons.is_empty() => Some(Ok(())),
            Ok(Some(found)) => Some(Err(found.reasons)),
            Ok(None) | Err(_) => {
                let mut silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
                silent.insert(printer.address.clone(), Instant::now());
                None
            }
        }
    }
}

fn place(address: &str) -> Option<Place> {
    match address.strip_prefix("tcp://") {
        Some(at) => Some(Place::Network(at.to_owned())),
        None if address.starts_with('/') => Some(Place::Device(PathBuf::from(address))),
        None => None,
    }
}

fn connect(at: &str) -> std::io::Result<TcpStream> {
    let mut last = std::io::Error::from(ErrorKind::AddrNotAvailable);
    for address in at.to_socket_addrs()?.take(4) {
        match TcpStream::connect_timeout(&address, limits::DIRECT_ANSWER) {
            Ok(line) => {
                line.set_nodelay(true)?;
                line.set_write_timeout(Some(limits::RAW_TAKEN))?;
                return Ok(line);
            }
            Err(e) => last = e,
        }
    }
    Err(last)
}

/// Nothing written is no harm done; anything less than all of it is unknown.
fn write_all(line: &mut impl Write, bytes: &[u8]) -> Result<(), PrintError> {
    let mut done = 0;
    while done < bytes.len() {
        match line.write(&bytes[done..]) {
            Ok(0) => return Err(stopped(done, "the line is closed")),
            Ok(more) => done += more,
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => return Err(stopped(done, &e.to_string())),
        }
    }
    line.flush().map_err(|e| stopped(done, &e.to_string()))
}

fn stopped(done: usize, why: &str) -> PrintError {
    if done == 0 { PrintError::NotReady(vec!["offline".to_owned()]) } else { PrintError::BrokenOff(why.to_owned()) }
}

#[cfg(target_os = "linux")]
fn send_to_device(path: &std::path::Path, bytes: &[u8]) -> Result<(), PrintError> {
    device::send(path, bytes)
}

/// Elsewhere printers at a cable belong to the print system.
#[cfg(not(target_os = "linux"))]
fn send_to_device(_path: &std::path::Path, _bytes: &[u8]) -> Result<(), PrintError> {
    Err(PrintError::NoPrinter)
}

/// How long a whole question may take; a printer that sends its answer byte by byte does not hold us longer.
fn left(until: Instant) -> Option<Duration> {
    let left = until.saturating_duration_since(Instant::now());
    (!left.is_zero()).then_some(left)
}
