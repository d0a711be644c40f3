//! The rules about changes: what a row says now against the version that the revision superseded.

use crate::domain::rule::{Rule, Severity};
use crate::storage::rules::Check;
use crate::storage::rules::metrics::{VALUES, value};
use crate::storage::rules::projects::stage;
use crate::text::RuleText;

use Severity::Warning;

/// What became of a project since the version before
pub fn of_projects() -> Vec<Check> {
    let order = |row: &str| {
        let stages = ["planned", "signed", "prelim", "started", "building", "completed", "operating"];
        let whens: Vec<String> =
            stages.iter().enumerate().map(|(place, stage)| format!("WHEN '{stage}' THEN {place}")).collect();
        format!("CASE {row}.stage {} END", whens.join(" "))
    };
    let mut checks = vec![Check::new(
        (Rule::P3, Warning),
        &["stage"],
        format!("{} < {}", order("this"), order("gone")),
        &["this.stage", "gone.stage"],
        |texts| RuleText::StageBack { stage: stage(texts), before: stage(texts) },
    )];
    let total: &'static [&'static str] = &["total_investment"];
    for columns in [total, &["annual_plan"], &["annual_done"], &["cumulative_done"]] {
        let bound = if columns == total { "{row}.total_investment_bound" } else { "NULL" };
        checks.extend(slips(columns, "money_value", bound, "money_unit"));
    }
    let money = [
        ("total_investment", true),
        ("annual_plan", false),
        ("annual_done", false),
        ("cumulative_done", false),
    ];
    checks.extend(units_alone(&["money_unit"], "money_value", &money));
    checks
}

/// What became of a metric since the version before
///
/// Values are compared in the base of their family: another unit alone is no change.
pub fn of_metrics() -> Vec<Check> {
    let mut checks = Vec::new();
    for columns in VALUES {
        checks.extend(slips(columns, "base_value", &format!("{{row}}.{}_bound", columns[0]), "measure"));
        checks.push(slip_of_share(columns));
    }
    checks.extend(units_alone(&["measure"], "base_value", &VALUES.map(|columns| (columns[0], true))));
    checks.extend(targets());
    checks.push(Check::new(
        (Rule::T1, Warning),
        &["baseline"],
        // A number that stayed under another unit is told as that.
        format!(
            "{} AND coalesce(this.status, '') <> 'break'
             AND NOT (this.baseline = gone.baseline AND this.measure <> gone.measure)",
            is_changed("baseline")
        ),
        &[&value("baseline"), BASELINE_BEFORE],
        |texts| RuleText::BaselineChanged { value: texts.next(), before: texts.next() },
    ));
    checks
}

/// The checks that a unit did not change under a number that stayed: 100亩 as 100公顷 is fifteen times as much
///
/// `values` are the columns in that unit, and whether each has a bound. A thousand times as much is told as such.
fn units_alone(unit: &'static [&'static str], base: &str, values: &[(&str, bool)]) -> [Check; 2] {
    let name = unit[0];
    let stayed = |column: &str| format!("(this.{column} = gone.{column} AND this.{column} <> 0)");
    let any = values.iter().map(|(column, _)| stayed(column)).collect::<Vec<_>>().join(" OR ");
    // The first value that stayed, as a row states it, or in the usual unit.
    let first = |form: &dyn Fn(&str, &str) -> String| {
        let whens = values.iter().map(|(column, has_bound)| {
            let bound = if *has_bound { format!("this.{column}_bound") } else { "NULL".to_owned() };
            format!("WHEN {} THEN {}", stayed(column), form(column, &bound))
        });
        format!("CASE {} END", whens.collect::<Vec<_>>().join(" "))
    };
    let stated = |row: &str| first(&|column, bound| format!("stated(this.{column}, {bound}, {row}.{name})"));
    let usual = |row: &str| {
        let unit = format!("{row}.{name}");
        first(&|column, bound| {
            format!("stated(usual_value(this.{column}, {unit}), {bound}, usual_unit({unit}))")
        })
    };
    let is_same_family = format!("family(this.{name}) = family(gone.{name})");
    let (now, then) = (format!("{base}(1, this.{name})"), format!("{base}(1, gone.{name})"));
    let is_told =
        format!("{is_same_family} AND {now} <> {then} AND {now} < {then} * 1000 AND {then} < {now} * 1000");
    let texts = [stated("this"), stated("gone"), usual("this"), usual("gone")];
    let texts = texts.each_ref().map(String::as_str);
    let condition = format!("this.{name} <> gone.{name} AND ({any})");
    let check = |also: &str, texts: &[&str], says| {
        Check::new((Rule::V8, Warning), unit, format!("{condition} AND {also}"), texts, says)
    };
    [
        check(&is_told, &texts, |texts| RuleText::UnitAloneChanged {
            value: texts.next(),
            before: texts.next(),
            now: texts.next(),
            then: texts.next(),
        }),
        check(&format!("NOT {is_same_family}"), &texts[..2], |texts| RuleText::UnitOfOtherKind {
            value: texts.next(),
            before: texts.next(),
        }),
    ]
}

