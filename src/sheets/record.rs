//! One row of a sheet as it was read: texts with their places, whatever the file was.

/// How a field that a merged cell covers got its text
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Merged {
    /// The field has its own text
    #[default]
    Own,
    /// The merged cell begins in a row above; the text is its text
    FromAbove,
    /// The merged cell begins in a column to the left of this row; the field is blank
    FromLeft,
}

/// What a file holds in a field, whatever it looks like
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Typed {
    /// A text; in a text file every field is one
    #[default]
    Text,
    /// A number of a workbook, written as it is shown
    Number,
    /// A formula of a workbook whose result nobody has calculated, as it is written
    Formula,
}

/// One record; the buffers are used again for the next
#[derive(Debug, Default)]
pub struct Record {
    pub(super) text: String,
    pub(super) fields: Vec<Field>,
    pub(super) row: u64,
}

/// Where a field ends in the record's text, where it begins in the sheet, how it got its text, and what it is
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub(super) end: usize,
    pub(super) line: u64,
    pub(super) merged: Merged,
    pub(super) typed: Typed,
}

impl Field {
    /// A field with its own text
    pub(super) fn new(end: usize, line: u64) -> Field {
        Field { end, line, merged: Merged::Own, typed: Typed::Text }
    }
}

impl Record {
    /// Empties it for the row of that number
    pub fn begin(&mut self, row: u64) {
        self.text.clear();
        self.fields.clear();
        self.row = row;
    }

    /// Adds a field to a record whose row is a line
    pub fn push(&mut self, text: &str, merged: Merged) {
        self.push_typed(text, merged, Typed::Text);
    }

    /// Adds such a field of which the file says what it is
    pub fn push_typed(&mut self, text: &str, merged: Merged, typed: Typed) {
        self.text.push_str(text);
        self.fields.push(Field { end: self.text.len(), line: self.row, merged, typed });
    }

    /// How many fields it has
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether no field holds anything but white space
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Whether a field may hold a control character, or a character of no width: most records can be told at a glance
    ///
    /// The bytes are those with which such characters begin: U+00AD, U+200B and its like, U+FEFF, U+FFFE.
    pub fn may_hold_unseen(&self) -> bool {
        let begins = |byte: u8| byte < b' ' || matches!(byte, 0xC2 | 0xE2 | 0xEF);
        self.text.bytes().fold(false, |found, byte| found | begins(byte))
    }

    /// The text of a field, blank beyond the last
    pub fn field(&self, index: usize) -> &str {
        let Some(field) = self.fields.get(index) else { return "" };
        let start = index.checked_sub(1).map_or(0, |before| self.fields[before].end);
        &self.text[start..field.end]
    }

    /// The texts of all fields
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.field(index))
    }

    /// How a field got its text
    pub fn merged(&self, index: usize) -> Merged {
        self.fields.get(index).map_or(Merged::Own, |field| field.merged)
    }

    /// What the file holds in a field
    pub fn typed(&self, index: usize) -> Typed {
        self.fields.get(index).map_or(Typed::Text, |field| field.typed)
    }

    /// The row that a spreadsheet shows the record in, from 1: quoted line ends make no row of their own
    pub fn row(&self) -> u64 {
        self.row
    }

    /// The physical line on which a field begins, from 1
    pub fn line(&self, index: usize) -> u64 {
        self.fields.get(index).or(self.fields.last()).map_or(0, |field| field.line)
    }
}
