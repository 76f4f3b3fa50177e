//! Marketplaces played on this machine: each checks signatures, clocks, tokens, windows and pages as the real one does, answers with its
//! codes, lets buyers act, breaks as networks break, and knows what is true. For tests and for the workbench; no shipped part knows it,
//! and it knows no other room: what the connectors believe is checked by a second reading of the same documents.
#![allow(clippy::disallowed_methods)] // A platform lives by the real clock.

mod douyin;
mod faults;
mod graphql;
mod http;
mod jd;
mod market;
mod pdd;
mod shopify;
mod signs;
mod taobao;
mod wechat_shop;
mod woocommerce;

pub use faults::Faults;
pub use market::{Books, Line, Order, Parcel, Refund, State};

use faults::Fate;
use http::{Asked, Told};
use market::Market;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

pub(crate) const APP_KEY: &str = "7000000000000000001";
pub(crate) const SECRET: &str = "sim-secret-00000001";
pub(crate) const SHOP_ID: &str = "1111";
pub(crate) const CODE: &str = "sim-code";
pub(crate) const REFRESH: &str = "sim-refresh";
/// What every platform here allows between its clock and the caller's.
pub(crate) const SKEW_S: i64 = 600;

/// Which platform is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Douyin,
    Taobao,
    Pdd,
    Jd,
    WechatShop,
    Shopify,
    WooCommerce,
}

impl Kind {
    pub const ALL: &'static [Kind] = &[Kind::Douyin, Kind::Taobao, Kind::Pdd, Kind::Jd, Kind::WechatShop, Kind::Shopify, Kind::WooCommerce];

    /// The platform's id word.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Douyin => "douyin",
            Kind::Taobao => "taobao",
            Kind::Pdd => "pdd",
            Kind::Jd => "jd",
            Kind::WechatShop => "wechat_shop",
            Kind::Shopify => "shopify",
            Kind::WooCommerce => "woocommerce",
        }
    }

    /// The platform of an id word.
    pub fn of(word: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|k| k.word() == word)
    }

    /// Number of the nth order, with its seven last digits; those of Taobao, Douyin and WeChat are numbers above 2^53.
    pub(crate) fn number(self, n: u64) -> String {
        match self {
            Kind::Douyin => format!("690000000000{n:07}"),
            Kind::Taobao => format!("330011223344{n:07}"),
            Kind::Pdd => format!("260315-00000000{n:07}"),
            Kind::Jd => format!("30000{n:07}"),
            Kind::WechatShop => format!("370000000000{n:07}"),
            Kind::Shopify => format!("#1{n:07}"),
            Kind::WooCommerce => format!("8{n:07}"),
        }
    }

    /// The platform's word for 中通.
    pub(crate) fn zto(self) -> &'static str {
        match self {
            Kind::Douyin => "zhongtong",
            Kind::Taobao | Kind::WechatShop => "ZTO",
            Kind::Pdd => "115",
            Kind::Jd => "1499",
            Kind::Shopify => "ZTO Express",
            Kind::WooCommerce => "中通快递",
        }
    }

    /// A line may end unpaid inside an order that lives on.
    pub(crate) fn closes_lines(self) -> bool {
        self == Kind::Taobao
    }

    /// A buyer asks for the money back and waits for an answer; elsewhere the owner simply gives it back.
    pub(crate) fn has_wishes(self) -> bool {
        self != Kind::WooCommerce
    }

    /// The platform's clock is so far behind ours: the connectors leave the newest seconds to their next visit, so what happens here
    /// is old enough to be seen by the very next one.
    fn behind_s(self) -> i64 {
        if self == Kind::Pdd { 210 } else { 90 }
    }

    /// What happens between two answers is told with a time that is so far behind ours. Where lists are newest first it has to be outside
    /// of the window that is being read, as it is when the clocks agree: whatever came or moved to the front of it would push others
    /// over the edge of a page that was read already. All other lists bear a clock of the caller's that is ahead.
    fn drift_behind_s(self) -> i64 {
        match self {
            Kind::Taobao => 55,
            Kind::Pdd => 175,
            _ => self.behind_s(),
        }
    }

    fn writes(self, asked: &Asked) -> bool {
        let ends = |paths: &[&str]| paths.iter().any(|p| asked.path.ends_with(p));
        let method = asked.query.get("method").map_or("", String::as_str);
        match self {
            Kind::Douyin => ends(&["/order/logisticsAdd", "/order/logisticsAddMultiPack", "/order/addOrderRemark"]),
            Kind::Taobao => asked.body.contains("offline.send") || asked.body.contains("memo.update"),
            Kind::Pdd => asked.body.contains("online.send") || asked.body.contains("note.update"),
            Kind::Jd => method.ends_with(".shipment") || method.ends_with(".modifyVenderRemark"),
            Kind::WechatShop => ends(&["/delivery/send", "/merchantnotes/update"]),
            Kind::Shopify => asked.body.contains("mutation"),
            Kind::WooCommerce => asked.method != "GET",
        }
    }
}

