//! What is odd about an indicator, as rows of the TEMP table `usual`, which the rules of `usual` are held against.
//!
//! Only an indicator with something odd about it gets rows there, one for each measure and scope that it has: the table
//! stays small, and a ledger where nothing is odd costs no second pass. For the same reason the checks of single rows
//! that its values alone can rule out wait for that pass.

use rusqlite::named_params;

use crate::domain::code::is_fragile;
use crate::domain::measure::{Family, Measure};
use crate::storage::rules::Among;
use crate::storage::rules::indicators::{AGREED, Extreme, Indicator, Scale, VALUES, Variant};
use crate::storage::values::factor;
use crate::storage::{Result, Store};

/// How far from all others a value is too far
const FAR: f64 = 1000.0;

/// Shares at least this large are not mixed with shares below a hundredth of them
const LARGE_SHARE: f64 = 0.1;

/// How much beyond the others a share that slipped by a hundred may be, once it is put right
const ROOM: f64 = 1.5;

/// What is usual, as one row of `usual`; all of it blank where nothing is odd
#[derive(Debug, Default)]
struct Usual {
    /// Whether a row by itself may break a rule, and deserves a second look
    is_suspect: bool,
    agreed: [Option<(String, i64)>; 5],
    family: Option<(String, i64)>,
    too_large: Option<(f64, Extreme)>,
    too_small: Option<(f64, Extreme)>,
    is_share: bool,
    share: Option<(f64, f64, f64)>,
}

impl Usual {
    fn is_odd(&self) -> bool {
        self.is_suspect
            || self.agreed.iter().any(Option::is_some)
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
        // A ratio may be as near to zero as it likes; a percentage slips by a hundred.
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
            self.measures.known.iter().map(|variant| (measure_of(&variant.text), variant)).collect();
        let weight = |family: &Family| {
            let same = known.iter().filter(|(measure, _)| measure.family() == family);
            same.fold((0, 0), |sum, (_, variant)| (sum.0 + variant.earlier, sum.1 + variant.all))
        };
        let usual = known.iter().rev().max_by_key(|(measure, _)| weight(measure.family()));
        usual.map(|(measure, variant)| (measure.clone(), *variant))
    }

    /// Whether some rows may break a rule by what they say alone; see the checks of `metrics::second_look`
    fn is_suspect(&self, measure: &Measure) -> bool {
        let [_, _, agg, ..] = &self.agreed;
        let has_mean = agg.known.iter().any(|variant| variant.text == "mean");
        self.has_odd_value
            || *measure.family() == Family::Text
            || *measure.family() == Family::Ratio && has_mean
    }

    fn usual(&self, measure: &Measure, scale: Option<&Scale>) -> Usual {
        let mut usual = Usual::default();
        for (agreed, variants) in usual.agreed.iter_mut().zip(&self.agreed) {
            *agreed = variants.usual().map(|variant| (variant.text.clone(), variant.row));
        }
        let Some((common, variant)) = self.usual_family() else { return usual };
        let is_mixed =
            self.measures.known.iter().any(|other| measure_of(&other.text).family() != common.family());
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
    /// Makes the TEMP table `usual`; false where no indicator has anything odd about it
    pub fn gather_usual(&self, among: Among, is_most: bool) -> Result<bool> {
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
        let mut is_odd = false;
        self.each_indicator(among, is_most, |code, indicator| {
            is_odd |= self.write_usual(code, indicator)?;
            Ok(())
        })?;
        Ok(is_odd)
    }

    /// Writes what is odd about an indicator; returns whether anything is
    fn write_usual(&self, code: &str, indicator: &Indicator) -> Result<bool> {
        let mut is_odd = false;
        for measure in indicator.measures.known.iter().map(|variant| measure_of(&variant.text)) {
            for (scope, scale) in ["own", "area"].into_iter().zip(&indicator.scales) {
                let mut usual = indicator.usual(&measure, scale.as_deref());
                // With small letters, the code may be another's in capitals.
                let has_small = code.bytes().any(|byte| byte.is_ascii_lowercase());
                usual.is_suspect = is_fragile(code) || has_small || indicator.is_suspect(&measure);
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
