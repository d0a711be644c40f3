//! ODS workbooks: all sheets in one part, each cell with its value and with the text that a person sees.

use std::collections::HashSet;

use quick_xml::events::{BytesStart, Event};

use crate::sheets::cell_text::{Number, iso_text};
use crate::sheets::fault::Fault;
use crate::sheets::number_format::{NumberFormat, Shape};
use crate::sheets::package::{Package, attribute, xml_fault};
use crate::sheets::record::Typed;
use crate::sheets::spool::{BookSheet, COLUMNS, Merge, ROWS, SpoolWriter};
use crate::sheets::xlsx::push_text;
use crate::sheets::xlsx_sheet::MERGES;

/// Where the reading is
#[derive(Debug, Default)]
struct Cursor {
    /// The style being read, and those that hide their sheets
    style: String,
    hiding: HashSet<String>,
    name: String,
    is_hidden: bool,
    hidden_rows: u64,
    /// Tables within tables
    depth: usize,
    row: u32,
    row_repeats: u32,
    column: u32,
    /// The texts of the row, each with how many columns from where it fills
    cells: Vec<(u32, u32, String, Typed)>,
    merges: Vec<Merge>,
    value: Value,
    in_cell: bool,
    paragraphs: usize,
    /// Within a note, whose text is not the cell's
    in_note: bool,
    in_paragraph: bool,
    shown: String,
}

/// The value of a cell, as its attributes say it
#[derive(Debug, Default)]
struct Value {
    kind: String,
    text: String,
    repeats: u32,
    is_error: bool,
    formula: String,
}

/// Whether a part of the archive is locked with a password
pub fn is_protected(package: &mut Package) -> Result<bool, Fault> {
    let manifest = package.head("META-INF/manifest.xml", 1 << 20)?;
    Ok(memchr::memmem::find(&manifest, b"encryption-data").is_some())
}

/// Reads all sheets into the spool
pub fn read_ods(package: &mut Package, spool: &mut SpoolWriter) -> Result<Vec<BookSheet>, Fault> {
    let Some(mut xml) = package.xml("content.xml")? else {
        return Err(Fault::Damaged { reason: "no part content.xml".to_owned() });
    };
    let (mut cursor, mut sheets, mut buffer) = (Cursor::default(), Vec::new(), Vec::new());
    let mut is_whole = false;
    loop {
        buffer.clear();
        let event = xml.read_event_into(&mut buffer).map_err(xml_fault)?;
        match &event {
            Event::Start(element) => cursor.begin(element)?,
            Event::End(element) => match element.local_name().as_ref() {
                "table" => {
                    cursor.depth = cursor.depth.saturating_sub(1);
                    if cursor.depth == 0 {
                        sheets.push(cursor.end_sheet(spool)?);
                    }
                }
                "table-row" if cursor.depth == 1 => cursor.end_row(spool)?,
                "table-cell" | "covered-table-cell" if cursor.depth == 1 => cursor.end_cell(),
                "annotation" => cursor.in_note = false,
                "p" => cursor.in_paragraph = false,
                "spreadsheet" => is_whole = true,
                _ => {}
            },
            Event::Eof if is_whole => return Ok(sheets),
            Event::Eof => return Err(Fault::Damaged { reason: "content.xml ends early".to_owned() }),
            _ if cursor.in_paragraph => push_text(&event, &mut cursor.shown)?,
            _ => {}
        }
    }
}

fn count(element: &BytesStart<'_>, name: &str, limit: u32) -> Result<u32, Fault> {
    let said = attribute(element, name)?.and_then(|count| count.trim().parse::<u64>().ok());
    Ok(said.unwrap_or(1).clamp(1, limit.into()) as u32)
}

impl Cursor {
    fn begin(&mut self, element: &BytesStart<'_>) -> Result<(), Fault> {
        match element.local_name().as_ref() {
            "style" => self.style = attribute(element, "name")?.unwrap_or_default(),
            "table-properties" if attribute(element, "display")?.as_deref() == Some("false") => {
                self.hiding.insert(self.style.clone());
            }
            "table" => {
                self.depth += 1;
                if self.depth == 1 {
                    self.name = attribute(element, "name")?.unwrap_or_default();
                    let style = attribute(element, "style-name")?.unwrap_or_default();
                    self.is_hidden = self.hiding.contains(&style);
                    (self.row, self.hidden_rows) = (0, 0);
                }
            }
            "table-row" if self.depth == 1 => {
                self.row_repeats = count(element, "number-rows-repeated", ROWS)?;
                self.column = 0;
                if attribute(element, "visibility")?.is_some_and(|visibility| visibility != "visible") {
                    self.hidden_rows += u64::from(self.row_repeats);
                }
            }
            "table-cell" | "covered-table-cell" if self.depth == 1 => self.begin_cell(element)?,
            "annotation" => self.in_note = true,
            "p" if self.in_cell && !self.in_note => {
                if self.paragraphs > 0 {
                    self.shown.push('\n');
                }
                self.paragraphs += 1;
                self.in_paragraph = true;
            }
            "s" if self.in_paragraph => {
                let blanks = count(element, "c", 32_767)?;
                self.shown.extend(std::iter::repeat_n(' ', blanks as usize));
            }
            "tab" if self.in_paragraph => self.shown.push('\t'),
            "line-break" if self.in_paragraph => self.shown.push('\n'),
            _ => {}
        }
        Ok(())
    }

