//! Rows as aligned columns under a header. It knows which widths were chosen, not why.

use comfy_table::{Cell, CellAlignment, ColumnConstraint, LineStyle, Table, TableStyle, Width};

use super::display::{bold, widest, wrap};
use super::text::{GAP, Shown};
use super::tones::colour_column;
use crate::table::ColumnKind;

const RULE: LineStyle = LineStyle::none().fill('─').junction('─');
const THIN_RULE: LineStyle = LineStyle::none().fill('╌').junction('╌');
const STYLE: TableStyle = TableStyle::new().header_separator(RULE).bottom_border(RULE);

/// How columns are aligned
#[derive(Debug, Clone)]
pub struct Grid {
    /// Width of each column, without the gap
    pub widths: Vec<usize>,
    /// Which columns are to the right: the numbers, and what turned out to be numbers
    pub right: Vec<bool>,
    /// Whether rules separate the rows, since many take several lines
    pub ruled: bool,
}

/// What is aligned
pub struct Sheet<'a> {
    /// Title of each column
    pub titles: &'a [String],
    /// Kind of each column
    pub kinds: &'a [ColumnKind],
    /// The rows
    pub page: &'a [Vec<Shown>],
    /// Whether no page stands above
    pub first: bool,
}

impl Grid {
    /// A cell, wrapped here and not by comfy-table, which would break numbers and ignore Chinese punctuation
    fn cell(&self, at: usize, text: &str, number: bool) -> Cell {
        let room = self.widths[at];
        let text = if widest(text) > room { wrap(text, room).join("\n") } else { text.to_owned() };
        let right = number || self.right[at];
        Cell::new_owned(text).set_alignment(if right { CellAlignment::Right } else { CellAlignment::Left })
    }

    /// The lines of the sheet, all of the same width
    pub fn lines(&self, sheet: &Sheet, colour: bool) -> Vec<String> {
        let mut table = Table::new();
        table.load_style(STYLE).set_width(u16::MAX);
        if sheet.first {
            table.style_mut().top_border = RULE;
        }
        if sheet.page.is_empty() {
            table.style_mut().bottom_border = LineStyle::none();
        }
        if self.ruled {
            table.style_mut().row_separator = THIN_RULE;
        }
        table.set_header(sheet.titles.iter().enumerate().map(|(at, title)| self.cell(at, title, false)));
        for row in sheet.page {
            table.add_row(row.iter().enumerate().map(|(at, shown)| self.cell(at, &shown.text, shown.number)));
        }
        let last = self.widths.len().saturating_sub(1);
        for (at, (column, width)) in table.column_iter_mut().zip(&self.widths).enumerate() {
            let padding = u16::from(at != last);
            column.set_padding((0, padding));
            let whole = u16::try_from(*width).unwrap_or(u16::MAX).saturating_add(padding);
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(whole)));
        }
        let mut lines: Vec<String> = table.lines().collect();
        if colour {
            let header =
                lines.iter_mut().skip(usize::from(sheet.first)).take_while(|line| !line.starts_with('─'));
            header.for_each(|line| *line = bold(line));
            let mut start = 0;
            for (kind, width) in sheet.kinds.iter().zip(&self.widths) {
                colour_column(&mut lines, *kind, start..start + width);
                start += width + GAP;
            }
        }
        lines
    }
}

/// Shares `room` out: each column gets its least, and the narrow ones grow first, up to their most
pub fn share(least: &[usize], most: &[usize], room: usize) -> Option<Vec<usize>> {
    let at_level = |level: usize| -> Vec<usize> {
        least.iter().zip(most).map(|(least, most)| level.clamp(*least, *most.max(least))).collect()
    };
    let mut widths = (0..=room).rev().map(at_level).find(|widths| widths.iter().sum::<usize>() <= room)?;
    let mut spare = room - widths.iter().sum::<usize>();
    for (width, most) in widths.iter_mut().zip(most) {
        if spare > 0 && *width < *most {
            *width += 1;
            spare -= 1;
        }
    }
    Some(widths)
}
