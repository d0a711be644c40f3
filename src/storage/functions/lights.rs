//! Functions of lights: the colour of a figure by a scheme, and the worst of many (domain.md 4.2).

use rusqlite::Result;
use rusqlite::functions::Context;
use rust_decimal::Decimal;

use super::arguments::{Answer, bytes, complaint, decimal, made, moment, period, text, whole, word};
use super::judgement::{METRIC, figure};
use super::{Function, Gathering};
use crate::domain::bound::Bound;
use crate::domain::completion::{ahead, completion_bound};
use crate::domain::figure::Figure;
use crate::domain::light::{Light, Scheme};
use crate::domain::pace::{Course, Moment, course};
use crate::domain::period::Period;
use crate::domain::ratio::Ratio;
use crate::domain::verdict::{Verdict, verdict_by};
use crate::text::{FunctionFault, Text};

/// The functions of this file
pub const FUNCTIONS: &[Function] = &[
    Function::scalar(
        "light",
        &["gap", "state", "verdict", "scheme"],
        Text::new(
            "green, yellow, red, blue or grey, from percentage points ahead, elapsed() and metric_verdict(); a scheme is default, yinchuan, ouhai, suqian or GREEN,YELLOW",
            "灯色：由超欠序时（百分点）、elapsed()、metric_verdict() 得出；规则为 default、银川、瓯海、宿迁或“绿,黄”界限",
        ),
        light,
    ),
    Function::scalar(
        "metric_light",
        METRIC,
        Text::new(
            "the light of a figure in one call: light(ahead(…), elapsed(…), metric_verdict(…), scheme), exactly",
            "一次得出指标的灯色：即 light(ahead(…), elapsed(…), metric_verdict(…), scheme)，准确计算",
        ),
        metric_light,
    ),
    Function::aggregate(
        "metric_lights",
        METRIC,
        Text::new(
            "how many of many figures have each light, from the worst on, and how many are not reported though their period is over, as a JSON array: [red, yellow, blue, green, grey, not reported]; NULL for no figures",
            "多项指标各灯色的个数（由差到好）及时期已过而未报的个数，写成 JSON 数组：[红, 黄, 蓝, 绿, 灰, 未报]；没有指标时为 NULL",
        ),
        |connection, function| {
            let end = |Counts { counts, .. }: Counts| {
                let [red, yellow, blue, green, grey, late] = counts;
                let is_any = counts.iter().any(|count| *count > 0);
                made(is_any.then(|| format!("[{red},{yellow},{blue},{green},{grey},{late}]")))
            };
            Gathering { step: count_light, end }.register(connection, function)
        },
    ),
    Function::scalar(
        "light_rank",
        &["light"],
        Text::new(
            "its place from the worst on: red 0, yellow 1, blue 2, green 3, grey 4",
            "由差到好的次序：红 0、黄 1、蓝 2、绿 3、灰 4",
        ),
        |context| Ok(whole(colour(context)?.map(Light::rank))),
    ),
    Function::aggregate(
        "worst_light",
        &["light"],
        Text::new(
            "the worst of many lights; grey only where there is no other",
            "多盏灯中最差的；全为灰灯时才为灰",
        ),
        |connection, function| {
            let end = |worst: Option<Light>| word(worst.map(Light::code));
            Gathering { step: add_light, end }.register(connection, function)
        },
    ),
    Function::scalar(
        "start_limit",
        &["scheme"],
        Text::new(
            "the months after its planned start from which the scheme calls a project that has not started red; NULL where it does not say",
            "规则规定的、计划开工后满几个月未开工即为红灯的月数；未规定时为 NULL",
        ),
        |context| Ok(whole(scheme(context, 0)?.start_limit())),
    ),
];

fn light(context: &Context<'_>) -> Result<Answer> {
    let course = text(context, 1)?.map(|code| {
        Course::from_code(code)
            .ok_or_else(|| complaint(&FunctionFault::UnknownState { code: code.to_owned() }))
    });
    let verdict = text(context, 2)?.map(|code| {
        Verdict::from_code(code)
            .ok_or_else(|| complaint(&FunctionFault::UnknownVerdict { code: code.to_owned() }))
    });
    let light = scheme(context, 3)?.light(decimal(context, 0)?, course.transpose()?, verdict.transpose()?);
    Ok(word(Some(light.code())))
}

