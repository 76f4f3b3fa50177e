//! Printers that take bytes without a queue, played on this machine: well, silent, out of paper, cut off in the middle, hanging, switched off.
//! What must never happen: a label that counts as printed and is not, or one that is sent twice.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;
use yidan_app::ports::{Body, DirectPrinter, Language, PrintError, Printers, QueueState, Sheets};
use yidan_host::printers::MachinePrinters;

/// How a played printer behaves.
#[derive(Clone, Copy)]
enum Play {
    /// Answers TSPL's question with these bytes in turn, the last one for ever, and takes everything.
    Answers(&'static [u8]),
    /// Says nothing, reads to the end, closes.
    Silent,
    /// Reads so many bytes and cuts the line.
    CutsAfter(usize),
    /// Takes the line and never reads.
    Hangs,
}

/// The port of a played printer, and every label that it has read whole.
fn play(how: Play) -> (String, Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("tcp://{}", listener.local_addr().expect("bound"));
    let (sender, labels) = channel();
    std::thread::spawn(move || {
        let mut asked = 0;
        let mut held = Vec::new();
        for line in listener.incoming() {
            let Ok(line) = line else { return };
            match how {
                Play::Answers(bytes) => answer(line, bytes, &mut asked, &sender),
                Play::Silent => {
                    let mut line = line;
                    let mut heard = Vec::new();
                    let _ = line.read_to_end(&mut heard);
                    // A look that sends nothing is no label.
                    if !heard.is_empty() {
                        let _ = sender.send(without_questions(&heard));
                    }
                }
                Play::CutsAfter(count) => cut(line, count),
                Play::Hangs => held.push(line),
            }
        }
    });
    (address, labels)
}

const QUESTION: &[u8] = b"\x1b!?";

fn without_questions(heard: &[u8]) -> Vec<u8> {
    let mut out = heard.to_vec();
    while let Some(at) = out.windows(3).position(|w| w == QUESTION) {
        out.drain(at..at + 3);
    }
    out
}

fn answer(mut line: TcpStream, bytes: &[u8], asked: &mut usize, labels: &Sender<Vec<u8>>) {
    let (mut heard, mut part, mut answered) = (Vec::new(), [0; 4096], 0);
    while let Ok(more) = line.read(&mut part) {
        if more == 0 {
            break;
        }
        heard.extend_from_slice(&part[..more]);
        let questions = heard.windows(3).filter(|w| *w == QUESTION).count();
        while answered < questions {
            answered += 1;
            let byte = bytes[(*asked).min(bytes.len() - 1)];
            *asked += 1;
            if line.write_all(&[byte]).is_err() {
                return;
            }
        }
    }
    let label = without_questions(&heard);
    if !label.is_empty() {
        let _ = labels.send(label);
    }
}

/// A line that is dropped with unread bytes is reset.
fn cut(mut line: TcpStream, count: usize) {
    let mut heard = vec![0; count];
    let _ = line.read_exact(&mut heard);
}

fn machine(address: &str, language: Language) -> MachinePrinters {
    let printers = MachinePrinters::at("127.0.0.1:9", &[]);
    printers.know(&[DirectPrinter { name: "热敏机".into(), address: address.into(), language }]);
    printers
}

fn sheets(bytes: Vec<u8>) -> Sheets {
    Sheets { title: "B0001-001".into(), body: Body::Raw(bytes), width_mm: 76, height_mm: 130 }
}

/// More than any buffer on the way holds.
fn large() -> Vec<u8> {
    (0..32 << 20).map(|i: u32| (i % 251) as u8).collect()
}

#[test]
fn a_label_that_was_read_is_printed() {
    let label: Vec<u8> = (0..90_000u32).map(|i| (i % 13) as u8).collect();
    for (how, language) in
        [(Play::Answers(&[0]), Language::Tspl), (Play::Silent, Language::Cpcl), (Play::Answers(&[0x20, 0x20, 0x20, 0]), Language::Tspl)]
    {
        let (address, labels) = play(how);
        let printers = machine(&address, language);
        assert_eq!(printers.list().expect("no queue is needed").iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["热敏机"]);
        let job = printers.send("热敏机", &sheets(label.clone())).expect("taken");
        assert!(labels.recv_timeout(Duration::from_secs(20)).expect("it arrived") == label, "as it was sent");
        let mut looks = 0;
        let end = loop {
            looks += 1;
            match printers.state("热敏机", &job).expect("a state") {
                QueueState::Waiting(words) if words.is_empty() && looks < 10 => {}
                other => break other,
            }
        };
        assert_eq!(end, QueueState::Done);
        assert!(printers.cancel("热敏机", &job).is_err(), "what was taken cannot be taken back");
    }
}

#[test]
fn trouble_is_told_before_anything_is_sent() {
    let (address, labels) = play(Play::Answers(&[0x04]));
    let printers = machine(&address, Language::Tspl);
    let listed = printers.list().expect("listed");
    assert_eq!((listed[0].ready, listed[0].reasons.as_slice()), (false, &["media-empty".to_owned()][..]));
    let Err(PrintError::NotReady(reasons)) = printers.send("热敏机", &sheets(vec![1; 5_000])) else { panic!("there is no paper") };
    assert_eq!(reasons, ["media-empty"]);
    assert!(labels.recv_timeout(Duration::from_millis(200)).is_err(), "nothing was sent");
    // Nobody listens at all.
    let off = machine("tcp://127.0.0.1:9", Language::Tspl);
    assert_eq!(off.list().expect("listed")[0].reasons, ["offline"]);
    assert!(matches!(off.send("热敏机", &sheets(vec![1])), Err(PrintError::NotReady(reasons)) if reasons == ["offline"]));
}

#[test]
fn paper_that_ends_behind_the_label_keeps_it_waiting() {
    // Well before the label and behind it, then out of paper, then well again.
    let (address, _labels) = play(Play::Answers(&[0, 0, 0x04, 0x04, 0]));
    let printers = machine(&address, Language::Tspl);
    let job = printers.send("热敏机", &sheets(vec![7; 40_000])).expect("taken");
    assert_eq!(printers.state("热敏机", &job).expect("a state"), QueueState::Waiting("media-empty".into()));
    assert_eq!(printers.state("热敏机", &job).expect("a state"), QueueState::Waiting("media-empty".into()));
    assert_eq!(printers.state("热敏机", &job).expect("a state"), QueueState::Done);
    assert_eq!(printers.state("热敏机", "other").expect("a state"), QueueState::Unknown);
}

#[test]
fn a_line_that_breaks_in_the_middle_is_unknown() {
    for cut_after in [1, 5_000] {
        let (address, _labels) = play(Play::CutsAfter(cut_after));
        let printers = machine(&address, Language::Cpcl);
        let sent = printers.send("热敏机", &sheets(large()));
        assert!(matches!(sent, Err(PrintError::BrokenOff(_))), "{cut_after}: {sent:?}");
    }
}

#[test]
fn a_printer_that_hangs_is_unknown() {
    let (address, _labels) = play(Play::Hangs);
    let sent = machine(&address, Language::Cpcl).send("热敏机", &sheets(vec![7; 40_000]));
    assert!(matches!(sent, Err(PrintError::BrokenOff(_))), "{sent:?}");
}

#[test]
fn only_what_is_known_is_spoken_to() {
    let printers = machine("tcp://127.0.0.1:9", Language::Tspl);
    printers.know(&[]);
    assert!(!matches!(printers.send("热敏机", &sheets(vec![1])), Ok(_) | Err(PrintError::NotReady(_))));
    let pdf = Sheets { body: Body::Pdf(vec![1]), ..sheets(Vec::new()) };
    assert!(matches!(machine("tcp://127.0.0.1:9", Language::Tspl).send("热敏机", &pdf), Err(PrintError::Refused(_))));
}

/// A pipe stands for the device of a printer at a cable.
#[cfg(target_os = "linux")]
#[test]
fn a_device_takes_all_or_it_is_unknown() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("lp0");
    let made = std::process::Command::new("mkfifo").arg(&path).status().expect("mkfifo");
    assert!(made.success());
    let printers = machine(&path.display().to_string(), Language::Tspl);
    // Nobody reads: the printer is off.
    assert!(matches!(printers.send("热敏机", &sheets(vec![1; 10])), Err(PrintError::NotReady(_))));
    let label: Vec<u8> = (0..200_000u32).map(|i| (i % 17) as u8).collect();
    let reader = {
        let path = path.clone();
        std::thread::spawn(move || std::fs::read(path).expect("read"))
    };
    let mut sent = printers.send("热敏机", &sheets(label.clone()));
    while matches!(&sent, Err(PrintError::NotReady(_))) {
        // The reader's thread has not opened its end yet.
        std::thread::yield_now();
        sent = printers.send("热敏机", &sheets(label.clone()));
    }
    let job = sent.expect("taken");
    assert!(reader.join().expect("ended") == label, "as it was sent");
    assert_eq!(printers.state("热敏机", &job).expect("a state"), QueueState::Done);
    // A reader that goes away in the middle.
    let half = {
        let path = path.clone();
        std::thread::spawn(move || {
            let mut file = std::fs::File::open(path).expect("opened");
            let mut part = vec![0; 1_000];
            file.read_exact(&mut part).expect("a part");
        })
    };
    let mut sent = printers.send("热敏机", &sheets(large()));
    while matches!(&sent, Err(PrintError::NotReady(_))) {
        std::thread::yield_now();
        sent = printers.send("热敏机", &sheets(large()));
    }
    half.join().expect("ended");
    assert!(matches!(sent, Err(PrintError::BrokenOff(_))), "{sent:?}");
    let file = folder.path().join("file");
    std::fs::write(&file, b"x").expect("written");
    assert!(matches!(machine(&file.display().to_string(), Language::Tspl).send("热敏机", &sheets(vec![1])), Err(PrintError::Refused(_))));
    assert_eq!(std::fs::read(file).expect("read"), b"x");
}
