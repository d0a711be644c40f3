//! Functions of amounts: texts such as `>100亿元` that carry a number, its bound and its unit.

use rusqlite::Result;
use rusqlite::functions::Context;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rust_decimal::Decimal;

use super::arguments::{
    Answer, NULL, amounts, bound, complaint, decimal, made, measure, number, percent, text, whole, word,
};
use super::{Function, Gathering};
use crate::domain::amount::Amounts;
use crate::domain::bound::Bound;
use crate::domain::conversion::convert_rounded;
use crate::domain::measure::Measure;
use crate::domain::number::print_decimal;
use crate::domain::rate::{rate, rate_bound};
use crate::domain::ratio::Ratio;
use crate::domain::shown_percent::shown_percent;
use crate::storage::values::{factor, from_real};
use crate::text::{FunctionFault, Text};

/// The functions of this file
pub const FUNCTIONS: &[Function] = &[
    Function::scalar(
        "amount",
        &["value", "bound", "unit"],
        Text::new(
            "a value with its bound and unit as one text, an amount: >100亿元",
            "把数值、限定和单位合为一个量：>100亿元",
        ),
        |context| {
            let mut sum = Amounts::default();
            add_value(context, &mut sum)?;
            Ok(made(sum.print()))
        },
    ),
    Function::aggregate(
        "amount_sum",
        &["amount"],
        Text::new(
            "the exact sum of amounts, bounds included; families that cannot be added stand side by side",
            "各量的准确合计，含限定；不可相加的计量类别并列",
        ),
        |connection, function| {
            Gathering { step: add_amounts, end: |sum: Amounts| made(sum.print()) }
                .register(connection, function)
        },
    ),
    Function::aggregate(
        "amount_sum",
        &["value", "bound", "unit"],
        Text::new(
            "amount_sum(amount(value, bound, unit)), without a text for every row",
            "即 amount_sum(amount(value, bound, unit))，不逐行生成文本",
        ),
        |connection, function| {
            Gathering { step: add_value, end: |sum: Amounts| made(sum.print()) }
                .register(connection, function)
        },
    ),
    Function::aggregate(
        "amount_sum",
        &["value", "bound", "unit", "instead"],
        Text::new(
            "the same of rows of which some have no value of their own: what is counted of such a row is an amount",
            "同上，其中一些行自身没有数值，以给定的量代之",
        ),
        |connection, function| {
            Gathering { step: add_value_or_amount, end: |sum: Amounts| made(sum.print()) }
                .register(connection, function)
        },
    ),
    Function::scalar(
        "amount_minus",
        &["amount", "other"],
        Text::new(
            "the difference of two amounts; the bound of the second is turned round",
            "两个量之差；减数的限定反向",
        ),
        |context| {
            let (one, other) = (text(context, 0)?, text(context, 1)?);
            if one.is_none() || other.is_none() {
                return Ok(NULL);
            }
            Ok(made(amounts(context, 0)?.minus(&amounts(context, 1)?).print()))
        },
    ),
    Function::scalar(
        "amount_at_least",
        &["amount"],
        Text::new("the amount, where part of it is not known", "该量，其中一部分未知"),
        |context| Ok(made(amounts(context, 0)?.bounded(Bound::AtLeast).print())),
    ),
    Function::scalar(
        "amount_value",
        &["amount"],
        Text::new("its number; NULL where it has several families", "量的数值；含多个计量类别时为 NULL"),
        |context| Ok(number(amounts(context, 0)?.single().map(|amount| amount.number))),
    ),
    Function::scalar(
        "amount_bound",
        &["amount"],
        Text::new(
            "its bound: NULL (exact), about, over, at_least, under, at_most",
            "量的限定：NULL（准确）、about、over、at_least、under、at_most",
        ),
        |context| Ok(word(amounts(context, 0)?.single().and_then(|amount| amount.bound.code()))),
    ),
    Function::scalar("amount_unit", &["amount"], Text::new("its unit", "量的单位"), |context| {
        Ok(made(amounts(context, 0)?.single().map(|amount| amount.unit.name().to_owned())))
    }),
    Function::scalar(
        "rate",
        &["done", "plan"],
        Text::new(
            "done of plan, two amounts or two numbers of one unit, in percent, not rounded to a decimal; NULL where the families differ or the plan is not above 0",
            "完成量占计划量的百分比（两个量，或同一单位的两个数），不取位；计量类别不同或计划不大于 0 时为 NULL",
        ),
        done_of_plan,
    ),
    Function::scalar(
        "rate_bound",
        &["done", "plan"],
        Text::new("the bound of that rate; NULL for exact", "该比率的限定；NULL 为准确"),
        |context| {
            let bound = rate_bound(&amounts(context, 0)?, &amounts(context, 1)?);
            Ok(word(bound.and_then(Bound::code)))
        },
    ),
    Function::scalar(
        "in_unit",
        &["value", "from", "to"],
        Text::new(
            "a value of one unit in another of its family, rounded once to 15 digits; units of two families are refused",
            "换算到同类的另一单位，一次取到 15 位有效数字；不同类的单位拒绝换算",
        ),
        in_unit,
    ),
    Function::scalar(
        "usual_value",
        &["value", "unit"],
        Text::new(
            "a value in the usual unit of its family (亿元, 亩, 个 …), so that rows in several units compare",
            "换算为该类常用单位（亿元、亩、个等）的值，使不同单位的行可比",
        ),
        |context| {
            let (Some(value), Some(from)) = (decimal(context, 0)?, measure(context, 1)?) else {
                return Ok(NULL);
            };
            Ok(number(convert_rounded(value, &from, &Measure::default_unit(from.family())).ok()))
        },
    ),
    Function::scalar(
        "usual_unit",
        &["unit"],
        Text::new(
            "the usual unit of a unit's family, in which usual_value is: 亿元, 亩, 个 …",
            "该类计量单位的常用单位（亿元、亩、个等），即 usual_value 所用单位",
        ),
        |context| {
            let unit = measure(context, 0)?.map(|unit| Measure::default_unit(unit.family()));
            Ok(made(unit.map(|unit| unit.name().to_owned())))
        },
    ),
    Function::scalar(
        "round_percent",
        &["number"],
        Text::new(
            "a percentage as reports show it: one decimal, half up, but what is below 100 or 0 stays below: 99.95",
            "报表所示的百分数：四舍五入取一位小数；不足 100 或 0 的不进位到 100 或 0，如 99.95",
        ),
        |context| Ok(number(decimal(context, 0)?.map(shown_percent))),
    ),
    Function::scalar(
        "stated",
        &["value", "bound", "unit"],
        Text::new("a value as one text, whatever its unit", "把数值写成一个文本，不论单位是否认识"),
        stated,
    ),
    Function::scalar(
        "base_value",
        &["value", "unit"],
        Text::new(
            "a value in the base of its family, as near as a double is, to compare magnitudes",
            "换算为该类基本单位的近似值，用于比较量级",
        ),
        |context| in_base(context, Measure::find),
    ),
    Function::scalar(
        "money_value",
        &["value", "unit"],
        Text::new(
            "an amount of money in 元, to compare magnitudes; here 分 is the coin",
            "金额换算为元的近似值，用于比较量级；此处“分”为货币单位",
        ),
        |context| in_base(context, Measure::money),
    ),
    Function::scalar(
        "is_more",
        &["amount", "other"],
        Text::new(
            "whether an amount is more than another, their bounds aside",
            "一个量是否大于另一个，不看限定",
        ),
        |context| {
            let of = |index| amounts(context, index).unwrap_or_default();
            Ok(whole(Some(is_more(&of(0), &of(1)))))
        },
    ),
];

