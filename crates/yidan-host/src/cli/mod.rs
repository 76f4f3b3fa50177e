//! The command line: every command of the table from a terminal or a script. What commands do is not decided here.

mod address;
mod alarms;
mod args;
mod consistency;
mod desk;
mod doubles;
mod draw;
mod files;
mod formats;
mod intake;
mod orders;
mod out;
mod paper;
mod parcels;
mod people;
mod platforms;
mod printers;
mod progress;
mod rules;
mod scan;
mod serve;
mod stops;
mod sync;
mod templates;
mod track;
mod trail;
mod usage;
mod waybills;

use crate::folder;
use crate::words::{error_json, word, worded};
use crate::world::World;
use args::{Cli, DeskArgs, Room};
use clap::error::ErrorKind;
use out::Out;
pub use out::say;
use progress::Ended;
use serde_json::{Value, json};
use std::ffi::OsString;
use std::io::Write;
use yidan_app::desk::Session;
use yidan_app::error::{Code, Failure};
use yidan_app::table;

/// The open data folder, who speaks, and where results go.
pub struct Desk {
    pub world: World,
    pub session: Session,
    pub out: Out,
}

/// How a command ended when it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Done,
    /// The reply says what was refused.
    InPart,
    /// Nothing could be done; the reply, already written, says why for each.
    Failed(Code),
}

pub type Result<T> = std::result::Result<T, Failure>;

/// Runs the command line and returns the exit code. `args` starts with the program's name.
pub fn main_with(args: impl IntoIterator<Item = OsString>) -> i32 {
    let args: Vec<OsString> = args.into_iter().collect();
    let as_json = args.iter().any(|a| a == "--json");
    let typed = match args::grammar().try_get_matches_from(&args) {
        Ok(matches) => typed(&matches),
        Err(error) => return misunderstood(&error, as_json),
    };
    let (desk, command) = match typed {
        Ok(typed) => typed,
        Err(error) => return misunderstood(&error, as_json),
    };
    match run(&desk, command) {
        Ok(Ending::Done) => 0,
        Ok(Ending::InPart) => 1,
        Ok(Ending::Failed(code)) => code.exit(),
        Err(failure) => failed(&failure, as_json),
    }
}

/// What a person told the window when starting it.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// The data folder, when it is not the usual one.
    pub data: Option<std::path::PathBuf>,
    pub as_name: Option<String>,
}

/// Arguments that name no command: the shipped program then opens its window.
pub fn opens_window(args: &[OsString]) -> Option<Told> {
    #[derive(Debug, clap::Parser)]
    #[command(disable_help_flag = true, disable_version_flag = true)]
    struct Window {
        #[command(flatten)]
        desk: DeskArgs,
    }
    let window = <Window as clap::Parser>::try_parse_from(args).ok()?;
    let DeskArgs { data, as_name, json } = window.desk;
    (!json).then_some(Told { data, as_name })
}

/// What was typed: a command with a grammar of its own, or one that is reached as the table has it.
enum Typed {
    Own(Room),
    Table(args::Call),
}

fn typed(matches: &clap::ArgMatches) -> std::result::Result<(DeskArgs, Typed), clap::Error> {
    use clap::FromArgMatches as _;
    if let Some(call) = args::generic(matches) {
        return Ok((DeskArgs::from_arg_matches(matches)?, Typed::Table(call)));
    }
    let cli = Cli::from_arg_matches(matches)?;
    Ok((cli.desk, Typed::Own(cli.room)))
}

