//! Measures sync: `cargo run --release -p yidan-host --example sync_speed -- [orders]` (default 42,000).
//! Orders from a played platform to committed rows, beside plain fetching and JSON parsing of the same pages; what a window's lists take
//! while a promotion day's orders come in at once; memory with thirty shops. Absolute times are those of this machine.

// Measuring needs the clock and the environment.
#![allow(clippy::disallowed_methods)]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use yidan_app::App;
use yidan_app::desk::Session;
use yidan_app::ports::{Clock, Method, Ports, Reply, Request, SecretError, Secrets, Wire, WireError};
use yidan_app::table;
use yidan_host::chance::SystemRandomness;
use yidan_host::news::News;
use yidan_host::printers::MachinePrinters;
use yidan_host::shelf::FolderShelf;
use yidan_host::wire::{Network, Stopper};
use yidan_sim::{Kind, Sim};

const SHOPS: usize = 30;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [word, urls, now_ms, credentials] = args.as_slice() {
        assert_eq!(word, "shops");
        return many_shops(urls, now_ms, credentials);
    }
    let orders: u64 = args.first().and_then(|a| a.parse().ok()).unwrap_or(42_000);
    println!("{orders} orders, no waits between requests, one shop\n");
    println!("orders/s                                  sync   fetch + JSON");
    for kind in [Kind::Taobao, Kind::Douyin] {
        let taped = tape(kind, orders);
        let (ours, plain) = (played(kind, &taped), plain(&taped));
        let bytes: usize = taped.replies.iter().map(Vec::len).sum();
        println!(
            "  {:<8} {:>5} answers of {:>4} KB     {:>9.0}      {:>9.0}   sync = {:.0} % of it",
            kind.word(),
            taped.replies.len(),
            bytes / taped.replies.len() / 1_024,
            ours,
            plain,
            100.0 * ours / plain
        );
    }
    lists_meanwhile(orders);
    memory();
}

/// What a platform answered in one visit, and at which moment.
struct Tape {
    replies: Vec<Vec<u8>>,
    orders: u64,
    now_ms: i64,
    credentials: Value,
    code: Option<&'static str>,
}

/// A visit against the played platform, its answers kept.
fn tape(kind: Kind, orders: u64) -> Tape {
    let sim = Sim::start(kind, 1, orders).expect("a platform");
    let now_ms = real_ms();
    let folder = tempfile::tempdir().expect("a folder");
    let kept = Arc::new(Mutex::new(Vec::new()));
    let wire = Line { network: Network::new(&Stopper::default()), kept: Some(Arc::clone(&kept)) };
    let app = desk(folder.path(), now_ms, wire);
    let shop = connect(&app, kind, "小店", &sim.url, &sim.credentials(), sim.code());
    kept.lock().expect("the tape").clear();
    app.visit_shop(shop, &|| false).expect("a visit");
    let came = count(&app);
    assert_eq!(came, sim.truth().told().count() as u64, "every order came");
    let replies = std::mem::take(&mut *kept.lock().expect("the tape"));
    Tape { replies, orders: came, now_ms, credentials: sim.credentials(), code: sim.code() }
}

/// The same visit against the tape: orders/s from the first request to the last committed row.
fn played(kind: Kind, taped: &Tape) -> f64 {
    let best = (0..3).map(|_| {
        let player = Player::start(&taped.replies);
        let folder = tempfile::tempdir().expect("a folder");
        let app = desk(folder.path(), taped.now_ms, Line { network: Network::new(&Stopper::default()), kept: None });
        let sim = Sim::start(kind, 1, 0).expect("a platform for the keys");
        let shop = connect(&app, kind, "小店", &sim.url, &taped.credentials, taped.code);
        let again = json!({ "platform": kind.word(), "name": "小店", "url": player.url, "days": 1 });
        call(&app, "shops.add", &again);
        let start = Instant::now();
        app.visit_shop(shop, &|| false).expect("a visit");
        let spent = start.elapsed();
        assert_eq!((count(&app), player.asked()), (taped.orders, taped.replies.len()), "the same visit");
        taped.orders as f64 / spent.as_secs_f64()
    });
    best.fold(0.0, f64::max)
}

/// The same answers fetched one after the other and parsed, nothing else.
fn plain(taped: &Tape) -> f64 {
    let best = (0..3).map(|_| {
        let player = Player::start(&taped.replies);
        let network = Network::new(&Stopper::default());
        let request = Request {
            call: "page".into(),
            method: Method::Get,
            url: format!("{}/", player.url),
            headers: Vec::new(),
            body: Vec::new(),
            writes: false,
        };
        let start = Instant::now();
        for _ in &taped.replies {
            let reply = network.send(&request).expect("an answer");
            let value: Value = serde_json::from_slice(&reply.body).expect("JSON");
            std::hint::black_box(value);
        }
        taped.orders as f64 / start.elapsed().as_secs_f64()
    });
    best.fold(0.0, f64::max)
}

