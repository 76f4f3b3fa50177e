//! The print queues of Windows: pages go through the system's own PDF renderer and the printer's driver, jobs are followed in the spooler.
//! Not run by the tests of this project, which have no Windows at hand; it is compiled for Windows and kept small for that reason.

// The spooler speaks C. Every call stands alone with the reason why it is sound.
#![allow(unsafe_code)]

use crate::shelf::{random_handle, safe_name};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use windows::Win32::Graphics::Printing::{
    ClosePrinter, EnumJobsW, GetPrinterW, JOB_CONTROL_DELETE, JOB_INFO_1W, JOB_STATUS_BLOCKED_DEVQ, JOB_STATUS_COMPLETE,
    JOB_STATUS_DELETED, JOB_STATUS_DELETING, JOB_STATUS_ERROR, JOB_STATUS_OFFLINE, JOB_STATUS_PAPEROUT, JOB_STATUS_PAUSED,
    JOB_STATUS_PRINTED, JOB_STATUS_USER_INTERVENTION, OpenPrinterW, PRINTER_ATTRIBUTE_WORK_OFFLINE, PRINTER_HANDLE, PRINTER_INFO_6,
    PRINTER_STATUS_DOOR_OPEN, PRINTER_STATUS_ERROR, PRINTER_STATUS_NOT_AVAILABLE, PRINTER_STATUS_OFFLINE, PRINTER_STATUS_PAPER_JAM,
    PRINTER_STATUS_PAPER_OUT, PRINTER_STATUS_PAUSED, PRINTER_STATUS_USER_INTERVENTION, SetJobW,
};
use windows::core::HSTRING;
use winprint::printer::{FilePrinter, FindDeviceError, PrintOutcome, PrinterDevice, WinPdfPrinter};
use winprint::ticket::{PageMediaSize, PrintCapabilities, PrintTicketBuilder};
use yidan_app::ports::{Body, PrintError, PrinterView, QueueState, Sheets};

/// The spooler of this machine. Copies share what was seen of jobs.
#[derive(Debug, Clone, Default)]
pub struct Spooler {
    /// Status bits of the jobs sent from here as they were last seen; a job that is over leaves the queue without a word.
    seen: Arc<Mutex<HashMap<String, u32>>>,
}

/// Sizes this close are the same paper, micrometres.
const TOLERANCE_UM: u32 = 1_000;
const JOBS: u32 = 1_000;

impl Spooler {
    pub fn list(&self) -> Result<Vec<PrinterView>, PrintError> {
        let devices = PrinterDevice::all().map_err(|e| PrintError::NoSystem(e.to_string()))?;
        let default = PrinterDevice::user_default().ok().flatten();
        Ok(devices.iter().map(|d| view(d, default.as_ref().is_some_and(|f| f.name() == d.name()))).collect())
    }

    /// Hands the pages over. The job is known by the name of its document, which is made up anew for each job.
    pub fn send(&self, printer: &str, sheets: &Sheets) -> Result<String, PrintError> {
        if matches!(sheets.body, Body::Raw(_)) {
            return Err(PrintError::Refused("this queue takes pages, not a printer's language".to_owned()));
        }
        let device = device(printer)?;
        let refused = |e: &dyn std::fmt::Display| PrintError::Refused(e.to_string());
        let mut ticket = PrintTicketBuilder::new(&device).map_err(|e| refused(&e))?;
        let media = media_sizes(&device);
        let (width, height) = (sheets.width_mm * 1_000, sheets.height_mm * 1_000);
        let fits = |m: &PageMediaSize| {
            m.size().width_in_micron().abs_diff(width) <= TOLERANCE_UM && m.size().height_in_micron().abs_diff(height) <= TOLERANCE_UM
        };
        match media.iter().position(fits) {
            Some(i) => ticket.merge(media.into_iter().nth(i).ok_or(PrintError::NoSuchPaper)?).map_err(|e| refused(&e))?,
            // A driver that tells no sizes prints on what is in the printer.
            None if media.is_empty() => {}
            None => return Err(PrintError::NoSuchPaper),
        }
        let ticket = ticket.build().map_err(|e| refused(&e))?;
        let file = Pages::write(sheets).map_err(|e| refused(&e))?;
        match WinPdfPrinter::new(device).print(&file.path, ticket) {
            Ok(PrintOutcome::Completed) => {}
            Ok(PrintOutcome::Canceled) => return Err(PrintError::Refused("cancelled".to_owned())),
            Err(e) => return Err(refused(&e)),
        }
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(file.name.clone(), 0);
        Ok(file.name.clone())
    }

