//! How the field models plans: the four tables' columns, codes, periods, measures, values and rules.
//!
//! It reads and prints single facts. It knows no file, no SQL and no terminal.

pub mod amount;
pub mod bound;
pub mod code;
pub mod columns;
pub mod damage;
pub mod date;
pub mod division;
pub mod entity;
pub mod guard;
pub mod light;
pub mod measure;
pub mod number;
pub mod period;
pub mod quantity;
pub mod rule;
pub mod value;
pub mod words;
