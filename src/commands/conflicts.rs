//! Conflicts as a table: shown, or written into a file in which a clerk chooses and which comes back.

use std::path::{Path, PathBuf};

use clap::Args;
use rust_decimal::Decimal;

use crate::commands::Context;
use crate::commands::besides::{check_file, spare_exports};
use crate::commands::output::{OutputArgs, OutputFormat, Rows, format_of, write_table};
use crate::domain::entity::Entity;
use crate::domain::guard::guard;
use crate::error::CommandError;
use crate::formats::Format;
use crate::ledger::Ledger;
use crate::ledger::apply::conflict::{Conflict, Reason};
use crate::ledger::apply::decide::{Choice, Decisions};
use crate::ledger::wording::Wording;
use crate::table::row_spool::RowSpool;
use crate::table::{Column, ColumnKind, Value};
use crate::text::{Failure, Language, News, Text};

/// The options that decide conflicts, of all commands that may meet some
#[derive(Debug, Args)]
pub struct ConflictArgs {
    #[arg(long, conflicts_with = "theirs")]
    ours: bool,
    #[arg(long)]
    theirs: bool,
    #[arg(long, value_name = "FILE")]
    pub conflicts: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    decide: Option<PathBuf>,
}

impl ConflictArgs {
    /// Refuses a file for the conflicts that would be written over one of the files read, cannot be written, or could
    /// not be read back
    pub fn check(&self, context: &Context, read: &[PathBuf]) -> Result<(), CommandError> {
        let Some(path) = &self.conflicts else { return Ok(()) };
        context.spare(path, read)?;
        context.spare(path, self.decide.as_slice())?;
        check_file(path)?;
        spare_exports(path)?;
        reader_of(path).map(|_| ())
    }

    /// What was decided
    pub fn decisions(&self) -> Result<Decisions, CommandError> {
        let mut decisions = Decisions::default();
        if let Some(path) = &self.decide {
            decisions.read(path)?;
        }
        decisions.otherwise = match (self.ours, self.theirs) {
            (true, _) => Some(Choice::Ours),
            (_, true) => Some(Choice::Theirs),
            _ => None,
        };
        Ok(decisions)
    }

    /// Refuses to go on where there are conflicts; they are shown, or handed out in the file that was asked for
    pub fn refuse(
        &self,
        context: &Context,
        ledger: &Ledger,
        (conflicts, count): (ConflictView, u64),
        output: &OutputArgs,
    ) -> Result<(), CommandError> {
        match &self.conflicts {
            _ if count == 0 => return Ok(()),
            Some(path) => conflicts.write(context, ledger, path)?,
            None => conflicts.show(context, ledger, output)?,
        }
        Err(Failure::ApplyConflicts { count }.into())
    }
}

/// Takes conflicts, and shows them when there are no more
#[derive(Debug)]
pub struct ConflictView {
    /// As programs get them
    rows: RowSpool,
}

/// For whom a table of conflicts is
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// For programs, by names and codes
    Program,
    /// For a spreadsheet, which would run some texts of a text file as formulas
    Spreadsheet,
    /// For people, in their words
    Person,
    /// For people who choose in a workbook, in their words, and with numbers that are numbers
    Clerk,
}

impl ConflictView {
    /// Keeps them in a temporary file
    pub fn new() -> ConflictView {
        ConflictView { rows: RowSpool::new() }
    }

    /// Takes one
    pub fn take(&mut self, conflict: &Conflict) -> crate::ledger::Result<()> {
        let Conflict { entity, key, column, reason, base, ours, theirs } = conflict;
        let column = entity.columns()[*column].name;
        let texts = [entity.name(), key, column, reason.code(), base, ours, theirs];
        let row: Vec<Value> = texts.into_iter().map(Value::from).chain([Value::Null]).collect();
        self.rows.put(&row).map_err(|source| crate::ledger::Error::Io { path: "conflicts".into(), source })
    }

    /// Shows them
    fn show(mut self, context: &Context, ledger: &Ledger, output: &OutputArgs) -> Result<(), CommandError> {
        let people = output.format()?.for_people();
        let reader = if people { Reader::Person } else { Reader::Program };
        // Nobody chooses on a screen.
        let columns = if people { &columns()[..7] } else { &columns()[..] };
        let mut words = Words::new(ledger, reader, context.ui.language);
        output.table(context, columns, |rows| self.fill(rows, &mut words, columns.len()))
    }

