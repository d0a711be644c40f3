//! What the rows of one indicator have in common, gathered in one pass: the usual name, the usual family, how large.
//!
//! Only an indicator with something odd about it gets rows in the TEMP table `usual`, so it stays small, and a ledger
//! where nothing is odd costs no second pass. Rows of earlier revisions say what is usual; where there are none, the
//! most common among all of them does. A blank says nothing: it neither differs nor counts.

use std::collections::HashMap;

use rusqlite::types::ValueRef;
use rusqlite::{Row, named_params};

use crate::domain::measure::{Family, Measure};
use crate::storage::rules::Among;
use crate::storage::values::factor;
use crate::storage::{Result, Store};

/// The value columns, by the numbers that an extreme remembers
const VALUES: [&str; 3] = ["actual", "target", "baseline"];

/// What rows of one indicator must agree on, in the order of the gathering SELECT
const AGREED: [&str; 5] = ["name", "direction", "agg", "basis", "nature"];

/// How far from all others a value is too far
const FAR: f64 = 1000.0;

/// Shares at least this large are not mixed with shares below a hundredth of them
const LARGE_SHARE: f64 = 0.1;

/// How much beyond the others a share that slipped by a hundred may be, once it is put right
const ROOM: f64 = 1.5;

/// A text that rows of an indicator state, with how many state it and the first of them
#[derive(Debug)]
struct Variant {
    text: String,
    earlier: u64,
    all: u64,
    row: i64,
}

/// The texts of one column; nearly always one
#[derive(Debug, Default)]
struct Variants(Vec<Variant>);

impl Variants {
    fn add(&mut self, text: ValueRef<'_>, row: i64, is_earlier: bool) -> Result<()> {
        let Some(text) = text.as_str_or_null().map_err(rusqlite::Error::from)? else { return Ok(()) };
        let position = match self.0.iter().position(|variant| variant.text == text) {
            Some(position) => position,
            None => {
                self.0.push(Variant { text: text.to_owned(), earlier: 0, all: 0, row });
                self.0.len() - 1
            }
        };
        let variant = &mut self.0[position];
        variant.earlier += u64::from(is_earlier);
        variant.all += 1;
        Ok(())
    }

    /// What is usual; of two equally common ones the first
    fn usual(&self) -> Option<&Variant> {
        self.0.iter().rev().max_by_key(|variant| (variant.earlier, variant.all))
    }
}

/// A value far up or far down, in the base of its family
#[derive(Debug, Clone, Copy)]
struct Extreme {
    value: f64,
    row: i64,
    column: usize,
}

/// The largest and the smallest values among some rows, and how many rows have one
#[derive(Debug, Default)]
struct Range {
    rows: u64,
    largest: Option<Extreme>,
    smallest: Option<Extreme>,
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
struct Scale {
    earlier: Range,
    all: Range,
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
    fn others(&self) -> &Range {
        if self.earlier.rows > 0 { &self.earlier } else { &self.second }
    }
}

/// What is known of one indicator
#[derive(Debug, Default)]
struct Indicator {
    agreed: [Variants; 5],
    measures: Variants,
    /// By whether they are the unit's own: figures of a whole field are of another size
    scales: HashMap<bool, Scale>,
}

/// The factors of the measures met so far; none for a measure whose sizes say nothing
#[derive(Debug, Default)]
struct Factors(HashMap<String, Option<f64>>);

impl Factors {
    /// A place in a ranking, a growth rate near zero or a difference of two rates may be of any size
    fn of(&mut self, measure: &str) -> Option<f64> {
        if let Some(known) = self.0.get(measure) {
            return *known;
        }
        let family = Measure::find(measure);
        let factor = match family.as_ref().map(Measure::family) {
            Some(Family::Rank | Family::Ordinal(_) | Family::Points | Family::Text) => None,
            Some(_) => family.as_ref().map(factor),
            None => Some(1.0),
        };
        self.0.insert(measure.to_owned(), factor);
        factor
    }
}

impl Store {
    /// Makes the TEMP table `usual`; false where no indicator has anything odd about it
    pub fn gather_indicators(&self, among: Among, most: bool) -> Result<bool> {
        self.connection().execute_batch(&format!(
            "DROP TABLE IF EXISTS temp.usual;
             CREATE TEMP TABLE usual (
                 code TEXT, scope TEXT, measure TEXT, {},
                 family_measure TEXT, family_row TEXT,
                 too_large REAL, largest TEXT, largest_row TEXT,
                 too_small REAL, smallest TEXT, smallest_row TEXT,
                 is_share INTEGER, share_least REAL, share_low REAL, share_high REAL,
                 UNIQUE (code, scope, measure)
             );",
            AGREED.map(|column| format!("{column} TEXT, {column}_row TEXT")).join(", ")
        ))?;
        let current = if let Among::Revision(revision) = among { revision } else { 0 };
        let touched = match among {
            Among::Revision(revision) if !most => format!(
                "WHERE rowid IN (SELECT rowid FROM metrics WHERE code IN
                     (SELECT code FROM metrics WHERE revision = {revision}))"
            ),
            _ => String::new(),
        };
        let mut statement = self.connection().prepare(&format!(
            "SELECT rowid, revision, code, {}, measure, scope, {} FROM metrics {touched} ORDER BY rowid",
            AGREED.join(", "),
            VALUES.join(", ")
        ))?;
        let mut indicators: HashMap<String, Indicator> = HashMap::new();
        let mut factors = Factors::default();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let is_earlier = among != Among::All && row.get::<_, i64>(1)? != current;
            let code = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
            if let Some(known) = indicators.get_mut(code) {
                known.add(row, is_earlier, &mut factors)?;
            } else {
                let mut indicator = Indicator::default();
                indicator.add(row, is_earlier, &mut factors)?;
                indicators.insert(code.to_owned(), indicator);
            }
        }
        let mut codes: Vec<_> = indicators.into_iter().collect();
        codes.sort_by(|(code, _), (other, _)| code.cmp(other));
        let mut is_odd = false;
        for (code, indicator) in &codes {
            is_odd |= self.write_usual(code, indicator)?;
        }
        Ok(is_odd)
    }
}

