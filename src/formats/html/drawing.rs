//! The drawing of a page: the rows it keeps while the table goes by, and the kind of chart they become. It knows
//! where a row's parts are, not how a chart looks.

use super::lines::lines;
use super::markup::Markup;
use super::{bars, tree};
use crate::formats::people::{is_total, shown};
use crate::formats::title;
use crate::table::{Chart, Column, ColumnKind, Light, Value};
use crate::text::{Language, PageText};

/// Where a chart's parts are in a row
#[derive(Debug, Clone, Copy)]
pub enum Parts {
    /// Bars: name, value, line to reach, light
    Bars(usize, usize, Option<usize>, Option<usize>),
    /// Targets: name, target, actual, light
    Targets(usize, usize, usize, Option<usize>),
    /// Lines: x, value, series
    Lines(usize, usize, usize),
    /// A tree: name, light
    Tree(usize, Option<usize>),
}

/// The columns that a chart names its rows by, of those that are there
fn names(name: &str, columns: &[Column]) -> Vec<usize> {
    let place = |part: &str| columns.iter().position(|column| column.name == part);
    name.split('+').filter_map(place).collect()
}

/// A chart in the making
pub struct Drawing<'a> {
    parts: Parts,
    columns: &'a [Column],
    /// The columns that name a row together; of one, the name is the column itself
    names: Vec<usize>,
    level: Option<usize>,
    /// The reader's language
    pub language: Language,
    /// The rows to draw
    pub kept: Vec<Vec<Value>>,
    /// How many rows there were to draw
    pub count: u64,
}

impl<'a> Drawing<'a> {
    /// A drawing without rows; none where the table lacks a column that it cannot do without
    pub fn new(chart: &Chart, columns: &'a [Column], language: Language) -> Option<Drawing<'a>> {
        let place = |name: &String| columns.iter().position(|column| column.name == *name);
        let names = names(chart.name(), columns);
        // What several columns say together is kept as a cell behind the row's own.
        let named = |_: &String| match names.as_slice() {
            [] => None,
            [name] => Some(*name),
            _ => Some(columns.len()),
        };
        let place_of = |name: &Option<String>| name.as_ref().and_then(place);
        let parts = match chart {
            Chart::Bars { name, value, mark, light } => {
                let (mut mark, mut light) = (place_of(mark), place_of(light));
                // A light that stands where the line to reach may stand: there is no such line.
                if light.is_none() && mark.is_some_and(|mark| columns[mark].kind == ColumnKind::Light) {
                    std::mem::swap(&mut mark, &mut light);
                }
                Parts::Bars(named(name)?, place(value)?, mark, light)
            }
            Chart::Targets { name, target, actual, light } => {
                Parts::Targets(named(name)?, place(target)?, place(actual)?, place_of(light))
            }
            Chart::Lines { x, value, series } => Parts::Lines(place(x)?, place(value)?, named(series)?),
            Chart::Tree { name, light } => Parts::Tree(named(name)?, place_of(light)),
        };
        let level = columns.iter().position(|column| column.kind == ColumnKind::Level);
        Some(Drawing { parts, columns, names, level, language, kept: Vec::new(), count: 0 })
    }

    /// The first column that names a row
    pub fn name(&self) -> usize {
        self.names.first().copied().unwrap_or_default()
    }

    /// Keeps a row, as long as there is room for it
    pub fn take(&mut self, cells: &[Value]) {
        let (most, draws_totals) = match self.parts {
            Parts::Bars(..) | Parts::Targets(..) => (60, false),
            Parts::Lines(..) => (600, false),
            Parts::Tree(..) => (400, true),
        };
        if !draws_totals && self.level.is_some_and(|level| is_total(&cells[level])) {
            return;
        }
        self.count += 1;
        if self.kept.len() < most {
            let mut kept = cells.to_vec();
            if self.names.len() > 1 {
                kept.push(self.name_of(cells).into());
            }
            self.kept.push(kept);
        }
    }

    /// Adds the chart, if there is anything to draw
    pub fn write(&self, out: &mut Markup) {
        match self.parts {
            Parts::Bars(name, value, mark, light) => bars::ranking(self, [name, value], mark, light, out),
            Parts::Targets(name, target, actual, light) => {
                bars::targets(self, [name, target, actual], light, out)
            }
            Parts::Lines(x, value, series) => lines(self, [x, value, series], out),
            Parts::Tree(name, light) => tree::tree(self, name, light, out),
        }
    }

    /// What the columns say together that name a row
    fn name_of(&self, cells: &[Value]) -> String {
        let parts: Vec<String> = self.names.iter().map(|&name| self.shown(cells, name)).collect();
        let said: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
        // How far the first is set in tells a tree where the row stands.
        let set_in = parts.first().map_or(0, |part| part.len() - part.trim_start_matches(' ').len());
        " ".repeat(set_in) + &said.join(" · ")
    }

    /// What people call a column; the first of the names stands for all of them
    pub fn title(&self, column: usize) -> &str {
        title(self.columns.get(column).unwrap_or(&self.columns[self.name()]), self.language)
    }

    /// Whether a column holds percentages
    pub fn is_percent(&self, column: usize) -> bool {
        self.columns.get(column).is_some_and(|column| column.kind == ColumnKind::Percent)
    }

    /// A cell in the reader's words, in one line and with the sign of a percentage
    pub fn shown(&self, row: &[Value], column: usize) -> String {
        let kind = self.columns.get(column).map_or(ColumnKind::Text, |column| column.kind);
        let text = shown(kind, &row[column], self.language).replace('\n', " ");
        if self.is_percent(column) && !text.is_empty() { text + "%" } else { text }
    }

    /// The light of a row
    pub fn light(&self, row: &[Value], column: Option<usize>) -> Option<Light> {
        match &row[column?] {
            Value::Text(code) => Light::of_code(code),
            _ => None,
        }
    }

    /// How many of how many rows are drawn
    pub fn count_text(&self) -> String {
        let (drawn, count) = (self.kept.len(), self.count);
        let text = if drawn as u64 == count {
            PageText::DrawnAll { count }
        } else {
            PageText::DrawnSome { drawn, count }
        };
        text.text(self.language)
    }
}
