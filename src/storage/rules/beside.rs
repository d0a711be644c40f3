//! What a check needs beside the row: another row of the ledger, or a small TEMP table made for it.
//!
//! A TEMP table holds only what may be wrong, so that the pass over it is short; where it would be empty there is no
//! pass at all.

use crate::domain::entity::Entity;
use crate::storage::relation::same_key;
use crate::storage::rules::Among;
use crate::storage::rules::breach::Share;
use crate::storage::rules::references::{inside_of, target_of};
use crate::storage::{Result, Store};

/// What stands beside the row
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// Nothing
    Nothing,
    /// `goal`: the goal that the row names, if there is one
    Goal,
    /// `gone`: the version of the row that its present one superseded
    Gone,
    /// `served`: what bears a goal out; its `place` is blank where nothing does
    Served,
    /// `usual`: what the other rows of the indicator say
    Usual,
    /// `years`: in which year most of the sheet's annual figures are
    Years,
    /// `parts`: what the projects inside a project come to; `this` is the project, or else the first part written
    Parts,
    /// `overlap`: a city-wide bundle beside a unit's own; `this` is whichever of the two was written
    Overlap,
}

impl Beside {
    /// The number of the row beside
    pub fn rowid(self) -> &'static str {
        match self {
            Beside::Nothing | Beside::Goal | Beside::Served => "NULL",
            Beside::Gone => "gone.rowid",
            Beside::Usual => "usual.rowid",
            Beside::Years => "years.rowid",
            Beside::Parts => "parts.rowid",
            Beside::Overlap => "overlap.rowid",
        }
    }

    /// The join that brings it beside `this`, which always comes first
    pub fn join(self, entity: Entity, among: Among) -> String {
        match (self, among) {
            (Beside::Nothing, _) => String::new(),
            (Beside::Goal, _) => {
                let (unit, code) = target_of("goal");
                format!("LEFT JOIN goals AS goal ON goal.unit = {unit} AND goal.code = {code}")
            }
            // Few rows were ever changed: those are looked for, and not the past of every row.
            (Beside::Gone, Among::All) => format!(
                "JOIN {}_history AS gone NOT INDEXED ON {} AND gone.ended = +this.revision",
                entity.name(),
                same_key(entity, "gone", "this")
            ),
            (Beside::Gone, Among::Revision(revision)) => format!(
                "CROSS JOIN {}_history AS gone ON {} AND gone.ended = {revision}",
                entity.name(),
                same_key(entity, "gone", "this")
            ),
            (Beside::Served, _) => {
                "LEFT JOIN temp.served AS served ON served.place = this.unit || '/' || this.code".to_owned()
            }
            (Beside::Usual, _) => "CROSS JOIN temp.usual AS usual ON usual.code = this.code
                 AND usual.scope = this.scope AND usual.measure = this.measure"
                .to_owned(),
            (Beside::Years, _) => "CROSS JOIN temp.years AS years ON years.origin = this.origin".to_owned(),
            (Beside::Parts, _) => "CROSS JOIN temp.parts AS parts ON parts.place = this.rowid".to_owned(),
            (Beside::Overlap, _) => {
                "CROSS JOIN temp.overlap AS overlap ON overlap.place = this.rowid".to_owned()
            }
        }
    }
}

/// The year that a project's row speaks of: of its report, of its start, else one that its name gives (2022年)
const YEAR: &str = "coalesce(substr(coalesce({0}.as_of, {0}.start_plan, {0}.start_actual), 1, 4),
     iif(substr({0}.name, instr({0}.name, '年') - 4, 4) GLOB '[12][0-9][0-9][0-9]',
         substr({0}.name, instr({0}.name, '年') - 4, 4), NULL))";

impl Store {
    /// Makes what a group needs beside its rows; false where there is nothing for it to find
    pub fn prepare(&self, beside: Beside, entity: Entity, among: Among, share: Share) -> Result<bool> {
        match (beside, among) {
            (Beside::Nothing | Beside::Goal, _) => Ok(true),
            (Beside::Gone, Among::All) => self.has(&format!("{}_history", entity.name())),
            (Beside::Served, _) => self.gather_served(),
            (Beside::Gone, Among::Revision(revision)) => {
                self.has(&format!("{}_history WHERE ended = {revision}", entity.name()))
            }
            (Beside::Usual, _) => self.gather_usual(among, share == Share::Most),
            (Beside::Years, _) => {
                self.gather_into("years", "origin INTEGER, year TEXT, rows INTEGER", &years_sql(among))
            }
            (Beside::Parts, _) => self.gather_into(
                "parts",
                "place INTEGER, whole INTEGER, count INTEGER, is_more INTEGER, money TEXT, is_dearer INTEGER",
                &parts_sql(among),
            ),
            (Beside::Overlap, _) => {
                self.gather_into("overlap", "place INTEGER, area INTEGER, own INTEGER", &overlap_sql(among))
            }
        }
    }

