//! The files of an export: where each goes and what it holds.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::domain::entity::Entity;
use crate::ledger::export::existing::{has_content, is_export, may_be_edited, put, refuse_foreign};
use crate::ledger::export::file_name::stems;
use crate::ledger::export::never_held::are_alike;
use crate::ledger::export::{CsvForm, Export, Exported, Form, Table, Target, no_target};
use crate::ledger::import::stamped::beside;
use crate::ledger::stamp::{is_stamp, sidecar};
use crate::ledger::{Error, Ledger, Result};
use crate::sheets::digest::of_file;
use crate::sheets::whole_file::{FinishedFile, WholeFile, make_safe};
use crate::sheets::workbook_writer::is_untouched;
use crate::text::{ExportFault, Failure, Language};

/// A file to be written
#[derive(Debug)]
pub struct ExportFile {
    path: PathBuf,
    tables: Vec<Table>,
    unit: Option<String>,
}

impl Ledger {
    /// The files of an export; their folders are there, and nothing that is not ours is in their places
    pub(super) fn export_files(&self, export: &Export, target: &Target) -> Result<Vec<ExportFile>> {
        let (tables, unit) = (export.tables(), export.filter.unit.clone());
        if tables.is_empty() {
            let asked: Vec<&str> = export.filter.tables.iter().map(|entity| entity.name()).collect();
            let (table, column) = (asked.join(", "), export.filter.columns.join(", "));
            return Err(Failure::NoSuchColumn { table, column }.into());
        }
        let files = match (target, &export.form, tables.len()) {
            (Target::File(path), Form::Workbook { .. }, _) | (Target::File(path), Form::Csv(_), 1) => {
                vec![ExportFile { path: path.clone(), tables, unit }]
            }
            (Target::Folder(folder), Form::Csv(_), _) => files_in(folder, &tables, unit.as_deref()),
            (Target::FolderOfUnits(folder), ..) => self.files_of_units(export, folder, &tables)?,
            (Target::File(path) | Target::Folder(path), ..) => {
                return Err(no_target(&path.display().to_string()));
            }
        };
        for file in &files {
            make_folder(target, &file.path)?;
            let was_ours = !export.force && may_be_edited(&file.path) && self.refuse_edited(&file.path)?;
            if was_ours && matches!(export.form, Form::Workbook { .. }) {
                return Err(ExportFault::OutputSaved { path: file.path.display().to_string() }.into());
            }
            refuse_foreign(&file.path, export.force, || match (&export.form, file.tables.as_slice()) {
                (Form::Csv(_), [(entity, _)]) => is_export(*entity, &file.path),
                _ => is_untouched(&file.path),
            })?;
            refuse_foreign_stamp(export, file)?;
        }
        Ok(files)
    }

    fn files_of_units(&self, export: &Export, folder: &Path, tables: &[Table]) -> Result<Vec<ExportFile>> {
        let units = match &export.filter.unit {
            Some(unit) => vec![unit.clone()],
            None => {
                let entities: Vec<Entity> = tables.iter().map(|(entity, _)| *entity).collect();
                self.store.units_with_rows(&entities)?
            }
        };
        let stems = stems(&units, |unit| {
            let short = self.store.short_name(unit)?;
            if short.is_empty() { self.store.unit_name(unit) } else { Ok(short) }
        })?;
        let mut files = Vec::new();
        for (unit, stem) in units.into_iter().zip(stems) {
            match (&export.form, tables) {
                (Form::Workbook { .. }, _) => {
                    let path = folder.join(format!("{stem}.xlsx"));
                    files.push(ExportFile { path, tables: tables.to_vec(), unit: Some(unit) });
                }
                (Form::Csv(_), [table]) => {
                    let path = folder.join(format!("{stem}-{}.csv", title(table.0, export.headers)));
                    files.push(ExportFile { path, tables: vec![table.clone()], unit: Some(unit) });
                }
                (Form::Csv(_), _) => files.extend(files_in(&folder.join(stem), tables, Some(&unit))),
            }
        }
        Ok(files)
    }

    /// Refuses to write over what somebody has edited since it was exported from this ledger, unless the ledger has it;
    /// returns whether it was exported from this ledger
    ///
    /// It is checked beside this export, which may show the past and knows units by the names of its time.
    fn refuse_edited(&self, path: &Path) -> Result<bool> {
        let present = Ledger { store: self.store.beside()?, writing: self.writing.clone() };
        let mut lost = 0;
        let checked = present.check_sheets(&[path.to_owned()], true, &mut |edit| {
            lost += u64::from(!edit.is_taken);
            Ok(())
        })?;
        let is_ours = checked.stamps.iter().any(|came| came.stamp.is_ok());
        // A cell that cannot be read is an edit, too; a row may be broken as a whole.
        let count = if lost > 0 { lost } else { checked.findings.errors() };
        if is_ours && count > 0 {
            return Err(ExportFault::OutputEdited { path: path.display().to_string(), count }.into());
        }
        Ok(is_ours)
    }

