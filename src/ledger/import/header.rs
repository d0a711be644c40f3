//! A sheet's header: which field is which column, and what is wrong with it.

use crate::domain::entity::{Entity, Kind};
use crate::domain::measure::Measure;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::finding::Said;
use crate::ledger::import::meaning::{find, names, normalise_header, settle, unit_of};
use crate::sheets::place::column_letters;
use crate::text::FindingText;

/// Headers that sheets have and no table keeps: running numbers, and what a rejected sheet says of its rows
const PASSED_OVER: [&str; 5] = ["序号", "no.", "错误", "error", ROW_ERRORS];

/// Columns of offices' forms that are worked out from others
const COMPUTED: [&str; 12] = [
    "占年计划%",
    "占年度计划%",
    "占年计划比例",
    "占年度计划比例",
    "占年度计划比重",
    "占总投资%",
    "占总投资比例",
    "完成率",
    "年度完成率",
    "投资完成率",
    "完成比例",
    "完成年度计划比例",
];

/// The header over what is wrong with each row of a sheet that is handed back
pub const ROW_ERRORS: &str = "错误/error";

/// A field that is a column
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its number in the sheet, from 0
    pub index: usize,
    /// Its column's number in the canonical order
    pub column: usize,
    /// The header as written
    pub header: String,
    /// The unit in the header's brackets: `总投资（亿元）`
    pub unit: Option<Measure>,
}

/// A column that has one text for all rows, since no field holds it
#[derive(Debug, Clone, PartialEq)]
pub struct Fixed {
    /// The column's number in the canonical order
    pub column: usize,
    /// What every row says there
    pub text: String,
    /// Whether an office's own mapping says it, and not the sheet
    pub is_mapped: bool,
}

/// How a sheet's fields map to a table's columns
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Header {
    /// The fields that are columns, in the order of the columns: the unit comes before what refers inside it
    pub fields: Vec<Field>,
    /// What is said once for the whole sheet
    pub fixed: Vec<Fixed>,
    /// The unit of all values that have none of their own: `单位：万元` above the header
    pub unit: Option<Measure>,
    /// The unit of government that a line above the header names where the call names one too
    pub stated_unit: Option<String>,
    /// For columns with a year in their header, the year that a row's period must hold
    pub years: Vec<(usize, i16)>,
    /// How many headers there are
    pub width: usize,
    /// The headers as they were read, to know them again on the next page
    pub texts: Vec<String>,
    /// The columns that the sheet writes, in canonical order
    pub written: Vec<usize>,
}

/// A finding in a header: the field, if there is one, and what is wrong
pub type HeaderFault = (Option<(usize, String)>, Rule, Severity, Said);

/// What an office's own mapping says of a header
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mapped<'a> {
    /// It is this column
    To(&'a str),
    /// It is not read
    Skipped,
    /// Nothing
    Unsaid,
}

/// Whether sheets have the header and no table keeps it
pub fn is_passed_over(header: &str) -> bool {
    PASSED_OVER.contains(&normalise_header(header).as_str())
}

/// Whether a header is over what is worked out from other columns, whatever stands in its brackets
fn is_computed(header: &str) -> bool {
    let header = normalise_header(header);
    let bare = header.split('(').next().unwrap_or("");
    [bare, bare.trim_end_matches('%')].iter().any(|bare| COMPUTED.contains(bare))
        || COMPUTED.contains(&header.as_str())
}

/// How well headers fit a table
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fit {
    /// Whether all required columns are there
    pub complete: bool,
    /// How many headers are columns
    pub columns: usize,
}

/// How well headers fit the table, if every required column is there or can be done without
///
/// `given` are columns that are said elsewhere. A code can be found by the row's name.
pub fn fit(entity: Entity, headers: &[String], given: &dyn Fn(&str) -> bool) -> Option<Fit> {
    let columns: Vec<usize> = headers
        .iter()
        .filter_map(|header| Some(settle(entity, header, headers, given, find(entity, header)?)))
        .map(|meaning| meaning.column)
        .collect();
    let has = |name: &str| entity.position(name).is_some_and(|column| columns.contains(&column));
    let mut complete = true;
    for column in entity.columns().iter().filter(|column| column.required && !has(column.name)) {
        let by_name = column.kind == Kind::Code && has(entity.label().name);
        if !given(column.name) && !by_name {
            return None;
        }
        complete &= given(column.name);
    }
    Some(Fit { complete, columns: columns.len() })
}

