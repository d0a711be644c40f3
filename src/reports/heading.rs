//! What stands above a report and below it: its title, what it shows and how it judges, and what it leaves out.

use crate::domain::entity::Entity;
use crate::domain::light::Scheme;
use crate::domain::words::{self, Word};
use crate::ledger::{Ledger, Result};
use crate::reports::definition::{Definition, Note};
use crate::reports::parameters::Parameters;
use crate::reports::shape::Shape;
use crate::storage::select::Query;
use crate::table::{Heading, Value};
use crate::text::{Language, ReportText, Text};

/// The groups of units that `--kind` takes besides the kinds themselves, as the reports' SQL knows them
pub const FAMILIES: &[Word] = &[
    Word { code: "governments", title: Text::new("Governments", "政府"), aliases: &[] },
    Word { code: "towns", title: Text::new("Towns", "镇街"), aliases: &[] },
    Word { code: "departments", title: Text::new("Bureaus", "部门"), aliases: &[] },
    Word { code: "others", title: Text::new("Others", "其他"), aliases: &[] },
];

/// What a report's heading is made of
#[derive(Debug)]
pub struct HeadingParts<'r> {
    /// The report as its file defines it
    pub report: &'r Definition,
    /// What it was given
    pub parameters: &'r Parameters,
    /// What was made of it
    pub shape: &'r Shape,
    /// What the ledger is: its revision and time
    pub ledger: String,
}

impl HeadingParts<'_> {
    /// The heading in a language; the notes are asked of the ledger
    pub fn heading(&self, ledger: &Ledger, language: Language) -> Result<Heading> {
        let between = ReportText::Between {}.text(language);
        let texts = |texts: Vec<ReportText>| -> Option<String> {
            let lines: Vec<String> = texts.iter().map(|text| text.text(language)).collect();
            (!lines.is_empty()).then(|| lines.join(&between))
        };
        let mut lines = vec![self.ledger.clone()];
        lines.extend(texts(self.chosen(ledger, language)?));
        lines.extend(self.day(language));
        if self.report.takes("lights")
            && let Some(scheme) = self.parameters.text("lights").and_then(|text| Scheme::read(text).ok())
        {
            lines.push(scheme.describe().text(language));
        }
        let mut notes = Vec::new();
        for note in &self.report.notes {
            notes.extend(self.note(note, ledger, language)?);
        }
        if self.shape.drops_totals(self.report) && self.shape.totals.is_none() {
            notes.push(ReportText::TotalsLeftOut {}.text(language));
        }
        Ok(Heading { title: self.report.title.get(language).to_owned(), lines, notes })
    }

    /// What was chosen: units, periods, scope, rows
    fn chosen(&self, ledger: &Ledger, language: Language) -> Result<Vec<ReportText>> {
        let text = |name| self.parameters.text(name).map(str::to_owned);
        let mut chosen = Vec::new();
        if let Some(code) = text("unit") {
            let name = unit_name(ledger, &code)?;
            chosen.push(match text("tree") {
                Some(_) => ReportText::UnitTree { name },
                None => ReportText::Unit { name },
            });
        }
        if let Some(kind) = text("kind") {
            let kinds = FAMILIES.iter().chain(Entity::Units.words("kind"));
            chosen.push(ReportText::UnitKind { name: word(kinds, &kind, language) });
        }
        if let Some(period) = text("period") {
            chosen.push(match text("period_exact") {
                Some(_) => ReportText::PeriodOnly { period },
                None => ReportText::Period { period },
            });
        }
        if let Some(scope) = text("scope") {
            let name = word(Entity::Projects.words("scope").iter(), &scope, language);
            chosen.push(ReportText::Scope { name });
        }
        let grouping = text("group_by").and_then(|code| {
            let words = &self.report.groupings;
            words.iter().find(|(known, _)| *known == code).map(|(_, name)| name.get(language).to_owned())
        });
        chosen.extend(grouping.map(|name| ReportText::GroupedBy { name }));
        chosen.extend(self.own_parameters());
        chosen.extend(self.shape.filter.clone().map(|filter| ReportText::Filter { filter }));
        chosen.extend(self.shape.top.map(|rows| ReportText::Top { rows }));
        Ok(chosen)
    }

    /// The parameters that only this report knows
    fn own_parameters(&self) -> impl Iterator<Item = ReportText> {
        const SAID: &[&str] = &["unit", "period", "scope", "group_by", "on", "lights", "text", "expected"];
        let own = self.report.parameters.iter().filter(|parameter| !SAID.contains(&parameter.name.as_str()));
        own.filter_map(|parameter| {
            let value = self.parameters.get(&parameter.name)?.to_text();
            Some(ReportText::Parameter { name: parameter.name.clone(), value })
        })
    }

    /// The day on which pace is judged
    fn day(&self, language: Language) -> Option<String> {
        let month = self.parameters.text("on").filter(|_| self.report.takes("on"))?.to_owned();
        Some(match (self.parameters.text("on_given"), &self.report.judged) {
            (Some(_), _) => ReportText::On { month }.text(language),
            (None, Some(judged)) => judged.get(language).replace("{}", &month),
            (None, None) => ReportText::OnAssumed { month }.text(language),
        })
    }

    fn note(&self, note: &Note, ledger: &Ledger, language: Language) -> Result<Option<String>> {
        let (_, mentioned) = ledger.store().describe(&note.sql)?;
        let number = first_row(ledger, &note.sql, self.parameters.of(&mentioned))?.into_iter().next();
        let number = number.unwrap_or(Value::Null).to_text();
        let is_nothing = number.is_empty() || number == "0";
        Ok((!is_nothing).then(|| note.text.get(language).replace("{}", &number)))
    }
}

/// The revision that the ledger shows, and its time; none of an empty one
pub fn latest_revision(ledger: &Ledger) -> Result<Option<(i64, String)>> {
    let row = first_row(ledger, "SELECT id, at FROM revisions ORDER BY id DESC LIMIT 1", Vec::new())?;
    Ok(match row.as_slice() {
        [Value::Integer(id), Value::Text(at)] => Some((*id, at.clone())),
        _ => None,
    })
}

fn unit_name(ledger: &Ledger, code: &str) -> Result<String> {
    let sql = "SELECT coalesce(short_name, name) FROM units WHERE code = :unit";
    let row = first_row(ledger, sql, vec![("unit".to_owned(), code.into())])?;
    Ok(row.first().map_or_else(|| code.to_owned(), Value::to_text))
}

fn first_row(ledger: &Ledger, sql: &str, parameters: Vec<(String, Value)>) -> Result<Vec<Value>> {
    let query = Query { sql: sql.to_owned(), parameters, limit: Some(1) };
    let mut first = Vec::new();
    ledger.store().select(&query, |row| {
        first = row.to_vec();
        Ok(())
    })?;
    Ok(first)
}

fn word<'w>(mut words: impl Iterator<Item = &'w Word>, code: &str, language: Language) -> String {
    words.find(|word| word.code == code).map_or(code, |word| word.title.get(language)).to_owned()
}

/// The code of a kind of units, or of a group of kinds, that a text names in any language
pub fn kind_named(text: &str) -> Option<&'static str> {
    words::find(FAMILIES, text)
        .or_else(|| words::find(Entity::Units.words("kind"), text))
        .map(|word| word.code)
}