fn done_of_plan(context: &Context<'_>) -> Result<Answer> {
    let is_number = |index| matches!(context.get_raw(index), ValueRef::Real(_) | ValueRef::Integer(_));
    if !is_number(0) && !is_number(1) {
        return Ok(percent(rate(&amounts(context, 0)?, &amounts(context, 1)?)));
    }
    let plan = decimal(context, 1)?.filter(|plan| plan.is_sign_positive() && !plan.is_zero());
    let of = |number: Option<Decimal>| number.map(Ratio::of);
    Ok(percent(of(decimal(context, 0)?).zip(of(plan)).and_then(|(done, plan)| done.over(&plan))))
}

fn add_amounts(context: &Context<'_>, sum: &mut Amounts) -> Result<()> {
    add_amounts_at(context, 0, sum)
}

fn add_amounts_at(context: &Context<'_>, index: usize, sum: &mut Amounts) -> Result<()> {
    sum.add_all(&amounts(context, index)?);
    Ok(())
}

/// Adds the value, bound and unit of a call's first three arguments, or, where the value is blank, the fourth
fn add_value_or_amount(context: &Context<'_>, sum: &mut Amounts) -> Result<()> {
    match context.get_raw(0) {
        ValueRef::Null => add_amounts_at(context, 3, sum),
        _ => add_value(context, sum),
    }
}

