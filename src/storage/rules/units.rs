//! The rules about units.

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::storage::rules::beside::Beside;
use crate::storage::rules::references::{case_twin, dangling, fragile_code, shortened_code};
use crate::storage::rules::{Among, Check, Group};
use crate::text::RuleText;

/// What a unit's row alone shows
pub fn alone(among: Among) -> Group {
    let mut checks = dangling(Entity::Units, among);
    checks.extend([fragile_code(), shortened_code(Entity::Units), case_twin(Entity::Units)]);
    checks.push(Check::new(
        (Rule::U1, Severity::Warning),
        &["parent"],
        "this.parent IS NOT NULL AND NOT is_under_division(this.code, this.parent)",
        &["this.code", "this.parent"],
        |texts| RuleText::OutsideParentCode { code: texts.next(), parent: texts.next() },
    ));
    Group { entity: Entity::Units, beside: Beside::Nothing, checks }
}
