//! A cell from its sides, and which cells of a row belong to an amount that an edit concerns. It decides nothing.

use rust_decimal::Decimal;

use crate::domain::entity::{Entity, Kind};

/// A cell as it was, as the ledger has it and as an edit wants it
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sides<'s> {
    /// The column's number
    pub column: usize,
    /// What the edit takes it to be
    pub base: &'s str,
    /// What the ledger has
    pub ours: &'s str,
    /// What the edit wants
    pub theirs: &'s str,
}

impl<'s> Sides<'s> {
    /// Its texts, as a table of conflicts shows them
    pub fn texts(&self) -> [&'s str; 3] {
        [self.base, self.ours, self.theirs]
    }

    /// Whether the edit changes it
    pub fn is_edited(&self) -> bool {
        self.base != self.theirs
    }
}

/// Leaves out cells that the edit does not change, but those of an amount of which it changes a part
///
/// Where a unit has changed on either side, all amounts of the row are one with it: a number alone says nothing.
pub fn drop_unconcerned(entity: Entity, cells: &mut Vec<Sides<'_>>) {
    let edited: Vec<usize> = cells.iter().filter(|cell| cell.is_edited()).map(|cell| cell.column).collect();
    let is_edited = |column: usize| edited.contains(&column);
    let amount_edited = edited.iter().any(|column| entity.is_of_amounts(*column));
    let unit_moved =
        cells.iter().any(|cell| is_unit(entity, cell.column) && (cell.is_edited() || cell.ours != cell.base));
    cells.retain(|cell| {
        is_edited(cell.column)
            || entity.other_half(cell.column).is_some_and(is_edited)
            || amount_edited && unit_moved && entity.is_of_amounts(cell.column)
    });
}

/// Adds the cells that a row to be added does not state, blank, where they are part of an amount of which it states
/// one: the other half of a value and its bound, and where the units differ all amounts
pub fn add_amounts<'s>(entity: Entity, current: &'s [String], cells: &mut Vec<Sides<'s>>) {
    let stated: Vec<usize> =
        cells.iter().filter(|cell| !cell.theirs.is_empty()).map(|cell| cell.column).collect();
    let units_differ = cells.iter().any(|cell| {
        is_unit(entity, cell.column) && stated.contains(&cell.column) && cell.ours != cell.theirs
    });
    for (column, ours) in current.iter().enumerate().skip(entity.key_length()) {
        let belongs = entity.other_half(column).is_some_and(|other| stated.contains(&other))
            || units_differ && entity.is_of_amounts(column);
        if belongs && !cells.iter().any(|cell| cell.column == column) {
            cells.push(Sides { column, base: "", ours, theirs: "" });
        }
    }
    cells.sort_by_key(|cell| cell.column);
}

/// The cells that say the amounts: of each its value, the bound and the unit, as far as they are among the cells
pub fn amounts<'s>(entity: Entity, cells: &[Sides<'s>]) -> Vec<Vec<Sides<'s>>> {
    let is_value = |column: &usize| matches!(entity.columns()[*column].kind, Kind::Value(_));
    let parts = |value: usize| {
        let is_part = |cell: &&Sides<'_>| {
            cell.column == value
                || Some(cell.column) == entity.other_half(value)
                || is_unit(entity, cell.column)
        };
        cells.iter().filter(is_part).copied().collect()
    };
    (0..entity.columns().len()).filter(is_value).map(parts).collect()
}

/// Whether a column says in which unit the row's values are
pub fn is_unit(entity: Entity, column: usize) -> bool {
    matches!(entity.columns()[column].kind, Kind::Measure | Kind::MoneyUnit)
}

/// Whether two texts of a column mean the same; numbers may be spelled in several ways
pub fn is_same(entity: Entity, column: usize, one: &str, other: &str) -> bool {
    let number = |text: &str| Decimal::from_str_exact(text).ok().map(|number| number.normalize());
    one == other
        || entity.columns()[column].is_number() && number(one).is_some() && number(one) == number(other)
}
