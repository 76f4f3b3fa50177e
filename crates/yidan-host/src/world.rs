//! An open data folder with everything around it, and the threads that work on it while a face is open.

use crate::chance::SystemRandomness;
use crate::clock::SystemClock;
use crate::limits;
use crate::news::News;
use crate::printers::MachinePrinters;
use crate::secrets::{FolderSecrets, SystemRing};
use crate::shelf::FolderShelf;
use crate::watcher::Watcher;
use crate::wire::{Network, Stopper};
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use yidan_app::App;
use yidan_app::desk::Session;
use yidan_app::error::Result;
use yidan_app::jobs::JobView;
use yidan_app::ports::{Clock, Ports, Secrets};
use yidan_app::table;

/// Opens the file of secrets on a machine without a keyring.
const PASSPHRASE: &str = "YIDAN_PASSPHRASE";

/// An open data folder. Copies share everything.
#[derive(Clone)]
pub struct World {
    pub app: Arc<App>,
    pub shelf: FolderShelf,
    pub news: News,
    pub printers: MachinePrinters,
    stopper: Stopper,
}

impl World {
    /// Opens a data folder on this machine. `folder` exists already, see `folder::prepare`.
    pub fn open(folder: &Path) -> Result<World> {
        Self::open_with(folder, MachinePrinters::of_this_machine())
    }

    /// The same with given printers.
    pub fn open_with(folder: &Path, printers: MachinePrinters) -> Result<World> {
        let passphrase = std::env::var(PASSPHRASE).ok();
        Self::open_on(folder, printers, Box::new(FolderSecrets::new(folder, Box::new(SystemRing), passphrase)))
    }

    /// The same with a given place for secrets.
    pub fn open_on(folder: &Path, printers: MachinePrinters, secrets: Box<dyn Secrets>) -> Result<World> {
        let (shelf, news) = (FolderShelf::new(folder), News::new());
        let stopper = Stopper::default();
        let ports = Ports {
            clock: Box::new(SystemClock),
            randomness: Box::new(SystemRandomness),
            shelf: Box::new(shelf.clone()),
            printers: Box::new(printers.clone()),
            faces: Box::new(news.clone()),
            wire: Box::new(Network::new(&stopper)),
            secrets,
        };
        let app = Arc::new(App::open(folder, ports)?);
        let world = World { app, shelf, news, printers, stopper };
        world.learn_printers();
        Ok(world)
    }

    /// Starts working off jobs and keeping house, until the returned value is stopped or dropped.
    pub fn work(&self) -> Workers {
        let (worker, keeper, watched, warmed, visiting) = (self.clone(), self.clone(), self.clone(), self.clone(), self.clone());
        let tracking = self.clone();
        let threads = vec![
            std::thread::spawn(move || {
                while worker.news.wait_for_work(limits::WORK_EVERY) {
                    while worker.news.busy(|| worker.app.work_once(&|| worker.news.is_stopped())) {}
                }
            }),
            std::thread::spawn(move || {
                keeper.keep_house();
                while keeper.news.wait_for_stop(limits::TICK_EVERY) {
                    keeper.keep_house();
                }
            }),
            std::thread::spawn(move || {
                let mut watcher = Watcher::default();
                while watched.news.wait_for_stop(limits::WATCH_EVERY) {
                    watcher.look(&watched.app, &watched.shelf);
                }
            }),
            std::thread::spawn(move || visits(&visiting)),
            std::thread::spawn(move || {
                while tracking.news.wait_for_stop(limits::TRACKS_EVERY) {
                    // A busy file, a full disk or secrets that do not open: the next look tries again.
                    if tracking.app.tracks_due().unwrap_or_default() {
                        let _ = tracking.app.poll_tracks(&|| tracking.news.is_stopped());
                    }
                }
            }),
            // The first search after a start then finds its index in memory. Whoever searches meanwhile waits for nothing.
            std::thread::spawn(move || drop(warmed.app.warm())),
        ];
        Workers { world: self.clone(), threads }
    }

    /// Asks the job that runs in this process to pause at its next safe place. Returns the job that was asked.
    pub fn pause_running(&self) -> Option<JobView> {
        pause_running(&self.app, &self.news)
    }