    /// Writes a file that is not yet in its place, and what stands beside it
    pub(super) fn export_beside(
        &self,
        export: &Export,
        file: &ExportFile,
        exported: &mut Exported,
        files: &mut Beside,
    ) -> Result<()> {
        let io = |source| Error::Io { path: file.path.clone(), source };
        let mut output = BufWriter::new(WholeFile::create(&file.path).map_err(io)?);
        self.write(export, &file.tables, file.unit.as_deref(), &mut output, exported)?;
        output.flush().map_err(io)?;
        let whole = output.into_inner().map_err(|error| io(error.into_error()))?;
        let whole = whole.close().map_err(io)?;
        if let Form::Csv(form) = &export.form {
            match export.stamped {
                true => files.add(&sidecar(&file.path), self.stamp_beside(form, file, whole.beside())?),
                // None is left that speaks of a former export.
                false => files.stale.push(sidecar(&file.path)),
            }
        }
        self.refuse_unknown(export, file, &whole)?;
        files.add(&file.path, whole);
        Ok(())
    }

    /// Refuses to write over a CSV file without a stamp some rows of which the ledger never held
    fn refuse_unknown(&self, export: &Export, file: &ExportFile, written: &FinishedFile) -> Result<()> {
        let (Form::Csv(form), [(entity, _)]) = (&export.form, file.tables.as_slice()) else { return Ok(()) };
        let is_stamped = || beside(&file.path).is_some_and(|stamp| stamp.is_ok());
        if export.force || !has_content(&file.path) || is_stamped() || are_alike(written.beside(), &file.path)
        {
            return Ok(());
        }
        let present = Ledger { store: self.store.beside()?, writing: self.writing.clone() };
        // Nothing says whether the file bears the formula guard: most likely as this export does.
        let mut count = u64::MAX;
        for guarded in [form.guarded, !form.guarded] {
            count = count.min(present.rows_never_held(&file.path, *entity, guarded)?);
            if count == 0 {
                return Ok(());
            }
        }
        Err(ExportFault::OutputUnknown { path: file.path.display().to_string(), count }.into())
    }

    /// Writes the stamp of a CSV file that was written there
    fn stamp_beside(&self, form: &CsvForm, file: &ExportFile, written: &Path) -> Result<FinishedFile> {
        let path = sidecar(&file.path);
        let io = |source| Error::Io { path: path.clone(), source };
        let stamp = self.stamp(&file.tables, file.unit.as_deref())?.with_guard(form.guarded);
        let stamp = stamp.beside_file(of_file(written).map_err(io)?);
        let mut output = WholeFile::create(&path).map_err(io)?;
        output.write_all(stamp.to_json().as_bytes()).map_err(io)?;
        output.close().map_err(io)
    }
}

/// Files beside their places, which they go to together
#[derive(Debug, Default)]
pub struct Beside {
    files: Vec<(PathBuf, FinishedFile)>,
    /// Stamps that go, if they are there
    stale: Vec<PathBuf>,
}

impl Beside {
    fn add(&mut self, path: &Path, file: FinishedFile) {
        self.files.push((path.to_owned(), file));
    }

    /// Moves all of them to their places
    pub(super) fn put(self) -> Result<()> {
        let Some((first, _)) = self.files.first() else { return Ok(()) };
        let io = |source| Error::Io { path: first.clone(), source };
        make_safe(self.files.iter().map(|(_, file)| file)).map_err(io)?;
        for (path, file) in self.files {
            put(file, &path)?;
        }
        for stamp in self.stale.into_iter().filter(|path| is_stamp(path)) {
            fs::remove_file(&stamp).map_err(|source| Error::Io { path: stamp, source })?;
        }
        Ok(())
    }
}

/// A file in the place of a stamp that is none is not written over
fn refuse_foreign_stamp(export: &Export, file: &ExportFile) -> Result<()> {
    if !export.stamped || matches!(export.form, Form::Workbook { .. }) {
        return Ok(());
    }
    let path = sidecar(&file.path);
    refuse_foreign(&path, export.force, || is_stamp(&path))
}

/// A CSV file a table
fn files_in(folder: &Path, tables: &[Table], unit: Option<&str>) -> Vec<ExportFile> {
    let file = |table: &Table| ExportFile {
        path: folder.join(format!("{}.csv", table.0.name())),
        tables: vec![table.clone()],
        unit: unit.map(str::to_owned),
    };
    tables.iter().map(file).collect()
}

fn title(entity: Entity, headers: Language) -> &'static str {
    match headers {
        Language::English => entity.name(),
        Language::Chinese => entity.title().zh,
    }
}

/// Makes the folder of a file; one below the folder that was named must not lead elsewhere
fn make_folder(target: &Target, file: &Path) -> Result<()> {
    let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    let (Target::Folder(named) | Target::FolderOfUnits(named)) = target else {
        // A folder that was mistyped is not made.
        let path = || file.display().to_string();
        return if folder.is_dir() { Ok(()) } else { Err(Failure::NoFolder { path: path() }.into()) };
    };
    if named.exists() && !named.is_dir() {
        return Err(no_target(&named.display().to_string()));
    }
    if folder != named && fs::symlink_metadata(folder).is_ok_and(|metadata| !metadata.is_dir()) {
        return Err(ExportFault::OutputLeadsElsewhere { path: folder.display().to_string() }.into());
    }
    fs::create_dir_all(folder).map_err(|source| Error::Io { path: folder.to_owned(), source })
}
