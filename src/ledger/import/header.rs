//! A sheet's header: which field is which column, and what is wrong with it.

use unicode_normalization::UnicodeNormalization;

use crate::domain::entity::{Column, Entity, Kind};
use crate::domain::measure::Measure;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::finding::Said;
use crate::text::FindingText;

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

/// How a sheet's fields map to a table's columns
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// The fields that are columns, in the order of the columns: the unit comes before what refers inside it
    pub fields: Vec<Field>,
    /// How many headers there are
    pub width: usize,
    /// The columns that the sheet writes, in canonical order
    pub written: Vec<usize>,
}

/// A finding in a header: the field, if there is one, and what is wrong
pub type HeaderFault = (Option<(usize, String)>, Rule, Severity, Said);

/// A header as it is compared: NFKC, no white space, small letters
pub fn normalise_header(header: &str) -> String {
    header.nfkc().filter(|character| !character.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// How many headers are columns of the table, if all of its required ones are there
pub fn likeness(entity: Entity, headers: &[String]) -> Option<usize> {
    let columns: Vec<usize> =
        headers.iter().filter_map(|header| find(entity, header).map(|(column, _)| column)).collect();
    let complete = entity
        .columns()
        .iter()
        .enumerate()
        .all(|(index, column)| !column.required || columns.contains(&index));
    complete.then_some(columns.len())
}

impl Header {
    /// Maps the headers of a sheet of that table, with all that is wrong with them
    pub fn map(entity: Entity, headers: &[String]) -> (Header, Vec<HeaderFault>) {
        let mut faults: Vec<HeaderFault> = Vec::new();
        let mut fields: Vec<Field> = Vec::new();
        for (index, header) in headers.iter().enumerate() {
            if header.trim().is_empty() {
                continue;
            }
            match find(entity, header).map(|found| settle(entity, header, headers, found)) {
                Some((column, _)) if fields.iter().any(|field| field.column == column) => {
                    let column = entity.columns()[column].name.to_owned();
                    let text = FindingText::DuplicateHeader { header: header.clone(), column };
                    faults.push((Some((index, header.clone())), Rule::F3, Severity::Error, text.into()));
                }
                Some((column, unit)) => fields.push(Field { index, column, header: header.clone(), unit }),
                None => faults.push(unknown(entity, index, header)),
            }
        }
        let has = |name: &str| fields.iter().any(|field| entity.columns()[field.column].name == name);
        for column in entity.columns() {
            if column.required && !has(column.name) {
                let text =
                    FindingText::MissingColumn { column: column.name.into(), title: column.title.zh.into() };
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
        fields.sort_by_key(|field| field.column);
        let written = written(entity, &fields);
        (Header { fields, width: headers.len(), written }, faults)
    }

    /// The field of a column
    pub fn field(&self, column: usize) -> Option<&Field> {
        self.fields.iter().find(|field| field.column == column)
    }
}

/// 单位 is a unit of government or a unit of measure: the latter where another header names the former
fn settle(
    entity: Entity,
    header: &str,
    headers: &[String],
    (column, unit): (usize, Option<Measure>),
) -> (usize, Option<Measure>) {
    let names_unit = |other: &String| {
        normalise_header(other) != "单位" && find(entity, other).is_some_and(|(other, _)| other == column)
    };
    let is_ambiguous = normalise_header(header) == "单位" && headers.iter().any(names_unit);
    let measure = entity.unit_of_values().and_then(|unit| entity.position(unit.name));
    match measure.filter(|_| is_ambiguous) {
        Some(measure) => (measure, None),
        None => (column, unit),
    }
}

/// The columns that a sheet writes: its own, and a value's bound with the value
///
/// A unit that a header or a cell gives is written with the rows that have a value.
fn written(entity: Entity, fields: &[Field]) -> Vec<usize> {
    let columns = entity.columns();
    let mut written: Vec<usize> = fields.iter().map(|field| field.column).collect();
    for field in fields {
        if let Kind::Value(Some(bound)) = columns[field.column].kind {
            written.extend(entity.position(bound));
        }
    }
    written.sort_unstable();
    written.dedup();
    written
}

/// The column that a header means, and the unit in its brackets
fn find(entity: Entity, header: &str) -> Option<(usize, Option<Measure>)> {
    let header = normalise_header(header);
    if let Some(column) = named(entity, &header) {
        return Some((column, None));
    }
    let (name, rest) = header.split_once('(')?;
    let unit = Measure::find(rest.strip_suffix(')')?)?;
    let column = named(entity, name)?;
    matches!(entity.columns()[column].kind, Kind::Value(_)).then_some((column, Some(unit)))
}

fn named(entity: Entity, header: &str) -> Option<usize> {
    entity.columns().iter().position(|column| names(column).any(|name| normalise_header(name) == header))
}

fn names(column: &Column) -> impl Iterator<Item = &'static str> {
    [column.name, column.title.zh, column.title.en].into_iter().chain(column.aliases.iter().copied())
}

fn unknown(entity: Entity, index: usize, header: &str) -> HeaderFault {
    let normal = normalise_header(header);
    let near = entity
        .columns()
        .iter()
        .flat_map(names)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn map(entity: Entity, headers: &[&str]) -> (Header, Vec<HeaderFault>) {
        Header::map(entity, &headers.iter().map(|&header| header.to_owned()).collect::<Vec<_>>())
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
    fn the_header_of_a_measure_is_told_from_that_of_a_unit() {
        let (header, faults) =
            map(Entity::Metrics, &["单位", "编码", "年度", "指标名称", "责任单位", "目标"]);
        assert!(faults.is_empty(), "{faults:?}");
        let field = header.fields.iter().find(|field| field.index == 0).unwrap();
        assert_eq!(Entity::Metrics.columns()[field.column].name, "measure");
    }

    #[test]
    fn two_headers_of_one_column_are_refused() {
        let (_, faults) = map(Entity::Goals, &["unit", "责任单位", "code", "title"]);
        assert!(matches!(&faults[0].3, Said::Finding(FindingText::DuplicateHeader { .. })));
    }
}
