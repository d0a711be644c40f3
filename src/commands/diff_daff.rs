//! A difference as daff's highlighter diffs: one table to standard output or a file, several into a folder.

use std::fs;
use std::io::{self, Seek};
use std::path::{Path, PathBuf};

use tempfile::SpooledTempFile;

use crate::commands::Context;
use crate::commands::output::{OutputArgs, write_whole};
use crate::domain::entity::Entity;
use crate::error::CommandError;
use crate::ledger::Error;
use crate::ledger::daff::DaffWriter;
use crate::ledger::diff::Change;
use crate::text::{Failure, News};

/// What stays in memory of a diff of one table
const SPOOL: usize = 1 << 20;

/// Where the diffs go
#[derive(Debug)]
enum Place {
    /// The diff of one table, to where the output options say
    One,
    /// A file a table
    Folder(PathBuf),
}

/// Takes the rows of tables, those that do not differ among them
pub struct DaffView<'c> {
    context: &'c Context,
    output: &'c OutputArgs,
    place: Place,
    diffs: Vec<(Entity, DaffWriter<SpooledTempFile>)>,
}

impl<'c> DaffView<'c> {
    /// A view of those tables; several need a folder
    pub fn new(
        context: &'c Context,
        output: &'c OutputArgs,
        tables: &[Entity],
        path: Option<&Path>,
    ) -> Result<DaffView<'c>, CommandError> {
        let is_folder = |path: &&Path| path.is_dir() || path.extension().is_none();
        let place = match (tables, path) {
            (_, Some(folder)) if is_folder(&folder) => Place::Folder(folder.to_owned()),
            ([_], _) => Place::One,
            _ => return Err(Failure::DaffNeedsPlace {}.into()),
        };
        let tables = if tables.is_empty() { &Entity::ALL } else { tables };
        let begin = |&entity: &Entity| Ok((entity, DaffWriter::new(entity, SpooledTempFile::new(SPOOL))?));
        let diffs = tables.iter().map(begin).collect::<io::Result<_>>()?;
        Ok(DaffView { context, output, place, diffs })
    }

    /// Takes a row
    pub fn take(&mut self, change: &Change) -> crate::ledger::Result<()> {
        let Some((_, writer)) = self.diffs.iter_mut().find(|(entity, _)| *entity == change.entity) else {
            return Ok(());
        };
        writer.take(change).map_err(|source| Error::Io { path: "diff".into(), source })
    }

    /// Writes the diffs; says whether anything differs
    pub fn show(self) -> Result<bool, CommandError> {
        let mut any = false;
        for (entity, writer) in self.diffs {
            let (mut spool, differs) = writer.finish()?;
            any |= differs;
            spool.rewind()?;
            match &self.place {
                Place::One => self.output.bytes(self.context, |output, _| {
                    io::copy(&mut spool, output)?;
                    Ok(())
                })?,
                Place::Folder(folder) if differs => {
                    fs::create_dir_all(folder)?;
                    let path = folder.join(format!("{}.csv", entity.name()));
                    write_whole(self.context, &path, |output| {
                        io::copy(&mut spool, output)?;
                        Ok(())
                    })?;
                    self.context.ui.news(&News::DiffWritten { path: path.display().to_string() })?;
                }
                Place::Folder(_) => {}
            }
        }
        if !any {
            self.context.ui.news(&News::NoDifference {})?;
        }
        Ok(any)
    }
}
