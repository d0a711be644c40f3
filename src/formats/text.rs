//! Tables for people: aligned columns under a header, or, where they cannot fit, without the columns that can be spared,
//! which is said, or as a block of lines a row. No cell is ever cut. Rows are laid out in pages, and pages share the widths of the first as far as they can. It does
//! not know where the text goes beyond its [`Layout`].

mod room;

use std::io::{self, Write};
use std::mem;

use super::bars::Bars;
use super::blocks::Blocks;
use super::display::{bold, visible, width, wrap};
use super::grid::{Grid, Sheet};
use super::people::{seen, shown};
use super::tones::tone_of;
use super::typesetter::{Lines, Typesetter, text_of};
use super::{Layout, RowWriter, check_length, title};
use crate::table::{Column, ColumnKind, Heading, Page, Tone, Value};
use crate::text::PageText;

/// Rows laid out together
const PAGE: usize = 1000;
/// Columns between two columns: where comfy-table has its vertical line, here a blank, and a column's padding
pub const GAP: usize = 2;
/// A text column is not made narrower than this
pub const NARROWEST: usize = 12;
/// A column wider than this, which is close to what comfy-table can count, is shown in blocks
const WIDEST: usize = 60_000;

/// Writes aligned columns or blocks
pub struct TableWriter<'a> {
    names: Vec<&'a str>,
    titles: Vec<String>,
    kinds: Vec<ColumnKind>,
    /// Names of the columns that may go where the terminal is narrow, the last first, and titles of those that went
    spare: &'a [String],
    left_out: Vec<String>,
    /// Place in a row of each column that is shown, and how many the row has
    places: Vec<usize>,
    length: usize,
    layout: Layout,
    around: Option<&'a Heading>,
    bars: Option<Bars>,
    page: Vec<Vec<Shown>>,
    shape: Shape,
    /// Lays out the pages behind the first
    typesetter: Option<Typesetter>,
    out: &'a mut dyn Write,
}

/// A cell as it will be seen
pub struct Shown {
    /// Its text, with nothing that acts on a terminal
    pub text: String,
    /// Whether it may not wrap
    pub whole: bool,
    /// What it says of the row
    pub tone: Option<Tone>,
    /// Whether it is a number
    pub number: bool,
}

/// How the rows are laid out, once a page has been seen
enum Shape {
    Unknown,
    Grid(Grid),
    Blocks,
}

