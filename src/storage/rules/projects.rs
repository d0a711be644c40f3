//! The rules about projects: their money, their dates, their stage, and what is inside what.
//!
//! Where a figure is bounded so that the rule could hold, nothing is said.

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::domain::words::{self, PROJECT_STAGES};
use crate::storage::rules::beside::Beside;
use crate::storage::rules::references::{case_twin, dangling, fragile_code, shortened_code, two_parents};
use crate::storage::rules::{Among, Check, Day, Group, Says, Texts, changes};
use crate::text::{FindingText, RuleText};

use Severity::{Error, Warning};

/// What projects are held against
pub fn groups(among: Among, day: &Day) -> Vec<Group> {
    let group = |beside, checks| Group { entity: Entity::Projects, beside, checks };
    let mut alone = dangling(Entity::Projects, among);
    alone.extend([
        fragile_code(),
        shortened_code(Entity::Projects),
        case_twin(Entity::Projects),
        two_parents(Entity::Projects),
    ]);
    alone.extend(dates(day));
    alone.extend(money());
    alone.extend(stages());
    vec![
        group(Beside::Nothing, alone),
        group(Beside::Gone, changes::of_projects()),
        group(Beside::Years, vec![other_year()]),
        group(Beside::Parts, parts()),
        group(Beside::Overlap, vec![overlap()]),
    ]
}

/// A figure of what is done by a day that is still to come
fn figure_ahead(day: &str, month: &str) -> Check {
    Check {
        rule: Rule::D1,
        severity: Warning,
        columns: &["as_of"],
        condition: format!(
            "this.annual_done IS NOT NULL AND this.as_of > iif(substr(this.as_of, 6, 1) = 'M', {month}, {day})"
        ),
        texts: vec!["this.as_of".to_owned(), day.to_owned()],
        says: Says::Finding(|texts| FindingText::AsOfInFuture { date: texts.next(), today: texts.next() }),
    }
}

fn dates(day: &Day) -> Vec<Check> {
    let Day { day, month, .. } = day;
    let in_future = |columns: &'static [&'static str]| {
        let column = columns[0];
        let condition = format!(
            "this.{column} IS NOT NULL AND this.{column} > iif(substr(this.{column}, 6, 1) = 'M', {month}, {day})"
        );
        let texts = [&format!("this.{column}") as &str, day];
        Check::new((Rule::D1, Error), columns, condition, &texts, |texts| RuleText::DateInFuture {
            date: texts.next(),
            today: texts.next(),
        })
    };
    // A month and a day in it are not after one another.
    let after = |columns: &'static [&'static str], finish: &str| {
        let (start, finish) = (format!("this.{}", columns[0]), format!("this.{finish}"));
        let spelt = |date: &str, other: &str| {
            format!("substr(replace({date}, 'M', ''), 1, length(replace({other}, 'M', '')))")
        };
        let condition = format!(
            "{start} IS NOT NULL AND {finish} IS NOT NULL AND {} > {}",
            spelt(&start, &finish),
            spelt(&finish, &start)
        );
        Check::new((Rule::D1, Error), columns, condition, &[&start, &finish], |texts| {
            RuleText::StartAfterFinish { start: texts.next(), finish: texts.next() }
        })
    };
    vec![
        in_future(&["start_actual"]),
        in_future(&["finish_actual"]),
        figure_ahead(day, month),
        after(&["start_plan"], "finish_plan"),
        after(&["start_actual"], "finish_actual"),
        Check::new(
            (Rule::D2, Warning),
            &["annual_done"],
            "this.annual_done IS NOT NULL AND this.as_of IS NULL",
            &[ANNUAL_DONE],
            |texts| RuleText::DoneWithoutDate { done: texts.next() },
        ),
    ]
}

const ANNUAL_DONE: &str = "stated(this.annual_done, NULL, this.money_unit)";
const ANNUAL_PLAN: &str = "stated(this.annual_plan, NULL, this.money_unit)";
const CUMULATIVE_DONE: &str = "stated(this.cumulative_done, NULL, this.money_unit)";
const TOTAL: &str = "stated(this.total_investment, this.total_investment_bound, this.money_unit)";

/// A total of over 100 may be any amount, one of about 100 somewhat more
const TOTAL_IS_LIMIT: &str =
    "(this.total_investment_bound IS NULL OR this.total_investment_bound IN ('under', 'at_most'))";

