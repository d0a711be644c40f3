//! `taizhang schema`: the columns of the tables, from the one list of them.

use clap::Args;

use crate::commands::Context;
use crate::commands::as_of::AsOfArgs;
use crate::commands::import::table_named;
use crate::commands::output::OutputArgs;
use crate::domain::bound::Bound;
use crate::domain::entity::{Column as PlanColumn, Entity, Kind};
use crate::domain::light::Scheme;
use crate::domain::measure::{self, Family};
use crate::domain::words::Word;
use crate::error::{CommandError, Exit};
use crate::storage::functions;
use crate::table::{Column, ColumnKind, Value};
use crate::text::{Language, Text};

#[derive(Debug, Args)]
pub struct SchemaArgs {
    #[arg(value_name = "TABLE")]
    table: Option<String>,
    #[command(flatten)]
    as_of: AsOfArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

pub fn run(context: &Context, args: &SchemaArgs) -> Result<Exit, CommandError> {
    match args.table.as_deref() {
        Some("functions") => return show_functions(context, args),
        Some("lights") => return show_lights(context, args),
        _ => {}
    }
    let only = args.table.as_deref().map(table_named).transpose()?;
    let language = context.ui.language;
    let own = own_measures(context, &args.as_of)?;
    args.output.table(context, &columns(), |rows| {
        for entity in Entity::ALL.into_iter().filter(|entity| only.is_none_or(|only| only == *entity)) {
            for (index, column) in entity.columns().iter().enumerate() {
                rows.row(&cells(entity, index, column, &own, language))?;
            }
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}

/// What SQL may call in queries and reports, from the list that makes it known to SQLite
fn show_functions(context: &Context, args: &SchemaArgs) -> Result<Exit, CommandError> {
    let columns = [
        Column::new("function", Text::new("Function", "函数"), ColumnKind::Code),
        Column::new("rows", Text::new("Of", "作用于"), ColumnKind::Code),
        Column::new("about", Text::new("Gives", "结果"), ColumnKind::Text),
    ];
    let language = context.ui.language;
    args.output.table(context, &columns, |rows| {
        for function in functions::all() {
            let call = format!("{}({})", function.name, function.arguments.join(", "));
            let of = if function.is_aggregate() {
                Text::new("rows", "多行")
            } else {
                Text::new("row", "一行")
            };
            rows.row(&[call.into(), of.get(language).into(), function.about.get(language).into()])?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}

/// The presets of lights that reports take with `--lights`
fn show_lights(context: &Context, args: &SchemaArgs) -> Result<Exit, CommandError> {
    let columns = [
        Column::new("scheme", Text::new("Scheme", "规则"), ColumnKind::Code),
        Column::new("about", Text::new("Meaning", "含义"), ColumnKind::Text),
        Column::new("starts", Text::new("Late starts", "逾期未开工"), ColumnKind::Text),
    ];
    let language = context.ui.language;
    args.output.table(context, &columns, |rows| {
        for (names, scheme) in Scheme::presets() {
            let starts = scheme.describe_start().map(|text| Value::Text(text.text(language)));
            rows.row(&[
                names.join(" ").into(),
                scheme.describe().text(language).into(),
                starts.unwrap_or(Value::Null),
            ])?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}

/// The measures that a ledger has taken in besides those that all know; without a ledger there are none
fn own_measures(context: &Context, as_of: &AsOfArgs) -> Result<Vec<String>, CommandError> {
    if !as_of.is_given() && !context.ledger.exists() {
        return Ok(Vec::new());
    }
    let ledger = match as_of.open(context) {
        // The columns are the same, whatever file lies there.
        Err(_) if !as_of.is_given() => return Ok(Vec::new()),
        opened => opened?,
    };
    let is_own = |name: &String| measure::list().all(|(known, _)| known != name);
    let mut own: Vec<String> = ledger.store().measures()?.into_iter().filter(is_own).collect();
    own.sort();
    Ok(own)
}

fn columns() -> [Column; 9] {
    let column = |name, en, zh, kind| Column::new(name, Text::new(en, zh), kind);
    [
        column("table", "Table", "表", ColumnKind::Code),
        column("column", "Column", "列", ColumnKind::Code),
        column("title", "Chinese title", "中文表头", ColumnKind::Code),
        column("need", "Need", "要求", ColumnKind::Code),
        column("holds", "Holds", "内容", ColumnKind::Code),
        column("default", "Blank means", "空白即", ColumnKind::Code),
        column("allowed", "Allowed", "可填", ColumnKind::Text),
        column("aliases", "Other headers", "其他表头", ColumnKind::Text),
        column("about", "About", "说明", ColumnKind::Text),
    ]
}

fn cells(
    entity: Entity,
    index: usize,
    column: &PlanColumn,
    own: &[String],
    language: Language,
) -> [Value; 9] {
    let need = if index < entity.key_length() {
        Text::new("key", "主键")
    } else if column.required {
        Text::new("required", "必填")
    } else {
        Text::new("", "")
    };
    let some = |text: String| if text.is_empty() { Value::Null } else { Value::Text(text) };
    [
        entity.name().into(),
        column.name.into(),
        column.title.zh.into(),
        some(need.get(language).to_owned()),
        holds(column.kind).get(language).into(),
        column.default.into(),
        some(allowed(column.kind, own)),
        some(column.aliases.join(", ")),
        column.about.get(language).into(),
    ]
}

fn holds(kind: Kind) -> Text {
    match kind {
        Kind::Text => Text::new("text", "文字"),
        Kind::Code => Text::new("code", "代码"),
        Kind::Unit => Text::new("unit", "单位"),
        Kind::Units => Text::new("units", "单位列表"),
        Kind::Names => Text::new("names", "名称列表"),
        Kind::Reference(Entity::Goals) => Text::new("goal's code", "目标编号"),
        Kind::Reference(_) => Text::new("project's code", "项目编号"),
        Kind::Word(_) => Text::new("word", "代码词"),
        Kind::Count | Kind::Whole => Text::new("whole number", "整数"),
        Kind::Value(_) => Text::new("number", "数值"),
        Kind::Bound => Text::new("bound", "限定"),
        Kind::Measure => Text::new("measure", "计量单位"),
        Kind::MoneyUnit => Text::new("money unit", "金额单位"),
        Kind::Period => Text::new("period", "时期"),
        Kind::Date => Text::new("month or day", "月份或日期"),
    }
}

/// The measures, one family behind the other
fn measures(is_wanted: impl Fn(&Family) -> bool) -> String {
    let mut families: Vec<(String, Vec<&str>)> = Vec::new();
    for (name, family) in measure::list().filter(|(_, family)| is_wanted(family)) {
        match families.iter_mut().find(|(known, _)| *known == family.name()) {
            Some((_, names)) => names.push(name),
            None => families.push((family.name(), vec![name])),
        }
    }
    families.iter().map(|(_, names)| names.join(" ")).collect::<Vec<_>>().join("; ")
}

fn allowed(kind: Kind, own: &[String]) -> String {
    let words = match kind {
        Kind::Word(words) => words,
        Kind::Measure if own.is_empty() => return measures(|_| true),
        Kind::Measure => return format!("{}; {}", measures(|_| true), own.join(" ")),
        Kind::MoneyUnit => return measures(|family| *family == Family::Money),
        Kind::Bound => {
            return Bound::STATED
                .map(|bound| format!("{} {}", bound.code().unwrap_or(""), bound.word().zh))
                .join(", ");
        }
        _ => return String::new(),
    };
    let both = |word: &Word| format!("{} {}", word.code, word.title.zh);
    words.iter().map(both).collect::<Vec<_>>().join(", ")
}
