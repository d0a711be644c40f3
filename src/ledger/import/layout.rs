//! Where the table in a sheet begins: title lines, a header of one or two rows, what holds for the whole sheet.

use crate::domain::code::normalise;
use crate::domain::entity::Entity;
use crate::domain::measure::Measure;
use crate::ledger::import::facts::Facts;
use crate::ledger::import::find::years::{is_of_metrics, said_period, span_of};
use crate::ledger::import::header::{Fit, fit, is_passed_over};
use crate::ledger::import::meaning::{find, normalise_header};
use crate::sheets::fault::Fault;
use crate::sheets::record::{Merged, Record};
use crate::sheets::tab::TabReader;

/// Rows from the top in which the header must be
const SEARCHED: usize = 20;

/// A row near the top of a sheet
#[derive(Debug, Clone, Default)]
pub struct TopRow {
    texts: Vec<String>,
    merged: Vec<Merged>,
    line: u64,
    row: u64,
}

/// Where a sheet's table begins
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// The table
    pub entity: Entity,
    /// Whether all of its required columns are there
    pub is_complete: bool,
    /// The headers, of two rows joined into one
    pub headers: Vec<String>,
    /// Line and row, as a spreadsheet shows it, in which each header stands
    pub places: Vec<(u64, u64)>,
    /// Line and row of the header's last row
    pub last: (u64, u64),
    /// Records before the first that may be a row of the table
    pub before: usize,
    /// What the lines above the header say
    pub facts: Facts,
    /// Lines above the header: line, row, text
    pub titles: Vec<(u64, u64, String)>,
}

/// What is known of a sheet before it is looked at
pub struct Known<'a> {
    /// The tables that it may hold, the likeliest first
    pub tables: &'a [Entity],
    /// Whether a column is said elsewhere
    pub given: &'a dyn Fn(&str) -> bool,
    /// The column that an office's own mapping says a header is
    pub mapped: &'a dyn Fn(&str) -> Option<String>,
}

/// The rows near the top of a sheet, and a fault if one stopped the reading
pub fn top_rows(reader: &mut TabReader) -> (Vec<TopRow>, Option<(Record, Fault)>) {
    let mut rows = Vec::new();
    let mut record = Record::default();
    while rows.len() <= SEARCHED {
        match reader.read(&mut record) {
            Ok(true) => rows.push(TopRow {
                texts: record.iter().map(str::to_owned).collect(),
                merged: (0..record.len()).map(|index| record.merged(index)).collect(),
                line: record.line(0),
                row: record.row(),
            }),
            Ok(false) => break,
            Err(fault) => return (rows, Some((record, fault))),
        }
    }
    (rows, None)
}

/// Finds the header: the first row that has, alone or with the next, all that a table needs
pub fn find_layout(rows: &[TopRow], known: &Known<'_>) -> Option<Layout> {
    for top in 0..rows.len().min(SEARCHED) {
        let one = fitting(rows, top, 1, known);
        let two = fitting(rows, top, 2, known);
        // A title over a header adds nothing to it; the upper row of a header does.
        let adds = |fit: Fit, others: &[Option<Fit>]| others.iter().flatten().all(|other| fit > *other);
        let fit_of = |found: &Option<(Fit, Layout)>| found.as_ref().map(|(fit, _)| *fit);
        let [below, below_two] = [1, 2].map(|levels| fit_of(&fitting(rows, top + 1, levels, known)));
        let others = [fit_of(&one), fit_of(&two), below, below_two];
        let three = fitting(rows, top, 3, known).filter(|(fit, _)| adds(*fit, &others));
        match three.or(two.filter(|(fit, _)| adds(*fit, &[others[0], below]))).or(one) {
            Some((_, layout)) => return Some(layout),
            None => continue,
        }
    }
    None
}

/// The table that so many rows from `top` on are a header of, and how well they fit it
fn fitting(rows: &[TopRow], top: usize, levels: usize, known: &Known<'_>) -> Option<(Fit, Layout)> {
    let header = rows.get(top..top + levels)?;
    let facts = facts_above(rows, top);
    let mut best: Option<(Fit, Entity, Vec<String>)> = None;
    for &entity in known.tables {
        let headers = joined(header, entity);
        let translated: Vec<String> =
            headers.iter().map(|header| (known.mapped)(header).unwrap_or_else(|| header.clone())).collect();
        let period = said_period(&facts, &headers).filter(|_| entity == Entity::Metrics);
        let given =
            |name: &str| (known.given)(name) || is_said(&facts, name) || name == "period" && period.is_some();
        let Some(fit) = fit(entity, &translated, &given) else { continue };
        if best.as_ref().is_none_or(|(other, _, _)| fit > *other) {
            best = Some((fit, entity, headers));
        }
    }
    let (fit, entity, headers) = best?;
    Some((fit, Layout { is_complete: fit.complete, ..layout(rows, top, levels, entity, headers) }))
}

