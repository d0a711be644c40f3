//! The rules about goals.

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::storage::rules::beside::Beside;
use crate::storage::rules::references::{case_twin, dangling, fragile_code, shortened_code, two_parents};
use crate::storage::rules::{Among, Check, Group};
use crate::text::RuleText;

/// What goals are held against
pub fn groups(among: Among) -> Vec<Group> {
    let mut checks = dangling(Entity::Goals, among);
    checks.extend([
        fragile_code(),
        shortened_code(Entity::Goals),
        case_twin(Entity::Goals),
        two_parents(Entity::Goals),
        due_outside(),
    ]);
    vec![Group { entity: Entity::Goals, beside: Beside::Nothing, checks }]
}

/// A goal is due by the end of its own period; an open period has none
fn due_outside() -> Check {
    let month = "iif(substr(this.due, 6, 1) = 'M', this.due, substr(this.due, 1, 5) || 'M' || substr(this.due, 6, 2))";
    Check::new(
        (Rule::D2, Severity::Warning),
        &["due"],
        format!(
            "this.due IS NOT NULL AND this.period IS NOT NULL
             AND ({month} < period_start(this.period) OR {month} > period_end(this.period))"
        ),
        &["this.due", "this.period"],
        |texts| RuleText::DueOutside { due: texts.next(), period: texts.next() },
    )
}