fn metric_light(context: &Context<'_>) -> Result<Answer> {
    Ok(word(Some(lit(context, &Ground::of(context)?)?.light.code())))
}

/// The lights of many figures, and what the last of them was judged by
#[derive(Default)]
struct Counts {
    counts: [u64; 6],
    ground: Option<(Grounds, Ground)>,
}

fn count_light(context: &Context<'_>, counted: &mut Counts) -> Result<()> {
    let written = [10, 11, 12].map(|index| bytes(context, index));
    let is_same = |(known, _): &&(Grounds, Ground)| {
        known.iter().zip(written).all(|(known, written)| known.as_deref() == written)
    };
    let ground = match counted.ground.as_ref().filter(is_same) {
        Some((_, ground)) => *ground,
        None => {
            let ground = Ground::of(context)?;
            counted.ground = Some((written.map(|bytes| bytes.map(<[u8]>::to_vec)), ground));
            ground
        }
    };
    let lit = lit(context, &ground)?;
    counted.counts[lit.light as usize] += 1;
    counted.counts[5] += u64::from(lit.is_late);
    Ok(())
}

/// The period, the day and the scheme as they are written
type Grounds = [Option<Vec<u8>>; 3];

/// By what a figure is judged: of many figures, mostly the same
#[derive(Clone, Copy)]
pub struct Ground {
    /// The period and the moment
    pub at: Option<(Period, Moment)>,
    /// Where the moment lies in the period
    pub state: Option<Course>,
    scheme: Scheme,
}

impl Ground {
    /// What the last three of the arguments of [`METRIC`] say
    pub fn of(context: &Context<'_>) -> Result<Ground> {
        let scheme = scheme(context, 12)?;
        let at = period(context, 10)?.zip(moment(context, 11)?);
        let state = at.map(|(period, moment)| course(&period, moment, scheme.due_within()));
        Ok(Ground { at, state, scheme })
    }

    /// The light; how far it is ahead is asked only where the verdict leaves the light open
    ///
    /// Of what is only known to be ahead by more than so much, or by less, there is a light where it would be the same however
    /// much that is.
    pub fn light(&self, figure: &Figure, verdict: Verdict, ahead: impl FnOnce() -> Option<Ratio>) -> Light {
        let gap = if self.scheme.needs_gap(verdict) { ahead() } else { None };
        let gap = gap.and_then(|gap| gap.percent().round());
        let of = |gap| self.scheme.light(gap, self.state, Some(verdict));
        let furthest = match gap.and_then(|_| completion_bound(figure)) {
            Some(Bound::Over | Bound::AtLeast) => Decimal::MAX,
            Some(Bound::Under | Bound::AtMost) => Decimal::MIN,
            _ => return of(gap),
        };
        if of(Some(furthest)) == of(gap) { of(gap) } else { Light::Grey }
    }
}

/// What the thirteen arguments of [`METRIC`] say at a glance
struct Lit {
    light: Light,
    /// Whether nothing is known of it, though its period is over or the row says that it is missing (未报)
    is_late: bool,
}

fn lit(context: &Context<'_>, ground: &Ground) -> Result<Lit> {
    let (figure, status) = (figure(context)?, text(context, 9)?);
    let verdict = verdict_by(&figure, status, ground.state);
    let gap = || ground.at.and_then(|(period, moment)| ahead(&figure, &period, moment));
    let is_late = match status {
        Some("missing") => true,
        Some("na" | "included") => false,
        _ => figure.actual.is_none() && ground.state == Some(Course::Closed),
    };
    Ok(Lit { light: ground.light(&figure, verdict, gap), is_late })
}

/// The scheme of an argument; blank is the default
fn scheme(context: &Context<'_>, index: usize) -> Result<Scheme> {
    let text = text(context, index)?.unwrap_or("default");
    Scheme::read(text).map_err(|fault| complaint(&FunctionFault::UnknownScheme { fault }))
}

fn colour(context: &Context<'_>) -> Result<Option<Light>> {
    let Some(code) = text(context, 0)? else { return Ok(None) };
    Light::from_code(code)
        .map(Some)
        .ok_or_else(|| complaint(&FunctionFault::UnknownLight { code: code.to_owned() }))
}

