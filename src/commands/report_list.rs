//! Which reports there are, and what one of them takes and shows.

use std::path::{Path, PathBuf};

use crate::commands::Context;
use crate::commands::output::OutputArgs;
use crate::error::{CommandError, Exit};
use crate::reports::definition::{Definition, Presence};
use crate::reports::parameters::option_of;
use crate::reports::{self, own_folder};
use crate::table::{Column, ColumnKind};
use crate::text::{Language, ReportText, Text};

/// Lists all reports
pub fn list(context: &Context, output: &OutputArgs, folder: &Path) -> Result<Exit, CommandError> {
    let columns = [
        Column::new("name", Text::new("Name", "名称"), ColumnKind::Code),
        Column::new("title", Text::new("Title", "标题"), ColumnKind::Code),
        Column::new("takes", Text::new("Takes", "参数"), ColumnKind::Text),
        Column::new("about", Text::new("About", "说明"), ColumnKind::Text),
        Column::new("file", Text::new("File", "文件"), ColumnKind::Text),
    ];
    let mut reports = Vec::new();
    for found in reports::every(folder)? {
        match found.report.map_err(CommandError::from) {
            Ok(report) => reports.push(report),
            // One that is wrong is told, and does not keep the others from the list.
            Err(error) => {
                let reason = error.failure.map(|failure| failure.text(context.ui.language));
                context.ui.line(&reason.unwrap_or_default())?;
            }
        }
    }
    let has_own = reports.iter().any(|report| report.file.is_some());
    let shown = if has_own { &columns[..] } else { &columns[..4] };
    output.table(context, shown, |rows| {
        for report in &reports {
            let language = context.ui.language;
            let cells = [
                report.name.as_str().into(),
                report.title.get(language).into(),
                options(report).join(" ").into(),
                report.about.get(language).into(),
                report.file.as_ref().map(|path| path.display().to_string()).into(),
            ];
            rows.row(&cells[..shown.len()])?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}

/// The options that a report takes
fn options(report: &Definition) -> Vec<String> {
    let given = report.parameters.iter().map(|parameter| option_of(&parameter.name));
    let kind = report.takes("unit").then(|| ["--tree", "--kind"].map(str::to_owned)).into_iter().flatten();
    let group = (!report.groupings.is_empty()).then(|| "--group-by".to_owned());
    given.chain(kind).chain(group).collect()
}

/// What `report NAME --help` says of the report that the words of a command line name, if they do
pub fn help_of(words: &[String], language: Language) -> Option<String> {
    let at = words.iter().position(|word| word == "report")?;
    let option = |name: &str| {
        let at = words.iter().position(|word| word == name)?;
        words.get(at + 1).map(PathBuf::from)
    };
    let ledger = option("--db").or_else(|| std::env::var_os("TAIZHANG_DB").map(PathBuf::from));
    let folder = option("--reports").unwrap_or_else(|| own_folder(&ledger.unwrap_or_default()));
    let reports = reports::every(&folder).ok()?;
    let report = words[at + 1..].iter().find_map(|word| reports.iter().find(|found| found.name == *word))?;
    report.report.as_ref().ok().map(|report| description(report, language))
}

fn description(report: &Definition, language: Language) -> String {
    let head = |text: ReportText| format!("\n{}:\n", text.text(language));
    let mut text =
        format!("\n{}  {}\n{}\n", report.name, report.title.get(language), report.about.get(language));
    text.push_str(&head(ReportText::Takes {}));
    text.push_str(&format!("  {}\n", options(report).join(" ")));
    if !report.groupings.is_empty() {
        text.push_str(&head(ReportText::GroupBy {}));
        for (code, name) in &report.groupings {
            text.push_str(&format!("  {code}  {}\n", name.get(language)));
        }
    }
    text.push_str(&head(ReportText::Columns {}));
    for column in &report.columns {
        let title = column.title.as_ref().map_or("", |title| title.get(language));
        let mark = if column.presence == Presence::Data { " *" } else { "" };
        text.push_str(&format!("  {}  {title}{mark}\n", column.output_names().join(", ")));
    }
    if !report.examples.is_empty() {
        text.push_str(&head(ReportText::Examples {}));
        report.examples.iter().for_each(|example| text.push_str(&format!("  {example}\n")));
    }
    text
}
