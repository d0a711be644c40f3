//! `taizhang report --all`: every report as a page, a page that lists them, and one workbook of them all, from one
//! state of the ledger, in a folder that is there whole or not at all.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use crate::commands::Context;
use crate::commands::besides::check_folder;
use crate::commands::report::{ReportArgs, page, rule_named};
use crate::commands::report_book::ReportBook;
use crate::commands::report_pages::{Made, Making};
use crate::error::{CommandError, Exit, output_fault};
use crate::ledger::Ledger;
use crate::reports::definition::Parameter;
use crate::reports::parameters::Parameters;
use crate::reports::shape::Shape;
use crate::reports::{self, Definition, Found};
use crate::sheets::whole_folder::{Place, WholeFolder, look};
use crate::table::{Column, ColumnKind, Page, Value};
use crate::text::{Language, News, OwnText, ReportFault, ReportText, Text};

/// What all reports together may take, those of a nation's units included
const TIMEOUT: Duration = Duration::from_secs(7200);

/// The page that lists the others
pub const INDEX: &str = "index.html";

/// The workbook
pub const WORKBOOK: &str = "reports.xlsx";

pub fn run(context: &Context, args: &ReportArgs, own: &Path) -> Result<Exit, CommandError> {
    let place = args.output.path().unwrap_or(Path::new("."));
    let is_among = is_among(place, args.force)?;
    let found = reports::every(own)?;
    let mut ledger = args.as_of.open(context)?;
    ledger.store().hold()?;
    let (all, given) = given(context, args, &ledger, &found)?;
    let index = page(context, &ledger, &all, &given, &Shape::default())?;
    if found.iter().any(|found| found.report.as_ref().is_ok_and(|report| report.reads_findings)) {
        ledger.collect_findings(rule_named(&given)?, context.ui.language)?;
    }
    ledger.confine(TIMEOUT)?;
    let folder = WholeFolder::create(place).map_err(|error| output_fault(place, &error))?;
    let mut making = Making::begin(context, args, &ledger, folder);
    let mut book = ReportBook::new(context.ui.language)?;
    let made = found.into_iter().map(|found| making.make(&mut book, found));
    let made = made.collect::<Result<Vec<Made>, _>>()?;
    list(&mut making, &made, &index, context)?;
    let Making { mut folder, .. } = making;
    let pages = folder.files();
    let mut workbook = folder.file(Path::new(WORKBOOK))?;
    book.finish(&mut workbook)?;
    workbook.flush()?;
    let put = if is_among { folder.put_among() } else { folder.put() };
    put.map_err(|error| output_fault(place, &error))?;
    tell(context, place, &made, pages)
}

/// Whether the reports go among the files of a folder; refused if that is not asked for
fn is_among(place: &Path, force: bool) -> Result<bool, CommandError> {
    let around = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    check_folder(around, place, false)?;
    let path = place.display().to_string();
    match look(place).map_err(|error| output_fault(place, &error))? {
        Place::Free => Ok(false),
        Place::Taken(file) if file == place && !place.is_dir() => {
            Err(ReportFault::NotAFolder { path }.into())
        }
        Place::Taken(_) if force => Ok(true),
        Place::Taken(file) => {
            let file = file.strip_prefix(place).unwrap_or(&file).display().to_string();
            Err(ReportFault::FolderTaken { path, file }.into())
        }
    }
}

/// A report that takes whatever one of them takes, for the heading of the list, and what it is given
fn given(
    context: &Context,
    args: &ReportArgs,
    ledger: &Ledger,
    found: &[Found],
) -> Result<(Definition, Parameters), CommandError> {
    let taken = found.iter().filter_map(|found| found.report.as_ref().ok());
    let mut parameters: Vec<Parameter> = taken.flat_map(|report| report.parameters.clone()).collect();
    parameters.iter_mut().for_each(|parameter| parameter.required = false);
    parameters.sort_by(|one, other| one.name.cmp(&other.name));
    parameters.dedup();
    let title = |language| ReportText::AllReports {}.text(language);
    let title = OwnText { en: title(Language::English), zh: title(Language::Chinese) };
    let all = Definition { title, parameters, ..Definition::default() };
    let (fitting, others) = args.parameters.fitting(&all)?;
    if let Some(name) = others.into_iter().next() {
        return Err(ReportFault::NoReportTakes { name }.into());
    }
    let given = fitting.read(context, &all, ledger)?;
    Ok((all, given))
}

/// Writes the page that lists the others
fn list(making: &mut Making<'_>, made: &[Made], page: &Page, context: &Context) -> Result<(), CommandError> {
    let columns = [
        Column::new("address", Text::new("Address", "地址"), ColumnKind::Address),
        Column::new("title", Text::new("Report", "报表"), ColumnKind::Text),
        Column::new("name", Text::new("Name", "名称"), ColumnKind::Code),
        Column::new("rows", Text::new("Rows", "行数"), ColumnKind::Number),
        Column::new("about", Text::new("About", "说明"), ColumnKind::Text),
        Column::new("remarks", Text::new("Remarks", "备注"), ColumnKind::Text),
    ];
    let workbook = ReportText::AllInWorkbook {}.text(context.ui.language);
    making.page(Path::new(INDEX), &columns, page, |rows| {
        for made in made {
            let remarks = made.remarks.join("\n");
            rows.row(&[
                made.address.clone().into(),
                made.title.as_str().into(),
                made.name.as_str().into(),
                made.rows.and_then(|rows| i64::try_from(rows).ok()).into(),
                made.about.as_str().into(),
                (!remarks.is_empty()).then_some(remarks).into(),
            ])?;
        }
        let nothing = || Value::Null;
        Ok(rows.row(&[WORKBOOK.into(), workbook.into(), nothing(), nothing(), nothing(), nothing()])?)
    })
}

/// Says what was made, and what was not
fn tell(context: &Context, place: &Path, made: &[Made], pages: usize) -> Result<Exit, CommandError> {
    for made in made {
        for remark in &made.remarks {
            context.ui.news(&News::ReportRemark { name: made.name.clone(), remark: remark.clone() })?;
        }
    }
    let path = place.display().to_string();
    let reports = made.iter().filter(|made| made.address.is_some()).count();
    context.ui.news(&News::ReportsWritten { path: path.clone(), reports, pages })?;
    let failed = made.iter().filter(|made| made.failed).map(|made| made.name.as_str());
    let names = failed.collect::<Vec<_>>().join(", ");
    if names.is_empty() { Ok(Exit::Done) } else { Err(ReportFault::ReportsNotMade { names, path }.into()) }
}
