//! One self-contained HTML page with a table and its chart: light and dark, printable, nothing to fetch.
//!
//! Rows stream. A chart stands above its table and tells of all of it, so the table of such a page waits in a
//! temporary file; one without a chart goes straight out.

mod bars;
mod cells;
mod drawing;
mod lines;
mod markup;
mod picture;
mod policy;
mod scale;
mod tree;

use std::io::{self, Seek, Write};

use tempfile::SpooledTempFile;

use self::cells::Cells;
use self::drawing::Drawing;
use self::markup::Markup;
use super::people::seen;
use super::{RowWriter, check_length, title};
use crate::table::{Column, Page, Value};
use crate::text::{Language, PageText};

/// How the page looks
const STYLE: &str = include_str!("page.css");
/// What the page does beyond being read: sorts, filters, opens trees
const SCRIPT: &str = include_str!("page.js");

/// What stays in memory of a table that waits
const SPOOL: usize = 1 << 20;

/// Writes a page
pub struct HtmlWriter<'a> {
    columns: &'a [Column],
    language: Language,
    page: &'a Page,
    cells: Cells<'a>,
    rows: u64,
    markup: Markup,
    waiting: Option<(Drawing<'a>, SpooledTempFile)>,
    out: &'a mut dyn Write,
}

impl<'a> HtmlWriter<'a> {
    /// Writes the page up to the chart, or up to the first row
    pub fn new(
        columns: &'a [Column],
        language: Language,
        page: &'a Page,
        out: &'a mut dyn Write,
    ) -> io::Result<Self> {
        let (drawn, rows) = match &page.drawn {
            Some(drawn) => (drawn.columns.as_slice(), drawn.rows.as_slice()),
            None => (columns, &[][..]),
        };
        let mut drawing = page.chart.as_ref().and_then(|chart| Drawing::new(chart, drawn, language));
        drawing.iter_mut().for_each(|drawing| rows.iter().for_each(|row| drawing.take(row)));
        let name = drawing.as_ref().filter(|_| page.drawn.is_none()).map(Drawing::name);
        let cells = Cells::new(columns, language, name);
        let waiting = drawing.map(|drawing| (drawing, SpooledTempFile::new(SPOOL)));
        let markup = Markup::default();
        let mut writer = HtmlWriter { columns, language, page, cells, rows: 0, markup, waiting, out };
        writer.head();
        writer.out.write_all(writer.markup.as_str().as_bytes())?;
        writer.markup.clear();
        writer.table_head();
        writer.hand_on()?;
        Ok(writer)
    }

    fn say(&self, text: PageText) -> String {
        text.text(self.language)
    }