impl Indicator {
    fn add(&mut self, row: &Row<'_>, is_earlier: bool, factors: &mut Factors) -> Result<()> {
        let rowid = row.get(0)?;
        for (index, variants) in self.agreed.iter_mut().enumerate() {
            variants.add(row.get_ref(3 + index)?, rowid, is_earlier)?;
        }
        let measure = row.get_ref(8)?;
        self.measures.add(measure, rowid, is_earlier)?;
        let measure = measure.as_str().map_err(rusqlite::Error::from)?;
        let Some(factor) = factors.of(measure) else { return Ok(()) };
        let mut ends: Option<(Extreme, Extreme)> = None;
        for column in 0..VALUES.len() {
            let ValueRef::Real(real) = row.get_ref(10 + column)? else { continue };
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
            let is_own = row.get_ref(9)? == ValueRef::Text(b"own");
            self.scales.entry(is_own).or_default().add(largest, smallest, is_earlier);
        }
        Ok(())
    }
}

/// What is usual, as one row of `usual`; all of it blank where nothing is odd
#[derive(Debug, Default)]
struct Usual {
    agreed: [Option<(String, i64)>; 5],
    family: Option<(String, i64)>,
    too_large: Option<(f64, Extreme)>,
    too_small: Option<(f64, Extreme)>,
    is_share: bool,
    share: Option<(f64, f64, f64)>,
}

impl Usual {
    fn is_odd(&self) -> bool {
        self.agreed.iter().any(Option::is_some)
            || self.family.is_some()
            || self.too_large.is_some()
            || self.too_small.is_some()
            || self.is_share
            || self.share.is_some()
    }

    /// The limits that the other rows set to a row in this measure
    fn limit(&mut self, scale: &Scale, measure: &Measure) {
        let (others, factor) = (scale.others(), factor(measure));
        let ends = others.largest.zip(others.smallest).zip(scale.all.largest.zip(scale.all.smallest));
        let Some(((largest, smallest), (furthest, nearest))) = ends else { return };
        if *measure.family() != Family::Ratio {
            let is_too_large = furthest.value >= largest.value * FAR;
            self.too_large = is_too_large.then(|| (largest.value * FAR / factor, largest));
            // Of two rows each is far from the other: one of them is told.
            let is_too_small =
                nearest.value * FAR <= smallest.value && !(is_too_large && scale.all.rows == 2);
            self.too_small = is_too_small.then(|| (smallest.value / FAR / factor, smallest));
        } else if measure.name() == "%" && others.rows >= 2 {
            self.is_share = largest.value <= 1.0 && furthest.value > 1.0;
            let has_slipped = smallest.value >= LARGE_SHARE && nearest.value <= 0.01;
            self.share = has_slipped.then(|| {
                (smallest.value / factor, smallest.value / factor / ROOM, largest.value / factor * ROOM)
            });
        }
    }
}

impl Indicator {
    /// The measure of the family that is usual
    fn usual_family(&self) -> Option<(Measure, &Variant)> {
        let known: Vec<_> =
            self.measures.0.iter().map(|variant| (measure_of(&variant.text), variant)).collect();
        let weight = |family: &Family| {
            let same = known.iter().filter(|(measure, _)| measure.family() == family);
            same.fold((0, 0), |sum, (_, variant)| (sum.0 + variant.earlier, sum.1 + variant.all))
        };
        let usual = known.iter().rev().max_by_key(|(measure, _)| weight(measure.family()));
        usual.map(|(measure, variant)| (measure.clone(), *variant))
    }

