//! TypeScript for the UI, made from the command table. `ui/src/gen` holds the result; a test keeps it current.

use crate::table::COMMANDS;
use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;
use ts_rs::{Config, TS, TypeVisitor};

/// Declarations collected so far, by name.
pub struct Collect {
    config: Config,
    seen: HashSet<TypeId>,
    declarations: BTreeMap<String, String>,
}

impl Collect {
    /// Adds a type with everything it needs and returns its TypeScript name.
    pub fn add<T: TS + 'static + ?Sized>(&mut self) -> String {
        self.visit::<T>();
        T::name(&self.config)
    }
}

impl TypeVisitor for Collect {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        // Only types declared by this project have a file of their own; lists, options and numbers are spelled out in place.
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            self.declarations.insert(T::ident(&self.config), format!("{docs}export {}\n", T::decl(&self.config)));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// The texts of `types.ts` and `commands.ts`.
pub fn typescript() -> (String, String) {
    let mut collect = Collect { config: Config::new().with_large_int("number"), seen: HashSet::new(), declarations: BTreeMap::new() };
    // Events of open faces carry these.
    collect.add::<crate::jobs::JobView>();
    collect.add::<crate::error::Failure>();
    // Results of jobs, by kind; `JobView.result` holds one of them.
    collect.add::<crate::files::import::ImportResult>();
    collect.add::<crate::labels::pdf::PdfResult>();
    collect.add::<crate::track::proof::ProofsResult>();
    collect.add::<crate::track::poll::PollResult>();
    collect.add::<crate::labels::print::PrintResult>();
    collect.add::<crate::waybills::cancel::CancelReply>();
    collect.add::<crate::waybills::issue::IssueReply>();
    collect.add::<crate::reconcile::month::SheetResult>();
    collect.add::<crate::orders::demo::DemoResult>();
    collect.add::<crate::ports::FileRef>();
    let (mut rows, mut roles) = (String::new(), String::new());
    for c in COMMANDS {
        let (request, reply) = c.bind(&mut collect);
        // Writing into a String cannot fail.
        let _ = writeln!(rows, "  /** {} */\n  '{}': {{ request: t.{request}; reply: t.{reply} }};", c.doc, c.name);
        let who: Vec<String> = c.roles.iter().map(|r| format!("'{}'", r.word())).collect();
        let _ = writeln!(roles, "  '{}': [{}],", c.name, who.join(", "));
    }
    let head = "// Made from the command table by `cargo xtask bindings`. Not to be edited.\n";
    let types = format!("{head}\n{}", collect.declarations.into_values().collect::<Vec<_>>().join("\n"));
    let commands = format!(
        "{head}import type * as t from './types';\n\nexport interface Commands {{\n{rows}}}\n\nexport type CommandName = keyof Commands;\n\n\
         /** Who may call what; the core checks it again. */\n\
         export const ROLES: Readonly<Record<CommandName, readonly t.Role[]>> = {{\n{roles}}};\n"
    );
    (types, commands)
}
