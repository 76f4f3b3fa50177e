//! The one sender to outside platforms: time-outs, size bounds, nothing understood. Limits and asking again are the core's business.
//! What is sent and what comes back never reaches a log: an error tells the kind of trouble and the host, nothing else.

use crate::limits;
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use yidan_app::ports::{Method, Reply, Request, Wire, WireError};

/// The network of this machine. Made when first needed: most commands never leave this machine.
pub struct Network {
    open: OnceLock<Result<Open, String>>,
    stopped: Arc<(Mutex<bool>, Condvar)>,
}

struct Open {
    runtime: tokio::runtime::Runtime,
    client: reqwest::Client,
}

/// Ends waits when the process has to end.
#[derive(Clone, Default)]
pub struct Stopper(Arc<(Mutex<bool>, Condvar)>);

impl Stopper {
    pub fn stop(&self) {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.1.notify_all();
    }
}

impl Network {
    pub fn new(stopper: &Stopper) -> Network {
        Network { open: OnceLock::new(), stopped: Arc::clone(&stopper.0) }
    }
}

impl Open {
    /// One client for the process; certificates are those of the system.
    fn new() -> Result<Open, String> {
        // Somebody else in this process may have chosen already; any choice will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("wire")
            .enable_all()
            .build()
            .map_err(|e| e.to_string())?;
        let client = reqwest::Client::builder()
            .connect_timeout(limits::WIRE_CONNECT)
            .timeout(limits::WIRE_ANSWER)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|e| e.to_string())?;
        Ok(Open { runtime, client })
    }

    async fn ask(&self, request: &Request) -> Result<Reply, WireError> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut asked = self.client.request(method, &request.url);
        for (name, value) in &request.headers {
            asked = asked.header(name, value);
        }
        let mut answer = asked.body(request.body.clone()).send().await.map_err(told)?;
        let headers = answer.headers().iter();
        let headers = headers.map(|(n, v)| (n.as_str().to_owned(), String::from_utf8_lossy(v.as_bytes()).into_owned())).collect();
        let (status, mut body) = (answer.status().as_u16(), Vec::new());
        while let Some(part) = answer.chunk().await.map_err(told)? {
            if body.len() + part.len() > limits::WIRE_BYTES {
                return Err(WireError::NoAnswer("too large".to_owned()));
            }
            body.extend_from_slice(&part);
        }
        Ok(Reply { status, headers, body })
    }
}

/// Without the address: it may carry keys.
fn told(error: reqwest::Error) -> WireError {
    let error = error.without_url();
    let words = if error.is_timeout() {
        "time-out".to_owned()
    } else {
        // The innermost cause tells most: refused, no such name, certificate.
        let mut cause: &dyn std::error::Error = &error;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        cause.to_string()
    };
    if error.is_connect() || error.is_builder() { WireError::NotSent(words) } else { WireError::NoAnswer(words) }
}

impl Wire for Network {
    fn send(&self, request: &Request) -> Result<Reply, WireError> {
        let open = self.open.get_or_init(Open::new).as_ref().map_err(|e| WireError::NotSent(e.clone()))?;
        open.runtime.block_on(open.ask(request))
    }

    fn wait_ms(&self, ms: u64) {
        let (stopped, bell) = &*self.stopped;
        let guard = stopped.lock().unwrap_or_else(PoisonError::into_inner);
        drop(bell.wait_timeout_while(guard, Duration::from_millis(ms), |stopped| !*stopped));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};

    fn request(url: String, writes: bool) -> Request {
        let (call, headers) = ("orders".to_owned(), vec![("x-key".to_owned(), "canary-1".to_owned())]);
        Request { call, method: Method::Post, url, headers, body: b"{\"a\":1}".to_vec(), writes }
    }

    /// Answers one connection with these bytes and tells what it was asked.
    fn one(answer: &'static [u8]) -> (String, std::thread::JoinHandle<String>) {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("binds");
        let url = format!("http://{}/x?sign=canary-2", listener.local_addr().expect("address"));
        let heard = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a caller");
            let mut buffer = [0; 2_048];
            let mut text = String::new();
            while !text.contains("{\"a\":1}") {
                let n = stream.read(&mut buffer).expect("reads");
                text.push_str(&String::from_utf8_lossy(&buffer[..n]));
            }
            stream.write_all(answer).expect("answers");
            text
        });
        (url, heard)
    }

    #[test]
    fn what_is_signed_is_what_is_sent() {
        let network = Network::new(&Stopper::default());
        let (url, heard) = one(b"HTTP/1.1 429 Slow\r\nRetry-After: 3\r\nContent-Length: 2\r\n\r\nno");
        let reply = network.send(&request(url, false)).expect("an answer");
        assert_eq!((reply.status, reply.header("retry-after"), reply.body.as_slice()), (429, Some("3"), b"no".as_slice()));
        let text = heard.join().expect("heard");
        assert!(text.starts_with("POST /x?sign=canary-2 HTTP/1.1\r\n") && text.contains("x-key: canary-1"), "{text}");
    }

    #[test]
    fn troubles_tell_whether_it_was_sent_and_no_secret() {
        let network = Network::new(&Stopper::default());
        let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port");
        let refused = network.send(&request(format!("http://{free}/?sign=canary-2"), true)).expect_err("nobody listens");
        assert!(matches!(refused, WireError::NotSent(_)), "{refused}");
        let (url, heard) = one(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        let cut = network.send(&request(url, true)).expect_err("half an answer");
        assert!(matches!(cut, WireError::NoAnswer(_)), "{cut}");
        heard.join().expect("heard");
        for error in [refused, cut] {
            assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
        }
    }

    #[test]
    fn a_wait_ends_when_work_has_to_end() {
        let stopper = Stopper::default();
        let network = Network::new(&stopper);
        stopper.stop();
        // Would take a day otherwise.
        network.wait_ms(86_400_000);
    }
}