/// Lists of a desk with as many orders already, first in peace, then while as many come in without a pause.
fn lists_meanwhile(orders: u64) {
    let taped = tape(Kind::Douyin, orders);
    let folder = tempfile::tempdir().expect("a folder");
    let app = Arc::new(desk(folder.path(), taped.now_ms, Line { network: Network::new(&Stopper::default()), kept: None }));
    let keys = Sim::start(Kind::Douyin, 1, 0).expect("a platform for the keys");
    let mut shops = Vec::new();
    for name in ["一号店", "二号店"] {
        let shop = connect(&app, Kind::Douyin, name, &keys.url, &taped.credentials, taped.code);
        let player = Player::start(&taped.replies);
        call(&app, "shops.add", &json!({ "platform": "douyin", "name": name, "url": player.url, "days": 1 }));
        shops.push((shop, player));
    }
    app.visit_shop(shops[0].0, &|| false).expect("a visit");
    let peace = ask_lists(&app, &|asked| asked < 400);
    let ended = Arc::new(AtomicBool::new(false));
    let visiting = {
        let (app, ended, shop) = (Arc::clone(&app), Arc::clone(&ended), shops[1].0);
        std::thread::spawn(move || {
            let start = Instant::now();
            app.visit_shop(shop, &|| false).expect("a visit");
            ended.store(true, Ordering::SeqCst);
            start.elapsed()
        })
    };
    let busy = ask_lists(&app, &|_| !ended.load(Ordering::SeqCst));
    let spent = visiting.join().expect("the visit");
    println!("\nlists while {orders} orders come in at once ({:.1} s; a promotion day's hour has 3,600 s), ms", spent.as_secs_f64());
    println!("  in peace     {:>5} questions   p50 {:>6.2}   p99 {:>6.2}", peace.len(), part(&peace, 50), part(&peace, 99));
    println!("  meanwhile    {:>5} questions   p50 {:>6.2}   p99 {:>6.2}   (limit 800)", busy.len(), part(&busy, 50), part(&busy, 99));
}

/// Pages, tabs and a search as a window asks them, ms each, ascending.
fn ask_lists(app: &App, goes_on: &dyn Fn(usize) -> bool) -> Vec<f64> {
    let questions = [
        ("orders.list", json!({ "limit": 100 })),
        ("orders.list", json!({ "filter": { "states": ["to_print"] }, "limit": 100 })),
        ("orders.tabs", json!({})),
        ("orders.list", json!({ "filter": { "find": "CUP-3" }, "limit": 100 })),
    ];
    let mut spent = Vec::new();
    while goes_on(spent.len()) {
        let (name, request) = &questions[spent.len() % questions.len()];
        let start = Instant::now();
        call(app, name, request);
        spent.push(start.elapsed().as_secs_f64() * 1_000.0);
        std::thread::sleep(Duration::from_millis(2));
    }
    spent.sort_by(f64::total_cmp);
    spent
}

fn part(sorted: &[f64], percent: usize) -> f64 {
    sorted.get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1))).copied().unwrap_or_default()
}

/// A process of its own with thirty shops, all visited at once.
fn memory() {
    let taped = tape(Kind::Douyin, 1_000);
    let run = |shops: usize| {
        let players: Vec<Player> = (0..shops).map(|_| Player::start(&taped.replies)).collect();
        let urls: Vec<&str> = players.iter().map(|p| p.url.as_str()).collect();
        let mut child = std::process::Command::new(std::env::current_exe().expect("this program"));
        child.args(["shops", &urls.join(" "), &taped.now_ms.to_string(), &taped.credentials.to_string()]);
        let out = child.output().expect("runs");
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8_lossy(&out.stdout).trim().to_owned()
    };
    println!("\nmemory of the process, MB (now / at most)");
    println!("  no shop                          {}", run(0));
    println!("  {SHOPS} shops of 1,000 orders, visited at once, {} orders   {}", SHOPS * 1_000, run(SHOPS));
}

