//! The door for programs of one's own over a real socket: it needs no sign-in, heeds no cookie, and leads to nothing else.

mod http;
mod served;

use http::{Browser, Reply};
use serde_json::{Value, json};
use served::Served;
use yidan_app::desk::Session;
use yidan_app::ports::Clock;
use yidan_app::table;
use yidan_host::clock::SystemClock;
use yidan_host::printers::MachinePrinters;
use yidan_host::secrets::{FolderSecrets, Ring};
use yidan_host::world::World;
use yidan_platforms::sign::digest::{hmac_sha256, lower};

const PATH: &str = "/intake/v1/orders";

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

/// A server with an open door, somebody who only knows the address, and the key.
struct Door {
    folder: tempfile::TempDir,
    served: Served,
    url: String,
    till: Browser,
    key: String,
}

fn door() -> Door {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let secrets = Box::new(FolderSecrets::new(folder.path(), Box::new(NoRing), Some("a passphrase".to_owned())));
    let world = World::open_on(folder.path(), MachinePrinters::at("127.0.0.1:9", &[]), secrets).expect("an open folder");
    let served = Served::of(world);
    let url = served.url();
    let till = Browser::new(url.trim_start_matches("http://").split('/').next().expect("an address"));
    let key = ask(&served, "intake.open", json!({ "name": "自营小店" }))["key"].as_str().expect("a key").to_owned();
    Door { folder, served, url, till, key }
}

fn ask(served: &Served, name: &str, request: Value) -> Value {
    table::call(&served.world.app, &Session::owner(), name, request).expect(name)
}

impl Door {
    fn send(&self, signature: Option<&str>, more: &[(&str, &str)], body: &str) -> Reply {
        let time = (SystemClock.now_ms() / 1_000).to_string();
        let key: Vec<u8> = (0..32).map(|i| u8::from_str_radix(&self.key[i * 2..i * 2 + 2], 16).expect("hexadecimal")).collect();
        let right = lower(&hmac_sha256(&key, format!("{time}.{body}").as_bytes()));
        let shop = ("x-yidan-shop", "%E8%87%AA%E8%90%A5%E5%B0%8F%E5%BA%97");
        let mut headers = vec![shop, ("x-yidan-timestamp", &time), ("x-yidan-signature", signature.unwrap_or(&right))];
        headers.extend(more);
        self.till.send("POST", PATH, &headers, body.as_bytes())
    }

    fn stored(&self) -> i64 {
        ask(&self.served, "orders.list", json!({}))["total"].as_i64().expect("a total")
    }
}

fn body(no: &str) -> String {
    json!({ "orders": [{ "order_no": no, "status": "to_ship", "buyer_amount_fen": 100, "items": [{ "title": "棉布袋", "qty": 1 }] }] })
        .to_string()
}

#[test]
fn a_till_sends_an_order_and_nobody_else_does() {
    let door = door();
    let reply = door.send(None, &[], &body("S-1"));
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.json()["orders"], json!([{ "order_no": "S-1", "result": "new" }]));
    assert_eq!(door.stored(), 1);
    assert_eq!((reply.header("cache-control"), reply.header("x-content-type-options")), ("no-store", "nosniff"));
    assert_eq!(door.send(None, &[], &body("S-1")).json()["unchanged"], 1);

    for signature in ["", "00", &"0".repeat(64)] {
        let refused = door.send(Some(signature), &[], &body("S-2"));
        assert_eq!((refused.status, refused.json()["error"]["code"].as_str()), (401, Some("bad_signature")));
        assert!(refused.json()["error"]["message"].as_str().is_some_and(|m| !m.is_empty()));
    }
    let bare = door.till.post(PATH, &json!({ "orders": [] }));
    assert_eq!(bare.status, 401);
    assert_eq!(door.send(None, &[], "{").status, 400);
    let huge = " ".repeat(yidan_app::intake::BYTES + 1);
    let refused = door.send(None, &[], &huge);
    assert_eq!((refused.status, refused.json()["error"]["code"].as_str()), (413, Some("file_too_large")));
    assert_eq!(door.stored(), 1);
}

#[test]
fn the_guards_of_people_do_not_stand_here_and_the_key_opens_nothing_else() {
    let door = door();
    // Under whatever name it is reached, and whatever a browser-like program sends along.
    for (no, more) in [
        ("S-1", ("host", "shop.example:443")),
        ("S-2", ("origin", "https://shop.example")),
        ("S-3", ("sec-fetch-site", "cross-site")),
        ("S-4", ("content-type", "text/plain")),
    ] {
        let reply = door.send(None, &[more], &body(no));
        assert_eq!(reply.status, 200, "{more:?} {reply:?}");
        assert_eq!((reply.header("access-control-allow-origin"), reply.header("set-cookie")), ("", ""));
    }
    assert_eq!(door.stored(), 4);
    // A person's cookie is no signature.
    let owner = Browser::signed_in(&door.url);
    assert_eq!(owner.post(PATH, &json!({ "orders": [] })).status, 401);
    // The other ways ask as before.
    for (path, status) in [("/rpc/orders.list", 401), ("/intake/v1/orders/x", 405), ("/intake/v1", 405), ("/events", 401)] {
        let key = [("x-yidan-shop", "x"), ("x-yidan-signature", door.key.as_str()), ("content-type", "application/json")];
        assert_eq!(door.till.send("POST", path, &key, b"{}").status, status, "{path}");
    }
    let foreign = [("content-type", "application/json"), ("host", "evil.example")];
    assert_eq!(door.till.send("POST", "/rpc/orders.list", &foreign, b"{}").status, 403);
    assert_eq!(door.till.get(PATH).status, 405);

    // People who have names change nothing for programs.
    ask(&door.served, "staff.add", json!({ "name": "小王", "role": "clerk", "pin": "4711", "owner_pin": "8462" }));
    assert_eq!(door.send(None, &[], &body("S-5")).status, 200);
    assert_eq!(door.till.post("/rpc/orders.list", &json!({})).status, 401);
}

#[test]
fn the_key_is_in_no_answer_and_in_no_file() {
    let mut door = door();
    let replies = [door.send(None, &[], &body("S-1")), door.send(Some(&door.key), &[], &body("S-2"))];
    for reply in replies {
        assert!(!String::from_utf8_lossy(&reply.body).contains(&door.key), "{reply:?}");
    }
    for name in ["intake.list", "shops.list", "doctor.check", "trail.heads"] {
        assert!(!ask(&door.served, name, json!({})).to_string().contains(&door.key), "{name}");
    }
    door.served.stop();
    let mut looked = 0;
    for entry in std::fs::read_dir(door.folder.path()).expect("lists").flatten().filter(|e| e.path().is_file()) {
        let bytes = std::fs::read(entry.path()).expect("reads");
        assert!(!bytes.windows(door.key.len()).any(|w| w == door.key.as_bytes()), "{:?}", entry.path());
        looked += 1;
    }
    assert!(looked >= 2, "the data and the secrets");
}
