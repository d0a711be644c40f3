//! The bars of a terminal's table: beside the column that its chart draws, where there is room that nothing needs.

use rust_decimal::Decimal;

use super::figure::Figure;
use super::grid::Grid;
use super::people::{is_total, seen};
use super::text::Shown;
use crate::table::{Chart, Column, ColumnKind, Value};

/// A bar is not made shorter or longer than this
const SHORTEST: usize = 10;
const LONGEST: usize = 30;
/// Percentages beyond this run off the end, as on a page
const FARTHEST: i64 = 200;
/// None, one, two … eighths of a letter
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// Bars in the making
pub struct Bars {
    /// The column's place in a row, and among those that are shown
    place: usize,
    after: usize,
    level: Option<usize>,
    percent: bool,
    unit: Option<String>,
    /// What a whole bar stands for, once a page has been seen
    high: Option<Decimal>,
    /// The lengths of the page's rows
    lengths: Vec<Option<Decimal>>,
}

impl Bars {
    /// Bars for the column that the chart draws as bars
    pub fn new(chart: Option<&Chart>, columns: &[Column]) -> Option<Bars> {
        let Some(Chart::Bars { value, .. }) = chart else { return None };
        let (after, (place, column)) =
            seen(columns).enumerate().find(|(_, (_, column))| column.name == *value)?;
        let level = columns.iter().position(|column| column.kind == ColumnKind::Level);
        let percent = column.kind == ColumnKind::Percent;
        Some(Bars { place, after, level, percent, unit: None, high: None, lengths: Vec::new() })
    }

    /// Keeps the length of a row; a total has none beside its parts
    pub fn take(&mut self, cells: &[Value]) {
        let total = self.level.is_some_and(|level| is_total(&cells[level]));
        let figure = Figure::read(&cells[self.place]).filter(|_| !total);
        let length = figure.and_then(|figure| {
            let unit = self.unit.get_or_insert_with(|| figure.unit.clone());
            (*unit == figure.unit).then_some(figure.number)
        });
        self.lengths.push(length);
    }

    /// Finds its column again among those that are kept; not if it went
    pub fn stay_with(&mut self, kept: &[usize]) -> bool {
        let found = kept.iter().position(|&at| at == self.after);
        self.after = found.unwrap_or(self.after);
        found.is_some()
    }

    /// Forgets the rows of a page
    pub fn forget(&mut self) {
        self.lengths.clear();
    }

    /// Puts the bars into a page beside whose columns and their gaps there is `room`, if that is enough
    pub fn put_in(&mut self, room: usize, grid: &mut Grid, page: &mut [Vec<Shown>]) -> bool {
        let longest = self.lengths.iter().flatten().max().copied().unwrap_or_default();
        let most =
            if self.percent { longest.clamp(Decimal::ONE_HUNDRED, Decimal::from(FARTHEST)) } else { longest };
        let high = *self.high.get_or_insert(most);
        let room = room.min(LONGEST);
        if room < SHORTEST || high <= Decimal::ZERO {
            return false;
        }
        let at = self.at();
        grid.widths.insert(at, room);
        grid.right.insert(at, false);
        for (row, length) in page.iter_mut().zip(&self.lengths) {
            let text = length.map_or(String::new(), |length| bar(length, high, room));
            row.insert(at, Shown { text, whole: true, tone: None, number: false });
        }
        true
    }

    /// Where the column of the bars is
    pub fn at(&self) -> usize {
        self.after + 1
    }
}

/// A bar: exact to an eighth of a letter; an arrow at its end where it goes on, at its start if it is below nothing
fn bar(length: Decimal, high: Decimal, room: usize) -> String {
    if length < Decimal::ZERO {
        return "◂".to_owned();
    }
    if length > high {
        return "█".repeat(room - 1) + "▸";
    }
    let eighths = length
        .checked_mul(Decimal::from(room * EIGHTHS.len()))
        .and_then(|parts| parts.checked_div(high))
        .and_then(|parts| usize::try_from(parts.trunc()).ok())
        .unwrap_or(0);
    "█".repeat(eighths / EIGHTHS.len()) + EIGHTHS[eighths % EIGHTHS.len()]
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::formats::Format;
    use crate::formats::display::width;
    use crate::formats::samples::{PIPE, ranked, ranking, ranking_page, terminal, write_page};

    #[test]
    fn a_bar_is_exact_to_an_eighth() {
        let ten = |length: &str| bar(Decimal::from_str_exact(length).unwrap(), Decimal::ONE_HUNDRED, 10);
        assert_eq!(ten("72.4"), "███████▏");
        assert_eq!(ten("0"), "");
        assert_eq!(ten("100"), "██████████");
        assert_eq!(ten("100.1"), "█████████▸");
        assert_eq!(ten("-0.1"), "◂");
    }

    #[test]
    fn bars_stand_beside_their_figures_where_there_is_room() {
        let table = |layout| write_page(Format::Table, &ranking(), layout, &ranking_page(), &ranked());
        assert_snapshot!(table(terminal(60)), @"
        投资完成率排名
        期间 2023 | 序时 58.3%
        灯 绿≥0 黄≥-10
        ────────────────────────────────────────────────────────────
        单位      完成率%                             超欠序时  灯
        ────────────────────────────────────────────────────────────
        合计         72.4                                +14.1  ● 绿
        青阳街道   ≥105.0  █████████████████████████     +46.7  ● 绿
        梅岭街道      3.9  ▉                             -54.4  ● 红
        灵源街道                                                ● 灰
        ────────────────────────────────────────────────────────────
        1个单位没有计划，未计入
        ");
        assert!(!table(terminal(42)).contains('█'));
        assert!(!table(PIPE).contains('█'));
    }

    #[test]
    fn bars_never_make_a_table_wider_than_its_terminal() {
        for room in 14..120 {
            let text = write_page(Format::Table, &ranking(), terminal(room), &ranking_page(), &ranked());
            assert!(text.lines().all(|line| width(line) <= room), "{room}:\n{text}");
        }
    }
}
