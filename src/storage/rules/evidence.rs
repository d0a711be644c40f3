//! The rules about evidence: where a row is from, and whether the sentence that it quotes has its numbers.
//!
//! Whether a document has the sentence is for the report `evidence`, which is given the document.

use crate::domain::code::excerpt;
use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::storage::relation::join;
use crate::storage::rules::beside::Beside;
use crate::storage::rules::{Check, Group};
use crate::text::RuleText;

const Q1: (Rule, Severity) = (Rule::Q1, Severity::Warning);

/// What rows are held against to be borne out
pub fn groups() -> Vec<Group> {
    // What stands beside the rows is what other checks of the table have there, so that one pass does for all.
    let group = |entity, beside, checks| Group { entity, beside, checks };
    vec![
        group(Entity::Goals, Beside::Nothing, vec![no_source()]),
        group(
            Entity::Projects,
            Beside::Nothing,
            vec![
                no_source(),
                not_in_quote(&[
                    "iif(this.count > 1, this.count, NULL)",
                    "stated(this.total_investment, NULL, this.money_unit)",
                    "stated(this.annual_plan, NULL, this.money_unit)",
                    "stated(this.annual_done, NULL, this.money_unit)",
                    "stated(this.cumulative_done, NULL, this.money_unit)",
                ]),
            ],
        ),
        group(
            Entity::Metrics,
            Beside::Goal,
            vec![
                no_source(),
                not_in_quote(&[
                    "stated(this.baseline, NULL, this.measure)",
                    "stated(this.target, NULL, this.measure)",
                    "stated(this.actual, NULL, this.measure)",
                ]),
            ],
        ),
    ]
}

fn no_source() -> Check {
    Check::new(Q1, &["source"], "this.source IS NULL", &[], |_| RuleText::NoSource {})
}

/// The check that every number of the row stands in its quote
fn not_in_quote(numbers: &[&str]) -> Check {
    let all = join(numbers.iter().map(|number| format!("coalesce({number}, '')")), " || ' ' || ");
    Check::new(
        Q1,
        &["quote"],
        format!("this.quote IS NOT NULL AND NOT quote_numbers_match({all}, this.quote)"),
        &[&format!("trim({all})"), "this.quote"],
        |texts| RuleText::NumbersNotInQuote { numbers: texts.next(), quote: excerpt(&texts.next()) },
    )
}
