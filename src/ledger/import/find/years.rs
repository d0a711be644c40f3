//! Years in headers: `2022年完成` is a figure of 2022, whatever year the sheet's rows are of.
//!
//! A figure of another year is never taken for one of the rows' own. What was reached in the year before a metric's
//! period is where it stood, its baseline; of two columns of one meaning, that of the title's year is read.

use crate::domain::entity::{Entity, Kind};
use crate::domain::period::Period;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::facts::Facts;
use crate::ledger::import::header::HeaderFault;
use crate::ledger::import::meaning::{find, normalise_header};
use crate::text::FindingText;

/// First and last year of the rows of a sheet
pub type Span = (i16, i16);

/// What the years in a sheet's headers mean
#[derive(Debug, Default)]
pub struct Years {
    /// Headers that are read as another column, or, with none, not at all
    pub settled: Vec<(String, Option<&'static str>)>,
    /// What is said of that
    pub faults: Vec<HeaderFault>,
    /// For columns of a metric the year that a row's period must begin with or hold
    pub expected: Vec<(usize, i16)>,
}

/// A header over figures, with its year
struct Dated<'a> {
    index: usize,
    header: &'a str,
    name: &'static str,
    year: i16,
}

/// The year that a header names: `2022年完成`, `完成投资（2022年）`
pub fn year_of(header: &str) -> Option<i16> {
    let header = normalise_header(header);
    let at = header.find('年')?.checked_sub(4)?;
    header.get(at..at + 4)?.parse().ok().filter(|year| (2000..2100).contains(year))
}

/// The first and last year of a period
pub fn span_of(period: &str) -> Option<Span> {
    let period = Period::read(period).ok()?;
    let first = period.start().0;
    Some((first, period.end().map_or(first, |(last, _)| last)))
}

/// The period of a sheet of metrics that has no column for it: the year of all its headers, or else of its title
///
/// The title must not say months: figures of a part of the year are none of the year.
pub fn said_period(facts: &Facts, headers: &[String]) -> Option<String> {
    let has_measure = headers.iter().any(|header| is_named(header, "measure"));
    if facts.period.is_some() || !has_measure || facts.as_of.is_some() {
        return facts.period.clone();
    }
    let years: Vec<i16> = dated(Entity::Metrics, headers).iter().map(|dated| dated.year).collect();
    let one = years.first().filter(|first| years.iter().all(|year| year == *first)).copied();
    let year = if years.is_empty() { facts.year } else { one.or(facts.year) };
    year.map(|year| year.to_string())
}

/// Whether a row is the header of metrics: nothing else has a name and a unit of measure
pub fn is_of_metrics(headers: &[String]) -> bool {
    ["name", "measure"].iter().all(|name| headers.iter().any(|header| is_named(header, name)))
}

fn is_named(header: &str, name: &str) -> bool {
    find(Entity::Metrics, header)
        .is_some_and(|meaning| Entity::Metrics.columns()[meaning.column].name == name)
}

fn dated(entity: Entity, headers: &[String]) -> Vec<Dated<'_>> {
    let of = |(index, header): (usize, &'_ String)| {
        let column = &entity.columns()[find(entity, header)?.column];
        let year = year_of(header).filter(|_| matches!(column.kind, Kind::Value(_)))?;
        Some((index, column.name, year))
    };
    let headers = headers.iter().enumerate();
    headers
        .filter_map(|(index, header)| {
            let (index, name, year) = of((index, header))?;
            Some(Dated { index, header, name, year })
        })
        .collect()
}

/// Settles the years in the headers of a sheet; `is_mapped` says that an office's own mapping has settled one
pub fn settle_years(
    entity: Entity,
    headers: &[String],
    rows: Option<Span>,
    title: Option<i16>,
    is_mapped: &dyn Fn(&str) -> bool,
) -> Years {
    let mut years = Years::default();
    let dated: Vec<Dated<'_>> =
        dated(entity, headers).into_iter().filter(|dated| !is_mapped(dated.header)).collect();
    match entity {
        Entity::Metrics => years.settle_metrics(&dated, headers, rows),
        Entity::Projects => years.settle_projects(&dated, title),
        _ => {}
    }
    years
}

