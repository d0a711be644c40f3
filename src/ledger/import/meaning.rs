//! What a header means: a column's name, title or alias, with what may stand about it in a sheet.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::domain::code::is_margin;
use crate::domain::entity::{Column, Entity, Kind};
use crate::domain::measure::Measure;

/// What a header means
#[derive(Debug, Clone, PartialEq)]
pub struct Meaning {
    /// The column
    pub column: usize,
    /// The unit in brackets
    pub unit: Option<Measure>,
    /// The month that the column reaches to: `1-7月完成投资`
    pub month: Option<i8>,
}

/// A header as it is compared: NFKC, no white space, nothing of no width, small letters, no marks of importance
pub fn normalise_header(header: &str) -> String {
    let folded = header.nfkc().filter(|character| !is_margin(*character)).flat_map(char::to_lowercase);
    let folded: String = folded.collect();
    folded.trim_start_matches(['*', '★', '※']).trim_end_matches(['*', ':']).to_owned()
}

/// 单位 is a unit of government or a unit of measure: the latter where the former is named by another header, or is said
/// elsewhere and a metric would have no measure
pub fn settle(
    entity: Entity,
    header: &str,
    headers: &[String],
    given: &dyn Fn(&str) -> bool,
    meaning: Meaning,
) -> Meaning {
    if normalise_header(header) != "单位" {
        return meaning;
    }
    let Some(measure) = entity.unit_of_values().and_then(|unit| entity.position(unit.name)) else {
        return meaning;
    };
    let names = |column: usize| {
        let other = |other: &String| {
            normalise_header(other) != "单位"
                && find(entity, other).is_some_and(|other| other.column == column)
        };
        headers.iter().any(other)
    };
    let is_wanted = entity == Entity::Metrics && given("unit") && !names(measure) && !given("measure");
    match names(meaning.column) || is_wanted {
        true => Meaning { column: measure, unit: None, month: None },
        false => meaning,
    }
}

/// What a header means: a column's name, with a unit in brackets, a year before it, or the months that it covers
pub fn find(entity: Entity, written: &str) -> Option<Meaning> {
    let header = normalise_header(written);
    let column_of = |name: &str| {
        let plain = |name: &str| named(entity, name).map(|column| (column, None));
        let mut spelled = std::iter::once(name).chain(without_year(name));
        spelled.find_map(|name| plain(name).or_else(|| months_done(entity, name)))
    };
    if let Some((column, month)) = column_of(&header) {
        return Some(Meaning { column, unit: None, month });
    }
    let bracketed = || {
        let (name, _) = header.split_once('(')?;
        Some((column_of(name)?, unit_in_brackets(&header)))
    };
    let behind = || units_behind(written).find_map(|(name, unit)| Some((column_of(&name)?, Some(unit))));
    let ((column, month), unit) = bracketed().or_else(behind)?;
    // Only values have a unit; what else stands in brackets does not change what the header means.
    let is_fit = unit.is_none() || matches!(entity.columns()[column].kind, Kind::Value(_));
    is_fit.then_some(Meaning { column, unit, month })
}

/// The unit that a header ends with behind a mark or a space, and the header before it: `总投资/万元`, `总投资 万元`
fn units_behind(header: &str) -> impl Iterator<Item = (String, Measure)> {
    let header: String = header.nfkc().collect();
    let header = header.trim().to_owned();
    let cuts: Vec<(usize, char)> = header
        .char_indices()
        .filter(|(_, mark)| mark.is_whitespace() || matches!(mark, '/' | '_' | ':' | ','))
        .collect();
    cuts.into_iter().filter_map(move |(at, mark)| {
        let (name, unit) = (header.get(..at)?, header.get(at + mark.len_utf8()..)?);
        let unit = unit.trim_start_matches(|mark: char| mark.is_whitespace() || mark == ':');
        let unit = unit.strip_prefix("单位").map_or(unit, |unit| unit.trim_start_matches([':', ' ']));
        Some((normalise_header(name), Measure::find(unit)?)).filter(|(name, _)| !name.is_empty())
    })
}

