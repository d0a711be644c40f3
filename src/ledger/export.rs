//! Export: tables as canonical CSV, in the binary order of the key alone, so that any two exports can be compared.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::domain::entity::{Column, Entity};
use crate::domain::guard::guard;
use crate::ledger::{Error, Ledger, Result};
use crate::sheets::csv_writer::CsvWriter;
use crate::sheets::whole_file::WholeFile;
use crate::storage::relation::Relation;
use crate::text::Failure;

/// How to export
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Export {
    /// Whether texts that a spreadsheet would run get the formula guard
    pub guarded: bool,
    /// Whether files are written over that are not a former export
    pub force: bool,
}

impl Ledger {
    /// Writes one table as it is
    pub fn export_table(&self, entity: Entity, export: Export, output: &mut dyn Write) -> Result<()> {
        self.export_relation(entity, &Relation::Now, export, output)
    }

    /// Writes one table as a revision left it
    #[cfg(test)]
    pub fn export_state(
        &self,
        entity: Entity,
        revision: i64,
        export: Export,
        output: &mut dyn Write,
    ) -> Result<()> {
        self.export_relation(entity, &Relation::At(revision), export, output)
    }

    fn export_relation(
        &self,
        entity: Entity,
        relation: &Relation,
        export: Export,
        output: &mut dyn Write,
    ) -> Result<()> {
        let io = |source| Error::Io { path: entity.name().into(), source };
        let mut writer = CsvWriter::new(output);
        let is_number: Vec<bool> = entity.columns().iter().map(Column::is_number).collect();
        for column in entity.columns() {
            writer.cell(column.name.as_bytes()).map_err(io)?;
        }
        writer.end_row().map_err(io)?;
        self.store.each_row(entity, relation, |row| {
            for (index, is_number) in is_number.iter().enumerate() {
                let bytes = row.cell(index);
                match std::str::from_utf8(bytes) {
                    Ok(text) if export.guarded && !is_number => writer.cell(guard(text).as_bytes()),
                    _ => writer.cell(bytes),
                }
                .map_err(io)?;
            }
            writer.end_row().map_err(io)
        })?;
        writer.flush().map_err(io)
    }

    /// Writes one table to a file, which is there whole or not at all
    pub fn export_file(&self, entity: Entity, export: Export, path: &Path) -> Result<()> {
        refuse_foreign(path, export.force, || is_export(entity, path))?;
        let file = self.store.at_once(|| self.export_beside(entity, export, path))?;
        put(file, path)
    }

    /// Writes all four tables into a folder, all from the same revision
    pub fn export_folder(&self, export: Export, folder: &Path) -> Result<()> {
        let io = |source| Error::Io { path: folder.to_owned(), source };
        fs::create_dir_all(folder).map_err(io)?;
        let paths = Entity::ALL.map(|entity| (entity, folder.join(format!("{}.csv", entity.name()))));
        for (entity, path) in &paths {
            refuse_foreign(path, export.force, || is_export(*entity, path))?;
        }
        let files = self.store.at_once(|| {
            let beside = paths.iter().map(|(entity, path)| self.export_beside(*entity, export, path));
            beside.collect::<Result<Vec<_>>>()
        })?;
        for (file, (_, path)) in files.into_iter().zip(&paths) {
            put(file, path)?;
        }
        Ok(())
    }

    /// Writes a table into a file that is not yet in its place
    fn export_beside(&self, entity: Entity, export: Export, path: &Path) -> Result<WholeFile> {
        let mut file =
            WholeFile::create(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
        self.export_table(entity, export, &mut file)?;
        Ok(file)
    }
}

/// Moves a finished file to its place
pub fn put(file: WholeFile, path: &Path) -> Result<()> {
    file.put().map_err(|source| Error::Io { path: path.to_owned(), source })
}

/// A file that is not one of ours, or a link to somewhere else, is not written over
pub fn refuse_foreign(path: &Path, force: bool, is_ours: impl FnOnce() -> bool) -> Result<()> {
    let Ok(metadata) = fs::symlink_metadata(path) else { return Ok(()) };
    let may_go = metadata.is_file() && (force || metadata.len() == 0 || is_ours());
    if may_go { Ok(()) } else { Err(Failure::OutputExists { path: path.display().to_string() }.into()) }
}

/// Whether a file begins with the header that an export of the table has
fn is_export(entity: Entity, path: &Path) -> bool {
    let names: Vec<&str> = entity.columns().iter().map(|column| column.name).collect();
    let header = names.join(",").into_bytes();
    let mut start = Vec::new();
    let read = fs::File::open(path).and_then(|file| {
        io::Read::read_to_end(&mut io::Read::take(file, 4 + header.len() as u64), &mut start)
    });
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start);
    read.is_ok()
        && start
            .strip_prefix(header.as_slice())
            .is_some_and(|rest| matches!(rest.first(), Some(b'\n' | b'\r')))
}
