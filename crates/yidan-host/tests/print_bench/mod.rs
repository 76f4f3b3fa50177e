//! A private print system for tests: network printers (ippeveprinter), a CUPS server, and a socket that pretends to be a label printer.
//! Everything lies in one temporary folder, and every process is ended by its own id. What is tested stands in `printing.rs`.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use yidan_app::ports::Printers;
use yidan_host::printers::MachinePrinters;

const TOOLS: &[&str] = &["dbus-daemon", "ippeveprinter", "cupsd", "lpadmin", "pdfinfo", "pdftoppm", "zbarimg"];
/// Quarter seconds of patience for anything that happens in another process.
const PATIENCE: usize = 240;

/// True when these tests are wanted. Wanted tests without their tools are a failure, not an omission.
#[allow(clippy::disallowed_methods)] // A test's own switch; nothing of the program reads it.
pub fn is_wanted() -> bool {
    if std::env::var("YIDAN_CUPS_TESTS").as_deref() != Ok("1") {
        // Written past the test's captured output, so that nobody takes an omission for a success.
        let _ = writeln!(std::io::stderr(), "left out: real printing is tested with YIDAN_CUPS_TESTS=1");
        return false;
    }
    let missing: Vec<_> = TOOLS.iter().filter(|t| find(t).is_none()).collect();
    assert!(missing.is_empty(), "YIDAN_CUPS_TESTS=1, but these programs are missing: {missing:?}");
    true
}

fn find(tool: &str) -> Option<PathBuf> {
    ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]
        .iter()
        .map(|d| Path::new(d).join(tool))
        .find(|p| p.is_file())
}

/// A process that ends with the test.
pub struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The folder and the processes of one test.
pub struct Bench {
    running: Vec<Running>,
    pub folder: tempfile::TempDir,
}

impl Bench {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        run("chmod", &["755", path(folder.path())]);
        let mut bench = Bench { running: Vec::new(), folder };
        fs::create_dir(bench.at("captured")).expect("folder");
        // ippeveprinter insists on a bus; nobody needs to be on it.
        let address = format!("--address=unix:path={}", bench.at("bus.sock").display());
        let bus = bench.start(Command::new("dbus-daemon").args(["--session", "--nofork", "--nopidfile", &address]));
        bench.running.push(bus);
        let socket = bench.at("bus.sock");
        wait("the bus", || socket.exists().then_some(()));
        bench
    }

    pub fn at(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    /// A network printer with label paper. `script` runs for every job: `$1` is the file, `IPP_*` describe the job.
    pub fn network_printer(&self, name: &str, script: &str) -> (String, Running) {
        let port = free_port();
        let command = self.script(name, script);
        let paper = self.at(&format!("{name}.conf"));
        fs::write(&paper, LABEL_PAPER).expect("conf");
        let spool = self.at(&format!("{name}-spool"));
        fs::create_dir_all(&spool).expect("folder");
        let mut printer = Command::new(find("ippeveprinter").expect("checked"));
        printer.args(["-p", &port.to_string(), "-n", "localhost", "-r", "off", "-d", path(&spool), "-k"]);
        printer.args(["-a", path(&paper), "-c", path(&command), name]);
        printer.env("DBUS_SYSTEM_BUS_ADDRESS", format!("unix:path={}", self.at("bus.sock").display()));
        let running = self.start(&mut printer);
        wait("the network printer", || TcpStream::connect(("localhost", port)).ok());
        (format!("ipp://localhost:{port}/ipp/print"), running)
    }

    fn script(&self, name: &str, body: &str) -> PathBuf {
        let command = self.at(&format!("{name}.sh"));
        fs::write(&command, format!("#!/bin/sh\ncaptured='{}'\n{body}\n", path(&self.at("captured")))).expect("script");
        run("chmod", &["755", path(&command)]);
        command
    }

    /// A CUPS server of its own; returns `host:port`.
    pub fn cups(&mut self) -> String {
        let port = free_port();
        for folder in ["cups/etc", "cups/spool/tmp", "cups/cache", "cups/state", "cups/log"] {
            fs::create_dir_all(self.at(folder)).expect("folder");
        }
        let root = output("id", &["-u"]).trim() == "0";
        let groups = if root { "root lpadmin".to_owned() } else { output("id", &["-gn"]).trim().to_owned() };
        let mut files = format!("FileDevice Yes\nSystemGroup {groups}\n");
        for (word, below) in CUPS_FILES {
            files.push_str(&format!("{word} {}\n", path(&self.at(below))));
        }
        if root {
            // Filters run as `lp` and have to reach their folders.
            for folder in ["cups/spool", "cups/spool/tmp", "cups/cache", "cups/state"] {
                run("chgrp", &["lp", path(&self.at(folder))]);
            }
            run("chmod", &["1770", path(&self.at("cups/spool/tmp"))]);
        } else {
            files.push_str(&format!("User {}\nGroup {groups}\n", output("id", &["-un"]).trim()));
        }
        fs::write(self.at("cups/etc/cups-files.conf"), files).expect("conf");
        fs::write(self.at("cups/etc/cupsd.conf"), format!("Listen 127.0.0.1:{port}\n{CUPSD}")).expect("conf");
        let (conf, files) = (self.at("cups/etc/cupsd.conf"), self.at("cups/etc/cups-files.conf"));
        let server = self.start(Command::new(find("cupsd").expect("checked")).args(["-f", "-c", path(&conf), "-s", path(&files)]));
        self.running.push(server);
        let address = format!("127.0.0.1:{port}");
        wait("CUPS", || MachinePrinters::at(&address, &[]).list().ok());
        address
    }

    /// Adds a queue.
    pub fn queue(&self, server: &str, name: &str, device: &str, model: &str, options: &[&str]) {
        let mut lpadmin = Command::new(find("lpadmin").expect("checked"));
        lpadmin.env("CUPS_SERVER", server).args(["-p", name, "-E", "-v", device, "-m", model]).args(options);
        let done = lpadmin.output().expect("lpadmin");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    fn start(&self, command: &mut Command) -> Running {
        let log = fs::File::options().create(true).append(true).open(self.at("processes.log")).expect("log");
        let both = log.try_clone().expect("log");
        let child = command.stdin(Stdio::null()).stdout(log).stderr(both).spawn();
        Running(child.unwrap_or_else(|e| panic!("{command:?}: {e}")))
    }
}

/// A label printer on a TCP port: every connection is one job, and its bytes come out of the channel.
pub fn socket_printer() -> (String, Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let device = format!("socket://{}", listener.local_addr().expect("an address"));
    let (sender, jobs) = channel();
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let mut bytes = Vec::new();
            let mut connection = connection;
            if connection.read_to_end(&mut bytes).is_err() || sender.send(bytes).is_err() {
                return;
            }
        }
    });
    (device, jobs)
}

