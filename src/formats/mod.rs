//! The formats floor: columns and streamed rows become text, a writer a format.
//!
//! Every writer takes one row at a time and keeps at most a page of them, so memory does not grow with the
//! rows. Nothing here knows the ledger, a command, or whether anyone is reading.

pub mod assembly;
mod bars;
mod blocks;
mod csv;
mod display;
mod figure;
mod grid;
mod html;
mod json;
mod markdown;
mod people;
mod text;
mod tones;
mod typesetter;

use std::borrow::Cow;
use std::io::{self, Write};

use crate::table::{Column, Page, Value};
use crate::text::Language;

/// A way to write a table down
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Aligned columns for a terminal
    Table,
    /// Comma-separated values
    Csv,
    /// Tab-separated values
    Tsv,
    /// One JSON array
    Json,
    /// A JSON object a line
    Ndjson,
    /// A GitHub table
    Markdown,
    /// A page
    Html,
}

impl Format {
    /// Every format, in the order in which help lists them
    pub const ALL: &[Format] = &[
        Format::Table,
        Format::Csv,
        Format::Tsv,
        Format::Json,
        Format::Ndjson,
        Format::Markdown,
        Format::Html,
    ];

    /// The name that a user types
    pub const fn name(self) -> &'static str {
        match self {
            Format::Table => "table",
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Json => "json",
            Format::Ndjson => "ndjson",
            Format::Markdown => "markdown",
            Format::Html => "html",
        }
    }

    /// The format of a file with this extension (without its dot), whatever the case
    pub fn of_extension(extension: &str) -> Option<Format> {
        match extension.to_ascii_lowercase().as_str() {
            "txt" => Some(Format::Table),
            "csv" => Some(Format::Csv),
            "tsv" | "tab" => Some(Format::Tsv),
            "json" => Some(Format::Json),
            "ndjson" | "jsonl" => Some(Format::Ndjson),
            "md" | "markdown" => Some(Format::Markdown),
            "html" | "htm" => Some(Format::Html),
            _ => None,
        }
    }

    /// The format with this name
    pub fn parse(name: &str) -> Option<Format> {
        Format::ALL.iter().copied().find(|format| format.name().eq_ignore_ascii_case(name))
    }

    /// Whether people read it, so that columns carry their titles and not their stable names
    pub const fn for_people(self) -> bool {
        matches!(self, Format::Table | Format::Markdown | Format::Html)
    }
}

/// Where the text goes, as far as its looks depend on it
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Language of the titles
    pub language: Language,
    /// Columns of the terminal; `None` for a pipe or a file, where nothing is wrapped
    pub width: Option<usize>,
    /// Whether the header may be bold
    pub colour: bool,
}

/// Takes rows one by one; `finish` must be called once, after the last
pub trait RowWriter {
    /// Writes a row, one cell a column
    fn row(&mut self, cells: &[Value]) -> io::Result<()>;
    /// Hands on what was written, where the writer keeps rows back without need
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
    /// Writes what is left, and flushes
    fn finish(&mut self) -> io::Result<()>;
}

/// A writer of `format` to `out`; formats for programs pass over the page
pub fn writer<'a>(
    format: Format,
    columns: &'a [Column],
    layout: &Layout,
    page: &'a Page,
    out: &'a mut dyn Write,
) -> io::Result<Box<dyn RowWriter + 'a>> {
    Ok(match format {
        Format::Table => Box::new(text::TableWriter::new(columns, *layout, page, out)),
        Format::Csv => Box::new(csv::CsvWriter::new(columns, b',', out)?),
        Format::Tsv => Box::new(csv::CsvWriter::new(columns, b'\t', out)?),
        Format::Json => Box::new(json::JsonWriter::new(columns, json::Frame::Array, out)?),
        Format::Ndjson => Box::new(json::JsonWriter::new(columns, json::Frame::Lines, out)?),
        Format::Markdown => Box::new(markdown::MarkdownWriter::new(columns, layout.language, page, out)?),
        Format::Html => Box::new(html::HtmlWriter::new(columns, layout.language, page, out)?),
    })
}

/// The cell as plain text, without a copy of what is text already
fn plain(cell: &Value) -> Cow<'_, str> {
    match cell {
        Value::Text(text) => Cow::Borrowed(text),
        Value::Null => Cow::Borrowed(""),
        other => Cow::Owned(other.to_text()),
    }
}

