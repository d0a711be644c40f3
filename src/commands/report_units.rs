//! The pages of `report --all` that are about one unit each, and the page that lists them.

use std::path::Path;

use crate::commands::report::page;
use crate::commands::report_all::INDEX;
use crate::commands::report_book::ReportBook;
use crate::commands::report_pages::{Made, Making};
use crate::domain::words::UNIT_KINDS;
use crate::error::CommandError;
use crate::reports::Definition;
use crate::reports::definition::Presence;
use crate::reports::parameters::Parameters;
use crate::reports::prepared::Reader;
use crate::reports::shape::Shape;
use crate::reports::units::{ChosenUnit, chosen_units};
use crate::table::{Column, ColumnKind, Page, Value};
use crate::text::{News, ReportText, Text};

/// Units between two words about how far it has come
const UNITS_AT_ONCE: usize = 50;

impl Making<'_> {
    /// Makes a report that is about one unit, for each unit of which it has something to say
    pub fn unit_by_unit(
        &mut self,
        book: &mut ReportBook,
        report: &Definition,
        parameters: &Parameters,
        made: &mut Made,
    ) -> Result<(), CommandError> {
        let ledger = self.ledger;
        let below = self.folder_name(if report.name == "unit" { "units" } else { &report.name });
        let units = chosen_units(ledger, parameters)?;
        let around = page(self.context, ledger, report, parameters, &Shape::default())?;
        let heading = around.heading.clone().unwrap_or_default();
        let print = self.print(Reader::Sheet(self.context.ui.language));
        let all = with_the_same_columns(report);
        let columns = all.clone().prepare(ledger, &of_unit(parameters, ""), None, print)?.columns();
        let unit = Column::new("unit", Text::new("Unit", "单位"), ColumnKind::Code);
        let columns: Vec<Column> = [unit].into_iter().chain(columns).collect();
        let mut listed = Vec::new();
        let (count, fault) = book.sheet(&heading, &columns, |rows| {
            for (at, unit) in units.iter().enumerate() {
                if at % UNITS_AT_ONCE == 0 {
                    let name = made.name.clone();
                    self.bar.tell(&News::MakingUnits { name, done: at, units: units.len() });
                }
                let (parameters, before) = (of_unit(parameters, &unit.code), rows.count);
                let sheet = all.clone().prepare(ledger, &parameters, None, print)?;
                sheet.each_row(ledger, |row| {
                    let mut cells = vec![Value::Text(unit.name.clone())];
                    cells.extend_from_slice(row);
                    rows.take(&cells);
                    self.heed()
                })?;
                if rows.count > before {
                    let name = self.file_name(&below, &unit.code);
                    self.unit_page(&Path::new(&below).join(&name), report, &parameters, unit)?;
                    listed.push((at, name, rows.count - before));
                }
            }
            Ok(())
        })?;
        self.judge_sheet(count, fault, made)?;
        let around = Page { home: Some(format!("../{INDEX}")), ..around };
        self.unit_index(&Path::new(&below).join(INDEX), around, &units, &listed)?;
        made.remarks.push(self.say(ReportText::OnePageAUnit { units: listed.len() as u64 }));
        (made.address, made.rows) = (Some(format!("{below}/{INDEX}")), Some(count));
        Ok(())
    }

    /// The page of one unit
    fn unit_page(
        &mut self,
        name: &Path,
        report: &Definition,
        parameters: &Parameters,
        unit: &ChosenUnit,
    ) -> Result<(), CommandError> {
        let mut around = page(self.context, self.ledger, report, parameters, &Shape::default())?;
        around.home = Some(INDEX.to_owned());
        if let Some(heading) = &mut around.heading {
            heading.title = format!("{} {}", heading.title, unit.name);
        }
        self.report_page(name, report, parameters, &around)
    }

    /// The page that lists the pages of units
    fn unit_index(
        &mut self,
        name: &Path,
        around: Page,
        units: &[ChosenUnit],
        listed: &[(usize, String, u64)],
    ) -> Result<(), CommandError> {
        let language = self.context.ui.language;
        let columns = [
            Column::new("address", Text::new("Address", "地址"), ColumnKind::Address),
            Column::new("unit", Text::new("Unit", "单位"), ColumnKind::Text),
            Column::new("code", Text::new("Code", "代码"), ColumnKind::Code),
            Column::new("kind", Text::new("Kind", "类型"), ColumnKind::Code),
            Column::new("rows", Text::new("Rows", "行数"), ColumnKind::Number),
        ];
        self.page(name, &columns, &around, |rows| {
            for (at, address, count) in listed {
                let unit = &units[*at];
                let kind = UNIT_KINDS.iter().find(|word| word.code == unit.kind);
                let kind = kind.map_or(unit.kind.as_str(), |word| word.title.get(language));
                rows.row(&[
                    address.as_str().into(),
                    unit.name.as_str().into(),
                    unit.code.as_str().into(),
                    kind.into(),
                    i64::try_from(*count).ok().into(),
                ])?;
            }
            Ok(())
        })
    }
}

/// What the report of one unit is given, where several were chosen
fn of_unit(parameters: &Parameters, code: &str) -> Parameters {
    let mut own = parameters.clone();
    own.set("unit", code);
    ["tree", "kind"].into_iter().for_each(|name| own.set(name, Value::Null));
    own
}

/// The report with the same columns for every unit, and without one of its own for the unit, which stands before them
fn with_the_same_columns(report: &Definition) -> Definition {
    let mut report = report.clone();
    for column in &mut report.columns {
        column.presence = match column.presence {
            _ if column.name == "unit" => Presence::Data,
            Presence::Data => Presence::Data,
            _ => Presence::Always,
        };
    }
    report
}