/// A device that nobody listens at.
pub fn dead_device() -> String {
    format!("socket://127.0.0.1:{}/?contimeout=2", free_port())
}

/// The barcodes on the pages of a PDF as a thermal head would print them, sorted.
pub fn barcodes(pdf: &Path, folder: &Path) -> Vec<String> {
    let pages = folder.join("page");
    run("pdftoppm", &["-r", "203", "-mono", path(pdf), path(&pages)]);
    let mut found: Vec<_> =
        fs::read_dir(folder).expect("folder").flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "pbm")).collect();
    found.sort();
    let mut arguments = vec!["-q", "--nodbus", "--raw"];
    arguments.extend(found.iter().map(|p| path(p)));
    let mut numbers: Vec<_> = output("zbarimg", &arguments).lines().map(str::to_owned).collect();
    numbers.sort();
    numbers
}

/// Page sizes of a PDF in points, as pdfinfo says them.
pub fn page_size(pdf: &Path) -> String {
    let told = output("pdfinfo", &[path(pdf)]);
    told.lines().find_map(|l| l.strip_prefix("Page size:")).unwrap_or_default().trim().to_owned()
}

/// Asks again and again until there is an answer.
pub fn wait<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let printers = MachinePrinters::at("127.0.0.1:9", &[]);
    for _ in 0..PATIENCE {
        if let Some(found) = look() {
            return found;
        }
        printers.pause();
    }
    panic!("waited in vain for {what}");
}

/// A job of the socket printer.
pub fn next_job(jobs: &Receiver<Vec<u8>>) -> Vec<u8> {
    jobs.recv_timeout(Duration::from_secs(60)).expect("a job at the socket printer")
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

pub fn path(path: &Path) -> &str {
    path.to_str().expect("temporary folders have plain names")
}

fn output(tool: &str, arguments: &[&str]) -> String {
    let done = Command::new(tool).args(arguments).output().unwrap_or_else(|e| panic!("{tool}: {e}"));
    String::from_utf8_lossy(&done.stdout).into_owned()
}

fn run(tool: &str, arguments: &[&str]) {
    let done = Command::new(tool).args(arguments).output().unwrap_or_else(|e| panic!("{tool}: {e}"));
    assert!(done.status.success(), "{tool} {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

const LABEL_PAPER: &str = "\
ATTR keyword media-supported om_label-76x130_76x130mm,om_label-100x150_100x150mm
ATTR keyword media-default om_label-100x150_100x150mm
ATTR keyword media-ready om_label-76x130_76x130mm
ATTR collection media-size-supported { MEMBER integer x-dimension 7600 MEMBER integer y-dimension 13000 },\
{ MEMBER integer x-dimension 10000 MEMBER integer y-dimension 15000 }
ATTR collection media-col-default { MEMBER collection media-size { MEMBER integer x-dimension 10000 MEMBER integer y-dimension 15000 } \
MEMBER integer media-bottom-margin 0 MEMBER integer media-left-margin 0 MEMBER integer media-right-margin 0 MEMBER integer media-top-margin 0 }
ATTR resolution printer-resolution-supported 203dpi
ATTR resolution printer-resolution-default 203dpi
ATTR mimeMediaType document-format-supported application/octet-stream,application/pdf
";

const CUPS_FILES: &[(&str, &str)] = &[
    ("ServerRoot", "cups/etc"),
    ("RequestRoot", "cups/spool"),
    ("TempDir", "cups/spool/tmp"),
    ("CacheDir", "cups/cache"),
    ("StateDir", "cups/state"),
    ("AccessLog", "cups/log/access_log"),
    ("ErrorLog", "cups/log/error_log"),
    ("PageLog", "cups/log/page_log"),
    ("Printcap", "cups/state/printcap"),
];

const CUPSD: &str = "\
Browsing No
WebInterface No
DefaultAuthType None
LogLevel info
PreserveJobHistory Yes
JobRetryInterval 2
<Location />
  Order allow,deny
  Allow localhost
</Location>
<Location /admin>
  Order allow,deny
  Allow localhost
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow localhost
  </Limit>
</Policy>
";
