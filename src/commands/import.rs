//! `taizhang import`: reads sheets into the ledger.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::{Args, ValueEnum};

use crate::commands::besides::Besides;
use crate::commands::check_sheet::{reason, say_guards};
use crate::commands::conflicts::{ConflictArgs, ConflictView};
use crate::commands::diff_view::DiffView;
use crate::commands::output::OutputArgs;
use crate::commands::past_view::moment;
use crate::commands::plan_file::PlanFile;
use crate::commands::report::{self, ReportArgs};
use crate::commands::{Context, findings};
use crate::domain::entity::Entity;
use crate::error::{CommandError, Exit, file_fault};
use crate::ledger::Ledger;
use crate::ledger::diff::between_revisions;
use crate::ledger::import::find::Find;
use crate::ledger::import::mapping::Mapping;
use crate::ledger::import::progress::{Progress, Watcher};
use crate::ledger::import::row::RowRules;
use crate::ledger::import::stamped::Came;
use crate::ledger::import::{Import, Imported, Mode};
use crate::reports::own_folder;
use crate::reports::parameters::option_of;
use crate::sheets::tab::Reading;
use crate::text::{Failure, News, ReportFault, StampNews};
use crate::ui::{Bar, on_interrupt};

#[derive(Debug, Args)]
pub struct ImportArgs {
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    #[arg(long, value_name = "TABLE")]
    table: Option<String>,
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    delimiter: Option<u8>,
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    save_map: Option<PathBuf>,
    #[arg(long, value_name = "MODE", default_value = "update", hide_default_value = true)]
    mode: ModeName,
    #[arg(long, value_name = "WHAT", default_value = "clear", hide_default_value = true)]
    blank: BlankName,
    #[arg(long)]
    fill_down: bool,
    #[arg(long)]
    new_measures: bool,
    #[arg(long)]
    allow_removals: bool,
    #[arg(long, value_name = "WHAT", default_value = "abort", hide_default_value = true)]
    on_error: OnErrorName,
    #[arg(long)]
    strict: bool,
    #[arg(long, value_name = "WHAT", default_value = "show", hide_default_value = true)]
    warnings: WarningsName,
    #[arg(long, value_name = "N", default_value_t = findings::SHOWN, hide_default_value = true)]
    limit: usize,
    #[arg(long, value_name = "FILE")]
    findings: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    #[arg(short, long, value_name = "TEXT")]
    message: Option<String>,
    #[arg(long)]
    dry_run: bool,
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    #[arg(long, requires = "dry_run")]
    exit_code: bool,
    #[arg(long, value_name = "REPORT", conflicts_with_all = ["dry_run", "plan"])]
    then: Option<String>,
    #[arg(long)]
    no_guard: bool,
    #[arg(long)]
    no_stamp: bool,
    #[command(flatten)]
    deciding: ConflictArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ModeName {
    Update,
    Snapshot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum BlankName {
    Clear,
    Keep,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OnErrorName {
    Abort,
    Skip,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum WarningsName {
    Show,
    Hide,
}

pub fn run(context: &Context, args: ImportArgs) -> Result<Exit, CommandError> {
    report_can_follow(context, &args)?;
    let besides = besides_of(&args);
    besides.check(context, &args.paths)?;
    args.deciding.check(context, &args.paths)?;
    let import = import_of(&args, Progress::watched(ShownBar(context.ui.progress())))?;
    let mut ledger = Ledger::open_or_create(&context.ledger, context.wait, context.writing.clone())?;
    let mut view = DiffView::new(context, &args.output)?;
    let mut plan = args.plan.as_ref().map(|path| PlanFile::new(path, args.new_measures));
    let mut conflicts = ConflictView::new();
    let mut on_conflict = |conflict| conflicts.take(&conflict);
    let mut imported = ledger.import(&import, &mut on_conflict, &mut |store, from, to| {
        if let Some(plan) = &mut plan {
            plan.begin(store, to)?;
        }
        between_revisions(store, from, to, |change| {
            if let Some(plan) = &mut plan {
                plan.take(&change)?;
            }
            view.take(&change)
        })
    })?;
    let (plans, dry_run) = (import.plans, import.dry_run);
    drop(import);
    say_guards(context, &imported.stamps, !args.no_guard)?;
    say(context, &imported, plans, dry_run)?;
    let shown = findings::Shown { limit: args.limit, warnings: args.warnings == WarningsName::Show };
    findings::show(context, &imported.findings, shown)?;
    besides.write(context, &mut imported)?;
    args.deciding.refuse(context, &ledger, (conflicts, imported.conflicts), &args.output)?;
    let errors = imported.findings.errors();
    if errors > 0 && imported.rejected == 0 {
        return Err(Failure::ImportRefused { errors }.into());
    }
    let skipped = if imported.rejected > 0 { Exit::Found } else { Exit::Done };
    if dry_run {
        let differs = view.show()?;
        if let Some(plan) = plan {
            plan.write(context, &imported)?;
        }
        return Ok(if differs && args.exit_code { Exit::Found } else { skipped });
    }
    match args.then {
        Some(name) => report_after(context, ledger, &name, args.output).map(|_| skipped),
        None => Ok(skipped),
    }
}

/// The files that the import writes beside the ledger
fn besides_of(args: &ImportArgs) -> Besides<'_> {
    Besides {
        findings: args.findings.as_deref(),
        rejects: args.rejects.as_deref(),
        save_map: args.save_map.as_deref(),
        plan: args.plan.as_deref(),
    }
}

/// Prints the report that the import ends with
fn report_after(
    context: &Context,
    ledger: Ledger,
    name: &str,
    output: OutputArgs,
) -> Result<Exit, CommandError> {
    let report = report::known(name, &own_folder(&context.ledger))?;
    report::print(context, ledger, &report, &ReportArgs::to(output))
}

/// Refuses a report that the import would end with and that cannot be printed
fn report_can_follow(context: &Context, args: &ImportArgs) -> Result<(), CommandError> {
    let Some(report) = &args.then else { return Ok(()) };
    let definition = report::known(report, &own_folder(&context.ledger))?;
    match definition.parameters.iter().find(|parameter| parameter.required) {
        Some(parameter) => {
            let (report, name) = (report.clone(), option_of(&parameter.name));
            Err(ReportFault::ParameterNeeded { report, name }.into())
        }
        None => Ok(()),
    }
}

/// The import as the terminal sees it
struct ShownBar(Bar);

impl Watcher for ShownBar {
    fn begin(&self, stop: Arc<AtomicBool>) {
        on_interrupt(stop);
    }

    fn rows(&self, rows: u64) {
        self.0.tell(&News::Reading { rows });
    }

    fn checking(&self) {
        self.0.tell(&News::Checking {});
    }
}

/// What the options ask for
fn import_of(args: &ImportArgs, progress: Progress) -> Result<Import, CommandError> {
    let (mode, skips) = (args.mode, args.on_error == OnErrorName::Skip);
    if mode == ModeName::Snapshot && skips {
        return Err(Failure::SnapshotSkips {}.into());
    }
    let find = Find {
        table: args.table.as_deref().map(table_named).transpose()?,
        sheet: args.sheet.clone(),
        unit: args.unit.clone(),
        reading: Reading { encoding: args.encoding.clone(), delimiter: args.delimiter },
        mapping: args.map.as_ref().map(read_mapping).transpose()?,
        as_exported: false,
    };
    let rules = RowRules {
        guarded: !args.no_guard,
        keeps_blanks: args.blank == BlankName::Keep,
        fills_down: args.fill_down,
        unit: args.unit.clone(),
        shows_faults: false,
    };
    Ok(Import {
        paths: args.paths.clone(),
        find,
        rules,
        mode: if mode == ModeName::Snapshot { Mode::Snapshot } else { Mode::Update },
        allows_removals: args.allow_removals,
        takes_measures: args.new_measures,
        strict: args.strict,
        skips,
        logs: args.findings.is_some() || args.rejects.is_some(),
        ignores_stamps: args.no_stamp,
        decisions: args.deciding.decisions()?,
        progress,
        message: args.message.clone(),
        dry_run: args.dry_run || args.plan.is_some(),
        plans: args.plan.is_some(),
    })
}

/// What became of the stamps that came with files; those of one export are said at once
fn say_stamps(context: &Context, stamps: &[Came]) -> Result<(), CommandError> {
    let mut exports: Vec<(i64, &str, Vec<&Came>)> = Vec::new();
    for came in stamps {
        match &came.stamp {
            Ok(stamp) => match exports
                .iter_mut()
                .find(|(revision, at, _)| (*revision, *at) == (stamp.revision, &*stamp.at))
            {
                Some((_, _, files)) => files.push(came),
                None => exports.push((stamp.revision, &stamp.at, vec![came])),
            },
            Err(ignored) => {
                let reason = reason(ignored, came.file.to_string()).text(context.ui.language);
                context.ui.stamp_news(&StampNews::Ignored { reason })?;
            }
        }
    }
    for (revision, at, files) in exports {
        let at = moment(at, true);
        context.ui.stamp_news(&match files.as_slice() {
            [came] => StampNews::Used { file: came.file.to_string(), revision, at },
            files => StampNews::UsedOfMany { files: files.len(), revision, at },
        })?;
    }
    Ok(())
}

fn read_mapping(path: &PathBuf) -> Result<Mapping, CommandError> {
    let shown = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| file_fault(path, &error))?;
    Ok(Mapping::read(&shown, &text)?)
}

/// `,`, `;`, `|`, or `tab` for the character that a shell makes hard to write
fn delimiter(text: &str) -> Result<u8, String> {
    match (text, text.as_bytes()) {
        ("tab" | "\\t", _) => Ok(b'\t'),
        (_, [byte]) if byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n') => Ok(*byte),
        _ => Err(text.to_owned()),
    }
}

/// The table of that name
pub fn table_named(name: &str) -> Result<Entity, CommandError> {
    Entity::called(name).ok_or_else(|| Failure::NoTable { name: name.to_owned() }.into())
}

fn say(context: &Context, imported: &Imported, plans: bool, dry_run: bool) -> Result<(), CommandError> {
    let (ui, language) = (&context.ui, context.ui.language);
    for sheet in &imported.read {
        let (file, table) = (sheet.shown.clone(), sheet.entity.title().get(language).to_owned());
        ui.news(&News::ReadAs { file, table, rows: sheet.rows, encoding: sheet.encoding.clone() })?;
    }
    say_stamps(context, &imported.stamps)?;
    if imported.stays_gone > 0 {
        ui.stamp_news(&StampNews::StayGone { rows: imported.stays_gone })?;
    }
    // Of a refused import nothing stays or goes.
    for missing in imported.missing.iter().filter(|_| imported.findings.errors() == 0) {
        let table = missing.entity.title().get(language).to_owned();
        let keys = missing.keys.join(&News::Between {}.text(language));
        let more = if missing.rows > missing.keys.len() as u64 { " …" } else { "" };
        ui.stamp_news(&StampNews::Missing { table, rows: missing.rows, keys: keys + more })?;
    }
    if imported.skipped > 0 {
        ui.news(&News::Skipped { rows: imported.skipped })?;
    }
    if let Some(revision) = imported.taken_in {
        ui.news(&News::TookIn { revision })?;
    }
    for outcome in &imported.tables {
        let (table, counts) = (outcome.entity.title().get(language).to_owned(), outcome.counts);
        ui.news(&News::Counted {
            table,
            added: counts.added,
            changed: counts.changed,
            unchanged: outcome.unchanged,
            removed: counts.removed,
        })?;
    }
    if imported.rejected > 0 {
        ui.news(&News::Rejected { rows: imported.rejected })?;
    }
    match imported.revision {
        _ if imported.conflicts > 0 || imported.findings.errors() > 0 && imported.rejected == 0 => Ok(()),
        _ if plans => ui.news(&News::WouldPlan {}),
        _ if dry_run => ui.news(&News::WouldChange {}),
        Some(revision) => ui.news(&News::Imported { revision }),
        None => ui.news(&News::ImportedNothing {}),
    }
}
