//! A data folder and the program on it, as a person at a terminal has it, beside a platform that knows secrets. Whatever a command said
//! is kept, and when the desk is cleared away none of the secrets may be found in it, nor in any file but the enciphered one.
#![allow(dead_code)] // Every test file is a program of its own and uses its part of this.

use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

const PASSPHRASE: &str = "made up for the test";
/// The one file that holds secrets, enciphered.
const SEALED: &str = "secrets.bin";

pub struct Desk {
    pub folder: tempfile::TempDir,
    secrets: Vec<String>,
    /// Everything that was printed.
    said: Mutex<Vec<u8>>,
}

impl Desk {
    /// An empty desk. None of these texts may ever be found in the open.
    pub fn new(secrets: &[&str]) -> Desk {
        let secrets = secrets.iter().chain(&[PASSPHRASE]).map(|s| (*s).to_owned()).collect();
        Desk { folder: tempfile::tempdir().expect("folder"), secrets, said: Mutex::default() }
    }

    /// Starts the program. What it prints goes to a file beside the data, so that it can be killed at any moment.
    pub fn start(&self, args: &[&str]) -> Child {
        let out = std::fs::OpenOptions::new().create(true).append(true).open(self.folder.path().join("printed")).expect("a file");
        let err = out.try_clone().expect("the same file");
        let mut command = self.command(args);
        command.stdin(Stdio::null()).stdout(out).stderr(err).spawn().expect("starts")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yidan-cli"));
        command.args(["--json", "--data"]).arg(self.folder.path().join("data")).args(args).env("YIDAN_PASSPHRASE", PASSPHRASE);
        command
    }

    /// Runs a command to its end: its exit code and what it replied.
    pub fn run(&self, args: &[&str], input: &str) -> (i32, Value) {
        let mut command = self.command(args);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
        child.stdin.take().expect("stdin").write_all(input.as_bytes()).expect("written");
        let out = child.wait_with_output().expect("ends");
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        {
            let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
            said.extend_from_slice(&out.stdout);
            said.extend_from_slice(&out.stderr);
        }
        let words = || format!("{args:?}: {text}{}", String::from_utf8_lossy(&out.stderr));
        (out.status.code().unwrap_or(-1), serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {}", words())))
    }

    /// The reply of a command that has to succeed.
    pub fn ok(&self, args: &[&str]) -> Value {
        let (code, reply) = self.run(args, "");
        assert_eq!(code, 0, "{args:?}: {reply}");
        reply
    }

    /// All orders of a shop, page by page.
    pub fn orders(&self, shop: &str) -> Vec<Value> {
        let (mut out, mut after) = (Vec::new(), String::new());
        loop {
            let mut args = vec!["orders", "list", "--shop", shop, "--limit", "1000"];
            if !after.is_empty() {
                args.extend(["--after", &after]);
            }
            let mut reply = self.ok(&args);
            out.append(reply["orders"].as_array_mut().expect("a list"));
            match reply["next"].as_str() {
                None => return out,
                Some(next) => next.clone_into(&mut after),
            }
        }
    }

    fn assert_nothing_leaked(&self) {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        self.assert_clean("what was printed", &said);
        drop(said);
        let (mut folders, mut files) = (vec![self.folder.path().to_owned()], 0);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.file_name().is_some_and(|n| n != SEALED) {
                    self.assert_clean(&path.to_string_lossy(), &std::fs::read(&path).unwrap_or_default());
                    files += 1;
                }
            }
        }
        assert!(files > 0 && self.has(SEALED), "the files were looked at");
    }

    fn has(&self, name: &str) -> bool {
        Path::new(&self.folder.path().join("data").join(name)).exists()
    }

    fn assert_clean(&self, place: &str, bytes: &[u8]) {
        // What is no text is lost by this, and no secret with it.
        let text = String::from_utf8_lossy(bytes);
        let found = self.secrets.iter().find(|s| text.contains(s.as_str()));
        assert_eq!(found, None, "in {place}");
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.assert_nothing_leaked();
        }
    }
}