fn add_light(context: &Context<'_>, worst: &mut Option<Light>) -> Result<()> {
    if let Some(light) = colour(context)? {
        *worst = Some(worst.map_or(light, |known| known.min(light)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::option;
    use proptest::prelude::*;
    use proptest::sample::select;
    use rusqlite::{Connection, params};

    const BOUNDS: [Option<&str>; 6] =
        [None, Some("about"), Some("over"), Some("at_least"), Some("under"), Some("at_most")];

    /// The light in one call, and from its parts: how far it is ahead, and how far it may be
    const BOTH: &str = "WITH figure AS (SELECT ?1 AS a, ?2 AS ab, ?3 AS t, ?4 AS tb, ?5 AS b, NULL AS bb, ?6 AS d, \
        ?7 AS basis, ?8 AS m, ?9 AS status, ?10 AS period, ?11 AS day, ?12 AS scheme), \
        parts AS (SELECT *, ahead(a, ab, t, tb, b, bb, d, basis, m, period, day) AS gap, \
        CASE WHEN completion_bound(a, ab, t, tb, b, bb, d, basis, m) IN ('over', 'at_least') THEN 1e9 \
        WHEN completion_bound(a, ab, t, tb, b, bb, d, basis, m) IN ('under', 'at_most') THEN -1e9 END AS far, \
        elapsed(period, day, scheme = '宿迁') AS state, \
        metric_verdict(a, ab, t, tb, b, bb, d, basis, m, status, period, day) AS verdict FROM figure) \
        SELECT metric_light(a, ab, t, tb, b, bb, d, basis, m, status, period, day, scheme), \
        iif(gap IS NULL OR far IS NULL OR light(gap, state, verdict, scheme) = light(far, state, verdict, scheme), \
        light(gap, state, verdict, scheme), 'grey') FROM parts";

    proptest! {
        #[test]
        fn one_call_gives_the_light_of_its_parts(
            values in [option::of(-20_i32..200), option::of(-20_i32..200), option::of(-20_i32..200)],
            bounds in [select(&BOUNDS[..]), select(&BOUNDS[..])],
            direction in select(&["up", "down"][..]),
            basis in select(&[None, Some("flow"), Some("stock")][..]),
            measure in select(&["万元", "%", "名次", "定性", "只"][..]),
            status in select(&[None, Some("missing"), Some("na")][..]),
            period in select(&["2023", "2023-Q3", "2022/..", "2021/2025", "x"][..]),
            day in select(&["2023-M07", "2023-08-31", "2022-M12", "2026-M01"][..]),
            scheme in select(&["default", "银川", "瓯海", "宿迁", "5,-5"][..]),
        ) {
            let connection = Connection::open_in_memory().unwrap();
            crate::storage::functions::register(&connection).unwrap();
            let [actual, target, baseline] = values.map(|value| value.map(|value| f64::from(value) / 10.0));
            let given = params![
                actual, bounds[0], target, bounds[1], baseline, direction, basis, measure, status, period, day, scheme
            ];
            let row = connection.query_row(BOTH, given, |row| Ok((row.get(0)?, row.get(1)?)));
            let (whole, parts): (String, String) = row.unwrap();
            prop_assert_eq!(whole, parts);
        }
    }

    #[test]
    fn what_may_be_ahead_or_behind_is_not_judged() {
        let connection = Connection::open_in_memory().unwrap();
        crate::storage::functions::register(&connection).unwrap();
        let light = |actual: f64, bound: &str| {
            let sql = "SELECT metric_light(?1, ?2, 300, NULL, NULL, NULL, 'up', 'flow', '亿元', NULL, '2026', '2026-M10', NULL)";
            connection.query_row(sql, params![actual, bound], |row| row.get::<_, String>(0)).unwrap()
        };
        // The pace is 83.3 %: 250 of 300.
        assert_eq!(light(200.0, "over"), "grey", "it may be 290");
        assert_eq!(light(260.0, "over"), "green");
        assert_eq!(light(200.0, "under"), "red");
        assert_eq!(light(260.0, "at_most"), "grey", "it may be 100");
        assert_eq!(light(200.0, "about"), "red");
    }
}