    /// What browsers are told, and what stands above everything
    fn head(&mut self) {
        let lang = match self.language {
            Language::English => "en",
            Language::Chinese => "zh-CN",
        };
        let heading = self.page.heading.as_ref();
        let [skip, home] = [PageText::SkipToTable {}, PageText::Home {}].map(|text| self.say(text));
        let out = &mut self.markup;
        out.raw("<!doctype html>\n<html lang=\"").raw(lang).raw("\">\n<head>\n<meta charset=\"utf-8\">\n");
        out.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"")
            .raw(&policy::policy())
            .raw("\">\n");
        out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        let name = heading.map_or("taizhang 台账", |heading| &heading.title);
        out.element("title", &name.replace('\n', " ")).raw("\n<style>").raw(STYLE).raw("</style>\n</head>\n");
        out.raw(if cells::is_wide(self.columns, self.language) {
            "<body class=\"wide\">\n"
        } else {
            "<body>\n"
        });
        out.element("a class=\"skip\" href=\"#table\"", &skip).raw("\n");
        if let Some(address) = &self.page.home {
            out.raw("<nav><a href=\"").line(address).raw("\">").text(&home).raw("</a></nav>\n");
        }
        if let Some(heading) = heading {
            out.raw("<header>\n").element("h1", &heading.title).raw("\n");
            list(&heading.lines, out);
            out.raw("</header>\n");
        }
        out.raw("<main>\n");
    }

    /// What stands between the chart and the rows
    fn table_head(&mut self) {
        let caption = match &self.page.heading {
            Some(heading) => heading.title.clone(),
            None => self.say(PageText::Table {}),
        };
        let column = || "{column}".to_owned();
        let said = [
            ("ascending", PageText::Ascending { column: column() }),
            ("descending", PageText::Descending { column: column() }),
            ("given", PageText::AsGiven {}),
            ("shown", PageText::Shown { shown: "{shown}".to_owned(), count: "{count}".to_owned() }),
        ];
        let filter = self.say(PageText::Filter {});
        let out = &mut self.markup;
        out.raw("<div class=\"tools\" role=\"search\" hidden><label>").text(&filter);
        out.raw(" <input type=\"search\" id=\"filter\" autocomplete=\"off\"></label></div>\n");
        out.raw("<div class=\"scroll table\" id=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"")
            .line(&caption);
        out.raw("\">\n<table");
        for (name, text) in said {
            out.raw(" data-").raw(name).raw("=\"").line(&text.text(self.language)).raw("\"");
        }
        out.raw(">\n").element("caption", &caption).raw("\n<thead><tr>");
        for (_, column) in seen(self.columns) {
            out.raw("<th scope=\"col\"").raw(cells::class(column.kind)).raw(">");
            out.text(title(column, self.language)).raw("</th>");
        }
        out.raw("</tr></thead>\n<tbody>\n");
    }

    /// Sends on what is there of the table
    fn hand_on(&mut self) -> io::Result<()> {
        let bytes = self.markup.as_str().as_bytes();
        match &mut self.waiting {
            Some((_, spool)) => spool.write_all(bytes)?,
            None => self.out.write_all(bytes)?,
        }
        self.markup.clear();
        Ok(())
    }

    /// What stands below the rows
    fn foot(&mut self) {
        let rows = self.say(PageText::Rows { count: self.rows.to_string() });
        let notes = self.say(PageText::Notes {});
        let out = &mut self.markup;
        out.raw("</tbody>\n</table>\n</div>\n<p class=\"count\" role=\"status\">").text(&rows).raw("</p>\n");
        if let Some(heading) = self.page.heading.as_ref().filter(|heading| !heading.notes.is_empty()) {
            out.raw("<section class=\"notes\">\n").element("h2", &notes).raw("\n");
            list(&heading.notes, out);
            out.raw("</section>\n");
        }
        out.raw("</main>\n<script>").raw(SCRIPT).raw("</script>\n</body>\n</html>\n");
    }
}

impl RowWriter for HtmlWriter<'_> {
    fn row(&mut self, cells: &[Value]) -> io::Result<()> {
        check_length(cells, self.columns.len())?;
        self.rows += 1;
        if let (Some((drawing, _)), None) = (&mut self.waiting, &self.page.drawn) {
            drawing.take(cells);
        }
        self.cells.row(cells, &mut self.markup);
        self.hand_on()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.foot();
        self.hand_on()?;
        if let Some((drawing, mut table)) = self.waiting.take() {
            drawing.write(&mut self.markup);
            self.hand_on()?;
            table.rewind()?;
            io::copy(&mut table, self.out)?;
        }
        self.out.flush()
    }
}

