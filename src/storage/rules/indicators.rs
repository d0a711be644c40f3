//! What the rows of one indicator have in common, gathered in one pass: the usual name, the usual family, how large.
//!
//! Rows of earlier revisions say what is usual; where there are none, the most common among all of them does. A blank
//! says nothing: it neither differs nor counts. However many indicators and names there are, only so many are held in
//! memory: more indicators take more passes.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use rusqlite::Row;
use rusqlite::types::ValueRef;

use crate::domain::measure::{Family, Measure};
use crate::storage::rules::Among;
use crate::storage::values::factor;
use crate::storage::{Result, Store};

/// The value columns, by the numbers that an extreme remembers
pub const VALUES: [&str; 3] = ["actual", "target", "baseline"];

/// What rows of one indicator must agree on, in the order of the gathering SELECT
pub const AGREED: [&str; 5] = ["name", "direction", "agg", "basis", "nature"];

/// Indicators held at a time
const MOST_INDICATORS: usize = 1 << 15;

/// Texts held of one column of an indicator; the next ones differ from them all, and are not what is usual
const MOST_VARIANTS: usize = 32;

/// A text that rows of an indicator state, with how many state it and the first of them
#[derive(Debug)]
pub struct Variant {
    /// The text
    pub text: String,
    /// Rows of earlier revisions that state it
    pub earlier: u64,
    /// All rows that state it
    pub all: u64,
    /// The first of them
    pub row: i64,
}

/// The texts of one column; nearly always one
#[derive(Debug, Default)]
pub struct Variants {
    /// The texts, in the order in which they came
    pub known: Vec<Variant>,
    /// Whether there were more of them
    pub has_more: bool,
}

impl Variants {
    /// Counts a text; returns its place among the known ones
    fn add(&mut self, text: &[u8], row: i64, is_earlier: bool) -> Option<usize> {
        let position = match self.known.iter().position(|variant| variant.text.as_bytes() == text) {
            Some(position) => position,
            None if self.known.len() == MOST_VARIANTS => {
                self.has_more = true;
                return None;
            }
            None => {
                let text = String::from_utf8_lossy(text).into_owned();
                // Nearly always the only one: room for more would be most of an indicator.
                self.known.reserve_exact(1);
                self.known.push(Variant { text, earlier: 0, all: 0, row });
                self.known.len() - 1
            }
        };
        let variant = &mut self.known[position];
        variant.earlier += u64::from(is_earlier);
        variant.all += 1;
        Some(position)
    }

    /// What is usual, where not all rows say the same; of two equally common texts the first
    pub fn usual(&self) -> Option<&Variant> {
        let differ = self.known.len() > 1 || self.has_more;
        self.known.iter().rev().max_by_key(|variant| (variant.earlier, variant.all)).filter(|_| differ)
    }
}

/// A value far up or far down, in the base of its family
#[derive(Debug, Clone, Copy)]
pub struct Extreme {
    /// How much
    pub value: f64,
    /// In which row
    pub row: i64,
    /// In which of the value columns
    pub column: usize,
}

/// The largest and the smallest values among some rows, and how many rows have one
#[derive(Debug, Default)]
pub struct Range {
    /// Rows with a value
    pub rows: u64,
    /// The largest of all values
    pub largest: Option<Extreme>,
    /// The smallest of all values but 0
    pub smallest: Option<Extreme>,
}

impl Range {
    fn add(&mut self, largest: Extreme, smallest: Extreme) {
        self.rows += 1;
        if self.largest.is_none_or(|known| largest.value > known.value) {
            self.largest = Some(largest);
        }
        if self.smallest.is_none_or(|known| smallest.value < known.value) {
            self.smallest = Some(smallest);
        }
    }
}

/// How large the values of an indicator are in one scope
#[derive(Debug, Default)]
pub struct Scale {
    earlier: Range,
    /// All rows
    pub all: Range,
    /// The largest and smallest without the row that has the very largest, or the very smallest
    second: Range,
}

impl Scale {
    fn add(&mut self, largest: Extreme, smallest: Extreme, is_earlier: bool) {
        if is_earlier {
            self.earlier.add(largest, smallest);
        }
        if let (Some(first), Some(last)) = (self.all.largest, self.all.smallest) {
            let second = if largest.value > first.value { first } else { largest };
            let second_last = if smallest.value < last.value { last } else { smallest };
            self.second.add(second, second_last);
        }
        self.all.add(largest, smallest);
    }

    /// What a row is held against: the rows of earlier revisions, else all rows but the furthest
    pub fn others(&self) -> &Range {
        if self.earlier.rows > 0 { &self.earlier } else { &self.second }
    }
}

/// What is known of one indicator
#[derive(Debug, Default)]
pub struct Indicator {
    /// The texts of the columns that must agree
    pub agreed: [Variants; 5],
    /// The measures
    pub measures: Variants,
    /// The factor of each of those measures; none for one whose sizes say nothing
    factors: Vec<Option<f64>>,
    /// Whether a value is not of the kind that most are: a percentage beyond 0 to 100, or more decimals than usual
    pub has_odd_value: bool,
    /// Of the unit's own figures and of those of its whole field, which are of another size
    pub scales: [Option<Box<Scale>>; 2],
}

