//! The rules that a sheet is held against, each with its stable id. The sentences are in the catalog.

use crate::text::Text;

/// How bad a finding is
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is written
    Error,
    /// Kept, and reported
    Warning,
    /// What was passed over or assumed, so that nothing happens unseen
    Note,
}

/// A rule; the ids are those of the field's rule book
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Bytes that are not text in the encoding
    F1,
    /// Rows of a sheet that are no rows of its table: titles, totals, notes
    F2,
    /// A header that is missing, doubled or unusable
    F3,
    /// A header that nobody knows
    F4,
    /// A row that is broken as a row
    F5,
    /// What a spreadsheet has damaged or would damage
    F6,
    /// A key that is there twice
    K1,
    /// A reference to nothing, to several things, or to itself
    K2,
    /// A unit that only a merged cell says
    K3,
    /// A unit's kind that its code contradicts
    U1,
    /// A cell that is not what its column holds
    V1,
    /// Money without a unit, or in two
    V2,
    /// A number outside what its column can hold
    V5,
    /// A figure that is added up although it cannot be
    V6,
    /// A metric that says nothing
    O1,
    /// A period or date that cannot be
    D1,
}

impl Rule {
    /// All rules, in the order of their ids
    pub const ALL: &[Rule] = &[
        Rule::F1,
        Rule::F2,
        Rule::F3,
        Rule::F4,
        Rule::F5,
        Rule::F6,
        Rule::K1,
        Rule::K2,
        Rule::K3,
        Rule::U1,
        Rule::V1,
        Rule::V2,
        Rule::V5,
        Rule::V6,
        Rule::O1,
        Rule::D1,
    ];

    /// The rule of that id
    pub fn named(id: &str) -> Option<Rule> {
        Rule::ALL.iter().copied().find(|rule| rule.id() == id)
    }

    /// The stable id
    pub fn id(self) -> &'static str {
        match self {
            Rule::F1 => "F1",
            Rule::F2 => "F2",
            Rule::F3 => "F3",
            Rule::F4 => "F4",
            Rule::F5 => "F5",
            Rule::F6 => "F6",
            Rule::K1 => "K1",
            Rule::K2 => "K2",
            Rule::K3 => "K3",
            Rule::U1 => "U1",
            Rule::V1 => "V1",
            Rule::V2 => "V2",
            Rule::V5 => "V5",
            Rule::V6 => "V6",
            Rule::O1 => "O1",
            Rule::D1 => "D1",
        }
    }

    /// What it is about, in a few words
    pub fn title(self) -> Text {
        match self {
            Rule::F1 => Text::new("encoding", "编码"),
            Rule::F2 => Text::new("beside the rows", "合计与附注"),
            Rule::F3 => Text::new("header", "表头"),
            Rule::F4 => Text::new("unknown column", "未知列"),
            Rule::F5 => Text::new("broken row", "行结构"),
            Rule::F6 => Text::new("spreadsheet damage", "电子表格损坏"),
            Rule::K1 => Text::new("duplicate key", "主键重复"),
            Rule::K2 => Text::new("reference", "引用"),
            Rule::K3 => Text::new("merged cells", "合并单元格"),
            Rule::U1 => Text::new("unit kind", "单位类型"),
            Rule::V1 => Text::new("value", "取值"),
            Rule::V2 => Text::new("money unit", "金额单位"),
            Rule::V5 => Text::new("out of range", "超出范围"),
            Rule::V6 => Text::new("aggregation", "汇总方式"),
            Rule::O1 => Text::new("nothing stated", "无数值"),
            Rule::D1 => Text::new("period or date", "时期日期"),
        }
    }
}
