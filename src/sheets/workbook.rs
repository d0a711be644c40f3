//! A workbook's sheets as tables of cells: all are read once into a temporary file, and read back from there.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::sheets::compound::Compound;
use crate::sheets::digest::DigestReader;
use crate::sheets::fault::Fault;
use crate::sheets::ods::{is_protected, read_ods};
use crate::sheets::package::Package;
use crate::sheets::spool::{BookSheet, SharedFile, SpoolWriter};
use crate::sheets::xls::XlsBook;
use crate::sheets::xlsb::read_xlsb;
use crate::sheets::xlsx::{Book, main_part};
use crate::sheets::xlsx_sheet::{read_sheet, spool_sheets};

#[cfg(test)]
mod properties;

/// A compound file is held in memory; a spreadsheet of that kind never has more than 65,536 rows
const COMPOUND_LIMIT: u64 = 512 << 20;

/// A workbook that has been read
#[derive(Debug)]
pub struct Workbook {
    /// What it is: `XLSX`, `XLS` …
    pub format: &'static str,
    /// Its sheets in order
    pub sheets: Vec<BookSheet>,
    /// Their cells
    pub file: SharedFile,
    /// The SHA-256 of the file
    pub digest: String,
}

impl Workbook {
    /// Reads the workbook that is a zip archive
    pub fn of_zip(path: &Path) -> Result<Workbook, Fault> {
        let mut package = Package::open(path)?;
        let mut spool = SpoolWriter::create()?;
        if let Some(kind) = open_document(&mut package)? {
            if is_protected(&mut package)? {
                return Err(Fault::Protected);
            }
            if kind != "ODS" {
                return Err(Fault::Unsupported { format: kind.to_owned() });
            }
            let sheets = read_ods(&mut package, &mut spool)?;
            return Workbook::finish(path, kind, sheets, spool);
        }
        let main = main_part(&mut package)?;
        let (format, sheets) = match main {
            Some(main) if main.ends_with(".xml") && is_spreadsheet(&mut package, &main)? => {
                ("XLSX", read_xlsx(&mut package, &main, &mut spool)?)
            }
            Some(main) if main.to_lowercase().ends_with("workbook.bin") => {
                ("XLSB", read_xlsb(&mut package, &main, &mut spool)?)
            }
            _ => return Err(Fault::Unsupported { format: archive_kind(&package).to_owned() }),
        };
        Workbook::finish(path, format, sheets, spool)
    }

    /// Reads the workbook that is a compound file
    pub fn of_compound(path: &Path) -> Result<Workbook, Fault> {
        let file = File::open(path)?;
        if file.metadata()?.len() > COMPOUND_LIMIT {
            return Err(Fault::TooLarge { part: "file".to_owned(), limit: COMPOUND_LIMIT });
        }
        let mut bytes = Vec::new();
        file.take(COMPOUND_LIMIT).read_to_end(&mut bytes)?;
        let compound = Compound::of(bytes)?;
        if compound.has("EncryptedPackage") {
            return Err(Fault::Protected);
        }
        let Some(stream) = compound.stream("Workbook").or_else(|| compound.stream("Book")) else {
            let kinds = [("WordDocument", "DOC"), ("PowerPoint Document", "PPT")];
            let kind = kinds.iter().find(|(stream, _)| compound.has(stream)).map_or("OLE", |(_, kind)| kind);
            return Err(Fault::Unsupported { format: kind.to_owned() });
        };
        drop(compound);
        let (book, mut spool, mut sheets) = (XlsBook::of(&stream)?, SpoolWriter::create()?, Vec::new());
        for sheet in &book.sheets {
            let around = book.read_sheet(sheet, &mut spool)?;
            sheets.push(BookSheet {
                name: sheet.name.clone(),
                is_hidden: sheet.is_hidden,
                hidden_rows: around.hidden_rows,
                cells: spool.end_sheet(around.merges)?,
            });
        }
        Workbook::finish(path, "XLS", sheets, spool)
    }

    fn finish(
        path: &Path,
        format: &'static str,
        sheets: Vec<BookSheet>,
        spool: SpoolWriter,
    ) -> Result<Workbook, Fault> {
        if sheets.is_empty() {
            return Err(Fault::Damaged { reason: "the workbook has no sheet of cells".to_owned() });
        }
        let mut file = DigestReader::new(File::open(path)?);
        io::copy(&mut file, &mut io::sink())?;
        Ok(Workbook { format, sheets, file: spool.finish()?, digest: file.hexadecimal() })
    }
}

/// Whether a main part is a workbook's, and not a document's or a presentation's
fn is_spreadsheet(package: &mut Package, main: &str) -> Result<bool, Fault> {
    let head = package.head(main, 4096)?;
    Ok(main.to_lowercase().contains("workbook") || String::from_utf8_lossy(&head).contains("<workbook"))
}

/// What an OpenDocument archive says that it is
fn open_document(package: &mut Package) -> Result<Option<&'static str>, Fault> {
    let kind = package.head("mimetype", 128)?;
    let kind = String::from_utf8_lossy(&kind);
    let Some(kind) = kind.trim().strip_prefix("application/vnd.oasis.opendocument.") else { return Ok(None) };
    let kinds = [("spreadsheet", "ODS"), ("text", "ODT"), ("presentation", "ODP")];
    Ok(Some(kinds.iter().find(|(word, _)| kind.starts_with(word)).map_or("OpenDocument", |(_, name)| name)))
}

fn archive_kind(package: &Package) -> &'static str {
    let kinds =
        [("word/document.xml", "DOCX"), ("ppt/presentation.xml", "PPTX"), ("index/document.iwa", "Numbers")];
    kinds.iter().find(|(part, _)| package.has(part)).map_or("ZIP", |(_, kind)| kind)
}

fn read_xlsx(package: &mut Package, main: &str, spool: &mut SpoolWriter) -> Result<Vec<BookSheet>, Fault> {
    let book = Book::read(package, main)?;
    spool_sheets(&book, spool, |sheet, spool| read_sheet(package, &sheet.part, &book, spool))
}