/// The unit in a header's brackets, or behind it: `总投资（单位：亿元）`, `总投资/亿元`
pub fn unit_of(header: &str) -> Option<Measure> {
    unit_in_brackets(header).or_else(|| units_behind(header).next().map(|(_, unit)| unit))
}

fn unit_in_brackets(header: &str) -> Option<Measure> {
    let header = normalise_header(header);
    let inside = header.split('(').skip(1).map(|part| part.trim_end_matches(')'));
    let mut named = inside.filter_map(|text| {
        Measure::find(text.strip_prefix("单位:").or(text.strip_prefix("单位")).unwrap_or(text))
    });
    named.next()
}

/// `2022年计划投资` is the plan of that year, `2022年度计划` too
fn without_year(header: &str) -> impl Iterator<Item = &str> {
    let year = header
        .get(..4)
        .filter(|year| year.starts_with("20") && year.bytes().all(|byte| byte.is_ascii_digit()));
    let rest = year.and(header.get(4..)).filter(|rest| rest.starts_with('年'));
    let shorter = |word: &'static str| rest.and_then(|rest| rest.strip_prefix(word));
    [rest, shorter("年"), shorter("年度")].into_iter().flatten()
}

/// `1-7月完成投资` is what was done from January to July
fn months_done(entity: Entity, header: &str) -> Option<(usize, Option<i8>)> {
    let column = entity.position("annual_done")?;
    let rest = header.strip_prefix("1月").or_else(|| header.strip_prefix('1'))?;
    let rest = rest.strip_prefix(['-', '~', '—', '–', '至', '到'])?;
    let (month, what) = rest.split_once('月')?;
    let month: i8 = month.parse().ok().filter(|month| (1..=12).contains(month))?;
    let what = what.trim_start_matches('份').trim_start_matches("累计");
    ["完成投资", "完成投资额", "投资完成", "完成"].contains(&what).then_some((column, Some(month)))
}

/// The columns of the tables by their names as they are compared: a folder of many workbooks asks often
static COLUMNS: LazyLock<HashMap<Entity, HashMap<String, usize>>> = LazyLock::new(|| {
    let columns = |entity: Entity| {
        let mut columns = HashMap::new();
        for (position, column) in entity.columns().iter().enumerate() {
            for name in names(column) {
                // The first column of a name is meant.
                columns.entry(normalise_header(name)).or_insert(position);
            }
        }
        (entity, columns)
    };
    Entity::ALL.into_iter().map(columns).collect()
});

fn named(entity: Entity, header: &str) -> Option<usize> {
    COLUMNS.get(&entity)?.get(header).copied()
}

/// All headers that mean a column
pub fn names(column: &Column) -> impl Iterator<Item = &'static str> {
    [column.name, column.title.zh, column.title.en].into_iter().chain(column.aliases.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_may_stand_behind_a_mark_or_a_space() {
        let read = |header| {
            let meaning = find(Entity::Projects, header)?;
            let name = Entity::Projects.columns()[meaning.column].name;
            Some((name, meaning.unit.map_or_else(String::new, |unit| unit.name().to_owned())))
        };
        for header in [
            "总投资/万元",
            "总投资 万元",
            "总投资_万元",
            "总投资（单位:万元）",
            "总投资　万元",
            "总投资，单位：万元",
            "总\u{200b}投资（万元）",
            "总 投 资\n万元",
        ] {
            assert_eq!(read(header), Some(("total_investment", "万元".to_owned())), "{header:?}");
        }
        assert_eq!(read("年度计划投资 万元"), Some(("annual_plan", "万元".to_owned())));
        assert_eq!(read("项目名称/项"), None);
        assert_eq!(unit_of("建设投资/万元").map(|unit| unit.name().to_owned()).as_deref(), Some("万元"));
    }
}