    fn usual(&self, measure: &Measure, scale: Option<&Scale>) -> Usual {
        let mut usual = Usual::default();
        for (agreed, variants) in usual.agreed.iter_mut().zip(&self.agreed) {
            let common = variants.usual().filter(|_| variants.0.len() > 1);
            *agreed = common.map(|variant| (variant.text.clone(), variant.row));
        }
        let Some((common, variant)) = self.usual_family() else { return usual };
        let is_mixed =
            self.measures.0.iter().any(|other| measure_of(&other.text).family() != common.family());
        if measure.family() != common.family() {
            usual.family = Some((variant.text.clone(), variant.row));
        } else if let Some(scale) = scale.filter(|_| !is_mixed) {
            usual.limit(scale, measure);
        }
        usual
    }
}

fn measure_of(name: &str) -> Measure {
    Measure::find(name).unwrap_or_else(|| Measure::counter(name))
}

impl Store {
    /// Writes what is odd about an indicator; returns whether anything is
    fn write_usual(&self, code: &str, indicator: &Indicator) -> Result<bool> {
        let mut is_odd = false;
        for measure in indicator.measures.0.iter().map(|variant| measure_of(&variant.text)) {
            for (is_own, scope) in [(true, "own"), (false, "area")] {
                let usual = indicator.usual(&measure, indicator.scales.get(&is_own));
                if usual.is_odd() {
                    self.insert_usual((code, scope, measure.name()), &usual)?;
                    is_odd = true;
                }
            }
        }
        Ok(is_odd)
    }

    fn insert_usual(&self, (code, scope, measure): (&str, &str, &str), usual: &Usual) -> Result<()> {
        let key = |known: Option<i64>| known.map(|row| self.metric_key(row)).transpose();
        let mut statement = self.connection().prepare_cached(
            "INSERT OR IGNORE INTO temp.usual (
                 code, scope, measure, family_measure, family_row, too_large, largest, largest_row,
                 too_small, smallest, smallest_row, is_share, share_least, share_low, share_high
             ) VALUES (
                 :code, :scope, :measure, :family_measure, :family_row, :too_large, :largest, :largest_row,
                 :too_small, :smallest, :smallest_row, :is_share, :share_least, :share_low, :share_high
             )",
        )?;
        let stated =
            |limit: Option<(f64, Extreme)>| limit.map(|(_, other)| self.stated_value(other)).transpose();
        statement.execute(named_params! {
            ":code": code, ":scope": scope, ":measure": measure,
            ":family_measure": usual.family.as_ref().map(|(text, _)| text),
            ":family_row": key(usual.family.as_ref().map(|(_, row)| *row))?,
            ":too_large": usual.too_large.map(|(limit, _)| limit),
            ":largest": stated(usual.too_large)?,
            ":largest_row": key(usual.too_large.map(|(_, other)| other.row))?,
            ":too_small": usual.too_small.map(|(limit, _)| limit),
            ":smallest": stated(usual.too_small)?,
            ":smallest_row": key(usual.too_small.map(|(_, other)| other.row))?,
            ":is_share": usual.is_share,
            ":share_least": usual.share.map(|(least, ..)| least),
            ":share_low": usual.share.map(|(_, low, _)| low),
            ":share_high": usual.share.map(|(.., high)| high),
        })?;
        for (column, agreed) in AGREED.iter().zip(&usual.agreed) {
            if let Some((text, row)) = agreed {
                let sql = format!(
                    "UPDATE temp.usual SET {column} = :text, {column}_row = :row
                     WHERE code = :code AND scope = :scope AND measure = :measure"
                );
                self.connection().prepare_cached(&sql)?.execute(named_params! {
                    ":text": text, ":row": self.metric_key(*row)?,
                    ":code": code, ":scope": scope, ":measure": measure,
                })?;
            }
        }
        Ok(())
    }

    fn metric_key(&self, row: i64) -> Result<String> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT unit || '/' || code || '/' || period FROM metrics WHERE rowid = :row")?;
        Ok(statement.query_row(named_params! { ":row": row }, |row| row.get(0))?)
    }

    fn stated_value(&self, extreme: Extreme) -> Result<String> {
        let column = VALUES[extreme.column];
        let sql = format!("SELECT stated({column}, {column}_bound, measure) FROM metrics WHERE rowid = :row");
        let mut statement = self.connection().prepare_cached(&sql)?;
        Ok(statement.query_row(named_params! { ":row": extreme.row }, |row| row.get(0))?)
    }
}
