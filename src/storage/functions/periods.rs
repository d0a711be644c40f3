//! Functions of periods and dates (domain.md 2.6).

use rusqlite::Result;

use super::Function;
use super::arguments::{Answer, decimal, made, moment, period, whole};
use crate::domain::pace::Moment;
use crate::domain::period::Period;
use crate::text::Text;

/// The functions of this file
pub const FUNCTIONS: &[Function] = &[
    Function::scalar(
        "period_within",
        &["period", "other"],
        Text::new("whether all of a period lies within another", "时期是否全部在另一时期之内"),
        |context| contains(period(context, 1)?, period(context, 0)?),
    ),
    Function::scalar(
        "period_contains",
        &["outer", "inner"],
        Text::new("whether a period holds all of another", "时期是否包含另一时期的全部"),
        |context| contains(period(context, 0)?, period(context, 1)?),
    ),
    Function::scalar(
        "period_start",
        &["period"],
        Text::new("its first month: 2022-M01", "首月：2022-M01"),
        |context| Ok(made(period(context, 0)?.map(|period| month(period.start())))),
    ),
    Function::scalar(
        "period_end",
        &["period"],
        Text::new("its last month; NULL for an open one", "末月；无终点的时期为 NULL"),
        |context| Ok(made(period(context, 0)?.and_then(|period| period.end()).map(month))),
    ),
    Function::scalar(
        "period_months",
        &["period"],
        Text::new("how many months it has; NULL for an open one", "月数；无终点的时期为 NULL"),
        |context| Ok(whole(period(context, 0)?.and_then(|period| period.months()))),
    ),
    Function::scalar(
        "period_add",
        &["period", "years"],
        Text::new(
            "the same period that many years later, or earlier: 2022-Q3, -1 gives 2021-Q3",
            "若干年后（或前）的同期：2022-Q3、-1 得 2021-Q3",
        ),
        |context| {
            let years = decimal(context, 1)?.and_then(|years| i32::try_from(years).ok());
            let moved = period(context, 0)?.zip(years).and_then(|(period, years)| period.years_later(years));
            Ok(made(moved.map(|period| period.to_string())))
        },
    ),
    Function::scalar(
        "period_before",
        &["period"],
        Text::new(
            "the period of equal length just before: 2022-Q1 gives 2021-Q4; NULL for January to September, and for an open one",
            "紧邻的等长上期：2022-Q1 得 2021-Q4；1-9月之类的累计期和无终点的时期为 NULL",
        ),
        |context| {
            let before = period(context, 0)?.and_then(|period| period.before());
            Ok(made(before.map(|period| period.to_string())))
        },
    ),
    Function::scalar(
        "is_year_to_date",
        &["period"],
        Text::new("whether it begins in January and ends in the same year", "是否为年初至某月的累计期"),
        |context| Ok(whole(period(context, 0)?.map(|period| period.is_year_to_date()))),
    ),
    Function::scalar(
        "month_of",
        &["date"],
        Text::new(
            "the month of a month or day: 2022-09-30 gives 2022-M09",
            "日期所在月份：2022-09-30 得 2022-M09",
        ),
        |context| Ok(made(moment(context, 0)?.map(Moment::month))),
    ),
    Function::scalar(
        "months_between",
        &["from", "to"],
        Text::new(
            "how many months the month of one date lies after that of another",
            "两个日期所在月份相差的月数",
        ),
        |context| {
            let both = moment(context, 0)?.zip(moment(context, 1)?);
            Ok(whole(both.map(|(from, to)| to.months_after(from))))
        },
    ),
];

fn contains(outer: Option<Period>, inner: Option<Period>) -> Result<Answer> {
    Ok(whole(outer.zip(inner).map(|(outer, inner)| outer.contains(&inner))))
}

/// A month as dates are written
fn month((year, month): (i16, i8)) -> String {
    format!("{year:04}-M{month:02}")
}
