//! Rows with errors, handed back in the sheet's own form: format, encoding, order and all, with what is wrong in a
//! column of its own that another import passes over.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::domain::entity::Entity;
use crate::domain::rule::Severity;
use crate::ledger::import::header::ROW_ERRORS;
use crate::ledger::import::sheet::{Sheet, io_error};
use crate::ledger::stamp::Stamp;
use crate::sheets::fault::Fault;
use crate::sheets::record::{Merged, Record};
use crate::sheets::tab::{Reading, TabReader, tabs_of};
use crate::sheets::text_writer::TextWriter;
use crate::sheets::workbook_layout::{Cell, Fill, Holds, Mark, SheetColumn, SheetLayout, Width};
use crate::sheets::workbook_writer::WorkbookWriter;
use crate::storage::finding_log::{FindingLog, Logged};
use crate::storage::{Error, Result};
use crate::text::{Failure, Language};

/// The width of a column that is handed back, and of what is wrong with the row
const WIDTH: u16 = 16;
const ERRORS_WIDTH: u16 = 60;

/// Rows among which the header of a file that was handed back is looked for
const MOST_ABOVE: usize = 60;

/// Which rows are handed back, and in which words
#[derive(Debug, Clone, Copy)]
pub struct HandBack {
    /// Whether all rows of a sheet are, because none of them was imported
    pub whole: bool,
    /// The language of what is wrong
    pub language: Language,
}

/// The sheets that have rows with errors, by their files
pub fn files_of<'s>(sheets: &'s [Sheet], log: &FindingLog) -> Result<Vec<(PathBuf, Vec<&'s Sheet>)>> {
    let mut files: Vec<(PathBuf, Vec<&Sheet>)> = Vec::new();
    for sheet in sheets {
        if !log.has_refused(&sheet.shown, sheet.tab_name.as_deref())? {
            continue;
        }
        match files.iter_mut().find(|(path, _)| *path == sheet.path) {
            Some((_, sheets)) => sheets.push(sheet),
            None => files.push((sheet.path.clone(), vec![sheet])),
        }
    }
    Ok(files)
}

