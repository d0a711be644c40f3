//! The rules about metrics: each figure by itself, against the calendar and against its goal.

use crate::domain::entity::Entity;
use crate::domain::measure::{Family, list};
use crate::domain::rule::{Rule, Severity};
use crate::storage::rules::beside::Beside;
use crate::storage::rules::references::{case_twin, dangling, fragile_code, shortened_code};
use crate::storage::rules::{Among, Check, Day, Group, Says, changes, usual};
use crate::text::{FindingText, RuleText};

use Severity::{Error, Warning};

/// The value columns of a metric, each as the list that a check has
pub const VALUES: [&[&str]; 3] = [&["actual"], &["target"], &["baseline"]];

/// The first value that the row states
const STATED: &str =
    "CASE WHEN this.actual IS NOT NULL THEN stated(this.actual, this.actual_bound, this.measure)
     WHEN this.target IS NOT NULL THEN stated(this.target, this.target_bound, this.measure)
     ELSE stated(this.baseline, this.baseline_bound, this.measure) END";

/// What metrics are held against
pub fn groups(among: Among, day: &Day) -> Vec<Group> {
    let group = |beside, checks| Group { entity: Entity::Metrics, beside, checks };
    let mut alone = dangling(Entity::Metrics, among);
    alone.extend(statements());
    alone.extend(actual_values(day));
    alone.extend(periods(day));
    let mut odd = second_look();
    odd.extend(usual::against_others(among));
    vec![group(Beside::Goal, alone), group(Beside::Usual, odd), group(Beside::Gone, changes::of_metrics())]
}

/// A value column of `this` as people read it
pub fn value(column: &str) -> String {
    format!("stated(this.{column}, this.{column}_bound, this.measure)")
}

/// That no value is there
const NOTHING: &str = "coalesce(this.baseline, this.target, this.actual) IS NULL";

/// Whether the row states what it says it does
fn statements() -> [Check; 2] {
    [
        Check {
            rule: Rule::O1,
            severity: Error,
            columns: &["actual"],
            condition: format!(
                "{NOTHING} AND this.measure <> '定性'
                 AND coalesce(this.status, '') NOT IN ('missing', 'na', 'included')"
            ),
            texts: Vec::new(),
            says: Says::Finding(|_| FindingText::NothingStated {}),
        },
        Check::new(
            (Rule::O1, Warning),
            &["actual", "target", "baseline"],
            format!("this.status = 'na' AND NOT ({NOTHING})"),
            &[STATED],
            |texts| RuleText::ValueThoughNotApplicable { value: texts.next() },
        ),
    ]
}

/// What single rows of an indicator may break only if its values, taken together, are odd
fn second_look() -> Vec<Check> {
    let ratios: Vec<String> =
        list().filter(|(_, family)| **family == Family::Ratio).map(|(name, _)| format!("'{name}'")).collect();
    let mut checks = vec![
        fragile_code(),
        shortened_code(Entity::Metrics),
        case_twin(Entity::Metrics),
        Check::new(
            (Rule::O1, Warning),
            &["actual", "target", "baseline"],
            format!("this.measure = '定性' AND NOT ({NOTHING})"),
            &["stated(coalesce(this.actual, this.target, this.baseline), NULL, '')"],
            |texts| RuleText::ValueThoughText { value: texts.next() },
        ),
        Check::new(
            (Rule::V6, Warning),
            &["agg"],
            format!("this.agg = 'mean' AND this.measure IN ({})", ratios.join(", ")),
            &["this.measure"],
            |texts| RuleText::MeanOfRatio { measure: texts.next() },
        ),
    ];
    checks.extend(shares());
    checks.extend(VALUES.map(many_decimals));
    checks
}

/// Words in a name that make a percentage a part of a whole
pub const SHARE_WORDS: [&str; 6] = ["率", "占比", "比重", "比例", "覆盖", "百分比"];

/// Words that let it pass 100 or fall below 0 all the same: growth, and rates of something else than a part
pub const NO_SHARE_WORDS: [&str; 22] = [
    "增",
    "降",
    "减",
    "涨",
    "跌",
    "同比",
    "环比",
    "变化",
    "变动",
    "波动",
    "完成率",
    "达成率",
    "利润",
    "收益",
    "回报",
    "负债",
    "杠杆",
    "周转",
    "产销",
    "利用率",
    "毛入",
    "存贷",
];

