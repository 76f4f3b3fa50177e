//! `cargo xtask platform-sim`: a played platform for trying the desk by hand. It prints where it listens and what `shops add` wants, and
//! lets a buyer act every few seconds until it is ended with Ctrl+C.

use anyhow::{Context, Result, bail};
use serde_json::json;
use std::time::Duration;
use yidan_sim::{Faults, Kind, Sim};

const BUYER_EVERY: Duration = Duration::from_secs(5);

pub fn platform_sim(args: &[String]) -> Result<()> {
    let (mut kind, mut port, mut orders, mut seed, mut faults) = (Kind::Douyin, 0_u16, 300_u64, 1_u64, false);
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        if arg == "--faults" {
            faults = true;
            continue;
        }
        let value = rest.next().with_context(|| format!("{arg} needs a value"))?;
        match arg.as_str() {
            "--platform" => kind = Kind::of(value).with_context(|| format!("no such platform: {value}"))?,
            "--port" => port = value.parse().context("--port")?,
            "--orders" => orders = value.parse().context("--orders")?,
            "--seed" => seed = value.parse().context("--seed")?,
            _ => bail!("no such option: {arg}"),
        }
    }
    let sim = Sim::start_at(kind, seed, orders, port)?;
    if faults {
        sim.set_faults(Faults::storm());
    }
    let told = json!({ "platform": kind.word(), "url": sim.url, "credentials": sim.credentials(), "code": sim.code() });
    println!("{told:#}");
    loop {
        std::thread::sleep(BUYER_EVERY);
        sim.let_buyers(1);
    }
}
