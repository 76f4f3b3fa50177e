//! Wrong usage in one sentence of the desk's language. What is right usage stands in `args.rs`.

use crate::words::{word, word_with};
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// The sentence for what the parser complains of.
pub fn sentence(error: &clap::Error) -> String {
    let context = |kind: ContextKind| error.get(kind).map(shown).unwrap_or_default();
    let (argument, value) = (context(ContextKind::InvalidArg), context(ContextKind::InvalidValue));
    match error.kind() {
        ErrorKind::UnknownArgument => word_with("cli.usage.unknown", &[("what", &argument)]),
        ErrorKind::InvalidSubcommand => word_with("cli.usage.no_command", &[("what", &context(ContextKind::InvalidSubcommand))]),
        ErrorKind::MissingRequiredArgument => word_with("cli.usage.missing", &[("what", &argument)]),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => word("cli.usage.no_verb"),
        ErrorKind::InvalidValue if value.is_empty() => word_with("cli.usage.no_value", &[("what", &argument)]),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::InvalidUtf8 => {
            word_with("cli.usage.bad_value", &[("what", &argument), ("value", &value)])
        }
        ErrorKind::ArgumentConflict => word_with("cli.usage.conflict", &[("what", &argument), ("other", &context(ContextKind::PriorArg))]),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            word_with("cli.usage.no_value", &[("what", &argument)])
        }
        _ => word("cli.usage.other"),
    }
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(list) => list.join(" "),
        ContextValue::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, key: &str, facts: &[(&str, &str)]) {
        let error = super::super::args::grammar().try_get_matches_from(line.split(' ')).expect_err(line);
        assert_eq!(sentence(&error), word_with(key, facts), "{line}");
    }

    #[test]
    fn every_kind_of_wrong_usage_has_its_sentence() {
        check("yidan-cli orders list --colour", "cli.usage.unknown", &[("what", "--colour")]);
        check("yidan-cli kitchen", "cli.usage.no_command", &[("what", "kitchen")]);
        check("yidan-cli orders cook", "cli.usage.no_command", &[("what", "cook")]);
        check("yidan-cli orders show", "cli.usage.missing", &[("what", "<NO>")]);
        check("yidan-cli files read", "cli.usage.missing", &[("what", "<FILE>...")]);
        check("yidan-cli", "cli.usage.no_verb", &[]);
        check("yidan-cli orders", "cli.usage.no_verb", &[]);
        check("yidan-cli orders demo --orders many", "cli.usage.bad_value", &[("what", "--orders <N>"), ("value", "many")]);
        check(
            "yidan-cli orders apply 1 --event ship --fields [1]",
            "cli.usage.bad_value",
            &[("what", "--fields <JSON>"), ("value", "[1]")],
        );
        check("yidan-cli orders demo --orders", "cli.usage.no_value", &[("what", "--orders <N>")]);
        check(
            "yidan-cli labels pdf --out a.pdf --all --orders 1",
            "cli.usage.conflict",
            &[("what", "--all"), ("other", "--orders <NO,…>")],
        );
    }
}
