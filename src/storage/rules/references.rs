//! References between rows, which no constraint of the schema holds: into nothing, to two parents.

use crate::domain::entity::{Entity, Kind};
use crate::domain::rule::{Rule, Severity};
use crate::storage::rules::beside::Beside;
use crate::storage::rules::{Among, Check, Group, Says, Texts};
use crate::storage::unit_names::NAME_SEPARATOR;
use crate::text::FindingText;

/// The references of all rows, those to units among them
pub fn of_all_rows() -> Vec<Group> {
    let beside = |entity| if entity == Entity::Metrics { Beside::Goal } else { Beside::Nothing };
    let group = |entity| Group { entity, beside: beside(entity), checks: dangling(entity, Among::All) };
    Entity::ALL.into_iter().map(group).collect()
}

/// Rows that are, by what they state and by their dotted code, inside two others
pub fn of_two_parents() -> Vec<Group> {
    let group = |entity| Group { entity, beside: Beside::Nothing, checks: vec![two_parents(entity)] };
    [Entity::Goals, Entity::Projects].into_iter().map(group).collect()
}

/// A check for each column of a table that refers to another row; the goal of a metric is to stand beside it
pub fn dangling(entity: Entity, among: Among) -> Vec<Check> {
    let mut checks = Vec::new();
    for column in entity.columns() {
        let (condition, says): (_, fn(&mut Texts) -> FindingText) = match (column.kind, among) {
            (Kind::Reference(target), _) => {
                let says: fn(&mut Texts) -> FindingText = match target {
                    Entity::Goals => |texts| no_such_row(Entity::Goals, texts),
                    _ => |texts| no_such_row(Entity::Projects, texts),
                };
                (missing(entity, column.name, target, among), says)
            }
            // An import resolves units by name, before it writes anything.
            (Kind::Unit, Among::All) => {
                let condition = format!(
                    "this.{0} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM units AS target WHERE target.code = this.{0})",
                    column.name
                );
                (condition, |texts| no_such_row(Entity::Units, texts))
            }
            (Kind::Units, Among::All) => {
                let condition = format!(
                    "this.{0} IS NOT NULL AND EXISTS ({1})",
                    column.name,
                    unknown_in_list(column.name)
                );
                (condition, |texts| no_such_row(Entity::Units, texts))
            }
            _ => continue,
        };
        checks.push(Check {
            rule: Rule::K2,
            severity: Severity::Error,
            columns: std::slice::from_ref(&column.name),
            condition,
            texts: vec![format!("this.{}", column.name)],
            says: Says::Finding(says),
        });
    }
    checks
}

/// The units of a list that are not there, one by one: each step takes the first name off
fn unknown_in_list(column: &str) -> String {
    format!(
        "WITH RECURSIVE listed (code, rest) AS (
             SELECT NULL, this.{column} || '{NAME_SEPARATOR}'
             UNION ALL
             SELECT substr(rest, 1, instr(rest, '{NAME_SEPARATOR}') - 1),
                 substr(rest, instr(rest, '{NAME_SEPARATOR}') + 1)
             FROM listed WHERE rest <> '')
         SELECT 1 FROM listed
         WHERE code <> '' AND NOT EXISTS (SELECT 1 FROM units AS target WHERE target.code = listed.code)"
    )
}

fn no_such_row(target: Entity, texts: &mut Texts) -> FindingText {
    let (table, title) = (target.name().to_owned(), target.title().zh.to_owned());
    FindingText::NoSuchRow { table, title, reference: texts.next() }
}

fn missing(entity: Entity, column: &str, target: Entity, among: Among) -> String {
    let (unit, code) = target_of(column);
    let is_there = |table: &str, besides: &str| {
        format!(
            "NOT EXISTS (SELECT 1 FROM {table} AS target WHERE {besides}target.unit = {unit} AND target.code = {code})"
        )
    };
    let missing = match (entity, target) {
        (Entity::Metrics, Entity::Goals) => "goal.rowid IS NULL".to_owned(),
        _ => is_there(target.name(), ""),
    };
    if among == Among::All {
        return format!("this.{column} IS NOT NULL AND {missing}");
    }
    // What a sheet has and could not be written exists all the same.
    let refused = is_there("temp.refused_keys", &format!("target.entity = '{}' AND ", target.name()));
    format!("this.{column} IS NOT NULL AND {missing} AND {refused}")
}

