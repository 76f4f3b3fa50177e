//! Printing on real print systems: network printers and CUPS queues, well, failing, stopped, gone. Run with `YIDAN_CUPS_TESTS=1`.
#![cfg(unix)]

mod print_bench;

use print_bench::{Bench, barcodes, dead_device, is_wanted, next_job, page_size, socket_printer, wait};
use std::fs;
use yidan_app::ports::{Body, PrintError, Printers, QueueState, Sheets};
use yidan_host::printers::MachinePrinters;

const NUMBERS: [&str; 3] = ["78000000000015", "JDVA01000000017", "YT8800000000017"];
const PDF: &[u8] = include_bytes!("fixtures/three-labels.pdf");

fn sheets(title: &str, width_mm: u32, height_mm: u32) -> Sheets {
    Sheets { title: title.to_owned(), body: Body::Pdf(PDF.to_vec()), width_mm, height_mm }
}

/// The first state that is not mere waiting, or waiting with words that contain `stop_at`.
fn settled(printers: &MachinePrinters, printer: &str, job: &str, stop_at: &str) -> QueueState {
    wait("the end of a job", || match printers.state(printer, job).expect("a state") {
        QueueState::Waiting(words) if stop_at.is_empty() || !words.contains(stop_at) => None,
        state => Some(state),
    })
}

#[test]
fn network_printers() {
    if !is_wanted() {
        return;
    }
    let bench = Bench::new();
    let capture = r#"cp "$1" "$captured/$IPP_JOB_ID.pdf"; env | grep ^IPP_ > "$captured/$IPP_JOB_ID.env""#;
    let (good, good_runs) = bench.network_printer("good", capture);
    let (bad, _bad_runs) = bench.network_printer("bad", "echo 'STATE: +media-needed,cover-open' >&2; exit 1");
    let off = "ipp://localhost:9/ipp/print";
    let printers = MachinePrinters::at("localhost:9", &[&good, &bad, off]);

    let listed = printers.list().expect("direct printers need no print system");
    assert_eq!(listed.iter().map(|p| (p.name.as_str(), p.ready)).collect::<Vec<_>>(), [(good.as_str(), true), (&bad, true), (off, false)]);
    assert_eq!(listed[0].sizes_mm, [(76, 130), (100, 150)]);
    assert_eq!((listed[2].reasons.as_slice(), listed[0].custom_sizes), (&["offline".to_owned()][..], false));

    let job = printers.send(&good, &sheets("Yidan B20261122-1", 76, 130)).expect("sent");
    assert_eq!(settled(&printers, &good, &job, ""), QueueState::Done);
    let arrived = bench.at("captured/1.pdf");
    assert_eq!(fs::read(&arrived).expect("the job arrived"), PDF);
    let told = fs::read_to_string(bench.at("captured/1.env")).expect("the job's words");
    assert!(told.contains("IPP_JOB_NAME=Yidan B20261122-1\n"), "{told}");
    assert!(told.contains("om_label-76x130_76x130mm"), "{told}");

    let failed = printers.send(&bad, &sheets("Yidan 2", 76, 130)).expect("sent");
    let QueueState::Failed(words) = settled(&printers, &bad, &failed, "") else { panic!("the printer aborts every job") };
    assert!(words.contains("aborted-by-system"), "{words}");
    let reasons = &printers.list().expect("list")[1].reasons;
    assert!(reasons.iter().any(|r| r.contains("media-needed")), "{reasons:?}");
    printers.cancel(&bad, &failed).expect("an ended job need not be cancelled");

    assert!(matches!(printers.send(&good, &sheets("Yidan 3", 50, 50)), Err(PrintError::NoSuchPaper)));
    assert!(matches!(printers.send(off, &sheets("Yidan 4", 76, 130)), Err(PrintError::NoSystem(_))));
    assert!(matches!(printers.send("ipp://localhost:9/other", &sheets("Yidan 5", 76, 130)), Err(PrintError::NoSystem(_))));
    assert!(matches!(MachinePrinters::at("localhost:9", &[]).list(), Err(PrintError::NoSystem(_))));

    // A printer that was switched off and on counts from one again: the old job's number is somebody else's now.
    drop(good_runs);
    let (again, _again_runs) = bench.network_printer("good", "exit 0");
    let printers = MachinePrinters::at("localhost:9", &[&again]);
    let second = printers.send(&again, &sheets("Yidan 6", 76, 130)).expect("sent");
    assert_eq!(second.split(' ').next(), job.split(' ').next());
    assert_eq!(settled(&printers, &again, &second, ""), QueueState::Done);
    assert_eq!(printers.state(&again, &job).expect("a state"), QueueState::Unknown);
    assert_eq!(printers.state(&again, "999").expect("a state"), QueueState::Unknown);
}

