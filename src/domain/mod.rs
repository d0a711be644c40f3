//! How the field models plans: the four tables' columns, codes, periods, measures, values and rules.
//!
//! It reads and prints single facts. It knows no file, no SQL and no terminal.

pub mod amount;
pub mod bound;
pub mod code;
pub mod columns;
pub mod completion;
pub mod conversion;
pub mod damage;
pub mod date;
pub mod division;
pub mod entity;
pub mod figure;
pub mod gate;
pub mod guard;
pub mod light;
pub mod measure;
pub mod near;
pub mod number;
pub mod pace;
pub mod period;
mod period_spelling;
mod period_steps;
pub mod quantity;
pub mod quoted;
pub mod rate;
pub mod ratio;
pub mod rule;
pub mod shown_percent;
pub mod value;
pub mod verdict;
pub mod words;
