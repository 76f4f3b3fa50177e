//! The door for sources of tracks over a real socket: it needs no sign-in and heeds no cookie, only the address and the signature open it, and what is
//! pushed is seen at once.

mod http;
mod served;

use http::Browser;
use serde_json::{Value, json};
use served::Served;
use yidan_app::desk::Session;
use yidan_app::moment;
use yidan_app::ports::Clock;
use yidan_app::table;
use yidan_host::clock::SystemClock;
use yidan_host::printers::MachinePrinters;
use yidan_host::secrets::{FolderSecrets, Ring};
use yidan_host::world::World;
use yidan_platforms::sign::{SignInput, sign};

/// A machine without a keyring.
struct NoRing;

impl Ring for NoRing {
    fn get(&self, _name: &str) -> Result<Option<Vec<u8>>, String> {
        Err("no keyring".to_owned())
    }
    fn set(&self, _name: &str, _secret: &[u8]) -> Result<(), String> {
        Err("no keyring".to_owned())
    }
}

fn ask(served: &Served, name: &str, request: Value) -> Value {
    table::call(&served.world.app, &Session::owner(), name, request).expect(name)
}

fn body(number: &str, at: &str, code: &str, text: &str) -> Vec<u8> {
    let param = json!({"status": "polling", "lastResult": {"nu": number, "state": "0", "data": [{"time": at, "context": text, "statusCode": code}]}});
    let param = param.to_string();
    let input = SignInput { secret: "testsalt".into(), fields: [("param".to_owned(), param.clone())].into(), ..SignInput::default() };
    let signed = sign("kuaidi100", Some("push"), &input).expect("signed").sign;
    let encoded: String = param.bytes().map(|b| format!("%{b:02X}")).collect();
    format!("param={encoded}&sign={signed}").into_bytes()
}

#[test]
fn a_pushed_scan_shows_at_once() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let secrets = Box::new(FolderSecrets::new(folder.path(), Box::new(NoRing), Some("a passphrase".to_owned())));
    let world = World::open_on(folder.path(), MachinePrinters::at("127.0.0.1:9", &[]), secrets).expect("an open folder");
    let served = Served::of(world);
    let url = served.url();
    let outside = Browser::new(url.trim_start_matches("http://").split('/').next().expect("an address"));
    let pasted = ask(&served, "orders.paste", json!({"text": "张示例 19900001234 浙江省杭州市西湖区样例路8号 棉布袋", "accept": true}));
    let no = pasted["orders"][0]["order_no"].as_str().or(pasted["created"][0]["order_no"].as_str()).map(str::to_owned);
    let no = no.unwrap_or_else(|| ask(&served, "orders.list", json!({}))["orders"][0]["order_no"].as_str().expect("an order").to_owned());
    if ask(&served, "orders.show", json!({"no": no}))["state"] == "to_review" {
        ask(&served, "orders.apply", json!({"no": no, "event": "accept"}));
    }
    ask(&served, "orders.apply", json!({"no": no, "event": "ship", "fields": {"trackings": [["圆通", "YT8800000000017"]]}}));
    let saved = ask(
        &served,
        "track.save_source",
        json!({"source": "kuaidi100", "credentials": {"key": "k", "customer": "c", "salt": "testsalt"}, "push_base": "https://desk.example.com"}),
    );
    let address = saved["push_url"].as_str().expect("an address").trim_start_matches("https://desk.example.com").to_owned();
    let at = moment::short(SystemClock.now_ms() - 60_000) + ":00";
    let good = body("YT8800000000017", &at, "103", "[杭州市]示例网点 已揽收");

    let state = || ask(&served, "orders.show", json!({"no": no}))["state"].as_str().expect("a state").to_owned();
    assert_eq!(state(), "shipped");
    let wrong = outside.send("POST", &format!("{address}0"), &[], &good);
    assert_eq!((wrong.status, state().as_str()), (404, "shipped"));
    let mut forged = good.clone();
    let last = forged.len() - 1;
    forged[last] = if forged[last] == b'A' { b'B' } else { b'A' };
    let refused = outside.send("POST", &address, &[], &forged);
    assert_eq!((refused.status, refused.json()["result"].as_bool(), state().as_str()), (200, Some(false), "shipped"));

    let started_ms = SystemClock.now_ms();
    let answer = outside.send("POST", &address, &[("content-type", "application/x-www-form-urlencoded")], &good);
    assert_eq!((answer.status, answer.json()["returnCode"].as_str()), (200, Some("200")));
    assert_eq!(state(), "collected");
    assert!(SystemClock.now_ms() - started_ms < 3_000);
    assert_eq!((answer.header("cache-control"), answer.header("x-content-type-options")), ("no-store", "nosniff"));

    // The address leads to nothing else, and nothing too long goes in.
    assert_eq!(outside.send("GET", &address, &[], b"").status, 405);
    assert_eq!(outside.send("POST", &address, &[], &vec![b'a'; 2 << 20]).status, 413);
}