    /// Makes the network printers known that the desk's setting `direct_printers` lists.
    fn learn_printers(&self) {
        // A folder whose settings cannot be read says so when it is asked for something.
        let Ok(session) = table::call(&self.app, &Session::owner(), "session.get", serde_json::Value::Null) else { return };
        for address in session["settings"]["direct_printers"].as_array().into_iter().flatten() {
            self.printers.add(address.as_str().unwrap_or_default());
        }
    }

    fn keep_house(&self) {
        self.learn_printers();
        self.shelf.tidy(SystemClock.now_ms());
        // A full disk or a busy file: the next minute tries again, and the health page shows how old the last copy is.
        let _ = self.app.tick();
    }
}

/// Visits connected shops when their time has come, each in a thread of its own. A visit that must end stops between two requests.
fn visits(world: &World) {
    let mut under_way: Vec<(i64, JoinHandle<()>)> = Vec::new();
    let mut reports: Option<JoinHandle<()>> = None;
    let mut looked_at_ms = 0;
    while world.news.wait_for_stop(limits::VISITS_EVERY) {
        under_way.retain(|(_, thread)| !thread.is_finished());
        if reports.as_ref().is_none_or(JoinHandle::is_finished) && SystemClock.now_ms() - looked_at_ms >= limits::REPORTS_EVERY_MS {
            looked_at_ms = SystemClock.now_ms();
            let making = world.clone();
            // What could not be kept is made at the next look.
            reports = Some(std::thread::spawn(move || {
                let stop = || making.news.is_stopped();
                drop(making.app.give_back_waybills(&stop));
                drop(making.app.make_due_reports(&stop));
            }));
        }
        // A busy file or a full disk: the next look tries again.
        for shop in world.app.shops_due().unwrap_or_default() {
            if under_way.iter().any(|(busy, _)| *busy == shop) {
                continue;
            }
            let visiting = world.clone();
            let visit = move || drop(visiting.app.visit_shop(shop, &|| visiting.news.is_stopped()));
            under_way.push((shop, std::thread::spawn(visit)));
        }
    }
    for thread in under_way.into_iter().map(|(_, thread)| thread).chain(reports) {
        // A panic in a visit was reported where it happened; its hold of the shop ends by itself.
        let _ = thread.join();
    }
}

/// The same for those who must not keep the data folder open.
pub fn pause_running(app: &App, news: &News) -> Option<JobView> {
    let job = news.running()?;
    // It may end in this very moment; then there is nothing to pause.
    let _ = table::call(app, &Session::owner(), "jobs.pause", serde_json::json!({ "job": job.id }));
    Some(job)
}

/// The threads of an open world.
pub struct Workers {
    world: World,
    threads: Vec<JoinHandle<()>>,
}

impl Workers {
    /// Ends the work. A running job pauses where it is safe; what does not end in time is cut off and goes on after the next start.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        if self.threads.is_empty() {
            return;
        }
        self.world.news.stop();
        self.world.stopper.stop();
        let paused = self.world.pause_running();
        let ended = self.world.news.wait_until_idle(limits::STOP_GRACE);
        // Printing waits for a person; everything else takes up its work by itself when the desk opens again.
        if let Some(job) = paused.filter(|j| ended && j.kind != "print") {
            let _ = table::call(&self.world.app, &Session::owner(), "jobs.resume", serde_json::json!({ "job": job.id }));
        }
        if ended {
            for thread in self.threads.drain(..) {
                // A panic in a thread was reported where it happened.
                let _ = thread.join();
            }
        }
        self.threads.clear();
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yidan_app::ports::Printers;

    #[test]
    fn printers_of_the_settings_are_known_after_the_next_start() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let listed = |world: &World| world.printers.list().map(|p| p.into_iter().map(|v| v.name).collect::<Vec<_>>());
        let nobody = || MachinePrinters::at("127.0.0.1:9", &[]);
        let address = "ipp://127.0.0.1:9/ipp/print";
        {
            let world = World::open_with(folder.path(), nobody()).expect("open");
            assert!(listed(&world).is_err());
            let setting = serde_json::json!({ "key": "direct_printers", "value": [address, "no address"] });
            table::call(&world.app, &Session::owner(), "settings.set", setting).expect("stored");
        }
        let world = World::open_with(folder.path(), nobody()).expect("open");
        assert_eq!(listed(&world).expect("the direct one"), [address]);
    }
}
