//! The columns of `metrics.csv`.

use crate::domain::entity::{Column, Entity, Kind};
use crate::domain::words;
use crate::text::Text;

use super::{NOTE, QUOTE, SOURCE, UNIT, goal};

/// The columns of `metrics.csv`, in canonical order
pub const METRICS: &[Column] = &[
    UNIT,
    Column::new(
        "code",
        Text::new("Code", "指标编码"),
        Kind::Code,
        Text::new("the same code is the same indicator in every unit", "各单位同一编码即同一指标"),
    )
    .aliases(&["编码", "指标编号", "指标代码"])
    .required(),
    Column::new(
        "period",
        Text::new("Period", "时期"),
        Kind::Period,
        Text::new(
            "2022, 2022-H1, 2022-Q3, 2022-M09, 2021/2025",
            "2022、2022-H1、2022-Q3、2022-M09、2021/2025",
        ),
    )
    .aliases(&["报告期", "年度", "期间"])
    .required(),
    Column::new(
        "name",
        Text::new("Name", "指标名称"),
        Kind::Text,
        Text::new("what is counted", "统计的是什么"),
    )
    .aliases(&["指标", "名称"])
    .required(),
    Column::new(
        "measure",
        Text::new("Measure", "计量单位"),
        Kind::Measure,
        Text::new("个, 万元, 亩, % …", "个、万元、亩、%等"),
    )
    .aliases(&["单位（计量）", "单位(计量)"])
    .required(),
    Column::new(
        "baseline",
        Text::new("Baseline", "基期值"),
        Kind::Value(Some("baseline_bound")),
        Text::new("where it stood", "起点"),
    )
    .aliases(&["基数", "上年实际", "基期"]),
    Column::new(
        "baseline_bound",
        Text::new("Baseline bound", "基期值限定"),
        Kind::Bound,
        Text::new(
            "blank (exact), about, over, at_least, under or at_most",
            "空（准确）、约、超、不少于、不足或不超过",
        ),
    ),
    Column::new(
        "target",
        Text::new("Target", "目标值"),
        Kind::Value(Some("target_bound")),
        Text::new("where it is to get", "要达到的值"),
    )
    .aliases(&["目标", "计划", "计划值"]),
    Column::new(
        "target_bound",
        Text::new("Target bound", "目标值限定"),
        Kind::Bound,
        Text::new(
            "blank (exact), about, over, at_least, under or at_most",
            "空（准确）、约、超、不少于、不足或不超过",
        ),
    ),
    Column::new(
        "actual",
        Text::new("Actual", "实际值"),
        Kind::Value(Some("actual_bound")),
        Text::new("where it stands", "现状值"),
    )
    .aliases(&["完成值", "实际", "完成", "现状值"]),
    Column::new(
        "actual_bound",
        Text::new("Actual bound", "实际值限定"),
        Kind::Bound,
        Text::new(
            "blank (exact), about, over, at_least, under or at_most",
            "空（准确）、约、超、不少于、不足或不超过",
        ),
    ),
    goal(Text::new("the goal that it measures", "衡量的目标")),
    Column::new(
        "project",
        Text::new("Project", "所属项目"),
        Kind::Reference(Entity::Projects),
        Text::new("the project that it measures", "衡量的项目"),
    )
    .aliases(&["对应项目"]),
    Column::new(
        "direction",
        Text::new("Direction", "指标方向"),
        Kind::Word(words::DIRECTIONS),
        Text::new("up: more is better; down: less is better", "正向：越大越好；逆向：越小越好"),
    )
    .aliases(&["方向"])
    .default("up"),
    Column::new(
        "agg",
        Text::new("Aggregation", "汇总方式"),
        Kind::Word(words::AGGREGATIONS),
        Text::new("how units combine; blank: as usual for the measure", "各单位如何汇总；空：按计量单位惯例"),
    )
    .aliases(&["汇总"]),
    Column::new(
        "basis",
        Text::new("Basis", "口径"),
        Kind::Word(words::BASES),
        Text::new(
            "how periods combine; blank: as usual for the measure",
            "各时期如何汇总；空：按计量单位惯例",
        ),
    )
    .aliases(&["统计口径"]),
    Column::new(
        "scope",
        Text::new("Scope", "统计范围"),
        Kind::Word(words::SCOPES),
        Text::new("own, or area for a figure of the whole city", "本单位，或全市口径"),
    )
    .aliases(&["范围"])
    .default("own"),
    Column::new(
        "nature",
        Text::new("Nature", "指标属性"),
        Kind::Word(words::NATURES),
        Text::new("binding, expected or task", "约束性、预期性或任务性"),
    )
    .aliases(&["属性"]),
    Column::new(
        "status",
        Text::new("Status", "数据状态"),
        Kind::Word(words::METRIC_STATES),
        Text::new("missing and na are not the same as blank or 0", "未报、不适用与空白、0 各不相同"),
    )
    .aliases(&["状态"]),
    SOURCE,
    QUOTE,
    NOTE,
];