impl HandBack {
    /// Writes the rows of a text file; how many there are
    pub fn text(self, sheet: &Sheet, log: &FindingLog, output: impl Write) -> Result<u64> {
        let tab = &sheet.tab;
        let fault = |fault| io_error(&sheet.path, &fault);
        let mut writer =
            TextWriter::create(output, &tab.encoding, tab.has_bom, tab.delimiter, tab.crlf).map_err(fault)?;
        let mut rows = Rows::open(self, sheet, log)?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            let cells = rows.record.iter().map(str::to_owned).chain(std::iter::repeat(String::new()));
            let width = sheet.header.width;
            for cell in cells.take(rows.record.len().max(width)) {
                writer.cell(&cell).map_err(fault)?;
            }
            let said = match row {
                Row::Title => None,
                Row::Header => Some(ROW_ERRORS.to_owned()),
                Row::Data(errors) => {
                    count += u64::from(!errors.is_empty());
                    Some(self.all_of(&errors))
                }
            };
            if let Some(said) = said {
                writer.cell(&said).map_err(fault)?;
            }
            writer.end_row().map_err(fault)?;
        }
        writer.finish().map_err(fault)?;
        Ok(count)
    }

    /// Writes the rows of the sheets of a workbook, the cells at fault marked; how many there are
    pub fn workbook(self, sheets: &[&Sheet], log: &FindingLog, output: impl Write + Send) -> Result<u64> {
        let mut book = WorkbookWriter::new()?;
        let mut count = 0;
        for sheet in sheets {
            count += self.sheet(&mut book, sheet, log)?;
        }
        if let Some(stamp) = self.stamp(sheets) {
            book.stamp(stamp.lines());
        }
        book.finish(output)?;
        Ok(count)
    }

    /// The stamp with which the rows come back against what they were exported from, as the sheet itself would
    ///
    /// It knows that rows which were imported are not missing, and that sheets without errors stay behind.
    pub fn stamp(self, sheets: &[&Sheet]) -> Option<Stamp> {
        let stamp = sheets.first()?.stamp.as_deref()?.as_ref().ok()?;
        let tables: Vec<Entity> = sheets.iter().map(|sheet| sheet.entity).collect();
        Some(stamp.clone().of_rows(&tables, !self.whole))
    }

    fn sheet(self, book: &mut WorkbookWriter, sheet: &Sheet, log: &FindingLog) -> Result<u64> {
        let mut rows = Rows::open(self, sheet, log)?;
        let mut above: Vec<Vec<String>> = Vec::new();
        let titles = loop {
            match rows.next()? {
                Some(Row::Title) => above.push(rows.own_texts()),
                Some(Row::Header) => break rows.own_texts(),
                _ => return Ok(0),
            }
        };
        let columns = columns(sheet, titles);
        let width = columns.len() - 1;
        let name = sheet.tab.name.clone().unwrap_or_default();
        let layout = SheetLayout { name, above, columns, frozen: 0, spare_rows: 0, protected: false };
        let mut writer = book.sheet(layout)?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            let Row::Data(errors) = row else { continue };
            count += u64::from(!errors.is_empty());
            let marks = marks(&errors, self, width);
            let said = self.all_of(&errors);
            let texts = rows.own_texts();
            let mut cells: Vec<Cell<'_>> = texts.iter().take(width).map(|text| Cell::number(text)).collect();
            for (index, cell) in cells.iter_mut().enumerate() {
                if !is_figure(sheet, index) {
                    *cell = Cell::text(&texts[index]);
                }
            }
            cells.resize(width, Cell::Blank);
            cells.push(Cell::text(&said));
            cells.extend(texts.iter().skip(width).map(|text| Cell::text(text)));
            let marks: Vec<Mark<'_>> = marks
                .iter()
                .map(|(column, fill, note)| Mark { column: *column, fill: *fill, note })
                .collect();
            writer.row(&cells, &marks)?;
        }
        writer.finish()?;
        Ok(count)
    }

    /// All that is wrong with a row, in one text
    fn all_of(self, found: &[Logged]) -> String {
        let named = |error: &Logged| {
            let header = Some(&error.header).filter(|header| !header.is_empty());
            let header = header.map_or_else(String::new, |header| format!("{header}: "));
            format!("{} {header}{}", error.rule.id(), self.words(error))
        };
        let errors = found.iter().filter(|finding| finding.severity == Severity::Error);
        errors.map(named).collect::<Vec<_>>().join("\n")
    }

    fn words(self, error: &Logged) -> &str {
        match self.language {
            Language::English => &error.english,
            Language::Chinese => &error.chinese,
        }
    }
}

/// One mark a column, with all that is said there; what is wrong with the whole row marks its last column
fn marks(found: &[Logged], how: HandBack, width: usize) -> Vec<(usize, Fill, String)> {
    let mut marks: Vec<(usize, Fill, String)> = Vec::new();
    for finding in found {
        let (column, words) = (finding.field.unwrap_or(width), how.words(finding));
        let fill = if finding.severity == Severity::Error { Fill::Error } else { Fill::Warning };
        match marks.iter_mut().find(|(marked, _, _)| *marked == column) {
            Some((_, marked, note)) => {
                *marked = if fill == Fill::Error { fill } else { *marked };
                note.push('\n');
                note.push_str(words);
            }
            None => marks.push((column, fill, words.to_owned())),
        }
    }
    marks
}

fn columns(sheet: &Sheet, titles: Vec<String>) -> Vec<SheetColumn> {
    let width = sheet.header.width.max(titles.len());
    let described = |index: usize, title: String, width: u16| SheetColumn {
        title,
        note: String::new(),
        width: Width::fixed(width),
        holds: if is_figure(sheet, index) { Holds::Number } else { Holds::Text },
        required: false,
        choices: None,
        locked: false,
    };
    let titles = titles.into_iter().chain(std::iter::repeat(String::new())).take(width);
    let own = titles.enumerate().map(|(index, title)| described(index, title, WIDTH));
    let errors = described(width, ROW_ERRORS.to_owned(), ERRORS_WIDTH);
    own.chain([errors]).collect()
}