#[test]
fn queues_of_cups() {
    if !is_wanted() {
        return;
    }
    let mut bench = Bench::new();
    let (device, jobs) = socket_printer();
    let (network, _network_runs) = bench.network_printer("ipp", r#"cp "$1" "$captured/$IPP_JOB_ID.pdf""#);
    let server = bench.cups();
    let printers = MachinePrinters::at(&server, &[]);
    assert_eq!(printers.list().expect("no queue is no trouble"), []);

    let zebra = "drv:///sample.drv/zebra.ppd";
    bench.queue(&server, "label", &device, zebra, &["-o", "Resolution=203dpi"]);
    bench.queue(&server, "aborting", &dead_device(), zebra, &["-o", "printer-error-policy=abort-job"]);
    bench.queue(&server, "stopping", &dead_device(), zebra, &["-o", "printer-error-policy=stop-printer"]);
    bench.queue(&server, "driverless", &network, "everywhere", &[]);
    let listed = printers.list().expect("list");
    let mut names: Vec<_> = listed.iter().map(|p| p.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["aborting", "driverless", "label", "stopping"]);
    assert!(listed.iter().all(|p| p.ready), "{listed:?}");
    assert!(listed.iter().any(|p| p.name == "label" && p.custom_sizes), "{listed:?}");

    // Through a real driver: three labels of 608 dots by 130 mm arrive.
    let job = printers.send("label", &sheets("Yidan B20261122-7", 76, 130)).expect("sent");
    assert_eq!(settled(&printers, "label", &job, ""), QueueState::Done);
    assert_eq!(graphics(&next_job(&jobs)), [(608, 1_038); 3]);

    // Through IPP without a driver: the page keeps its size, and the codes can be read.
    let job = printers.send("driverless", &sheets("Yidan 8", 76, 130)).expect("sent");
    assert_eq!(settled(&printers, "driverless", &job, ""), QueueState::Done);
    let arrived = bench.at("captured/1.pdf");
    assert!(page_size(&arrived).starts_with("215.433 x 368.504"), "{}", page_size(&arrived));
    assert_eq!(barcodes(&arrived, &bench.at("captured")), NUMBERS);

    let aborted = printers.send("aborting", &sheets("Yidan 9", 76, 130)).expect("sent");
    let stopped = printers.send("stopping", &sheets("Yidan 10", 76, 130)).expect("sent");
    let QueueState::Failed(words) = settled(&printers, "aborting", &aborted, "") else { panic!("nobody listens there") };
    assert!(!words.is_empty() && !words.contains("processing"), "{words}");
    let QueueState::Waiting(words) = settled(&printers, "stopping", &stopped, "printer-stopped") else { panic!("the job must wait") };
    assert!(words.contains("printer-stopped"), "{words}");
    assert!(printers.list().expect("list").iter().any(|p| p.name == "stopping" && !p.ready));
    printers.cancel("stopping", &stopped).expect("cancelled");
    let QueueState::Failed(words) = printers.state("stopping", &stopped).expect("a state") else { panic!("a cancelled job is over") };
    assert!(words.contains("cancel"), "{words}");
    printers.cancel("stopping", &stopped).expect("twice is fine");

    assert!(matches!(printers.send("nobody", &sheets("Yidan 11", 76, 130)), Err(PrintError::NoPrinter)));
    assert_eq!(printers.state("label", "9999").expect("a state"), QueueState::Unknown);
    let log = fs::read_to_string(bench.at("cups/log/page_log")).unwrap_or_default();
    assert!(log.contains("B20261122-7"), "the queue's log names the batch: {log}");
}

/// Dots wide and high of every picture in a ZPL stream.
fn graphics(zpl: &[u8]) -> Vec<(usize, usize)> {
    let text = String::from_utf8_lossy(zpl);
    let heads = text.split("~DGR:CUPS.GRF,").skip(1);
    heads
        .filter_map(|h| {
            let mut numbers = h.split(',').map(str::parse::<usize>);
            let (total, row) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
            Some((row * 8, total / row))
        })
        .collect()
}