impl Years {
    /// Metrics: a figure is of the period, or the one of the year before it
    fn settle_metrics(&mut self, dated: &[Dated<'_>], headers: &[String], rows: Option<Span>) {
        let Some((first, last)) = rows else {
            // Rows of several years: each is held against the header by itself.
            let column = |one: &Dated<'_>| Some((Entity::Metrics.position(one.name)?, one.year));
            self.expected = dated.iter().filter(|one| one.name != "baseline").filter_map(column).collect();
            return;
        };
        let mut has_baseline = headers.iter().any(|header| is_named(header, "baseline"));
        for one in dated {
            let column = Entity::Metrics.position(one.name).unwrap_or(0);
            match one.name {
                "baseline" if one.year <= first => {}
                _ if (first..=last).contains(&one.year) => self.expected.push((column, one.year)),
                "actual" if one.year == first - 1 && !has_baseline => {
                    has_baseline = true;
                    self.settled.push((one.header.to_owned(), Some("baseline")));
                    self.expected.extend(Entity::Metrics.position("baseline").map(|column| (column, first)));
                    let text = FindingText::YearBefore { header: one.header.to_owned() };
                    self.say(one, Rule::F2, Severity::Note, text);
                }
                _ => {
                    self.leave(one, if first == last { first.to_string() } else { format!("{first}-{last}") })
                }
            }
        }
    }

    /// Projects: of two columns of one meaning that of the title's year; the others should be of one year
    fn settle_projects(&mut self, dated: &[Dated<'_>], title: Option<i16>) {
        let mut read: Vec<&Dated<'_>> = Vec::new();
        for one in dated {
            let twins = || dated.iter().filter(|other| other.name == one.name);
            let wanted = twins().filter(|other| Some(other.year) == title).count() == 1;
            match title {
                Some(title) if twins().count() > 1 && wanted && one.year != title => {
                    self.leave(one, title.to_string());
                }
                _ => read.push(one),
            }
        }
        let common = title.or(read.first().map(|first| first.year));
        let other = read.iter().find(|one| Some(one.year) != common);
        if let (Some(other), Some(common)) = (other, common) {
            let text = FindingText::YearsDiffer { header: other.header.to_owned(), year: common.to_string() };
            self.say(other, Rule::D2, Severity::Warning, text);
        }
    }

    fn leave(&mut self, one: &Dated<'_>, years: String) {
        self.settled.push((one.header.to_owned(), None));
        let text = FindingText::YearNotRead { header: one.header.to_owned(), years };
        self.say(one, Rule::F4, Severity::Warning, text);
    }

    fn say(&mut self, one: &Dated<'_>, rule: Rule, severity: Severity, text: FindingText) {
        self.faults.push((Some((one.index, one.header.to_owned())), rule, severity, text.into()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settle(entity: Entity, headers: &[&str], rows: Option<Span>, title: Option<i16>) -> Years {
        let headers: Vec<String> = headers.iter().map(|&header| header.to_owned()).collect();
        settle_years(entity, &headers, rows, title, &|_| false)
    }

    #[test]
    fn a_figure_of_another_year_is_no_actual() {
        let of = |headers: &[&str], rows| settle(Entity::Metrics, headers, Some(rows), None).settled;
        let found = of(&["时期", "2022年完成", "2023年目标"], (2023, 2023));
        assert_eq!(found, [("2022年完成".to_owned(), Some("baseline"))]);
        assert_eq!(of(&["基期", "2022年完成"], (2023, 2023)), [("2022年完成".to_owned(), None)]);
        assert_eq!(of(&["2021年完成", "2025年目标"], (2023, 2023)).len(), 2);
        assert_eq!(of(&["2020年基期", "2025年目标"], (2021, 2025)), []);
    }

    #[test]
    fn of_two_columns_of_one_meaning_the_titles_year_is_read() {
        let headers = ["2022年完成投资", "2023年完成投资"];
        let found = settle(Entity::Projects, &headers, None, Some(2023));
        assert_eq!(found.settled, [("2022年完成投资".to_owned(), None)]);
        assert!(settle(Entity::Projects, &headers, None, None).settled.is_empty());
        let found = settle(Entity::Projects, &["2022年完成投资", "2024年计划投资"], None, None);
        assert!(matches!(found.faults[..], [(_, Rule::D2, Severity::Warning, _)]));
    }

    #[test]
    fn a_sheet_of_metrics_without_a_period_has_the_year_of_its_headers_or_title() {
        let said = |year, headers: &[&str]| {
            let headers: Vec<String> = headers.iter().map(|&header| header.to_owned()).collect();
            said_period(&Facts { year, ..Facts::default() }, &headers)
        };
        assert_eq!(said(None, &["计量单位", "2023年目标", "2023年完成"]).as_deref(), Some("2023"));
        assert_eq!(said(Some(2023), &["计量单位", "2022年完成", "2023年目标"]).as_deref(), Some("2023"));
        assert_eq!(said(None, &["计量单位", "2022年完成", "2023年目标"]), None);
        assert_eq!(said(Some(2023), &["名称", "目标"]), None);
        assert_eq!(year_of("完成投资（2022年）"), Some(2022));
    }
}
