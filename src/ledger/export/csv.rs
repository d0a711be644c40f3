//! A table as CSV: canonical, or as a spreadsheet opens it right.

use std::io::Write;
use std::path::Path;

use crate::domain::entity::{Column, Entity};
use crate::domain::guard::guard;
use crate::ledger::export::{CsvForm, Export, Table};
use crate::ledger::import::sheet::io_error;
use crate::ledger::wording::{self, Wording, header};
use crate::ledger::{Error, Ledger, Result};
use crate::sheets::fault::Fault;
use crate::sheets::text_writer::{TextWriter, has_mark};
use crate::storage::compare::RowText;
use crate::text::{Failure, Language};

impl Ledger {
    /// Writes the rows of a table, or of one unit in it; how many there are
    pub fn write_csv(
        &self,
        export: &Export,
        form: &CsvForm,
        (entity, columns): &Table,
        unit: Option<&str>,
        output: &mut dyn Write,
    ) -> Result<u64> {
        let (entity, all) = (*entity, entity.columns());
        let fault = |fault: Fault| file_fault(entity, fault);
        let has_mark = has_mark(&form.encoding, form.for_excel).map_err(fault)?;
        let mut writer =
            TextWriter::create(output, &form.encoding, has_mark, b',', form.for_excel).map_err(fault)?;
        for &index in columns {
            writer.cell(header(&all[index], export.headers)).map_err(fault)?;
        }
        writer.end_row().map_err(fault)?;
        let mut cells = Cells { export, form, wording: Wording::new(&self.store, export.headers) };
        let mut count = 0;
        self.store.each_ordered_row(entity, unit, export.order(), |row| {
            for &index in columns {
                let written = cells.write(&all[index], row.cell(index), &mut writer)?;
                written.map_err(|fault| cell_fault(entity, row, &all[index], fault))?;
            }
            count += 1;
            writer.end_row().map_err(fault)
        })?;
        writer.finish().map_err(fault)?;
        Ok(count)
    }
}

/// Writes cells
struct Cells<'e> {
    export: &'e Export,
    form: &'e CsvForm,
    wording: Wording<'e>,
}

impl Cells<'_> {
    fn write<W: Write>(
        &mut self,
        column: &Column,
        bytes: &[u8],
        writer: &mut TextWriter<W>,
    ) -> Result<Result<(), Fault>> {
        if column.is_number() {
            return Ok(writer.bytes(bytes));
        }
        // What another tool has put there may be no text.
        let Ok(text) = std::str::from_utf8(bytes) else { return Ok(writer.bytes(bytes)) };
        if self.export.headers == Language::English {
            return Ok(if self.form.guarded { writer.cell(&guard(text)) } else { writer.cell(text) });
        }
        let text = self.wording.cell(column, text)?;
        Ok(if self.form.guarded { writer.cell(&guard(&text)) } else { writer.cell(&text) })
    }
}

fn file_fault(entity: Entity, fault: Fault) -> Error {
    io_error(Path::new(&format!("{}.csv", entity.name())), &fault)
}

/// A character that the encoding lacks is named with the row and column that have it
fn cell_fault(entity: Entity, row: &RowText, column: &Column, fault: Fault) -> Error {
    let Fault::Lacks { character, encoding } = fault else { return file_fault(entity, fault) };
    let (row, column) = wording::place(entity, row.key(entity.key_length()), column);
    Failure::CellEncodingLacks { row, column, character, code: character.into(), encoding }.into()
}