impl<'a> TableWriter<'a> {
    /// Prepares the titles; writes nothing yet
    pub fn new(
        columns: &'a [Column],
        layout: Layout,
        page: &'a Page,
        out: &'a mut dyn Write,
    ) -> TableWriter<'a> {
        let shown = |(_, column)| visible(title(column, layout.language)).replace('\n', " ");
        TableWriter {
            names: seen(columns).map(|(_, column)| column.name.as_str()).collect(),
            spare: &page.spare,
            left_out: Vec::new(),
            titles: seen(columns).map(shown).collect(),
            kinds: seen(columns).map(|(_, column)| column.kind).collect(),
            places: seen(columns).map(|(at, _)| at).collect(),
            length: columns.len(),
            layout,
            around: page.heading.as_ref(),
            bars: layout.width.and_then(|_| Bars::new(page.chart.as_ref(), columns)),
            page: Vec::new(),
            shape: Shape::Unknown,
            typesetter: None,
            out,
        }
    }

    /// Writes lines of text, wrapped to the terminal
    fn write_lines(&mut self, lines: &[String], emphasised: bool) -> io::Result<()> {
        for line in lines {
            for line in wrap(&visible(line), self.layout.width.unwrap_or(usize::MAX)) {
                let line = if emphasised && self.layout.colour { bold(line) } else { line.to_owned() };
                writeln!(self.out, "{line}")?;
            }
        }
        Ok(())
    }

    fn blocks(&self, first: bool) -> Lines {
        let Layout { width: terminal, colour, .. } = self.layout;
        let lines = Blocks { titles: &self.titles, terminal, colour }.lines(&self.page, first);
        Box::new(|| lines)
    }

    fn write_page(&mut self) -> io::Result<()> {
        let is_first = matches!(self.shape, Shape::Unknown);
        if let (Some(heading), true) = (self.around, is_first) {
            self.write_lines(std::slice::from_ref(&heading.title), true)?;
            self.write_lines(&heading.lines, false)?;
        }
        let lines = self.lay_out();
        self.page.clear();
        if let Some(bars) = &mut self.bars {
            bars.forget();
        }
        if is_first {
            return self.out.write_all(text_of(lines).as_bytes());
        }
        self.typesetter.get_or_insert_with(Typesetter::new).take(lines, self.out)
    }

    /// What gives the lines of the page, those of a grid all of the same width; decides the shape
    fn lay_out(&mut self) -> Lines {
        let before = match mem::replace(&mut self.shape, Shape::Blocks) {
            Shape::Blocks => return self.blocks(false),
            Shape::Grid(grid) => Some(grid),
            Shape::Unknown => None,
        };
        let first = before.is_none();
        let all: Vec<usize> = (0..self.titles.len()).collect();
        let planned = self.plan(&all, before.as_ref().map(|grid| grid.widths.as_slice()));
        let planned = if first { planned.or_else(|| self.make_room(all)) } else { planned };
        let Some(widths) = planned else {
            return self.blocks(first);
        };
        let grid = match before {
            Some(grid) => Grid { widths, ..grid },
            None => Grid { right: self.numeric(), ruled: self.many_wrap(&widths), widths },
        };
        let lines = self.grid(&grid, first);
        self.shape = Shape::Grid(grid);
        lines
    }

    /// What gives the lines of the page in a grid, with bars where the terminal has room for them
    fn grid(&mut self, grid: &Grid, first: bool) -> Lines {
        let (mut grid, mut titles, mut kinds) = (grid.clone(), self.titles.clone(), self.kinds.clone());
        if let (Some(bars), Some(terminal)) = (&mut self.bars, self.layout.width) {
            let used = grid.widths.iter().sum::<usize>() + GAP * grid.widths.len();
            if bars.put_in(terminal.saturating_sub(used), &mut grid, &mut self.page) {
                titles.insert(bars.at(), String::new());
                kinds.insert(bars.at(), ColumnKind::Text);
            }
        }
        let (page, colour) = (mem::take(&mut self.page), self.layout.colour);
        Box::new(move || {
            let sheet = Sheet { titles: &titles, kinds: &kinds, page: &page, first };
            grid.lines(&sheet, colour)
        })
    }

    /// Which columns hold numbers alone
    fn numeric(&self) -> Vec<bool> {
        let looks = |at: usize| {
            let mut filled =
                self.page.iter().map(|row| &row[at]).filter(|cell| !cell.text.is_empty()).peekable();
            filled.peek().is_some() && filled.all(|cell| cell.number)
        };
        self.kinds.iter().enumerate().map(|(at, kind)| kind.is_number() || looks(at)).collect()
    }

    /// Whether more than half of the rows take several lines
    fn many_wrap(&self, widths: &[usize]) -> bool {
        let tall = |cell: &Shown, room: usize| cell.text.contains('\n') || width(&cell.text) > room;
        let wraps = |row: &&Vec<Shown>| row.iter().zip(widths).any(|(cell, room)| tall(cell, *room));
        2 * self.page.iter().filter(wraps).count() > self.page.len()
    }
}

