//! The output options that all commands with a table share.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::SpooledTempFile;

use crate::commands::Context;
use crate::commands::workbook_rows::write_workbook;
use crate::error::{CommandError, output_fault};
use crate::formats::{Format, Layout, RowWriter, writer};
use crate::reports::prepared::Reader;
use crate::sheets::whole_file::WholeFile;
use crate::table::{Column, Page};
use crate::text::{ExportFault, Failure, Hint, Language};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

#[derive(Debug, Clone, Default, Args)]
pub struct OutputArgs {
    #[arg(long, value_name = "FORMAT", value_parser = formats(), hide_possible_values = false)]
    format: Option<OutputFormat>,
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What a table may be written as: a text, or a workbook, whose writer is another floor's
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputFormat {
    /// One of the formats that are text
    Text(Format),
    /// A workbook
    Workbook,
}

/// The name and the ending of a workbook
const WORKBOOK: &str = "xlsx";

/// What stays in memory of a workbook on its way to standard output
const SPOOL: usize = 1 << 20;

impl OutputFormat {
    /// The names of all formats
    pub fn names() -> Vec<&'static str> {
        Format::ALL.iter().map(|format| format.name()).chain([WORKBOOK]).collect()
    }

    /// The format of that name
    pub fn parse(name: &str) -> Option<OutputFormat> {
        match name.eq_ignore_ascii_case(WORKBOOK) {
            true => Some(OutputFormat::Workbook),
            false => Format::parse(name).map(OutputFormat::Text),
        }
    }

    /// The format of a file with that ending
    pub fn of_extension(extension: &str) -> Option<OutputFormat> {
        match extension.eq_ignore_ascii_case(WORKBOOK) {
            true => Some(OutputFormat::Workbook),
            false => Format::of_extension(extension).map(OutputFormat::Text),
        }
    }

    /// Whether people read it as it is; what a workbook holds is figures to go on with
    pub fn for_people(self) -> bool {
        matches!(self, OutputFormat::Text(format) if format.for_people())
    }
}

fn formats() -> impl TypedValueParser<Value = OutputFormat> {
    PossibleValuesParser::new(OutputFormat::names())
        .map(|name| OutputFormat::parse(&name).unwrap_or(OutputFormat::Text(Format::Table)))
}

/// Rows on their way to a writer
pub type Rows<'a> = &'a mut dyn RowWriter;

impl OutputArgs {
    /// A format and a file that another command's options name
    pub fn new(format: Option<OutputFormat>, output: Option<PathBuf>) -> OutputArgs {
        OutputArgs { format, output }
    }

    /// The file that the output goes to; none for standard output
    pub fn path(&self) -> Option<&Path> {
        self.output.as_deref()
    }

    /// Whether the output, and so the errors too, are JSON
    pub fn is_json(&self) -> bool {
        matches!(self.format, Some(OutputFormat::Text(Format::Json | Format::Ndjson)))
    }

    /// The format asked for, or the one that the file's ending says
    pub fn format(&self) -> Result<OutputFormat, CommandError> {
        if let Some(format) = self.format {
            return Ok(format);
        }
        let Some(path) = &self.output else { return Ok(OutputFormat::Text(Format::Table)) };
        format_of(path)
    }

    /// For whom the output is: a format for people, a workbook, or another program
    pub fn reader(&self, language: Language) -> Result<Reader, CommandError> {
        Ok(match self.format()? {
            OutputFormat::Workbook => Reader::Sheet(language),
            format if format.for_people() => Reader::Person(language),
            OutputFormat::Text(_) => Reader::Program,
        })
    }

    /// Writes a table: its columns, and its rows by `fill`
    pub fn table(
        &self,
        context: &Context,
        columns: &[Column],
        fill: impl FnOnce(Rows<'_>) -> Result<(), CommandError>,
    ) -> Result<(), CommandError> {
        self.page(context, columns, &Page::default(), fill)
    }

    /// Writes a table with what stands around it
    pub fn page(
        &self,
        context: &Context,
        columns: &[Column],
        page: &Page,
        fill: impl FnOnce(Rows<'_>) -> Result<(), CommandError>,
    ) -> Result<(), CommandError> {
        match (self.format()?, &self.output) {
            (OutputFormat::Text(format), _) => self.bytes(context, |output, layout| {
                let mut rows = writer(format, columns, &layout, page, output)?;
                fill(rows.as_mut())?;
                Ok(rows.finish()?)
            }),
            (OutputFormat::Workbook, Some(path)) => write_whole(context, path, |output| {
                write_workbook(columns, context.ui.language, page.heading.as_ref(), Some(path), output, fill)
            }),
            (OutputFormat::Workbook, None) => {
                if context.ui.shows_data() {
                    return Err(ExportFault::WorkbookOnTerminal {}.into());
                }
                let mut spool = SpooledTempFile::new(SPOOL);
                write_workbook(columns, context.ui.language, page.heading.as_ref(), None, &mut spool, fill)?;
                context.ui.data(|output| {
                    io::Seek::rewind(&mut spool)?;
                    io::copy(&mut spool, output)?;
                    Ok(())
                })
            }
        }
    }

    /// Writes whatever `fill` writes, to the file or to standard output
    pub fn bytes(
        &self,
        context: &Context,
        fill: impl FnOnce(&mut dyn Write, Layout) -> Result<(), CommandError>,
    ) -> Result<(), CommandError> {
        match &self.output {
            None => context.ui.data(|output| fill(output, context.ui.layout())),
            Some(path) => {
                let layout = Layout { language: context.ui.language, width: None, colour: false };
                write_whole(context, path, |output| fill(output, layout))
            }
        }
    }
}

/// The format that a file's ending says
pub fn format_of(path: &Path) -> Result<OutputFormat, CommandError> {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    OutputFormat::of_extension(&extension).ok_or_else(|| {
        let failure = Failure::UnknownFormat { path: path.display().to_string() };
        CommandError::hinted(failure, Hint::UseFormats { names: OutputFormat::names().join(", ") })
    })
}

/// Writes a table into a file
pub fn write_table(
    context: &Context,
    path: &Path,
    format: OutputFormat,
    columns: &[Column],
    fill: impl FnOnce(Rows<'_>) -> Result<(), CommandError>,
) -> Result<(), CommandError> {
    let layout = Layout { language: context.ui.language, width: None, colour: false };
    write_whole(context, path, |output| match format {
        OutputFormat::Workbook => write_workbook(columns, layout.language, None, Some(path), output, fill),
        OutputFormat::Text(format) => {
            let page = Page::default();
            let mut rows = writer(format, columns, &layout, &page, output)?;
            fill(rows.as_mut())?;
            Ok(rows.finish()?)
        }
    })
}

/// Writes a file that is there whole or not at all, and never the ledger; into a pipe or a device as it comes
pub fn write_whole(
    context: &Context,
    path: &Path,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> Result<(), CommandError>,
) -> Result<(), CommandError> {
    context.spare_the_ledger(path)?;
    let fault = |error: io::Error| CommandError::from(output_fault(path, &error));
    if is_stream(path) {
        let mut stream = io::BufWriter::new(OpenOptions::new().write(true).open(path).map_err(fault)?);
        fill(&mut stream)?;
        return stream.flush().map_err(fault);
    }
    let mut file = io::BufWriter::new(WholeFile::create(path).map_err(fault)?);
    fill(&mut file)?;
    file.into_inner().map_err(|error| fault(error.into_error()))?.put().map_err(fault)
}

/// Whether a path leads to a pipe or a device, such as `/dev/stdout`: a file in its place would end it
fn is_stream(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir())
}
