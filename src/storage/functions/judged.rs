//! The judgement of a metric in one value, and functions that read it: a report that shows all of it hands its thirteen
//! columns over once, and not once for each (domain.md 4.2).
//!
//! The value lives as long as a statement. It is a verdict, a bound, and three doubles, of which what is none is no number.

use rusqlite::Result;
use rusqlite::functions::Context;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};

use super::Function;
use super::arguments::{Answer, NULL, complaint, text, whole, word};
use super::judgement::{METRIC, figure};
use super::lights::Ground;
use crate::domain::bound::Bound;
use crate::domain::completion::{completion, completion_bound};
use crate::domain::light::Light;
use crate::domain::pace::{Course, pace};
use crate::domain::verdict::{Verdict, verdict_by};
use crate::storage::values::Real;
use crate::text::{FunctionFault, Text};

/// What the functions that read it take
const JUDGEMENT: &[&str] = &["judgement"];

/// Bytes before the doubles
const HEAD: usize = 3;

/// Bytes of a judgement
const LENGTH: usize = HEAD + 3 * Real::LENGTH;

/// The functions of this file
pub const FUNCTIONS: &[Function] = &[
    Function::scalar(
        "metric_judgement",
        METRIC,
        Text::new(
            "completion, its bound, metric_pace, ahead, metric_verdict and metric_light in one value, which judged_rate() and the others read",
            "完成率及其限定、序时进度、超欠序时、达标情况和灯色合为一个值，由 judged_rate() 等读取",
        ),
        metric_judgement,
    ),
    Function::scalar(
        "judged_rate",
        JUDGEMENT,
        Text::new("completion(…) of a metric_judgement", "metric_judgement 中的完成率"),
        |context| number(context, 0),
    ),
    Function::scalar(
        "judged_bound",
        JUDGEMENT,
        Text::new("completion_bound(…) of a metric_judgement", "metric_judgement 中完成率的限定"),
        |context| Ok(word(head(context, 1)?.and_then(|at| Bound::ALL.get(at)?.code()))),
    ),
    Function::scalar(
        "judged_pace",
        JUDGEMENT,
        Text::new("metric_pace(…) of a metric_judgement", "metric_judgement 中的序时进度"),
        |context| number(context, 1),
    ),
    Function::scalar(
        "judged_ahead",
        JUDGEMENT,
        Text::new("ahead(…) of a metric_judgement", "metric_judgement 中的超欠序时"),
        |context| number(context, 2),
    ),
    Function::scalar(
        "judged_verdict",
        JUDGEMENT,
        Text::new("metric_verdict(…) of a metric_judgement", "metric_judgement 中的达标情况"),
        |context| {
            Ok(word(head(context, 0)?.and_then(|at| Verdict::ALL.get(at)).map(|verdict| verdict.code())))
        },
    ),
    Function::scalar(
        "judged_light",
        JUDGEMENT,
        Text::new("metric_light(…) of a metric_judgement", "metric_judgement 中的灯色"),
        |context| Ok(word(head(context, 2)?.and_then(|at| Light::ALL.get(at)).map(|light| light.code()))),
    ),
    Function::scalar(
        "judged_rank",
        JUDGEMENT,
        Text::new(
            "light_rank(…) of the light of a metric_judgement",
            "metric_judgement 中灯色的次序，即 light_rank(…)",
        ),
        |context| Ok(whole(head(context, 2)?.map(|at| at as i64))),
    ),
];

fn metric_judgement(context: &Context<'_>) -> Result<Answer> {
    let (figure, ground) = (figure(context)?, Ground::of(context)?);
    let verdict = verdict_by(&figure, text(context, 9)?, ground.state);
    let completion = completion(&figure);
    let pace = ground.at.and_then(|(period, moment)| pace(&period, moment)).filter(|_| figure.has_pace());
    let is_before = ground.state == Some(Course::Before);
    let ahead =
        completion.as_ref().zip(pace.as_ref()).filter(|_| !is_before).map(|(done, pace)| done.minus(pace));
    let light = ground.light(&figure, verdict, || ahead.clone());

    let mut bytes = Vec::with_capacity(LENGTH);
    bytes.push(place(&Verdict::ALL, &verdict));
    bytes.push(completion_bound(&figure).map_or(u8::MAX, |bound| place(&Bound::ALL, &bound)));
    bytes.push(place(&Light::ALL, &light));
    for ratio in [completion, pace, ahead] {
        bytes.extend(Real::bytes_of(ratio.and_then(|ratio| ratio.percent().round())));
    }
    Ok(ToSqlOutput::Owned(Value::Blob(bytes)))
}