    fn begin_cell(&mut self, element: &BytesStart<'_>) -> Result<(), Fault> {
        let mut value =
            Value { repeats: count(element, "number-columns-repeated", COLUMNS)?, ..Value::default() };
        for found in element.attributes().with_checks(false) {
            let found = found.map_err(|error| Fault::Damaged { reason: error.to_string() })?;
            match found.key.as_ref() {
                "office:value-type" => value.kind = found.value.to_string(),
                "table:formula" => value.formula = found.value.to_string(),
                "calcext:value-type" => value.is_error = *found.value == *"error",
                "office:value" | "office:date-value" | "office:time-value" | "office:boolean-value" => {
                    value.text = found.value.to_string();
                }
                _ => {}
            }
        }
        let wide = count(element, "number-columns-spanned", COLUMNS)?;
        let high = count(element, "number-rows-spanned", ROWS)?;
        if wide > 1 || high > 1 {
            let (bottom, right) = (self.row.saturating_add(high - 1), self.column.saturating_add(wide - 1));
            self.merges.push(Merge { top: self.row, left: self.column, bottom, right });
            if self.merges.len() > MERGES {
                return Err(Fault::TooLarge { part: "merged cells".to_owned(), limit: MERGES as u64 });
            }
        }
        self.value = value;
        self.shown.clear();
        (self.in_cell, self.in_note, self.in_paragraph, self.paragraphs) = (true, false, false, 0);
        Ok(())
    }

    fn end_cell(&mut self) {
        self.in_cell = false;
        let repeats = self.value.repeats;
        let (text, typed) = if self.value.has_no_result() && self.shown.is_empty() {
            (self.value.formula.trim_start_matches("of:").to_owned(), Typed::Formula)
        } else {
            (self.value.seen(&self.shown), self.value.typed())
        };
        if !text.is_empty() {
            self.cells.push((self.column, repeats, text, typed));
        }
        self.column = self.column.saturating_add(repeats);
    }

    fn end_row(&mut self, spool: &mut SpoolWriter) -> Result<(), Fault> {
        let end = self.row.saturating_add(self.row_repeats);
        if !self.cells.is_empty() {
            for row in self.row..end {
                for (first, repeats, text, typed) in &self.cells {
                    for column in *first..first.saturating_add(*repeats) {
                        spool.cell(row, column, text, *typed)?;
                    }
                }
            }
        }
        self.row = end;
        self.cells.clear();
        Ok(())
    }

    fn end_sheet(&mut self, spool: &mut SpoolWriter) -> Result<BookSheet, Fault> {
        Ok(BookSheet {
            name: std::mem::take(&mut self.name),
            is_hidden: self.is_hidden,
            hidden_rows: self.hidden_rows,
            cells: spool.end_sheet(std::mem::take(&mut self.merges))?,
        })
    }
}

impl Value {
    /// Whether it is a formula that no program has calculated
    fn has_no_result(&self) -> bool {
        !self.formula.is_empty() && self.kind.is_empty()
    }

    fn typed(&self) -> Typed {
        match self.kind.as_str() {
            "float" | "currency" | "percentage" => Typed::Number,
            _ => Typed::Text,
        }
    }

    /// The text of the cell: what it shows, with the digits that showing left out
    fn seen(&self, shown: &str) -> String {
        if self.is_error {
            return shown.to_owned();
        }
        match self.kind.as_str() {
            "float" | "currency" | "percentage" => {
                let number = Number::parse(&self.text);
                number.map_or_else(|| shown.to_owned(), |number| number_text(number, &self.kind, shown))
            }
            "date" => date_text(&iso_text(&self.text), shown),
            "time" => time_text(&self.text).unwrap_or_else(|| shown.to_owned()),
            "boolean" => if self.text == "true" { "TRUE" } else { "FALSE" }.to_owned(),
            _ => shown.to_owned(),
        }
    }
}

