//! The sums that a sheet states itself, held against its rows: 合计, 小计, and groups such as `一、交通5项`.
//!
//! A sum above its rows is kept until they have been read, one below them is compared at once. Rows inside others are
//! not added again. It keeps a running sum and a few copies of it, whatever the length of the sheet.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::domain::bound::Bound;
use crate::domain::code::{excerpt, normalise};
use crate::domain::conversion::convert;
use crate::domain::entity::{Entity, Kind};
use crate::domain::measure::Measure;
use crate::domain::number::print_decimal;
use crate::domain::rule::{Rule, Severity};
use crate::domain::value::read_value;
use crate::ledger::import::finding::{Finding, Findings, Place};
use crate::ledger::import::office::RowKind;
use crate::ledger::import::row::ReadRow;
use crate::ledger::import::sheet::{Sheet, row_finding};
use crate::sheets::record::{Merged, Record};
use crate::storage::staging::Cell;
use crate::text::FindingText;

/// What the rows so far add up to
#[derive(Debug, Clone, Default)]
struct Running {
    /// For each value column the sum; none once a row could not be added
    sums: Vec<Option<Decimal>>,
    /// For each value column, in how many rows the value was not exact
    bounded: Vec<u64>,
    count: i64,
    rows: i64,
}

/// A sum that a sheet states
#[derive(Debug, Clone)]
struct Claim {
    /// Line and row of it
    line: u64,
    row: u64,
    /// For each value column the number and the decimals that it is written with
    values: Vec<Option<(Decimal, u32)>>,
    count: Option<i64>,
    /// What the rows before its own add up to
    from: Running,
}

/// The running sums of one sheet
#[derive(Debug)]
pub struct Totals {
    entity: Entity,
    /// The value columns that are fields
    columns: Vec<usize>,
    /// The unit of the sums: that of the first row
    unit: Option<Measure>,
    /// The measure of the last row
    last: Option<Measure>,
    now: Running,
    /// At the last 小计, and at the last 合计
    at_subtotal: Running,
    at_total: Running,
    /// Open groups by level, and a 合计 above all rows
    groups: [Option<Claim>; 2],
    above: Option<Claim>,
    /// Unit and code of the last row that is inside none
    root: (String, String),
    /// Whether some row was inside another, and not added
    has_inside: bool,
}

impl Totals {
    /// For a sheet
    pub fn new(sheet: &Sheet) -> Totals {
        let is_value = |column: &usize| matches!(sheet.entity.columns()[*column].kind, Kind::Value(_));
        let columns: Vec<usize> =
            sheet.header.fields.iter().map(|field| field.column).filter(is_value).collect();
        let start = Running {
            sums: vec![Some(Decimal::ZERO); columns.len()],
            bounded: vec![0; columns.len()],
            ..Running::default()
        };
        Totals {
            entity: sheet.entity,
            columns,
            unit: None,
            last: None,
            now: start.clone(),
            at_subtotal: start.clone(),
            at_total: start,
            groups: [None, None],
            above: None,
            root: Default::default(),
            has_inside: false,
        }
    }

    /// A row that cannot be added: no sum from here on can be held against the rows
    pub fn lose(&mut self) {
        self.now.sums.fill(None);
    }

    /// Adds a row of the table; a value that could not be read leaves its column without a sum
    pub fn add(&mut self, row: &ReadRow<'_>) {
        let cells = &row.cells;
        if self.columns.is_empty() {
            return;
        }
        if self.is_inside(cells) {
            self.has_inside = true;
            return;
        }
        for (place, column) in self.columns.iter().enumerate() {
            if row.findings.iter().any(|(faulty, rule, _)| faulty == column || *rule == Rule::F5) {
                self.now.sums[place] = None;
            }
        }
        self.now.rows += 1;
        let count = self.entity.position("count").map(|column| &cells[column]);
        self.now.count += match count {
            Some(Cell::Integer(count)) => *count,
            _ => 1,
        };
        let unit = self.entity.unit_of_values().and_then(|unit| self.entity.position(unit.name));
        let unit = self.measure(unit.and_then(|unit| cells[unit].text()));
        if self.unit.is_none() {
            self.unit.clone_from(&unit);
        }
        for (place, &column) in self.columns.iter().enumerate() {
            let Cell::Decimal(number) = &cells[column] else { continue };
            let number = match (&unit, &self.unit) {
                (Some(own), Some(common)) => convert(*number, own, common).ok(),
                _ => Some(*number),
            };
            let sum = self.now.sums[place].take();
            self.now.sums[place] = sum.zip(number).and_then(|(sum, number)| sum.checked_add(number));
            if let Kind::Value(Some(bound)) = self.entity.columns()[column].kind {
                let bound = self.entity.position(bound).map(|bound| &cells[bound]);
                self.now.bounded[place] += u64::from(bound.is_some_and(|bound| *bound != Cell::Null));
            }
        }
    }

