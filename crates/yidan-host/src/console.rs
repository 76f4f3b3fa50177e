//! On Windows the shipped program opens a window and therefore has no console; with a command it borrows the one it was started from.
//! Not run by the tests of this project, which have no Windows at hand; it is compiled for Windows.

// One call into the system, with the reason why it is sound.
#![allow(unsafe_code)]

use windows::Win32::System::Console::{ATTACH_PARENT_PROCESS, AttachConsole};

/// Borrows the console of the process that started this one. Started from somewhere else, or with its output sent to a file, nothing changes.
pub fn attach() {
    // SAFETY: the call takes no pointer and may be made at any time.
    let _ = unsafe { AttachConsole(ATTACH_PARENT_PROCESS) };
}