/// Adds a list of lines
fn list(lines: &[String], out: &mut Markup) {
    if lines.is_empty() {
        return;
    }
    out.raw("<ul>\n");
    for line in lines {
        out.element("li", line).raw("\n");
    }
    out.raw("</ul>\n");
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;
    use quick_xml::events::Event;
    use quick_xml::reader::Reader;

    use crate::formats::Format;
    use crate::formats::display::visible;
    use crate::formats::samples::{
        PIPE, any_rows, columns, ranked, ranking, ranking_page, rows, terminal, write, write_page,
    };
    use crate::table::{Chart, Column, ColumnKind, Drawn, Page, Value};
    use crate::text::Text;

    /// What stands between the first and the last tag of the table
    fn table(text: &str) -> &str {
        &text[text.find("<thead>").unwrap()..text.find("</table>").unwrap()]
    }

    #[test]
    fn a_page_holds_the_table_and_no_markup_from_its_cells() {
        assert_snapshot!(table(&write(Format::Html, &columns(), PIPE, &rows()[2..4])), @r#"
        <thead><tr><th scope="col" class="code">Code</th><th scope="col">Item name</th><th scope="col" class="number">Amount</th><th scope="col">n</th></tr></thead>
        <tbody>
        <tr><td class="code">P-03</td><th scope="row">a, "b" | c\d</th><td class="number">-0.5</td><td>-1</td></tr>
        <tr><td class="code">P-04</td><th scope="row">two<br>lines    here</th><td class="number">0.000</td><td>0</td></tr>
        </tbody>
        "#);
    }

    #[test]
    fn totals_lights_and_bounds_are_marked() {
        assert_snapshot!(table(&write_page(Format::Html, &ranking(), terminal(80), &ranking_page(), &ranked())), @r#"
        <thead><tr><th scope="col">单位</th><th scope="col" class="number">完成率%</th><th scope="col" class="number">超欠序时</th><th scope="col" class="code">灯</th></tr></thead>
        <tbody>
        <tr class="total"><th scope="row">合计</th><td class="number">72.4</td><td class="number" data-value="14.1">+14.1</td><td class="code" data-value="3"><span class="mark green" aria-hidden="true">●</span> 绿</td></tr>
        <tr><th scope="row">青阳街道</th><td class="number" data-value="105.0">≥105.0</td><td class="number" data-value="46.7">+46.7</td><td class="code" data-value="3"><span class="mark green" aria-hidden="true">●</span> 绿</td></tr>
        <tr><th scope="row">梅岭街道</th><td class="number">3.9</td><td class="number">-54.4</td><td class="code" data-value="0"><span class="mark red" aria-hidden="true">●</span> 红</td></tr>
        <tr><th scope="row">灵源街道</th><td class="number"></td><td class="number"></td><td class="code" data-value="4"><span class="mark grey" aria-hidden="true">●</span> 灰</td></tr>
        </tbody>
        "#);
    }

    #[test]
    fn a_chart_stands_above_its_table_and_draws_no_total() {
        let page = write_page(Format::Html, &ranking(), terminal(80), &ranking_page(), &ranked());
        let figure = &page[page.find("<ol>").unwrap()..page.find("</figure>").unwrap()];
        assert_snapshot!(figure, @r#"
        <ol>
        <li><span class="name">青阳街道</span><span class="bar"><svg aria-hidden="true"><line class="zero" x1="0.00%" x2="0.00%" y2="100%"/><line class="grid" x1="33.33%" x2="33.33%" y2="100%"/><line class="grid" x1="66.67%" x2="66.67%" y2="100%"/><line class="grid" x1="100.00%" x2="100.00%" y2="100%"/><rect class="green" x="0.00%" width="70.00%"/></svg></span><span class="figure">≥105.0%</span> <span class="light"><span class="mark green" aria-hidden="true">●</span> 绿</span></li>
        <li><span class="name">梅岭街道</span><span class="bar"><svg aria-hidden="true"><line class="zero" x1="0.00%" x2="0.00%" y2="100%"/><line class="grid" x1="33.33%" x2="33.33%" y2="100%"/><line class="grid" x1="66.67%" x2="66.67%" y2="100%"/><line class="grid" x1="100.00%" x2="100.00%" y2="100%"/><rect class="red" x="0.00%" width="2.60%"/><rect fill="url(#red)" x="0.00%" width="2.60%"/></svg></span><span class="figure">3.9%</span> <span class="light"><span class="mark red" aria-hidden="true">●</span> 红</span></li>
        <li><span class="name">灵源街道</span><span class="bar"><svg aria-hidden="true"><line class="zero" x1="0.00%" x2="0.00%" y2="100%"/><line class="grid" x1="33.33%" x2="33.33%" y2="100%"/><line class="grid" x1="66.67%" x2="66.67%" y2="100%"/><line class="grid" x1="100.00%" x2="100.00%" y2="100%"/></svg></span><span class="figure"><em>无数据</em></span> <span class="light"><span class="mark grey" aria-hidden="true">●</span> 灰</span></li>
        </ol>
        "#);
        assert!(page.find("</figure>") < page.find("<table"));
    }

    #[test]
    fn several_columns_name_a_bar_together_and_rows_of_their_own_are_drawn_instead() {
        let chart = |name: &str| Chart::Bars {
            name: name.to_owned(),
            value: "amount".to_owned(),
            mark: None,
            light: None,
        };
        let names = |page: &Page| {
            let text = write_page(Format::Html, &columns(), PIPE, page, &rows()[..1]);
            let name = |part: &str| part.split("</span>").next().unwrap().to_owned();
            text.split("<span class=\"name\">").skip(1).map(name).collect::<Vec<_>>()
        };
        let of_the_table = Page { chart: Some(chart("code+nothing+item_name")), ..Page::default() };
        assert_eq!(names(&of_the_table), ["P-01 · plain"]);
        let drawn = Some(Drawn { columns: columns(), rows: rows()[2..5].to_vec() });
        let of_its_own = Page { chart: Some(chart("code")), drawn, ..Page::default() };
        assert_eq!(names(&of_its_own), ["P-03", "P-04", "计-05"]);
    }

    #[test]
    fn a_tree_whose_lines_several_columns_name_stays_a_tree() {
        let mut rows = rows()[..2].to_vec();
        for (row, name) in rows.iter_mut().zip(["植树", "  补植"]) {
            (row[0], row[1]) = (name.into(), "2024".into());
        }
        let chart = Chart::Tree { name: "code+item_name".to_owned(), light: None };
        let page = Page { chart: Some(chart), ..Page::default() };
        let text = write_page(Format::Html, &columns(), PIPE, &page, &rows);
        assert!(
            text.contains("<summary>植树 · 2024</summary><ul>\n<li class=\"leaf\">补植 · 2024</li>"),
            "{text}"
        );
    }

    #[test]
    fn a_row_is_named_by_its_name_where_another_text_stands_before_it() {
        let text = |name: &'static str| Column::new(name, Text::new(name, name), ColumnKind::Text);
        let columns = [text("unit"), text("name"), text("note")];
        let page = write(Format::Html, &columns, PIPE, &[["内坑", "物流园", "新"].map(Value::from).to_vec()]);
        assert!(page.contains("<td>内坑</td><th scope=\"row\">物流园</th><td>新</td>"), "{page}");
    }

    /// Whether every element that is opened is closed, in order, and every attribute is quoted
    fn is_well_formed(figure: &str) -> bool {
        let xml = figure.replace("<br>", "").replace(" hidden>", ">").replace(" open>", ">");
        let mut reader = Reader::from_str(&xml);
        loop {
            match reader.read_event() {
                Ok(Event::Eof) => return true,
                Ok(Event::Start(tag) | Event::Empty(tag)) if tag.attributes().any(|known| known.is_err()) => {
                    return false;
                }
                Ok(_) => {}
                Err(_) => return false,
            }
        }
    }

    fn any_chart() -> impl Strategy<Value = Chart> {
        let [name, number, other] = ["item_name", "amount", "n"].map(str::to_owned);
        prop::sample::select(vec![
            Chart::Bars {
                name: name.clone(),
                value: number.clone(),
                mark: Some(other.clone()),
                light: Some(other.clone()),
            },
            Chart::Targets { name: name.clone(), target: other.clone(), actual: number.clone(), light: None },
            Chart::Lines { x: other, value: number, series: name.clone() },
            Chart::Tree { name, light: None },
            Chart::Tree { name: "code+item_name".to_owned(), light: None },
        ])
    }

    proptest! {
        #[test]
        fn any_rows_can_be_drawn(rows in any_rows(), depths in proptest::collection::vec(0_usize..5, 8), chart in any_chart()) {
            let page = Page { chart: Some(chart), ..Page::default() };
            let set_in = |(row, depth): (&Vec<Value>, &usize)| {
                let mut row = row.clone();
                row[1] = format!("{}{}", "  ".repeat(*depth), row[1].to_text()).into();
                row
            };
            let rows: Vec<Vec<Value>> = rows.iter().zip(&depths).map(set_in).collect();
            let text = write_page(Format::Html, &columns(), PIPE, &page, &rows);
            if let (Some(start), Some(end)) = (text.find("<figure"), text.rfind("</figure>")) {
                prop_assert!(is_well_formed(&text[start..end + 9]), "{}", &text[start..end]);
            }
        }

        #[test]
        fn cells_never_become_tags(rows in any_rows()) {
            let text = write(Format::Html, &columns(), PIPE, &rows);
            let tags = table(&text).matches('<').count();
            let lines = rows.iter().flatten().map(|cell| cell.to_text());
            let breaks: usize = lines.map(|text| visible(&text).matches('\n').count()).sum();
            prop_assert_eq!(tags, 2 + 2 + 8 + 2 + rows.len() * 10 + breaks);
        }
    }
}
