//! News of the core for every open face of this process, and the bell that wakes the worker.

use crate::limits;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use yidan_app::jobs::{JobState, JobView};
use yidan_app::ports::Faces;

/// One piece of news.
#[derive(Debug, Clone)]
pub enum Happening {
    /// A write has touched these tables.
    Changed(Vec<String>),
    /// A job has moved.
    Job(Box<JobView>),
    /// A person has to hear of this even when not looking.
    Alarm { code: String, text: String },
}

impl Happening {
    /// For a face that has missed some news: anything may have changed.
    pub fn everything() -> Self {
        Happening::Changed(vec!["*".to_owned()])
    }

    /// The event's name and its JSON, the same in the window and in a browser.
    pub fn wire(&self) -> (&'static str, serde_json::Value) {
        match self {
            Happening::Changed(tables) => ("changed", serde_json::json!({ "tables": tables })),
            Happening::Job(job) => ("job", serde_json::json!(job)),
            Happening::Alarm { code, text } => ("alarm", serde_json::json!({ "code": code, "text": text })),
        }
    }
}

/// The way from the core to the faces. Copies share it.
#[derive(Debug, Clone)]
pub struct News {
    sender: broadcast::Sender<Happening>,
    bell: Arc<(Mutex<Bell>, Condvar)>,
}

#[derive(Debug, Default)]
struct Bell {
    /// A job was queued, resumed or cancelled since the worker last looked.
    work: bool,
    stopped: bool,
    /// This process is working on a job.
    busy: bool,
    /// That job, as it was last shown.
    running: Option<Box<JobView>>,
}

impl News {
    pub fn new() -> Self {
        News { sender: broadcast::Sender::new(limits::NEWS_WAITING), bell: Arc::default() }
    }

    /// Everything that happens from now on. A listener that lags behind loses the oldest news and is told so.
    pub fn listen(&self) -> broadcast::Receiver<Happening> {
        self.sender.subscribe()
    }

    /// Tells everything that happens from now on, in a thread of its own, until the news ends.
    pub fn forward(&self, tell: impl Fn(&'static str, serde_json::Value) + Send + 'static) {
        let mut heard = self.listen();
        std::thread::spawn(move || {
            loop {
                let happening = match heard.blocking_recv() {
                    Ok(happening) => happening,
                    Err(RecvError::Lagged(_)) => Happening::everything(),
                    Err(RecvError::Closed) => return,
                };
                let (name, payload) = happening.wire();
                tell(name, payload);
            }
        });
    }

    /// Waits until there may be work, at most `limit`. False once `stop` was called.
    pub fn wait_for_work(&self, limit: Duration) -> bool {
        let (lock, rung) = &*self.bell;
        let bell = lock.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = rung.wait_timeout_while(bell, limit, |b| !b.work && !b.stopped);
        let (mut bell, _) = waited.unwrap_or_else(PoisonError::into_inner);
        bell.work = false;
        !bell.stopped
    }

    /// Waits for the end, at most `limit`. False once `stop` was called.
    pub fn wait_for_stop(&self, limit: Duration) -> bool {
        let (lock, rung) = &*self.bell;
        let bell = lock.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = rung.wait_timeout_while(bell, limit, |b| !b.stopped);
        let (bell, _) = waited.unwrap_or_else(PoisonError::into_inner);
        !bell.stopped
    }

    /// Sends everyone home who waits here, now and later.
    pub fn stop(&self) {
        self.ring(|bell| bell.stopped = true);
    }

    pub fn is_stopped(&self) -> bool {
        self.bell.0.lock().unwrap_or_else(PoisonError::into_inner).stopped
    }

    /// Does some work that may be the running of a job.
    pub fn busy<T>(&self, work: impl FnOnce() -> T) -> T {
        self.ring(|bell| bell.busy = true);
        let done = work();
        self.ring(|bell| (bell.busy, bell.running) = (false, None));
        done
    }

    /// The job that this process is working on.
    pub fn running(&self) -> Option<JobView> {
        self.bell.0.lock().unwrap_or_else(PoisonError::into_inner).running.as_deref().cloned()
    }

    /// Waits until no job runs in this process, at most `limit`. False when one still runs.
    pub fn wait_until_idle(&self, limit: Duration) -> bool {
        let (lock, rung) = &*self.bell;
        let bell = lock.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = rung.wait_timeout_while(bell, limit, |b| b.busy);
        !waited.unwrap_or_else(PoisonError::into_inner).0.busy
    }

    fn ring(&self, change: impl FnOnce(&mut Bell)) {
        change(&mut self.bell.0.lock().unwrap_or_else(PoisonError::into_inner));
        self.bell.1.notify_all();
    }
}

impl Default for News {
    fn default() -> Self {
        News::new()
    }
}

impl Faces for News {
    fn changed(&self, tables: &[&str]) {
        if tables.contains(&"job") {
            self.ring(|bell| bell.work = true);
        }
        // An error only says that no face is open.
        let _ = self.sender.send(Happening::Changed(tables.iter().map(|t| (*t).to_owned()).collect()));
    }