fn money() -> Vec<Check> {
    vec![
        Check::new(
            (Rule::P1, Warning),
            &["annual_done"],
            "this.annual_done > 2 * this.annual_plan AND this.annual_plan > 0",
            &[ANNUAL_DONE, ANNUAL_PLAN],
            |texts| RuleText::DoneOverPlan { done: texts.next(), plan: texts.next() },
        ),
        Check::new(
            (Rule::P1, Error),
            &["annual_done"],
            "this.annual_done > this.cumulative_done",
            &[ANNUAL_DONE, CUMULATIVE_DONE],
            |texts| RuleText::DoneOverCumulative { done: texts.next(), cumulative: texts.next() },
        ),
        Check::new(
            (Rule::P1, Warning),
            &["cumulative_done"],
            format!("this.cumulative_done > this.total_investment AND {TOTAL_IS_LIMIT}"),
            &[CUMULATIVE_DONE, TOTAL],
            |texts| RuleText::DoneOverTotal { done: texts.next(), total: texts.next() },
        ),
        Check::new(
            (Rule::P1, Warning),
            &["annual_plan"],
            format!("this.annual_plan > this.total_investment AND {TOTAL_IS_LIMIT}"),
            &[ANNUAL_PLAN, TOTAL],
            |texts| RuleText::PlanOverTotal { plan: texts.next(), total: texts.next() },
        ),
    ]
}

/// Dates are missed only in a sheet that gives any: one without them does not keep them, and to be told so for every
/// project helps nobody. A bundle has no one date.
fn stages() -> Vec<Check> {
    let kept = |dates: &str| {
        format!("this.origin IN (SELECT other.origin FROM projects AS other WHERE {dates} IS NOT NULL)")
    };
    vec![
        Check::new(
            (Rule::P3, Warning),
            &["stage"],
            "this.stage IN ('planned', 'signed', 'prelim') AND this.annual_done > 0",
            &["this.stage", ANNUAL_DONE],
            |texts| RuleText::DoneBeforeStart { stage: stage(texts), done: texts.next() },
        ),
        Check::new(
            (Rule::P3, Warning),
            &["stage"],
            format!(
                "this.stage IN ('completed', 'operating') AND this.finish_actual IS NULL AND this.count = 1 AND {}",
                kept("other.finish_actual")
            ),
            &["this.stage"],
            |texts| RuleText::NoFinishDate { stage: stage(texts) },
        ),
        Check::new(
            (Rule::P3, Warning),
            &["stage"],
            format!(
                "this.stage IN ('started', 'building') AND this.start_actual IS NULL AND this.start_plan IS NULL
                 AND this.count = 1 AND {}",
                kept("coalesce(other.start_actual, other.start_plan)")
            ),
            &["this.stage"],
            |texts| RuleText::NoStartDate { stage: stage(texts) },
        ),
    ]
}

/// A stage by its code and its word, as the code lists are told
pub fn stage(texts: &mut Texts) -> String {
    words::in_words(PROJECT_STAGES, &texts.next())
}

fn other_year() -> Check {
    Check::new(
        (Rule::D2, Warning),
        &["as_of"],
        "this.annual_done IS NOT NULL AND substr(this.as_of, 1, 4) <> years.year
         AND coalesce(this.stage, '') NOT IN ('completed', 'operating', 'suspended', 'cancelled')",
        &["this.as_of", "years.year"],
        |texts| RuleText::OtherYear { date: texts.next(), year: texts.next() },
    )
}

fn parts() -> Vec<Check> {
    let whole =
        |columns: &str| format!("(SELECT {columns} FROM projects AS whole WHERE whole.rowid = parts.whole)");
    let key = whole("whole.unit || '/' || whole.code");
    let count = whole("whole.count");
    let total = whole("stated(whole.total_investment, whole.total_investment_bound, whole.money_unit)");
    vec![
        Check::new(
            (Rule::P2, Warning),
            &["count"],
            "parts.is_more",
            &[&key, &count, "parts.count"],
            |texts| RuleText::MorePartsThanWhole {
                whole: texts.next(),
                count: texts.next(),
                parts: texts.next(),
            },
        ),
        Check::new(
            (Rule::P2, Warning),
            &["total_investment"],
            "parts.is_dearer",
            &[&key, &total, "parts.money"],
            |texts| RuleText::DearerPartsThanWhole {
                whole: texts.next(),
                total: texts.next(),
                parts: texts.next(),
            },
        ),
    ]
}

fn overlap() -> Check {
    let of = |row: &str, columns: &str| {
        format!("(SELECT {columns} FROM projects AS bundle WHERE bundle.rowid = overlap.{row})")
    };
    let key = "bundle.unit || '/' || bundle.code";
    let texts = [of("area", key), of("area", "bundle.count"), of("own", key), of("own", "bundle.count")];
    Check::new((Rule::P4, Warning), &["scope"], "TRUE", &texts.each_ref().map(String::as_str), |texts| {
        RuleText::PossibleOverlap {
            area: texts.next(),
            count: texts.next(),
            own: texts.next(),
            part: texts.next(),
        }
    })
}
