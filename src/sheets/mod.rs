//! Sheets as they come from an office and go back to it: bytes in, records with their places out; cells in, CSV and
//! workbooks out.
//!
//! It knows how a file is encoded, quoted and cut into rows. It does not know what any column means.

pub mod biff;
pub mod cell_text;
pub mod compound;
pub mod csv;
pub mod csv_writer;
pub mod decode;
pub mod delimiter;
pub mod digest;
pub mod encoding;
pub mod fault;
pub mod likeness;
pub mod magic;
pub mod number_format;
pub mod ods;
pub mod package;
pub mod place;
#[cfg(test)]
mod properties;
pub mod record;
mod sheet_name;
pub mod spool;
pub mod spool_reader;
pub mod stamp_sheet;
pub mod tab;
pub mod text_file;
pub mod text_writer;
pub mod whole_file;
pub mod whole_folder;
pub mod workbook;
mod workbook_cells;
pub mod workbook_layout;
pub mod workbook_lists;
pub mod workbook_stamp;
pub mod workbook_style;
pub mod workbook_writer;
pub mod xls;
pub mod xlsb;
pub mod xlsx;
pub mod xlsx_sheet;
