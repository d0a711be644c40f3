//! The options of a report that choose what it is about: units, periods, the day and the lights.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::ToSpan;

use crate::commands::Context;
use crate::commands::expected_list::expected_list;
use crate::commands::query::parameter;
use crate::domain::code::normalise;
use crate::domain::date::read_date;
use crate::domain::entity::Entity;
use crate::domain::light::Scheme;
use crate::domain::period::Period;
use crate::domain::words;
use crate::error::{CommandError, file_fault};
use crate::ledger::Ledger;
use crate::reports::Definition;
use crate::reports::heading::{FAMILIES, kind_named};
use crate::reports::parameters::{Parameters, option_of};
use crate::sheets::decode::DecodeReader;
use crate::sheets::encoding::detect;
use crate::sheets::fault::Fault;
use crate::text::{Failure, ReportFault};

#[derive(Debug, Clone, Default, Args)]
pub struct ReportParameterArgs {
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    #[arg(long, requires = "unit")]
    tree: bool,
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    #[arg(long, value_name = "SCOPE")]
    scope: Option<String>,
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    #[arg(long, value_name = "SCHEME", allow_hyphen_values = true)]
    lights: Option<String>,
    #[arg(long, value_name = "COLUMN")]
    group_by: Option<String>,
    #[arg(long, value_name = "FILE", num_args = 1..)]
    text: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    expected: Option<PathBuf>,
    #[arg(short, long, value_name = "NAME=VALUE")]
    parameter: Vec<String>,
}

/// The most bytes of all texts together, which are one value of the query
const MOST_TEXT: usize = 15_000_000;

impl ReportParameterArgs {
    /// What they mean on a ledger
    pub fn read(
        &self,
        context: &Context,
        report: &Definition,
        ledger: &Ledger,
    ) -> Result<Parameters, CommandError> {
        self.with_options()?.mean(context, report, ledger)
    }

    /// With `-p unit=…` as `--unit …`: what has an option is read as that, and checked
    fn with_options(&self) -> Result<ReportParameterArgs, CommandError> {
        let mut args = ReportParameterArgs { parameter: Vec::new(), ..self.clone() };
        for text in &self.parameter {
            let (name, value) = parameter(text)?;
            let option = match name.as_str() {
                "unit" => &mut args.unit,
                "kind" => &mut args.kind,
                "period" => &mut args.period,
                "scope" => &mut args.scope,
                "on" => &mut args.on,
                "lights" => &mut args.lights,
                "group_by" => &mut args.group_by,
                _ => {
                    args.parameter.push(text.clone());
                    continue;
                }
            };
            if option.replace(value.to_text()).is_some() {
                return Err(ReportFault::GivenTwice { name: option_of(&name) }.into());
            }
        }
        Ok(args)
    }

    fn mean(
        &self,
        context: &Context,
        report: &Definition,
        ledger: &Ledger,
    ) -> Result<Parameters, CommandError> {
        self.refuse_what_is_not_taken(report)?;
        let mut parameters = Parameters::default();
        for text in &self.parameter {
            let (name, value) = parameter(text)?;
            if !report.takes(&name) {
                let (report, name) = (report.name.clone(), option_of(&name));
                return Err(ReportFault::ParameterNotTaken { report, name }.into());
            }
            parameters.set(&name, value);
        }
        if let Some(unit) = &self.unit {
            parameters.set("unit", ledger.unit_named(unit)?);
        }
        if self.tree {
            parameters.set("tree", "yes");
        }
        if let Some(kind) = &self.kind {
            parameters.set("kind", read_kind(kind)?);
        }
        if let Some(period) = &self.period {
            let (period, exact) = match period.trim().strip_prefix(['=', '＝']) {
                Some(only) => (only, true),
                None => (period.as_str(), false),
            };
            parameters.set("period", read_period(period, context)?.to_string());
            parameters.set("period_exact", exact.then_some("yes"));
        }
        if let Some(scope) = &self.scope {
            parameters.set("scope", read_scope(scope)?);
        }
        if let Some(group) = &self.group_by {
            parameters.set("group_by", read_grouping(report, group)?);
        }
        self.judge(context, &mut parameters)?;
        if !self.text.is_empty() {
            parameters.set("text", self.texts()?);
        }
        if let Some(path) = &self.expected {
            parameters.set("expected", expected_list(path, context, ledger)?);
        }
        Ok(parameters)
    }

    /// Refuses an option that is given and that the report has no use for
    fn refuse_what_is_not_taken(&self, report: &Definition) -> Result<(), CommandError> {
        match self.not_taken(report).first() {
            None => Ok(()),
            Some(name) => {
                let (report, name) = (report.name.clone(), option_of(name));
                Err(ReportFault::ParameterNotTaken { report, name }.into())
            }
        }
    }

