//! The columns of `goals.csv`.

use crate::domain::entity::{Column, Entity, Kind};
use crate::domain::words;
use crate::text::Text;

use super::{NOTE, QUOTE, SOURCE, UNIT};

/// The columns of `goals.csv`, in canonical order
pub const GOALS: &[Column] = &[
    UNIT,
    Column::new(
        "code",
        Text::new("Code", "目标编号"),
        Kind::Code,
        Text::new(
            "unique in the unit; dots give the parent: G1, G1.2",
            "单位内唯一；用点表示上下级：G1、G1.2",
        ),
    )
    .aliases(&["编号", "任务编号", "目标编码"])
    .required(),
    Column::new(
        "title",
        Text::new("Title", "目标名称"),
        Kind::Text,
        Text::new("what is to be reached or done", "要达到什么、做什么"),
    )
    .aliases(&["目标", "工作任务", "任务名称", "工作目标", "事项", "工作事项"])
    .required(),
    Column::new(
        "kind",
        Text::new("Kind", "层级"),
        Kind::Word(words::GOAL_KINDS),
        Text::new("vision, goal or task", "定位、目标或任务"),
    )
    .aliases(&["类别", "目标类别"])
    .default("goal"),
    Column::new(
        "parent",
        Text::new("Parent", "上级目标"),
        Kind::Reference(Entity::Goals),
        Text::new("the goal above, where the code does not say it", "上级目标；编号已表明的可不填"),
    )
    .aliases(&["所属目标", "支撑目标", "对应目标"]),
    Column::new(
        "period",
        Text::new("Period", "计划期"),
        Kind::Period,
        Text::new("the years or months that it is for", "目标所属的年份或月份"),
    )
    .aliases(&["年度", "时期"]),
    Column::new(
        "due",
        Text::new("Due", "完成时限"),
        Kind::Date,
        Text::new("the month or day by which it is to be done", "应完成的月份或日期"),
    )
    .aliases(&["时限", "完成时间"]),
    Column::new(
        "owner",
        Text::new("Owner", "责任人"),
        Kind::Text,
        Text::new("the person in charge", "负责人"),
    )
    .aliases(&["负责人"]),
    Column::new(
        "partners",
        Text::new("Partners", "配合单位"),
        Kind::Units,
        Text::new("units that help, separated by `、`", "配合的单位，用“、”分隔"),
    )
    .aliases(&["协办单位", "责任配合单位"]),
    Column::new(
        "status",
        Text::new("Status", "进展状态"),
        Kind::Word(words::GOAL_STATES),
        Text::new("as the unit reports it", "由单位填报的进展"),
    )
    .aliases(&["状态", "进展"]),
    SOURCE,
    QUOTE,
    NOTE,
];
