//! The rules about what is missing from a whole plan: units without rows, goals that nothing measures, owners.
//!
//! A unit that others are under may be there for them alone, and a vision is not measured: neither is held to it.

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::storage::rules::beside::Beside;
use crate::storage::rules::{Check, Group};
use crate::text::RuleText;

const C1: (Rule, Severity) = (Rule::C1, Severity::Warning);

/// What a plan is held against to be complete
pub fn groups() -> Vec<Group> {
    let group = |entity, beside, checks| Group { entity, beside, checks };
    vec![
        group(Entity::Units, Beside::Nothing, vec![without_rows()]),
        group(Entity::Goals, Beside::Served, vec![unserved(), goal_owner()]),
        group(Entity::Projects, Beside::Nothing, vec![project_owner()]),
    ]
}

fn without_rows() -> Check {
    let none = |table: &str| format!("NOT EXISTS (SELECT 1 FROM {table} AS own WHERE own.unit = this.code)");
    let condition = format!(
        "this.active = 'yes' AND {} AND {} AND {}
         AND this.code NOT IN (SELECT lower.parent FROM units AS lower WHERE lower.parent IS NOT NULL)",
        none("goals"),
        none("projects"),
        none("metrics")
    );
    Check::new(C1, &["code"], condition, &["this.name"], |texts| RuleText::UnitWithoutRows {
        name: texts.next(),
    })
}

fn unserved() -> Check {
    let condition = "served.place IS NULL AND this.kind <> 'vision' AND this.status IS NOT 'cancelled'";
    Check::new(C1, &["title"], condition, &["this.title"], |texts| RuleText::GoalUnserved {
        title: texts.next(),
    })
}

fn goal_owner() -> Check {
    let condition = "this.owner IS NULL AND this.kind <> 'vision' AND this.status IS NOT 'cancelled'";
    Check::new(C1, &["owner"], condition, &[], |_| RuleText::NoOwner {})
}

fn project_owner() -> Check {
    let condition = "this.owner IS NULL AND this.stage IS NOT 'cancelled'";
    Check::new(C1, &["owner"], condition, &[], |_| RuleText::NoOwner {})
}