impl Indicator {
    fn add(&mut self, row: &Row<'_>, is_earlier: bool) -> Result<()> {
        let rowid = row.get(0)?;
        for (index, variants) in self.agreed.iter_mut().enumerate() {
            if let ValueRef::Text(text) = row.get_ref(3 + index)? {
                variants.add(text, rowid, is_earlier);
            }
        }
        let ValueRef::Text(measure) = row.get_ref(8)? else { return Ok(()) };
        let Some(position) = self.measures.add(measure, rowid, is_earlier) else { return Ok(()) };
        if position == self.factors.len() {
            self.factors.reserve_exact(1);
            self.factors.push(size_of(&self.measures.known[position].text));
        }
        let (factor, is_percent) = (self.factors[position], measure == b"%");
        let mut ends: Option<(Extreme, Extreme)> = None;
        for column in 0..VALUES.len() {
            let ValueRef::Real(real) = row.get_ref(10 + column)? else { continue };
            self.has_odd_value |= has_many_decimals(real) || is_percent && !(0.0..=100.0).contains(&real);
            let Some(factor) = factor else { continue };
            let value = Extreme { value: real.abs() * factor, row: rowid, column };
            if value.value > 0.0 {
                let (largest, smallest) = ends.unwrap_or((value, value));
                let further = |is_further: bool, known| if is_further { value } else { known };
                ends = Some((
                    further(value.value > largest.value, largest),
                    further(value.value < smallest.value, smallest),
                ));
            }
        }
        if let Some((largest, smallest)) = ends {
            let scope = usize::from(row.get_ref(9)? != ValueRef::Text(b"own"));
            self.scales[scope].get_or_insert_default().add(largest, smallest, is_earlier);
        }
        Ok(())
    }
}

/// Whether a value has more than 6 decimals
///
/// A double of a decimal with up to 6 places is, times a million, a whole number but for its last bits.
fn has_many_decimals(value: f64) -> bool {
    let millions = value * 1e6;
    (millions - millions.round()).abs() > millions.abs() * 5e-16
}

/// The factor by which values of a measure are compared; a place in a ranking or a difference of rates may be any size
fn size_of(measure: &str) -> Option<f64> {
    match Measure::find(measure) {
        None => Some(1.0),
        Some(measure) => match measure.family() {
            Family::Rank | Family::Ordinal(_) | Family::Points | Family::Text => None,
            _ => Some(factor(&measure)),
        },
    }
}

/// The indicators of one pass: those whose code falls into one of so many parts
#[derive(Debug)]
struct Pass {
    indicators: HashMap<Vec<u8>, Indicator>,
    part: u64,
    parts: u64,
}

impl Pass {
    fn has(&self, code: &[u8]) -> bool {
        is_in_part(code, self.part, self.parts)
    }

    /// Leaves half of the indicators to a later pass
    fn halve(&mut self) {
        self.parts *= 2;
        let (part, parts) = (self.part, self.parts);
        self.indicators.retain(|code, _| is_in_part(code, part, parts));
    }
}

fn is_in_part(code: &[u8], part: u64, parts: u64) -> bool {
    if parts == 1 {
        return true;
    }
    let mut hasher = DefaultHasher::new();
    code.hash(&mut hasher);
    hasher.finish() % parts == part
}

impl Store {
    /// Calls `on_indicator` for the indicators of the rows to look at, each with all rows that it has
    pub fn each_indicator(
        &self,
        among: Among,
        is_most: bool,
        mut on_indicator: impl FnMut(&str, &Indicator) -> Result<()>,
    ) -> Result<()> {
        let touched = match among {
            Among::Revision(revision) if !is_most => format!(
                "WHERE rowid IN (SELECT rowid FROM metrics WHERE code IN
                     (SELECT code FROM metrics WHERE revision = {revision}))"
            ),
            _ => String::new(),
        };
        let sql = format!(
            "SELECT rowid, revision, code, {}, measure, scope, {} FROM metrics {touched} ORDER BY rowid",
            AGREED.join(", "),
            VALUES.join(", ")
        );
        let mut pass = Pass { indicators: HashMap::new(), part: 0, parts: 1 };
        loop {
            self.gather(&sql, among, &mut pass)?;
            let mut gathered: Vec<_> = pass.indicators.drain().collect();
            gathered.sort_by(|(code, _), (other, _)| code.cmp(other));
            for (code, indicator) in &gathered {
                on_indicator(&String::from_utf8_lossy(code), indicator)?;
            }
            pass.part += 1;
            if pass.part == pass.parts {
                return Ok(());
            }
        }
    }

    fn gather(&self, sql: &str, among: Among, pass: &mut Pass) -> Result<()> {
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let ValueRef::Text(code) = row.get_ref(2)? else { continue };
            if !pass.has(code) {
                continue;
            }
            let is_earlier = match among {
                Among::Revision(revision) => row.get_ref(1)? != ValueRef::Integer(revision),
                Among::All => false,
            };
            match pass.indicators.get_mut(code) {
                Some(known) => known.add(row, is_earlier)?,
                None => {
                    let mut indicator = Indicator::default();
                    indicator.add(row, is_earlier)?;
                    pass.indicators.insert(code.to_vec(), indicator);
                    // Later passes have as many as the first, give or take: the parts were made for it.
                    if pass.part == 0 && pass.indicators.len() > MOST_INDICATORS {
                        pass.halve();
                    }
                }
            }
        }
        Ok(())
    }
}