/// What is true.
#[derive(Debug, Clone)]
pub struct Truth {
    pub orders: BTreeMap<String, Order>,
    pub books: Books,
    kind: Kind,
}

impl Truth {
    /// The orders that the platform tells of: some never tell of what is not paid.
    pub fn told(&self) -> impl Iterator<Item = &Order> {
        self.orders.values().filter(|o| match self.kind {
            Kind::Pdd => pdd::is_told(o),
            Kind::Jd => jd::is_told(o),
            _ => true,
        })
    }
}

/// A running platform with one shop. It ends when this is dropped.
pub struct Sim {
    /// Where it listens, without a slash at its end.
    pub url: String,
    kind: Kind,
    market: Arc<Mutex<Market>>,
    ended: Arc<AtomicBool>,
}

impl Sim {
    /// Starts a platform on a free port. Its shop has so many orders of the last six hours, fewer than ten thousand; their numbers differ
    /// from those of other seeds up to 900.
    pub fn start(kind: Kind, seed: u64, orders: u64) -> std::io::Result<Sim> {
        Sim::start_at(kind, seed, orders, 0)
    }

    /// Starts a platform on a port; 0 = a free one.
    pub fn start_at(kind: Kind, seed: u64, orders: u64, port: u16) -> std::io::Result<Sim> {
        let listener = TcpListener::bind(("127.0.0.1", port))?;
        let url = format!("http://{}", listener.local_addr()?);
        let mut market = Market::new(kind, seed, now_s(kind));
        market.place(orders, 6 * 3_600);
        let (market, ended) = (Arc::new(Mutex::new(market)), Arc::new(AtomicBool::new(false)));
        let (of_thread, ends) = (Arc::clone(&market), Arc::clone(&ended));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if ends.load(Ordering::SeqCst) {
                    return;
                }
                let market = Arc::clone(&of_thread);
                std::thread::spawn(move || serve(&stream, &market));
            }
        });
        Ok(Sim { url, kind, market, ended })
    }

    fn market(&self) -> MutexGuard<'_, Market> {
        let mut market = open(&self.market);
        market.now_s = now_s(self.kind);
        market
    }

    /// Everything as it stands now.
    pub fn truth(&self) -> Truth {
        let market = self.market();
        Truth { orders: market.orders.clone(), books: market.books.clone(), kind: self.kind }
    }

    pub fn set_faults(&self, faults: Faults) {
        self.market().faults = faults;
    }

    /// So many things happen at the platform: orders come, are paid, cancelled, refunded, shipped by another hand, confirmed.
    pub fn let_buyers(&self, acts: u64) {
        let mut market = self.market();
        (0..acts).for_each(|_| market.act());
    }

    /// So many orders are placed now.
    pub fn place(&self, orders: u64) {
        self.market().place(orders, 0);
    }

    /// Waits until the next visit can see everything that happened between two answers; a few seconds at most.
    pub fn settle(&self) {
        // What the connectors leave to their next visit is half a minute less than this clock is behind.
        while { self.market().newest_s } > now_s(self.kind) + 29 {
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
    }

    /// The access token is over.
    pub fn expire_token(&self) {
        self.market().token += 1;
    }

    /// What the shop's form wants, for `shops add`.
    pub fn credentials(&self) -> Value {
        match self.kind {
            Kind::Douyin => json!({ "app_key": APP_KEY, "app_secret": SECRET, "shop_id": SHOP_ID }),
            Kind::Taobao | Kind::Pdd | Kind::Jd => json!({ "app_key": APP_KEY, "app_secret": SECRET }),
            Kind::WechatShop => json!({ "app_id": APP_KEY, "app_secret": SECRET }),
            Kind::Shopify => json!({ "client_id": APP_KEY, "client_secret": SECRET }),
            Kind::WooCommerce => json!({ "consumer_key": APP_KEY, "consumer_secret": SECRET }),
        }
    }

    /// What the platform's page gives after the owner has allowed the access, for `shops authorize`; absent where no page is needed.
    pub fn code(&self) -> Option<&'static str> {
        matches!(self.kind, Kind::Taobao | Kind::Pdd | Kind::Jd).then_some(CODE)
    }

    /// Beginnings of everything that this platform gives out or wants in secret: none of them may be found in the open.
    pub fn secrets() -> &'static [&'static str] {
        &["sim-secret-", "sim-token-", REFRESH]
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // The listener wakes once more to see it.
        let _ = TcpStream::connect(self.url.trim_start_matches("http://"));
    }
}

