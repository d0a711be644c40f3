//! The drop-downs of a workbook, and the hidden sheet for those that are too long to stand in one themselves.

use rust_xlsxwriter::{DataValidation, Formula, Workbook, XlsxError};

use crate::sheets::workbook_layout::{Choices, Owners, WorkbookFault};

/// The name of the hidden sheet
pub const LISTS: &str = "_lists";

/// Excel's limit for a list that stands in the drop-down itself, commas included
const LONGEST_INLINE: usize = 255;

/// The lists of the hidden sheet, one a column
#[derive(Debug, Default)]
pub struct Lists {
    columns: Vec<Vec<String>>,
}

impl Lists {
    /// The drop-down of a list, for rows from `first` on, counted from 0
    pub fn drop_down(&mut self, choices: &Choices, first: u32) -> Result<DataValidation, WorkbookFault> {
        let words = &choices.words;
        let length: usize = words.iter().map(|word| word.encode_utf16().count() + 1).sum();
        // Excel cuts an inline list at commas.
        let fits = length <= LONGEST_INLINE && !words.iter().any(|word| word.contains([',', '"']));
        let validation = match &choices.owners {
            Some(owners) => {
                DataValidation::new().allow_list_formula(Formula::new(self.owned(words, owners, first)))
            }
            None if fits => DataValidation::new().allow_list_strings(words)?,
            None => DataValidation::new().allow_list_formula(Formula::new(format!("={}", self.range(words)))),
        };
        Ok(match &choices.refusal {
            Some(refusal) => validation.set_error_message(refusal)?,
            None => validation.show_error_message(false),
        })
    }

    /// Where a list stands on the hidden sheet, from now on if not before
    fn range(&mut self, words: &[String]) -> String {
        let column = self.columns.iter().position(|known| known == words).unwrap_or_else(|| {
            self.columns.push(words.to_vec());
            self.columns.len() - 1
        });
        let letters = letters(column);
        format!("{LISTS}!${letters}$1:${letters}${}", words.len())
    }

    /// The part of a list that belongs to the owner in the row itself, wherever sorting takes the row
    fn owned(&mut self, words: &[String], owners: &Owners, first: u32) -> String {
        let (all, owned_by) = (self.range(words), self.range(&owners.names));
        let (start, _) = all.split_once(':').unwrap_or((&all, ""));
        let owner = format!("${}{}", letters(owners.column.into()), first + 1);
        format!("=OFFSET({start},MATCH({owner},{owned_by},0)-1,0,COUNTIF({owned_by},{owner}),1)")
    }

    /// Writes the hidden sheet where there is need of one
    pub fn write(&self, book: &mut Workbook) -> Result<(), WorkbookFault> {
        let Some(height) = self.columns.iter().map(Vec::len).max() else { return Ok(()) };
        let sheet = book.add_worksheet_with_constant_memory()?;
        sheet.set_name(LISTS)?.set_hidden(true);
        for row in 0..height {
            let number = u32::try_from(row).map_err(|_| XlsxError::RowColumnLimitError)?;
            for (column, list) in (0..).zip(&self.columns) {
                if let Some(word) = list.get(row) {
                    sheet.write_string(number, column, word)?;
                }
            }
        }
        Ok(())
    }
}

impl From<XlsxError> for WorkbookFault {
    fn from(error: XlsxError) -> WorkbookFault {
        match error {
            XlsxError::IoError(error) => WorkbookFault::Io(error),
            other => WorkbookFault::Other(other.to_string()),
        }
    }
}

/// The letters of a column, from 0: A, B … Z, AA
fn letters(column: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(column % 26).unwrap_or(0));
    match column / 26 {
        0 => letter.to_string(),
        rest => format!("{}{letter}", letters(rest - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    }

    fn choices(words: Vec<String>) -> Choices {
        Choices { words, owners: None, refusal: None }
    }

    #[test]
    fn a_row_is_offered_what_belongs_to_its_owner() {
        let mut lists = Lists::default();
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        let owners = Owners { column: 0, names: texts(&["甲", "甲", "乙"]) };
        assert_eq!(
            lists.owned(&texts(&["G1", "G2", "G1"]), &owners, 1),
            "=OFFSET(_lists!$A$1,MATCH($A2,_lists!$B$1:$B$3,0)-1,0,COUNTIF(_lists!$B$1:$B$3,$A2),1)"
        );
    }

    #[test]
    fn a_long_list_goes_to_the_hidden_sheet_once() {
        let mut lists = Lists::default();
        let words = |count: usize| (0..count).map(|number| format!("G{number}")).collect();
        for (count, kept) in [(10, 0), (100, 1), (100, 1), (200, 2)] {
            lists.drop_down(&choices(words(count)), 1).unwrap();
            assert_eq!(lists.columns.len(), kept);
        }
        lists.drop_down(&choices(vec!["一,二".to_owned()]), 1).unwrap();
        assert_eq!(lists.range(&["一,二".to_owned()]), "_lists!$C$1:$C$1");
    }
}
