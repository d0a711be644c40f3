//! The rows that a unit finds in its sheets: as they are, or begun anew for a period.

use crate::domain::entity::Entity;
use crate::domain::period::Period;
use crate::ledger::table_sheet::Row;

/// What the row of a new period takes over from the latest one; the rest is for the clerk to fill in
const CARRIED: [&str; 11] =
    ["unit", "code", "name", "measure", "goal", "project", "direction", "agg", "basis", "scope", "nature"];

/// Of metrics in the order of their codes, those of a period; what has none in it begins one, without figures
pub fn for_period(rows: &[Row], period: &Period) -> Vec<Row> {
    let (code, when) = (place("code"), place("period"));
    let read = |row: &&Row| Period::read(&row[when]).ok();
    let of_code = |one: &Row, other: &Row| one[code] == other[code];
    rows.chunk_by(of_code)
        .filter_map(|rows| match rows.iter().find(|row| read(row).as_ref() == Some(period)) {
            Some(row) => Some(row.clone()),
            None => rows.iter().max_by_key(read).map(|latest| begun(latest, period)),
        })
        .collect()
}

fn begun(latest: &Row, period: &Period) -> Row {
    let columns = Entity::Metrics.columns().iter().zip(latest);
    columns
        .map(|(column, text)| match column.name {
            "period" => period.to_string(),
            name if CARRIED.contains(&name) => text.clone(),
            _ => String::new(),
        })
        .collect()
}

fn place(name: &str) -> usize {
    Entity::Metrics.position(name).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metric(code: &str, period: &str, name: &str, actual: &str) -> Row {
        let cells =
            [("code", code), ("period", period), ("name", name), ("actual", actual), ("status", "final")];
        let text = |name: &str| cells.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text);
        Entity::Metrics.columns().iter().map(|column| text(column.name).to_owned()).collect()
    }

    #[test]
    fn a_code_without_the_period_begins_it_from_its_latest_row() {
        let rows = [
            metric("A", "2021", "甲", "1"),
            metric("A", "2022", "甲（新）", "2"),
            metric("A", "2022-Q3", "甲（季）", "3"),
            metric("B", "2022", "乙", "4"),
            metric("B", "2023", "乙", "5"),
        ];
        let period = Period::read("2023").unwrap();
        let mut begun = metric("A", "2023", "甲（季）", "");
        begun[place("status")] = String::new();
        assert_eq!(for_period(&rows, &period), [begun, metric("B", "2023", "乙", "5")]);
    }

    #[test]
    fn what_is_carried_over_are_columns() {
        assert!(CARRIED.iter().all(|name| Entity::Metrics.position(name).is_some()));
    }
}
