//! GitHub Markdown tables: titles for people, numbers to the right, and every cell on one line as the text it
//! is. Rows stream, so the source is not padded.

use std::io::{self, Write};

use super::display::visible;
use super::{RowWriter, check_length, plain, title};
use crate::table::{Column, ColumnKind, Value};
use crate::text::Language;

/// Writes a Markdown table
pub struct MarkdownWriter<'a> {
    columns: usize,
    line: String,
    out: &'a mut dyn Write,
}

impl<'a> MarkdownWriter<'a> {
    /// Writes the header
    pub fn new(columns: &[Column], language: Language, out: &'a mut dyn Write) -> io::Result<Self> {
        let mut writer = MarkdownWriter { columns: columns.len(), line: String::new(), out };
        columns.iter().for_each(|column| writer.cell(title(column, language)));
        writer.end()?;
        for column in columns {
            writer.line.push_str(if column.kind == ColumnKind::Number { "|---:" } else { "|---" });
        }
        writer.line.push_str("|\n");
        writer.out.write_all(writer.line.as_bytes())?;
        Ok(writer)
    }

    /// Adds a cell: what Markdown would take for markup is escaped, a newline becomes `<br>`
    fn cell(&mut self, text: &str) {
        self.line.push_str("| ");
        // Our own escapes (`\u{1b}`) go through here too; Markdown shows their doubled backslash as one.
        for char in visible(text).chars() {
            match char {
                '\n' => self.line.push_str("<br>"),
                '\\' | '|' | '`' | '*' | '<' | '[' => self.line.extend(['\\', char]),
                _ => self.line.push(char),
            }
        }
        self.line.push(' ');
    }

    fn end(&mut self) -> io::Result<()> {
        self.line.push_str("|\n");
        self.out.write_all(self.line.as_bytes())?;
        self.line.clear();
        Ok(())
    }
}

impl RowWriter for MarkdownWriter<'_> {
    fn row(&mut self, cells: &[Value]) -> io::Result<()> {
        check_length(cells, self.columns)?;
        self.line.clear();
        cells.iter().for_each(|cell| self.cell(&plain(cell)));
        self.end()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use crate::formats::Format;
    use crate::formats::samples::{PIPE, any_rows, columns, rows, terminal, write};

    #[test]
    fn a_table_with_titles() {
        assert_snapshot!(write(Format::Markdown, &columns(), terminal(20), &rows()), @r#"
        | 编号 | 名称 | 金额 | n |
        |---|---|---:|---|
        | P-01 | plain | 12345.00 | 7 |
        | P-02 |  |  |  |
        | P-03 | a, "b" \| c\\d | -0.5 | -1 |
        | P-04 | two<br>lines    here | 0.000 | 0 |
        | 计-05 | 高效液相色谱仪（２台）🧪 | 1000000 | 文 |
        | P-06 | \\u{1b}\[31mred\\u{202e}é | 1 | 9223372036854775807 |
        "#);
    }

    #[test]
    fn an_empty_result_is_a_header() {
        assert_snapshot!(write(Format::Markdown, &columns(), PIPE, &[]), @"
        | Code | Item name | Amount | n |
        |---|---|---:|---|
        ");
    }

    proptest! {
        #[test]
        fn a_row_is_a_line_of_as_many_cells_as_columns(rows in any_rows()) {
            let text = write(Format::Markdown, &columns(), PIPE, &rows);
            prop_assert_eq!(text.split('\n').count(), rows.len() + 3);
            for line in text.lines() {
                let bare = line.replace("\\\\", "").replace("\\|", "");
                prop_assert_eq!(bare.matches('|').count(), columns().len() + 1);
                prop_assert!(!line.contains(char::is_control));
            }
        }
    }
}
