//! GitHub Markdown tables: titles for people, numbers to the right, and every cell on one line as the text it
//! is. Rows stream, so the source is not padded.

use std::io::{self, Write};

use super::display::visible;
use super::people::{seen, shown};
use super::{RowWriter, check_length, title};
use crate::table::{Column, Page, Value};
use crate::text::Language;

/// Writes a Markdown table
pub struct MarkdownWriter<'a> {
    columns: &'a [Column],
    language: Language,
    page: &'a Page,
    line: String,
    out: &'a mut dyn Write,
}

impl<'a> MarkdownWriter<'a> {
    /// Writes what stands above the table, and its header
    pub fn new(
        columns: &'a [Column],
        language: Language,
        page: &'a Page,
        out: &'a mut dyn Write,
    ) -> io::Result<Self> {
        let mut writer = MarkdownWriter { columns, language, page, line: String::new(), out };
        if let Some(heading) = &page.heading {
            writer.line.push_str("## ");
            writer.text(&heading.title);
            writer.line.push('\n');
            writer.list(&heading.lines);
            writer.line.push('\n');
        }
        seen(columns).for_each(|(_, column)| writer.cell(title(column, language)));
        writer.end()?;
        for (_, column) in seen(columns) {
            writer.line.push_str(if column.kind.is_number() { "|---:" } else { "|---" });
        }
        writer.end()?;
        Ok(writer)
    }

    /// Adds a cell
    fn cell(&mut self, text: &str) {
        self.line.push_str("| ");
        self.text(text);
        self.line.push(' ');
    }

    /// Adds a list behind a blank line
    fn list(&mut self, lines: &[String]) {
        if !lines.is_empty() {
            self.line.push('\n');
        }
        for line in lines {
            self.line.push_str("- ");
            self.text(line);
            self.line.push('\n');
        }
    }

    /// Adds a text: what Markdown would take for markup is escaped, a newline becomes `<br>`
    fn text(&mut self, text: &str) {
        // Our own escapes (`\u{1b}`) go through here too; Markdown shows their doubled backslash as one.
        for char in visible(text).chars() {
            match char {
                '\n' => self.line.push_str("<br>"),
                '\\' | '|' | '`' | '*' | '<' | '[' => self.line.extend(['\\', char]),
                _ => self.line.push(char),
            }
        }
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
        check_length(cells, self.columns.len())?;
        for (at, column) in seen(self.columns) {
            self.cell(&shown(column.kind, &cells[at], self.language));
        }
        self.end()
    }

    fn finish(&mut self) -> io::Result<()> {
        if let Some(heading) = &self.page.heading {
            self.list(&heading.notes);
        }
        self.out.write_all(self.line.as_bytes())?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use crate::formats::Format;
    use crate::formats::samples::{
        PIPE, any_rows, columns, ranked, ranking, ranking_page, rows, terminal, write, write_page,
    };

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
    fn a_heading_stands_above_and_notes_below() {
        assert_snapshot!(write_page(Format::Markdown, &ranking(), terminal(20), &ranking_page(), &ranked()), @r"
        ## 投资完成率排名

        - 期间 2023 \| 序时 58.3%
        - 灯 绿≥0 黄≥-10

        | 单位 | 完成率% | 超欠序时 | 灯 |
        |---|---:|---:|---|
        | 合计 | 72.4 | +14.1 | ● 绿 |
        | 青阳街道 | ≥105.0 | +46.7 | ● 绿 |
        | 梅岭街道 | 3.9 | -54.4 | ● 红 |
        | 灵源街道 |  |  | ● 灰 |

        - 1个单位没有计划，未计入
        ");
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