/// The row that looks most like a header of the table, where none has all that it needs
pub fn likeliest_layout(rows: &[TopRow], entity: Entity) -> Option<Layout> {
    let known = |row: &TopRow| row.texts.iter().filter(|text| find(entity, text).is_some()).count();
    let searched = &rows[..rows.len().min(SEARCHED)];
    let (top, columns) =
        searched.iter().map(known).enumerate().max_by_key(|(at, known)| (*known, std::cmp::Reverse(*at)))?;
    // A title is one cell; without a header the first row of several cells stands for it.
    let several = |row: &TopRow| row.texts.iter().filter(|text| !text.trim().is_empty()).count() > 1;
    let top = if columns > 0 { top } else { searched.iter().position(several).unwrap_or(0) };
    Some(layout(rows, top, 1, entity, joined(&rows[top..=top], entity)))
}

fn layout(rows: &[TopRow], top: usize, levels: usize, entity: Entity, headers: Vec<String>) -> Layout {
    let last = &rows[top + levels - 1];
    let titles = rows[..top].iter().map(|row| (row.line, row.row, words_of(row)));
    let place = |index: usize| {
        let mut upwards = rows[top..top + levels].iter().rev();
        let row = upwards.find(|row| !cell(row, index, Merged::FromAbove).is_empty()).unwrap_or(last);
        (row.line, row.row)
    };
    let mut facts = facts_above(rows, top);
    if entity == Entity::Metrics {
        facts.period = said_period(&facts, &headers);
    }
    Layout {
        entity,
        is_complete: false,
        places: (0..headers.len()).map(place).collect(),
        headers,
        last: (last.line, last.row),
        before: top + levels,
        facts,
        titles: titles.collect(),
    }
}

/// Whether some row is the header of metrics and of nothing else
pub fn has_metrics_header(rows: &[TopRow]) -> bool {
    rows.iter().take(SEARCHED).any(|row| is_of_metrics(&row.texts))
}

/// First and last year of the periods in a column, as far as the rows were read
pub fn years_under(rows: &[TopRow], layout: &Layout, index: usize) -> Option<(i16, i16)> {
    let texts = rows.get(layout.before..)?.iter().filter_map(|row| row.texts.get(index));
    let mut spans = texts.filter_map(|text| span_of(text));
    let first = spans.next()?;
    spans.all(|span| span == first).then_some(first)
}