const BASELINE_BEFORE: &str = "stated(gone.baseline, gone.baseline_bound, gone.measure)";
const TARGET_BEFORE: &str = "stated(gone.target, gone.target_bound, gone.measure)";

fn slip_of_share(columns: &'static [&'static str]) -> Check {
    let column = columns[0];
    let (now, then) = (format!("this.{column}"), format!("gone.{column}"));
    let hundred = |one: &str, other: &str| format!("abs({one} * 100 - {other}) <= abs({other}) * 1e-12");
    Check::new(
        (Rule::V5, Warning),
        columns,
        format!(
            "{now} <> {then} AND {now} > 0 AND this.measure = '%' AND gone.measure = '%' AND ({} OR {})",
            hundred(&now, &then),
            hundred(&then, &now)
        ),
        &[&value(column), &format!("stated({then}, gone.{column}_bound, gone.measure)")],
        |texts| RuleText::ShareHundredTimesBefore { value: texts.next(), before: texts.next() },
    )
}

/// Whether a value is there in both versions and not the same
fn is_changed(column: &str) -> String {
    let (now, then) = (format!("this.{column}"), format!("gone.{column}"));
    let (now_base, then_base) = bases(column);
    format!(
        "({now} IS NOT {then} OR {now}_bound IS NOT {then}_bound OR this.measure <> gone.measure)
         AND {now} IS NOT NULL AND {then} IS NOT NULL
         AND (abs({now_base} - {then_base}) > abs({then_base}) * 1e-12 OR {now}_bound IS NOT {then}_bound)"
    )
}

fn bases(column: &str) -> (String, String) {
    (format!("base_value(this.{column}, this.measure)"), format!("base_value(gone.{column}, gone.measure)"))
}

fn targets() -> [Check; 3] {
    let is_binding = "(this.nature = 'binding' OR gone.nature = 'binding')";
    let (now, then) = bases("target");
    let is_loosened = format!("iif(this.direction = 'down', {now} > {then}, {now} < {then})");
    let changed = |condition: String, says| {
        let texts = [&value("target") as &str, TARGET_BEFORE];
        let condition = format!("{is_binding} AND {} AND {condition}", is_changed("target"));
        Check::new((Rule::T1, Warning), &["target"], condition, &texts, says)
    };
    [
        changed(is_loosened.clone(), |texts| RuleText::TargetLoosened {
            value: texts.next(),
            before: texts.next(),
        }),
        changed(format!("NOT {is_loosened}"), |texts| RuleText::TargetChanged {
            value: texts.next(),
            before: texts.next(),
        }),
        Check::new(
            (Rule::T1, Warning),
            &["target"],
            format!("{is_binding} AND this.target IS NULL AND gone.target IS NOT NULL"),
            &[TARGET_BEFORE],
            |texts| RuleText::TargetCleared { before: texts.next() },
        ),
    ]
}

/// The checks that a value is not a thousand times what it was; 万元 for 亿元 makes it exactly ten thousand times
///
/// `base` is the SQL function that makes two units comparable, `bound` the value's bound with `{row}` for the row.
fn slips(columns: &'static [&'static str], base: &str, bound: &str, unit: &str) -> [Check; 2] {
    let column = columns[0];
    let stated = |row: &str| format!("stated({row}.{column}, {}, {row}.{unit})", bound.replace("{row}", row));
    let (now, then) = (
        format!("abs({base}(this.{column}, this.{unit}))"),
        format!("abs({base}(gone.{column}, gone.{unit}))"),
    );
    let ten_thousand = |one: &str, other: &str| format!("abs({one} * 1e4 - {other}) <= {other} * 1e-12");
    let is_exact = format!("({} OR {})", ten_thousand(&now, &then), ten_thousand(&then, &now));
    let is_far = format!(
        "(this.{column} <> gone.{column} OR this.{unit} <> gone.{unit}) AND this.{column} <> 0 AND gone.{column} <> 0
         AND ({now} >= {then} * 1000 OR {now} * 1000 <= {then}) AND family(this.{unit}) = family(gone.{unit})"
    );
    let texts = [stated("this"), stated("gone")];
    let texts = texts.each_ref().map(String::as_str);
    let check = |condition, says| Check::new((Rule::V4, Warning), columns, condition, &texts, says);
    [
        check(format!("{is_far} AND {is_exact}"), |texts| RuleText::TenThousandFromBefore {
            value: texts.next(),
            before: texts.next(),
        }),
        check(format!("{is_far} AND NOT {is_exact}"), |texts| RuleText::FarFromBefore {
            value: texts.next(),
            before: texts.next(),
        }),
    ]
}
