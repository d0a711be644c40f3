//! Writes workbooks in constant memory: sheets one after the other, rows from the top down.
//!
//! It does not know what a column means, nor in which language its titles are.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, IgnoreError, ProtectionOptions, Workbook};

use crate::sheets::package::Package;
use crate::sheets::sheet_name::safe_name;
use crate::sheets::stamp_sheet::STAMP;
use crate::sheets::workbook_cells::{Rows, Styles};
use crate::sheets::workbook_layout::{Cell, Holds, Mark, SheetLayout, Width, WorkbookFault};
use crate::sheets::workbook_lists::{LISTS, Lists};
use crate::sheets::workbook_stamp::write_stamp;
use crate::sheets::workbook_style as style;

/// Paper sizes as a workbook numbers them
const A3: u8 = 8;
const A4: u8 = 9;

/// The columns of text that can still be read when they are fitted to the width of a page
const A4_COLUMNS: u32 = 180;
const A3_COLUMNS: u32 = 260;

/// Heights in points
const HEADER_HEIGHT: u32 = 30;
const ROW_HEIGHT: u32 = 18;
const LINE_HEIGHT: u32 = 16;

/// The rows whose texts make the columns wide enough
const SAMPLE: u32 = 1_000;

/// Room beside a text
const MARGIN: usize = 2;

/// The lines of wrapped text that a row shows
const MOST_LINES: u32 = 10;

/// The rows of a sheet that are made higher
const MOST_TALL_ROWS: u32 = 100_000;

/// Who is said to have made a workbook
const AUTHOR: &str = "taizhang";

/// How the properties of a workbook end as they are written here; another program has its own order, or its own time
const UNTOUCHED: &str = concat!(
    "<dc:creator>taizhang</dc:creator><cp:lastModifiedBy>taizhang</cp:lastModifiedBy>",
    "<dcterms:created xsi:type=\"dcterms:W3CDTF\">2000-01-01T00:00:00Z</dcterms:created>",
    "<dcterms:modified xsi:type=\"dcterms:W3CDTF\">2000-01-01T00:00:00Z</dcterms:modified></cp:coreProperties>",
);

type Result<T> = std::result::Result<T, WorkbookFault>;

/// A workbook on its way
pub struct WorkbookWriter {
    book: Workbook,
    /// The names of its sheets, in small letters
    names: HashSet<String>,
    lists: Lists,
    /// The lines of the stamp
    stamp: Vec<Vec<String>>,
}

impl WorkbookWriter {
    /// An empty workbook
    ///
    /// It bears no time of its own: the same cells give the same bytes.
    pub fn new() -> Result<WorkbookWriter> {
        let mut book = Workbook::new();
        let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
        book.set_properties(&DocProperties::new().set_author(AUTHOR).set_creation_datetime(&created));
        // Excel keeps the name `History` for itself.
        let names = HashSet::from([LISTS.to_owned(), STAMP.to_owned(), "history".to_owned()]);
        Ok(WorkbookWriter { book, names, lists: Lists::default(), stamp: Vec::new() })
    }

    /// Begins the next sheet
    pub fn sheet(&mut self, layout: SheetLayout) -> Result<SheetWriter<'_>> {
        let name = safe_name(&layout.name, &mut self.names);
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(&name)?;
        SheetWriter::begin(Rows { sheet, name, next: 0 }, &mut self.lists, layout)
    }

    /// Has the workbook say on a hidden sheet where it comes from
    pub fn stamp(&mut self, lines: Vec<Vec<String>>) {
        self.stamp = lines;
    }

    /// Writes the workbook to where it is to go
    pub fn finish(mut self, output: impl Write + Send) -> Result<()> {
        self.lists.write(&mut self.book)?;
        if !self.stamp.is_empty() {
            write_stamp(&mut self.book, &self.stamp)?;
        }
        Ok(self.book.save_to_writer(output)?)
    }
}

