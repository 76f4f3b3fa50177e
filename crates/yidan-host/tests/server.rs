//! The LAN server over a real socket: who may speak, what a foreign page cannot do, files in and out, news, and the end.

mod http;
mod served;

use http::Browser;
use serde_json::json;
use served::Served;
use std::net::TcpStream;
use yidan_app::ports::Shelf;

fn start() -> (tempfile::TempDir, Served, Browser) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let served = Served::start(folder.path());
    let browser = Browser::signed_in(&served.url());
    (folder, served, browser)
}

#[test]
fn nobody_speaks_without_a_key() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let served = Served::start(folder.path());
    let url = served.url();
    let address = url.trim_start_matches("http://").split('/').next().expect("an address");
    assert!(address.starts_with("127.0.0.1:"), "{address}");
    let stranger = Browser::new(address);
    for reply in [
        stranger.post("/rpc/session.get", &json!({})),
        stranger.get("/events"),
        stranger.get("/files/x"),
        stranger.post("/files?name=a", &json!({})),
    ] {
        assert_eq!(reply.status, 401, "{reply:?}");
        let error = &reply.json()["error"];
        assert_eq!(error["code"], "sign_in_needed");
        assert!(error["message"].as_str().is_some_and(|m| !m.is_empty()));
    }
    for key in ["", "wrong", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"] {
        assert_eq!(stranger.post("/signin", &json!({ "key": key })).status, 401, "{key}");
    }
    assert_eq!(stranger.get("/").status, 200, "the page itself holds no secret");

    let owner = Browser::signed_in(&url);
    assert_eq!(owner.rpc("session.get", &json!({}))["role"], "owner");
    let again = Browser::new(address).post("/signin", &json!({ "key": url.rsplit('=').next() }));
    assert_eq!(again.status, 401, "a key works once");
    let second = Browser::signed_in(&served.url());
    assert_eq!(second.post("/signout", &json!({})).status, 200);
    assert_eq!(second.post("/rpc/session.get", &json!({})).status, 401);
    assert_eq!(owner.post("/rpc/session.get", &json!({})).status, 200);
}

#[test]
fn a_foreign_page_gets_nothing() {
    let (_folder, _served, browser) = start();
    let json = ("content-type", "application/json");
    let home = format!("http://{}", browser.address);
    for (headers, expected) in [
        (&[json][..], 200),
        (&[json, ("origin", home.as_str())], 200),
        (&[json, ("origin", "http://evil.example")], 403),
        (&[json, ("origin", "null")], 403),
        (&[json, ("sec-fetch-site", "cross-site")], 403),
        (&[json, ("host", "evil.example")], 403),
        (&[json, ("host", "192.168.1.5:7788")], 403),
        (&[("content-type", "text/plain")], 400),
        (&[("content-type", "application/x-www-form-urlencoded")], 400),
    ] {
        let reply = browser.send("POST", "/rpc/session.get", headers, b"{}");
        assert_eq!(reply.status, expected, "{headers:?} {reply:?}");
        assert_eq!(reply.header("access-control-allow-origin"), "");
        assert_eq!(reply.header("cache-control"), "no-store");
    }
    assert_eq!(browser.send("OPTIONS", "/rpc/session.get", &[("origin", "http://evil.example")], b"").status, 403);
    let page = browser.get("/orders");
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && policy.contains("script-src 'self';") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(browser.get("/assets/none.js").status, 404);
}

