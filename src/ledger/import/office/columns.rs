//! The columns of a sheet by which its rows are told from what is none: those that a row fills, and where words stand.

use crate::domain::entity::Entity;
use crate::ledger::import::header::Header;
use crate::ledger::import::meaning::normalise_header;
use crate::ledger::import::office::labels::{is_arabic, squeeze};
use crate::sheets::record::{Merged, Record};

/// The columns of a sheet, as far as its rows are told by them; fields are counted from 0
#[derive(Debug)]
pub struct TellingColumns<'a> {
    /// The table
    pub entity: Entity,
    /// The header of the sheet
    pub header: &'a Header,
    /// The fields that a row of the table must fill
    pub required: Vec<usize>,
    /// The fields in which a row that is none says so
    pub labels: Vec<usize>,
    /// Whether there is a column of codes
    pub has_code: bool,
    /// The field of the running number, where the sheet has one
    pub number: Option<usize>,
}

impl<'a> TellingColumns<'a> {
    /// Of a sheet with that header
    pub fn new(entity: Entity, header: &'a Header) -> TellingColumns<'a> {
        let columns = entity.columns();
        let of = |wanted: &dyn Fn(usize) -> bool| {
            let fields = header.fields.iter().filter(|field| wanted(field.column));
            fields.map(|field| field.index).collect::<Vec<_>>()
        };
        let required = of(&|column| columns[column].required);
        let first_value = header.fields.iter().filter(|field| columns[field.column].is_number());
        let first_value = first_value.map(|field| field.index).min().unwrap_or(header.width);
        // A running number, the unit, the code and the name: whatever stands before the figures.
        let mut labels: Vec<usize> = (0..first_value.min(4)).collect();
        labels.extend(of(&|column| columns[column].required && !columns[column].is_number()));
        labels.sort_unstable();
        labels.dedup();
        let has_code = entity.position("code").is_some_and(|code| header.field(code).is_some());
        // In a sheet of units the running number is their order, a column like the others.
        let number = header.texts.iter().position(|text| normalise_header(text) == "序号");
        let number = number.filter(|number| header.fields.iter().all(|field| field.index != *number));
        TellingColumns { entity, header, required, labels, has_code, number }
    }

    /// Whether one merged cell stands over the name and what is beside it, as a heading does
    pub fn is_covered(&self, record: &Record) -> bool {
        let name = self.entity.position(self.entity.label().name).and_then(|name| self.header.field(name));
        let is_lent = name.is_some_and(|field| record.merged(field.index) == Merged::FromLeft);
        is_lent && self.lacks_code(record)
    }

    /// What the record says it is called
    pub fn name<'r>(&self, record: &'r Record) -> &'r str {
        self.field(record, self.entity.label().name)
    }

    /// Whether the record is not called anything
    pub fn lacks_name(&self, record: &Record) -> bool {
        self.name(record).trim().is_empty()
    }

    /// Whether the record has an arabic running number
    pub fn has_number(&self, record: &Record) -> bool {
        self.number.is_some_and(|number| is_arabic(record.field(number)))
    }

    /// Whether the record has no code, or the sheet has none at all
    pub fn lacks_code(&self, record: &Record) -> bool {
        !self.has_code || self.is_blank(record, "code")
    }

    /// Whether the sheet has a column
    pub fn header_has(&self, column: &str) -> bool {
        self.entity.position(column).is_some_and(|column| self.header.field(column).is_some())
    }

    /// The record's cell in a column, blank where the sheet has none
    pub fn field<'r>(&self, record: &'r Record, column: &str) -> &'r str {
        let field = self.entity.position(column).and_then(|column| self.header.field(column));
        field.map_or("", |field| record.field(field.index))
    }

    /// The first field in which a row that is none says so
    pub fn first_label(&self) -> usize {
        self.labels.first().copied().unwrap_or(0)
    }

    /// Whether the record's cell in a column is blank, or the sheet has none
    pub fn is_blank(&self, record: &Record, column: &str) -> bool {
        self.field(record, column).trim().is_empty()
    }

    /// Whether the record numbers the columns: `1 2 3 4`, `甲 乙 1 2 3`
    pub fn are_numbered(&self, record: &Record) -> bool {
        is_numbered(record, self.header)
    }

    /// Whether the record is the header once more
    pub fn is_header(&self, record: &Record) -> bool {
        let texts = &self.header.texts;
        // A page's header is the first one to the letter, so that rows need not be normalised for this.
        let same = |(index, header): (usize, &String)| {
            header.trim().is_empty() || record.field(index).trim() == header.trim()
        };
        texts.iter().any(|header| !header.trim().is_empty()) && texts.iter().enumerate().all(same)
    }
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
