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
    checks.push(same_name());
    Group { entity: Entity::Units, beside: Beside::Nothing, checks }
}

/// The check that no other unit under the same one has the name: sheets name units, and would not know which
fn same_name() -> Check {
    let twice = "(SELECT name, coalesce(parent, '') FROM units GROUP BY 1, 2 HAVING count(*) > 1)";
    let other = "(SELECT other.code FROM units AS other
         WHERE other.name = this.name AND other.parent IS this.parent AND other.code <> this.code LIMIT 1)";
    Check::new(
        (Rule::K2, Severity::Warning),
        &["name"],
        format!("(this.name, coalesce(this.parent, '')) IN {twice}"),
        &["this.name", other],
        |texts| RuleText::SameName { name: texts.next(), other: texts.next() },
    )
}
