//! CSV (RFC 4180, LF) and TSV: names in the header, data unchanged, quotes where needed. It knows no titles.

use std::io::{self, Write};

use super::RowWriter;
use crate::table::{Column, Value};

/// Writes CSV or TSV
pub struct CsvWriter<'a> {
    inner: ::csv::Writer<&'a mut dyn Write>,
    /// What numbers are printed into, each over the one before
    number: String,
}

impl<'a> CsvWriter<'a> {
    /// Writes the header
    pub fn new(columns: &[Column], delimiter: u8, out: &'a mut dyn Write) -> io::Result<CsvWriter<'a>> {
        let mut writer = CsvWriter::of_rows(delimiter, out);
        writer.inner.write_record(columns.iter().map(|column| column.name.as_bytes()))?;
        Ok(writer)
    }

    /// Writes rows without a header
    pub fn of_rows(delimiter: u8, out: &'a mut dyn Write) -> CsvWriter<'a> {
        let inner = ::csv::WriterBuilder::new()
            .delimiter(delimiter)
            .terminator(::csv::Terminator::Any(b'\n'))
            .from_writer(out);
        CsvWriter { inner, number: String::new() }
    }
}

impl RowWriter for CsvWriter<'_> {
    fn row(&mut self, cells: &[Value]) -> io::Result<()> {
        for cell in cells {
            let text = match cell {
                Value::Null => "",
                Value::Text(text) => text,
                number => {
                    self.number.clear();
                    number.push_number(&mut self.number);
                    &self.number
                }
            };
            self.inner.write_field(text)?;
        }
        Ok(self.inner.write_record(None::<&[u8]>)?)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use crate::formats::Format;
    use crate::formats::samples::{PIPE, any_rows, columns, rows, write};

    #[test]
    fn csv_quotes_only_what_needs_quotes() {
        assert_snapshot!(write(Format::Csv, &columns(), PIPE, &rows()[..5]), @r#"
        code,item_name,amount,n
        P-01,plain,12345.00,7
        P-02,,,
        P-03,"a, ""b"" | c\d",-0.5,-1
        P-04,"two
        lines	here",0.000,0
        计-05,高效液相色谱仪（２台）🧪,1000000,文
        "#);
    }

    #[test]
    fn tsv_quotes_tabs() {
        assert_snapshot!(write(Format::Tsv, &columns(), PIPE, &rows()[..4]), @r#"
        code	item_name	amount	n
        P-01	plain	12345.00	7
        P-02			
        P-03	"a, ""b"" | c\d"	-0.5	-1
        P-04	"two
        lines	here"	0.000	0
        "#);
    }

    #[test]
    fn escapes_are_data_and_unchanged() {
        let text = write(Format::Csv, &columns()[..2], PIPE, &[rows()[5][..2].to_vec()]);
        assert_eq!(text, "code,item_name\nP-06,\u{1b}[31mred\u{202e}e\u{301}\n");
    }

    #[test]
    fn an_empty_result_is_a_header() {
        assert_eq!(write(Format::Csv, &columns(), PIPE, &[]), "code,item_name,amount,n\n");
    }

    #[test]
    fn a_lone_blank_cell_is_still_a_row() {
        let text = write(Format::Csv, &columns()[..1], PIPE, &[vec!["".into()]]);
        assert_eq!(text, "code\n\"\"\n");
    }

    #[test]
    fn a_row_of_the_wrong_length_is_an_error() {
        let (columns, mut out) = (columns(), Vec::new());
        let mut writer = super::CsvWriter::new(&columns, b',', &mut out).unwrap();
        assert!(super::RowWriter::row(&mut writer, &rows()[0][..2]).is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(rows in any_rows()) {
            for (format, delimiter) in [(Format::Csv, b','), (Format::Tsv, b'\t')] {
                let text = write(format, &columns(), PIPE, &rows);
                let mut reader = ::csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
                let read: Vec<Vec<String>> = reader.deserialize().map(Result::unwrap).collect();
                let meant: Vec<Vec<String>> =
                    rows.iter().map(|row| row.iter().map(|cell| cell.to_text()).collect()).collect();
                prop_assert_eq!(read, meant);
            }
        }
    }
}
