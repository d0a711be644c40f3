//! Functions that judge a figure of the plan with its period, as `report metrics` shows it (domain.md 4.2).

use rusqlite::Result;
use rusqlite::functions::Context;

use super::Function;
use super::arguments::{Answer, NULL, decimal, moment, percent, period, text, word};
use super::judgement::{METRIC, figure};
use crate::domain::figure::Gauge;
use crate::domain::measure::Measure;
use crate::domain::pace::{course, pace};
use crate::domain::verdict::verdict_by;
use crate::text::Text;

/// The functions of this file
pub const FUNCTIONS: &[Function] = &[
    Function::scalar(
        "metric_pace",
        &["baseline", "basis", "measure", "period", "on"],
        Text::new(
            "pace(period, on) of what grows with the months; NULL for a stock without a baseline, which has no pace",
            "序时进度，即 pace(period, on)；无基期的时点指标没有序时进度，为 NULL",
        ),
        metric_pace,
    ),
    Function::scalar(
        "metric_verdict",
        METRIC.split_at(12).0,
        Text::new(
            "verdict(…), but in a period that runs not_yet for what is not met, and within_cap for a cap (down, no stock) that is kept; not_begun before it",
            "同 verdict(…)，但时期进行中未达标为 not_yet 尚未达标、上限类指标（逆向、非时点）未突破为 within_cap 未超上限；时期未开始为 not_begun",
        ),
        metric_verdict,
    ),
];

fn metric_pace(context: &Context<'_>) -> Result<Answer> {
    let Some((period, moment)) = period(context, 3)?.zip(moment(context, 4)?) else { return Ok(NULL) };
    let is_stock = match text(context, 1)? {
        Some(basis) => basis == "stock",
        None => {
            let measure = text(context, 2)?.and_then(Measure::find);
            measure.is_some_and(|measure| Gauge::of(measure.family()) != Gauge::Amount)
        }
    };
    let has_pace = !is_stock || decimal(context, 0)?.is_some();
    Ok(percent(pace(&period, moment).filter(|_| has_pace)))
}

fn metric_verdict(context: &Context<'_>) -> Result<Answer> {
    let at = period(context, 10)?.zip(moment(context, 11)?);
    let course = at.map(|(period, moment)| course(&period, moment, 0));
    Ok(word(Some(verdict_by(&figure(context)?, text(context, 9)?, course).code())))
}
