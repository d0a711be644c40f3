//! The command line: global options, the language, help and usage errors in it, and the call of the command.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, Command as ClapCommand, CommandFactory, FromArgMatches, Parser, ValueEnum};
use jiff::Timestamp;
use serde::Serialize;

use crate::commands::{self, Command, Context};
use crate::error::{CommandError, Exit};
use crate::ledger::Writing;
use crate::text::{Failure, Language, UsageFault, error_heads, headings, help};
use crate::ui::{Colour, Ui};

/// Where options of all commands stand in help
const GLOBAL_ORDER: usize = 900;

#[derive(Debug, Parser)]
#[command(name = "taizhang", version, disable_help_flag = true, disable_help_subcommand = true)]
#[command(disable_version_flag = true, propagate_version = false)]
struct Cli {
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "TAIZHANG_DB",
        hide_env = true,
        default_value = "taizhang.db",
        hide_default_value = true
    )]
    db: PathBuf,
    #[arg(long, global = true, value_name = "LANGUAGE", hide_possible_values = true)]
    lang: Option<LanguageName>,
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true
    )]
    color: ColourName,
    #[arg(short, long, global = true)]
    quiet: bool,
    #[arg(long, global = true, value_name = "NAME", env = "TAIZHANG_AUTHOR", hide_env = true)]
    author: Option<String>,
    /// Whether the author stands on the command line, and not in the environment
    #[arg(skip)]
    names_author: bool,
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 30, hide_default_value = true)]
    wait: u64,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LanguageName {
    En,
    Zh,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ColourName {
    Auto,
    Always,
    Never,
}

/// Parses and runs a command line
pub fn run(arguments: Vec<OsString>) -> ExitCode {
    let language = language_of(&arguments);
    let ui = Ui { language, colour: Colour::Auto, quiet: false };
    let exit = match parse(&arguments, language) {
        Ok(cli) => start(cli, ui),
        Err(error) => usage(ui, &error, &arguments),
    };
    ExitCode::from(exit.code())
}

fn parse(arguments: &[OsString], language: Language) -> Result<Cli, clap::Error> {
    let matches = localised(Cli::command(), language).try_get_matches_from(arguments)?;
    let mut cli = Cli::from_arg_matches(&matches)?;
    cli.names_author = matches.value_source("author") == Some(ValueSource::CommandLine);
    Ok(cli)
}

fn start(cli: Cli, ui: Ui) -> Exit {
    let colour = match cli.color {
        ColourName::Auto => Colour::Auto,
        ColourName::Always => Colour::Always,
        ColourName::Never => Colour::Never,
    };
    let ui = Ui { colour, quiet: cli.quiet, ..ui };
    let as_json = cli.command.wants_json();
    let named_author = cli.author.clone().filter(|_| cli.names_author);
    let author = cli.author.or_else(|| whoami::username().ok()).unwrap_or_else(|| "?".to_owned());
    let result = now().and_then(|now| {
        let writing = Writing { author, now };
        let context =
            Context { ui, ledger: cli.db, wait: Duration::from_secs(cli.wait), named_author, writing };
        commands::run(&context, cli.command)
    });
    match result {
        Ok(exit) => exit,
        Err(error) => {
            // Where even standard error is gone, the exit code still says it.
            let _ = report(ui, &error, as_json);
            error.exit
        }
    }
}

/// An error for programs
#[derive(Debug, Serialize)]
struct ErrorReport {
    code: &'static str,
    message: String,
    hint: Option<String>,
}

fn report(ui: Ui, error: &CommandError, as_json: bool) -> Result<(), CommandError> {
    let Some(failure) = &error.failure else { return Ok(()) };
    let message = failure.text(ui.language);
    let hint = error.hint.as_ref().map(|hint| hint.text(ui.language));
    if as_json {
        let error = ErrorReport { code: failure.name(), message, hint };
        return ui.line(&serde_json::json!({ "error": error }).to_string());
    }
    let [error_head, hint_head] = error_heads();
    ui.line(&format!("{}{message}", error_head.get(ui.language)))?;
    hint.map_or(Ok(()), |hint| ui.line(&format!("{}{hint}", hint_head.get(ui.language))))
}

/// The clock, or what `$TAIZHANG_NOW` says it is
fn now() -> Result<Timestamp, CommandError> {
    match std::env::var("TAIZHANG_NOW") {
        Err(_) => Ok(Timestamp::now()),
        Ok(text) => text.parse().map_err(|_| Failure::BadClock { text }.into()),
    }
}

/// `--lang`, else `$TAIZHANG_LANG`, else the system's locale; looked up before parsing, which may have to speak
fn language_of(arguments: &[OsString]) -> Language {
    let words: Vec<String> = arguments.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let given = words.iter().enumerate().find_map(|(index, word)| {
        word.strip_prefix("--lang=")
            .map(str::to_owned)
            .or_else(|| (word == "--lang").then(|| words.get(index + 1).cloned())?)
    });
    let locale = given.or_else(|| std::env::var("TAIZHANG_LANG").ok()).or_else(sys_locale::get_locale);
    locale.map_or(Language::English, |locale| Language::of_locale(&locale))
}

/// The command with its help in a language
fn localised(command: ClapCommand, language: Language) -> ClapCommand {
    let [_, commands, _, _] = headings();
    let command = describe(command, "", language).subcommand_help_heading(commands.get(language)).arg(
        Arg::new("version")
            .short('V')
            .long("version")
            .action(ArgAction::Version)
            .display_order(GLOBAL_ORDER + 2)
            .help(help(".version").map_or("", |text| text.get(language)))
            .help_heading(headings()[3].get(language)),
    );
    let names: Vec<String> = command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| {
        command.mut_subcommand(&name, |subcommand| describe(subcommand, &name, language))
    })
}