/// The number with the words that are shown around it
fn number_text(number: Number, kind: &str, shown: &str) -> String {
    let plain = |shape| number.text(&NumberFormat::Number(shape), false);
    if kind == "percentage" {
        return plain(Shape { shift: 2, suffix: "%".to_owned(), ..Shape::default() });
    }
    let general = plain(Shape::default());
    let is_digit = |letter: char| letter.is_ascii_digit();
    let (Some(first), Some(last)) = (shown.find(is_digit), shown.rfind(is_digit)) else {
        return if matches!(shown, "TRUE" | "FALSE") { shown.to_owned() } else { general };
    };
    let digits = shown[first..=last].replace(',', "");
    let whole = |text: &str| {
        text.trim_start_matches('-').split('.').next().and_then(|whole| whole.parse::<i64>().ok())
    };
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let (Some(seen), Some(held), true) = (whole(&digits), whole(&general), is_plain) else {
        // An exponent, a fraction, digits with words in between
        return if shown.contains('E') || shown.contains('/') { general } else { shown.to_owned() };
    };
    // Shown in thousands or in 万: what a person sees is what the cell says.
    if seen.abs_diff(held) > 1 {
        return shown.to_owned();
    }
    let words = |text: &str| text.replace(['¥', '￥', '-', '+', '(', ')'], "").trim().to_owned();
    let length = digits.split('.').next().unwrap_or_default().len();
    let zeros = if length > 1 && digits.starts_with('0') { length } else { 0 };
    plain(Shape {
        prefix: words(&shown[..first]),
        suffix: words(&shown[last + 1..]),
        zeros,
        ..Shape::default()
    })
}

/// A day, or the month or year that is all that is shown of it
fn date_text(day: &str, shown: &str) -> String {
    let (Some(year), Some(month)) = (day.get(..4), day.get(5..7)) else { return day.to_owned() };
    let groups: Vec<&str> =
        shown.split(|letter: char| !letter.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let is_year = |group: &str| group == year || Some(group) == year.get(2..);
    let is_month = |group: &str| group.trim_start_matches('0') == month.trim_start_matches('0');
    match groups[..] {
        [first, second] if is_year(first) && is_month(second) && !shown.contains('日') => {
            format!("{year}-M{month}")
        }
        [only] if is_year(only) && shown.trim() != only && !shown.trim_end_matches('年').ends_with(only) => {
            format!("{year}-M{month}")
        }
        [only] if only == year => year.to_owned(),
        [only] if is_year(only) && shown.chars().any(char::is_alphabetic) => format!("{year}-M{month}"),
        _ => day.to_owned(),
    }
}

/// `PT08H30M00S` as `08:30:00`
fn time_text(value: &str) -> Option<String> {
    let (hours, rest) = value.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = rest.split(['S', '.', ',']).next()?;
    let whole = |text: &str| text.parse::<u32>().ok();
    Some(format!("{:02}:{:02}:{:02}", whole(hours)?, whole(minutes)?, whole(seconds)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits_and_their_words() {
        let text = |number: &str, shown: &str| number_text(Number::parse(number).unwrap(), "float", shown);
        assert_eq!(text("2", "2个"), "2个");
        assert_eq!(text("1234.5678", "￥1,234.57"), "1234.5678");
        assert_eq!(text("1.999", "2.00"), "1.999");
        assert_eq!(text("7", "007"), "007");
        assert_eq!(text("0.5", "0.50"), "0.5");
        assert_eq!(text("-3.25", "(3.3)"), "-3.25");
        assert_eq!(text("123456", "12.3万"), "12.3万");
        assert_eq!(text("350582199001011234", "3.50582E+17"), "3.50582199001011E+17");
        assert_eq!(text("0", "FALSE"), "FALSE");
        assert_eq!(text("0", "-"), "0");
        assert_eq!(number_text(Number::parse("0.855").unwrap(), "percentage", "86%"), "85.5%");
    }

    #[test]
    fn dates_are_as_exact_as_they_are_shown() {
        for (shown, text) in [
            ("2022年9月30日", "2022-09-30"),
            ("9月30日", "2022-09-30"),
            ("2022/9/30", "2022-09-30"),
            ("2022-09", "2022-M09"),
            ("2022年9月", "2022-M09"),
            ("Sep-22", "2022-M09"),
            ("2022", "2022"),
            ("2022年", "2022"),
        ] {
            assert_eq!(date_text("2022-09-30", shown), text, "{shown}");
        }
        assert_eq!(time_text("PT08H30M00S").as_deref(), Some("08:30:00"));
        assert_eq!(time_text("P1D"), None);
    }
}
