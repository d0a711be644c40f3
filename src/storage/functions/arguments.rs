//! The arguments of a function's call, read without allocation where that is possible, and its answer.

use rusqlite::functions::Context;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Error, Result};
use rust_decimal::Decimal;

use crate::domain::amount::Amounts;
use crate::domain::bound::Bound;
use crate::domain::code::excerpt;
use crate::domain::measure::Measure;
use crate::domain::pace::Moment;
use crate::domain::period::Period;
use crate::domain::ratio::Ratio;
use crate::storage::values::{from_real, to_real};
use crate::text::FunctionFault;

/// What a function gives back
pub type Answer = ToSqlOutput<'static>;

/// Nothing is known
pub const NULL: Answer = ToSqlOutput::Owned(Value::Null);

/// A text that the program knows
pub fn word(code: Option<&'static str>) -> Answer {
    code.map_or(NULL, |code| ToSqlOutput::Borrowed(ValueRef::Text(code.as_bytes())))
}

/// A text made for the call
pub fn made(text: Option<String>) -> Answer {
    text.map_or(NULL, |text| ToSqlOutput::Owned(Value::Text(text)))
}

/// A decimal as the double that stands for it
pub fn number(number: Option<Decimal>) -> Answer {
    number.map_or(NULL, |number| ToSqlOutput::Owned(Value::Real(to_real(number))))
}

/// A fraction in percent, rounded once to 15 digits
pub fn percent(ratio: Option<Ratio>) -> Answer {
    number(ratio.and_then(|ratio| ratio.percent().round()))
}

/// A whole number, or a yes or no
pub fn whole(number: Option<impl Into<i64>>) -> Answer {
    number.map_or(NULL, |number| ToSqlOutput::Owned(Value::Integer(number.into())))
}

/// A text argument; what is no text is refused
pub fn text<'a>(context: &'a Context<'_>, index: usize) -> Result<Option<&'a str>> {
    match context.get_raw(index) {
        ValueRef::Null => Ok(None),
        ValueRef::Text(bytes) => {
            str::from_utf8(bytes).map(Some).map_err(|_| complaint(&FunctionFault::NotUtf8 {}))
        }
        _ => Err(complaint(&FunctionFault::NotAText { place: index + 1 })),
    }
}

/// The bytes of a text argument, to be compared; none of anything else
pub fn bytes<'a>(context: &'a Context<'_>, index: usize) -> Option<&'a [u8]> {
    match context.get_raw(index) {
        ValueRef::Text(bytes) => Some(bytes),
        _ => None,
    }
}

/// A number as the exact decimal that it stands for
pub fn decimal(context: &Context<'_>, index: usize) -> Result<Option<Decimal>> {
    match context.get_raw(index) {
        ValueRef::Null => Ok(None),
        ValueRef::Integer(number) => Ok(Some(Decimal::from(number))),
        ValueRef::Real(real) => {
            let place = index + 1;
            from_real(real).map(Some).ok_or_else(|| complaint(&FunctionFault::NotADecimal { place }))
        }
        ValueRef::Text(_) | ValueRef::Blob(_) => {
            Err(complaint(&FunctionFault::NotANumber { place: index + 1 }))
        }
    }
}

/// The bound of a value, by its code; blank is exact
pub fn bound(context: &Context<'_>, index: usize) -> Result<Bound> {
    match text(context, index)? {
        None => Ok(Bound::Exact),
        Some(code) => Bound::from_code(code)
            .ok_or_else(|| complaint(&FunctionFault::UnknownBound { code: code.to_owned() })),
    }
}

/// A measure; what nobody knows is a counter that a sheet brought in with `--new-measures`
pub fn measure(context: &Context<'_>, index: usize) -> Result<Option<Measure>> {
    let name = text(context, index)?;
    Ok(name.map(|name| Measure::find(name).unwrap_or_else(|| Measure::counter(name))))
}

/// What [`Amounts::print`] wrote; nothing where it is blank
pub fn amounts(context: &Context<'_>, index: usize) -> Result<Amounts> {
    let Some(text) = text(context, index)? else { return Ok(Amounts::default()) };
    Amounts::read(text).ok_or_else(|| complaint(&FunctionFault::NotAnAmount { text: excerpt(text) }))
}

/// A period; none where it is blank or cannot be read: what another tool wrote must not stop a report
pub fn period(context: &Context<'_>, index: usize) -> Result<Option<Period>> {
    Ok(text(context, index)?.and_then(|text| Period::read(text).ok()))
}

/// A month or a day; none where it is blank or cannot be read
pub fn moment(context: &Context<'_>, index: usize) -> Result<Option<Moment>> {
    Ok(text(context, index)?.and_then(Moment::read))
}

/// Why a call is refused, as SQLite hands it on
pub fn complaint(fault: &FunctionFault) -> Error {
    Error::UserFunctionError(fault.carried().into())
}
