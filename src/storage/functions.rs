//! The domain's arithmetic as SQL functions, for reports and queries.
//!
//! They appear in no view, index or CHECK of the schema: other tools can open the ledger without them.
//!
//! - `in_unit(value, from, to)`: a value of one unit in another, exactly, or an error
//! - `amount(value, bound, unit)`: a value as one text: `>100亿元`
//! - `amount_sum(amount)`: the sum of such texts; what cannot be added stands side by side
//! - `amount_at_least(amount)`: the amount, if part of it is not known
//! - `amount_value`, `amount_bound`, `amount_unit`: the parts of an amount again
//! - `rate(done, plan)`: Σdone/Σplan of two amounts in percent, with one decimal, half up
//! - `family(measure)`: what a measure measures: `money`, `area`, `counter:家`
//! - `may_sum(measure)`: whether figures in that measure may be added up
//! - `is_fragile(code)`: whether a spreadsheet would damage a code
//! - `name_key(name)`: a name as names are compared: without width, white space and marks of importance
//! - `is_more(amount, other)`: whether an amount is more than another, their bounds aside
//! - `stated(value, bound, unit)`: a value as one text, whatever its unit
//! - `base_value(value, unit)`, `money_value(value, unit)`: a value in the base of its family, to compare magnitudes
//! - `period_within(period, other)`: whether all of a period lies within another
//! - `period_start(period)`, `period_end(period)`: its first and last month; an open one has no last
//! - `is_under_division(code, other)`: whether a unit's division code lies under another's
//! - `COLLATE natural_order`: codes with runs of digits as numbers

use rusqlite::functions::{Aggregate, Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, Result};
use rust_decimal::Decimal;

use crate::domain::amount::{Amounts, rate};
use crate::domain::bound::Bound;
use crate::domain::code::{is_fragile, name_key, natural_order};
use crate::domain::division::is_under;
use crate::domain::measure::{Measure, convert};
use crate::domain::number::print_decimal;
use crate::domain::period::Period;
use crate::storage::values::{factor, from_real, to_real};
use crate::text::Language;

/// Makes the functions known to a connection
pub fn register(connection: &Connection) -> Result<()> {
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_collation("natural_order", natural_order)?;
    register_facts(connection, flags)?;
    connection.create_scalar_function("in_unit", 3, flags, |context| in_unit(context))?;
    connection.create_scalar_function("amount", 3, flags, |context| {
        let mut amounts = Amounts::default();
        add_value(context, &mut amounts)?;
        Ok(amounts.print())
    })?;
    connection.create_aggregate_function("amount_sum", 1, flags, AmountSum)?;
    connection.create_scalar_function("may_sum", 1, flags, |context| {
        Ok(measure(context, 0)?.is_some_and(|measure| measure.may_sum()))
    })?;
    connection.create_scalar_function("is_fragile", 1, flags, |context| {
        Ok(context.get::<Option<String>>(0)?.is_some_and(|code| is_fragile(&code)))
    })?;
    connection.create_scalar_function("name_key", 1, flags, |context| {
        Ok(context.get::<Option<String>>(0)?.map(|name| name_key(&name)))
    })?;
    connection.create_scalar_function("period_within", 2, flags, |context| {
        let period = |index| context.get::<String>(index).map(|text| Period::read(&text).ok());
        Ok(period(0)?.zip(period(1)?).map(|(inner, outer)| outer.contains(&inner)))
    })?;
    connection.create_scalar_function("amount_at_least", 1, flags, |context| {
        Ok(read_amounts(context, 0)?.bounded(Bound::AtLeast).print())
    })?;
    connection.create_scalar_function("amount_value", 1, flags, |context| {
        Ok(read_amounts(context, 0)?.single().map(|amount| to_real(amount.number)))
    })?;
    connection.create_scalar_function("amount_bound", 1, flags, |context| {
        Ok(read_amounts(context, 0)?.single().and_then(|amount| amount.bound.code()))
    })?;
    connection.create_scalar_function("amount_unit", 1, flags, |context| {
        Ok(read_amounts(context, 0)?.single().map(|amount| amount.unit.name().to_owned()))
    })?;
    connection.create_scalar_function("rate", 2, flags, |context| {
        Ok(rate(&read_amounts(context, 0)?, &read_amounts(context, 1)?).map(to_real))
    })
}

/// What the rules ask of a single fact
fn register_facts(connection: &Connection, flags: FunctionFlags) -> Result<()> {
    connection.create_scalar_function("family", 1, flags, |context| {
        let name: Option<String> = context.get(0)?;
        let measure = name.map(|name| Measure::find(&name).unwrap_or_else(|| Measure::counter(&name)));
        Ok(measure.map(|measure| measure.family().name()))
    })?;
    connection.create_scalar_function("period_start", 1, flags, |context| {
        Ok(period(context)?.map(|period| month(period.start())))
    })?;
    connection.create_scalar_function("period_end", 1, flags, |context| {
        Ok(period(context)?.and_then(|period| period.end()).map(month))
    })?;
    connection.create_scalar_function("is_under_division", 2, flags, |context| {
        let code = |index| context.get::<Option<String>>(index);
        Ok(code(0)?.zip(code(1)?).and_then(|(code, above)| is_under(&code, &above)))
    })?;
    connection.create_scalar_function("stated", 3, flags, |context| stated(context))?;
    connection.create_scalar_function("base_value", 2, flags, |context| in_base(context, Measure::find))?;
    connection.create_scalar_function("money_value", 2, flags, |context| in_base(context, Measure::money))?;
    connection.create_scalar_function("is_more", 2, flags, |context| {
        let amounts = |index| read_amounts(context, index).unwrap_or_default();
        Ok(is_more(&amounts(0), &amounts(1)))
    })?;
    Ok(())
}