    pub fn state(&self, printer: &str, queue_job: &str) -> Result<QueueState, PrintError> {
        let found = Queue::open(printer)?.job(queue_job)?;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let status = match found {
            Some((_, status)) => {
                seen.insert(queue_job.to_owned(), status);
                status
            }
            None => match seen.get(queue_job) {
                // It left the queue: all went to the device, unless somebody was seen deleting it.
                Some(last) if last & (JOB_STATUS_DELETING | JOB_STATUS_DELETED) == 0 => JOB_STATUS_PRINTED,
                Some(last) => *last,
                // Sent before this program was started anew: nobody can tell any more.
                None => return Ok(QueueState::Unknown),
            },
        };
        Ok(queue_state(status))
    }

    pub fn cancel(&self, printer: &str, queue_job: &str) -> Result<(), PrintError> {
        let queue = Queue::open(printer)?;
        let Some((id, _)) = queue.job(queue_job)? else { return Ok(()) };
        // SAFETY: the handle is open, and no job description is passed.
        let deleted = unsafe { SetJobW(queue.0, id, 0, None, JOB_CONTROL_DELETE) };
        if !deleted.as_bool() {
            return Err(PrintError::Refused(windows::core::Error::from_thread().to_string()));
        }
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(queue_job.to_owned(), JOB_STATUS_DELETED);
        Ok(())
    }
}

fn device(printer: &str) -> Result<PrinterDevice, PrintError> {
    PrinterDevice::by_os_name(printer).map_err(|e| match e {
        FindDeviceError::NotFound => PrintError::NoPrinter,
        other => PrintError::NoSystem(other.to_string()),
    })
}

fn view(device: &PrinterDevice, is_default: bool) -> PrinterView {
    let mut reasons: Vec<String> = Queue::open(device.name()).and_then(|q| q.reasons()).unwrap_or_default();
    // Windows takes jobs for a printer that is unplugged and prints them when it comes back.
    if device.os_attributes() & PRINTER_ATTRIBUTE_WORK_OFFLINE != 0 && !reasons.iter().any(|r| r == "offline") {
        reasons.push("offline".to_owned());
    }
    let mm = |micron: u32| (micron + 500) / 1_000;
    let sizes = media_sizes(device).into_iter().map(|m| (mm(m.size().width_in_micron()), mm(m.size().height_in_micron())));
    let sizes_mm = sizes.filter(|(w, h)| *w > 0 && *h > 0).collect();
    PrinterView { name: device.name().to_owned(), is_default, ready: reasons.is_empty(), reasons, sizes_mm, custom_sizes: false }
}

fn media_sizes(device: &PrinterDevice) -> Vec<PageMediaSize> {
    PrintCapabilities::fetch(device).map(|c| c.page_media_sizes().collect()).unwrap_or_default()
}

/// The pages as a file for the renderer, in a folder of its own that is gone afterwards: labels carry names and addresses.
struct Pages {
    folder: PathBuf,
    path: PathBuf,
    name: String,
}