    /// Writes them into a file, for a clerk to choose in
    fn write(mut self, context: &Context, ledger: &Ledger, path: &Path) -> Result<(), CommandError> {
        let (format, reader) = reader_of(path)?;
        let columns = columns();
        let mut words = Words::new(ledger, reader, context.ui.language);
        write_table(context, path, format, &columns, |rows| self.fill(rows, &mut words, columns.len()))?;
        context.ui.news(&News::DiffWritten { path: path.display().to_string() })
    }

    fn fill(&mut self, rows: Rows<'_>, words: &mut Words<'_>, width: usize) -> Result<(), CommandError> {
        self.rows.each(|row| {
            let mut row = words.of(std::mem::take(row))?;
            row.truncate(width);
            Ok(rows.row(&row)?)
        })
    }
}

/// Words rows for their reader
struct Words<'l> {
    reader: Reader,
    language: Language,
    wording: Wording<'l>,
}

impl<'l> Words<'l> {
    fn new(ledger: &'l Ledger, reader: Reader, language: Language) -> Words<'l> {
        Words { reader, language, wording: Wording::new(ledger.store(), language) }
    }

    fn of(&mut self, mut row: Vec<Value>) -> Result<Vec<Value>, CommandError> {
        match self.reader {
            Reader::Program => {}
            Reader::Spreadsheet => {
                for cell in &mut row {
                    *cell = guard(&cell.to_text()).into_owned().into();
                }
            }
            Reader::Person | Reader::Clerk => self.translate(&mut row)?,
        }
        Ok(row)
    }

    /// A row for programs in the words of people
    fn translate(&mut self, row: &mut [Value]) -> Result<(), CommandError> {
        let [table, key, column, reason, sides @ ..] = row else { return Ok(()) };
        let Some(entity) = Entity::named(&table.to_text()) else { return Ok(()) };
        let Some(position) = entity.position(&column.to_text()) else { return Ok(()) };
        let definition = &entity.columns()[position];
        *table = entity.title().get(self.language).into();
        *column = definition.title.get(self.language).into();
        if let Some(known) = Reason::ALL.iter().find(|known| known.code() == reason.to_text()) {
            *reason = known.title().get(self.language).into();
        }
        if self.reader == Reader::Clerk {
            let text = key.to_text();
            let (unit, rest) = text.split_at(text.find('/').unwrap_or(text.len()));
            *key = format!("{}{rest}", self.wording.unit(unit)?).into();
        }
        for side in sides.iter_mut().filter(|side| **side != Value::Null) {
            let text = self.wording.cell(definition, &side.to_text())?.into_owned();
            let number = Decimal::from_str_exact(&text).ok();
            let is_number = definition.is_number() && self.reader == Reader::Clerk;
            *side = number.filter(|_| is_number).map_or_else(|| text.into(), Value::from);
        }
        Ok(())
    }
}

/// The format of a file that can be read back, and who reads it
fn reader_of(path: &Path) -> Result<(OutputFormat, Reader), CommandError> {
    match format_of(path) {
        Ok(format @ OutputFormat::Text(Format::Csv | Format::Tsv)) => Ok((format, Reader::Spreadsheet)),
        Ok(format @ OutputFormat::Workbook) => Ok((format, Reader::Clerk)),
        _ => Err(Failure::ConflictsEnding { path: path.display().to_string() }.into()),
    }
}

/// What a cell may be chosen from; another value may be written instead
const CHOICES: &[Text] = &[Text::new("ours", "我方"), Text::new("theirs", "对方"), Text::new("base", "原值")];

fn columns() -> [Column; 8] {
    use ColumnKind::{Code, Text as Words};
    let column = |name, en, zh, kind| Column::new(name, Text::new(en, zh), kind);
    [
        column("table", "Table", "表", Code),
        column("key", "Key", "主键", Code),
        column("column", "Column", "列", Code),
        column("reason", "Reason", "原因", Code),
        column("base", "Base", "原值", Words),
        column("ours", "Ours (ledger)", "我方（台账）", Words),
        column("theirs", "Theirs (file)", "对方（文件）", Words),
        column("choose", "Choose", "选用", ColumnKind::Choice(CHOICES)),
    ]
}
