//! `taizhang export`: the tables as CSV or as a workbook.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use tempfile::SpooledTempFile;

use crate::commands::Context;
use crate::commands::as_of::AsOfArgs;
use crate::commands::headers::HeadersArgs;
use crate::commands::import::table_named;
use crate::error::{CommandError, Exit};
use crate::ledger::Ledger;
use crate::ledger::export::{CsvForm, Export, Exported, Form, Target};
use crate::ledger::filter::Filter;
use crate::text::{ExportFault, Failure, Language, News, TemplateText};

/// What stays in memory of a workbook on its way to standard output
const SPOOL: usize = 1 << 20;

#[derive(Debug, Args)]
pub struct ExportArgs {
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    #[arg(long = "table", value_name = "TABLE")]
    tables: Vec<String>,
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    format: Option<ExportFormat>,
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    columns: Vec<String>,
    #[arg(long, value_name = "WHAT", hide_possible_values = true)]
    split_by: Option<SplitBy>,
    #[arg(long)]
    for_excel: bool,
    #[command(flatten)]
    headers: HeadersArgs,
    #[arg(long, value_name = "ENCODING")]
    encoding: Option<String>,
    #[arg(long)]
    no_guard: bool,
    #[arg(long)]
    no_protect: bool,
    #[arg(long)]
    stamp: bool,
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    as_of: AsOfArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    Csv,
    Xlsx,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SplitBy {
    Unit,
}

pub fn run(context: &Context, args: &ExportArgs) -> Result<Exit, CommandError> {
    let format = args.format()?;
    let mut export = args.export(format, context.ui.language)?;
    let path = args.path(format, context.ui.language);
    let to_stdout = path.as_os_str() == "-";
    let target = args.target(format, &path)?;
    let ledger = args.as_of.open(context)?;
    export.filter.unit = args.unit.as_deref().map(|unit| ledger.unit_named(unit)).transpose()?;
    context.spare_the_ledger(&path)?;
    if to_stdout {
        if export.stamped && matches!(export.form, Form::Csv(_)) {
            return Err(Failure::StampBesideNothing {}.into());
        }
        write_out(context, &ledger, &export)?;
        return Ok(Exit::Done);
    }
    let exported = ledger.export(&export, &target)?;
    say(context, &ledger, &path, &exported)?;
    Ok(Exit::Done)
}

impl ExportArgs {
    /// The format that is asked for, or that the path says
    fn format(&self) -> Result<ExportFormat, CommandError> {
        let ending = self.path.as_deref().and_then(Path::extension);
        let says = match ending.map(|ending| ending.to_ascii_lowercase()) {
            Some(ending) if ending == "xlsx" => Some(ExportFormat::Xlsx),
            Some(ending) if ending == "csv" => Some(ExportFormat::Csv),
            _ => None,
        };
        let is_of_csv = self.for_excel || self.no_guard || self.encoding.is_some();
        let usual = match &self.path {
            _ if is_of_csv => ExportFormat::Csv,
            Some(_) if self.split_by.is_none() => ExportFormat::Csv,
            _ => ExportFormat::Xlsx,
        };
        match (self.format, says) {
            (Some(format), Some(says)) if format != says => {
                let path = self.path.as_ref().map_or(String::new(), |path| path.display().to_string());
                Err(ExportFault::ExportFormat { path, format: format.name().to_owned() }.into())
            }
            (format, says) => Ok(format.or(says).unwrap_or(usual)),
        }
    }

    fn export(&self, format: ExportFormat, language: Language) -> Result<Export, CommandError> {
        let form = match format {
            ExportFormat::Xlsx if self.encoding.is_some() => {
                return Err(ExportFault::WorkbookEncoding {}.into());
            }
            ExportFormat::Xlsx => Form::Workbook { protected: !self.no_protect },
            ExportFormat::Csv if self.no_protect => return Err(Failure::CsvProtection {}.into()),
            ExportFormat::Csv => Form::Csv(CsvForm {
                guarded: !self.no_guard,
                for_excel: self.for_excel,
                encoding: self.encoding.clone().unwrap_or_else(|| "utf-8".to_owned()),
            }),
        };
        let for_people = format == ExportFormat::Xlsx || self.for_excel;
        let filter = Filter {
            tables: self.tables.iter().map(|name| table_named(name)).collect::<Result<_, _>>()?,
            columns: self.columns.clone(),
            ..Filter::default()
        };
        filter.verify()?;
        let headers = self.headers.language(if for_people { language } else { Language::English });
        Ok(Export { filter, headers, form, stamped: self.stamp, force: self.force })
    }

    /// Where it goes where nothing is said: beside the ledger's user, under the name of what it is
    fn path(&self, format: ExportFormat, language: Language) -> PathBuf {
        let name = TemplateText::ExportName {}.text(language);
        self.path.clone().unwrap_or_else(|| match (format, self.split_by) {
            (ExportFormat::Xlsx, None) => format!("{name}.xlsx").into(),
            _ => name.into(),
        })
    }

    fn target(&self, format: ExportFormat, path: &Path) -> Result<Target, CommandError> {
        let is_folder = path.is_dir() || path.extension().is_none();
        match (self.split_by, format) {
            _ if path.as_os_str() == "-" && self.split_by.is_none() => Ok(Target::File(path.to_owned())),
            (Some(SplitBy::Unit), _) if is_folder && path.as_os_str() != "-" => {
                Ok(Target::FolderOfUnits(path.to_owned()))
            }
            (None, ExportFormat::Csv) if is_folder => Ok(Target::Folder(path.to_owned())),
            (None, _) if !path.is_dir() && path.extension().is_some_and(|ending| format.is_named(ending)) => {
                Ok(Target::File(path.to_owned()))
            }
            _ => Err(ExportFault::ExportTarget { path: path.display().to_string() }.into()),
        }
    }
}

impl ExportFormat {
    fn name(self) -> &'static str {
        match self {
            ExportFormat::Csv => "csv",
            ExportFormat::Xlsx => "xlsx",
        }
    }

    fn is_named(self, ending: &std::ffi::OsStr) -> bool {
        ending.eq_ignore_ascii_case(self.name())
    }
}

/// Writes to standard output
fn write_out(context: &Context, ledger: &Ledger, export: &Export) -> Result<(), CommandError> {
    if let Form::Csv(_) = export.form {
        return context.ui.data(|output| Ok(ledger.export_csv(export, output)?));
    }
    if context.ui.shows_data() {
        return Err(ExportFault::ExportOnTerminal {}.into());
    }
    let mut spool = SpooledTempFile::new(SPOOL);
    ledger.export_workbook(export, &mut spool)?;
    context.ui.data(|output| {
        io::Seek::rewind(&mut spool)?;
        io::copy(&mut spool, output)?;
        Ok(())
    })
}

/// Says what was written
fn say(context: &Context, ledger: &Ledger, path: &Path, exported: &Exported) -> Result<(), CommandError> {
    let rows = exported.rows.iter().map(|(entity, count)| {
        let table = entity.title().get(context.ui.language);
        format!("{table} {count}")
    });
    let between = News::Between {}.text(context.ui.language);
    let rows = rows.collect::<Vec<_>>().join(&between);
    let (path, revision) = (path.display().to_string(), ledger.store().latest_revision()?);
    context.ui.news(&match exported.files {
        0 => News::NothingToShow {},
        1 => News::Exported { path, revision, rows },
        files => News::ExportedFiles { path, files, revision, rows },
    })
}