fn many_shops(urls: &str, now_ms: &str, credentials: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let now_ms = now_ms.parse().expect("a moment");
    let app = Arc::new(desk(folder.path(), now_ms, Line { network: Network::new(&Stopper::default()), kept: None }));
    let credentials: Value = serde_json::from_str(credentials).expect("keys");
    let mut ids = Vec::new();
    for (n, url) in urls.split_whitespace().enumerate() {
        let (keys, name) = (Sim::start(Kind::Douyin, 1, 0).expect("a platform for the keys"), format!("{n}号店"));
        ids.push(connect(&app, Kind::Douyin, &name, &keys.url, &credentials, None));
        call(&app, "shops.add", &json!({ "platform": "douyin", "name": name, "url": url, "days": 1 }));
    }
    let shops = ids.len();
    let visits: Vec<_> = ids
        .into_iter()
        .map(|id| {
            let app = Arc::clone(&app);
            std::thread::spawn(move || app.visit_shop(id, &|| false).expect("a visit"))
        })
        .collect();
    visits.into_iter().for_each(|v| v.join().expect("a visit"));
    assert_eq!(count(&app), shops as u64 * 1_000);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mb = |name: &str| {
        let line = status.lines().find(|l| l.starts_with(name)).and_then(|l| l.split_whitespace().nth(1));
        line.and_then(|kb| kb.parse::<u64>().ok()).unwrap_or_default() / 1_024
    };
    println!("{} / {}", mb("VmRSS:"), mb("VmHWM:"));
}

fn real_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis() as i64)
}

fn desk(folder: &Path, now_ms: i64, wire: Line) -> App {
    let ports = Ports {
        clock: Box::new(Still(AtomicI64::new(now_ms))),
        randomness: Box::new(SystemRandomness),
        shelf: Box::new(FolderShelf::new(folder)),
        printers: Box::new(MachinePrinters::of_this_machine()),
        faces: Box::new(News::new()),
        wire: Box::new(wire),
        secrets: Box::new(Pocket::default()),
    };
    App::open(folder, ports).expect("a desk")
}

fn connect(app: &App, kind: Kind, name: &str, url: &str, credentials: &Value, code: Option<&str>) -> i64 {
    let request = json!({ "platform": kind.word(), "name": name, "url": url, "credentials": credentials, "days": 1 });
    let id = call(app, "shops.add", &request)["id"].as_i64().expect("an id");
    // The first token is no part of what is measured.
    let asked = match code {
        Some(code) => call(app, "shops.authorize", &json!({ "name": name, "code": code })),
        None => call(app, "shops.test", &json!({ "name": name })),
    };
    assert_eq!(asked["ok"], true, "{asked}");
    id
}

fn call(app: &App, name: &str, request: &Value) -> Value {
    table::call(app, &Session::owner(), name, request.clone()).unwrap_or_else(|e| panic!("{name}: {e:?}"))
}

fn count(app: &App) -> u64 {
    call(app, "orders.tabs", &json!({}))["counts"]["all"].as_u64().unwrap_or_default()
}

/// A clock that stands, so that a visit asks the same twice.
struct Still(AtomicI64);

impl Clock for Still {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The network without the waits that platforms ask for.
struct Line {
    network: Network,
    kept: Option<Arc<Mutex<Vec<Vec<u8>>>>>,
}

impl Wire for Line {
    fn send(&self, request: &Request) -> Result<Reply, WireError> {
        let reply = self.network.send(request)?;
        if let Some(kept) = &self.kept {
            kept.lock().unwrap_or_else(PoisonError::into_inner).push(reply.body.clone());
        }
        Ok(reply)
    }

    fn wait_ms(&self, _ms: u64) {}
}

#[derive(Default)]
struct Pocket(Mutex<std::collections::BTreeMap<String, String>>);

impl Secrets for Pocket {
    fn get(&self, name: &str) -> Result<Option<String>, SecretError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned())
    }

    fn set(&self, name: &str, secret: &str) -> Result<(), SecretError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), secret.to_owned());
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), SecretError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        Ok(())
    }

    fn kind(&self) -> &'static str {
        "file"
    }
}

/// Answers with the tape, one after the other, whatever it is asked.
struct Player {
    url: String,
    asked: Arc<AtomicUsize>,
}

impl Player {
    fn start(replies: &[Vec<u8>]) -> Player {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(AtomicUsize::new(0));
        let (replies, count) = (Arc::new(replies.to_vec()), Arc::clone(&asked));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (replies, count) = (Arc::clone(&replies), Arc::clone(&count));
                std::thread::spawn(move || answer(&stream, &replies, &count));
            }
        });
        Player { url, asked }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

fn answer(stream: &TcpStream, replies: &[Vec<u8>], count: &AtomicUsize) {
    let _ = stream.set_nodelay(true);
    let (mut reader, mut writer) = (BufReader::new(stream), stream);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or_default() == 0 {
                return;
            }
            if let Some(n) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = n.trim().parse().unwrap_or_default();
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        if reader.read_exact(&mut body).is_err() {
            return;
        }
        let Some(reply) = replies.get(count.fetch_add(1, Ordering::SeqCst)) else { return };
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", reply.len());
        if writer.write_all(head.as_bytes()).and_then(|()| writer.write_all(reply)).is_err() {
            return;
        }
    }
}
