//! `serve`: the LAN server in the foreground until somebody stops it.

use super::args::Serve;
use super::out::say;
use super::progress::Ended;
use super::{Desk, Ending, Result};
use crate::server::{self, listen_address};
use crate::words::{word, word_with};
use serde_json::{Value, json};
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use yidan_app::error::{Code, Failure};

pub fn run(desk: &mut Desk, told: &Serve, as_name: Option<String>) -> Result<Ending> {
    let typed = told.listen.as_deref();
    let address = listen_address(typed).ok_or_else(|| {
        let what = word_with("cli.usage.bad_value", &[("what", "--listen <ADDR:PORT>"), ("value", typed.unwrap_or_default())]);
        Failure { message: what, ..Failure::new(Code::BadRequest) }
    })?;
    if let Some(orders) = told.demo {
        fill(desk, orders)?;
    }
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::from)?;
    let (world, as_json) = (desk.world.clone(), desk.out.json);
    let first = AtomicBool::new(true);
    let announce: server::Announce = Arc::new(move |url: &str| announce(url, as_json, first.swap(false, Ordering::Relaxed)));
    runtime.block_on(async {
        let mut bound = server::bind(world.clone(), address, as_name.clone(), Arc::clone(&announce)).await;
        if bound.is_err() && typed.is_none() {
            // Nobody asked for the usual port: any other will do.
            let other = (address.ip(), 0).into();
            bound = server::bind(world.clone(), other, as_name, announce).await;
        }
        let bound = bound?;
        let workers = world.work();
        let served = bound.run(asked_to_stop()).await;
        say(&word("cli.serve.stopping"));
        tokio::task::block_in_place(|| workers.stop());
        served.map_err(|e| Failure::new(Code::Network).with("detail", e))
    })?;
    Ok(Ending::Done)
}

/// Fills an empty folder with made-up orders, for trying out and for tests.
fn fill(desk: &Desk, orders: u64) -> Result<()> {
    let session = desk.ask("session.get", Value::Null)?;
    if session["is_empty"] == true {
        match desk.run_job("orders.demo", json!({ "orders": orders, "seed": 1 }))? {
            Ended::Result { job, .. } | Ended::Unfinished(job) => say(&job.text),
        }
    }
    Ok(())
}

/// The first address goes to stdout, where scripts look for it; later ones are for the person at the terminal.
fn announce(url: &str, as_json: bool, is_first: bool) {
    if !is_first {
        return say(&word_with("cli.serve.again", &[("url", url)]));
    }
    let text = if as_json { json!({ "url": url }).to_string() } else { word_with("cli.serve.open", &[("url", url)]) };
    let mut stdout = std::io::stdout();
    // Without a reader the server is still of use to those who have the address.
    let _ = writeln!(stdout, "{text}").and_then(|()| stdout.flush());
}

async fn asked_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            // Without signals only the end of the process stops the server.
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let terminated = async {
            match signal(SignalKind::terminate()) {
                Ok(mut signal) => drop(signal.recv().await),
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! { () = interrupted => {}, () = terminated => {} }
    }
    #[cfg(not(unix))]
    interrupted.await;
}