impl RowWriter for TableWriter<'_> {
    fn row(&mut self, cells: &[Value]) -> io::Result<()> {
        check_length(cells, self.length)?;
        if let Some(bars) = &mut self.bars {
            bars.take(cells);
        }
        let language = self.layout.language;
        let shown = |(place, kind): (&usize, &ColumnKind)| {
            let cell = &cells[*place];
            let number = matches!(cell, Value::Integer(_) | Value::Decimal(_));
            let whole = number || *kind != ColumnKind::Text;
            let text = visible(&shown(*kind, cell, language)).into_owned();
            let tone = tone_of(*kind, &text);
            Shown { text, whole, tone, number }
        };
        self.page.push(self.places.iter().zip(&self.kinds).map(shown).collect());
        if self.page.len() == PAGE { self.write_page() } else { Ok(()) }
    }

    fn finish(&mut self) -> io::Result<()> {
        if !self.page.is_empty() || matches!(self.shape, Shape::Unknown) {
            self.write_page()?;
        }
        if let Some(typesetter) = &mut self.typesetter {
            typesetter.settle(self.out)?;
        }
        if let Some(heading) = self.around {
            self.write_lines(&heading.notes, false)?;
        }
        if !self.left_out.is_empty() {
            let columns = self.left_out.join(PageText::Comma {}.text(self.layout.language).as_str());
            self.write_lines(&[PageText::TooNarrow { columns }.text(self.layout.language)], false)?;
        }
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use super::*;
    use crate::formats::samples::{
        PIPE, any_rows, any_text, columns, ranked, ranking, ranking_page, rows, terminal, write, write_page,
    };
    use crate::formats::{Format, Layout};
    use crate::text::Text;

    fn table(layout: Layout, rows: &[Vec<Value>]) -> String {
        write(Format::Table, &columns(), layout, rows)
    }

    #[test]
    fn a_pipe_gets_whole_cells_and_no_trailing_blanks() {
        assert_snapshot!(table(PIPE, &rows()), @r#"
        ──────────────────────────────────────────────────────────────
        Code   Item name                   Amount  n
        ──────────────────────────────────────────────────────────────
        P-01   plain                     12345.00                    7
        P-02
        P-03   a, "b" | c\d                  -0.5                   -1
        P-04   two                          0.000                    0
               lines    here
        计-05  高效液相色谱仪（２台）🧪   1000000  文
        P-06   \u{1b}[31mred\u{202e}é           1  9223372036854775807
        ──────────────────────────────────────────────────────────────
        "#);
    }

    #[test]
    fn text_wraps_to_the_terminal() {
        assert_snapshot!(table(terminal(50), &rows()), @r#"
        ──────────────────────────────────────────────────
        编号   名称              金额  n
        ──────────────────────────────────────────────────
        P-01   plain         12345.00                    7
        P-02
        P-03   a, "b" | c\d      -0.5                   -1
        P-04   two              0.000                    0
               lines
               here
        计-05  高效液相色谱   1000000  文
               仪（２台）🧪
        P-06   \u{1b}[31mre         1  9223372036854775807
               d\u{202e}é
        ──────────────────────────────────────────────────
        "#);
    }

    #[test]
    fn an_empty_result_is_a_header() {
        assert_snapshot!(table(terminal(80), &[]), @"
        ───────────────────
        编号  名称  金额  n
        ───────────────────
        ");
        assert_eq!(table(terminal(9), &[]), "编号\n名称\n金额\nn\n");
    }

    #[test]
    fn a_column_of_nothing_but_numbers_is_to_the_right() {
        let text =
            write(Format::Table, &[Column::named("count(*)")], PIPE, &[vec![7.into()], vec![Value::Null]]);
        assert_eq!(text, "────────\ncount(*)\n────────\n       7\n\n────────\n");
    }

    #[test]
    fn a_heading_stands_above_and_notes_below() {
        assert_snapshot!(write_page(Format::Table, &ranking(), PIPE, &ranking_page(), &ranked()), @"
        投资完成率排名
        期间 2023 | 序时 58.3%
        灯 绿≥0 黄≥-10
        ────────────────────────────────
        Unit      Rate %  Ahead  Light
        ────────────────────────────────
        合计        72.4  +14.1  ● green
        青阳街道  ≥105.0  +46.7  ● green
        梅岭街道     3.9  -54.4  ● red
        灵源街道                 ● grey
        ────────────────────────────────
        1个单位没有计划，未计入
        ");
    }

    #[test]
    fn a_narrow_terminal_goes_without_what_can_be_spared_and_says_so() {
        let page = Page { spare: vec!["amount".to_owned(), "n".to_owned()], ..Page::default() };
        let text = |room| write_page(Format::Table, &columns(), terminal(room), &page, &rows()[4..5]);
        assert!(text(36).lines().nth(1).unwrap().ends_with("金额  n"), "{}", text(36));
        let narrow = text(30);
        assert!(narrow.lines().nth(1).unwrap().ends_with("金额"), "{narrow}");
        assert!(narrow.contains("未显示：n；"), "{narrow}");
        let narrower = text(22);
        assert!(!narrower.lines().nth(1).unwrap().contains("金额"), "{narrower}");
        assert!(narrower.replace('\n', "").contains("未显示：金额、n；"), "{narrower}");
        // Where even that does not help, nothing is spared.
        let blocks = text(9);
        assert!(blocks.contains("金额:") && !blocks.contains("未显示"), "{blocks}");
    }

    #[test]
    fn colour_is_a_bold_header() {
        let layout = Layout { colour: true, ..PIPE };
        let text = table(layout, &rows()[..1]);
        assert_eq!(text.lines().nth(1), Some("\u{1b}[1mCode  Item name    Amount  n\u{1b}[0m"));
        assert_eq!(text.matches('\u{1b}').count(), 2);
    }

    #[test]
    fn pages_repeat_the_header_and_keep_their_widths() {
        let row = |index: i64| vec![format!("P-{index}").into(), "中文".into(), index.into(), Value::Null];
        let text = table(terminal(80), &(8000..10_100).map(row).collect::<Vec<_>>());
        assert_eq!(text.matches("编号").count(), 3);
        assert_eq!(text.lines().count(), 2100 + 3 * 3 + 1);
        let rules: Vec<usize> = text.lines().filter(|line| line.starts_with('─')).map(width).collect();
        assert_eq!(rules, [21, 21, 21, 21, 21, 23, 23]);
    }

    fn long_columns() -> Vec<Column> {
        let remark = Column::new("remark", Text::new("Remark", "备注说明"), ColumnKind::Text);
        columns().into_iter().chain([remark]).collect()
    }

    proptest! {
        #[test]
        fn lines_are_as_wide_as_each_other_and_as_the_terminal_allows(
            rows in any_rows(),
            long in "[\u{4e00}-\u{9fa5}，。（）A-z0-9 ]{0,300}",
            room in prop_oneof![Just(80_usize), Just(160)],
        ) {
            let (columns, page, mut out) = (long_columns(), Page::default(), Vec::new());
            let mut writer = TableWriter::new(&columns, terminal(room), &page, &mut out);
            for row in &rows {
                let row: Vec<Value> = row.iter().cloned().chain([long.as_str().into()]).collect();
                writer.row(&row).unwrap();
            }
            let lines = writer.lay_out()();
            prop_assert!(lines.iter().all(|line| width(line) <= room));
            if matches!(writer.shape, Shape::Grid(_)) {
                prop_assert!(lines.iter().all(|line| width(line) == width(&lines[0])), "{}", lines.join("\n"));
            }
            writer.finish().unwrap();
            let text = String::from_utf8(out).unwrap();
            prop_assert!(text.lines().all(|line| !line.ends_with(' ')));
        }

        #[test]
        fn nothing_is_cut(text in any_text(), room in 14..100_usize) {
            let columns = long_columns();
            let layout = terminal(room);
            let table = write(Format::Table, &columns[4..], layout, &[vec![text.as_str().into()]]);
            let lines: Vec<&str> = table.split('\n').collect();
            let letters = |text: &str| text.replace([' ', '\n'], "");
            prop_assert_eq!(letters(&lines[3..lines.len() - 2].concat()), letters(&visible(&text)));
        }
    }
}