/// The check that a dotted code and a stated parent say the same
pub fn two_parents(entity: Entity) -> Check {
    let (unit, code) = target_of("parent");
    let implied = implied_code("this");
    Check {
        rule: Rule::K2,
        severity: Severity::Error,
        columns: &["parent"],
        condition: format!(
            "this.parent IS NOT NULL AND instr(this.code, '.') > 0 AND ({unit} <> this.unit OR {code} <> {implied})
             AND EXISTS (SELECT 1 FROM {} AS implied WHERE implied.unit = this.unit AND implied.code = {implied})",
            entity.name()
        ),
        texts: vec!["this.unit || '/' || this.code".to_owned(), "this.parent".to_owned()],
        says: Says::Finding(|texts| FindingText::TwoParents { key: texts.next(), stated: texts.next() }),
    }
}

/// The check that a spreadsheet leaves the row's code alone
pub fn fragile_code() -> Check {
    Check {
        rule: Rule::F6,
        severity: Severity::Warning,
        columns: &["code"],
        condition: "is_fragile(this.code)".to_owned(),
        texts: vec!["this.code".to_owned()],
        says: Says::Finding(|texts| FindingText::FragileCode { code: texts.next() }),
    }
}

/// The check that a code of digits is not what a spreadsheet left of another one: `7` of `007`, `17.1` of `17.10`
pub fn shortened_code(entity: Entity) -> Check {
    let known = other_code(entity, |other| {
        format!(
            "{other} = '0' || this.code OR {other} = '00' || this.code
             OR instr(this.code, '.') > 0 AND {other} = this.code || '0'"
        )
    });
    Check {
        rule: Rule::F6,
        severity: Severity::Warning,
        columns: &["code"],
        condition: format!("this.code GLOB '[0-9]*' AND {known} IS NOT NULL"),
        texts: vec!["this.code".to_owned(), known],
        says: Says::Finding(|texts| FindingText::ShortenedCode { code: texts.next(), known: texts.next() }),
    }
}

/// The check that a code with small letters is not that of another row in capitals
pub fn case_twin(entity: Entity) -> Check {
    let known = other_code(entity, |other| format!("{other} = upper(this.code)"));
    Check {
        rule: Rule::K1,
        severity: Severity::Warning,
        columns: &["code"],
        condition: format!("this.code <> upper(this.code) AND {known} IS NOT NULL"),
        texts: vec!["this.code".to_owned(), known],
        says: Says::Finding(|texts| FindingText::CaseTwin { code: texts.next(), known: texts.next() }),
    }
}

/// A code beside that of the row, in its unit, found by the table's key
fn other_code(entity: Entity, is_meant: impl Fn(&str) -> String) -> String {
    let unit = if entity == Entity::Units { "" } else { "other.unit = this.unit AND " };
    format!(
        "(SELECT other.code FROM {} AS other WHERE {unit}({}) LIMIT 1)",
        entity.name(),
        is_meant("other.code")
    )
}

/// The unit and code that a reference column names: `G2` in the row's own unit, or `unit/G2`
pub fn target_of(column: &str) -> (String, String) {
    (
        format!(
            "iif(instr(this.{column}, '/') > 0, substr(this.{column}, 1, instr(this.{column}, '/') - 1), this.unit)"
        ),
        format!("substr(this.{column}, instr(this.{column}, '/') + 1)"),
    )
}

/// The unit and code of what a row is inside of: its parent, else what its dotted code implies
pub fn inside_of(row: &str) -> (String, String) {
    let (unit, code) = target_of("parent");
    let of = |text: String| text.replace("this.", &format!("{row}."));
    (of(unit), format!("coalesce({}, {})", of(code), implied_code(row)))
}

/// The code before the last dot: of `G1.2.3` it is `G1.2`
fn implied_code(row: &str) -> String {
    format!("rtrim(rtrim({row}.code, replace({row}.code, '.', '')), '.')")
}
