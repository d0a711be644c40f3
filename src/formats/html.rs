//! One self-contained HTML page with the table: light and dark, printable, no script and nothing to fetch.

use std::io::{self, Write};

use super::display::visible;
use super::people::{seen, shown};
use super::{RowWriter, check_length, title};
use crate::table::{Column, ColumnKind, Page, Value};
use crate::text::Language;

/// How the page looks: numbers to the right, the header in sight, ink saved on paper
const STYLE: &str = include_str!("page.css");

/// Writes a page
pub struct HtmlWriter<'a> {
    columns: &'a [Column],
    language: Language,
    page: &'a Page,
    line: String,
    out: &'a mut dyn Write,
}

impl<'a> HtmlWriter<'a> {
    /// Writes the page up to the first row
    pub fn new(
        columns: &'a [Column],
        language: Language,
        page: &'a Page,
        out: &'a mut dyn Write,
    ) -> io::Result<Self> {
        let lang = match language {
            Language::English => "en",
            Language::Chinese => "zh-CN",
        };
        let line = format!(
            "<!doctype html>\n<html lang=\"{lang}\">\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>taizhang 台账</title>\n\
             <style>\n{STYLE}</style>\n<main>\n"
        );
        let mut writer = HtmlWriter { columns, language, page, line, out };
        if let Some(heading) = &page.heading {
            writer.line.push_str("<h1>");
            writer.text(&heading.title);
            writer.line.push_str("</h1>\n");
            writer.paragraphs(&heading.lines);
        }
        writer.line.push_str("<table>\n<thead><tr>");
        for (_, column) in seen(columns) {
            writer.open("th scope=\"col\"", column);
            writer.text(title(column, language));
            writer.line.push_str("</th>");
        }
        writer.line.push_str("</tr></thead>\n<tbody>\n");
        writer.hand_on()?;
        Ok(writer)
    }

    fn paragraphs(&mut self, lines: &[String]) {
        for line in lines {
            self.line.push_str("<p>");
            self.text(line);
            self.line.push_str("</p>\n");
        }
    }

    fn open(&mut self, tag: &str, column: &Column) {
        let class = match column.kind {
            kind if kind.is_number() => " class=\"number\"",
            ColumnKind::Text => "",
            _ => " class=\"code\"",
        };
        self.line.push('<');
        self.line.push_str(tag);
        self.line.push_str(class);
        self.line.push('>');
    }

    /// Adds a text: nothing in it is markup, and what cannot be seen is written out
    fn text(&mut self, text: &str) {
        for character in visible(text).chars() {
            match character {
                '<' => self.line.push_str("&lt;"),
                '&' => self.line.push_str("&amp;"),
                '\n' => self.line.push_str("<br>"),
                _ => self.line.push(character),
            }
        }
    }

    fn hand_on(&mut self) -> io::Result<()> {
        self.out.write_all(self.line.as_bytes())?;
        self.line.clear();
        Ok(())
    }
}

impl RowWriter for HtmlWriter<'_> {
    fn row(&mut self, cells: &[Value]) -> io::Result<()> {
        let columns = self.columns;
        check_length(cells, columns.len())?;
        self.line.push_str("<tr>");
        for (at, column) in seen(columns) {
            self.open("td", column);
            self.text(&shown(column.kind, &cells[at], self.language));
            self.line.push_str("</td>");
        }
        self.line.push_str("</tr>\n");
        self.hand_on()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.line.push_str("</tbody>\n</table>\n");
        if let Some(heading) = &self.page.heading {
            self.paragraphs(&heading.notes);
        }
        self.line.push_str("</main>\n</html>\n");
        self.hand_on()?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use crate::formats::Format;
    use crate::formats::samples::{PIPE, any_rows, columns, rows, write};

    /// What stands between the first and the last tag of the table
    fn table(text: &str) -> &str {
        &text[text.find("<thead>").unwrap()..text.find("</table>").unwrap()]
    }

    #[test]
    fn a_page_holds_the_table_and_no_markup_from_its_cells() {
        assert_snapshot!(table(&write(Format::Html, &columns(), PIPE, &rows()[2..4])), @r#"
        <thead><tr><th scope="col" class="code">Code</th><th scope="col">Item name</th><th scope="col" class="number">Amount</th><th scope="col">n</th></tr></thead>
        <tbody>
        <tr><td class="code">P-03</td><td>a, "b" | c\d</td><td class="number">-0.5</td><td>-1</td></tr>
        <tr><td class="code">P-04</td><td>two<br>lines    here</td><td class="number">0.000</td><td>0</td></tr>
        </tbody>
        "#);
    }

    proptest! {
        #[test]
        fn cells_never_become_tags(rows in any_rows()) {
            let text = write(Format::Html, &columns(), PIPE, &rows);
            let tags = table(&text).matches('<').count();
            let lines = rows.iter().flatten().map(|cell| cell.to_text());
            let breaks: usize = lines.map(|text| super::visible(&text).matches('\n').count()).sum();
            prop_assert_eq!(tags, 2 + 2 + 8 + 2 + rows.len() * 10 + breaks);
        }
    }
}
