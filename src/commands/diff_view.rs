//! One computed difference in the form that was asked for. Changes are taken one by one and spooled.

use std::io::{self, BufWriter, Seek};

use tempfile::SpooledTempFile;

use crate::commands::Context;
use crate::commands::diff_json::JsonLists;
use crate::commands::diff_rows::{What, columns, rows_of, says_the_same};
use crate::commands::output::{OutputArgs, OutputFormat};
use crate::domain::entity::Entity;
use crate::error::CommandError;
use crate::formats::Format;
use crate::ledger::diff::Change;
use crate::reports::prepared::Reader;
use crate::storage::statements;
use crate::table::row_spool::RowSpool;
use crate::text::{News, Text};

/// Statements that stay in memory before they go to a temporary file
const SPOOL: usize = 1 << 20;

/// What statements that meet other values say
const UNMET: Text = Text::new(
    "the ledger is not as it was when this was written; nothing was changed",
    "台账与生成本脚本时不同；未作任何改动",
);

/// In which form a difference is shown
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Rows of a table, one a changed cell
    Rows(Reader),
    /// One JSON object
    Json,
    /// SQL statements
    Statements,
}

/// Takes changes, and shows them when there are no more
#[derive(Debug)]
pub struct DiffView<'c> {
    context: &'c Context,
    output: &'c OutputArgs,
    form: Form,
    rows: RowSpool,
    /// What people read last: rows that say the same amounts in another unit
    apart: RowSpool,
    statements: BufWriter<SpooledTempFile>,
    json: JsonLists,
    counts: [[u64; 3]; 4],
    same_amounts: u64,
}

impl<'c> DiffView<'c> {
    /// A view in the format that the options ask for
    pub fn new(context: &'c Context, output: &'c OutputArgs) -> Result<DiffView<'c>, CommandError> {
        let format = output.format()?;
        let form = match format {
            OutputFormat::Text(Format::Json) => Form::Json,
            _ => Form::Rows(output.reader(context.ui.language)?),
        };
        Ok(DiffView::of(context, output, form))
    }

    /// A view in that form
    pub fn of(context: &'c Context, output: &'c OutputArgs, form: Form) -> DiffView<'c> {
        let (rows, apart) = (RowSpool::new(), RowSpool::new());
        let statements = BufWriter::new(SpooledTempFile::new(SPOOL));
        let (json, counts) = (JsonLists::new(), [[0; 3]; 4]);
        DiffView { context, output, form, rows, apart, statements, json, counts, same_amounts: 0 }
    }

    /// Takes one change
    pub fn take(&mut self, change: &Change) -> crate::ledger::Result<()> {
        self.counts[change.entity as usize][What::of(change) as usize] += 1;
        self.keep(change).map_err(|source| crate::ledger::Error::Io { path: "diff".into(), source })?;
        Ok(())
    }

    fn keep(&mut self, change: &Change) -> io::Result<()> {
        match self.form {
            Form::Json => self.json.take(change).map(drop),
            Form::Statements => {
                let (row, compared, key) = (&change.row, &change.compared, change.key());
                statements::change(change.entity, row, compared, &key, &mut self.statements)
            }
            Form::Rows(reader) => {
                let cells = change.cells();
                let same = cells.iter().filter(|cell| cell.delta.is_some_and(|delta| delta.is_zero()));
                self.same_amounts += same.count() as u64;
                let is_apart = matches!(reader, Reader::Person(_)) && says_the_same(change);
                let spool = if is_apart { &mut self.apart } else { &mut self.rows };
                rows_of(change, reader).iter().try_for_each(|row| spool.put(row))
            }
        }
    }

    /// Shows what was taken; says whether it was anything
    pub fn show(mut self) -> Result<bool, CommandError> {
        let differs = self.counts.iter().flatten().any(|count| *count > 0);
        match self.form {
            Form::Json => self.show_json()?,
            Form::Statements => self.show_statements(differs)?,
            // People are told that there is nothing to see; a program wants its header.
            Form::Rows(Reader::Person(_)) if !differs => {}
            Form::Rows(reader) => self.show_rows(reader)?,
        }
        self.summarise(differs)?;
        Ok(differs)
    }

    fn summarise(&self, differs: bool) -> Result<(), CommandError> {
        let ui = &self.context.ui;
        if !differs {
            return ui.news(&News::NoDifference {});
        }
        for (entity, [added, changed, removed]) in Entity::ALL.into_iter().zip(self.counts) {
            if added + changed + removed > 0 {
                let table = entity.title().get(ui.language).to_owned();
                ui.news(&News::DiffCounted { table, added, changed, removed })?;
            }
        }
        if self.same_amounts > 0 {
            ui.news(&News::SameAmount { count: self.same_amounts })?;
        }
        Ok(())
    }

    fn show_rows(&mut self, reader: Reader) -> Result<(), CommandError> {
        let columns = columns(reader);
        let all = [&mut self.rows, &mut self.apart];
        self.output.table(self.context, &columns, |rows| {
            all.into_iter().try_for_each(|spool| spool.each(|row| Ok(rows.row(row)?)))
        })
    }

    fn show_json(&mut self) -> Result<(), CommandError> {
        let json = &mut self.json;
        self.output.bytes(self.context, |output, _| json.write(None, output))
    }

    fn show_statements(&mut self, differs: bool) -> Result<(), CommandError> {
        let refusal = UNMET.get(self.context.ui.language);
        self.statements.rewind()?;
        let statements_of_all = self.statements.get_mut();
        self.output.bytes(self.context, |output, _| {
            if differs {
                statements::begin(refusal, output)?;
                io::copy(statements_of_all, output)?;
                statements::finish(output)?;
            }
            Ok(())
        })
    }
}
