//! `taizhang template`: sheets for units to fill in.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::commands::Context;
use crate::commands::as_of::AsOfArgs;
use crate::commands::headers::HeadersArgs;
use crate::commands::import::table_named;
use crate::commands::report_parameters::read_period;
use crate::domain::entity::Entity;
use crate::error::{CommandError, Exit, output_fault};
use crate::ledger::template::{Template, TemplateFile};
use crate::text::{ExportFault, Language, News, TemplateText};

#[derive(Debug, Args)]
pub struct TemplateArgs {
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    #[arg(long = "table", value_name = "TABLE")]
    tables: Vec<String>,
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    #[arg(long, value_name = "PERIOD", requires = "unit")]
    period: Option<String>,
    #[command(flatten)]
    headers: HeadersArgs,
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    as_of: AsOfArgs,
}

pub fn run(context: &Context, args: &TemplateArgs) -> Result<Exit, CommandError> {
    let headers = args.headers.language(context.ui.language);
    let tables = tables(&args.tables)?;
    let path = args.path.clone().unwrap_or_else(|| TemplateText::FileName {}.text(headers).into());
    let target = Target::of(&path, &tables)?;
    let template = fill(context, args, headers)?;
    let files = match target {
        Target::Output(entity) => {
            let bytes = template.csv(entity)?;
            context.ui.data(|output| Ok(output.write_all(&bytes)?))?;
            return Ok(Exit::Done);
        }
        Target::File { is_workbook } => vec![TemplateFile { path: path.clone(), tables, is_workbook }],
        Target::Folder => {
            fs::create_dir_all(&path).map_err(|error| output_fault(&path, &error))?;
            let file = |entity: &Entity| {
                let path = path.join(format!("{}.csv", entity.name()));
                TemplateFile { path, tables: vec![*entity], is_workbook: false }
            };
            tables.iter().map(file).collect()
        }
    };
    for file in &files {
        context.spare_the_ledger(&file.path)?;
    }
    template.save(&files, args.force)?;
    let written: Vec<Entity> = files.into_iter().flat_map(|file| file.tables).collect();
    let (path, rows) = (path.display().to_string(), template.row_count(&written));
    context.ui.news(&News::TemplateWritten { path, rows })?;
    Ok(Exit::Done)
}

/// Empty sheets need no ledger; a unit's do
fn fill(context: &Context, args: &TemplateArgs, headers: Language) -> Result<Template, CommandError> {
    let Some(unit) = &args.unit else {
        if args.as_of.is_given() {
            args.as_of.open(context)?;
        }
        return Ok(Template::blank(headers));
    };
    let period = args.period.as_deref().map(|period| read_period(period, context)).transpose()?;
    let ledger = args.as_of.open(context)?;
    let unit = ledger.unit_named(unit)?;
    Ok(ledger.template(&unit, period.as_ref(), headers)?)
}

/// The tables asked for, each once and in their order; all where none is named
fn tables(names: &[String]) -> Result<Vec<Entity>, CommandError> {
    let named = names.iter().map(|name| table_named(name)).collect::<Result<Vec<_>, _>>()?;
    let is_wanted = |entity: &Entity| named.is_empty() || named.contains(entity);
    Ok(Entity::ALL.into_iter().filter(is_wanted).collect())
}

/// Where sheets go
enum Target {
    /// The CSV of one table to standard output
    Output(Entity),
    /// One file
    File { is_workbook: bool },
    /// A folder of CSV files
    Folder,
}

impl Target {
    fn of(path: &Path, tables: &[Entity]) -> Result<Target, CommandError> {
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        match (tables, extension.as_deref()) {
            ([entity], None) if path.as_os_str() == "-" => Ok(Target::Output(*entity)),
            (_, None) if path.as_os_str() != "-" => Ok(Target::Folder),
            _ if path.is_dir() => Ok(Target::Folder),
            (_, Some("xlsx")) => Ok(Target::File { is_workbook: true }),
            ([_], Some("csv")) => Ok(Target::File { is_workbook: false }),
            _ => Err(ExportFault::TemplateTarget { path: path.display().to_string() }.into()),
        }
    }
}