/// Whether a field holds numbers
fn is_figure(sheet: &Sheet, index: usize) -> bool {
    let field = sheet.header.fields.iter().find(|field| field.index == index);
    field.is_some_and(|field| sheet.entity.columns()[field.column].is_number())
}

/// What a record is that is handed back
enum Row {
    /// It stands above the last row of the header
    Title,
    /// The last row of the header
    Header,
    /// A row behind the header, with what is wrong with it
    Data(Vec<Logged>),
}

/// The records of a sheet that are handed back
struct Rows<'s> {
    how: HandBack,
    sheet: &'s Sheet,
    log: &'s FindingLog,
    input: TabReader,
    record: Record,
    read: usize,
}

impl<'s> Rows<'s> {
    fn open(how: HandBack, sheet: &'s Sheet, log: &'s FindingLog) -> Result<Rows<'s>> {
        let input = sheet.tab.open().map_err(|fault| io_error(&sheet.path, &fault))?;
        Ok(Rows { how, sheet, log, input, record: Record::default(), read: 0 })
    }

    /// The next record that is handed back
    fn next(&mut self) -> Result<Option<Row>> {
        loop {
            let fault = |fault: Fault| breaks(self.sheet, fault);
            if !self.input.read(&mut self.record).map_err(fault)? {
                return Ok(None);
            }
            self.read += 1;
            match self.read.cmp(&self.sheet.before) {
                std::cmp::Ordering::Less => return Ok(Some(Row::Title)),
                std::cmp::Ordering::Equal => return Ok(Some(Row::Header)),
                std::cmp::Ordering::Greater => {}
            }
            let (first, last) = (self.record.line(0), self.record.line(usize::MAX));
            let (file, tab) = (&self.sheet.shown, self.sheet.tab_name.as_deref());
            let is_refused = self.log.is_refused(file, tab, first)?;
            if is_refused {
                let mut found = self.log.about(file, tab, first, last)?;
                found.retain(|finding| finding.severity != Severity::Note);
                return Ok(Some(Row::Data(found)));
            }
            if self.how.whole {
                return Ok(Some(Row::Data(Vec::new())));
            }
        }
    }

    /// The record's texts; a merged figure stays in the row that it belongs to
    fn own_texts(&self) -> Vec<String> {
        let text = |index: usize| match self.record.merged(index) {
            Merged::FromAbove if is_figure(self.sheet, index) || self.read <= self.sheet.before => {
                String::new()
            }
            _ => self.record.field(index).to_owned(),
        };
        (0..self.record.len()).map(text).collect()
    }
}

/// Where a sheet can be read no further, nobody knows which rows stand behind
fn breaks(sheet: &Sheet, fault: Fault) -> Error {
    let path = sheet.shown.to_string();
    match fault {
        Fault::UnclosedQuote { line, .. }
        | Fault::TextAfterQuote { line, .. }
        | Fault::RecordTooLong { line }
        | Fault::NotText { line, .. }
        | Fault::OtherEncoding { line, .. } => Failure::SheetBreaks { path, line }.into(),
        fault => io_error(&sheet.path, &fault),
    }
}

/// Whether a file holds rows that an earlier import handed back
pub fn is_handed_back(path: &Path) -> bool {
    let Ok(tabs) = tabs_of(path, &Reading::default()) else { return false };
    let mut record = Record::default();
    tabs.iter().any(|tab| {
        let Ok(mut input) = tab.open() else { return false };
        let mut has = || {
            input
                .read(&mut record)
                .is_ok_and(|is_read| is_read && record.iter().any(|text| text == ROW_ERRORS))
        };
        (0..MOST_ABOVE).any(|_| has())
    })
}

/// Whether a path is one of the sheets themselves
pub fn is_sheet(path: &Path, sheets: &[Sheet]) -> bool {
    let Ok(whole) = path.canonicalize() else { return false };
    sheets.iter().any(|sheet| sheet.path.canonicalize().is_ok_and(|other| other == whole))
}
