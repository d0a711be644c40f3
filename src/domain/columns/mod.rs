//! The one declarative list of the four tables' columns.
//!
//! Import, export, `schema`, templates and the documentation are derived from it; `schema.sql` is held to it by
//! a test.

mod goals;
mod metrics;
mod projects;
mod units;

pub use goals::GOALS;
pub use metrics::METRICS;
pub use projects::PROJECTS;
pub use units::UNITS;

use crate::domain::entity::{Column, Entity, Kind};
use crate::text::Text;

const UNIT: Column = Column::new(
    "unit",
    Text::new("Unit", "责任单位"),
    Kind::Unit,
    Text::new(
        "who is accountable: a unit's code, name, short name or alias",
        "责任单位：代码、名称、简称或别名均可",
    ),
)
.aliases(&["单位", "单位名称", "牵头单位", "责任主体"])
.required();

const SOURCE: Column = Column::new(
    "source",
    Text::new("Source", "来源"),
    Kind::Text,
    Text::new("document, date and place that the row is taken from", "出处：文件、日期、位置"),
)
.aliases(&["数据来源", "文号", "出处"]);

const QUOTE: Column = Column::new(
    "quote",
    Text::new("Quote", "原文"),
    Kind::Text,
    Text::new("the sentence of the source, word for word", "来源文件中的原句"),
)
.aliases(&["原句", "引文"]);

const NOTE: Column = Column::new(
    "note",
    Text::new("Note", "备注"),
    Kind::Text,
    Text::new("anything else worth knowing", "其他说明"),
)
.aliases(&["注", "说明"]);

const fn goal(about: Text) -> Column {
    Column::new("goal", Text::new("Goal", "对应目标"), Kind::Reference(Entity::Goals), about)
        .aliases(&["支撑目标", "所属目标"])
}
