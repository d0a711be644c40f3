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
        /// Line of the byte, from 1
        line: u64,
        /// Offset of the byte in the file, from 0
        offset: u64,
    },
    /// A byte that is neither UTF-8 nor GB18030, in a file that is likely text in another encoding
    OtherEncoding {
        /// Line of the byte, from 1
        line: u64,
        /// Offset of the byte in the file, from 0
        offset: u64,
        /// The other encoding
        likelier: String,
    },
    /// A record that goes on for longer than any does; nothing behind it is read
    RecordTooLong {
        /// Line where it begins
        line: u64,
    },
    /// No encoding has that name
    UnknownEncoding {
        /// The name, in small letters
        label: String,
        /// Names that are known
        usable: &'static [&'static str],
    },
    /// A character that the encoding to be written has no bytes for
    Lacks {
        /// The character
        character: char,
        /// The name of the encoding
        encoding: String,
    },
    /// A file of another kind, which is not read
    Unsupported {
        /// What it is: `HTML`, `DOC`, `PDF` …
        format: String,
    },
    /// A workbook that opens with a password only
    Protected,
    /// A workbook that is broken
    Damaged {
        /// What is broken, in the words of its reader
        reason: String,
    },
    /// A workbook that would unpack to more than is read
    TooLarge {
        /// What is too large
        part: String,
        /// How much of it is read, in bytes
        limit: u64,
    },
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        Fault::Io(error)
    }
}
