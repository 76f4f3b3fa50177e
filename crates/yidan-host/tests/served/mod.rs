//! A LAN server on a port of its own for tests, in this process, stopped when dropped.
#![allow(dead_code)] // Every test file is a program of its own and uses its part of this.

use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;
use yidan_host::printers::MachinePrinters;
use yidan_host::server::{self, Announce};
use yidan_host::world::{Workers, World};

/// A running server.
pub struct Served {
    pub world: World,
    urls: Receiver<String>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    workers: Option<Workers>,
}

impl Served {
    /// Serves a data folder to loopback, without any printer, and works off its jobs.
    pub fn start(folder: &Path) -> Self {
        let mut served = Self::idle(folder);
        served.workers = Some(served.world.work());
        served
    }

    /// The same without anybody who works: jobs stay in the queue.
    pub fn idle(folder: &Path) -> Self {
        Self::of(World::open_with(folder, MachinePrinters::at("127.0.0.1:9", &[])).expect("an open folder"))
    }

    /// Serves a world that is open already.
    pub fn of(world: World) -> Self {
        let (sender, urls) = channel();
        let sender = Mutex::new(sender);
        let announce: Announce = Arc::new(move |url: &str| drop(sender.lock().expect("lock").send(url.to_owned())));
        let (stop, stopped) = oneshot::channel();
        let served = world.clone();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().expect("a runtime");
            runtime.block_on(async {
                let bound = server::bind(served, "127.0.0.1:0".parse().expect("an address"), None, announce).await.expect("a port");
                bound.run(async { drop(stopped.await) }).await.expect("served");
            });
        });
        Served { world, urls, stop: Some(stop), thread: Some(thread), workers: None }
    }

    /// The next address with a fresh key.
    pub fn url(&self) -> String {
        self.urls.recv_timeout(Duration::from_secs(30)).expect("an address")
    }

    /// Stops and waits until the port is closed.
    pub fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the server ended well");
        }
        if let Some(workers) = self.workers.take() {
            workers.stop();
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.stop();
        }
    }
}
