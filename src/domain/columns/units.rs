//! The columns of `units.csv`.

use crate::domain::entity::{Column, Kind};
use crate::domain::words;
use crate::text::Text;

use super::NOTE;

/// The columns of `units.csv`, in canonical order
pub const UNITS: &[Column] = &[
    Column::new(
        "code",
        Text::new("Code", "单位代码"),
        Kind::Code,
        Text::new("the official division code where there is one", "有行政区划代码的用区划代码"),
    )
    .aliases(&["代码", "区划代码", "行政区划代码"])
    .required(),
    Column::new("name", Text::new("Name", "单位名称"), Kind::Text, Text::new("the full name", "单位全称"))
        .aliases(&["名称", "单位全称"])
        .required(),
    Column::new(
        "kind",
        Text::new("Kind", "单位类型"),
        Kind::Word(words::UNIT_KINDS),
        Text::new("city, town, department …", "市、街道、镇、部门等"),
    )
    .aliases(&["类型", "类别"])
    .required(),
    Column::new(
        "parent",
        Text::new("Parent", "上级单位"),
        Kind::Unit,
        Text::new("the unit above", "上一级单位"),
    )
    .aliases(&["上级", "主管单位"]),
    Column::new(
        "short_name",
        Text::new("Short name", "简称"),
        Kind::Text,
        Text::new("for narrow tables", "表格较窄时使用"),
    )
    .aliases(&["单位简称"]),
    Column::new(
        "aliases",
        Text::new("Aliases", "别名"),
        Kind::Names,
        Text::new("other and former names, separated by `、`", "其他名称和曾用名，用“、”分隔"),
    )
    .aliases(&["曾用名", "又名"]),
    Column::new(
        "sort",
        Text::new("Order", "排序"),
        Kind::Whole,
        Text::new("the place in the official order", "官方排列次序"),
    )
    .aliases(&["序号", "次序"]),
    Column::new(
        "active",
        Text::new("Active", "是否有效"),
        Kind::Word(words::FLAGS),
        Text::new("`no` for a unit that no longer exists", "已撤销的单位填“否”"),
    )
    .aliases(&["有效"])
    .default("yes"),
    NOTE,
];
