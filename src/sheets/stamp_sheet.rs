//! The hidden sheet of a workbook that says where the workbook comes from: its cells, read back.
//!
//! It does not know what they mean.

use crate::sheets::fault::Fault;
use crate::sheets::record::Record;
use crate::sheets::tab::Tab;
use crate::sheets::workbook_lists::LISTS;

/// The name of the sheet
pub const STAMP: &str = "_stamp";

/// So many lines a stamp may have; what has more is none
const MOST_LINES: usize = 100_000;

/// Whether a sheet of a workbook is its stamp
pub fn is_stamp(tab: &Tab) -> bool {
    tab.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(STAMP))
}

/// Whether a sheet holds nothing but what the drop-downs of the others offer
pub fn is_lists(tab: &Tab) -> bool {
    tab.is_hidden && tab.name.as_deref() == Some(LISTS)
}

/// The lines of a stamp, without the blank cells behind them
pub fn read_stamp(tab: &Tab) -> Result<Vec<Vec<String>>, Fault> {
    let mut reader = tab.open()?;
    let (mut record, mut lines) = (Record::default(), Vec::new());
    while lines.len() < MOST_LINES && reader.read(&mut record)? {
        let mut line: Vec<String> = record.iter().map(str::to_owned).collect();
        let used = line.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
        line.truncate(used);
        if !line.is_empty() {
            lines.push(line);
        }
    }
    Ok(lines)
}