    /// The options that are given and that a report has no use for
    fn not_taken(&self, report: &Definition) -> Vec<&'static str> {
        let given = [
            ("unit", self.unit.is_some()),
            ("kind", self.kind.is_some()),
            ("period", self.period.is_some()),
            ("scope", self.scope.is_some()),
            ("on", self.on.is_some()),
            ("lights", self.lights.is_some()),
            ("group_by", self.group_by.is_some()),
            ("text", !self.text.is_empty()),
            ("expected", self.expected.is_some()),
        ];
        let takes = |name: &str| match name {
            "kind" => report.takes("unit"),
            "group_by" => !report.groupings.is_empty(),
            _ => report.takes(name),
        };
        given.into_iter().filter(|(name, is_given)| *is_given && !takes(name)).map(|(name, _)| name).collect()
    }

    /// Those of the options that a report has a use for, and the names of the others
    pub fn fitting(&self, report: &Definition) -> Result<(ReportParameterArgs, Vec<String>), CommandError> {
        let mut fitting = self.with_options()?;
        let others = fitting.not_taken(report);
        for other in &others {
            match *other {
                "unit" => (fitting.unit, fitting.tree) = (None, false),
                "kind" => fitting.kind = None,
                "period" => fitting.period = None,
                "scope" => fitting.scope = None,
                "on" => fitting.on = None,
                "lights" => fitting.lights = None,
                "group_by" => fitting.group_by = None,
                "expected" => fitting.expected = None,
                _ => fitting.text.clear(),
            }
        }
        let mut others: Vec<String> = others.into_iter().map(option_of).collect();
        for text in std::mem::take(&mut fitting.parameter) {
            let (name, _) = parameter(&text)?;
            match report.takes(&name) {
                true => fitting.parameter.push(text),
                false => others.push(option_of(&name)),
            }
        }
        Ok((fitting, others))
    }

    /// The day, and how lights are lit
    fn judge(&self, context: &Context, parameters: &mut Parameters) -> Result<(), CommandError> {
        let today = context.writing.now.to_zoned(jiff::tz::TimeZone::system()).date();
        parameters.set("today", today.to_string());
        match &self.on {
            Some(day) => {
                let date = read_date(&normalise(day)).map_err(|fault| {
                    let reason = fault.text(context.ui.language);
                    Failure::NotAnOption { name: "on".to_owned(), value: day.clone(), reason }
                })?;
                parameters.set("on", date);
                parameters.set("on_given", "yes");
            }
            // The last month that is over.
            None => {
                let end = today.first_of_month().checked_sub(1.day()).unwrap_or(today);
                parameters.set("on", format!("{:04}-M{:02}", end.year(), end.month()));
            }
        }
        let lights = self.lights.as_deref().unwrap_or("default");
        Scheme::read(lights).map_err(|reason| {
            let reason = reason.text(context.ui.language);
            Failure::NotAnOption { name: "lights".to_owned(), value: lights.to_owned(), reason }
        })?;
        parameters.set("lights", lights);
        Ok(())
    }

    /// The texts that quotes are looked for in
    fn texts(&self) -> Result<String, CommandError> {
        let mut whole = String::new();
        for path in &self.text {
            whole.push_str(&text_of(path)?);
            whole.push('\n');
            if whole.len() > MOST_TEXT {
                return Err(Failure::TextsTooLong { most: MOST_TEXT / 1_000_000 }.into());
            }
        }
        Ok(whole)
    }
}

/// The text of a file, as an import would decode it
fn text_of(path: &Path) -> Result<String, CommandError> {
    let fault = |error: io::Error| file_fault(path, &error);
    let found = detect(path, None).map_err(|reason| match reason {
        Fault::Io(error) => fault(error),
        _ => Failure::NotAText { path: path.display().to_string() },
    })?;
    let file = File::open(path).map_err(fault)?;
    let mut text = String::new();
    DecodeReader::new(file, found.encoding, found.bom)
        .take(MOST_TEXT as u64 + 1)
        .read_to_string(&mut text)
        .map_err(fault)?;
    Ok(text)
}

/// The period that an option names
pub fn read_period(text: &str, context: &Context) -> Result<Period, CommandError> {
    Period::read(text).map_err(|fault| {
        let reason = fault.text(context.ui.language);
        Failure::NotAnOption { name: "period".to_owned(), value: text.to_owned(), reason }.into()
    })
}

fn read_scope(text: &str) -> Result<&'static str, CommandError> {
    let words = Entity::Projects.words("scope");
    words::find(words, text)
        .map(|word| word.code)
        .ok_or_else(|| not_one_of("scope", text, words.iter().map(|word| (word.code, word.title.zh))))
}

fn read_kind(text: &str) -> Result<&'static str, CommandError> {
    let words = FAMILIES.iter().chain(words::UNIT_KINDS).map(|word| (word.code, word.title.zh));
    kind_named(text).ok_or_else(|| not_one_of("kind", text, words))
}

/// The code of the grouping that a report knows by that code or title
fn read_grouping(report: &Definition, text: &str) -> Result<String, CommandError> {
    let known = &report.groupings;
    let found = known
        .iter()
        .find(|(code, name)| code == text || name.en.eq_ignore_ascii_case(text) || name.zh == text);
    found.map(|(code, _)| code.clone()).ok_or_else(|| {
        not_one_of("group-by", text, known.iter().map(|(code, name)| (code.as_str(), name.zh.as_str())))
    })
}

/// Says that an option's value is none of these
fn not_one_of<'w>(name: &str, value: &str, words: impl Iterator<Item = (&'w str, &'w str)>) -> CommandError {
    let words: Vec<String> = words.map(|(code, zh)| format!("{code} {zh}")).collect();
    Failure::NotOneOf { name: name.replace('_', "-"), value: value.to_owned(), words: words.join(", ") }
        .into()
}
