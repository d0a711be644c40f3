//! Functions that judge a figure: completion, verdict, pace (domain.md 4.2).

use rusqlite::Result;
use rusqlite::functions::Context;

use super::arguments::{
    Answer, amounts, bound, complaint, decimal, measure, moment, number, percent, period, text, word,
};
use super::{Function, Gathering};
use crate::domain::amount::Amounts;
use crate::domain::bound::Bound;
use crate::domain::completion::{ahead, completion, completion_bound};
use crate::domain::figure::{Direction, Figure, Gauge, Stated};
use crate::domain::measure::Measure;
use crate::domain::pace::{course, difference, pace};
use crate::domain::rate::WeightedPace;
use crate::domain::verdict::verdict;
use crate::text::{FunctionFault, Text};

/// A metric as functions take it: its figure, its status, its period and the day, and the scheme of lights
pub const METRIC: &[&str] = &[
    "actual",
    "actual_bound",
    "target",
    "target_bound",
    "baseline",
    "baseline_bound",
    "direction",
    "basis",
    "measure",
    "status",
    "period",
    "on",
    "scheme",
];

/// The nine arguments that are a figure
const FIGURE: &[&str] = METRIC.split_at(9).0;

/// The same, the period and the day
const AHEAD: &[&str] = &[
    FIGURE[0], FIGURE[1], FIGURE[2], FIGURE[3], FIGURE[4], FIGURE[5], FIGURE[6], FIGURE[7], FIGURE[8],
    "period", "on",
];

/// The functions of this file
pub const FUNCTIONS: &[Function] = &[
    Function::scalar(
        "completion",
        FIGURE,
        Text::new(
            "how much is reached, in percent: actual/target, for a stock with a baseline (actual-baseline)/(target-baseline); NULL where none is agreed upon",
            "完成率（%）：实际/目标；有基期的时点指标为（实际－基期）/（目标－基期）；无公认算法时为 NULL",
        ),
        |context| Ok(percent(completion(&figure(context)?))),
    ),
    Function::scalar(
        "completion_bound",
        FIGURE,
        Text::new("the bound of that completion; NULL for exact", "该完成率的限定；NULL 为准确"),
        |context| Ok(word(completion_bound(&figure(context)?).and_then(Bound::code))),
    ),
    Function::scalar(
        "verdict",
        METRIC.split_at(10).0,
        Text::new(
            "met, not_met, about_met, no_quota (a target of 0), no_target, not_reported, not_applicable, unknown (the bounds overlap)",
            "met 达标、not_met 未达标、about_met 基本达到、no_quota 无定额（目标为 0）、no_target 无目标、not_reported 未报、not_applicable 不适用、unknown 因限定无法判定",
        ),
        |context| Ok(word(Some(verdict(&figure(context)?, text(context, 9)?).code()))),
    ),
    Function::scalar(
        "ahead",
        AHEAD,
        Text::new(
            "completion less pace in percentage points, exactly: above 0 is ahead; NULL for a stock without a baseline",
            "完成率减序时进度（百分点），准确计算：大于 0 为超序时；无基期的时点指标为 NULL",
        ),
        |context| {
            let Some((period, moment)) = period(context, 9)?.zip(moment(context, 10)?) else {
                return Ok(word(None));
            };
            Ok(percent(ahead(&figure(context)?, &period, moment)))
        },
    ),
    Function::scalar(
        "ahead",
        &["rate", "pace"],
        Text::new(
            "a rate less a pace in percentage points, as far as both of them are certain: above 0 is ahead",
            "完成率减序时进度（百分点），取二者均有把握的位数：大于 0 为超序时",
        ),
        |context| {
            let both = decimal(context, 0)?.zip(decimal(context, 1)?);
            Ok(number(both.and_then(|(rate, pace)| difference(rate, pace))))
        },
    ),
    Function::scalar(
        "pace",
        &["period", "on"],
        Text::new(
            "the percentage of the period's months that are over at the end of a month or day; NULL for an open one",
            "序时进度：到某月末或某日为止，时期已过月数的百分比；无终点的时期为 NULL",
        ),
        |context| {
            let at = period(context, 0)?.zip(moment(context, 1)?);
            Ok(percent(at.and_then(|(period, moment)| pace(&period, moment))))
        },
    ),
    Function::aggregate(
        "weighted_pace",
        &["plan", "period", "on"],
        Text::new(
            "the pace of many plans, each weighted with its amount, in percent; NULL where they are of several families",
            "多项计划的序时进度，按计划量加权（%）；含多个计量类别时为 NULL",
        ),
        |connection, function| {
            Gathering { step: add_plan, end: |pace: WeightedPace| percent(pace.pace()) }
                .register(connection, function)
        },
    ),
    Function::aggregate(
        "weighted_pace",
        &["value", "unit", "period", "on"],
        Text::new(
            "weighted_pace(amount(value, NULL, unit), period, on), without a text for every row",
            "即 weighted_pace(amount(value, NULL, unit), period, on)，不逐行生成文本",
        ),
        |connection, function| {
            Gathering { step: add_planned, end: |pace: WeightedPace| percent(pace.pace()) }
                .register(connection, function)
        },
    ),
    Function::scalar(
        "elapsed",
        &["period", "on"],
        Text::new(
            "before, running or closed: where the end of a month or a day lies in a period",
            "某月末或某日在时期中的位置：before 未开始、running 进行中、closed 已结束",
        ),
        |context| elapsed(context, 0),
    ),
    Function::scalar(
        "elapsed",
        &["period", "on", "months"],
        Text::new(
            "before, running, closed, or due where that many months or fewer are left",
            "某月末或某日在时期中的位置；剩余月数不超过给定值时为 due 临近到期",
        ),
        |context| {
            let near = decimal(context, 2)?.and_then(|months| i32::try_from(months).ok());
            elapsed(context, near.unwrap_or(0).clamp(0, 1200))
        },
    ),
];