impl Pages {
    fn write(sheets: &Sheets) -> std::io::Result<Pages> {
        let unique = random_handle().map_err(|e| std::io::Error::other(e.to_string()))?;
        let folder = std::env::temp_dir().join(format!("yidan-{unique}"));
        std::fs::create_dir(&folder)?;
        let name = safe_name(&format!("{} {}.pdf", sheets.title, &unique[..8]));
        let pages = Pages { path: folder.join(&name), folder, name };
        std::fs::write(&pages.path, &sheets.body.bytes())?;
        Ok(pages)
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        // The renderer has closed the file; a folder that stays all the same is emptied with the system's temporary files.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// An open queue.
struct Queue(PRINTER_HANDLE);

impl Queue {
    fn open(printer: &str) -> Result<Queue, PrintError> {
        let mut handle = PRINTER_HANDLE::default();
        // SAFETY: the name lives until the call returns, and the handle is a place on this stack.
        unsafe { OpenPrinterW(&HSTRING::from(printer), &raw mut handle, None) }.map_err(|_| PrintError::NoPrinter)?;
        Ok(Queue(handle))
    }

    /// Number and status bits of the job with this document name.
    fn job(&self, document: &str) -> Result<Option<(u32, u32)>, PrintError> {
        let (mut needed, mut count) = (0, 0);
        // SAFETY: without a buffer the call only tells how many bytes it needs.
        let asked = unsafe { EnumJobsW(self.0, 0, JOBS, 1, None, &raw mut needed, &raw mut count) };
        if asked.is_ok() && needed == 0 {
            return Ok(None);
        }
        let mut buffer = aligned(needed);
        // SAFETY: the buffer has at least as many bytes as it is said to have.
        let bytes = unsafe { std::slice::from_raw_parts_mut(buffer.as_mut_ptr().cast::<u8>(), buffer.len() * 8) };
        // SAFETY: the handle is open, and all places outlive the call.
        let told = unsafe { EnumJobsW(self.0, 0, JOBS, 1, Some(bytes), &raw mut needed, &raw mut count) };
        told.map_err(|e| PrintError::NoSystem(e.to_string()))?;
        // SAFETY: the call has written `count` records at the start of the buffer, which is aligned for them.
        let jobs = unsafe { std::slice::from_raw_parts(buffer.as_ptr().cast::<JOB_INFO_1W>(), count as usize) };
        let found = jobs.iter().find(|j| {
            // SAFETY: a name that is not null points into the buffer and ends with a zero.
            !j.pDocument.is_null() && unsafe { j.pDocument.to_string() }.is_ok_and(|d| d == document)
        });
        Ok(found.map(|j| (j.JobId, j.Status)))
    }

    fn reasons(&self) -> Result<Vec<String>, PrintError> {
        let mut buffer = aligned(size_of::<PRINTER_INFO_6>() as u32);
        let mut needed = 0;
        // SAFETY: the buffer has at least as many bytes as it is said to have.
        let bytes = unsafe { std::slice::from_raw_parts_mut(buffer.as_mut_ptr().cast::<u8>(), buffer.len() * 8) };
        // SAFETY: the handle is open, and all places outlive the call.
        unsafe { GetPrinterW(self.0, 6, Some(bytes), &raw mut needed) }.map_err(|e| PrintError::NoSystem(e.to_string()))?;
        // SAFETY: the call has written one record at the start of the buffer, which is aligned for it.
        let status = unsafe { &*buffer.as_ptr().cast::<PRINTER_INFO_6>() }.dwStatus;
        const WORDS: &[(u32, &str)] = &[
            (PRINTER_STATUS_PAUSED, "paused"),
            (PRINTER_STATUS_ERROR, "error"),
            (PRINTER_STATUS_PAPER_JAM, "media-jam"),
            (PRINTER_STATUS_PAPER_OUT, "media-empty"),
            (PRINTER_STATUS_OFFLINE, "offline"),
            (PRINTER_STATUS_NOT_AVAILABLE, "not-available"),
            (PRINTER_STATUS_USER_INTERVENTION, "user-intervention"),
            (PRINTER_STATUS_DOOR_OPEN, "door-open"),
        ];
        Ok(words(status, WORDS))
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        // SAFETY: the handle was opened by this value and is closed once.
        let _ = unsafe { ClosePrinter(self.0) };
    }
}

/// Room for records that hold pointers.
fn aligned(bytes: u32) -> Vec<u64> {
    vec![0; (bytes as usize).div_ceil(8)]
}

fn words(status: u32, words: &[(u32, &str)]) -> Vec<String> {
    words.iter().filter(|(bit, _)| status & bit != 0).map(|(_, word)| (*word).to_owned()).collect()
}

fn queue_state(status: u32) -> QueueState {
    const WAITING: &[(u32, &str)] = &[
        (JOB_STATUS_PAUSED, "paused"),
        (JOB_STATUS_ERROR, "error"),
        (JOB_STATUS_OFFLINE, "offline"),
        (JOB_STATUS_PAPEROUT, "media-empty"),
        (JOB_STATUS_BLOCKED_DEVQ, "blocked"),
        (JOB_STATUS_USER_INTERVENTION, "user-intervention"),
    ];
    if status & (JOB_STATUS_DELETING | JOB_STATUS_DELETED) != 0 {
        QueueState::Failed("job-canceled".to_owned())
    } else if status & (JOB_STATUS_PRINTED | JOB_STATUS_COMPLETE) != 0 {
        QueueState::Done
    } else {
        QueueState::Waiting(words(status, WAITING).join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_bits() {
        for (status, expected) in [
            (0, QueueState::Waiting(String::new())),
            (JOB_STATUS_PAPEROUT | JOB_STATUS_ERROR, QueueState::Waiting("error, media-empty".into())),
            (JOB_STATUS_PRINTED, QueueState::Done),
            (JOB_STATUS_PRINTED | JOB_STATUS_DELETING, QueueState::Failed("job-canceled".into())),
        ] {
            assert_eq!(queue_state(status), expected, "{status:x}");
        }
    }
}
