//! The columns of `projects.csv`.

use crate::domain::entity::{Column, Entity, Kind};
use crate::domain::words;
use crate::text::Text;

use super::{NOTE, QUOTE, SOURCE, UNIT, goal};

/// The columns of `projects.csv`, in canonical order
pub const PROJECTS: &[Column] = &[
    UNIT,
    Column::new(
        "code",
        Text::new("Code", "项目编号"),
        Kind::Code,
        Text::new(
            "unique in the unit; dots give the bundle it is in: P2.1",
            "单位内唯一；用点表示所属打包项目：P2.1",
        ),
    )
    .aliases(&["编号", "项目编码", "项目代码"])
    .required(),
    Column::new(
        "name",
        Text::new("Name", "项目名称"),
        Kind::Text,
        Text::new("what is built or done", "建设或实施什么"),
    )
    .aliases(&["名称", "项目", "项目全称"])
    .required(),
    Column::new(
        "count",
        Text::new("Count", "项目个数"),
        Kind::Count,
        Text::new("how many projects the row stands for", "本行代表几个项目"),
    )
    .aliases(&["数量", "个数", "项目数"])
    .default("1"),
    Column::new(
        "parent",
        Text::new("Parent", "所属项目"),
        Kind::Reference(Entity::Projects),
        Text::new("the bundle it is inside of; never added to it again", "所属打包项目；不再重复相加"),
    )
    .aliases(&["打包项目", "上级项目"]),
    goal(Text::new("the goal that it serves", "服务的目标")),
    Column::new(
        "category",
        Text::new("Category", "项目类别"),
        Kind::Word(words::PROJECT_CATEGORIES),
        Text::new("industry, infrastructure, livelihood or other", "产业、基础设施、社会民生或其他"),
    )
    .aliases(&["类别", "行业类别"]),
    Column::new(
        "stage",
        Text::new("Stage", "项目阶段"),
        Kind::Word(words::PROJECT_STAGES),
        Text::new("from planned to operating", "从策划到投产"),
    )
    .aliases(&["阶段", "项目状态", "建设阶段"]),
    Column::new(
        "scope",
        Text::new("Scope", "统计范围"),
        Kind::Word(words::SCOPES),
        Text::new("own, or area for a figure of the whole city", "本单位，或全市口径"),
    )
    .aliases(&["口径范围", "范围"])
    .default("own"),
    Column::new(
        "total_investment",
        Text::new("Total investment", "总投资"),
        Kind::Value(Some("total_investment_bound")),
        Text::new("in money_unit", "以金额单位计"),
    )
    .aliases(&["投资总额", "项目总投资", "计划总投资"]),
    Column::new(
        "total_investment_bound",
        Text::new("Total investment bound", "总投资限定"),
        Kind::Bound,
        Text::new(
            "blank (exact), about, over, at_least, under or at_most",
            "空（准确）、约、超、不少于、不足或不超过",
        ),
    ),
    Column::new(
        "annual_plan",
        Text::new("Annual plan", "年度计划投资"),
        Kind::Value(None),
        Text::new("investment planned for the year", "本年度计划完成的投资"),
    )
    .aliases(&["年度计划", "本年计划投资", "当年计划投资", "计划投资", "投资计划"]),
    Column::new(
        "annual_done",
        Text::new("Done this year", "本年完成投资"),
        Kind::Value(None),
        Text::new("investment made from January to as_of", "年初至截至月的完成投资"),
    )
    .aliases(&[
        "年度完成",
        "本年完成",
        "当年完成投资",
        "累计完成年度投资",
        "本年累计完成投资",
        "本年度完成投资",
        "年度累计完成投资",
        "完成投资",
        "投资完成",
    ]),
    Column::new(
        "cumulative_done",
        Text::new("Done so far", "累计完成投资"),
        Kind::Value(None),
        Text::new("investment made since the start", "开工以来的完成投资"),
    )
    .aliases(&[
        "累计完成",
        "开工以来累计",
        "开工以来累计完成投资",
        "开工以来完成投资",
        "自开工累计完成投资",
    ]),
    Column::new(
        "money_unit",
        Text::new("Money unit", "金额单位"),
        Kind::MoneyUnit,
        Text::new("元, 万元, 亿元 …; required with any money", "元、万元、亿元等；有金额必填"),
    )
    .aliases(&["货币单位"]),
    Column::new(
        "as_of",
        Text::new("As of", "截至"),
        Kind::Date,
        Text::new("the month that annual_done reaches to", "本年完成投资截至的月份"),
    )
    .aliases(&["报告期", "截至时间", "截至月份"]),
    Column::new("place", Text::new("Place", "建设地点"), Kind::Text, Text::new("where", "地点"))
        .aliases(&["地点", "项目地点"]),
    Column::new(
        "owner",
        Text::new("Owner", "责任人"),
        Kind::Text,
        Text::new("the person in charge", "负责人"),
    )
    .aliases(&["负责人"]),
    Column::new(
        "start_plan",
        Text::new("Planned start", "计划开工"),
        Kind::Date,
        Text::new("month or day", "月份或日期"),
    )
    .aliases(&["计划开工时间", "拟开工时间"]),
    Column::new(
        "start_actual",
        Text::new("Actual start", "实际开工"),
        Kind::Date,
        Text::new("month or day", "月份或日期"),
    )
    .aliases(&["实际开工时间", "开工时间"]),
    Column::new(
        "finish_plan",
        Text::new("Planned finish", "计划竣工"),
        Kind::Date,
        Text::new("month or day", "月份或日期"),
    )
    .aliases(&["计划竣工时间", "拟竣工时间"]),
    Column::new(
        "finish_actual",
        Text::new("Actual finish", "实际竣工"),
        Kind::Date,
        Text::new("month or day", "月份或日期"),
    )
    .aliases(&["实际竣工时间", "竣工时间"]),
    Column::new(
        "progress",
        Text::new("Progress", "形象进度"),
        Kind::Text,
        Text::new("what can be seen on site", "现场进展"),
    )
    .aliases(&["工程进度", "进展情况"]),
    Column::new(
        "problem",
        Text::new("Problem", "存在问题"),
        Kind::Text,
        Text::new("what holds it up", "制约因素"),
    )
    .aliases(&["问题", "存在困难"]),
    SOURCE,
    QUOTE,
    NOTE,
];
