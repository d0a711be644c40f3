//! How a table looks as a sheet of a workbook: widths, notes and drop-downs, all from the one list of columns.

use unicode_width::UnicodeWidthStr;

use crate::domain::bound::Bound;
use crate::domain::entity::{Column, Entity, Kind};
use crate::domain::measure::{self, Family};
use crate::domain::words;
use crate::ledger::template::rows::Row;
use crate::ledger::wording::{self, header};
use crate::sheets::workbook_layout::{Cell, Choices, Holds, SheetColumn, SheetLayout};
use crate::text::{Language, TemplateText};

/// Empty rows that get the drop-downs
const SPARE_ROWS: u32 = 500;

/// The widest column, in columns of a terminal
const WIDEST: usize = 44;

/// Room beside a title for the button of the filter
const BUTTON: usize = 4;

/// What drop-downs offer besides the code lists
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offers {
    /// What the unit is called
    pub unit: Option<String>,
    /// Codes of its goals
    pub goals: Vec<String>,
    /// Codes of its projects
    pub projects: Vec<String>,
    /// The measures of its metrics, offered before all others
    pub measures: Vec<String>,
}

/// The sheet of a table with these rows
pub fn layout(entity: Entity, headers: Language, offers: &Offers, rows: &[Row]) -> SheetLayout {
    let columns = entity.columns().iter().enumerate().map(|(index, column)| SheetColumn {
        title: header(column, headers).to_owned(),
        note: note(column, headers),
        width: width(column, headers, rows.iter().map(|row| row[index].as_str())),
        holds: holds(column.kind),
        required: column.required,
        choices: choices(entity, column.kind, headers, offers),
        locked: false,
    });
    let name = match headers {
        Language::English => entity.name(),
        Language::Chinese => entity.title().zh,
    };
    SheetLayout {
        name: name.to_owned(),
        above: Vec::new(),
        columns: columns.collect(),
        // The key, and what the row is called.
        frozen: u16::try_from(entity.key_length() + 1).unwrap_or(0),
        spare_rows: SPARE_ROWS,
        protected: false,
    }
}

/// A cell as a spreadsheet takes it
pub fn cell<'a>(column: &Column, text: &'a str) -> Cell<'a> {
    if holds(column.kind) == Holds::Number { Cell::number(text) } else { Cell::text(text) }
}

fn holds(kind: Kind) -> Holds {
    match kind {
        Kind::Text | Kind::Names | Kind::Units => Holds::Text,
        Kind::Count | Kind::Whole | Kind::Value(_) => Holds::Number,
        Kind::Date => Holds::Date,
        Kind::Code
        | Kind::Unit
        | Kind::Reference(_)
        | Kind::Word(_)
        | Kind::Bound
        | Kind::Measure
        | Kind::MoneyUnit
        | Kind::Period => Holds::Code,
    }
}

fn note(column: &Column, headers: Language) -> String {
    let about = column.about.get(headers).to_owned();
    let about = if column.required { TemplateText::Required { about }.text(headers) } else { about };
    let Some(default) = column.default else { return about };
    let default = match column.kind {
        Kind::Word(list) => words::find(list, default).map_or(default, |word| wording::word(word, headers)),
        _ => default,
    };
    TemplateText::BlankMeans { about, default: default.to_owned() }.text(headers)
}

/// Wide enough for the title and for what is there; where nothing is, for what is usual
fn width<'a>(column: &Column, headers: Language, cells: impl Iterator<Item = &'a str>) -> u16 {
    let usual = match column.kind {
        Kind::Text if column.required => 36,
        Kind::Text | Kind::Names | Kind::Units => 20,
        Kind::Count | Kind::Whole => 8,
        Kind::Unit | Kind::Period => 14,
        _ => 12,
    };
    let widest = cells.map(|text| text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0) + 2).max();
    let width = widest.unwrap_or(0).max(usual).max(header(column, headers).width() + BUTTON);
    u16::try_from(width.min(WIDEST)).unwrap_or(0)
}

fn choices(entity: Entity, kind: Kind, headers: Language, offers: &Offers) -> Option<Choices> {
    let owned = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect();
    let only = |words| Some(Choices { words, refusal: Some(TemplateText::ChooseFromList {}.text(headers)) });
    // What may also be written otherwise is offered, and nothing is refused.
    let among = |words| Some(Choices { words, refusal: None });
    match kind {
        Kind::Word(list) => only(owned(list.iter().map(|word| wording::word(word, headers)).collect())),
        Kind::Bound => only(owned(Bound::STATED.map(|bound| wording::bound(bound, headers)).to_vec())),
        Kind::MoneyUnit => among(owned(measures(|family| *family == Family::Money))),
        Kind::Measure => {
            let others = measures(|_| true).into_iter().map(str::to_owned);
            let others = others.filter(|name| !offers.measures.contains(name));
            among(offers.measures.iter().cloned().chain(others).collect())
        }
        Kind::Reference(Entity::Goals) => among(offers.goals.clone()),
        Kind::Reference(_) => among(offers.projects.clone()),
        Kind::Unit if entity != Entity::Units => among(offers.unit.clone().into_iter().collect()),
        _ => None,
    }
}

fn measures(is_wanted: impl Fn(&Family) -> bool) -> Vec<&'static str> {
    measure::list().filter(|(_, family)| is_wanted(family)).map(|(name, _)| name).collect()
}