fn words_of(row: &TopRow) -> String {
    let own = row.texts.iter().zip(&row.merged).filter(|(_, merged)| **merged == Merged::Own);
    own.map(|(text, _)| text.trim()).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

fn facts_above(rows: &[TopRow], top: usize) -> Facts {
    let mut facts = Facts::default();
    for row in &rows[..top] {
        row.texts.iter().for_each(|text| facts.read(text));
    }
    facts
}

/// Whether the lines above the header say a column for the whole sheet
fn is_said(facts: &Facts, name: &str) -> bool {
    match name {
        "unit" => facts.unit.is_some(),
        "measure" => facts.measure.is_some(),
        "period" => facts.period.is_some(),
        _ => false,
    }
}

/// The headers of one row, or of two or three joined: `年度投资` over `计划` is `年度投资计划`
fn joined(rows: &[TopRow], entity: Entity) -> Vec<String> {
    let (top, bottom) = match rows {
        [top, bottom] => (top, bottom),
        // The two lower rows are one header under the groups of the first.
        [top, lower @ ..] if lower.len() == 2 => {
            let mut middle = lower[0].clone();
            let lent = |index: usize| middle.merged.get(index) == Some(&Merged::FromAbove);
            let own = (0..middle.texts.len()).map(|index| match lent(index) {
                true => String::new(),
                false => middle.texts[index].clone(),
            });
            middle.texts = own.collect();
            let texts = joined(&[middle, lower[1].clone()], entity);
            let merged = vec![Merged::Own; texts.len()];
            return joined(&[top.clone(), TopRow { texts, merged, ..lower[1].clone() }], entity);
        }
        _ => {
            let row = &rows[0];
            let text = |index| cell(row, index, Merged::FromAbove).to_owned();
            return (0..row.texts.len()).map(text).collect();
        }
    };
    let mut group = String::new();
    let width = top.texts.len().max(bottom.texts.len());
    (0..width)
        .map(|index| {
            let own = cell(top, index, Merged::FromLeft);
            if !own.is_empty() {
                group = own.to_owned();
            } else if cell(bottom, index, Merged::FromAbove).is_empty() {
                group.clear();
            }
            join(entity, &group, own, cell(bottom, index, Merged::FromAbove))
        })
        .collect()
}

/// A cell's own text: not the one that a merged cell lends it
fn cell(row: &TopRow, index: usize, lent: Merged) -> &str {
    let is_lent = row.merged.get(index).is_some_and(|merged| *merged == lent);
    if is_lent { "" } else { row.texts.get(index).map_or("", |text| text.trim()) }
}

/// A column's header from the group above it, its own upper cell and its lower one
fn join(entity: Entity, group: &str, own: &str, below: &str) -> String {
    let is_known = |text: &str| find(entity, text).is_some();
    if below.is_empty() {
        return own.to_owned();
    }
    if group.is_empty() || is_passed_over(below) {
        return below.to_owned();
    }
    let bare = normalise(below).trim_matches(['(', ')']).to_owned();
    if Measure::find(&bare).is_some() && is_known(own) {
        return format!("{own}({bare})");
    }
    // The unit in the group's brackets holds for all that stands under it.
    let (name, unit) = match normalise_header(group).split_once('(') {
        Some((name, unit)) => (name.to_owned(), format!("({unit}")),
        None => (normalise_header(group), String::new()),
    };
    let tries = [
        format!("{name}{below}{unit}"),
        format!("{below}{unit}"),
        format!("{name}{below}"),
        below.to_owned(),
    ];
    let known = tries.iter().find(|text| is_known(text));
    known.cloned().unwrap_or_else(|| format!("{name}{below}{unit}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: u64, texts: &[&str]) -> TopRow {
        let merged = vec![Merged::Own; texts.len()];
        TopRow { texts: texts.iter().map(|&text| text.to_owned()).collect(), merged, line, row: line }
    }

    fn found(rows: &[TopRow]) -> Option<Layout> {
        let known = Known { tables: &Entity::ALL, given: &|_| false, mapped: &|_| None };
        find_layout(rows, &known)
    }

    #[test]
    fn a_header_stands_under_titles_whose_facts_hold_for_the_sheet() {
        let layout = found(&[
            row(1, &["晋江市2023年重点项目计划表"]),
            row(2, &["填报单位：内坑镇", "", "", "单位：万元"]),
            row(4, &["序号", "项目编号", "项目名称", "总投资"]),
        ])
        .unwrap();
        assert_eq!((layout.entity, layout.last, layout.before), (Entity::Projects, (4, 4), 3));
        assert_eq!(layout.facts.unit.as_deref(), Some("内坑镇"));
        assert_eq!(layout.titles.len(), 2);
    }

    #[test]
    fn a_header_of_two_rows_is_joined() {
        let layout = found(&[
            row(1, &["责任单位", "项目编号", "项目名称", "投资（万元）", "", "", "年度投资", ""]),
            row(2, &["", "", "", "总投资", "年度计划", "占比", "计划完成", "（亿元）"]),
        ])
        .unwrap();
        assert_eq!(layout.before, 2);
        assert_eq!(layout.headers[3..6], ["总投资(万元)", "年度计划(万元)", "投资占比(万元)"]);
    }

    #[test]
    fn a_header_of_three_rows_is_joined() {
        let layout = found(&[
            row(1, &["重点项目进展表"]),
            row(2, &["责任单位", "项目编号", "项目名称", "投资情况（万元）", "", "", "备注"]),
            row(3, &["", "", "", "总投资", "2023年", "", ""]),
            row(4, &["", "", "", "", "计划投资", "完成投资", ""]),
            row(5, &["内坑", "P1", "A路", "1", "2", "3", ""]),
        ])
        .unwrap();
        assert_eq!(layout.before, 4);
        assert_eq!(
            layout.headers[3..],
            ["总投资(万元)", "2023年计划投资(万元)", "2023年完成投资(万元)", "备注"]
        );
        assert_eq!(layout.places[3..5], [(3, 3), (4, 4)]);
    }

    #[test]
    fn a_row_under_a_header_is_no_second_header() {
        let layout =
            found(&[row(1, &["unit", "code", "title", "xxx"]), row(2, &["内坑", "G1", "年度", "备注"])]);
        assert_eq!(layout.unwrap().before, 1);
        assert!(found(&[row(1, &["a", "b"]), row(2, &["c", "d"])]).is_none());
    }
}
