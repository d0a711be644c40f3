//! What was decided of conflicts: all of them at once, or cell by cell in the table that was handed out.

use std::cell::Cell;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use crate::domain::bound::Bound;
use crate::domain::code::normalise;
use crate::domain::entity::{Column, Entity, Kind};
use crate::domain::guard::unguard;
use crate::domain::words;
use crate::ledger::Result;
use crate::ledger::apply::sides::is_same;
use crate::ledger::import::finding::Place;
use crate::ledger::import::sheet::io_error;
use crate::sheets::fault::Fault;
use crate::sheets::record::Record;
use crate::sheets::tab::{Reading, tabs_of};
use crate::storage::Store;
use crate::storage::unit_names::{Meaning, NAME_SEPARATOR};
use crate::text::Failure;

/// The columns of a table of conflicts that are read back: their names, and their titles for people
const COLUMNS: [[&str; 2]; 7] = [
    ["table", "表"],
    ["key", "主键"],
    ["column", "列"],
    ["base", "原值"],
    ["ours", "我方"],
    ["theirs", "对方"],
    ["choose", "选用"],
];

/// What is to stand in a cell
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// What the ledger has
    Ours,
    /// What the difference wants
    Theirs,
    /// What it was before either
    Base,
    /// Something else
    Value(String),
}

impl Choice {
    /// What a clerk wrote; none for nothing
    fn read(text: &str) -> Option<Choice> {
        // The titles of the two columns are choices as well.
        match normalise(text).to_lowercase().as_str() {
            "" => None,
            "ours" | "我方" | "ours (ledger)" | "我方(台账)" | "我方（台账）" => {
                Some(Choice::Ours)
            }
            "theirs" | "对方" | "theirs (file)" | "对方(文件)" | "对方（文件）" => {
                Some(Choice::Theirs)
            }
            "base" | "原值" => Some(Choice::Base),
            _ => Some(Choice::Value(text.to_owned())),
        }
    }
}

/// Where a choice stands: its line, and the row that a spreadsheet shows it in
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    line: u64,
    row: u64,
}

/// What was decided of a conflict
#[derive(Debug, Clone, PartialEq, Eq)]
struct Decision {
    /// The conflict as it was: what was expected, what the ledger had, what was wanted
    texts: [String; 3],
    choice: Choice,
    at: At,
    fate: Cell<Fate>,
}

/// What became of a decision
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Fate {
    /// There was no such conflict
    #[default]
    Unneeded,
    /// The conflict has become another
    Outdated,
    /// It was followed
    Followed,
}

/// What was decided of conflicts
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    /// What holds for all of which nothing else is said
    pub otherwise: Option<Choice>,
    /// By table, key and column
    cells: HashMap<(Entity, String, usize), Decision>,
    /// The table of conflicts that says so, with the field of its choices
    table: Option<Place>,
}

impl Decisions {
    /// Reads a table of conflicts in which choices were filled in
    pub fn read(&mut self, path: &Path) -> Result<()> {
        let shown = || path.display().to_string();
        if !path.is_file() {
            return Err(Failure::NoSuchFile { path: shown() }.into());
        }
        let unusable = || Failure::NoConflictTable { path: shown() };
        let told = |fault: Fault| match fault {
            Fault::Io(_) => io_error(path, &fault),
            _ => unusable().into(),
        };
        let tabs = tabs_of(path, &Reading::default()).map_err(told)?;
        let tab = tabs.iter().find(|tab| !tab.is_hidden).ok_or_else(unusable)?;
        // A text file may be opened by a spreadsheet, and bears the guard.
        let is_guarded = tab.name.is_none();
        let mut reader = tab.open().map_err(|fault| io_error(path, &fault))?;
        let mut record = Record::default();
        let mut columns: Option<[usize; 7]> = None;
        while reader.read(&mut record).map_err(told)? {
            match columns {
                None => {
                    let found = header(&record).ok_or_else(unusable)?;
                    let choose = found[6];
                    let whole = Place::whole(&shown().into(), tab.name.as_deref().map(Arc::from).as_ref());
                    self.table =
                        Some(Place { field: Some((choose, record.field(choose).to_owned())), ..whole });
                    columns = Some(found);
                }
                Some(columns) => {
                    let plain = |text| if is_guarded { unguard(text) } else { text };
                    let at = At { line: record.line(0), row: record.row() };
                    self.take(columns.map(|index| plain(record.field(index))), at)?;
                }
            }
        }
        if columns.is_some() { Ok(()) } else { Err(unusable().into()) }
    }

    fn take(&mut self, [table, key, column, base, ours, theirs, choose]: [&str; 7], at: At) -> Result<()> {
        let Some(choice) = Choice::read(choose) else { return Ok(()) };
        let place = || self.place(at).map_or_else(String::new, |place| place.print());
        let Some(entity) = Entity::called(table) else {
            return Err(Failure::DecisionTable { place: place(), name: table.to_owned() }.into());
        };
        let is_meant =
            |known: &Column| known.name == column || known.title.zh == column || known.title.en == column;
        let Some(column) = entity.columns().iter().position(is_meant) else {
            return Err(Failure::DifferenceColumn { place: place(), column: column.to_owned() }.into());
        };
        let texts = [base, ours, theirs].map(|text| coded(entity, column, text));
        let decision = Decision { texts, choice, at, fate: Cell::default() };
        self.cells.insert((entity, key.to_owned(), column), decision);
        Ok(())
    }

