//! The rules about an indicator: what one row says against what its other rows say.
//!
//! What those say has been gathered into the TEMP table `usual`; see `indicators`.

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::domain::words::{self, Word};
use crate::storage::rules::metrics::{NO_SHARE_WORDS, SHARE_WORDS, VALUES, is_named, value};
use crate::storage::rules::{Among, Check};
use crate::text::RuleText;

use Severity::{Error, Warning};

/// What a metric is held against in the other rows of its indicator
pub fn against_others(among: Among) -> Vec<Check> {
    let mut checks = vec![other_family(), other_name()];
    checks.extend(OTHER_WORDS.map(other_word));
    for columns in VALUES {
        checks.extend(far_from_others(columns, among));
        checks.extend(unlike_other_shares(columns));
    }
    checks
}

fn other_family() -> Check {
    Check::new(
        (Rule::V1, Error),
        &["measure"],
        "usual.family_measure IS NOT NULL",
        &["this.code", "this.measure", "usual.family_measure", "usual.family_row"],
        |texts| RuleText::OtherFamily {
            code: texts.next(),
            measure: texts.next(),
            usual: texts.next(),
            row: texts.next(),
        },
    )
}

fn other_name() -> Check {
    Check::new(
        (Rule::V3, Warning),
        &["name"],
        "this.name <> usual.name",
        &["this.code", "this.name", "usual.name", "usual.name_row"],
        |texts| RuleText::OtherName {
            code: texts.next(),
            name: texts.next(),
            usual: texts.next(),
            row: texts.next(),
        },
    )
}

/// The columns in which an indicator has one word for all its rows
const OTHER_WORDS: [&[&str]; 4] = [&["direction"], &["agg"], &["basis"], &["nature"]];

/// A blank says nothing, so it differs from no word
fn other_word(columns: &'static [&'static str]) -> Check {
    let column = columns[0];
    Check::new(
        (Rule::V3, Warning),
        columns,
        format!("this.{column} <> usual.{column}"),
        &[
            &format!("'{column}'"),
            "this.code",
            &format!("this.{column}"),
            &format!("usual.{column}"),
            &format!("usual.{column}_row"),
        ],
        |texts| {
            let name = texts.next();
            let column = Entity::Metrics.columns().iter().find(|column| column.name == name);
            let list: &[Word] = match name.as_str() {
                "direction" => words::DIRECTIONS,
                "agg" => words::AGGREGATIONS,
                "basis" => words::BASES,
                _ => words::NATURES,
            };
            RuleText::OtherWord {
                code: texts.next(),
                column: name,
                title: column.map_or("", |column| column.title.zh).to_owned(),
                word: words::in_words(list, &texts.next()),
                usual: words::in_words(list, &texts.next()),
                row: texts.next(),
            }
        },
    )
}

/// A row that had a value before is held against that, not against others
fn far_from_others(columns: &'static [&'static str], among: Among) -> Vec<Check> {
    let column = columns[0];
    let size = format!("abs(this.{column})");
    let is_new = match among {
        Among::All => "TRUE".to_owned(),
        Among::Revision(revision) => format!(
            "NOT EXISTS (SELECT 1 FROM metrics_history AS gone WHERE gone.unit = this.unit AND gone.code = this.code
                 AND gone.period = this.period AND gone.ended = {revision} AND gone.{column} IS NOT NULL)"
        ),
    };
    let exact = |limit: &str| format!("abs({size} - {limit}) <= {size} * 1e-12");
    let is_exact = format!("({} OR {})", exact("usual.too_large * 10"), exact("usual.too_small / 10"));
    let is_far =
        format!("({size} >= usual.too_large OR ({size} > 0 AND {size} <= usual.too_small)) AND {is_new}");
    let is_large = format!("{size} >= coalesce(usual.too_large, 9e999)");
    let other = format!("iif({is_large}, usual.largest, usual.smallest)");
    let row = format!("iif({is_large}, usual.largest_row, usual.smallest_row)");
    let texts = [value(column), other, row];
    let texts = texts.each_ref().map(String::as_str);
    vec![
        Check::new(
            (Rule::V4, Warning),
            columns,
            format!("{is_far} AND coalesce({is_exact}, 0)"),
            &texts,
            |texts| RuleText::TenThousandFromOthers {
                value: texts.next(),
                other: texts.next(),
                row: texts.next(),
            },
        ),
        Check::new(
            (Rule::V4, Warning),
            columns,
            format!("{is_far} AND NOT coalesce({is_exact}, 0)"),
            &texts,
            |texts| RuleText::FarFromOthers { value: texts.next(), other: texts.next(), row: texts.next() },
        ),
    ]
}

/// A percentage among others that are of another kind; a name that says which kind it is has been heard already
fn unlike_other_shares(columns: &'static [&'static str]) -> Vec<Check> {
    let column = columns[0];
    vec![
        Check::new(
            (Rule::V5, Warning),
            columns,
            format!(
                "usual.is_share AND this.{column} > 100 AND NOT {} AND NOT {}",
                is_named(&SHARE_WORDS),
                is_named(&NO_SHARE_WORDS)
            ),
            &[&value(column)],
            |texts| RuleText::ShareUnlikeOthers { value: texts.next() },
        ),
        Check::new(
            (Rule::V5, Warning),
            columns,
            format!(
                "this.{column} <= 1 AND this.{column} * 100 BETWEEN usual.share_low AND usual.share_high"
            ),
            &[
                &value(column),
                "stated(usual.share_least, NULL, '%')",
                &format!("stated(this.{column} * 100, this.{column}_bound, '%')"),
            ],
            |texts| RuleText::ShareOfHundredth {
                value: texts.next(),
                least: texts.next(),
                meant: texts.next(),
            },
        ),
    ]
}