fn elapsed(context: &Context<'_>, near: i32) -> Result<Answer> {
    let at = period(context, 0)?.zip(moment(context, 1)?);
    Ok(word(at.map(|(period, moment)| course(&period, moment, near).code())))
}

fn add_plan(context: &Context<'_>, pace: &mut WeightedPace) -> Result<()> {
    if let Some((period, moment)) = period(context, 1)?.zip(moment(context, 2)?) {
        pace.add(&amounts(context, 0)?, &period, moment);
    }
    Ok(())
}

fn add_planned(context: &Context<'_>, pace: &mut WeightedPace) -> Result<()> {
    let (value, unit) = (decimal(context, 0)?, measure(context, 1)?);
    if let Some((period, moment)) = period(context, 2)?.zip(moment(context, 3)?)
        && let Some((value, unit)) = value.zip(unit)
    {
        pace.add(&Amounts::of(value, Bound::Exact, unit), &period, moment);
    }
    Ok(())
}

/// The figure of the first nine arguments
pub fn figure(context: &Context<'_>) -> Result<Figure> {
    let stated = |index| -> Result<Option<Stated>> {
        let Some(number) = decimal(context, index)? else { return Ok(None) };
        Ok(Some(Stated { number, bound: bound(context, index + 1)? }))
    };
    let direction = match text(context, 6)? {
        None | Some("up") => Direction::Up,
        Some("down") => Direction::Down,
        Some(other) => return Err(complaint(&FunctionFault::UnknownDirection { code: other.to_owned() })),
    };
    let measure = text(context, 8)?.and_then(Measure::find);
    Ok(Figure {
        actual: stated(0)?,
        target: stated(2)?,
        baseline: stated(4)?,
        direction,
        stock: text(context, 7)?.map(|basis| basis == "stock"),
        gauge: measure.map_or(Gauge::Amount, |measure| Gauge::of(measure.family())),
    })
}
