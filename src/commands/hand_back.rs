//! Rows with errors, handed back where the clerk wants them.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::commands::Context;
use crate::commands::besides::{check_file, check_folder, spare};
use crate::commands::output::write_whole;
use crate::error::{CommandError, output_fault};
use crate::ledger::import::Imported;
use crate::ledger::import::hand_back::{HandBack, files_of, is_handed_back, is_sheet};
use crate::ledger::stamp::{Stamp, is_stamp, sidecar};
use crate::text::{Failure, News};

/// Refuses, before anything is read, what cannot take the rows of these files or folders
///
/// Which sheets have rows to hand back is known when they are read: several for one file are told then.
pub fn check(path: &Path, sheets: &[PathBuf]) -> Result<(), CommandError> {
    let files = || sheets.iter().filter(|sheet| sheet.is_file());
    if is_folder(path) {
        check_folder(path, path, true)?;
        for file in files() {
            check_target(&path.join(name_of(file, is_workbook(file))), None)?;
        }
        return Ok(());
    }
    check_file(path)?;
    let first = files().next().map(|file| is_workbook(file));
    // Where all of them are of one form, it is that of the rows.
    let form = first.filter(|form| sheets.iter().all(|sheet| sheet.is_file() && is_workbook(sheet) == *form));
    check_target(path, form)
}

/// Refuses a file of another form than the sheet's, or one that is there and no earlier one of its kind
fn check_target(target: &Path, is_workbook: Option<bool>) -> Result<(), CommandError> {
    let is_xlsx = target.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"));
    if let Some(is_workbook) = is_workbook.filter(|is_workbook| *is_workbook != is_xlsx) {
        let ending = if is_workbook { ".xlsx" } else { ".csv" };
        let (path, ending) = (target.display().to_string(), ending.to_owned());
        return Err(Failure::RejectsEnding { path, ending }.into());
    }
    spare(target, || is_handed_back(target))
}

/// Whether a path names a folder, which need not be there: a file to hand back has an ending
fn is_folder(path: &Path) -> bool {
    let is_new = || path.extension().is_none() && !path.exists();
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with('/') || is_new()
}

/// Whether a file is a workbook, by how it begins: a ZIP archive, or the older kind
fn is_workbook(file: &Path) -> bool {
    let mut head = [0; 4];
    let is_read = File::open(file).and_then(|mut file| file.read_exact(&mut head)).is_ok();
    is_read && (head == *b"PK\x03\x04" || head == [0xD0, 0xCF, 0x11, 0xE0])
}

/// Writes the rows of every sheet that has errors, with what is wrong in a column of its own
///
/// The rows of one file go into a file; those of several into a folder, each under its own name.
pub fn write(context: &Context, imported: &mut Imported, path: &Path) -> Result<(), CommandError> {
    let how = HandBack { whole: imported.rejected == 0, language: context.ui.language };
    let sheets = std::mem::take(&mut imported.sheets);
    let errors = imported.findings.errors();
    let Some(log) = imported.findings.log() else { return Ok(()) };
    let files = files_of(&sheets, log)?;
    if files.is_empty() && errors > 0 {
        return context.ui.news(&News::NothingHandedBack {});
    }
    let is_folder = is_folder(path);
    if files.len() > 1 && !is_folder {
        let (path, count) = (path.display().to_string(), files.len());
        return Err(Failure::RejectsNeedFolder { path, count }.into());
    }
    for (file, sheets_of_file) in files {
        let is_workbook = sheets_of_file.iter().any(|sheet| sheet.tab.name.is_some());
        let target = if is_folder { path.join(name_of(&file, is_workbook)) } else { path.to_owned() };
        check_target(&target, Some(is_workbook))?;
        if is_sheet(&target, &sheets) {
            return Err(Failure::OutputIsSheet { path: target.display().to_string() }.into());
        }
        if let Some(folder) = target.parent().filter(|_| is_folder) {
            std::fs::create_dir_all(folder).map_err(|error| output_fault(&target, &error))?;
        }
        let mut rows = 0;
        let written = write_whole(context, &target, |output| {
            rows = if is_workbook {
                how.workbook(&sheets_of_file, log, output)?
            } else {
                how.text(sheets_of_file[0], log, output)?
            };
            Ok(())
        });
        if let Err(CommandError { failure: Some(failure @ Failure::SheetBreaks { .. }), .. }) = &written {
            // The finding has refused the import or the row; nothing is lost that was not told.
            context.ui.news(&News::NotHandedBack { reason: failure.text(context.ui.language) })?;
            continue;
        }
        written?;
        if !is_workbook {
            stamp_beside(context, how.stamp(&sheets_of_file), &target)?;
        }
        context.ui.news(&News::HandedBack { path: target.display().to_string(), rows })?;
    }
    Ok(())
}

/// The rows come back against what they were exported from; no stamp is left that speaks of other rows
fn stamp_beside(context: &Context, stamp: Option<Stamp>, target: &Path) -> Result<(), CommandError> {
    let path = sidecar(target);
    match stamp {
        Some(stamp) => {
            spare(&path, || is_stamp(&path))?;
            write_whole(context, &path, |output| Ok(output.write_all(stamp.to_json().as_bytes())?))
        }
        None if is_stamp(&path) => {
            Ok(std::fs::remove_file(&path).map_err(|error| output_fault(&path, &error))?)
        }
        None => Ok(()),
    }
}

/// The name of a file that is handed back; a workbook of any kind comes back as .xlsx
fn name_of(file: &Path, is_workbook: bool) -> PathBuf {
    let name = PathBuf::from(file.file_name().unwrap_or_default());
    if is_workbook { name.with_extension("xlsx") } else { name }
}
