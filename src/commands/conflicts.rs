//! Conflicts as a table: shown, or written into a file in which a clerk chooses and which comes back.

use std::io::{BufRead, BufReader, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use tempfile::SpooledTempFile;

use crate::commands::Context;
use crate::commands::besides::spare_exports;
use crate::commands::output::{OutputArgs, OutputFormat, Rows, format_of, write_table};
use crate::commands::spool::{line_of, row_of};
use crate::domain::guard::guard;
use crate::error::CommandError;
use crate::formats::Format;
use crate::ledger::apply::conflict::Conflict;
use crate::ledger::apply::decide::{Choice, Decisions};
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
    /// Refuses a file for the conflicts that would be written over one of the files read, or cannot be written
    pub fn check(&self, context: &Context, read: &[PathBuf]) -> Result<(), CommandError> {
        let Some(path) = &self.conflicts else { return Ok(()) };
        context.spare(path, read)?;
        spare_exports(path)?;
        format_of(path).map(|_| ())
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
        conflicts: ConflictView,
        count: u64,
        output: &OutputArgs,
    ) -> Result<(), CommandError> {
        match &self.conflicts {
            _ if count == 0 => return Ok(()),
            Some(path) => conflicts.write(context, path)?,
            None => conflicts.show(context, output)?,
        }
        Err(Failure::ApplyConflicts { count }.into())
    }
}

/// What stays in memory of conflicts
const SPOOL: usize = 1 << 20;

/// Takes conflicts, and shows them when there are no more
#[derive(Debug)]
pub struct ConflictView {
    /// Rows for programs and rows for people, in turn
    spool: BufWriter<SpooledTempFile>,
    language: Language,
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
}

impl ConflictView {
    /// Keeps them in a temporary file
    pub fn new(context: &Context) -> ConflictView {
        let spool = BufWriter::new(SpooledTempFile::new(SPOOL));
        ConflictView { spool, language: context.ui.language }
    }

    /// Takes one
    pub fn take(&mut self, conflict: &Conflict) -> crate::ledger::Result<()> {
        let (entity, column) = (conflict.entity, &conflict.entity.columns()[conflict.column]);
        let row = |table: &str, column: &str, reason: &str| -> [Value; 8] {
            let texts = [&conflict.base, &conflict.ours, &conflict.theirs].map(|text| text.as_str().into());
            let [base, ours, theirs] = texts;
            let key = conflict.key.as_str().into();
            [table.into(), key, column.into(), reason.into(), base, ours, theirs, Value::Null]
        };
        let word = |text: Text| text.get(self.language);
        let rows = [
            row(entity.name(), column.name, conflict.reason.code()),
            row(word(entity.title()), word(column.title), word(conflict.reason.title())),
        ];
        for row in rows {
            let kept = line_of(&row).and_then(|line| writeln!(self.spool, "{line}"));
            kept.map_err(|source| crate::ledger::Error::Io { path: "conflicts".into(), source })?;
        }
        Ok(())
    }

    /// Shows them
    fn show(mut self, context: &Context, output: &OutputArgs) -> Result<(), CommandError> {
        let people = output.format()?.for_people();
        let reader = if people { Reader::Person } else { Reader::Program };
        // Nobody chooses on a screen.
        let columns = if people { &columns()[..7] } else { &columns()[..] };
        self.spool.rewind()?;
        output.table(context, columns, |rows| self.fill(rows, reader, columns.len()))
    }

    /// Writes them into a file, for a clerk to choose in
    fn write(mut self, context: &Context, path: &Path) -> Result<(), CommandError> {
        let format = format_of(path)?;
        let reader = match format {
            OutputFormat::Text(Format::Csv | Format::Tsv) => Reader::Spreadsheet,
            OutputFormat::Text(format) if !format.for_people() => Reader::Program,
            _ => Reader::Person,
        };
        let columns = columns();
        self.spool.rewind()?;
        write_table(context, path, format, &columns, |rows| self.fill(rows, reader, columns.len()))?;
        context.ui.news(&News::DiffWritten { path: path.display().to_string() })
    }

    fn fill(&mut self, rows: Rows<'_>, reader: Reader, width: usize) -> Result<(), CommandError> {
        let lines = BufReader::new(self.spool.get_mut()).lines();
        for line in lines.skip(usize::from(reader == Reader::Person)).step_by(2) {
            let row = row_of(&line?)?.into_iter().take(width).map(|cell| match cell {
                Value::Text(text) if reader == Reader::Spreadsheet => Value::Text(guard(&text).into_owned()),
                other => other,
            });
            rows.row(&row.collect::<Vec<_>>())?;
        }
        Ok(())
    }
}

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
        column("choose", "Choose", "选用", Words),
    ]
}