/// Whether a workbook is one of ours that no other program has saved since
pub fn is_untouched(path: &Path) -> bool {
    let properties = Package::open(path).and_then(|mut package| package.head("docProps/core.xml", 4096));
    properties.is_ok_and(|part| part.trim_ascii_end().ends_with(UNTOUCHED.as_bytes()))
}

/// A sheet that takes rows
pub struct SheetWriter<'w> {
    rows: Rows<'w>,
    lists: &'w mut Lists,
    layout: SheetLayout,
    /// How the columns' cells look
    styles: Vec<Styles>,
    /// The header's row, from 0
    header: u32,
    /// How many rows have been made higher
    tall_rows: u32,
    /// How wide the texts of each column are, as far as was looked
    widths: Vec<usize>,
}

impl<'w> SheetWriter<'w> {
    /// Begins a sheet with its columns, what stands above its header, and the header
    fn begin(rows: Rows<'w>, lists: &'w mut Lists, layout: SheetLayout) -> Result<Self> {
        let styles = layout.columns.iter().map(|column| Styles::of(style::cell(column.holds, column.locked)));
        let styles = styles.collect();
        let header = u32::try_from(layout.above.len()).unwrap_or(u32::MAX);
        let mut writer =
            SheetWriter { rows, lists, layout, styles, header, tall_rows: 0, widths: Vec::new() };
        let SheetWriter { rows, layout, .. } = &mut writer;
        for (index, column) in (0..).zip(&layout.columns) {
            // Below the rows that are there, new ones may be typed.
            rows.sheet.set_column_format(index, &style::blank(column.holds, false))?;
        }
        let above = style::above();
        for cells in &layout.above {
            for (column, text) in cells.iter().enumerate() {
                rows.cell(column, Cell::text(text), &above)?;
            }
            rows.next += 1;
        }
        rows.sheet.set_default_row_height(ROW_HEIGHT).set_row_height(header, HEADER_HEIGHT)?;
        for (index, column) in layout.columns.iter().enumerate() {
            rows.cell(index, Cell::text(&column.title), &style::header(column.required))?;
            rows.note(index, &column.note)?;
        }
        rows.next += 1;
        writer.widths = vec![0; writer.layout.columns.len()];
        Ok(writer)
    }

    /// Writes a row below those that are there: its cells, also those beyond the columns, and at most a mark for each
    pub fn row(&mut self, cells: &[Cell<'_>], marks: &[Mark<'_>]) -> Result<()> {
        let marked = marks.iter().map(|mark| mark.column + 1).max().unwrap_or(0);
        let mut beyond = Styles::of(Format::new());
        for column in 0..cells.len().max(marked) {
            let cell = cells.get(column).copied().unwrap_or(Cell::Blank);
            let format = self.styles.get_mut(column).unwrap_or(&mut beyond).of_cell(cell);
            match marks.iter().find(|mark| mark.column == column) {
                None => self.rows.cell(column, cell, format)?,
                Some(mark) => {
                    self.rows.cell(column, cell, &style::filled(format, mark.fill))?;
                    self.rows.note(column, mark.note)?;
                }
            }
        }
        if self.rows.next - self.header <= SAMPLE {
            for (width, cell) in self.widths.iter_mut().zip(cells) {
                *width = style::width(*cell).max(*width);
            }
        }
        self.make_room(cells)?;
        self.rows.next += 1;
        Ok(())
    }

    /// Makes the row as high as its wrapped texts: not every spreadsheet does so by itself
    fn make_room(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        let lines = self.layout.columns.iter().zip(cells).map(|(column, cell)| match cell {
            Cell::Text(text) if column.holds == Holds::Text => {
                // What is wider than that is wrapped; what is not makes the column wide enough.
                style::lines(text, usize::from(column.width.most))
            }
            _ => 1,
        });
        let lines = lines.max().unwrap_or(1).min(MOST_LINES);
        // A height is kept in memory until the end.
        if lines > 1 && self.tall_rows < MOST_TALL_ROWS {
            self.tall_rows += 1;
            self.rows.sheet.set_row_height(self.rows.next, LINE_HEIGHT * lines + ROW_HEIGHT - LINE_HEIGHT)?;
        }
        Ok(())
    }

