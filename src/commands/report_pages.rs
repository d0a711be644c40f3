//! The pages and the workbook of `report --all`, report by report, into a folder that is not yet in its place.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::commands::Context;
use crate::commands::output::Rows;
use crate::commands::report::{ReportArgs, page};
use crate::commands::report_all::INDEX;
use crate::commands::report_book::{ReportBook, SHEET_ROWS};
use crate::error::CommandError;
use crate::formats::{Format, Layout, writer};
use crate::ledger::{Error, Ledger};
use crate::reports::parameters::{Parameters, option_of};
use crate::reports::prepared::{Print, Reader};
use crate::reports::shape::Shape;
use crate::reports::{Definition, Found};
use crate::sheets::whole_folder::WholeFolder;
use crate::table::{Column, Page};
use crate::text::{Failure, News, ReportText};
use crate::ui::{Bar, on_interrupt};

/// The rows that a page shows; a browser can hardly show more
const PAGE_ROWS: u64 = 20_000;

/// The letters of a file's name that come from a name or a code
const NAME_LETTERS: usize = 60;

/// What became of a report
#[derive(Debug, Default)]
pub struct Made {
    /// Its name
    pub name: String,
    /// Its title
    pub title: String,
    /// What it shows
    pub about: String,
    /// Its page, if it was made
    pub address: Option<String>,
    /// Its rows; none where they were not counted
    pub rows: Option<u64>,
    /// What else is to be said of it
    pub remarks: Vec<String>,
    /// Whether it or its sheet could not be made as it should
    pub failed: bool,
}

/// Reports in the making
pub struct Making<'m> {
    pub context: &'m Context,
    args: &'m ReportArgs,
    pub ledger: &'m Ledger,
    /// Where they are made
    pub folder: WholeFolder,
    pub bar: Bar,
    /// The names of pages that are taken, in small letters
    taken: HashSet<String>,
    /// Set when somebody does not want to wait for the end
    stop: Arc<AtomicBool>,
}

