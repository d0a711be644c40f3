//! The parameters that reports take, and what they are bound to. It knows no command line.

use crate::ledger::Result;
use crate::reports::definition::Definition;
use crate::storage::crew::SHARES;
use crate::table::Value;
use crate::text::ReportFault;

/// The values of parameters, by name
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parameters(Vec<(String, Value)>);

/// What comes with another parameter: the SQL may use it wherever the report takes the other
const COMPANIONS: &[(&str, &str)] =
    &[("tree", "unit"), ("kind", "unit"), ("period_exact", "period"), ("on_given", "on")];

/// The parameters that have an option of their own; any other is given by `-p NAME=VALUE`
const OPTIONS: &[&str] =
    &["unit", "tree", "kind", "period", "scope", "on", "lights", "text", "expected", "group_by"];

/// How a parameter is given on the command line
pub fn option_of(name: &str) -> String {
    match OPTIONS.contains(&name) {
        true => format!("--{}", name.replace('_', "-")),
        false => format!("-p {name}=…"),
    }
}

/// What is always known, so that nobody has to give it
const KNOWN: &[&str] = &["on", "lights", "today"];

/// Whether a parameter of that name has a value, or is a blank, in the SQL of a report
pub fn is_bound(report: &Definition, name: &str) -> bool {
    let companion = COMPANIONS.iter().find(|(companion, _)| *companion == name);
    report.takes(name)
        || KNOWN.contains(&name)
        || (report.merged_by.is_some() || !report.beforehand.is_empty()) && SHARES.contains(&name)
        || name == "group_by" && !report.groupings.is_empty()
        || companion.is_some_and(|(_, other)| report.takes(other))
}

impl Parameters {
    /// Gives a parameter a value
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.0.retain(|(known, _)| known != name);
        self.0.push((name.to_owned(), value.into()));
    }

    /// The names that have been given
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Whether that name was given, a blank included
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// The value of that name; a blank one is none
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
            .filter(|value| **value != Value::Null)
    }

    /// The text of that name
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Those that a statement mentions, the ones without a value as blanks
    pub fn of(&self, mentioned: &[String]) -> Vec<(String, Value)> {
        mentioned.iter().map(|name| (name.clone(), self.get(name).cloned().unwrap_or(Value::Null))).collect()
    }

    /// What was given to choose what a report is about, as it was given
    pub fn choosing(&self, report: &Definition) -> Vec<String> {
        const CHOOSING: [&str; 4] = ["unit", "kind", "period", "scope"];
        let given =
            CHOOSING.into_iter().filter(|name| self.get(name).is_some_and(|value| *value != Value::Null));
        given
            .filter(|name| report.takes(if *name == "kind" { "unit" } else { name }))
            .map(option_of)
            .collect()
    }

    /// What an analyst's own report takes by `-p` and was not given, as it would be given
    pub fn blanks_of(&self, report: &Definition) -> Vec<String> {
        let is_own = |name: &str| report.file.is_some() && !OPTIONS.contains(&name);
        let names = report.parameters.iter().map(|parameter| parameter.name.as_str());
        names.filter(|name| is_own(name) && self.get(name).is_none()).map(option_of).collect()
    }

    /// Refuses what a report does not take, and what it needs and was not given
    pub fn verify(&self, report: &Definition) -> Result<()> {
        for parameter in report.parameters.iter().filter(|parameter| parameter.required) {
            if self.get(&parameter.name).is_none() {
                let (report, name) = (report.name.clone(), option_of(&parameter.name));
                return Err(ReportFault::ParameterNeeded { report, name }.into());
            }
        }
        match self.0.iter().find(|(name, value)| *value != Value::Null && !is_bound(report, name)) {
            None => Ok(()),
            Some((name, _)) => {
                let (report, name) = (report.name.clone(), option_of(name));
                Err(ReportFault::ParameterNotTaken { report, name }.into())
            }
        }
    }
}