/// Adds the value, bound and unit of a call's three arguments; a blank value adds nothing
fn add_value(context: &Context<'_>, sum: &mut Amounts) -> Result<()> {
    let Some(value) = decimal(context, 0)? else { return Ok(()) };
    let unit = measure(context, 2)?.ok_or_else(|| complaint(&FunctionFault::ValueWithoutUnit {}))?;
    sum.add(value, bound(context, 1)?, &unit);
    Ok(())
}

fn in_unit(context: &Context<'_>) -> Result<Answer> {
    let Some(value) = decimal(context, 0)? else { return Ok(NULL) };
    let (Some(from), Some(to)) = (measure(context, 1)?, measure(context, 2)?) else {
        return Err(complaint(&FunctionFault::NoUnit { function: "in_unit" }));
    };
    let converted = convert_rounded(value, &from, &to)
        .map_err(|fault| complaint(&FunctionFault::NotConvertible { fault }))?;
    Ok(number(Some(converted)))
}

/// What another tool wrote may be no decimal and have no known unit; it is told as far as it can be
fn stated(context: &Context<'_>) -> Result<Answer> {
    let Some(value) = context.get::<Option<f64>>(0)? else { return Ok(NULL) };
    let number = from_real(value).map_or_else(|| format!("{value:e}"), print_decimal);
    let bound = text(context, 1)?.and_then(Bound::from_code).unwrap_or(Bound::Exact);
    let unit = text(context, 2)?.unwrap_or_default();
    Ok(made(Some(format!("{}{number}{unit}", bound.mark()))))
}

/// A value in the base of its family, as near as a double is; an unknown unit is its own base
fn in_base(context: &Context<'_>, find: fn(&str) -> Option<Measure>) -> Result<Answer> {
    let Some(value) = context.get::<Option<f64>>(0)? else { return Ok(NULL) };
    let unit = text(context, 1)?.and_then(find);
    Ok(ToSqlOutput::Owned(Value::Real(value * unit.map_or(1.0, |unit| factor(&unit)))))
}

/// Whether any amount of the first is more than the one of its family in the second
fn is_more(amounts: &Amounts, others: &Amounts) -> bool {
    amounts.iter().any(|amount| {
        let other = others.iter().find(|other| other.unit.family() == amount.unit.family());
        let difference = other.and_then(|other| {
            let mut difference = Amounts::default();
            difference.add(amount.number, Bound::Exact, &amount.unit);
            difference.add(-other.number, Bound::Exact, &other.unit);
            difference.single().map(|rest| rest.number)
        });
        difference.is_some_and(|rest| rest.is_sign_positive() && !rest.is_zero())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rusqlite::{Connection, params};

    proptest! {
        #[test]
        fn the_rate_of_two_numbers_is_that_of_their_amounts(done in -9999_i64..99_999, plan in -99_i64..99_999, scale in 0_i32..4) {
            let connection = Connection::open_in_memory().unwrap();
            crate::storage::functions::register(&connection).unwrap();
            let [done, plan] = [done, plan].map(|number| number as f64 / 10_f64.powi(scale));
            let sql = "SELECT rate(?1, ?2), rate(amount(?1, NULL, '万元'), amount(?2, NULL, '万元'))";
            let row = connection.query_row(sql, params![done, plan], |row| Ok((row.get(0)?, row.get(1)?)));
            let (numbers, amounts): (Option<f64>, Option<f64>) = row.unwrap();
            prop_assert_eq!(numbers, amounts);
            prop_assert_eq!(numbers.is_some(), plan > 0.0);
            let blanks = "SELECT rate(?1, NULL) IS NULL AND rate(NULL, ?1) IS NULL";
            prop_assert!(connection.query_row(blanks, [done], |row| row.get::<_, bool>(0)).unwrap());
        }
    }
}