    /// The same, with the codes of the units in place of what people call them
    pub fn known_to(&self, store: &Store) -> Result<Decisions> {
        let mut cells = HashMap::with_capacity(self.cells.len());
        for ((entity, key, column), decision) in &self.cells {
            let (unit, rest) =
                key.split_once('/').map_or((key.as_str(), None), |(unit, rest)| (unit, Some(rest)));
            let unit = code_of(store, unit)?;
            let key = rest.map_or_else(|| unit.clone(), |rest| format!("{unit}/{rest}"));
            let mut decision = decision.clone();
            for text in &mut decision.texts {
                *text = with_codes(store, *entity, *column, text)?;
            }
            cells.insert((*entity, key, *column), decision);
        }
        Ok(Decisions { cells, ..self.clone() })
    }

    /// What was decided of a cell, and where that stands; a conflict that has become another is not decided
    pub fn choice(
        &self,
        entity: Entity,
        key: &str,
        column: usize,
        texts: [&str; 3],
    ) -> Option<(Choice, Option<At>)> {
        let otherwise = || self.otherwise.clone().map(|choice| (choice, None));
        let Some(decided) = self.cells.get(&(entity, key.to_owned(), column)) else { return otherwise() };
        let is_it = decided.texts.iter().zip(texts).all(|(known, text)| is_same(entity, column, known, text));
        decided.fate.set(if is_it { Fate::Followed } else { Fate::Outdated });
        if is_it { Some((decided.choice.clone(), Some(decided.at))) } else { otherwise() }
    }

    /// Decisions that were not followed, by their place: table, key, column, and why
    pub fn not_followed(&self) -> Vec<(At, Entity, &str, usize, Fate)> {
        let cells = self.cells.iter().filter(|(_, decision)| decision.fate.get() != Fate::Followed);
        let mut found: Vec<_> = cells
            .map(|((entity, key, column), decision)| {
                (decision.at, *entity, key.as_str(), *column, decision.fate.get())
            })
            .collect();
        found.sort_by_key(|(at, ..)| *at);
        found
    }

    /// The place of a choice; none where no table of conflicts was read
    pub fn place(&self, at: At) -> Option<Place> {
        self.table.as_ref().map(|table| Place { line: at.line, row: Some(at.row), ..table.clone() })
    }
}

/// What a cell stores, where a table for people has a word of a list
fn coded(entity: Entity, column: usize, text: &str) -> String {
    let code = match entity.columns()[column].kind {
        Kind::Word(list) => words::find(list, text).map(|word| word.code),
        Kind::Bound => Bound::from_code(text).and_then(Bound::code),
        _ => None,
    };
    code.unwrap_or(text).to_owned()
}

/// The code of a unit; what means none, or several, as it is
fn code_of(store: &Store, name: &str) -> Result<String> {
    Ok(match store.unit_named(&normalise(name))? {
        Meaning::Unit(code) => code,
        _ => name.to_owned(),
    })
}

/// A cell with the codes of the units that it names
fn with_codes(store: &Store, entity: Entity, column: usize, text: &str) -> Result<String> {
    match entity.columns()[column].kind {
        Kind::Unit => code_of(store, text),
        Kind::Units => {
            let codes = text.split(NAME_SEPARATOR).map(|name| code_of(store, name));
            Ok(codes.collect::<Result<Vec<_>>>()?.join(&NAME_SEPARATOR.to_string()))
        }
        Kind::Reference(_) => match text.split_once('/') {
            Some((unit, code)) => Ok(format!("{}/{code}", code_of(store, unit)?)),
            None => Ok(text.to_owned()),
        },
        _ => Ok(text.to_owned()),
    }
}

fn header(record: &Record) -> Option<[usize; 7]> {
    let mut found = [0; 7];
    for (place, names) in found.iter_mut().zip(COLUMNS) {
        // In brackets behind a title stands whose side it is.
        let title = |field: &str| field.split(['(', '（']).next().unwrap_or(field).trim().to_lowercase();
        *place = record.iter().position(|field| names.contains(&title(field).as_str()))?;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_titles_of_the_columns_are_choices() {
        for ours in ["ours", "我方", "我方（台账）", "我方(台账)", "Ours (ledger)"] {
            assert_eq!(Choice::read(ours), Some(Choice::Ours), "{ours}");
        }
        for theirs in ["theirs", "对方", "对方（文件）", "对方(文件)", "Theirs (file)"] {
            assert_eq!(Choice::read(theirs), Some(Choice::Theirs), "{theirs}");
        }
        assert_eq!(["base", "原值", "Base"].map(Choice::read), [(); 3].map(|()| Some(Choice::Base)));
        assert_eq!(Choice::read("我方案"), Some(Choice::Value("我方案".to_owned())));
    }
}
