//! Rows with errors, handed back where the clerk wants them.

use std::path::{Path, PathBuf};

use crate::commands::Context;
use crate::commands::output::write_whole;
use crate::error::CommandError;
use crate::ledger::import::Imported;
use crate::ledger::import::hand_back::{HandBack, files_of, is_sheet};
use crate::text::{Failure, News};

/// Writes the rows of every sheet that has errors, with what is wrong in a column of its own
///
/// The rows of one file go into a file; those of several into a folder, each under its own name.
pub fn write(context: &Context, imported: &mut Imported, path: &Path) -> Result<(), CommandError> {
    let how = HandBack { whole: imported.rejected == 0, language: context.ui.language };
    let sheets = std::mem::take(&mut imported.sheets);
    let Some(log) = imported.findings.log() else { return Ok(()) };
    let files = files_of(&sheets, log)?;
    let is_folder = path.is_dir() || path.as_os_str().to_string_lossy().ends_with('/');
    if files.len() > 1 && !is_folder {
        let (path, count) = (path.display().to_string(), files.len());
        return Err(Failure::RejectsNeedFolder { path, count }.into());
    }
    for (file, sheets_of_file) in files {
        let is_workbook = sheets_of_file.iter().any(|sheet| sheet.tab.name.is_some());
        let target = if is_folder { path.join(name_of(&file, is_workbook)) } else { path.to_owned() };
        let is_xlsx = target.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"));
        if is_xlsx != is_workbook {
            let ending = if is_workbook { ".xlsx" } else { ".csv" };
            let (path, ending) = (target.display().to_string(), ending.to_owned());
            return Err(Failure::RejectsEnding { path, ending }.into());
        }
        if is_sheet(&target, &sheets) {
            return Err(Failure::OutputIsSheet { path: target.display().to_string() }.into());
        }
        if let Some(folder) = target.parent().filter(|_| is_folder) {
            std::fs::create_dir_all(folder)?;
        }
        let mut rows = 0;
        write_whole(context, &target, |output| {
            rows = if is_workbook {
                how.workbook(&sheets_of_file, log, output)?
            } else {
                how.text(sheets_of_file[0], log, output)?
            };
            Ok(())
        })?;
        context.ui.news(&News::HandedBack { path: target.display().to_string(), rows })?;
    }
    Ok(())
}

/// The name of a file that is handed back; a workbook of any kind comes back as .xlsx
fn name_of(file: &Path, is_workbook: bool) -> PathBuf {
    let name = PathBuf::from(file.file_name().unwrap_or_default());
    if is_workbook { name.with_extension("xlsx") } else { name }
}
