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

/// What of the data a rule guards: what 数据质量 is judged by
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// 正确: a value is what it should be
    Accuracy,
    /// 完整: nothing is missing
    Completeness,
    /// 一致: nothing contradicts anything else
    Consistency,
    /// 及时: figures come when they are due
    Timeliness,
}

impl Dimension {
    /// The code of it
    pub fn code(self) -> &'static str {
        match self {
            Dimension::Accuracy => "accuracy",
            Dimension::Completeness => "completeness",
            Dimension::Consistency => "consistency",
            Dimension::Timeliness => "timeliness",
        }
    }
}

/// A rule; the ids are those of the field's rule book
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Bytes that are not text in the encoding
    F1,
    /// Lines that are no rows: titles, sums, notes; and a sum that the rows above it do not make
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
    /// A blank unit under a filled one, as merged cells leave it
    K3,
    /// A unit's kind or place that its code contradicts
    U1,
    /// A cell that is not what its column holds, or a measure of another family than the indicator's
    V1,
    /// Money without a unit, or in two
    V2,
    /// One indicator under two names, directions, ways of adding up or natures
    V3,
    /// A value a thousand times off from the others, or from what it was
    V4,
    /// A number outside what its column or its meaning can hold
    V5,
    /// Figures that are combined although they cannot be
    V6,
    /// A value with more decimals than anybody measures
    V7,
    /// A unit that was changed under a number that stayed
    V8,
    /// A metric that says nothing, or says a value where there is none to say
    O1,
    /// An actual value before its time, or one that was never made final
    O2,
    /// A period or date that cannot be
    D1,
    /// A date that is missing beside its figure, or that fits none of the others
    D2,
    /// Amounts of one project that cannot all be right
    P1,
    /// Parts that are more than the whole
    P2,
    /// A stage that the project's other facts contradict
    P3,
    /// City-wide projects that may contain a town's own
    P4,
    /// A target or baseline that was changed
    T1,
    /// A row without evidence: no source, or a quote that does not bear it out
    Q1,
    /// What is missing from a complete plan: units without rows, goals without measures or owners
    C1,
}

impl Severity {
    /// The code of it
    pub fn code(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
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
        Rule::V3,
        Rule::V4,
        Rule::V5,
        Rule::V6,
        Rule::V7,
        Rule::V8,
        Rule::O1,
        Rule::O2,
        Rule::D1,
        Rule::D2,
        Rule::P1,
        Rule::P2,
        Rule::P3,
        Rule::P4,
        Rule::T1,
        Rule::Q1,
        Rule::C1,
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
            Rule::V3 => "V3",
            Rule::V4 => "V4",
            Rule::V5 => "V5",
            Rule::V6 => "V6",
            Rule::V7 => "V7",
            Rule::V8 => "V8",
            Rule::O1 => "O1",
            Rule::O2 => "O2",
            Rule::D1 => "D1",
            Rule::D2 => "D2",
            Rule::P1 => "P1",
            Rule::P2 => "P2",
            Rule::P3 => "P3",
            Rule::P4 => "P4",
            Rule::T1 => "T1",
            Rule::Q1 => "Q1",
            Rule::C1 => "C1",
        }
    }

    /// What of the data it guards
    pub fn dimension(self) -> Dimension {
        match self {
            Rule::F1 | Rule::F2 | Rule::F3 | Rule::F4 | Rule::F5 | Rule::F6 => Dimension::Accuracy,
            Rule::V1 | Rule::V2 | Rule::V4 | Rule::V5 | Rule::V7 | Rule::V8 => Dimension::Accuracy,
            Rule::D1 | Rule::P1 => Dimension::Accuracy,
            Rule::O1 | Rule::Q1 | Rule::C1 => Dimension::Completeness,
            Rule::K1 | Rule::K2 | Rule::K3 | Rule::U1 | Rule::V3 | Rule::V6 => Dimension::Consistency,
            Rule::P2 | Rule::P3 | Rule::P4 | Rule::T1 => Dimension::Consistency,
            Rule::O2 | Rule::D2 => Dimension::Timeliness,
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
            Rule::U1 => Text::new("unit's code", "单位代码"),
            Rule::V1 => Text::new("value", "取值"),
            Rule::V2 => Text::new("money unit", "金额单位"),
            Rule::V3 => Text::new("one code, two meanings", "同码异义"),
            Rule::V4 => Text::new("magnitude", "数量级"),
            Rule::V5 => Text::new("out of range", "超出范围"),
            Rule::V6 => Text::new("aggregation", "汇总方式"),
            Rule::V7 => Text::new("decimals", "小数位"),
            Rule::V8 => Text::new("unit alone changed", "单位变而数未变"),
            Rule::O1 => Text::new("stated value", "填报数值"),
            Rule::O2 => Text::new("actual value", "实际值"),
            Rule::D1 => Text::new("period or date", "时期日期"),
            Rule::D2 => Text::new("dates", "时间口径"),
            Rule::P1 => Text::new("project's money", "项目金额"),
            Rule::P2 => Text::new("parts and whole", "分项与总项"),
            Rule::P3 => Text::new("stage", "项目阶段"),
            Rule::P4 => Text::new("counted twice", "条块重复"),
            Rule::T1 => Text::new("moved target", "目标调整"),
            Rule::Q1 => Text::new("evidence", "依据"),
            Rule::C1 => Text::new("completeness", "完整性"),
        }
    }
}
