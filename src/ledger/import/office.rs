//! Rows of an office's sheet that are no rows of its table: totals, groups, notes, the header once more.
//!
//! A row in which every required cell is filled is always a row of the table, whatever its texts say.

use crate::domain::code::normalise;
use crate::domain::entity::{Entity, Kind};
use crate::domain::number::read_numeral;
use crate::ledger::import::header::Header;
use crate::sheets::record::{Merged, Record};

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
}

const TOTALS: [&str; 8] = ["合计", "总计", "共计", "总合计", "全市合计", "累计合计", "total", "grandtotal"];
const SUBTOTALS: [&str; 4] = ["小计", "本页小计", "本页合计", "subtotal"];
const NOTES: [&str; 20] = [
    "备注",
    "注",
    "说明",
    "附注",
    "填表说明",
    "填表人",
    "填报人",
    "审核人",
    "联系人",
    "联系电话",
    "制表人",
    "制表",
    "填报日期",
    "填表日期",
    "报送日期",
    "单位负责人",
    "负责人",
    "分管领导",
    "note",
    "notes",
];

/// Tells what a record is
#[derive(Debug)]
pub struct RowTeller<'a> {
    entity: Entity,
    header: &'a Header,
    /// The fields that a row of the table must fill
    required: Vec<usize>,
    /// The fields in which a row that is none says so
    labels: Vec<usize>,
    has_code: bool,
}

