//! Rows that break a rule: found in one pass a group of checks, and told of one by one.

use crate::domain::entity::Entity;
use crate::storage::relation::{join, slashed_key};
use crate::storage::rules::beside::Beside;
use crate::storage::rules::{Among, Check, Group, Place, Said, Says, Texts};
use crate::storage::{Result, Store};

/// A row that breaks a check
#[derive(Debug, Clone, Copy)]
pub struct Breach<'c> {
    /// The table of the row
    pub entity: Entity,
    /// Which check
    pub check: &'c Check,
    /// Which of all checks, counted through the groups
    pub number: usize,
    /// The source and line that the row came from
    pub place: Place,
    beside: Beside,
    row: i64,
    other: Option<i64>,
}

/// What is told of a breach
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The row's key, with slashes
    pub key: String,
    /// The source and line that the row came from
    pub place: Place,
    /// The place in the table of the column whose cell is at fault
    pub column: usize,
    /// The sentence
    pub said: Said,
}

impl Store {
    /// Calls `on_breach` for every row among those that breaks a check, in the order of the rows
    pub fn each_breach<'c>(
        &self,
        groups: &'c [Group],
        among: Among,
        mut on_breach: impl FnMut(Breach<'c>) -> Result<()>,
    ) -> Result<()> {
        let mut before = 0;
        let mut known = None;
        for Group { entity, beside, checks } in groups {
            let first = before;
            before += checks.len();
            if checks.is_empty() {
                continue;
            }
            let share = match known {
                Some((of, share)) if of == *entity => share,
                _ => self.share(*entity, among)?,
            };
            known = Some((*entity, share));
            if share == Share::None || !self.prepare(*beside, *entity, among, share)? {
                continue;
            }
            let mut statement =
                self.connection().prepare(&pass_sql(*entity, *beside, checks, among, share))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let broken: i64 = row.get(4)?;
                for (index, check) in checks.iter().enumerate() {
                    if broken >> index & 1 == 1 {
                        on_breach(Breach {
                            entity: *entity,
                            check,
                            number: first + index,
                            place: (row.get(1)?, row.get(2)?),
                            beside: *beside,
                            row: row.get(0)?,
                            other: row.get(3)?,
                        })?;
                    }
                }
            }
        }
        Ok(())
    }

    /// What is to be told of a breach
    pub fn tell(&self, breach: &Breach<'_>, among: Among) -> Result<Told> {
        let Breach { entity, check, .. } = *breach;
        let mut statement = self.connection().prepare_cached(&told_sql(breach, among))?;
        let told = statement.query_row([breach.row], |row| {
            let texts = (0..check.texts.len()).map(|index| row.get(4 + index));
            let texts = texts.collect::<rusqlite::Result<Vec<Option<String>>>>()?;
            let mut texts = Texts(texts.into_iter());
            let said = match check.says {
                Says::Rule(says) => Said::Rule(says(&mut texts)),
                Says::Finding(says) => Said::Finding(says(&mut texts)),
            };
            let column: String = row.get(3)?;
            let column = entity.position(&column).unwrap_or(0);
            Ok(Told { key: row.get(0)?, place: (row.get(1)?, row.get(2)?), column, said })
        })?;
        Ok(told)
    }

    /// How much of a table is among the rows to look at
    fn share(&self, entity: Entity, among: Among) -> Result<Share> {
        let Among::Revision(revision) = among else { return Ok(Share::Most) };
        let name = entity.name();
        let sql = format!(
            "SELECT count(*), 2 * count(*) > (SELECT coalesce(max(rowid), 0) FROM {name})
             FROM {name} WHERE revision = {revision}"
        );
        let (rows, most): (i64, bool) =
            self.connection().query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(match (rows, most) {
            (0, _) => Share::None,
            (_, true) => Share::Most,
            (_, false) => Share::Few,
        })
    }
}

/// How much of a table a revision wrote
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// None of it
    None,
    /// Less than half
    Few,
    /// A scan finds them faster than the index
    Most,
}

