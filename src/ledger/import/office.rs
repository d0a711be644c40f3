//! Rows of an office's sheet that are no rows of its table: totals, groups, notes, the header once more.
//!
//! A row in which every required cell is filled is always a row of the table, whatever its texts say.

mod columns;
pub mod labels;
mod second;

use std::cell::Cell;

use crate::domain::entity::Entity;
use crate::ledger::import::header::Header;
use crate::sheets::record::{Merged, Record};
use columns::TellingColumns;
use labels::{
    count_in, group_level, is_arabic, is_note, is_numbered_heading, is_part, numeral_level, squeeze,
    stated_count, subtotal_by_ending, summary,
};
use second::SecondTable;

/// What a record is
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowKind {
    /// A row of the table
    Data,
    /// 合计, 总计: the sum of all rows, and how many it says there are
    Total(Option<i64>),
    /// 小计: the sum of the rows since the last one, and how many it says there are
    Subtotal(Option<i64>),
    /// `一、交通5项` (level 1) or `（一）道路` (level 2), over the rows of its group
    Group(u8, Option<i64>),
    /// `其中：在建`: part of what stands above
    OfWhich,
    /// `备注：…`, `填表人：…`
    Note,
    /// The header once more, on the next page
    Header,
    /// `1 2 3 4` or `甲 乙 1 2` under the header
    Numbers,
    /// Nothing but a running number
    Blank,
    /// The header of another table: what stands below is none of this one's
    Second(Entity),
}

/// Records behind the header that are looked at to learn how rows are numbered
const LOOKED_AT: usize = 200;

/// Tells what a record is
#[derive(Debug)]
pub struct RowTeller<'a> {
    columns: TellingColumns<'a>,
    /// Whether rows of the table have arabic running numbers here
    is_counted: bool,
    /// Whether the record before was part of a total, as its siblings then are
    after_part: Cell<bool>,
    second: SecondTable,
}

