//! A difference in numbers, as a table: rows of each table, then the sums of each value, unit by unit.

use std::collections::BTreeMap;
use std::io;

use rust_decimal::Decimal;

use crate::commands::Context;
use crate::commands::output::OutputArgs;
use crate::domain::entity::Entity;
use crate::error::CommandError;
use crate::ledger::Ledger;
use crate::ledger::balance::{Balance, Line, Sums};
use crate::ledger::diff::Change;
use crate::table::row_spool::RowSpool;
use crate::table::{Column, ColumnKind, Value};
use crate::text::{Language, News, Text};

/// Where the unit's code and its name are in a row
const UNIT: usize = 1;
const UNIT_NAME: usize = 2;

/// Takes changes, and shows their sums when there are no more
pub struct StatView<'c> {
    context: &'c Context,
    output: &'c OutputArgs,
    people: Option<Language>,
    balance: Balance,
    /// For each table, the rows of units
    units: [RowSpool; 4],
}

impl<'c> StatView<'c> {
    /// A view of nothing yet
    pub fn new(context: &'c Context, output: &'c OutputArgs) -> Result<StatView<'c>, CommandError> {
        let people = output.format()?.for_people().then_some(context.ui.language);
        let units = Entity::ALL.map(|_| RowSpool::new());
        Ok(StatView { context, output, people, balance: Balance::default(), units })
    }

    /// Takes a change
    pub fn take(&mut self, change: &Change) -> crate::ledger::Result<()> {
        let done = self.balance.take(change);
        self.keep(done).map_err(|source| crate::ledger::Error::Io { path: "diff".into(), source })
    }

    fn keep(&mut self, lines: BTreeMap<Line, Sums>) -> io::Result<()> {
        for (line, sums) in lines {
            self.units[line.entity as usize].put(&of_values(&line, &sums, self.people))?;
        }
        Ok(())
    }

    /// Shows them; says whether anything differs
    pub fn show(mut self, ledger: &Ledger) -> Result<bool, CommandError> {
        let last = self.balance.finish();
        self.keep(last)?;
        let StatView { context, output, people, balance, mut units } = self;
        if balance.is_nothing() {
            context.ui.news(&News::NoDifference {})?;
            if people.is_some() {
                return Ok(false);
            }
        }
        output.table(context, &columns(), |rows| {
            for ((entity, counts), units) in Entity::ALL.into_iter().zip(balance.rows).zip(&mut units) {
                if counts.iter().all(|count| *count == 0) {
                    continue;
                }
                rows.row(&of_table(entity, counts, people))?;
                for (line, sums) in balance.totals.iter().filter(|(line, _)| line.entity == entity) {
                    rows.row(&of_values(line, sums, people))?;
                }
                units.each(|row| {
                    row[UNIT_NAME] = ledger.store().short_name(&row[UNIT].to_text())?.into();
                    Ok::<_, CommandError>(rows.row(row)?)
                })?;
            }
            Ok(())
        })?;
        if balance.apart() > 0 {
            context.ui.news(&News::NotAddedUp { count: balance.apart() })?;
        }
        Ok(!balance.is_nothing())
    }
}

fn columns() -> Vec<Column> {
    use ColumnKind::{Code, Number};
    let column = |name, en, zh, kind| Column::new(name, Text::new(en, zh), kind);
    vec![
        column("table", "Table", "表", Code),
        column("unit", "Unit", "单位代码", Code),
        column("unit_name", "Name", "单位", Code),
        column("column", "Column", "列", Code),
        column("scope", "Scope", "口径", Code),
        column("added", "Added", "新增", Number),
        column("changed", "Changed", "修改", Number),
        column("removed", "Removed", "删除", Number),
        column("measure", "Measure", "计量单位", Code),
        column("values", "Values", "数值个数", Number),
        column("before", "Before", "原合计", Number),
        column("delta", "Delta", "增减", Number),
        column("after", "After", "新合计", Number),
        column("not_added", "Not added", "未合计", Number),
    ]
}

fn count(number: u64) -> Value {
    Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn of_table(entity: Entity, [added, changed, removed]: [u64; 3], people: Option<Language>) -> Vec<Value> {
    let table = people.map_or(entity.name(), |language| entity.title().get(language));
    let mut row = vec![table.into()];
    row.resize(5, Value::Null);
    row.extend([added, changed, removed].map(count));
    row.resize(columns().len(), Value::Null);
    row
}

fn of_values(line: &Line, sums: &Sums, people: Option<Language>) -> Vec<Value> {
    let column = &line.entity.columns()[line.column];
    let title = people.map_or(column.name, |language| column.title.get(language));
    // People read the table's name once, above.
    let table = people.map_or(line.entity.name(), |_| "");
    let is_sum = sums.cells > 0;
    let sum = |number: Decimal| is_sum.then_some(number).into();
    let delta = match people {
        Some(_) if is_sum && sums.delta > Decimal::ZERO => Value::Text(format!("+{}", sums.delta)),
        _ => sum(sums.delta),
    };
    vec![
        table.into(),
        line.unit.clone().into(),
        Value::Null,
        title.into(),
        line.scope.as_str().into(),
        Value::Null,
        Value::Null,
        Value::Null,
        line.measure.as_str().into(),
        count(sums.cells),
        sum(sums.before),
        delta,
        sum(sums.after),
        Some(sums.apart).filter(|apart| *apart > 0).map(count).unwrap_or(Value::Null),
    ]
}
