//! Rows of sheets that have the same key: which of them are told, and which are left out. It does not know how rows are
//! staged.

use super::key_of;
use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::finding::{Finding, Findings};
use crate::ledger::import::sheet::{Sheet, row_finding};
use crate::storage::Result;
use crate::storage::staging::Cell;
use crate::text::FindingText;

/// A row that waits for what stands behind it
#[derive(Debug)]
pub struct Held {
    /// Its cells
    pub cells: Vec<Cell<'static>>,
    /// Its source and line
    pub place: (i64, i64),
    /// In which columns another row of its key differs from it
    pub disputed: Option<String>,
    /// Where it came again before that, with the same values
    pub repeated: Vec<(i64, i64)>,
}

/// A row and the first one of its key
#[derive(Debug)]
pub struct Twins<'t> {
    /// The table
    pub entity: Entity,
    /// The first row
    pub first: &'t mut Held,
    /// The first row's sheet
    pub first_sheet: &'t Sheet,
    /// The row
    pub cells: &'t [Cell<'t>],
    /// The row's sheet
    pub sheet: &'t Sheet,
    /// The row's source and line
    pub place: (i64, i64),
}

impl Twins<'_> {
    /// Tells of the row, and, as soon as one differs from it, of the first one too; which rows are left out
    pub fn tell(self, findings: &mut Findings) -> Result<Vec<(i64, i64)>> {
        let (line, first_line) = (self.place.1.unsigned_abs(), self.first.place.1.unsigned_abs());
        let key = key_of(self.entity, self.cells).unwrap_or_default().join("/");
        let first = self.first_sheet.place(first_line, None).print();
        let columns = Some(self.differing()).filter(|columns| !columns.is_empty());
        let column = Some(self.entity.key_length() - 1);
        let Some(columns) = columns.or_else(|| self.first.disputed.clone()) else {
            let said = FindingText::RepeatedRow { key, first };
            let finding = row_finding(self.sheet, line, column, Rule::K1, said);
            findings.add(Finding { severity: Severity::Warning, ..finding });
            self.first.repeated.push(self.place);
            return Ok(Vec::new());
        };
        let are_copies = self.are_copies();
        let mut left_out = vec![self.place];
        if self.first.disputed.is_none() {
            let second = self.sheet.place(line, None).print();
            let (key, columns) = (key.clone(), columns.clone());
            let said = match are_copies {
                true => FindingText::OtherCopy { key, other: second, columns },
                false => FindingText::GivenAgain { key, second, columns },
            };
            findings.add(row_finding(self.first_sheet, first_line, column, Rule::K1, said));
            left_out.push(self.first.place);
            left_out.append(&mut self.first.repeated);
        }
        self.first.disputed.get_or_insert_with(|| columns.clone());
        let said = match are_copies {
            true => FindingText::OtherCopy { key, other: first, columns },
            false => FindingText::DuplicateKey { key, first, columns },
        };
        findings.add(row_finding(self.sheet, line, column, Rule::K1, said));
        Ok(left_out)
    }

    /// Whether the rows are of two files that were both exported: each is held against what it was
    fn are_copies(&self) -> bool {
        let (first, sheet) = (self.first_sheet, self.sheet);
        first.base().is_some() && sheet.base().is_some() && first.shown != sheet.shown
    }

    /// The columns in which the rows differ
    fn differing(&self) -> String {
        let pairs = self.first.cells.iter().zip(self.cells);
        let columns = self.entity.columns().iter().zip(pairs).filter(|(_, (one, other))| one != other);
        let names = columns.map(|(column, _)| column.in_words());
        names.collect::<Vec<_>>().join(", ")
    }
}
