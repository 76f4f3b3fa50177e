//! Print components (打印组件): small programs of the platforms on the clerk's machine that decipher and print a platform's labels. As with
//! `Channel`, a component builds frames and reads frames; it never connects, waits or keeps anything. Every label is a task of its own with
//! one document, so that no answer ever speaks of half a task. What silence means is decided by whoever prints.

mod cloud;
mod jd;
mod list;
mod said;
mod sheet;
mod wechat;

pub use list::{COMPONENTS, find};
pub use said::{Fate, Printer, Said, Why};
pub use sheet::{Custom, Sheet, Unfit};

use serde_json::Value;

/// One print component.
pub struct Component {
    /// The word of the labels that it prints, too: a label of kind `cainiao` is for the component `cainiao`.
    pub code: &'static str,
    /// Its platform as clerks say it, in Chinese and in English.
    pub names: (&'static str, &'static str),
    /// Where it listens on this machine, unless it was told otherwise.
    pub port: u16,
    pub path: &'static str,
    /// Every task needs a question signed anew (`Waybill::print_key`).
    pub wants_key: bool,
    dialect: &'static dyn Dialect,
}

/// What is wanted of a component.
#[derive(Debug, Clone, Copy)]
pub enum Ask<'a> {
    Version,
    /// Answered by every component: it shows who is there.
    Printers,
    /// Paper.
    Print(&'a Sheet),
    /// A picture, no paper.
    Preview(&'a Sheet),
    /// What became of a task.
    Fate(&'a str),
}

/// How a family of components speaks.
trait Dialect: Sync {
    /// `None` = it has no such question. Frames about a sheet are sent under the id of its task.
    fn ask(&self, id: &str, ask: &Ask<'_>) -> Result<Option<Value>, Unfit>;

    /// What a frame says; empty for what is of no concern.
    fn hear(&self, frame: &Value) -> Vec<Said>;
}

impl Component {
    /// The frame of a question. `id` is unique on its connection; questions about a sheet go under its task. `None` = it has no such question.
    pub fn ask(&self, id: &str, ask: &Ask<'_>) -> Result<Option<String>, Unfit> {
        Ok(self.dialect.ask(id, ask)?.map(|frame| frame.to_string()))
    }

    /// What a text frame says. Frames that are not ours, and what is no JSON at all, say nothing.
    pub fn hear(&self, frame: &str) -> Vec<Said> {
        serde_json::from_str(frame).map_or_else(|_| Vec::new(), |value| self.dialect.hear(&value))
    }

    /// It can be asked what became of a task.
    pub fn tells_fates(&self) -> bool {
        matches!(self.dialect.ask("", &Ask::Fate("")), Ok(Some(_)))
    }

    /// It shows pictures of labels.
    pub fn has_preview(&self) -> bool {
        !matches!(self.code, "wechat")
    }
}
