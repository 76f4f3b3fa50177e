//! A wire between us and a server on loopback that a test can cut, answer on, or leave silent, request by request.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What happens to one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It passes, and so does its reply.
    Pass,
    /// It never arrives.
    CutBefore,
    /// It arrives and is done; the reply is lost.
    CutAfter,
    /// It never arrives; somebody else answers with this status and body.
    Answer(u16, String),
}

type Judge = dyn Fn(&str, usize) -> Fate + Send + Sync;

/// The near end of the wire.
pub struct Wire {
    /// `http://127.0.0.1:PORT`, in place of the server's own address.
    pub url: String,
    requests: Arc<AtomicUsize>,
}

impl Wire {
    /// A wire to the server at `url`. The judge is given the path with the body of each request, and how many came before it.
    pub fn to(url: &str, judge: impl Fn(&str, usize) -> Fate + Send + Sync + 'static) -> Wire {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let near = format!("http://{}", listener.local_addr().expect("an address"));
        let (far, judge): (String, Arc<Judge>) = (url.trim_start_matches("http://").to_owned(), Arc::new(judge));
        let requests = Arc::new(AtomicUsize::new(0));
        let count = requests.clone();
        std::thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                let (far, judge, count) = (far.clone(), judge.clone(), count.clone());
                // A connection that breaks is what the wire is for.
                std::thread::spawn(move || drop(carry(connection, &far, judge.as_ref(), &count)));
            }
        });
        Wire { url: near, requests }
    }

    /// Requests so far.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

/// One request per connection; both ends are told so.
fn carry(mut near: TcpStream, far: &str, judge: &Judge, count: &AtomicUsize) -> std::io::Result<()> {
    let mut reader = BufReader::new(near.try_clone()?);
    let (mut head, mut length, mut first) = (String::new(), 0, String::new());
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line == "\r\n" {
            break;
        }
        let lower = line.to_ascii_lowercase();
        if let Some(n) = lower.strip_prefix("content-length:") {
            length = n.trim().parse().unwrap_or(0);
        }
        if first.is_empty() {
            first.clone_from(&line);
        }
        if !lower.starts_with("connection:") {
            head.push_str(&line);
        }
    }
    if first.is_empty() {
        return Ok(());
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let path = first.split(' ').nth(1).unwrap_or_default();
    let seen = format!("{path} {}", String::from_utf8_lossy(&body));
    let fate = judge(&seen, count.fetch_add(1, Ordering::SeqCst));
    if let Fate::Answer(status, text) = fate {
        let answer = format!("HTTP/1.1 {status} Made up\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}", text.len());
        return near.write_all(answer.as_bytes());
    }
    if fate == Fate::CutBefore {
        return Ok(());
    }
    let mut server = TcpStream::connect(far)?;
    server.write_all(format!("{head}connection: close\r\n\r\n").as_bytes())?;
    server.write_all(&body)?;
    let mut reply = Vec::new();
    server.read_to_end(&mut reply)?;
    if fate == Fate::Pass { near.write_all(&reply) } else { Ok(()) }
}