impl Header {
    /// Maps the headers of a sheet of that table, with all that is wrong with them
    ///
    /// `mapped` is what an office's own mapping says; `given` are columns that are said elsewhere.
    pub fn map<'m>(
        entity: Entity,
        headers: &[String],
        mapped: &dyn Fn(&str) -> Mapped<'m>,
        given: &dyn Fn(&str) -> bool,
    ) -> (Header, Vec<HeaderFault>) {
        let mut faults: Vec<HeaderFault> = Vec::new();
        let mut fields: Vec<Field> = Vec::new();
        let mut computed: Vec<&str> = Vec::new();
        for (index, header) in headers.iter().enumerate() {
            if header.trim().is_empty() {
                continue;
            }
            let meaning = match mapped(header) {
                Mapped::Skipped => continue,
                Mapped::To(name) => entity.position(name).map(|column| (column, unit_of(header))),
                Mapped::Unsaid => find(entity, header)
                    .map(|meaning| settle(entity, header, headers, given, meaning))
                    .map(|meaning| (meaning.column, meaning.unit)),
            };
            match meaning {
                Some((column, unit)) => match fields.iter().find(|field| field.column == column) {
                    Some(first) => faults.push(second(entity, first, index, header)),
                    None => fields.push(Field { index, column, header: header.clone(), unit }),
                },
                None if is_passed_over(header) => {}
                None if is_computed(header) => computed.push(header.trim()),
                None => faults.push(unknown(entity, index, header)),
            }
        }
        if !computed.is_empty() {
            let text = FindingText::ComputedColumns { headers: computed.join("、") };
            faults.push((None, Rule::F4, Severity::Note, text.into()));
        }
        faults.extend(missing(entity, &fields, given));
        fields.sort_by_key(|field| field.column);
        let mut header =
            Header { fields, width: headers.len(), texts: headers.to_vec(), ..Header::default() };
        header.write(entity);
        (header, faults)
    }

    /// The field of a column
    pub fn field(&self, column: usize) -> Option<&Field> {
        self.fields.iter().find(|field| field.column == column)
    }

    /// Whether a column is a field or is said once for all rows
    pub fn has(&self, column: usize) -> bool {
        self.field(column).is_some() || self.fixed.iter().any(|fixed| fixed.column == column)
    }

    /// Says a column once for all rows, unless a field holds it
    pub fn fix(&mut self, entity: Entity, name: &str, text: &str, is_mapped: bool) {
        if let Some(column) = entity.position(name).filter(|column| !self.has(*column)) {
            self.fixed.push(Fixed { column, text: text.to_owned(), is_mapped });
            self.fixed.sort_by_key(|fixed| fixed.column);
            self.write(entity);
        }
    }

    /// The columns that the sheet writes: its own, those said once, the key, and a value's bound with the value
    ///
    /// A unit that a header or a cell gives is written with the rows that have a value.
    fn write(&mut self, entity: Entity) {
        let columns = entity.columns();
        let own = self.fields.iter().map(|field| field.column);
        let mut written: Vec<usize> = own.chain(self.fixed.iter().map(|fixed| fixed.column)).collect();
        for column in written.clone() {
            if let Kind::Value(Some(bound)) = columns[column].kind {
                written.extend(entity.position(bound));
            }
        }
        // A code that no field holds is found by the row's name.
        written.extend(entity.position("code"));
        written.sort_unstable();
        written.dedup();
        self.written = written;
    }
}

/// A second field of a column
fn second(entity: Entity, first: &Field, index: usize, header: &str) -> HeaderFault {
    let text = FindingText::SecondHeader {
        header: header.to_owned(),
        first: first.header.trim().to_owned(),
        letters: column_letters(first.index),
        column: entity.columns()[first.column].name.to_owned(),
    };
    (Some((index, header.to_owned())), Rule::F3, Severity::Error, text.into())
}

/// Required columns that nobody gives, and bounds without their values
fn missing(entity: Entity, fields: &[Field], given: &dyn Fn(&str) -> bool) -> Vec<HeaderFault> {
    let mut faults: Vec<HeaderFault> = Vec::new();
    let has = |name: &str| fields.iter().any(|field| entity.columns()[field.column].name == name);
    for column in entity.columns() {
        // With a name there need be no code, and without one the name is what is told.
        if column.required && !has(column.name) && !given(column.name) && column.kind != Kind::Code {
            let text = match column.kind {
                Kind::Unit => FindingText::MissingUnit {},
                _ => FindingText::MissingColumn { column: column.name.into(), title: column.title.zh.into() },
            };
            faults.push((None, Rule::F3, Severity::Error, text.into()));
        }
        if let Kind::Value(Some(bound)) = column.kind
            && has(bound)
            && !has(column.name)
        {
            let text = FindingText::BoundWithoutValue { bound: bound.into(), value: column.name.into() };
            faults.push((None, Rule::F3, Severity::Error, text.into()));
        }
    }
    faults
}

fn unknown(entity: Entity, index: usize, header: &str) -> HeaderFault {
    let normal = normalise_header(header);
    let near = entity
        .columns()
        .iter()
        .flat_map(names)
        .filter(|name| spans(&normal) == spans(name))
        .map(|name| (strsim::osa_distance(&normalise_header(name), &normal), name))
        .filter(|(distance, _)| *distance <= 1.max(normal.chars().count() / 3))
        .min_by_key(|(distance, _)| *distance);
    let text = match near {
        Some((_, near)) => {
            FindingText::UnknownColumnNear { header: header.to_owned(), near: near.to_owned() }
        }
        None => FindingText::UnknownColumn { header: header.to_owned() },
    };
    (Some((index, header.to_owned())), Rule::F4, Severity::Warning, text.into())
}

