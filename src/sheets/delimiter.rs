//! What stands between the fields of a text file, and how its lines end.

use crate::sheets::csv::CsvReader;
use crate::sheets::record::Record;

/// How many records are looked at
const RECORDS: usize = 20;

/// How a text file is cut
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// What stands between the fields
    pub delimiter: u8,
    /// Whether the first line only says so, as in `sep=;`
    pub has_line: bool,
    /// Whether the first line ends with CRLF
    pub crlf: bool,
}

impl Cut {
    /// Looks at the beginning of a text; `is_whole` when nothing follows, `asked` is the caller's word
    pub fn of(sample: &str, is_whole: bool, prefers_tab: bool, asked: Option<u8>) -> Cut {
        let said = said_by(sample);
        let first_end = sample.find(['\n', '\r']).map(|at| &sample[at..]);
        Cut {
            delimiter: asked.or(said).unwrap_or_else(|| likeliest(sample, is_whole, prefers_tab)),
            has_line: said.is_some(),
            crlf: first_end.is_some_and(|rest| rest.starts_with("\r\n")),
        }
    }
}

/// The delimiter that a line `sep=;` at the head of a file names
fn said_by(sample: &str) -> Option<u8> {
    let line = sample.split(['\n', '\r']).next().unwrap_or_default();
    // A tab may be what it names, so only blanks are trimmed.
    let line = line.trim_matches(' ');
    let line = line.strip_prefix('"').and_then(|line| line.strip_suffix('"')).unwrap_or(line);
    match line.as_bytes() {
        [word @ .., delimiter] if word.eq_ignore_ascii_case(b"sep=") && delimiter.is_ascii() => {
            Some(*delimiter)
        }
        _ => None,
    }
}

/// The delimiter that cuts most records into the same number of fields
fn likeliest(sample: &str, is_whole: bool, prefers_tab: bool) -> u8 {
    let order = if prefers_tab { [b'\t', b',', b';'] } else { [b',', b'\t', b';'] };
    let mut best = (order[0], (0, 0));
    for delimiter in order {
        let agreement = agreement(sample, is_whole, delimiter);
        if agreement > best.1 {
            best = (delimiter, agreement);
        }
    }
    best.0
}

/// How many records have the commonest number of fields above one, and that number
fn agreement(sample: &str, is_whole: bool, delimiter: u8) -> (usize, usize) {
    let Ok(mut reader) = CsvReader::new(sample.as_bytes(), delimiter) else { return (0, 0) };
    let (mut record, mut counts) = (Record::default(), Vec::new());
    while counts.len() <= RECORDS && matches!(reader.read(&mut record), Ok(true)) {
        counts.push(record.len());
    }
    // The last record may be cut off with the sample.
    if !is_whole && counts.len() > 1 {
        counts.pop();
    }
    counts.truncate(RECORDS);
    let times = |fields: usize| counts.iter().filter(|count| **count == fields).count();
    let best = counts.iter().filter(|fields| **fields > 1).map(|fields| (times(*fields), *fields)).max();
    best.unwrap_or((0, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delimiter(sample: &str) -> char {
        Cut::of(sample, true, false, None).delimiter.into()
    }

    #[test]
    fn the_delimiter_is_the_one_that_rows_agree_on() {
        assert_eq!(delimiter("编号,名称\nG1,甲\nG2,乙\n"), ',');
        assert_eq!(delimiter("编号\t名称\nG1\t甲,乙\nG2\t乙\n"), '\t');
        assert_eq!(delimiter("编号;值;目标\nG1;1,5;2,5\nG2;1,6;2,7\n"), ';');
        assert_eq!(delimiter("编号,说明\nG1,\"a;b;c\nd;e\"\nG2,\"a;b;c\"\n"), ',');
        assert_eq!(delimiter("二〇二三年台账\n编号;名称\nG1;甲\n"), ';');
    }

    #[test]
    fn full_width_marks_cut_nothing() {
        assert_eq!(delimiter("说明\n一，二；三\n四，五；六\n"), ',');
        assert_eq!(Cut::of("名称\n甲，乙\n", true, true, None).delimiter, b'\t');
    }

    #[test]
    fn a_tsv_may_hold_commas_and_be_cut_by_them() {
        assert_eq!(Cut::of("a,b,c\n1,2,3\n", true, true, None).delimiter, b',');
        assert_eq!(Cut::of("a\tb,c\n1\t2,3\n", true, true, None).delimiter, b'\t');
    }

    #[test]
    fn a_line_that_names_the_delimiter_is_obeyed() {
        let cut = Cut::of("SEP=;\r\na,b;c\r\n", true, false, None);
        assert_eq!(cut, Cut { delimiter: b';', has_line: true, crlf: true });
        assert_eq!(Cut::of("sep=\t\na\tb\n", true, false, None).delimiter, b'\t');
        assert_eq!(Cut::of("\"sep=|\"\na|b\n", true, false, None).delimiter, b'|');
        assert_eq!(Cut::of("sep=;\na|b\n", true, false, Some(b'|')).delimiter, b'|');
        assert!(!Cut::of("sep=ab\na,b\n", true, false, None).has_line);
    }
}
