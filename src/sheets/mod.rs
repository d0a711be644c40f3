//! Sheets as they come from an office and go back to it: bytes in, records with their places out; cells in, CSV and
//! workbooks out.
//!
//! It knows how a file is encoded, quoted and cut into rows. It does not know what any column means.

pub mod csv;
pub mod csv_writer;
pub mod digest;
pub mod fault;
pub mod place;
pub mod record;
pub mod tab;
pub mod whole_file;
pub mod workbook_layout;
pub mod workbook_lists;
pub mod workbook_style;
pub mod workbook_writer;