fn run(told: &DeskArgs, command: Typed) -> Result<Ending> {
    if let Typed::Own(Room::Address(args::Address::Parse)) = command {
        return address::parse();
    }
    let folder = folder::prepare(told.data.clone())?;
    let world = World::open(&folder)?;
    let seat = people::sit(&world.app, told.as_name.as_deref(), &command)?;
    let mut desk = Desk { world, session: Session::at(&seat), out: Out::new(told.json) };
    let ending = match command {
        Typed::Table(call) => desk::call(&mut desk, &call),
        Typed::Own(room) => match room {
            Room::Files(files) => files::run(&mut desk, files),
            Room::Profiles(profiles) => formats::run(&mut desk, profiles),
            Room::Watch(watch) => desk::watch(&mut desk, &watch),
            Room::Orders(orders) => orders::run(&mut desk, orders),
            Room::Rules(rules) => rules::run(&mut desk, rules),
            Room::Doubles(doubles) => doubles::run(&mut desk, doubles),
            Room::Labels(labels) => paper::labels(&mut desk, labels),
            Room::Printers(verb) => printers::run(&mut desk, verb),
            Room::Reconcile(args::Reconcile::Sheet { month, out, shop }) => paper::sheet(&mut desk, &month, &out, shop.as_deref()),
            Room::Scan(told) => scan::run(&mut desk, &told),
            Room::Alarms(told) => alarms::run(&mut desk, &told),
            Room::Trail(told) => trail::run(&mut desk, &told),
            Room::Platforms(told) => platforms::run(&mut desk, &told),
            Room::Shops(shops) => sync::shops(&mut desk, shops),
            Room::Sync(told) => sync::sync(&mut desk, told),
            Room::Consistency(told) => consistency::run(&mut desk, &told),
            Room::Waybills(told) => waybills::waybills(&mut desk, told),
            Room::Outbox(told) => sync::outbox(&mut desk, &told),
            Room::Intake(told) => intake::run(&mut desk, told),
            Room::Track(told) => track::run(&mut desk, told),
            Room::Staff(staff) => people::run(&mut desk, &staff),
            Room::Jobs(jobs) => desk::jobs(&mut desk, &jobs),
            Room::Doctor => desk::doctor(&mut desk),
            Room::Serve(serve) => serve::run(&mut desk, &serve, told.as_name.clone()),
            Room::Call(call) => desk::call(&mut desk, &call),
            Room::Address(args::Address::Parse) => address::parse(),
        },
    }?;
    desk.out.flush()?;
    Ok(ending)
}

impl Desk {
    /// Calls a command of the table.
    pub fn ask(&self, name: &str, request: Value) -> Result<Value> {
        table::call(&self.world.app, &self.session, name, request)
    }

    /// Calls a command that starts a job, and runs the job to its end.
    pub fn run_job(&self, name: &str, request: Value) -> Result<Ended> {
        let started = self.ask(name, request)?;
        let job = started["job"].as_i64().ok_or_else(|| Failure::new(Code::Internal).with("command", name))?;
        progress::finish(self, job)
    }

    /// A job that did not come to its end is shown as it stands.
    pub fn unfinished(&mut self, job: &yidan_app::jobs::JobView) -> Result<Ending> {
        if self.out.json {
            self.out.document(&json!({ "job": job }))?;
        } else {
            self.out.line(&job.text)?;
        }
        say(&crate::words::word_with("cli.left", &[("job", &job.id.to_string())]));
        Ok(Ending::InPart)
    }
}

/// Help and version are answers; everything else is a sentence and exit code 2.
fn misunderstood(error: &clap::Error, as_json: bool) -> i32 {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // A reader that went away has read enough.
        let _ = write!(std::io::stdout(), "{}", error.render());
        return 0;
    }
    let sentence = usage::sentence(error);
    if as_json {
        let failure = Failure { message: sentence, ..Failure::new(Code::BadRequest) };
        return failed(&failure, true);
    }
    say(&sentence);
    match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => say(&error.render().to_string()),
        _ => say(&word("cli.usage.help")),
    }
    Code::BadRequest.exit()
}

fn failed(failure: &Failure, as_json: bool) -> i32 {
    let failure = worded(failure.clone());
    if as_json {
        // The exit code still tells what the closed pipe cannot.
        let _ = writeln!(std::io::stdout(), "{}", error_json(&failure));
    } else {
        say(&failure.message);
    }
    failure.code.exit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_opens_only_without_a_command() {
        let told = |line: &str| {
            let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            opens_window(&args).map(|d| (d.data.map(|p| p.display().to_string()), d.as_name))
        };
        assert_eq!(told("yidan"), Some((None, None)));
        assert_eq!(told("yidan --data /a --as 小李"), Some((Some("/a".into()), Some("小李".into()))));
        for line in [
            "yidan doctor",
            "yidan --data /a doctor",
            "yidan --help",
            "yidan --version",
            "yidan --json",
            "yidan --data",
            "yidan orders.csv",
        ] {
            assert_eq!(told(line), None, "{line}");
        }
    }
}
