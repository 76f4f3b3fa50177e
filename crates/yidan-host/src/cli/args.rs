//! What can be typed: rooms, verbs and options of the command line, with help in the language of the desk.
//! Commands that have no row here are reached as the command table has them, see `generic`.

use super::consistency::Consistency;
use super::doubles::Doubles;
use super::intake::Intake;
use super::printers::Printers;
use super::scan::Scan;
use super::stops::Stops;
use super::sync::{Outbox, Shops, Sync};
use super::templates::Templates;
use super::track::Track;
use super::waybills::Waybills;
use crate::words::{word, word_with};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, CommandFactory, Parser, Subcommand};
use std::path::PathBuf;
use yidan_app::table::COMMANDS;

#[derive(Debug, Parser)]
#[command(name = "yidan-cli", version, about = word("cli.help.about"), arg_required_else_help = true, subcommand_required = true)]
pub struct Cli {
    #[command(flatten)]
    pub desk: DeskArgs,
    #[command(subcommand)]
    pub room: Room,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct DeskArgs {
    #[arg(long, global = true, display_order = 900, value_name = "DIR", help = word("cli.help.data"))]
    pub data: Option<PathBuf>,
    #[arg(long = "as", global = true, display_order = 901, value_name = "NAME", help = word("cli.help.as"))]
    pub as_name: Option<String>,
    #[arg(long, global = true, display_order = 902, help = word("cli.help.json"))]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum Room {
    #[command(subcommand, about = word("cli.help.files"))]
    Files(Files),
    #[command(subcommand, about = word("cli.help.profiles"))]
    Profiles(Profiles),
    #[command(subcommand, about = word("cli.help.watch"))]
    Watch(Watch),
    #[command(subcommand, about = word("cli.help.orders"))]
    Orders(Orders),
    #[command(subcommand, about = word("cli.help.doubles"))]
    Doubles(Doubles),
    #[command(subcommand, about = word("cli.help.address"))]
    Address(Address),
    #[command(subcommand, about = word("cli.help.rules"))]
    Rules(Rules),
    #[command(subcommand, about = word("cli.help.labels"))]
    Labels(Labels),
    #[command(subcommand, about = word("cli.help.printers"))]
    Printers(Printers),
    #[command(about = word("cli.help.scan"))]
    Scan(Scan),
    #[command(subcommand, about = word("cli.help.reconcile"))]
    Reconcile(Reconcile),
    #[command(subcommand, about = word("cli.help.alarms"))]
    Alarms(Alarms),
    #[command(subcommand, about = word("cli.help.trail"))]
    Trail(Trail),
    #[command(subcommand, about = word("cli.help.platforms"))]
    Platforms(Platforms),
    #[command(subcommand, about = word("cli.help.shops"))]
    Shops(Shops),
    #[command(subcommand, about = word("cli.help.sync"))]
    Sync(Sync),
    #[command(subcommand, about = word("cli.help.consistency"))]
    Consistency(Consistency),
    #[command(subcommand, about = word("cli.help.waybills"))]
    Waybills(Waybills),
    #[command(subcommand, about = word("cli.help.outbox"))]
    Outbox(Outbox),
    #[command(subcommand, about = word("cli.help.intake"))]
    Intake(Intake),
    #[command(subcommand, about = word("cli.help.track"))]
    Track(Track),
    #[command(subcommand, about = word("cli.help.staff"), after_help = word("cli.help.staff_pins"))]
    Staff(Staff),
    #[command(subcommand, about = word("cli.help.jobs"))]
    Jobs(Jobs),
    #[command(about = word("cli.help.doctor"))]
    Doctor,
    #[command(about = word("cli.help.serve"))]
    Serve(Serve),
    #[command(about = word("cli.help.call"))]
    Call(Call),
}

#[derive(Debug, Subcommand)]
pub enum Files {
    #[command(about = word("cli.help.files.read"))]
    Read {
        #[arg(required = true, value_name = "FILE", help = word("cli.help.file"))]
        files: Vec<PathBuf>,
        #[arg(long, value_name = "TEXT", help = word("cli.help.password"))]
        password: Option<String>,
    },
    #[command(about = word("cli.help.files.import"))]
    Import(Import),
    #[command(about = word("cli.help.files.original"))]
    Original {
        #[arg(value_name = "ID", help = word("cli.help.file_id"))]
        id: i64,
        #[arg(long, value_name = "FILE", help = word("cli.help.out"))]
        out: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub enum Profiles {
    #[command(about = word("cli.help.profiles.list"))]
    List,
    #[command(about = word("cli.help.profiles.save"))]
    Save {
        #[arg(value_name = "NAME", help = word("cli.help.profile_name"))]
        name: String,
        #[arg(value_name = "FILE", help = word("cli.help.file"))]
        file: PathBuf,
        #[arg(long = "map", value_name = "HEADING=FIELD", value_parser = pair, help = word("cli.help.map"))]
        maps: Vec<(String, String)>,
        #[arg(long = "word", value_name = "WORD=STATUS", value_parser = pair, help = word("cli.help.status_word"))]
        words: Vec<(String, String)>,
        #[arg(long, value_name = "P", help = word("cli.help.platform"))]
        platform: Option<String>,
        #[arg(long, value_name = "NAME", help = word("cli.help.sheet"))]
        sheet: Option<String>,
        #[arg(long, value_name = "TEXT", help = word("cli.help.password"))]
        password: Option<String>,
    },
    #[command(about = word("cli.help.profiles.remove"))]
    Remove {
        #[arg(value_name = "NAME", help = word("cli.help.profile_name"))]
        name: String,
    },
    #[command(about = word("cli.help.profiles.export"))]
    Export {
        #[arg(value_name = "NAME", help = word("cli.help.profile_name"))]
        name: String,
        #[arg(long, value_name = "FILE", help = word("cli.help.out"))]
        out: PathBuf,
    },
    #[command(about = word("cli.help.profiles.import"))]
    Import {
        #[arg(value_name = "FILE", help = word("cli.help.file"))]
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub enum Watch {
    #[command(about = word("cli.help.watch.list"))]
    List,
    #[command(about = word("cli.help.watch.add"))]
    Add {
        #[arg(value_name = "DIR", help = word("cli.help.folder"))]
        folder: PathBuf,
        #[arg(long, value_name = "NAME", help = word("cli.help.shop"))]
        shop: Option<String>,
    },
    #[command(about = word("cli.help.watch.remove"))]
    Remove {
        #[arg(value_name = "DIR", help = word("cli.help.folder"))]
        folder: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct Import {
    #[arg(required = true, value_name = "FILE", help = word("cli.help.file_or_folder"))]
    pub files: Vec<PathBuf>,
    #[arg(long, value_name = "NAME", help = word("cli.help.shop"))]
    pub shop: Option<String>,
    #[arg(long, value_name = "TEXT", help = word("cli.help.password"))]
    pub password: Option<String>,
    #[arg(long, value_name = "NAME", help = word("cli.help.profile"))]
    pub profile: Option<String>,
    #[arg(long, help = word("cli.help.dry_run"))]
    pub dry_run: bool,
    #[arg(long, help = word("cli.help.only_clean"))]
    pub only_clean: bool,
}

#[derive(Debug, Subcommand)]
pub enum Orders {
    #[command(about = word("cli.help.orders.list"))]
    List(Box<List>),
    #[command(about = word("cli.help.orders.show"))]
    Show {
        #[arg(value_name = "NO", help = word("cli.help.no"))]
        no: String,
    },
    #[command(about = word("cli.help.orders.demo"))]
    Demo {
        #[arg(long, value_name = "N", help = word("cli.help.demo_orders"))]
        orders: u64,
        #[arg(long, value_name = "S", help = word("cli.help.seed"))]
        seed: Option<u64>,
        #[arg(long, value_name = "D", help = word("cli.help.days"))]
        days: Option<u32>,
    },
    #[command(about = word("cli.help.orders.paste"))]
    Paste {
        #[arg(long, value_name = "NAME", help = word("cli.help.shop"))]
        shop: Option<String>,
        #[arg(long, help = word("cli.help.accept"))]
        accept: bool,
        #[arg(long, help = word("cli.help.again"))]
        again: bool,
    },
    #[command(about = word("cli.help.orders.apply"))]
    Apply {
        #[arg(value_name = "NO", help = word("cli.help.no"))]
        no: String,
        #[arg(long, value_name = "EVENT", help = word("cli.help.event"))]
        event: String,
        #[arg(long, value_name = "TEXT", help = word("cli.help.note"))]
        note: Option<String>,
        #[arg(long, value_name = "JSON", value_parser = json_object, help = word("cli.help.fields"))]
        fields: Option<serde_json::Value>,
    },
    #[command(about = word("cli.help.orders.merge"))]
    Merge {
        #[arg(value_name = "NO,…", value_delimiter = ',', required = true, help = word("cli.help.numbers"))]
        numbers: Vec<String>,
    },
    #[command(about = word("cli.help.orders.split"))]
    Split {
        #[arg(value_name = "NO", help = word("cli.help.no"))]
        no: String,
        #[arg(long, value_name = "LINE[:PIECES],…", required = true, help = word("cli.help.lines"))]
        lines: Vec<String>,
    },
    #[command(about = word("cli.help.orders.unmerge"))]
    Unmerge {
        #[arg(value_name = "NO", help = word("cli.help.no"))]
        no: String,
    },
    #[command(about = word("cli.help.orders.parcels"))]
    Parcels {
        #[arg(value_name = "NO", help = word("cli.help.no"))]
        no: String,
    },
    #[command(about = word("cli.help.orders.proposals"))]
    Proposals,
    #[command(flatten)]
    Stops(Stops),
}

#[derive(Debug, Subcommand)]
pub enum Address {
    #[command(about = word("cli.help.address.parse"))]
    Parse,
}

#[derive(Debug, Subcommand)]
pub enum Rules {
    #[command(about = word("cli.help.rules.list"))]
    List,
    #[command(about = word("cli.help.rules.save"))]
    Save {
        #[arg(value_name = "FILE", help = word("cli.help.rule_file"))]
        file: PathBuf,
    },
    #[command(about = word("cli.help.rules.try"))]
    Try {
        #[arg(value_name = "FILE", help = word("cli.help.rule_file"))]
        file: PathBuf,
        #[arg(long, value_name = "N", help = word("cli.help.trial_days"))]
        days: Option<u32>,
    },
    #[command(about = word("cli.help.rules.remove"))]
    Remove {
        #[arg(value_name = "NAME", help = word("cli.help.rule_name"))]
        name: String,
    },
    #[command(about = word("cli.help.rules.switch"))]
    Switch {
        #[arg(value_name = "NAME", help = word("cli.help.rule_name"))]
        name: String,
        #[arg(value_name = "on|off", value_parser = ["on", "off"], help = word("cli.help.on_off"))]
        to: String,
    },
    #[command(about = word("cli.help.rules.export"))]
    Export {
        #[arg(value_name = "NAME", help = word("cli.help.rule_name"))]
        names: Vec<String>,
        #[arg(long, value_name = "FILE", help = word("cli.help.out"))]
        out: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct List {
    #[arg(long, value_name = "S", value_delimiter = ',', help = word("cli.help.state"))]
    pub state: Vec<String>,
    #[arg(long, value_name = "S", help = word("cli.help.stage"))]
    pub stage: Option<String>,
    #[arg(long, value_name = "P", value_delimiter = ',', help = word("cli.help.platform"))]
    pub platform: Vec<String>,
    #[arg(long, value_name = "S", help = word("cli.help.shop"))]
    pub shop: Vec<String>,
    #[arg(long, help = word("cli.help.held"))]
    pub held: bool,
    #[arg(long, help = word("cli.help.exception"))]
    pub exception: bool,
    #[arg(long, value_name = "TEXT", help = word("cli.help.find"))]
    pub find: Option<String>,
    #[arg(long, value_name = "DATE", help = word("cli.help.from"))]
    pub from: Option<String>,
    #[arg(long, value_name = "DATE", help = word("cli.help.to"))]
    pub to: Option<String>,
    #[arg(long, value_name = "N", help = word("cli.help.limit"))]
    pub limit: Option<usize>,
    #[arg(long, value_name = "CURSOR", help = word("cli.help.after"))]
    pub after: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Labels {
    #[command(about = word("cli.help.labels.pdf"))]
    Pdf {
        #[command(flatten)]
        chosen: Chosen,
        #[arg(long, value_name = "FILE", help = word("cli.help.out"))]
        out: PathBuf,
    },
    #[command(about = word("cli.help.labels.print"))]
    Print {
        #[command(flatten)]
        chosen: Chosen,
        #[arg(long, value_name = "NAME", help = word("cli.help.printer"))]
        printer: String,
        #[arg(long, help = word("cli.help.reprint"))]
        reprint: bool,
    },
    #[command(flatten)]
    Templates(Templates),
}

/// Which orders get a label, and which one.
#[derive(Debug, Args)]
pub struct Chosen {
    #[arg(long, value_name = "NO,…", value_delimiter = ',', required_unless_present = "all", conflicts_with = "all", help = word("cli.help.numbers"))]
    pub orders: Vec<String>,
    #[arg(long, help = word("cli.help.all"))]
    pub all: bool,
    #[arg(long, value_name = "NAME", help = word("cli.help.template"))]
    pub template: Option<String>,
    #[arg(long, help = word("cli.help.full"))]
    pub full: bool,
}

#[derive(Debug, Subcommand)]
pub enum Reconcile {
    #[command(about = word("cli.help.reconcile.sheet"))]
    Sheet {
        #[arg(long, value_name = "YYYY-MM", help = word("cli.help.month"))]
        month: String,
        #[arg(long, value_name = "FILE", help = word("cli.help.out"))]
        out: PathBuf,
        #[arg(long, value_name = "NAME", help = word("cli.help.shop"))]
        shop: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub enum Alarms {
    #[command(about = word("cli.help.alarms.list"))]
    List,
    #[command(about = word("cli.help.alarms.resume"))]
    Resume,
    #[command(about = word("cli.help.alarms.mute"))]
    Mute {
        #[arg(value_name = "CODE", help = word("cli.help.alarm"))]
        code: String,
        #[arg(long, value_name = "TIME", help = word("cli.help.until"))]
        until: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub enum Trail {
    #[command(about = word("cli.help.trail.verify"))]
    Verify,
    #[command(about = word("cli.help.trail.heads"))]
    Heads,
    #[command(about = word("cli.help.trail.export"))]
    Export {
        #[arg(long, value_name = "FILE", help = word("cli.help.out"))]
        out: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub enum Platforms {
    #[command(about = word("cli.help.platforms.list"))]
    List,
    #[command(about = word("cli.help.platforms.sign"))]
    Sign {
        #[arg(value_name = "PLATFORM", help = word("cli.help.signer"))]
        platform: String,
        #[arg(long, value_name = "NAME", help = word("cli.help.scheme"))]
        scheme: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub enum Staff {
    #[command(about = word("cli.help.staff.list"))]
    List,
    #[command(about = word("cli.help.staff.add"))]
    Add {
        #[arg(value_name = "NAME", help = word("cli.help.person"))]
        name: String,
        #[arg(long, value_name = "ROLE", value_parser = ["owner", "clerk", "accountant"], help = word("cli.help.role"))]
        role: String,
    },
    #[command(about = word("cli.help.staff.remove"))]
    Remove {
        #[arg(value_name = "NAME", help = word("cli.help.person"))]
        name: String,
    },
    #[command(about = word("cli.help.staff.role"))]
    Role {
        #[arg(value_name = "NAME", help = word("cli.help.person"))]
        name: String,
        #[arg(long, value_name = "ROLE", value_parser = ["owner", "clerk", "accountant"], help = word("cli.help.role"))]
        role: String,
    },
    #[command(about = word("cli.help.staff.pin"))]
    Pin {
        #[arg(value_name = "NAME", help = word("cli.help.person"))]
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum Jobs {
    #[command(about = word("cli.help.jobs.list"))]
    List,
    #[command(about = word("cli.help.jobs.run"))]
    Run {
        #[arg(value_name = "JOB", help = word("cli.help.job"))]
        job: i64,
    },
}

#[derive(Debug, Args)]
pub struct Serve {
    #[arg(long, value_name = "ADDR:PORT", help = word("cli.help.listen"))]
    pub listen: Option<String>,
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "3000", help = word("cli.help.demo"))]
    pub demo: Option<u64>,
}

/// A command of the table by its own name.
#[derive(Debug, Clone, Args)]
pub struct Call {
    #[arg(value_name = "ROOM.VERB", help = word("cli.help.name"))]
    pub name: String,
    #[arg(value_name = "JSON", help = word("cli.help.request"))]
    pub request: Option<String>,
    #[arg(long, help = word("cli.help.wait"))]
    pub wait: bool,
}

/// `a=b`; an empty second half means: none.
fn pair(text: &str) -> Result<(String, String), String> {
    let (a, b) = text.split_once('=').ok_or_else(|| String::from("…=…"))?;
    Ok((a.trim().to_owned(), b.trim().to_owned()))
}

pub(super) fn json_object(text: &str) -> Result<serde_json::Value, String> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(|e| e.to_string())?;
    if value.is_object() { Ok(value) } else { Err(String::from("{…}")) }
}

/// The whole grammar: what stands above, and every other command of the table as `<room> <verb> [JSON]`.
pub fn grammar() -> Command {
    let mut grammar = Cli::command();
    for command in COMMANDS {
        let Some((room, verb)) = command.name.split_once('.') else { continue };
        let generic = Command::new(verb)
            .about(word_with("cli.help.generic", &[("name", command.name)]))
            .arg(Arg::new("request").value_name("JSON").help(word("cli.help.request")))
            .arg(Arg::new("wait").long("wait").action(ArgAction::SetTrue).help(word("cli.help.wait")));
        let known = grammar.find_subcommand(room).map(|r| r.find_subcommand(verb).is_some() || !r.has_subcommands());
        grammar = match known {
            Some(true) => grammar,
            Some(false) => grammar.mut_subcommand(room, |r| r.subcommand(generic)),
            None => {
                let about = word_with("cli.help.generic_room", &[("room", room)]);
                grammar
                    .subcommand(Command::new(room).about(about).subcommand_required(true).arg_required_else_help(true).subcommand(generic))
            }
        };
    }
    spoken(grammar)
}

/// The command of the table that was typed as `<room> <verb>`, when it is none of those with a grammar of their own.
pub fn generic(matches: &ArgMatches) -> Option<Call> {
    let (room, inner) = matches.subcommand()?;
    let (verb, found) = inner.subcommand()?;
    let own = Cli::command().find_subcommand(room).is_some_and(|r| r.find_subcommand(verb).is_some());
    if own {
        return None;
    }
    Some(Call { name: format!("{room}.{verb}"), request: found.get_one::<String>("request").cloned(), wait: found.get_flag("wait") })
}

/// Headings and the help option in the language of the desk, for a command and all below it.
fn spoken(command: Command) -> Command {
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .help(word("cli.help.help"))
        .display_order(910)
        .help_heading(word("cli.heading.options"));
    let is_top = command.get_name() == "yidan-cli";
    let mut command = command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .mut_args(|a| {
            let heading = word(if a.is_positional() { "cli.heading.arguments" } else { "cli.heading.options" });
            a.help_heading(heading)
        })
        .arg(help)
        .subcommand_help_heading(word("cli.heading.commands"))
        .help_template(format!("{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}{{after-help}}", word("cli.heading.usage")));
    if is_top {
        let version =
            Arg::new("version").short('V').long("version").action(ArgAction::Version).help(word("cli.help.version")).display_order(911);
        command = command.arg(version.help_heading(word("cli.heading.options")));
    }
    command.mut_subcommands(spoken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_is_sound_and_reaches_every_command() {
        let grammar = grammar();
        grammar.clone().debug_assert();
        for command in COMMANDS {
            let (room, verb) = command.name.split_once('.').expect("room.verb");
            let room = grammar.find_subcommand(room).unwrap_or_else(|| panic!("no room of {}", command.name));
            assert!(!room.has_subcommands() || room.find_subcommand(verb).is_some(), "{}", command.name);
        }
    }

    #[test]
    fn commands_without_a_grammar_of_their_own() {
        let typed = |line: &str| generic(&grammar().get_matches_from(line.split(' '))).map(|c| (c.name, c.request, c.wait));
        assert_eq!(typed("yidan-cli home board --json"), Some(("home.board".into(), None, false)));
        assert_eq!(typed(r#"yidan-cli orders find {"text":"1"}"#), Some(("orders.find".into(), Some(r#"{"text":"1"}"#.into()), false)));
        assert_eq!(typed("yidan-cli orders export - --wait"), Some(("orders.export".into(), Some("-".into()), true)));
        assert_eq!(typed("yidan-cli orders list"), None);
        assert_eq!(typed("yidan-cli doctor"), None);
        assert_eq!(typed("yidan-cli call home.board"), None);
    }
}