#[test]
fn commands_and_their_failures() {
    let (_folder, _served, browser) = start();
    assert_eq!(browser.send("POST", "/rpc/session.get", &[("content-type", "application/json; charset=utf-8")], b"").status, 200);
    for (name, body, status, code) in [
        ("no.such", "{}", 404, "unknown_command"),
        ("orders.show", r#"{"no":"nobody"}"#, 404, "not_found"),
        ("orders.list", r#"{"filter":{"states":["asleep"]}}"#, 400, "bad_request"),
        ("orders.list", "{", 400, "bad_request"),
    ] {
        let reply = browser.send("POST", &format!("/rpc/{name}"), &[("content-type", "application/json")], body.as_bytes());
        assert_eq!((reply.status, reply.json()["error"]["code"].as_str()), (status, Some(code)), "{name} {body}");
    }
    let huge = vec![b' '; yidan_host::limits::REQUEST_BYTES + 1];
    let reply = browser.send("POST", "/rpc/session.get", &[("content-type", "application/json")], &huge);
    assert_eq!(reply.status, 413);
}

#[test]
fn files_go_in_and_out() {
    let (folder, served, browser) = start();
    let bytes: Vec<u8> = (0..3_000_000_u32).map(|i| (i * 7 % 251) as u8).collect();
    let binary = [("content-type", "application/octet-stream")];
    let put = browser.send("POST", "/files?name=%E8%AE%A2%E5%8D%95%201.csv", &binary, &bytes).json();
    assert_eq!((put["name"].as_str(), put["bytes"].as_u64()), (Some("订单 1.csv"), Some(3_000_000)));
    let handle = put["handle"].as_str().expect("a handle");
    let got = browser.get(&format!("/files/{handle}"));
    assert_eq!(got.body, bytes);
    assert_eq!(got.header("content-disposition"), "attachment; filename*=UTF-8''%E8%AE%A2%E5%8D%95%201.csv");
    assert_eq!(got.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(got.header("content-length"), "3000000");
    for wrong in ["/files/none", "/files/..%2f..%2fyidan.db", "/files/%2e%2e"] {
        assert_eq!(browser.get(wrong).status, 404, "{wrong}");
    }

    // An upload that breaks off leaves nothing behind.
    let told = [("content-type", "application/octet-stream"), ("content-length", "3000000")];
    let before = std::fs::read_dir(folder.path().join("shelf")).expect("the shelf").count();
    {
        use std::io::Write;
        let mut connection = TcpStream::connect(&browser.address).expect("a connection");
        let head = format!(
            "POST /files?name=half HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\n{}: {}\r\n{}: {}\r\n\r\n",
            browser.address, browser.cookie, told[0].0, told[0].1, told[1].0, told[1].1
        );
        connection.write_all(head.as_bytes()).and_then(|()| connection.write_all(&bytes[..1_000_000])).expect("half sent");
    }
    let too_large = [("content-type", "application/octet-stream"), ("content-length", "9999999999")];
    let reply = browser.send("POST", "/files?name=huge", &too_large, b"");
    assert_eq!((reply.status, reply.json()["error"]["code"].as_str()), (413, Some("file_too_large")));
    drop(served);
    let after: Vec<_> = std::fs::read_dir(folder.path().join("shelf")).expect("the shelf").flatten().map(|e| e.file_name()).collect();
    assert_eq!(after.len(), before, "{after:?}");
}

#[test]
fn news_reaches_every_browser_and_ends_with_the_server() {
    let (_folder, mut served, browser) = start();
    let other = Browser::signed_in(&served.url());
    let mut streams = [browser.stream("/events"), other.stream("/events")];
    for stream in &mut streams {
        assert!(stream.any(|l| l.is_empty()), "the head of the stream");
    }
    browser.rpc("settings.set", &json!({ "key": "theme", "value": "dark" }));
    for stream in &mut streams {
        // The clock of the desk may have news of its own before it.
        assert!(stream.any(|l| l == "event: changed"));
        assert!(stream.any(|l| l == r#"data: {"tables":["setting"]}"#), "what changed");
    }
    browser.rpc("orders.demo", &json!({ "orders": 5, "seed": 1 }));
    for stream in &mut streams {
        assert!(stream.any(|l| l == "event: job"));
        let data = stream.find(|l| l.starts_with("data:")).expect("the job");
        assert!(data.contains("\"kind\":\"demo\""), "{data}");
    }
    served.stop();
    for stream in &mut streams {
        assert_eq!(stream.find(|l| l == "never"), None, "the stream is over");
    }
    assert!(TcpStream::connect(&browser.address).is_err(), "the port is closed");
    assert!(served.world.shelf.open("none").is_err());
}