    /// Lists the goals that bear something: a metric, a project, or goals inside them
    fn gather_served(&self) -> Result<bool> {
        let (unit, code) = inside_of("inner");
        self.connection().execute_batch(&format!(
            "DROP TABLE IF EXISTS temp.served;
             CREATE TEMP TABLE served (place TEXT PRIMARY KEY) WITHOUT ROWID;
             INSERT OR IGNORE INTO temp.served
                 SELECT iif(instr(goal, '/') > 0, goal, unit || '/' || goal) FROM (
                     SELECT unit, value AS goal FROM (
                         SELECT unit, json_group_array(DISTINCT goal) AS goals FROM metrics
                         WHERE goal IS NOT NULL GROUP BY unit), json_each(goals)
                     UNION ALL SELECT unit, goal FROM projects WHERE goal IS NOT NULL);
             INSERT OR IGNORE INTO temp.served
                 SELECT {unit} || '/' || {code} FROM goals AS inner
                 WHERE inner.parent IS NOT NULL OR instr(inner.code, '.') > 0;"
        ))?;
        Ok(true)
    }

    /// Columns without a type would compare with row numbers one by one, whatever their index
    fn gather_into(&self, name: &str, columns: &str, sql: &str) -> Result<bool> {
        self.connection().execute_batch(&format!(
            "DROP TABLE IF EXISTS temp.{name}; CREATE TEMP TABLE {name} ({columns}); INSERT INTO temp.{name} {sql};"
        ))?;
        self.has(&format!("temp.{name}"))
    }

    fn has(&self, rows: &str) -> Result<bool> {
        Ok(self
            .connection()
            .query_row(&format!("SELECT EXISTS (SELECT 1 FROM {rows})"), [], |row| row.get(0))?)
    }
}

/// Sheets whose annual figures are of several years, each with the year of most of them
///
/// What is finished keeps the date of its last report, and does not count.
fn years_sql(among: Among) -> String {
    format!(
        "SELECT origin, year, max(rows) AS rows FROM (
             SELECT this.origin, substr(this.as_of, 1, 4) AS year, count(*) AS rows FROM projects AS this
             WHERE {} AND this.annual_done IS NOT NULL AND this.as_of IS NOT NULL AND this.origin IS NOT NULL
                 AND coalesce(this.stage, '') NOT IN ('completed', 'operating', 'suspended', 'cancelled')
             GROUP BY 1, 2)
         GROUP BY origin HAVING count(*) > 1",
        among.includes("this")
    )
}

/// Projects whose parts come to more than themselves, in number or in money
///
/// A row for one project may be divided as its unit likes, so only a bundle is held to its number. Of money a part
/// counts with what it is at least; parts of another scope are never added. A whole that is over or about its figure,
/// or has none, is held to nothing, and an amount that only another tool can have written counts as none.
fn parts_sql(among: Among) -> String {
    let (unit, code) = inside_of("part");
    let written = among.includes("part");
    format!(
        "SELECT
             iif({above_written}, above.rowid, sums.first_part) AS place, above.rowid AS whole,
             sums.count, iif(sums.count > above.count AND above.count > 1, 1, 0) AS is_more,
             sums.money, iif(is_more(sums.money, stated(above.total_investment, NULL, above.money_unit))
                 AND coalesce(above.total_investment_bound, 'at_most') IN ('under', 'at_most'), 1, 0) AS is_dearer
         FROM (
             SELECT
                 {unit} AS unit, {code} AS code, part.scope, sum(part.count) AS count,
                 amount_sum(iif(part.total_investment < 1e15
                     AND coalesce(part.total_investment_bound, 'over') IN ('over', 'at_least')
                     AND family(part.money_unit) NOT LIKE 'counter:%',
                     stated(part.total_investment, part.total_investment_bound, part.money_unit), NULL)) AS money,
                 max({written}) AS is_written, part.rowid AS first_part
             FROM projects AS part WHERE part.parent IS NOT NULL OR instr(part.code, '.') > 0
             GROUP BY 1, 2, 3
         ) AS sums
         CROSS JOIN projects AS above
             ON above.unit = sums.unit AND above.code = sums.code AND above.scope = sums.scope
         WHERE ({above_written} OR sums.is_written) AND (is_more OR is_dearer)",
        above_written = among.includes("above"),
    )
}

/// A city-wide bundle and a bundle of a unit inside that field, of one category and year, with no parent between them
///
/// Where a year is not known, nothing is said: most bundles of one category have nothing to do with each other. A pair
/// of units is told once.
fn overlap_sql(among: Among) -> String {
    let (year, own_year) = (YEAR.replace("{0}", "area"), YEAR.replace("{0}", "own"));
    let (area_written, own_written) = (among.includes("area"), among.includes("own"));
    // One SELECT for each way of being inside, for an OR of the two would look at every unit for every bundle.
    let inside = |above: &str| {
        format!(
            "SELECT area.rowid AS area, area.unit AS area_unit, {area_written} AS is_area_written,
                 own.rowid AS own, own.unit AS own_unit
             FROM projects AS area
             CROSS JOIN units AS field ON field.code = area.unit
             CROSS JOIN units AS inside ON inside.parent = {above}
             CROSS JOIN projects AS own ON own.unit = inside.code
             WHERE area.scope = 'area' AND area.count > 1 AND own.scope = 'own' AND own.count > 1
                 AND own.unit <> area.unit AND own.category = area.category AND own.parent IS NULL
                 AND {year} = {own_year} AND ({area_written} OR {own_written})"
        )
    };
    format!(
        "SELECT iif(is_area_written, area, own) AS place, area, min(own) AS own
         FROM ({} UNION ALL {}) GROUP BY area_unit, own_unit",
        inside("field.parent"),
        inside("field.code")
    )
}
