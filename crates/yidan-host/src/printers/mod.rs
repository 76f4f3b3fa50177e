//! The print system of this machine behind one port: the system's queues, network printers that are addressed directly, and
//! printers that take bytes in their own language.

#[cfg(not(windows))]
mod cups;
mod ipp;
mod media;
mod raw;
#[cfg(windows)]
mod windows;

use crate::limits;
use std::sync::{Arc, PoisonError, RwLock};
use yidan_app::ports::{DirectPrinter, PrintError, PrinterView, Printers, QueueState, Sheets};

#[cfg(not(windows))]
use cups::Cups as System;
#[cfg(windows)]
use windows::Spooler as System;

/// All printers of this machine. Copies share the list of direct ones.
#[derive(Debug, Clone)]
pub struct MachinePrinters {
    system: System,
    direct: Arc<RwLock<Vec<String>>>,
    raw: raw::RawPrinters,
}

impl MachinePrinters {
    /// The system's own queues and the printers of `YIDAN_PRINTERS`, addresses such as `ipp://host:631/ipp/print` with commas between.
    pub fn of_this_machine() -> Self {
        let listed = std::env::var("YIDAN_PRINTERS").unwrap_or_default();
        #[cfg(not(windows))]
        let system = System::new(std::env::var("CUPS_SERVER").ok().as_deref());
        #[cfg(windows)]
        let system = System::default();
        Self::new(system, listed.split(','))
    }

    fn new<'a>(system: System, direct: impl Iterator<Item = &'a str>) -> Self {
        let printers = MachinePrinters { system, direct: Arc::default(), raw: raw::RawPrinters::default() };
        direct.for_each(|address| printers.add(address));
        printers
    }

    /// A machine whose CUPS is at `server`, and no printer else.
    #[cfg(not(windows))]
    pub fn at(server: &str, direct: &[&str]) -> Self {
        Self::new(System::new(Some(server)), direct.iter().copied())
    }

    /// Makes a network printer known by its address. Other words are passed over, doubles too.
    pub fn add(&self, address: &str) {
        let address = address.trim();
        let mut direct = self.direct.write().unwrap_or_else(PoisonError::into_inner);
        if is_address(address) && direct.len() < limits::PRINTERS && !direct.iter().any(|d| d == address) {
            direct.push(address.to_owned());
        }
    }

    fn direct(&self) -> Vec<String> {
        self.direct.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The address of a direct printer, when `name` is one that was made known. Others are not spoken to.
    fn direct_uri(&self, name: &str) -> Option<ipp::Uri> {
        if self.direct().iter().any(|d| d == name) { name.parse().ok() } else { None }
    }
}

/// True for an address this program can print to.
pub fn is_address(name: &str) -> bool {
    let scheme = name.split_once("://").map(|(scheme, _)| scheme);
    scheme == Some("ipp") && name.parse::<ipp::Uri>().is_ok_and(|u| u.host().is_some_and(|h| !h.is_empty()))
}

impl Printers for MachinePrinters {
    fn list(&self) -> Result<Vec<PrinterView>, PrintError> {
        let (direct, raw) = (self.direct(), self.raw.all());
        let (own, addressed) = std::thread::scope(|scope| {
            // A printer that is switched off takes its whole time-out; the others do not wait for it.
            let asked: Vec<_> = direct.iter().map(|address| (address, scope.spawn(move || look(address)))).collect();
            let raw: Vec<_> = raw.iter().map(|printer| (printer, scope.spawn(|| self.raw.look(printer)))).collect();
            let own = self.system.list();
            let views = asked.into_iter().map(|(address, answer)| answer.join().unwrap_or_else(|_| unreachable(address)));
            let raw = raw.into_iter().map(|(printer, answer)| answer.join().unwrap_or_else(|_| unreachable(&printer.name)));
            (own, views.chain(raw).collect::<Vec<_>>())
        });
        match own {
            Ok(mut views) => {
                // A name that the owner gave to a printer is that printer's, whatever queues are called.
                views.retain(|v| self.raw.named(&v.name).is_none());
                views.extend(addressed);
                Ok(views)
            }
            Err(_) if !addressed.is_empty() => Ok(addressed),
            Err(e) => Err(e),
        }
    }

    fn know(&self, printers: &[DirectPrinter]) {
        self.raw.know(printers);
    }

    fn send(&self, printer: &str, sheets: &Sheets) -> Result<String, PrintError> {
        if let Some(raw) = self.raw.named(printer) {
            return self.raw.send(&raw, sheets);
        }
        if let Some(uri) = self.direct_uri(printer) {
            return ipp::send(&uri, sheets);
        }
        #[cfg(not(windows))]
        return ipp::send(&self.system.queue(printer)?, sheets);
        #[cfg(windows)]
        self.system.send(printer, sheets)
    }

    fn state(&self, printer: &str, queue_job: &str) -> Result<QueueState, PrintError> {
        if let Some(raw) = self.raw.named(printer) {
            return Ok(self.raw.state(&raw, queue_job));
        }
        if let Some(uri) = self.direct_uri(printer) {
            return ipp::state(&uri, queue_job);
        }
        #[cfg(not(windows))]
        return ipp::state(&self.system.queue(printer)?, queue_job);
        #[cfg(windows)]
        self.system.state(printer, queue_job)
    }

    fn cancel(&self, printer: &str, queue_job: &str) -> Result<(), PrintError> {
        if self.raw.named(printer).is_some() {
            // What such a printer has taken it keeps: nobody can say that it will not come out.
            return Err(PrintError::Refused("no queue".to_owned()));
        }
        if let Some(uri) = self.direct_uri(printer) {
            return ipp::cancel(&uri, queue_job);
        }
        #[cfg(not(windows))]
        return ipp::cancel(&self.system.queue(printer)?, queue_job);
        #[cfg(windows)]
        self.system.cancel(printer, queue_job)
    }

    fn pause(&self) {
        std::thread::sleep(limits::QUEUE_PAUSE);
    }
}

fn look(address: &str) -> PrinterView {
    let Ok(uri) = address.parse::<ipp::Uri>() else { return unreachable(address) };
    match ipp::printer(&uri, limits::DIRECT_ANSWER) {
        Ok(group) => ipp::view(address.to_owned(), false, &group),
        Err(_) => unreachable(address),
    }
}

fn unreachable(address: &str) -> PrinterView {
    let reasons = vec!["offline".to_owned()];
    PrinterView { name: address.to_owned(), is_default: false, ready: false, reasons, sizes_mm: Vec::new(), custom_sizes: false }
}

/// The login name of the person at this machine: print systems decide by it whose job it is.
fn person() -> String {
    let set = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
    set("USER").or_else(|| set("LOGNAME")).or_else(|| set("USERNAME")).unwrap_or_else(|| "yidan".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_become_direct_printers() {
        let printers =
            MachinePrinters::at("127.0.0.1:9", &["ipp://a:631/ipp/print", " ipp://a:631/ipp/print ", "", "http://a", "ipp:///x", "label"]);
        assert_eq!(printers.direct(), ["ipp://a:631/ipp/print"]);
        assert!(printers.direct_uri("ipp://a:631/ipp/print").is_some());
        assert!(printers.direct_uri("ipp://b:631/ipp/print").is_none());
    }
}