impl<'a> RowTeller<'a> {
    /// For a sheet with that header
    pub fn new(entity: Entity, header: &'a Header) -> RowTeller<'a> {
        let columns = entity.columns();
        let of = |wanted: &dyn Fn(usize) -> bool| {
            let fields = header.fields.iter().filter(|field| wanted(field.column));
            fields.map(|field| field.index).collect::<Vec<_>>()
        };
        let required = of(&|column| columns[column].required);
        let first_value = header.fields.iter().filter(|field| is_number(columns[field.column].kind));
        let first_value = first_value.map(|field| field.index).min().unwrap_or(header.width);
        // A running number, the unit, the code and the name: whatever stands before the figures.
        let mut labels: Vec<usize> = (0..first_value.min(4)).collect();
        labels.extend(of(&|column| columns[column].required && !is_number(columns[column].kind)));
        labels.sort_unstable();
        labels.dedup();
        let has_code = entity.position("code").is_some_and(|code| header.field(code).is_some());
        RowTeller { entity, header, required, labels, has_code }
    }

    /// What the record is; `is_first` says that it stands right under the header
    pub fn tell(&self, record: &Record, is_first: bool) -> RowKind {
        let own =
            |&index: &usize| record.merged(index) == Merged::Own && !record.field(index).trim().is_empty();
        if is_first && is_numbered(record, self.header) {
            return RowKind::Numbers;
        }
        if self.has_code && self.required.iter().all(own) && !self.is_header(record) {
            return RowKind::Data;
        }
        if self.is_header(record) {
            return RowKind::Header;
        }
        let label = self.labels.iter().find_map(|&index| {
            let text = record.field(index);
            if record.merged(index) != Merged::Own || text.trim().is_empty() {
                None
            } else {
                Some((index, text))
            }
        });
        let mut told = self.labels.iter().filter_map(|&index| summary(record.field(index)));
        if let Some(kind) = told.next() {
            return kind;
        }
        let told = label.map_or(RowKind::Data, |(index, text)| self.tell_by_label(record, index, text));
        let is_empty = self.header.fields.iter().all(|field| record.field(field.index).trim().is_empty());
        let is_worded = label.is_some_and(|(_, text)| text.contains(char::is_alphabetic));
        match told {
            RowKind::Data if is_empty && is_worded => RowKind::Note,
            RowKind::Data if is_empty => RowKind::Blank,
            told => told,
        }
    }

    fn tell_by_label(&self, record: &Record, index: usize, text: &str) -> RowKind {
        let text = squeeze(text);
        let filled = record.iter().filter(|field| !field.trim().is_empty()).count();
        let lacks_code = !self.has_code || self.is_blank(record, "code");
        let lacks_name = self.is_blank(record, self.entity.label().name);
        if is_note(&text) && (lacks_name || lacks_code && index == 0) && filled <= 6 {
            return RowKind::Note;
        }
        let name = self.entity.position(self.entity.label().name).and_then(|name| self.header.field(name));
        let name = name.map_or_else(String::new, |field| squeeze(record.field(field.index)));
        let part = [&text, &name].into_iter().find(|text| is_part(text));
        if lacks_code && part.is_some() {
            return RowKind::OfWhich;
        }
        let level = group_level(&text).filter(|_| lacks_code && (lacks_name || index == self.first_label()));
        let is_alone = lacks_name || self.is_blank(record, "unit") || filled <= 2;
        match level {
            Some(level) if is_alone => RowKind::Group(level, count_in(&text)),
            _ => RowKind::Data,
        }
    }

    fn first_label(&self) -> usize {
        self.labels.first().copied().unwrap_or(0)
    }

    fn is_blank(&self, record: &Record, column: &str) -> bool {
        let field = self.entity.position(column).and_then(|column| self.header.field(column));
        field.is_none_or(|field| record.field(field.index).trim().is_empty())
    }

    fn is_header(&self, record: &Record) -> bool {
        let texts = &self.header.texts;
        // A page's header is the first one to the letter, so that rows need not be normalised for this.
        let same = |(index, header): (usize, &String)| {
            header.trim().is_empty() || record.field(index).trim() == header.trim()
        };
        texts.iter().any(|header| !header.trim().is_empty()) && texts.iter().enumerate().all(same)
    }
}

fn is_number(kind: Kind) -> bool {
    matches!(kind, Kind::Value(_) | Kind::Count | Kind::Whole)
}

/// The text without any white space, in its normal form
fn squeeze(text: &str) -> String {
    normalise(text).split_whitespace().collect::<String>().to_lowercase()
}

/// A total or subtotal, with the number of rows that it states: `合 计`, `合计12项`, `小计（3个）`
fn summary(text: &str) -> Option<RowKind> {
    let text = squeeze(text);
    let (word, _) = text
        .split_once(|mark: char| mark.is_ascii_digit() || mark == '(' || mark == ':')
        .unwrap_or((&text, ""));
    let rest = &text[word.len()..];
    let is_counted = rest.is_empty() || rest == ":" || count_in(&text).is_some();
    if !is_counted {
        return None;
    }
    if TOTALS.contains(&word) {
        return Some(RowKind::Total(count_in(&text)));
    }
    SUBTOTALS.contains(&word).then(|| RowKind::Subtotal(count_in(&text)))
}

/// The number before 项 or 个 at the end of a label
fn count_in(text: &str) -> Option<i64> {
    let text = text.trim_end_matches([')', ':']);
    let text = text.strip_suffix(['项', '个']).unwrap_or_else(|| text.strip_suffix("个项目").unwrap_or(""));
    let text = text.strip_suffix("个项").unwrap_or(text);
    let digits = text.trim_end_matches(|mark: char| mark.is_ascii_digit());
    text[digits.len()..].parse().ok()
}

/// `其中：在建（90项）`, `#新开工`
fn is_part(text: &str) -> bool {
    text.starts_with("其中") || text.starts_with('#') && !text.starts_with("##")
}

/// `备注：…`, `注1：…`, or the word alone
fn is_note(text: &str) -> bool {
    NOTES.iter().filter_map(|word| text.strip_prefix(word)).any(|rest| {
        let rest = rest.trim_start_matches(|mark: char| mark.is_ascii_digit());
        rest.is_empty() || rest.starts_with([':', '.', '、'])
    })
}

/// 1 for `一、…`, 2 for `（一）…`
fn group_level(text: &str) -> Option<u8> {
    let is_numeral = |text: &str| !text.is_empty() && read_numeral(text).is_some();
    if let Some((number, rest)) = text.split_once(['、', '.']) {
        let chinese = number.chars().all(|mark| "一二三四五六七八九十".contains(mark));
        if chinese && is_numeral(number) && !rest.is_empty() {
            return Some(1);
        }
    }
    let (number, rest) = text.strip_prefix('(')?.split_once(')')?;
    (is_numeral(number) && !number.starts_with(|mark: char| mark.is_ascii_digit()) && !rest.is_empty())
        .then_some(2)
}

/// `1 2 3 4`, `甲 乙 1 2 3`: a number for every column
fn is_numbered(record: &Record, header: &Header) -> bool {
    let headers = header.texts.iter().filter(|text| !text.trim().is_empty()).count();
    let texts: Vec<String> = record.iter().map(squeeze).filter(|text| !text.is_empty()).collect();
    let texts: Vec<&str> = texts.iter().map(|text| text.trim_matches(['(', ')', '[', ']'])).collect();
    let stems = texts.iter().take_while(|text| matches!(**text, "甲" | "乙" | "丙" | "丁" | "戊")).count();
    let numbers = &texts[stems..];
    let first = numbers.first().and_then(|text| text.parse::<usize>().ok());
    numbers.len() >= 3
        && texts.len() >= headers
        && first.is_some_and(|first| {
            first <= 1 && numbers.iter().enumerate().all(|(at, text)| text.parse() == Ok(first + at))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::import::header::Mapped;

    fn tell(cells: &[&str]) -> RowKind {
        let headers: Vec<String> =
            ["序号", "责任单位", "项目编号", "项目名称", "总投资"].map(str::to_owned).into();
        let (header, _) = Header::map(Entity::Projects, &headers, &|_| Mapped::Unsaid, &|_| false);
        let mut record = Record::default();
        record.begin(7);
        cells.iter().for_each(|cell| record.push(cell, Merged::Own));
        RowTeller::new(Entity::Projects, &header).tell(&record, true)
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
