//! The output options that all commands with a table share.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::commands::Context;
use crate::error::CommandError;
use crate::formats::{Format, Layout, RowWriter, writer};
use crate::sheets::whole_file::WholeFile;
use crate::table::Column;
use crate::text::{Failure, Hint};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

#[derive(Debug, Clone, Args)]
pub struct OutputArgs {
    #[arg(long, value_name = "FORMAT", value_parser = formats(), hide_possible_values = false)]
    format: Option<Format>,
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn formats() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.iter().map(|format| format.name()))
        .map(|name| Format::parse(&name).unwrap_or(Format::Table))
}

/// Rows on their way to a writer
pub type Rows<'a> = &'a mut dyn RowWriter;

impl OutputArgs {
    /// Whether the output, and so the errors too, are JSON
    pub fn is_json(&self) -> bool {
        matches!(self.format, Some(Format::Json | Format::Ndjson))
    }

    /// The format asked for, or the one that the file's ending says
    pub fn format(&self) -> Result<Format, CommandError> {
        if let Some(format) = self.format {
            return Ok(format);
        }
        let Some(path) = &self.output else { return Ok(Format::Table) };
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        Format::of_extension(&extension).ok_or_else(|| {
            let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
            let failure = Failure::UnknownFormat { path: path.display().to_string() };
            CommandError::hinted(failure, Hint::UseFormats { names: names.join(", ") })
        })
    }

    /// Writes a table: its columns, and its rows by `fill`
    pub fn table(
        &self,
        context: &Context,
        columns: &[Column],
        fill: impl FnOnce(Rows<'_>) -> Result<(), CommandError>,
    ) -> Result<(), CommandError> {
        let format = self.format()?;
        self.bytes(context, |output, layout| {
            let mut rows = writer(format, columns, &layout, output)?;
            fill(rows.as_mut())?;
            Ok(rows.finish()?)
        })
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

/// Writes a table into a file
pub fn write_table(
    context: &Context,
    path: &Path,
    format: Format,
    columns: &[Column],
    fill: impl FnOnce(Rows<'_>) -> Result<(), CommandError>,
) -> Result<(), CommandError> {
    let layout = Layout { language: context.ui.language, width: None, colour: false };
    write_whole(context, path, |output| {
        let mut rows = writer(format, columns, &layout, output)?;
        fill(rows.as_mut())?;
        Ok(rows.finish()?)
    })
}

/// Writes a file that is there whole or not at all, and never the ledger
pub fn write_whole(
    context: &Context,
    path: &Path,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> Result<(), CommandError>,
) -> Result<(), CommandError> {
    context.spare_the_ledger(path)?;
    let fault = |error: io::Error| {
        CommandError::from(Failure::FileFault { path: path.display().to_string(), reason: error.to_string() })
    };
    let mut file = io::BufWriter::new(WholeFile::create(path).map_err(fault)?);
    fill(&mut file)?;
    file.into_inner().map_err(|error| fault(error.into_error()))?.put().map_err(fault)
}