/// The spans of time that a header names: what was done in a month is not meant to be what was done in a year
fn spans(header: &str) -> Vec<char> {
    header.chars().filter(|mark| "年季月旬周日".contains(*mark)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(entity: Entity, headers: &[&str]) -> (Header, Vec<HeaderFault>) {
        let headers: Vec<String> = headers.iter().map(|&header| header.to_owned()).collect();
        Header::map(entity, &headers, &|_| Mapped::Unsaid, &|_| false)
    }

    #[test]
    fn chinese_titles_aliases_and_units_in_brackets_are_understood() {
        let (header, faults) =
            map(Entity::Projects, &["责任 单位", "项目编号", "项目名称", "总投资（亿元）"]);
        assert!(faults.is_empty(), "{faults:?}");
        let names: Vec<&str> =
            header.written.iter().map(|&column| Entity::Projects.columns()[column].name).collect();
        assert_eq!(names, ["unit", "code", "name", "total_investment", "total_investment_bound"]);
    }

    #[test]
    fn a_header_nobody_knows_is_named_with_the_nearest() {
        let (_, faults) = map(Entity::Goals, &["unit", "code", "titel"]);
        assert!(
            matches!(&faults[0].3, Said::Finding(FindingText::UnknownColumnNear { near, .. }) if near == "title")
        );
        assert!(
            matches!(&faults[1].3, Said::Finding(FindingText::MissingColumn { column, .. }) if column == "title")
        );
    }

    #[test]
    fn what_was_done_in_a_month_is_not_near_to_what_was_done_in_a_year() {
        let (_, faults) = map(Entity::Projects, &["unit", "name", "本月完成投资"]);
        assert!(matches!(&faults[0].3, Said::Finding(FindingText::UnknownColumn { .. })));
    }

    #[test]
    fn a_missing_name_is_not_told_as_a_missing_code() {
        let (_, faults) = map(Entity::Projects, &["unit", "总投资"]);
        assert_eq!(faults.len(), 1);
        assert!(
            matches!(&faults[0].3, Said::Finding(FindingText::MissingColumn { column, .. }) if column == "name")
        );
    }

    #[test]
    fn columns_that_are_worked_out_are_told_once() {
        let (_, faults) = map(Entity::Projects, &["unit", "name", "占年计划%", "完成率（%）", "占总投资%"]);
        assert!(matches!(&faults[..], [(None, Rule::F4, Severity::Note, _)]), "{faults:?}");
    }

    #[test]
    fn the_header_of_a_measure_is_told_from_that_of_a_unit() {
        let (header, faults) =
            map(Entity::Metrics, &["单位", "编码", "年度", "指标名称", "责任单位", "目标"]);
        assert!(faults.is_empty(), "{faults:?}");
        let field = header.fields.iter().find(|field| field.index == 0).unwrap();
        assert_eq!(Entity::Metrics.columns()[field.column].name, "measure");
    }

    #[test]
    fn a_metric_whose_unit_is_said_elsewhere_has_its_measure_under_that_header() {
        let headers: Vec<String> = ["编码", "年度", "指标名称", "单位", "目标"].map(str::to_owned).into();
        let (header, faults) =
            Header::map(Entity::Metrics, &headers, &|_| Mapped::Unsaid, &|name| name == "unit");
        assert!(faults.is_empty(), "{faults:?}");
        let field = header.fields.iter().find(|field| field.index == 3).unwrap();
        assert_eq!(Entity::Metrics.columns()[field.column].name, "measure");
    }

    #[test]
    fn two_headers_of_one_column_are_refused() {
        let (_, faults) = map(Entity::Goals, &["unit", "责任单位", "code", "title"]);
        assert!(
            matches!(&faults[0].3, Said::Finding(FindingText::SecondHeader { first, .. }) if first == "unit")
        );
    }

    #[test]
    fn years_months_and_other_brackets_do_not_hide_a_column() {
        let find = |header| {
            find(Entity::Projects, header).map(|found| {
                (
                    Entity::Projects.columns()[found.column].name,
                    found.unit.map(|unit| unit.name().to_owned()),
                    found.month,
                )
            })
        };
        assert_eq!(find("2023年度计划投资（万元）"), Some(("annual_plan", Some("万元".into()), None)));
        assert_eq!(find("2023年1—7月完成投资"), Some(("annual_done", None, Some(7))));
        assert_eq!(find("责任单位（盖章）"), Some(("unit", None, None)));
        assert_eq!(find("★项目名称："), Some(("name", None, None)));
        assert_eq!(find("责任单位（万元）"), None);
        assert_eq!(find("1-13月完成投资"), None);
    }

    #[test]
    fn running_numbers_and_a_rejected_sheets_own_column_are_passed_over() {
        let (_, faults) = map(Entity::Goals, &["序号", "unit", "code", "title", "错误/error"]);
        assert!(faults.is_empty(), "{faults:?}");
    }
}