/// Fails if the row has not one cell a column
fn check_length(cells: &[Value], columns: usize) -> io::Result<()> {
    if cells.len() == columns { Ok(()) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

/// What people call the column
pub fn title(column: &Column, language: Language) -> &str {
    column.title.as_ref().map_or(column.name.as_str(), |title| title.get(language))
}

/// What the tests of every format share: one sample table, and any table at all.
#[cfg(test)]
mod samples {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;
    use crate::table::{Chart, ColumnKind, Heading};
    use crate::text::Text;

    /// To a pipe, in English
    pub const PIPE: Layout = Layout { language: Language::English, width: None, colour: false };

    /// To a terminal of `width`, in Chinese
    pub const fn terminal(width: usize) -> Layout {
        Layout { language: Language::Chinese, width: Some(width), colour: false }
    }

    /// A code, a text, a number, and a column without a title
    pub fn columns() -> Vec<Column> {
        vec![
            Column::new("code", Text::new("Code", "编号"), ColumnKind::Code),
            Column::new("item_name", Text::new("Item name", "名称"), ColumnKind::Text),
            Column::new("amount", Text::new("Amount", "金额"), ColumnKind::Number),
            Column::named("n"),
        ]
    }

    /// Every kind of value, and the texts that break formats
    pub fn rows() -> Vec<Vec<Value>> {
        let amount = |digits: i64, scale: u32| Value::Decimal(Decimal::new(digits, scale));
        vec![
            vec!["P-01".into(), "plain".into(), amount(1_234_500, 2), 7.into()],
            vec!["P-02".into(), "".into(), Value::Null, Value::Null],
            vec!["P-03".into(), "a, \"b\" | c\\d".into(), amount(-5, 1), (-1).into()],
            vec!["P-04".into(), "two\nlines\there".into(), amount(0, 3), 0.into()],
            vec!["计-05".into(), "高效液相色谱仪（２台）🧪".into(), 1_000_000.into(), "文".into()],
            vec!["P-06".into(), "\u{1b}[31mred\u{202e}e\u{301}".into(), amount(1, 0), i64::MAX.into()],
        ]
    }

    /// A ranking: what a row is, a name, a rate, points, a light
    pub fn ranking() -> Vec<Column> {
        vec![
            Column::new("level", Text::new("Level", "层级"), ColumnKind::Level),
            Column::new("name", Text::new("Unit", "单位"), ColumnKind::Text),
            Column::new("rate", Text::new("Rate %", "完成率%"), ColumnKind::Percent),
            Column::new("gap", Text::new("Ahead", "超欠序时"), ColumnKind::Points),
            Column::new("light", Text::new("Light", "灯"), ColumnKind::Light),
        ]
    }

    /// A total, and rows ahead, behind and without a figure
    pub fn ranked() -> Vec<Vec<Value>> {
        let tenths = |digits: i64| Value::Decimal(Decimal::new(digits, 1));
        vec![
            vec!["total".into(), "合计".into(), tenths(724), tenths(141), "green".into()],
            vec!["unit".into(), "青阳街道".into(), "≥105.0".into(), tenths(467), "green".into()],
            vec!["unit".into(), "梅岭街道".into(), tenths(39), tenths(-544), "red".into()],
            vec!["unit".into(), "灵源街道".into(), Value::Null, Value::Null, "grey".into()],
        ]
    }

    /// A heading, and a chart of bars for the ranking
    pub fn ranking_page() -> Page {
        let heading = Heading {
            title: "投资完成率排名".to_owned(),
            lines: vec!["期间 2023 | 序时 58.3%".to_owned(), "灯 绿≥0 黄≥-10".to_owned()],
            notes: vec!["1个单位没有计划，未计入".to_owned()],
        };
        let (name, value) = ("name".to_owned(), "rate".to_owned());
        let chart = Chart::Bars { name, value, mark: None, light: Some("light".to_owned()) };
        Page { heading: Some(heading), chart: Some(chart), ..Page::default() }
    }

    /// What `format` writes
    pub fn write(format: Format, columns: &[Column], layout: Layout, rows: &[Vec<Value>]) -> String {
        write_page(format, columns, layout, &Page::default(), rows)
    }

    /// What `format` writes of a page
    pub fn write_page(
        format: Format,
        columns: &[Column],
        layout: Layout,
        page: &Page,
        rows: &[Vec<Value>],
    ) -> String {
        let mut out = Vec::new();
        let mut writer = writer(format, columns, &layout, page, &mut out).unwrap();
        rows.iter().for_each(|row| writer.row(row).unwrap());
        writer.finish().unwrap();
        drop(writer);
        String::from_utf8(out).unwrap()
    }

    /// Any text, with more than its share of what formats trip over
    pub fn any_text() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[a-z ,\"'|\\\\\t\r\n\u{1b}]{0,12}",
            "[\u{4e00}-\u{9fa5}，。（）a-z0-9 🧪👩\u{200d}\u{301}\u{fe0f}]{0,120}",
        ]
    }

    /// Any rows for [`columns`]
    pub fn any_rows() -> impl Strategy<Value = Vec<Vec<Value>>> {
        let code = "[A-Z]{1,3}-[0-9]{1,8}".prop_map(Value::Text);
        let amount = prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::Integer),
            (any::<i64>(), 0..12_u32).prop_map(|(digits, scale)| Value::Decimal(Decimal::new(digits, scale))),
        ];
        let loose = prop_oneof![any_text().prop_map(Value::Text), any::<i64>().prop_map(Value::Integer)];
        let row = (code, any_text().prop_map(Value::Text), amount, loose);
        proptest::collection::vec(row.prop_map(|(a, b, c, d)| vec![a, b, c, d]), 0..8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_extensions_lead_back_to_their_format() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.name()), Some(*format));
        }
        for extension in ["csv", "tsv", "json", "ndjson", "markdown", "html"] {
            assert_eq!(Format::of_extension(extension), Format::parse(extension));
        }
        assert_eq!(Format::of_extension("JSONL"), Some(Format::Ndjson));
        assert_eq!(Format::of_extension("xlsx"), None);
        assert_eq!(Format::parse("xml"), None);
    }
}
