//! The header of a second table further down on the sheet: its rows are none of the first one's.

use std::collections::HashSet;

use crate::domain::entity::Entity;
use crate::ledger::import::meaning::{find, normalise_header};
use crate::sheets::record::{Merged, Record};

/// Fewer cells than this may be words of a row
const LEAST: usize = 3;

/// Knows the header of any table
#[derive(Debug)]
pub struct SecondTable {
    /// What the first cell of a header may say: most rows are told by that alone
    first: HashSet<&'static str>,
}

impl SecondTable {
    /// Of all tables
    pub fn new() -> SecondTable {
        let columns = Entity::ALL.into_iter().flat_map(|entity| entity.columns());
        let names = columns.flat_map(|column| {
            [column.name, column.title.zh].into_iter().chain(column.aliases.iter().copied())
        });
        SecondTable { first: names.chain(["序号"]).collect() }
    }

    /// The table whose header the record is: every cell names a column of it, and one says what its rows are called
    pub fn begins(&self, record: &Record) -> Option<Entity> {
        if !self.first.contains(record.field(0).trim()) {
            return None;
        }
        let own = (0..record.len()).filter(|&index| record.merged(index) == Merged::Own);
        let texts: Vec<&str> =
            own.map(|index| record.field(index)).filter(|text| !text.trim().is_empty()).collect();
        let is_header = |entity: &Entity| {
            let means = |text: &&str, name: &str| {
                find(*entity, text).is_some_and(|meaning| entity.columns()[meaning.column].name == name)
            };
            texts.iter().all(|text| normalise_header(text) == "序号" || find(*entity, text).is_some())
                && texts.iter().any(|text| means(text, entity.label().name))
        };
        Entity::ALL.into_iter().filter(|_| texts.len() >= LEAST).find(is_header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begins(cells: &[&str]) -> Option<Entity> {
        let mut record = Record::default();
        record.begin(9);
        cells.iter().for_each(|cell| record.push(cell, Merged::Own));
        SecondTable::new().begins(&record)
    }

    #[test]
    fn a_row_of_headers_begins_a_table_and_a_row_of_words_does_not() {
        assert_eq!(begins(&["单位", "目标编号", "目标名称"]), Some(Entity::Goals));
        assert_eq!(begins(&["序号", "责任单位", "项目名称", "", "总投资（万元）"]), Some(Entity::Projects));
        assert_eq!(begins(&["unit", "code", "name", "money_unit"]), Some(Entity::Projects));
        assert_eq!(begins(&["单位", "目标编号", "建成示范区"]), None);
        assert_eq!(begins(&["单位", "目标名称"]), None);
        assert_eq!(begins(&["内坑镇", "G1", "目标名称"]), None);
    }
}