    /// Ends the sheet: drop-downs, filter, protection
    pub fn finish(mut self) -> Result<()> {
        let widths = self.final_widths();
        for (index, &width) in (0..).zip(&widths) {
            self.rows.sheet.set_column_width(index, width)?;
        }
        self.set_page(&widths)?;
        let SheetWriter { rows: Rows { sheet, next, .. }, lists, layout, header, .. } = self;
        let last = next.saturating_add(layout.spare_rows) - 1;
        for (column, described) in (0..).zip(&layout.columns) {
            if let Some(choices) = described.choices.as_ref().filter(|choices| !choices.words.is_empty())
                && last > header
            {
                sheet.add_data_validation(
                    header + 1,
                    column,
                    last,
                    column,
                    &lists.drop_down(choices, header + 1)?,
                )?;
            }
        }
        let width = layout.columns.len();
        let Some(right) = width.checked_sub(1).and_then(|right| u16::try_from(right).ok()) else {
            return Ok(());
        };
        sheet.autofilter(header, 0, last, right)?;
        // Codes made of digits are texts on purpose.
        sheet.ignore_error_range(header, 0, last, right, IgnoreError::NumberStoredAsText)?;
        if layout.protected {
            sheet.protect_with_options(&ProtectionOptions {
                edit_objects: true,
                format_columns: true,
                format_rows: true,
                insert_rows: true,
                sort: true,
                use_autofilter: true,
                ..ProtectionOptions::new()
            });
        }
        Ok(())
    }

    fn final_widths(&self) -> Vec<u16> {
        let is_empty = self.rows.next == self.header + 1;
        let width = |(width, found): (Width, &usize)| match u16::try_from(found + MARGIN) {
            _ if is_empty => width.usual,
            Ok(needed) => needed.max(width.least).min(width.most),
            Err(_) => width.most,
        };
        self.layout.columns.iter().map(|column| column.width).zip(&self.widths).map(width).collect()
    }

