//! Why a sheet could not be read, as far as bytes and rows go. The words for it are in the catalog.

use std::io;

/// Why a file, or a record of it, could not be read
#[derive(Debug)]
pub enum Fault {
    /// The reader failed
    Io(io::Error),
    /// A quote that is never closed, with the line where it opens
    UnclosedQuote {
        /// Line of the quote
        line: u64,
        /// Field of the quote, from 0
        field: usize,
    },
    /// Text between a closing quote and the next delimiter
    TextAfterQuote {
        /// Line of the text
        line: u64,
        /// Field, from 0
        field: usize,
    },
    /// A byte that is no text in the encoding
    NotText {
        /// Line of the record, from 1; 0 where it was not found while reading records
        line: u64,
        /// Offset of the byte in the file, from 0
        offset: u64,
    },
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        Fault::Io(error)
    }
}
