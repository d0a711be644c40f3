//! What an import writes beside the ledger: findings, rows that are handed back, the mapping, the plan.
//!
//! An import that is committed cannot be taken back for a path that turns out wrong, so paths are looked at before it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::commands::output::write_whole;
use crate::commands::{Context, findings, hand_back, plan_file};
use crate::error::{CommandError, file_fault};
use crate::ledger::export::existing::is_any_export;
use crate::ledger::import::Imported;
use crate::ledger::import::mapping::Mapping;
use crate::text::{ExportFault, Failure, Hint, News};

/// Where each of them goes
#[derive(Debug, Clone, Copy)]
pub struct Besides<'a> {
    /// All findings
    pub findings: Option<&'a Path>,
    /// Rows with errors
    pub rejects: Option<&'a Path>,
    /// The mapping that was used
    pub save_map: Option<&'a Path>,
    /// What a dry run would change
    pub plan: Option<&'a Path>,
}

impl Besides<'_> {
    /// Refuses paths that cannot be written to, or should not be
    pub fn check(self, context: &Context, sheets: &[PathBuf]) -> Result<(), CommandError> {
        let paths = [self.findings, self.rejects, self.save_map, self.plan];
        for path in paths.into_iter().flatten() {
            context.spare(path, sheets)?;
        }
        if let Some(path) = self.findings {
            check_file(path)?;
            findings::check(path)?;
        }
        if let Some(path) = self.rejects {
            hand_back::check(path, sheets)?;
        }
        if let Some(path) = self.save_map {
            check_file(path)?;
            let is_mapping = |text: String| Mapping::read("", &text).is_ok();
            spare(path, || fs::read_to_string(path).is_ok_and(is_mapping))?;
        }
        if let Some(path) = self.plan {
            check_file(path)?;
            spare(path, || plan_file::is_plan(path))?;
        }
        Ok(())
    }

    /// Writes what was asked for; of a failure after a commit it says that the revision is there
    pub fn write(self, context: &Context, imported: &mut Imported) -> Result<(), CommandError> {
        let language = context.ui.language;
        self.write_all(context, imported).map_err(|error| match (imported.revision, error.failure) {
            (Some(revision), Some(failure)) => {
                let (rows, reason) = (imported.rejected, failure.text(language));
                let failure = Some(Failure::WrittenAllTheSame { revision, rows, reason });
                CommandError { exit: error.exit, failure, hint: error.hint }
            }
            (_, failure) => CommandError { failure, ..error },
        })
    }

    fn write_all(self, context: &Context, imported: &mut Imported) -> Result<(), CommandError> {
        if let Some(path) = self.findings {
            findings::write(context, &mut imported.findings, path)?;
        }
        if let Some(path) = self.rejects {
            hand_back::write(context, imported, path)?;
        }
        if let Some(path) = self.save_map {
            let text = imported.mapping.to_text()?;
            write_whole(context, path, |output| Ok(output.write_all(text.as_bytes())?))?;
            context.ui.news(&News::MappingWritten { path: path.display().to_string() })?;
        }
        Ok(())
    }
}

/// Refuses a path that no file can be written to
pub fn check_file(path: &Path) -> Result<(), CommandError> {
    let shown = path.display().to_string();
    if path.is_dir() {
        return Err(Failure::IsFolder { path: shown }.into());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    check_folder(folder, path, false)
}

/// Refuses a folder that is not there and, if it may be made, one that nothing can be made in
pub fn check_folder(folder: &Path, path: &Path, is_made: bool) -> Result<(), CommandError> {
    // Without a slash at its end, a file of that name is seen.
    let folder = folder.components().as_path();
    let there = folder.ancestors().find(|folder| folder.exists()).filter(|there| is_made || *there == folder);
    let there = match there {
        Some(there) => there,
        None if is_made && folder.is_relative() => Path::new("."),
        None => return Err(Failure::NoFolder { path: path.display().to_string() }.into()),
    };
    let about = fs::metadata(there).map_err(|error| file_fault(there, &error))?;
    if !about.is_dir() {
        return Err(Failure::NoFolder { path: path.display().to_string() }.into());
    }
    if about.permissions().readonly() {
        return Err(Failure::MayNot { path: there.display().to_string() }.into());
    }
    Ok(())
}

/// Refuses a file in which an export stands, which somebody may have edited
pub fn spare_exports(path: &Path) -> Result<(), CommandError> {
    if !is_any_export(path) {
        return Ok(());
    }
    let failure = ExportFault::OutputExists { path: path.display().to_string() };
    Err(CommandError::hinted(failure.into(), Hint::OtherPath {}))
}

/// Refuses a file that is there, unless an earlier import wrote it
pub fn spare(path: &Path, is_ours: impl FnOnce() -> bool) -> Result<(), CommandError> {
    let is_empty = || fs::metadata(path).is_ok_and(|about| about.len() == 0);
    if !path.is_file() || is_empty() || is_ours() {
        return Ok(());
    }
    let failure = ExportFault::OutputExists { path: path.display().to_string() };
    Err(CommandError::hinted(failure.into(), Hint::OtherPath {}))
}