    fn job(&self, job: &JobView) {
        if job.state == JobState::Running {
            // A face may also touch a job that runs in another process: what runs here is known by its being first while busy.
            self.ring(|bell| {
                if bell.busy && bell.running.as_ref().is_none_or(|r| r.id == job.id) {
                    bell.running = Some(Box::new(job.clone()));
                }
            });
        }
        let _ = self.sender.send(Happening::Job(Box::new(job.clone())));
    }

    fn alarm(&self, code: &str, text: &str) {
        let _ = self.sender.send(Happening::Alarm { code: code.to_owned(), text: text.to_owned() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO_TIME: Duration = Duration::ZERO;

    #[test]
    fn every_listener_hears_every_change() {
        let news = News::new();
        news.changed(&["orders"]);
        let (mut one, mut two) = (news.listen(), news.listen());
        news.changed(&["orders", "job"]);
        for heard in [&mut one, &mut two] {
            let (name, json) = heard.try_recv().expect("news").wire();
            assert_eq!((name, json), ("changed", serde_json::json!({"tables": ["orders", "job"]})));
            assert!(heard.try_recv().is_err());
        }
    }

    #[test]
    fn a_listener_that_lags_is_told_that_anything_may_have_changed() {
        let news = News::new();
        let (told, heard) = std::sync::mpsc::sync_channel(0);
        news.forward(move |name, payload| drop(told.send((name, payload))));
        for _ in 0..3 * limits::NEWS_WAITING {
            news.changed(&["orders"]);
        }
        let everything = ("changed", serde_json::json!({ "tables": ["*"] }));
        assert!(heard.iter().take(2 * limits::NEWS_WAITING).any(|h| h == everything));
    }

    #[test]
    fn what_runs_here_is_known_while_it_runs() {
        let view = |id: i64, state: JobState| JobView {
            id,
            kind: "import".into(),
            title: String::new(),
            state,
            total: 0,
            done: 0,
            failed: 0,
            seconds_left: None,
            per_second: None,
            created_at: String::new(),
            finished_at: None,
            result: None,
            file: None,
            error: None,
            text: String::new(),
        };
        let news = News::new();
        news.job(&view(1, JobState::Running));
        assert!(news.running().is_none(), "it runs in another process");
        news.busy(|| {
            assert!(!news.wait_until_idle(NO_TIME));
            news.job(&view(2, JobState::Queued));
            assert!(news.running().is_none());
            news.job(&view(3, JobState::Running));
            news.job(&view(4, JobState::Running));
            assert_eq!(news.running().map(|j| j.id), Some(3));
        });
        assert!(news.running().is_none() && news.wait_until_idle(NO_TIME));
    }

    #[test]
    fn the_bell_rings_once_per_queued_job_and_for_good_when_stopped() {
        let news = News::new();
        let rung = |news: &News| news.bell.0.lock().expect("lock").work;
        news.changed(&["orders"]);
        assert!(!rung(&news));
        news.changed(&["job"]);
        assert!(rung(&news));
        assert!(news.wait_for_work(Duration::from_secs(60)));
        assert!(!rung(&news));
        assert!(news.wait_for_stop(NO_TIME));
        news.stop();
        assert!(news.is_stopped());
        assert!(!news.wait_for_work(Duration::from_secs(60)));
        assert!(!news.wait_for_stop(Duration::from_secs(60)));
    }
}
