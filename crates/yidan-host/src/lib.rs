//! The world around the use cases: clock, files, printers, command line, LAN server, and the one window per data folder.
//! No decision of the order desk is made here.

// The clock, the environment and waiting belong to this room; everyone else is given them through a port.
#![allow(clippy::disallowed_methods)]

pub mod bundle;
pub mod chance;
pub mod cli;
pub mod clock;
#[cfg(windows)]
pub mod console;
pub mod exports;
pub mod folder;
pub mod frame;
pub mod limits;
pub mod lock;
pub mod news;
pub mod printers;
pub mod secrets;
pub mod server;
pub mod shelf;
pub mod watcher;
pub mod window;
pub mod wire;
pub mod words;
pub mod world;
