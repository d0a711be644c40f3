//! What was decided of conflicts: all of them at once, or cell by cell in the table that was handed out.

use std::collections::HashMap;
use std::path::Path;

use crate::domain::code::normalise;
use crate::domain::entity::Entity;
use crate::domain::guard::unguard;
use crate::ledger::Result;
use crate::ledger::import::sheet::io_error;
use crate::sheets::record::Record;
use crate::sheets::tab::{Reading, tabs_of};
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
            _ => Some(Choice::Value(text.to_owned())),
        }
    }
}

/// A conflict that was decided: what it was like, and the choice
#[derive(Debug, Clone, PartialEq, Eq)]
struct Decision {
    texts: [String; 3],
    choice: Choice,
}

/// What was decided
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    /// What holds for all of which nothing else is said
    pub otherwise: Option<Choice>,
    /// By table, key and column
    cells: HashMap<(Entity, String, String), Decision>,
}

impl Decisions {
    /// Reads a table of conflicts in which choices were filled in
    pub fn read(&mut self, path: &Path) -> Result<()> {
        let shown = || path.display().to_string();
        if !path.is_file() {
            return Err(Failure::NoSuchFile { path: shown() }.into());
        }
        let unusable = || Failure::NoConflictTable { path: shown() };
        let tabs = tabs_of(path, &Reading::default()).map_err(|_| unusable())?;
        let tab = tabs.iter().find(|tab| !tab.is_hidden).ok_or_else(unusable)?;
        // A text file may be opened by a spreadsheet, and bears the guard.
        let is_guarded = tab.name.is_none();
        let mut reader = tab.open().map_err(|fault| io_error(path, &fault))?;
        let mut record = Record::default();
        let mut columns: Option<[usize; 7]> = None;
        while reader.read(&mut record).map_err(|_| unusable())? {
            match columns {
                None => columns = Some(header(&record).ok_or_else(unusable)?),
                Some(columns) => {
                    let plain = |text| if is_guarded { unguard(text) } else { text };
                    self.take(columns.map(|index| plain(record.field(index))));
                }
            }
        }
        if columns.is_some() { Ok(()) } else { Err(unusable().into()) }
    }

    fn take(&mut self, [table, key, column, base, ours, theirs, choose]: [&str; 7]) {
        let entity =
            Entity::ALL.into_iter().find(|entity| entity.name() == table || entity.title().zh == table);
        let (Some(entity), Some(choice)) = (entity, Choice::read(choose)) else { return };
        let meant = entity
            .columns()
            .iter()
            .find(|known| known.name == column || known.title.zh == column || known.title.en == column);
        let name = meant.map_or(column, |known| known.name).to_owned();
        let decision = Decision { texts: [base, ours, theirs].map(str::to_owned), choice };
        self.cells.insert((entity, key.to_owned(), name), decision);
    }

    /// What was decided of a cell; a conflict that has become another is not decided
    pub fn choice(&self, entity: Entity, key: &str, column: &str, texts: [&str; 3]) -> Option<Choice> {
        let decided = self.cells.get(&(entity, key.to_owned(), column.to_owned()));
        let decided = decided.filter(|decision| decision.texts == texts);
        decided.map(|decision| decision.choice.clone()).or_else(|| self.otherwise.clone())
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
        assert_eq!(Choice::read("我方案"), Some(Choice::Value("我方案".to_owned())));
    }
}