fn open(market: &Mutex<Market>) -> MutexGuard<'_, Market> {
    market.lock().unwrap_or_else(PoisonError::into_inner)
}

fn now_s(kind: Kind) -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs() as i64 - kind.behind_s()
}

fn serve(stream: &TcpStream, market: &Mutex<Market>) {
    let Some(asked) = http::read(stream) else { return };
    let (fate, reply) = {
        let mut market = open(market);
        market.now_s = now_s(market.kind);
        answer(&mut market, &asked)
    };
    match fate {
        Fate::CutBefore | Fate::CutAfter => drop(stream.shutdown(std::net::Shutdown::Both)),
        Fate::Html(status) => http::write_html(stream, status),
        Fate::Half => http::write(stream, &reply, Some(reply.body.to_string().len() / 2)),
        _ => http::write(stream, &reply, None),
    }
}

/// What the platform says, and how much of it arrives.
fn answer(market: &mut Market, asked: &Asked) -> (Fate, Told) {
    market.books.requests += 1;
    let faults = market.faults;
    if market.dice.once_in(faults.drift) {
        let (now_s, kind) = (market.now_s, market.kind);
        market.now_s += kind.behind_s() - kind.drift_behind_s();
        market.act();
        (market.newest_s, market.now_s) = (market.now_s, now_s);
    }
    if market.books.requests - market.token_at > 100 && market.dice.once_in(faults.expired) {
        (market.token, market.token_at) = (market.token + 1, market.books.requests);
    }
    let fate = faults.fate(&mut market.dice, market.kind.writes(asked));
    market.books.faults += u32::from(fate != Fate::Whole);
    if matches!(fate, Fate::Html(_) | Fate::CutBefore) {
        return (fate, Told::from(Value::Null));
    }
    let reply = match market.kind {
        Kind::Douyin => douyin::answer(market, asked, fate).into(),
        Kind::Taobao => taobao::answer(market, asked, fate).into(),
        Kind::Pdd => pdd::answer(market, asked, fate).into(),
        Kind::Jd => jd::answer(market, asked, fate).into(),
        Kind::WechatShop => wechat_shop::answer(market, asked, fate).into(),
        Kind::Shopify => shopify::answer(market, asked, fate),
        Kind::WooCommerce => woocommerce::answer(market, asked, fate),
    };
    (fate, reply)
}

/// Whether a time of the caller is near enough to the real clock.
pub(crate) fn is_near(market: &Market, told_s: i64) -> bool {
    (told_s - market.now_s - market.kind.behind_s()).abs() <= SKEW_S
}

/// UTC seconds as the platforms write them, in Chinese time; empty for none.
pub(crate) fn wall(s: i64) -> String {
    if s == 0 {
        return String::new();
    }
    chrono::DateTime::from_timestamp(s + 8 * 3_600, 0).map(|t| t.format("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default()
}

/// UTC seconds in the form of ISO 8601, without a zone.
pub(crate) fn iso(s: i64) -> String {
    chrono::DateTime::from_timestamp(s, 0).map(|t| t.format("%Y-%m-%dT%H:%M:%S").to_string()).unwrap_or_default()
}

/// UTC seconds of a time in that form.
pub(crate) fn of_iso(text: &str) -> Option<i64> {
    chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").ok().map(|t| t.and_utc().timestamp())
}

/// UTC seconds of a time in Chinese words.
pub(crate) fn of_wall(text: &str) -> Option<i64> {
    let time = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok()?;
    Some(time.and_utc().timestamp() - 8 * 3_600)
}

/// Fen as yuan with two decimals.
pub(crate) fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}
