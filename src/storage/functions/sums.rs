//! Functions that add figures up through the sum gate (domain.md part 3).

use rusqlite::functions::Context;
use rusqlite::{Connection, Result};

use super::arguments::{Answer, amounts, decimal, made, text, whole, word};
use super::{Function, Gathering};
use crate::domain::amount::Amounts;
use crate::domain::gate::{Addend, Gate, Refusal};
use crate::text::Text;

const ADDEND: &[&str] = &["amount", "code", "agg", "period", "scope", "basis", "status"];

/// The same of a subtotal, with how many figures it is the sum of
const SUBTOTAL: &[&str] = &["amount", "code", "agg", "period", "scope", "basis", "status", "figures"];

/// The functions of this file
pub const FUNCTIONS: &[Function] = &[
    Function::aggregate(
        "sum_gate",
        ADDEND,
        Text::new(
            "the exact sum of figures as an amount, or NULL where they may not be added up; gate_reason says why",
            "各数的准确合计（量），不可相加时为 NULL；原因见 gate_reason",
        ),
        |connection, function| {
            gathered(connection, function, |gate| made(gate.sum().and_then(Amounts::print)))
        },
    ),
    Function::aggregate(
        "gate_reason",
        ADDEND,
        Text::new(
            "why sum_gate refuses: family, measure, agg, code, period, scope, basis, nothing; NULL where it does not",
            "sum_gate 拒绝相加的原因：family、measure、agg、code、period、scope、basis、nothing；可相加时为 NULL",
        ),
        |connection, function| {
            gathered(connection, function, |gate| word(gate.sum_refusal().map(Refusal::code)))
        },
    ),
    Function::aggregate(
        "gathered",
        SUBTOTAL,
        Text::new(
            "what figures of several units come to as an amount: their exact sum, or with agg mean their unweighted mean; NULL where neither is allowed",
            "多个单位的数汇总所得的量：准确合计，agg 为 mean 的为未加权平均；均不允许时为 NULL",
        ),
        |connection, function| {
            gathered(connection, function, |gate| made(gate.gathered().and_then(|amounts| amounts.print())))
        },
    ),
    Function::aggregate(
        "gathered_reason",
        SUBTOTAL,
        Text::new(
            "why gathered refuses, as gate_reason says it; NULL where it does not",
            "gathered 拒绝汇总的原因，同 gate_reason；可汇总时为 NULL",
        ),
        |connection, function| gathered(connection, function, |gate| word(gate.refusal().map(Refusal::code))),
    ),
    Function::aggregate(
        "gate_skipped",
        ADDEND,
        Text::new(
            "how many rows sum_gate leaves out: blank, or with status missing, na or included",
            "sum_gate 未计入的行数：空白，或状态为未报、不适用、并入他项",
        ),
        |connection, function| gathered(connection, function, |gate| whole(Some(gate.skipped()))),
    ),
];

fn gathered(connection: &Connection, function: &Function, end: fn(Gate) -> Answer) -> Result<()> {
    Gathering { step: add, end }.register(connection, function)
}

fn add(context: &Context<'_>, gate: &mut Gate) -> Result<()> {
    let amount = amounts(context, 0)?;
    let of = |index| text(context, index);
    let figures = if context.len() > ADDEND.len() { decimal(context, 7)? } else { None };
    gate.add(Addend {
        amount: &amount,
        figures: figures.map_or(1, |figures| figures.try_into().unwrap_or(1)),
        alike: [of(1)?, of(3)?, of(4)?, of(5)?],
        agg: of(2)?,
        status: of(6)?,
    });
    Ok(())
}