impl<'m> Making<'m> {
    /// Begins with an empty folder
    pub fn begin(
        context: &'m Context,
        args: &'m ReportArgs,
        ledger: &'m Ledger,
        folder: WholeFolder,
    ) -> Making<'m> {
        let taken = HashSet::from([format!("/{INDEX}")]);
        let stop = Arc::new(AtomicBool::new(false));
        on_interrupt(Arc::clone(&stop));
        Making { context, args, ledger, folder, bar: context.ui.progress(), taken, stop }
    }

    /// Makes a report; one that cannot be made is no reason not to make the others
    pub fn make(&mut self, book: &mut ReportBook, found: Found) -> Result<Made, CommandError> {
        self.bar.tell(&News::MakingReport { name: found.name.clone() });
        let files = self.folder.files();
        let mut made = Made { title: found.name.clone(), name: found.name, ..Made::default() };
        let reason = match found.report {
            Ok(report) => match self.report(book, &report, &mut made) {
                Ok(()) => return Ok(made),
                Err(error) => self.reason(error)?,
            },
            Err(error) => CommandError::from(error).failure.map(|failure| self.of_failure(&failure)),
        };
        self.folder.cut_back(files)?;
        made.remarks.push(self.say(ReportText::NotMade { reason: reason.unwrap_or_default() }));
        (made.address, made.rows, made.failed) = (None, None, true);
        Ok(made)
    }

    /// Why a report could not be made; what would befall the next one too ends everything
    fn reason(&self, error: CommandError) -> Result<Option<String>, CommandError> {
        match &error.failure {
            None
            | Some(
                Failure::Interrupted {}
                | Failure::NoSpace { .. }
                | Failure::OutputFailed { .. }
                | Failure::FileFault { .. }
                | Failure::DiskFailed { .. }
                | Failure::MayNot { .. }
                | Failure::NoFolder { .. }
                | Failure::NoSuchFile { .. }
                | Failure::Damaged { .. },
            ) => Err(error),
            Some(failure) => Ok(Some(self.of_failure(failure))),
        }
    }

    /// Goes on only if nobody has asked to stop
    pub fn heed(&self) -> Result<(), Error> {
        match self.stop.load(Ordering::Relaxed) {
            true => Err(Failure::Interrupted {}.into()),
            false => Ok(()),
        }
    }

    fn of_failure(&self, failure: &Failure) -> String {
        failure.text(self.context.ui.language)
    }

    /// A text in the reader's language
    pub fn say(&self, text: ReportText) -> String {
        text.text(self.context.ui.language)
    }

    /// How rows are printed for a reader
    pub fn print(&self, reader: Reader) -> Print {
        Print { reader, exact: self.args.exact }
    }

    fn report(
        &mut self,
        book: &mut ReportBook,
        report: &Definition,
        made: &mut Made,
    ) -> Result<(), CommandError> {
        let language = self.context.ui.language;
        if !report.title.get(language).is_empty() {
            report.title.get(language).clone_into(&mut made.title);
        }
        report.about.get(language).clone_into(&mut made.about);
        let (fitting, others) = self.args.parameters.fitting(report)?;
        // A parameter with a name of its own is meant for the report that has it.
        let others: Vec<String> = others.into_iter().filter(|name| name.starts_with("--")).collect();
        if !others.is_empty() {
            let names = others.join(", ");
            made.remarks.push(self.say(ReportText::NotTakenHere { names }));
        }
        let parameters = fitting.read(self.context, report, self.ledger)?;
        let mut needed = report.parameters.iter().filter(|known| known.required).map(|known| &known.name);
        let is_of_a_unit = needed.clone().any(|name| name == "unit");
        if let Some(name) = needed.find(|name| *name != "unit" && parameters.get(name).is_none()) {
            made.remarks.push(self.say(ReportText::LeftOut { name: option_of(name) }));
            return Ok(());
        }
        report.verify(self.ledger)?;
        match is_of_a_unit {
            true => self.unit_by_unit(book, report, &parameters, made),
            false => self.whole(book, report, &parameters, made),
        }
    }

    /// Makes a report that is about all units at once
    fn whole(
        &mut self,
        book: &mut ReportBook,
        report: &Definition,
        parameters: &Parameters,
        made: &mut Made,
    ) -> Result<(), CommandError> {
        let ledger = self.ledger;
        let mut around = page(self.context, ledger, report, parameters, &Shape::default())?;
        let heading = around.heading.clone().unwrap_or_default();
        let print = self.print(Reader::Sheet(self.context.ui.language));
        let sheet = report.clone().prepare(ledger, parameters, None, print)?;
        let (count, fault) = book.sheet(&heading, &sheet.columns(), |rows| {
            sheet.each_row(ledger, |row| {
                rows.take(row);
                self.heed()
            })?;
            Ok(())
        })?;
        self.judge_sheet(count, fault, made)?;
        around.home = Some(INDEX.to_owned());
        if count > PAGE_ROWS {
            let cut = self.say(ReportText::PageCut { shown: PAGE_ROWS, rows: count });
            note(&mut around, &cut);
            made.remarks.push(cut);
        }
        if count == 0 {
            let nothing = self.say(ReportText::NoRows {});
            let empty = report.empty.as_ref().map(|text| text.get(self.context.ui.language));
            note(&mut around, empty.unwrap_or(&nothing));
        }
        let name = PathBuf::from(self.file_name("", &report.name));
        self.report_page(&name, report, parameters, &around)?;
        (made.address, made.rows) = (Some(name.display().to_string()), Some(count));
        Ok(())
    }

    /// Says what the workbook's sheet lacks
    pub fn judge_sheet(
        &self,
        count: u64,
        fault: Option<CommandError>,
        made: &mut Made,
    ) -> Result<(), CommandError> {
        let fault = fault.map(|fault| self.reason(fault)).transpose()?;
        if let Some(reason) = fault {
            let reason = reason.unwrap_or_default();
            made.remarks.push(self.say(ReportText::SheetNotMade { reason }));
            made.failed = true;
        } else if count > SHEET_ROWS {
            made.remarks.push(self.say(ReportText::SheetCut { shown: SHEET_ROWS, rows: count }));
        }
        Ok(())
    }

    /// Writes a report's page
    pub fn report_page(
        &mut self,
        name: &Path,
        report: &Definition,
        parameters: &Parameters,
        around: &Page,
    ) -> Result<(), CommandError> {
        let (ledger, language) = (self.ledger, self.context.ui.language);
        let print = self.print(Reader::Person(language));
        let prepared = report.clone().prepare(ledger, parameters, Some(PAGE_ROWS), print)?;
        self.page(name, &prepared.columns(), around, |rows| {
            prepared.each_row(ledger, |row| {
                rows.row(row).map_err(|source| Error::Io { path: "report".into(), source })
            })?;
            Ok(())
        })
    }

    /// Writes a page
    pub fn page(
        &mut self,
        name: &Path,
        columns: &[Column],
        around: &Page,
        fill: impl FnOnce(Rows<'_>) -> Result<(), CommandError>,
    ) -> Result<(), CommandError> {
        let layout = Layout { language: self.context.ui.language, width: None, colour: false };
        let mut file = self.folder.file(name)?;
        let mut rows = writer(Format::Html, columns, &layout, around, &mut file)?;
        fill(rows.as_mut())?;
        Ok(rows.finish()?)
    }

    /// A name for a folder of pages that no other one has
    pub fn folder_name(&mut self, name: &str) -> String {
        self.free_name(name, |numbered| (numbered.clone(), format!("{numbered}/{INDEX}")))
    }

    /// A name for a page that no other page of the folder below has
    pub fn file_name(&mut self, below: &str, name: &str) -> String {
        self.free_name(name, |numbered| (format!("{numbered}.html"), format!("{below}/{numbered}.html")))
    }

    /// The first of a name, name-2, name-3 … whose page is not taken; `of` gives what it becomes, and its page
    fn free_name(&mut self, name: &str, of: impl Fn(String) -> (String, String)) -> String {
        let name = safe(name);
        let mut number = 1;
        loop {
            let (named, page) = of(if number == 1 { name.clone() } else { format!("{name}-{number}") });
            if self.taken.insert(page.to_lowercase()) {
                return named;
            }
            number += 1;
        }
    }
}

/// What a name or a code becomes in the name of a file, and in a link to it
pub fn safe(name: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let letters = name.chars().take(NAME_LETTERS).map(|letter| if is_plain(letter) { letter } else { '_' });
    letters.collect()
}

fn note(around: &mut Page, text: &str) {
    if let Some(heading) = &mut around.heading {
        heading.notes.push(text.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_leads_nowhere_else() {
        assert_eq!(["a/../b", "内坑.1", "x y?#%"].map(safe), ["a_.._b", "内坑.1", "x_y___"]);
        assert_eq!(safe(&"长".repeat(300)).len(), 180);
    }
}