    /// The measure of that name, which is mostly that of the row before
    fn measure(&mut self, name: Option<&str>) -> Option<Measure> {
        let name = name?;
        if self.last.as_ref().is_none_or(|last| last.name() != name) {
            self.last = Measure::find(name);
        }
        self.last.clone()
    }

    /// Whether a row is inside another of the sheet: by its parent, or by a dotted code behind that of its bundle
    fn is_inside(&mut self, cells: &[Cell<'_>]) -> bool {
        // Dots in an indicator's code say nothing of what is inside of what.
        let Some(parent) = self.entity.position("parent").map(|column| &cells[column]) else { return false };
        let (Some(unit), code) = (cells[0].text(), cells[1].text().unwrap_or("")) else { return false };
        let rest = code
            .strip_prefix(self.root.1.as_str())
            .filter(|_| self.root.0 == unit && !self.root.1.is_empty());
        if rest.is_some_and(|rest| rest.starts_with('.')) || *parent != Cell::Null {
            return true;
        }
        self.root.0.clear();
        self.root.0.push_str(unit);
        self.root.1.clear();
        self.root.1.push_str(code);
        false
    }

    /// Takes in a row that states a sum
    pub fn claim(&mut self, kind: &RowKind, sheet: &Sheet, record: &Record, findings: &mut Findings) {
        if self.columns.is_empty() {
            return;
        }
        if matches!(kind, RowKind::Total(_) | RowKind::Subtotal(_)) {
            self.tell_unreadable(sheet, record, findings);
        }
        match kind {
            RowKind::Total(count) => {
                let claim = self.read(sheet, record, *count);
                self.close_groups(1, sheet, findings);
                if self.now.rows == 0 {
                    self.above = Some(claim);
                    return;
                }
                let since_total = self.faults(&claim, &self.at_total);
                let since_start = self.faults(&claim, &self.start());
                if !since_total.is_empty() && !since_start.is_empty() {
                    self.tell(&claim, since_start, sheet, findings);
                }
                self.at_total = self.now.clone();
                self.at_subtotal = self.now.clone();
            }
            RowKind::Subtotal(count) => {
                let claim = self.read(sheet, record, *count);
                self.close_groups(2, sheet, findings);
                let from = self.groups[0].as_ref().map(|group| group.from.clone());
                let from =
                    from.filter(|from| from.rows > self.at_subtotal.rows).unwrap_or(self.at_subtotal.clone());
                self.tell(&claim, self.faults(&claim, &from), sheet, findings);
                self.at_subtotal = self.now.clone();
            }
            RowKind::Group(level, count) => {
                let claim = self.read(sheet, record, *count);
                self.close_groups(*level, sheet, findings);
                self.groups[usize::from(*level) - 1] = Some(claim);
            }
            _ => {}
        }
    }

    /// Compares what is still open at the end of the sheet
    pub fn finish(&mut self, sheet: &Sheet, findings: &mut Findings) {
        self.close_groups(1, sheet, findings);
        if let Some(claim) = self.above.take() {
            self.tell(&claim, self.faults(&claim, &self.start()), sheet, findings);
        }
    }

    fn start(&self) -> Running {
        let width = self.columns.len();
        Running { sums: vec![Some(Decimal::ZERO); width], bounded: vec![0; width], ..Running::default() }
    }

    /// Compares the open groups of that level and below
    fn close_groups(&mut self, level: u8, sheet: &Sheet, findings: &mut Findings) {
        for at in usize::from(level) - 1..2 {
            if let Some(claim) = self.groups[at].take() {
                let from = claim.from.clone();
                self.tell(&claim, self.faults(&claim, &from), sheet, findings);
            }
        }
    }

    fn read(&self, sheet: &Sheet, record: &Record, count: Option<i64>) -> Claim {
        let values = self.columns.iter().map(|&column| {
            let field = sheet.header.field(column)?;
            let raw = record.field(field.index);
            let value = read_value(raw).ok().filter(|value| value.bound == Bound::Exact)?;
            let own = value.unit.as_ref().or(field.unit.as_ref()).or(sheet.header.unit.as_ref());
            let number = match (own, &self.unit) {
                (Some(own), Some(common)) => convert(value.number?, own, common).ok()?,
                _ => value.number?,
            };
            Some((number, decimals(raw)))
        });
        let column = self.entity.position("count").and_then(|column| sheet.header.field(column));
        let in_column = column.and_then(|field| read_value(record.field(field.index)).ok()?.number);
        let in_column = in_column.and_then(|number| i64::try_from(number).ok());
        Claim {
            line: record.line(0),
            row: record.row(),
            values: values.collect(),
            count: in_column.or(count),
            from: self.now.clone(),
        }
    }

    /// Where a stated sum is not what the rows since then add up to: the column, and what they add up to
    fn faults(&self, claim: &Claim, from: &Running) -> Vec<(Option<usize>, Decimal, Decimal)> {
        let mut faults = Vec::new();
        for (place, &column) in self.columns.iter().enumerate() {
            let (Some(stated), Some(sum), Some(before)) =
                (claim.values[place], self.now.sums[place], from.sums[place])
            else {
                continue;
            };
            let (stated, decimals) = stated;
            let Some(sum) = sum.checked_sub(before) else { continue };
            let shown = sum.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
            if shown != stated && self.now.bounded[place] == from.bounded[place] {
                faults.push((Some(column), stated, sum));
            }
        }
        let (count, rows) = (self.now.count - from.count, self.now.rows - from.rows);
        if let Some(stated) = claim.count.filter(|stated| *stated != count && *stated != rows) {
            faults.push((self.entity.position("count"), stated.into(), count.into()));
        }
        faults
    }

    /// Names the stated sums that are no numbers, which nothing can be held against
    fn tell_unreadable(&self, sheet: &Sheet, record: &Record, findings: &mut Findings) {
        for &column in &self.columns {
            let Some(field) = sheet.header.field(column) else { continue };
            let raw = record.field(field.index);
            if record.merged(field.index) == Merged::Own && read_value(raw).is_err() {
                let text = FindingText::UnreadableTotal { value: excerpt(raw.trim()) };
                let finding = row_finding(sheet, record.line(field.index), Some(column), Rule::F2, text);
                let place = Place { row: Some(record.row()), ..finding.place };
                findings.add(Finding { severity: Severity::Warning, place, ..finding });
            }
        }
    }

    fn tell(
        &self,
        claim: &Claim,
        faults: Vec<(Option<usize>, Decimal, Decimal)>,
        sheet: &Sheet,
        findings: &mut Findings,
    ) {
        for (column, stated, sum) in faults {
            let [difference, stated, sum] = [stated - sum, stated, sum].map(print_decimal);
            let text = match self.has_inside {
                false => FindingText::WrongTotal { stated, sum, difference },
                true => FindingText::WrongTotalOfBundles { stated, sum, difference },
            };
            let finding = row_finding(sheet, claim.line, column, Rule::F2, text);
            let place = Place { row: Some(claim.row), ..finding.place };
            findings.add(Finding { severity: Severity::Warning, place, ..finding });
        }
    }
}

/// The decimals that a number is written with
fn decimals(raw: &str) -> u32 {
    let text = normalise(raw);
    let fraction = text.split_once('.').map_or("", |(_, fraction)| fraction);
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    u32::try_from(digits).unwrap_or(0)
}