/// Whether the name of `this` has one of the words
pub fn is_named(words: &[&str]) -> String {
    let likes: Vec<String> = words.iter().map(|word| format!("this.name LIKE '%{word}%'")).collect();
    format!("({})", likes.join(" OR "))
}

/// What cannot be by the name alone, however many rows say it
fn shares() -> Vec<Check> {
    let check = |columns: &'static [&'static str]| {
        let column = columns[0];
        Check::new(
            (Rule::V5, Warning),
            columns,
            format!(
                "this.measure = '%' AND this.{column} NOT BETWEEN 0 AND 100 AND {} AND NOT {}",
                is_named(&SHARE_WORDS),
                is_named(&NO_SHARE_WORDS)
            ),
            &["this.name", &value(column)],
            |texts| RuleText::ShareOutside { name: texts.next(), value: texts.next() },
        )
    };
    VALUES.map(check).into_iter().collect()
}

/// The same test as `indicators` makes of doubles
fn many_decimals(columns: &'static [&'static str]) -> Check {
    let millions = format!("this.{} * 1e6", columns[0]);
    Check::new(
        (Rule::V7, Warning),
        columns,
        format!("abs({millions} - round({millions})) > abs({millions}) * 5e-16"),
        &[&value(columns[0])],
        |texts| RuleText::ManyDecimals { value: texts.next() },
    )
}

/// An actual value against today
///
/// A stock is read at a moment, so its value may stand in a period that goes on; so may one that says that it is not
/// final. The first terms let plain years that have passed go by quickly.
fn actual_values(day: &Day) -> [Check; 3] {
    let Day { month, year, .. } = day;
    let may_last =
        format!("this.actual IS NOT NULL AND (this.period >= {year} OR instr(this.period, '/') > 0)");
    let goes_on = format!(
        "{may_last} AND coalesce(this.basis, '') <> 'stock'
         AND coalesce(this.status, '') NOT IN ('provisional', 'estimated') AND period_start(this.period) <= {month}"
    );
    let actual = value("actual");
    [
        Check::new(
            (Rule::O2, Error),
            &["actual"],
            format!("{may_last} AND period_start(this.period) > {month}"),
            &[&actual, "this.period", "period_start(this.period)"],
            |texts| RuleText::ActualInFuture {
                value: texts.next(),
                period: texts.next(),
                start: texts.next(),
            },
        ),
        Check::new(
            (Rule::O2, Warning),
            &["actual"],
            format!("{goes_on} AND period_end(this.period) >= {month}"),
            &[&actual, "this.period", "period_end(this.period)"],
            |texts| RuleText::ActualTooEarly { value: texts.next(), period: texts.next(), end: texts.next() },
        ),
        Check::new(
            (Rule::O2, Warning),
            &["actual"],
            format!("{goes_on} AND period_end(this.period) IS NULL"),
            &[&actual, "this.period"],
            |texts| RuleText::ActualWithoutEnd { value: texts.next(), period: texts.next() },
        ),
    ]
}

/// A period against the year that is past, and against that of the goal
fn periods(Day { year, year_ago, .. }: &Day) -> [Check; 2] {
    [
        Check::new(
            (Rule::O2, Warning),
            &["status"],
            format!(
                "this.status = 'provisional' AND this.actual IS NOT NULL AND this.period < {year}
                 AND (length(this.period) = 4 AND this.period < substr({year_ago}, 1, 4)
                     OR period_end(this.period) < {year_ago})"
            ),
            &["this.period"],
            |texts| RuleText::StaleProvisional { period: texts.next() },
        ),
        Check::new(
            (Rule::D2, Warning),
            &["period"],
            "goal.period IS NOT NULL AND goal.period <> this.period
             AND NOT (length(goal.period) = 9 AND length(this.period) = 4
                 AND this.period BETWEEN substr(goal.period, 1, 4) AND substr(goal.period, 6))
             AND NOT period_within(this.period, goal.period)",
            &["this.period", "this.goal", "goal.period"],
            |texts| RuleText::OutsideGoal { period: texts.next(), goal: texts.next(), span: texts.next() },
        ),
    ]
}
