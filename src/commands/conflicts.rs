//! Conflicts as a table: shown, or written into a file in which a clerk chooses and which comes back.

use std::io::{BufRead, BufReader, BufWriter, Seek, Write};
use std::path::Path;

use tempfile::SpooledTempFile;

use crate::commands::Context;
use crate::commands::output::{OutputArgs, OutputFormat, Rows, format_of, write_table};
use crate::commands::spool::{line_of, row_of};
use crate::domain::guard::guard;
use crate::error::CommandError;
use crate::formats::Format;
use crate::ledger::apply::conflict::Conflict;
use crate::table::{Column, ColumnKind, Value};
use crate::text::{News, Text};

/// Takes conflicts, and shows them when there are no more
#[derive(Debug)]
pub struct ConflictView {
    spool: BufWriter<SpooledTempFile>,
}

impl ConflictView {
    /// Keeps them in a temporary file
    pub fn new(spool: SpooledTempFile) -> ConflictView {
        ConflictView { spool: BufWriter::new(spool) }
    }

    /// Takes one
    pub fn take(&mut self, conflict: &Conflict) -> crate::ledger::Result<()> {
        let row: [Value; 8] = [
            conflict.entity.name().into(),
            conflict.key.as_str().into(),
            conflict.entity.columns()[conflict.column].name.into(),
            conflict.reason.code().into(),
            conflict.base.as_str().into(),
            conflict.ours.as_str().into(),
            conflict.theirs.as_str().into(),
            Value::Null,
        ];
        let kept = line_of(&row).and_then(|line| writeln!(self.spool, "{line}"));
        kept.map_err(|source| crate::ledger::Error::Io { path: "conflicts".into(), source })
    }

    /// Shows them
    pub fn show(mut self, context: &Context, output: &OutputArgs) -> Result<(), CommandError> {
        self.spool.rewind()?;
        output.table(context, &columns(), |rows| self.fill(rows, false))
    }

    /// Writes them into a file
    pub fn write(mut self, context: &Context, path: &Path) -> Result<(), CommandError> {
        let format = format_of(path)?;
        // A spreadsheet would run a text of a text file as a formula.
        let is_guarded = matches!(format, OutputFormat::Text(Format::Csv | Format::Tsv));
        self.spool.rewind()?;
        write_table(context, path, format, &columns(), |rows| self.fill(rows, is_guarded))?;
        context.ui.news(&News::DiffWritten { path: path.display().to_string() })
    }

    fn fill(&mut self, rows: Rows<'_>, is_guarded: bool) -> Result<(), CommandError> {
        for line in BufReader::new(self.spool.get_mut()).lines() {
            let row = row_of(&line?)?.into_iter().map(|cell| match cell {
                Value::Text(text) if is_guarded => Value::Text(guard(&text).into_owned()),
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
        column("ours", "Ours", "我方", Words),
        column("theirs", "Theirs", "对方", Words),
        column("choose", "Choose", "选用", Words),
    ]
}
