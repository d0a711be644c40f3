//! Tables as a workbook: a sheet each, typed cells, drop-downs of the code lists and of what the ledger has.

use std::io::Write;

use crate::domain::entity::Entity;
use crate::ledger::export::{Export, Exported, Table};
use crate::ledger::table_sheet::{Codes, Offers, Row, TableSheet};
use crate::ledger::wording::Wording;
use crate::ledger::{Ledger, Result};
use crate::sheets::workbook_writer::WorkbookWriter;
use crate::storage::ordered_rows::Order;

/// The texts that a drop-down offers at most; longer lists are of no help, and are kept in memory
const MOST_OFFERED: usize = 20_000;

impl Ledger {
    /// Writes tables, or one unit's rows of them
    pub(super) fn write_workbook(
        &self,
        export: &Export,
        protected: bool,
        tables: &[Table],
        unit: Option<&str>,
        output: &mut (dyn Write + Send),
        exported: &mut Exported,
    ) -> Result<()> {
        let mut wording = Wording::new(&self.store, export.headers);
        let offers = self.offers(&mut wording, unit)?;
        let mut book = WorkbookWriter::new()?;
        for (entity, columns) in tables {
            let (entity, headers, offers) = (*entity, export.headers, &offers);
            let table = TableSheet { entity, columns, headers, offers, protected };
            let mut sheet = book.sheet(table.layout())?;
            let mut count = 0;
            self.store.each_ordered_row(entity, unit, Order::People, |row| {
                count += 1;
                let mut texts: Row = Vec::with_capacity(columns.len());
                for &index in columns {
                    let text = String::from_utf8_lossy(row.cell(index));
                    texts.push(wording.cell(&entity.columns()[index], &text)?.into_owned());
                }
                let written = sheet.row(&table.cells(&texts), &[]);
                written.map_err(|fault| table.fault(fault, row.key(entity.key_length())))
            })?;
            sheet.finish()?;
            exported.add(entity, count);
        }
        // Cells of a workbook are texts or numbers, and need no guard.
        book.stamp(self.stamp(tables, unit)?.with_guard(false).lines());
        Ok(book.finish(output)?)
    }

    /// What drop-downs offer: everything that the ledger has, or that one unit has
    fn offers(&self, wording: &mut Wording<'_>, unit: Option<&str>) -> Result<Offers> {
        let units = match unit {
            Some(unit) => vec![unit.to_owned()],
            None => self.store.units_with_rows(&[Entity::Units])?,
        };
        let units = if units.len() > MOST_OFFERED { Vec::new() } else { units };
        Ok(Offers {
            units: units.iter().map(|unit| wording.unit(unit)).collect::<Result<_>>()?,
            goals: self.codes(wording, Entity::Goals, unit)?,
            projects: self.codes(wording, Entity::Projects, unit)?,
            measures: self.store.measures_used(unit, MOST_OFFERED)?,
        })
    }

    fn codes(&self, wording: &mut Wording<'_>, entity: Entity, unit: Option<&str>) -> Result<Codes> {
        let mut codes = Codes::default();
        for (owner, code) in self.store.codes_of(entity, unit, MOST_OFFERED)? {
            codes.codes.push(code);
            if unit.is_none() {
                codes.units.push(wording.unit(&owner)?);
            }
        }
        Ok(codes)
    }
}