fn describe(command: ClapCommand, name: &str, language: Language) -> ClapCommand {
    let [usage, _, arguments, options] = headings();
    let template = format!("{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}", usage.get(language));
    let about = help(name).map_or("", |text| text.get(language));
    let help_argument =
        Arg::new("help").short('h').long("help").action(ArgAction::Help).display_order(GLOBAL_ORDER + 1);
    let mut place = 0;
    command.about(about).help_template(template).arg(help_argument).mut_args(|argument| {
        let id = argument.get_id().as_str();
        let text = help(&format!("{name}.{id}")).or_else(|| help(&format!(".{id}")));
        let argument = argument.help(text.map_or("", |text| text.get(language)));
        if argument.is_positional() {
            // What has no name stands in the order in which it is written, not in that of the alphabet.
            place += 1;
            return argument.display_order(place).help_heading(arguments.get(language));
        }
        // What every command takes stands behind what only this one takes.
        let argument = if argument.is_global_set() { argument.display_order(GLOBAL_ORDER) } else { argument };
        argument.help_heading(options.get(language))
    })
}

/// Help and version go to standard output; anything else is a fault of the command line
fn usage(ui: Ui, error: &clap::Error, arguments: &[OsString]) -> Exit {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let words: Vec<String> = arguments.iter().map(|word| word.to_string_lossy().into_owned()).collect();
        let of_report = commands::help_of_report(&words, ui.language).unwrap_or_default();
        let shown = ui.data(|output| Ok(write!(output, "{}{of_report}", error.render())?));
        return if shown.is_ok() { Exit::Done } else { Exit::Internal };
    }
    let reason = fault(error, ui.language);
    let error = CommandError::from(Failure::CommandLine { reason });
    let _ = report(ui, &error, false);
    Exit::CommandLine
}

/// What clap found, in our words
fn fault(error: &clap::Error, language: Language) -> String {
    let get = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        _ => None,
    };
    let text = |kind| get(kind).unwrap_or_default();
    let argument = text(ContextKind::InvalidArg);
    let fault = match error.kind() {
        ErrorKind::UnknownArgument => match get(ContextKind::SuggestedArg) {
            Some(near) => UsageFault::UnknownArgumentNear { argument, near },
            None => UsageFault::UnknownArgument { argument },
        },
        ErrorKind::InvalidSubcommand => {
            let command = text(ContextKind::InvalidSubcommand);
            match get(ContextKind::SuggestedSubcommand) {
                Some(near) => UsageFault::UnknownCommandNear { command, near },
                None => UsageFault::UnknownCommand { command },
            }
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            UsageFault::NoCommand {}
        }
        ErrorKind::MissingRequiredArgument => UsageFault::MissingArgument { arguments: argument },
        ErrorKind::InvalidValue | ErrorKind::ValueValidation
            if text(ContextKind::InvalidValue).is_empty() =>
        {
            UsageFault::NoValue { argument }
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let reason = get(ContextKind::ValidValue)
                .map(|values| UsageFault::OneOf { values }.text(language))
                .unwrap_or_default();
            UsageFault::BadValue { argument, value: text(ContextKind::InvalidValue), reason }
        }
        ErrorKind::ArgumentConflict
            if text(ContextKind::PriorArg) == argument || get(ContextKind::PriorArg).is_none() =>
        {
            UsageFault::Twice { argument }
        }
        ErrorKind::ArgumentConflict => UsageFault::Conflict { argument, other: text(ContextKind::PriorArg) },
        _ => return error.render().to_string().trim_start_matches("error: ").trim_end().to_owned(),
    };
    fault.text(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed_in_both_languages() {
        for language in [Language::English, Language::Chinese] {
            localised(Cli::command(), language).debug_assert();
        }
    }

    #[test]
    fn every_command_and_option_has_its_help() {
        let command = localised(Cli::command(), Language::Chinese);
        for command in std::iter::once(&command).chain(command.get_subcommands()) {
            assert!(!command.get_about().unwrap().to_string().is_empty(), "{}", command.get_name());
            for argument in command.get_arguments() {
                let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(!help.is_empty(), "{} {}", command.get_name(), argument.get_id());
            }
        }
    }

    #[test]
    fn every_help_text_belongs_to_something() {
        let command = Cli::command();
        for (name, _, _) in crate::text::help_texts() {
            let (command_name, argument) =
                name.split_once('.').map_or((*name, None), |(name, id)| (name, Some(id)));
            let found: Vec<&ClapCommand> = match command_name {
                "" => std::iter::once(&command).chain(command.get_subcommands()).collect(),
                name => command.get_subcommands().filter(|command| command.get_name() == name).collect(),
            };
            let known = |id: &str| {
                ["help", "version"].contains(&id)
                    || found
                        .iter()
                        .any(|command| command.get_arguments().any(|argument| argument.get_id() == id))
            };
            assert!(!found.is_empty() && argument.is_none_or(known), "{name}");
        }
    }
}