fn pass_sql(entity: Entity, beside: Beside, checks: &[Check], among: Among, share: Share) -> String {
    // The unary plus keeps the planner off the index of revisions.
    let scope = among.includes(if share == Share::Most { "+this" } else { "this" });
    let any = join(checks.iter().map(|check| format!("({})", check.condition)), " OR ");
    let broken = checks
        .iter()
        .enumerate()
        .map(|(index, check)| format!("iif({}, {}, 0)", check.condition, 1_i64 << index));
    format!(
        "SELECT this.rowid, this.origin, this.origin_line, {}, {} FROM {} AS this {} WHERE {scope} AND ({any})
         ORDER BY this.rowid",
        beside.rowid(),
        join(broken, " + "),
        entity.name(),
        beside.join(entity, among)
    )
}

fn told_sql(breach: &Breach<'_>, among: Among) -> String {
    let Breach { entity, check, beside, .. } = breach;
    let column = match check.columns {
        [column] => format!("'{column}'"),
        columns => {
            let filled =
                columns.iter().map(|column| format!("WHEN this.{column} IS NOT NULL THEN '{column}'"));
            format!("CASE {} ELSE '{}' END", join(filled, " "), columns[0])
        }
    };
    let texts = join(check.texts.iter().map(|text| format!(", CAST({text} AS TEXT)")), "");
    let other = breach.other.map_or_else(String::new, |other| format!(" AND {} = {other}", beside.rowid()));
    format!(
        "SELECT {}, this.origin, this.origin_line, {column}{texts} FROM {} AS this {} WHERE this.rowid = ?{other}",
        slashed_key(*entity, "this"),
        entity.name(),
        beside.join(*entity, among)
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;
    use crate::storage::rules::{all, of_the_whole};
    use crate::text::RuleText;

    #[test]
    fn every_check_is_sql_that_runs_on_a_revision_and_on_all_rows() {
        let store = Store::in_memory().unwrap();
        store.create_refused_keys().unwrap();
        let today = Date::new(2026, 11, 23).unwrap();
        for among in [Among::Revision(1), Among::All] {
            let groups = if among == Among::All { of_the_whole(today) } else { all(among, today) };
            store.each_breach(&groups, among, |_| Ok(())).unwrap();
            for Group { entity, beside, checks } in &groups {
                store.prepare(*beside, *entity, among, Share::Few).unwrap();
                let sql = pass_sql(*entity, *beside, checks, among, Share::Few);
                store.connection().prepare(&sql).unwrap();
                for check in checks {
                    let (beside, entity) = (*beside, *entity);
                    let breach =
                        Breach { entity, check, number: 0, place: (None, None), beside, row: 1, other: None };
                    store.connection().prepare(&told_sql(&breach, among)).unwrap();
                    assert!(check.columns.iter().all(|column| entity.position(column).is_some()));
                }
            }
        }
    }

    #[test]
    fn all_rows_can_be_held_against_the_rules_at_any_time() {
        let store = Store::in_memory().unwrap();
        store
            .connection()
            .execute_batch(
                "INSERT INTO units (code, name, kind) VALUES ('1', '甲', 'town');
                 INSERT INTO projects (unit, code, name, annual_plan, total_investment, money_unit)
                 VALUES ('1', 'P1', '项目', 3, 2, '亿元'), ('1', 'P2', '项目', 2, 3, '亿元');",
            )
            .unwrap();
        let mut told = Vec::new();
        let groups = all(Among::All, Date::new(2026, 11, 23).unwrap());
        store
            .each_breach(&groups, Among::All, |breach| {
                told.push(store.tell(&breach, Among::All)?);
                Ok(())
            })
            .unwrap();
        let said =
            Said::Rule(RuleText::PlanOverTotal { plan: "3亿元".to_owned(), total: "2亿元".to_owned() });
        let column = Entity::Projects.position("annual_plan").unwrap();
        assert_eq!(told, [Told { key: "1/P1".to_owned(), place: (None, None), column, said }]);
    }
}