impl<'a> RowTeller<'a> {
    /// For a sheet with that header
    pub fn new(entity: Entity, header: &'a Header) -> RowTeller<'a> {
        RowTeller {
            columns: TellingColumns::new(entity, header),
            is_counted: false,
            after_part: Cell::new(false),
            second: SecondTable::new(),
        }
    }

    /// Whether there are running numbers to look at
    pub fn wants_to_look(&self) -> bool {
        self.columns.number.is_some()
    }

    /// Looks ahead: whether rows of the sheet have arabic running numbers, so that one without is no plain row
    pub fn look_ahead(&mut self, mut next: impl FnMut(&mut Record) -> bool) {
        let Some(number) = self.columns.number else { return };
        let mut record = Record::default();
        for _ in 0..LOOKED_AT {
            if !next(&mut record) {
                return;
            }
            if is_arabic(record.field(number)) && !self.columns.lacks_name(&record) {
                self.is_counted = true;
                return;
            }
        }
    }

    /// What the record is; `is_first` says that it stands right under the header
    pub fn tell(&self, record: &Record, is_first: bool) -> RowKind {
        let kind = self.kind_of(record, is_first);
        self.after_part.set(kind == RowKind::OfWhich);
        kind
    }

    /// Whether a row lacks the running number that the sheet's other rows have, with no other sign that it is none
    pub fn lacks_number(&self, record: &Record) -> bool {
        let number = self.columns.number.filter(|_| self.is_counted && self.columns.lacks_code(record));
        number.is_some_and(|number| record.field(number).trim().is_empty())
    }

    fn kind_of(&self, record: &Record, is_first: bool) -> RowKind {
        let columns = &self.columns;
        let own =
            |&index: &usize| record.merged(index) == Merged::Own && !record.field(index).trim().is_empty();
        if is_first && columns.are_numbered(record) {
            return RowKind::Numbers;
        }
        if columns.is_header(record) {
            return RowKind::Header;
        }
        if let Some(entity) = self.second.begins(record) {
            return RowKind::Second(entity);
        }
        if columns.has_code && columns.required.iter().all(own) {
            return RowKind::Data;
        }
        if record.iter().all(|field| !field.contains(char::is_alphanumeric)) {
            return RowKind::Note;
        }
        let label = columns.labels.iter().find_map(|&index| {
            let text = record.field(index);
            if record.merged(index) != Merged::Own || text.trim().is_empty() {
                None
            } else {
                Some((index, text))
            }
        });
        let texts = || columns.labels.iter().map(|&index| record.field(index));
        if let Some(kind) = texts().find_map(summary) {
            return kind;
        }
        if let Some(kind) = texts().find_map(subtotal_by_ending).filter(|_| !columns.has_number(record)) {
            return kind;
        }
        let told = label.map_or(RowKind::Data, |(index, text)| self.tell_by_label(record, index, text));
        let is_empty = columns.header.fields.iter().all(|field| record.field(field.index).trim().is_empty());
        let is_worded = label.is_some_and(|(_, text)| text.contains(char::is_alphabetic));
        match told {
            RowKind::Data if is_empty && is_worded => RowKind::Note,
            RowKind::Data if is_empty => RowKind::Blank,
            told => told,
        }
    }

    fn tell_by_label(&self, record: &Record, index: usize, text: &str) -> RowKind {
        let columns = &self.columns;
        let text = squeeze(text);
        let filled = record.iter().filter(|field| !field.trim().is_empty()).count();
        let lacks_code = columns.lacks_code(record);
        let lacks_name = columns.lacks_name(record);
        let stands_apart = lacks_name || lacks_code && (index == 0 || filled <= 2);
        if is_note(&text) && stands_apart && filled <= 6 {
            return RowKind::Note;
        }
        let name = squeeze(columns.name(record));
        let part = [&text, &name].into_iter().find(|text| is_part(text));
        if lacks_code && part.is_some() {
            return RowKind::OfWhich;
        }
        let level =
            group_level(&text).filter(|_| lacks_code && (lacks_name || index == columns.first_label()));
        let is_alone = lacks_name || columns.is_blank(record, "unit") || filled <= 2;
        if let Some(level) = level.filter(|_| is_alone) {
            return RowKind::Group(level, count_in(&text));
        }
        if lacks_code && lacks_name && is_numbered_heading(&text) {
            return RowKind::Group(2, count_in(&text));
        }
        if columns.is_covered(record) {
            return RowKind::Group(1, count_in(&text));
        }
        if lacks_code { self.tell_by_number(record, &name) } else { RowKind::Data }
    }

    /// What the running number, its absence, or a count behind the name says of a row without a code
    fn tell_by_number(&self, record: &Record, name: &str) -> RowKind {
        let columns = &self.columns;
        let number = squeeze(columns.number.map_or("", |number| record.field(number)));
        if let Some(level) = numeral_level(&number).filter(|_| self.is_counted) {
            return RowKind::Group(level, count_in(name));
        }
        let Some(count) = stated_count(name) else {
            let lacks_unit = columns.header_has("unit") && columns.is_blank(record, "unit");
            let is_heading = self.is_counted && number.is_empty() && lacks_unit;
            return if is_heading { RowKind::Group(2, None) } else { RowKind::Data };
        };
        // `预备（1项）` under `其中：在建（3项）` is part of the same total.
        if self.after_part.get() && !columns.has_number(record) {
            return RowKind::OfWhich;
        }
        // A name and a count with nothing beside them head the rows below.
        let is_alone = record.iter().filter(|field| !field.trim().is_empty()).count() == 1;
        let is_bare = number.is_empty()
            && (self.is_counted || group_level(name).is_some() || is_alone && columns.header.width > 1);
        if is_bare { RowKind::Group(group_level(name).unwrap_or(2), Some(count)) } else { RowKind::Data }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::import::header::Mapped;

    fn record(cells: &[&str]) -> Record {
        let mut record = Record::default();
        record.begin(7);
        cells.iter().for_each(|cell| record.push(cell, Merged::Own));
        record
    }

    fn tell(cells: &[&str]) -> RowKind {
        tell_all(&["序号", "责任单位", "项目编号", "项目名称", "总投资"], &[cells]).remove(0)
    }

    fn tell_all(headers: &[&str], rows: &[&[&str]]) -> Vec<RowKind> {
        let headers: Vec<String> = headers.iter().map(|&header| header.to_owned()).collect();
        let (header, _) = Header::map(Entity::Projects, &headers, &|_| Mapped::Unsaid, &|_| false);
        let mut teller = RowTeller::new(Entity::Projects, &header);
        let mut ahead = rows.iter().map(|row| record(row));
        teller.look_ahead(|next| ahead.next().map(|row| *next = row).is_some());
        rows.iter().enumerate().map(|(at, row)| teller.tell(&record(row), at == 0)).collect()
    }

    #[test]
    fn a_running_number_tells_rows_from_headings() {
        use RowKind::{Data, Group, OfWhich};
        let headers = ["序号", "项目名称", "总投资"];
        let told = tell_all(
            &headers,
            &[&["一", "续建项目", ""], &["1", "A路", "6"], &["（二）", "新开工项目", "3"]],
        );
        assert_eq!(told, [Group(1, None), Data, Group(2, None)]);
        let told =
            tell_all(&headers, &[&["", "一、交通（2项）", "9"], &["1", "A路", "6"], &["", "B桥", "3"]]);
        assert_eq!(told, [Group(1, Some(2)), Data, Data]);
        // Where no row has another number, the numerals number the rows.
        assert_eq!(tell_all(&headers, &[&["一", "A路", "6"], &["二", "B路", "3"]]), [Data, Data]);
        let parts = [["其中：在建（3项）", "5"], ["预备（1项）", "1"], ["A路（二期）", "6"]];
        let parts: Vec<&[&str]> = parts.iter().map(|row| row.as_slice()).collect();
        assert_eq!(tell_all(&["项目名称", "总投资"], &parts), [OfWhich, OfWhich, Data]);
        let told = tell_all(&["项目名称", "总投资"], &[&["深沪镇（1项）", ""], &["道路（2项）", "6"]]);
        assert_eq!(told, [Group(2, Some(1)), Data]);
        let headers = ["序号", "责任单位", "项目名称", "总投资"];
        let told = tell_all(&headers, &[&["", "", "续建项目", "6"], &["1", "内坑镇", "A路", "6"]]);
        assert_eq!(told, [Group(2, None), Data]);
    }

    #[test]
    fn a_merged_heading_is_no_row() {
        let headers = ["责任单位", "项目名称", "总投资"].map(str::to_owned);
        let (header, _) = Header::map(Entity::Projects, &headers, &|_| Mapped::Unsaid, &|_| false);
        let mut heading = Record::default();
        heading.begin(3);
        heading.push("第一部分 在建项目", Merged::Own);
        heading.push("", Merged::FromLeft);
        heading.push("", Merged::FromLeft);
        assert_eq!(RowTeller::new(Entity::Projects, &header).tell(&heading, false), RowKind::Group(1, None));
    }

    #[test]
    fn totals_and_notes_are_known_by_other_words() {
        let first = |text: &str| tell(&[text, "", "", "", "4"]);
        for text in ["全镇合计", "以上合计", "总投资合计", "合计（亿元）", "合计：3", "汇总", "累计"]
        {
            assert_eq!(first(text), RowKind::Total(None), "{text}");
        }
        for text in ["内坑镇小计", "续建项目小计", "续建项目合计", "小 计"] {
            assert_eq!(first(text), RowKind::Subtotal(None), "{text}");
        }
        assert_eq!(first("1.续建项目"), RowKind::Group(2, None));
        assert_eq!(first("1.5"), RowKind::Data);
        for text in ["平均", "审核：", "数据来源：统计站", "以下空白", "—"] {
            assert_eq!(tell(&[text, "", "", "", ""]), RowKind::Note, "{text}");
        }
        assert_eq!(tell(&["……", "—", "", "……", "—"]), RowKind::Note);
        assert_eq!(tell(&["", "", "", "以下空白", ""]), RowKind::Note);
    }

    #[test]
    fn totals_groups_parts_and_notes_are_told_from_rows() {
        assert_eq!(tell(&["", "合  计", "", "", "100"]), RowKind::Total(None));
        assert_eq!(tell(&["合计12项", "", "", "", "100"]), RowKind::Total(Some(12)));
        assert_eq!(tell(&["", "内坑镇", "", "小计", "100"]), RowKind::Subtotal(None));
        assert_eq!(tell(&["一、交通5项", "", "", "", "40"]), RowKind::Group(1, Some(5)));
        assert_eq!(tell(&["（二）", "", "", "", "40"]), RowKind::Data);
        assert_eq!(tell(&["（二）道路", "", "", "", "40"]), RowKind::Group(2, None));
        assert_eq!(tell(&["", "", "", "其中：在建（90项）", "40"]), RowKind::OfWhich);
        assert_eq!(tell(&["备注：单位为万元", "", "", "", ""]), RowKind::Note);
        assert_eq!(tell(&["填表人：张三", "", "审核人：李四", "", ""]), RowKind::Note);
        assert_eq!(tell(&["12", "", "", "", ""]), RowKind::Blank);
        assert_eq!(tell(&["1", "2", "3", "4", "5"]), RowKind::Numbers);
        assert_eq!(tell(&["甲", "乙", "1", "2", "3"]), RowKind::Numbers);
        assert_eq!(tell(&["1", "2", "3", "4", "9"]), RowKind::Data);
        assert_eq!(tell(&["序号", "责任单位", "项目编号", "项目名称", "总投资"]), RowKind::Header);
    }

    #[test]
    fn a_row_with_all_that_it_needs_is_a_row_whatever_it_is_called() {
        for name in ["合计", "其中：在建", "一、交通5项", "备注", "小计"] {
            assert_eq!(tell(&["1", "内坑镇", "P1", name, "1"]), RowKind::Data, "{name}");
        }
    }
}
