//! How wide the columns of a table are, and which of them go where a terminal is too narrow for all.

use super::{GAP, NARROWEST, TableWriter, WIDEST};
use crate::formats::display::{widest, width};
use crate::formats::grid::share;

impl TableWriter<'_> {
    /// Leaves out as few columns as can be spared, so that the others fit: their widths
    pub(super) fn make_room(&mut self, mut kept: Vec<usize>) -> Option<Vec<usize>> {
        let widths = self.spare.iter().rev().find_map(|name| {
            kept.retain(|&at| self.names[at] != name);
            self.plan(&kept, None)
        })?;
        let went = (0..self.titles.len()).filter(|at| !kept.contains(at));
        self.left_out = went.map(|at| self.titles[at].clone()).collect();
        if let Some(bars) = &mut self.bars
            && !bars.stay_with(&kept)
        {
            self.bars = None;
        }
        self.names = only(&kept, std::mem::take(&mut self.names));
        self.titles = only(&kept, std::mem::take(&mut self.titles));
        self.kinds = only(&kept, std::mem::take(&mut self.kinds));
        self.places = only(&kept, std::mem::take(&mut self.places));
        self.page.iter_mut().for_each(|row| *row = only(&kept, std::mem::take(row)));
        Some(widths)
    }

    /// The width of each of these columns, or none if they do not fit
    pub(super) fn plan(&self, columns: &[usize], before: Option<&[usize]>) -> Option<Vec<usize>> {
        let (least, most): (Vec<usize>, Vec<usize>) = columns.iter().map(|&at| self.needs(at)).unzip();
        let Some(terminal) = self.layout.width else {
            let before = before.unwrap_or(&least);
            let widths: Vec<usize> =
                most.iter().zip(before).map(|(most, before)| *most.max(before)).collect();
            return widths.iter().all(|width| *width <= WIDEST).then_some(widths);
        };
        let room = terminal.min(WIDEST).checked_sub(GAP * least.len().saturating_sub(1))?;
        let kept = before.and_then(|before| {
            let least: Vec<usize> =
                least.iter().zip(before).map(|(least, before)| *least.max(before)).collect();
            share(&least, &most, room)
        });
        kept.or_else(|| share(&least, &most, room))
    }

    /// The least width that keeps what is not wrapped whole, and the width at which nothing wraps
    fn needs(&self, at: usize) -> (usize, usize) {
        let word = self.titles[at].split_inclusive([' ', '_']).map(|word| width(word.trim_end())).max();
        let (mut least, mut most) = (word.unwrap_or(0), width(&self.titles[at]));
        for row in &self.page {
            let cell = widest(&row[at].text);
            most = most.max(cell);
            least = least.max(if row[at].whole { cell } else { cell.min(NARROWEST) });
        }
        (least.max(1), most.max(1))
    }
}

/// The items at these places
fn only<T>(places: &[usize], items: Vec<T>) -> Vec<T> {
    let kept = items.into_iter().enumerate().filter(|(at, _)| places.contains(at));
    kept.map(|(_, item)| item).collect()
}