    /// What stays in sight, and how the sheet is printed
    fn set_page(&mut self, widths: &[u16]) -> Result<()> {
        let (sheet, header) = (&mut self.rows.sheet, self.header);
        sheet.set_freeze_panes(header + 1, self.layout.frozen)?;
        sheet.set_repeat_rows(header, header)?;
        let width: u32 = widths.iter().copied().map(u32::from).sum();
        let paper = if width > A4_COLUMNS { A3 } else { A4 };
        let pages = u16::try_from(width.div_ceil(A3_COLUMNS).max(1)).unwrap_or(1);
        sheet.set_landscape().set_paper_size(paper).set_print_fit_to_pages(pages, 0).set_footer("&C&P / &N");
        if self.layout.above.is_empty() {
            sheet.set_header("&C&14&A");
        }
        if let Some(last) = self.layout.frozen.checked_sub(1).filter(|_| pages > 1) {
            sheet.set_repeat_columns(0, last)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::*;
    use crate::sheets::workbook_layout::{Choices, Fill, SheetColumn, Unwritable};

    fn column(title: &str, holds: Holds, words: &[String]) -> SheetColumn {
        let choices =
            (!words.is_empty()).then(|| Choices { words: words.to_vec(), owners: None, refusal: None });
        let (title, note) = (title.to_owned(), "说明".to_owned());
        SheetColumn { title, note, width: Width::fixed(12), holds, required: true, choices, locked: false }
    }

    fn layout(name: &str, columns: Vec<SheetColumn>) -> SheetLayout {
        let above = vec![vec!["一览表".to_owned()]];
        SheetLayout { name: name.to_owned(), above, columns, frozen: 1, spare_rows: 10, protected: true }
    }

    fn written(layout: SheetLayout, rows: &[&[Cell<'_>]], marks: &[Mark<'_>]) -> Result<Vec<u8>> {
        let mut book = WorkbookWriter::new()?;
        let mut sheet = book.sheet(layout)?;
        for row in rows {
            sheet.row(row, marks)?;
        }
        sheet.finish()?;
        let mut bytes = Vec::new();
        book.finish(&mut bytes)?;
        Ok(bytes)
    }

    #[test]
    fn what_was_written_is_read_back() {
        let words: Vec<String> = (0..100).map(|number| format!("G{number}")).collect();
        let columns = vec![column("编号", Holds::Code, &words), column("数", Holds::Number, &[])];
        let rows: [&[Cell<'_>]; 2] =
            [&[Cell::text("005"), Cell::number("73.82")], &[Cell::text("=1+1"), Cell::Blank]];
        let mark = Mark { column: 1, fill: Fill::Error, note: "不是数字" };
        let bytes = written(layout("目标", columns), &rows, &[mark]).unwrap();
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        assert_eq!(book.sheet_names(), ["目标", LISTS]);
        let range = book.worksheet_range("目标").unwrap();
        let cells =
            |row: u32| [0, 1].map(|column| range.get_value((row, column)).cloned().unwrap_or_default());
        let text = |text: &str| Data::String(text.to_owned());
        assert_eq!(cells(0), [text("一览表"), Data::Empty]);
        assert_eq!(cells(1), [text("编号"), text("数")]);
        assert_eq!(cells(2), [text("005"), Data::Float(73.82)]);
        assert_eq!(cells(3), [text("=1+1"), Data::Empty]);
        assert_eq!(book.worksheet_range(LISTS).unwrap().height(), 100);
    }

    #[test]
    fn cells_and_marks_beyond_the_columns_are_written() {
        let sheet = layout("甲", vec![column("一", Holds::Text, &[])]);
        let mark = Mark { column: 3, fill: Fill::Warning, note: "多出一格" };
        let bytes = written(sheet, &[&[Cell::Blank, Cell::Text("多"), Cell::Blank]], &[mark]).unwrap();
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let range = book.worksheet_range("甲").unwrap();
        assert_eq!(range.get_value((2, 1)), Some(&Data::String("多".to_owned())));
    }

    #[test]
    fn the_same_cells_give_the_same_bytes() {
        let book = || written(layout("甲", vec![column("一", Holds::Text, &[])]), &[&[Cell::Blank]], &[]);
        assert_eq!(book().unwrap(), book().unwrap());
    }

    #[test]
    fn a_workbook_is_known_as_ours_until_another_program_saves_it() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let sheet = layout("甲", vec![column("一", Holds::Text, &[])]);
        std::fs::write(file.path(), written(sheet, &[], &[]).unwrap()).unwrap();
        assert!(is_untouched(file.path()));
        let mut theirs = Workbook::new();
        theirs.add_worksheet();
        theirs.save(file.path()).unwrap();
        assert!(!is_untouched(file.path()));
    }

    #[test]
    fn a_cell_that_cannot_be_written_is_named() {
        let sheet = || layout("甲", vec![column("一", Holds::Text, &[])]);
        let fault = written(sheet(), &[&[Cell::Blank], &[Cell::Text("\u{1}")]], &[]).unwrap_err();
        assert!(matches!(
            fault,
            WorkbookFault::Cell { row: 4, column: 1, reason: Unwritable::Character('\u{1}'), .. }
        ));
        let fault = written(sheet(), &[&[Cell::Number("1e5")]], &[]).unwrap_err();
        assert!(matches!(fault, WorkbookFault::Cell { reason: Unwritable::NotANumber(_), .. }));
    }
}
