//! A job run to its end on the command line: a bar for those who watch, and Ctrl+C that pauses instead of tearing.

use super::Desk;
use super::draw::width;
use super::out::{is_watched, say};
use crate::limits;
use crate::news::Happening;
use crate::words::{word, word_with};
use crate::world::pause_running;
use serde_json::Value;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::broadcast::error::RecvError;
use yidan_app::error::{Code, Failure};
use yidan_app::jobs::{JobState, JobView};

/// How a job ended.
pub enum Ended {
    /// With a result; `in_part` when some of it was refused.
    Result { job: Box<JobView>, result: Value, in_part: bool },
    /// Paused or given up: it can be taken up again.
    Unfinished(Box<JobView>),
}

/// Runs a job here, or waits while another process runs it. A job that failed is its failure.
pub fn finish(desk: &Desk, job: i64) -> Result<Ended, Failure> {
    let bar = Bar::start(desk, job);
    let interrupt = Interrupt::watch(desk, job);
    let ended = desk.world.news.busy(|| desk.world.app.run_job(job));
    interrupt.over();
    bar.finish();
    let view = ended?;
    match view.state {
        JobState::Done | JobState::Partly => {
            let result = view.result.clone().unwrap_or(Value::Null);
            Ok(Ended::Result { in_part: view.state == JobState::Partly, job: Box::new(view), result })
        }
        JobState::Failed => Err(view.error.unwrap_or_else(|| Failure::new(Code::Internal))),
        JobState::Queued | JobState::Running | JobState::Paused | JobState::Interrupted | JobState::Cancelled => {
            Ok(Ended::Unfinished(Box::new(view)))
        }
    }
}

/// A line on stderr that is drawn over itself. Nothing at all when nobody watches.
struct Bar {
    drawn: Option<Arc<Mutex<Drawn>>>,
}

#[derive(Default)]
struct Drawn {
    width: usize,
    over: bool,
}

impl Bar {
    fn start(desk: &Desk, job: i64) -> Bar {
        if !is_watched() {
            return Bar { drawn: None };
        }
        let drawn = Arc::new(Mutex::new(Drawn::default()));
        let shared = Arc::clone(&drawn);
        let mut heard = desk.world.news.listen();
        // The thread ends with the program, or when the news ends.
        std::thread::spawn(move || {
            loop {
                match heard.blocking_recv() {
                    Ok(Happening::Job(view)) if view.id == job && view.state == JobState::Running => {
                        let mut drawn = shared.lock().unwrap_or_else(PoisonError::into_inner);
                        if drawn.over {
                            return;
                        }
                        drawn.show(&line(&view));
                    }
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return,
                }
            }
        });
        Bar { drawn: Some(drawn) }
    }

    fn finish(self) {
        if let Some(drawn) = self.drawn {
            let mut drawn = drawn.lock().unwrap_or_else(PoisonError::into_inner);
            drawn.show("");
            drawn.over = true;
        }
    }
}

impl Drawn {
    fn show(&mut self, text: &str) {
        let room = " ".repeat(self.width.saturating_sub(width(text)));
        let mut stderr = std::io::stderr();
        // A terminal that was closed takes no more lines.
        let _ = write!(stderr, "\r{text}{room}\r{text}").and_then(|()| stderr.flush());
        self.width = width(text);
    }
}

const BAR_CELLS: i64 = 24;

/// `████████········ 312/500 · text of the job`
fn line(job: &JobView) -> String {
    if job.total <= 0 {
        return job.text.clone();
    }
    let filled = (job.done.clamp(0, job.total) * BAR_CELLS / job.total) as usize;
    format!("{}{} {}", "█".repeat(filled), "·".repeat(BAR_CELLS as usize - filled), job.text)
}

/// Ctrl+C asks the job to pause; a second one leaves at once. Either way the job can be taken up again.
struct Interrupt {
    over: Arc<AtomicBool>,
}

impl Interrupt {
    fn watch(desk: &Desk, job: i64) -> Interrupt {
        let over = Arc::new(AtomicBool::new(false));
        // The thread outlives the job; the data folder must be closed in good order before the program ends.
        let (seen, app, news) = (Arc::clone(&over), Arc::downgrade(&desk.world.app), desk.world.news.clone());
        std::thread::spawn(move || {
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
            runtime.block_on(async {
                if tokio::signal::ctrl_c().await.is_err() {
                    return;
                }
                if seen.load(Ordering::Relaxed) {
                    std::process::exit(1);
                }
                say(&word("cli.pausing"));
                let paused = app.upgrade().and_then(|app| pause_running(&app, &news));
                if paused.is_none() {
                    // It waits for its turn or runs in another process: leaving does not touch it.
                    say(&word_with("cli.left", &[("job", &job.to_string())]));
                    std::process::exit(1);
                }
                let _ = tokio::time::timeout(limits::STOP_GRACE * 6, tokio::signal::ctrl_c()).await;
                say(&word_with("cli.left", &[("job", &job.to_string())]));
                std::process::exit(1);
            });
        });
        Interrupt { over }
    }

    fn over(self) {
        self.over.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills() {
        let view = |done: i64, total: i64| {
            let shape = serde_json::json!({
                "id": 1, "kind": "import", "title": "a.csv", "state": "running", "total": total, "done": done, "failed": 0, "seconds_left": null,
                "per_second": null, "created_at": "", "finished_at": null, "result": null, "file": null, "error": null, "text": "导入 1/2"
            });
            line(&serde_json::from_value(shape).expect("a job"))
        };
        assert_eq!(view(0, 0), "导入 1/2");
        assert_eq!(view(1, 2), format!("{}{} 导入 1/2", "█".repeat(12), "·".repeat(12)));
        assert_eq!(view(9, 2), format!("{} 导入 1/2", "█".repeat(24)));
    }
}