fn place<T: PartialEq>(all: &[T], one: &T) -> u8 {
    all.iter().position(|other| other == one).map_or(u8::MAX, |at| at as u8)
}

/// The bytes of a judgement; none where there is none
fn judgement<'a>(context: &'a Context<'_>) -> Result<Option<&'a [u8]>> {
    match context.get_raw(0) {
        ValueRef::Null => Ok(None),
        ValueRef::Blob(bytes) if bytes.len() == LENGTH => Ok(Some(bytes)),
        _ => Err(complaint(&FunctionFault::NotAJudgement {})),
    }
}

fn head(context: &Context<'_>, at: usize) -> Result<Option<usize>> {
    Ok(judgement(context)?.map(|bytes| bytes[at].into()))
}

fn number(context: &Context<'_>, at: usize) -> Result<Answer> {
    let bytes = judgement(context)?.and_then(|bytes| bytes[HEAD..].chunks_exact(Real::LENGTH).nth(at));
    Ok(bytes.and_then(Real::from_bytes).map_or(NULL, |real| ToSqlOutput::Owned(Value::Real(real.get()))))
}

#[cfg(test)]
mod tests {
    use proptest::option;
    use proptest::prelude::*;
    use proptest::sample::select;
    use rusqlite::types::Value;
    use rusqlite::{Connection, params};

    const BOUNDS: [Option<&str>; 6] =
        [None, Some("about"), Some("over"), Some("at_least"), Some("under"), Some("at_most")];

    /// What a judgement says, and what each function says by itself
    const BOTH: &str = "WITH figure AS (SELECT ?1 AS a, ?2 AS ab, ?3 AS t, ?4 AS tb, ?5 AS b, ?6 AS bb, ?7 AS d, \
        ?8 AS basis, ?9 AS m, ?10 AS status, ?11 AS period, ?12 AS day, ?13 AS scheme), \
        judged AS (SELECT *, metric_judgement(a, ab, t, tb, b, bb, d, basis, m, status, period, day, scheme) AS j FROM figure) \
        SELECT judged_rate(j), judged_bound(j), judged_pace(j), judged_ahead(j), judged_verdict(j), judged_light(j), \
        completion(a, ab, t, tb, b, bb, d, basis, m), completion_bound(a, ab, t, tb, b, bb, d, basis, m), \
        metric_pace(b, basis, m, period, day), ahead(a, ab, t, tb, b, bb, d, basis, m, period, day), \
        metric_verdict(a, ab, t, tb, b, bb, d, basis, m, status, period, day), \
        metric_light(a, ab, t, tb, b, bb, d, basis, m, status, period, day, scheme) FROM judged";

    proptest! {
        #[test]
        fn a_judgement_says_what_each_function_says(
            values in [option::of(-20_i32..200), option::of(-20_i32..200), option::of(-20_i32..200)],
            bounds in [select(&BOUNDS[..]), select(&BOUNDS[..]), select(&BOUNDS[..])],
            direction in select(&["up", "down"][..]),
            basis in select(&[None, Some("flow"), Some("stock")][..]),
            measure in select(&["万元", "%", "名次", "定性", "只", "批"][..]),
            status in select(&[None, Some("missing"), Some("na")][..]),
            period in select(&["2023", "2023-Q3", "2022/..", "2021/2025", "x"][..]),
            day in select(&[Some("2023-M07"), Some("2023-08-31"), Some("2022-M12"), Some("2026-M01"), None][..]),
            scheme in select(&["default", "银川", "瓯海", "宿迁", "5,-5"][..]),
        ) {
            let connection = Connection::open_in_memory().unwrap();
            crate::storage::functions::register(&connection).unwrap();
            let [actual, target, baseline] = values.map(|value| value.map(|value| f64::from(value) / 10.0));
            let given = params![
                actual, bounds[0], target, bounds[1], baseline, bounds[2], direction, basis, measure, status, period, day, scheme
            ];
            let row: Vec<Value> =
                connection.query_row(BOTH, given, |row| (0..12).map(|at| row.get(at)).collect()).unwrap();
            prop_assert_eq!(&row[..6], &row[6..]);
        }
    }

    #[test]
    fn what_is_no_judgement_is_refused() {
        let connection = Connection::open_in_memory().unwrap();
        crate::storage::functions::register(&connection).unwrap();
        let refused = connection.query_row("SELECT judged_rate('red')", [], |_| Ok(())).unwrap_err();
        assert!(refused.to_string().contains("metric_judgement()"), "{refused}");
    }
}