struct AmountSum;

impl Aggregate<Amounts, Option<String>> for AmountSum {
    fn init(&self, _: &mut Context<'_>) -> Result<Amounts> {
        Ok(Amounts::default())
    }

    fn step(&self, context: &mut Context<'_>, amounts: &mut Amounts) -> Result<()> {
        amounts.add_all(&read_amounts(context, 0)?);
        Ok(())
    }

    fn finalize(&self, _: &mut Context<'_>, amounts: Option<Amounts>) -> Result<Option<String>> {
        Ok(amounts.and_then(|amounts| amounts.print()))
    }
}

fn in_unit(context: &Context<'_>) -> Result<Option<f64>> {
    let Some(number) = decimal(context, 0)? else { return Ok(None) };
    let (from, to) = (measure(context, 1)?, measure(context, 2)?);
    let (Some(from), Some(to)) = (from, to) else { return Err(complaint("in_unit: no unit")) };
    let converted = convert(number, &from, &to)
        .map_err(|fault| complaint(&format!("in_unit: {}", fault.text(Language::English))))?;
    Ok(Some(to_real(converted)))
}

/// The period of a call's first argument; none where it is blank or cannot be read
fn period(context: &Context<'_>) -> Result<Option<Period>> {
    Ok(context.get::<Option<String>>(0)?.and_then(|text| Period::read(&text).ok()))
}

/// A month as dates are written
fn month((year, month): (i16, i8)) -> String {
    format!("{year:04}-M{month:02}")
}

/// What another tool wrote may be no decimal and have no known unit; it is told as far as it can be
fn stated(context: &Context<'_>) -> Result<Option<String>> {
    let Some(value) = context.get::<Option<f64>>(0)? else { return Ok(None) };
    let number = from_real(value).map_or_else(|| format!("{value:e}"), print_decimal);
    let bound = context.get::<Option<String>>(1)?.and_then(|code| Bound::from_code(&code));
    let unit = context.get::<Option<String>>(2)?.unwrap_or_default();
    Ok(Some(format!("{}{}{unit}", bound.unwrap_or(Bound::Exact).mark(), number)))
}

/// A value in the base of its family, as near as a double is; an unknown unit is its own base
fn in_base(context: &Context<'_>, find: fn(&str) -> Option<Measure>) -> Result<Option<f64>> {
    let Some(value) = context.get::<Option<f64>>(0)? else { return Ok(None) };
    let unit = context.get::<Option<String>>(1)?.and_then(|name| find(&name));
    Ok(Some(value * unit.map_or(1.0, |unit| factor(&unit))))
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

/// Adds the value, bound and unit of a call's three arguments; a blank value adds nothing
fn add_value(context: &Context<'_>, amounts: &mut Amounts) -> Result<()> {
    let Some(number) = decimal(context, 0)? else { return Ok(()) };
    let bound = match context.get_raw(1) {
        ValueRef::Null => Bound::Exact,
        _ => Bound::from_code(&context.get::<String>(1)?).ok_or_else(|| complaint("unknown bound"))?,
    };
    let unit = measure(context, 2)?.ok_or_else(|| complaint("a value without a unit"))?;
    amounts.add(number, bound, &unit);
    Ok(())
}

fn decimal(context: &Context<'_>, index: usize) -> Result<Option<Decimal>> {
    match context.get_raw(index) {
        ValueRef::Null => Ok(None),
        ValueRef::Integer(number) => Ok(Some(Decimal::from(number))),
        ValueRef::Real(real) => from_real(real).map(Some).ok_or_else(|| complaint("not a decimal")),
        ValueRef::Text(_) | ValueRef::Blob(_) => Err(complaint("not a number")),
    }
}

fn measure(context: &Context<'_>, index: usize) -> Result<Option<Measure>> {
    match context.get_raw(index) {
        ValueRef::Null => Ok(None),
        _ => {
            let name: String = context.get(index)?;
            // What nobody knows is a counter that a sheet brought in with `--new-measures`.
            Ok(Some(Measure::find(&name).unwrap_or_else(|| Measure::counter(&name))))
        }
    }
}

fn read_amounts(context: &Context<'_>, index: usize) -> Result<Amounts> {
    match context.get_raw(index) {
        ValueRef::Null => Ok(Amounts::default()),
        _ => {
            let text: String = context.get(index)?;
            Amounts::read(&text).ok_or_else(|| complaint(&format!("`{text}` is not an amount")))
        }
    }
}

fn complaint(reason: &str) -> Error {
    Error::UserFunctionError(reason.into())
}
