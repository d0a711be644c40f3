//! How a table looks as a sheet of a workbook: widths, notes and drop-downs, all from the one list of columns.

use crate::domain::bound::Bound;
use crate::domain::entity::{Column, Entity, Kind};
use crate::domain::measure::{self, Family, Measure};
use crate::domain::words;
use crate::ledger::Error;
use crate::ledger::wording::{self, header};
use crate::ledger::workbook::cell_fault;
use crate::sheets::workbook_layout::{
    Cell, Choices, Holds, Owners, SheetColumn, SheetLayout, Show, Width, WorkbookFault, width_of_title,
};
use crate::text::{Language, TemplateText};

/// Empty rows that get the drop-downs
const SPARE_ROWS: u32 = 500;

/// The widest column, in columns of a terminal
const WIDEST: u16 = 44;

/// A row as texts, a cell for each column that is written
pub type Row = Vec<String>;

/// What drop-downs offer besides the code lists
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offers {
    /// What the units are called
    pub units: Vec<String>,
    /// Codes of goals
    pub goals: Codes,
    /// Codes of projects
    pub projects: Codes,
    /// The measures of metrics, offered before all others
    pub measures: Vec<String>,
}

/// Codes of rows that other rows refer to
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Codes {
    /// The codes, those of a unit together
    pub codes: Vec<String>,
    /// What the unit of each is called; none where all are of one
    pub units: Vec<String>,
}

/// A table on its way into a sheet of a workbook
#[derive(Debug, Clone, Copy)]
pub struct TableSheet<'a> {
    /// The table
    pub entity: Entity,
    /// The columns that are written, the key's first
    pub columns: &'a [usize],
    /// The language of the headers and words
    pub headers: Language,
    /// What drop-downs offer
    pub offers: &'a Offers,
    /// Whether the keys of the rows that are there are kept from being typed over
    pub protected: bool,
}

impl TableSheet<'_> {
    /// The sheet
    pub fn layout(&self) -> SheetLayout {
        let TableSheet { entity, headers, .. } = *self;
        let columns = self.columns().map(|column| SheetColumn {
            title: header(column, headers).to_owned(),
            note: note(column, headers),
            width: width(column, headers),
            holds: holds(column.kind),
            required: column.required,
            choices: choices(entity, column.kind, headers, self.offers),
            locked: self.protected && entity.key().iter().any(|key| key.name == column.name),
        });
        let name = match headers {
            Language::English => entity.name(),
            Language::Chinese => entity.title().zh,
        };
        let label = usize::from(self.columns().any(|column| column.name == entity.label().name));
        SheetLayout {
            name: name.to_owned(),
            above: Vec::new(),
            columns: columns.collect(),
            // The key, and what the row is called.
            frozen: u16::try_from(entity.key_length() + label).unwrap_or(0),
            spare_rows: SPARE_ROWS,
            protected: self.protected,
        }
    }

    /// A row's cells as a spreadsheet takes them
    pub fn cells<'c>(&self, row: &'c [String]) -> Vec<Cell<'c>> {
        let is_unit = |column: &Column| matches!(column.kind, Kind::Measure | Kind::MoneyUnit);
        let measure = self.columns().zip(row).find(|(column, _)| is_unit(column));
        let show = measure.map_or(PLAIN, |(_, measure)| shown(measure));
        let cell = |(column, text): (&Column, &'c String)| match column.kind {
            Kind::Value(_) => Cell::figure(text, show),
            Kind::Count | Kind::Whole => Cell::figure(text, WHOLE),
            Kind::Date => Cell::day(text),
            _ => Cell::text(text),
        };
        self.columns().zip(row).map(cell).collect()
    }

    /// The failure of a row, by its key and by the column whose cell the writer refused
    pub fn fault(&self, fault: WorkbookFault, key: impl Iterator<Item = String>) -> Error {
        let place = match &fault {
            WorkbookFault::Cell { column, .. } => usize::from(*column).checked_sub(1),
            _ => None,
        };
        let column = place.and_then(|place| self.columns().nth(place)).unwrap_or(self.entity.label());
        let (row, column) = wording::place(self.entity, key, column);
        cell_fault(fault, row, column)
    }

    fn columns(&self) -> impl Iterator<Item = &'static Column> {
        let all = self.entity.columns();
        self.columns.iter().map(move |&index| &all[index])
    }
}

/// How values are shown whose measure says nothing of it, and whole numbers
const PLAIN: Show = Show { grouped: true, decimals: 0 };
const WHOLE: Show = Show { grouped: false, decimals: 0 };

/// How values in a measure are shown: money to the second decimal, shares to the first, places and years without a comma
fn shown(measure: &str) -> Show {
    let Some(measure) = Measure::find(measure) else { return PLAIN };
    match measure.family() {
        Family::Money | Family::Currency(_) if measure.is_prefixed() => Show { grouped: true, decimals: 2 },
        Family::Ratio | Family::Points | Family::Index => Show { grouped: true, decimals: 1 },
        Family::Rank | Family::Ordinal(_) | Family::Duration(_) => WHOLE,
        _ => PLAIN,
    }
}

fn holds(kind: Kind) -> Holds {
    match kind {
        Kind::Text | Kind::Names | Kind::Units => Holds::Text,
        Kind::Count | Kind::Whole | Kind::Value(_) => Holds::Number,
        Kind::Date => Holds::Date,
        Kind::Code | Kind::Unit | Kind::Reference(_) => Holds::Code,
        Kind::Word(_) | Kind::Bound | Kind::Measure | Kind::MoneyUnit | Kind::Period => Holds::Word,
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

/// Wide enough for the title and for what is there; where there are no rows, for what is usual
fn width(column: &Column, headers: Language) -> Width {
    let usual = match column.kind {
        Kind::Text if column.required => 36,
        Kind::Text | Kind::Names | Kind::Units => 20,
        Kind::Count | Kind::Whole => 8,
        Kind::Unit | Kind::Period => 14,
        _ => 12,
    };
    let title = width_of_title(header(column, headers));
    Width { usual: title.max(usual), least: title, most: title.max(WIDEST) }
}

fn choices(entity: Entity, kind: Kind, headers: Language, offers: &Offers) -> Option<Choices> {
    let owned = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect();
    let only = |words| {
        Some(Choices { words, owners: None, refusal: Some(TemplateText::ChooseFromList {}.text(headers)) })
    };
    // What may also be written otherwise is offered, and nothing is refused.
    let among = |words| Some(Choices { words, owners: None, refusal: None });
    let of_owner = |codes: &Codes| {
        let names = codes.units.clone();
        let owners = (!names.is_empty()).then_some(Owners { column: 0, names });
        Some(Choices { words: codes.codes.clone(), owners, refusal: None })
    };
    match kind {
        Kind::Word(list) => only(owned(list.iter().map(|word| wording::word(word, headers)).collect())),
        Kind::Bound => only(owned(Bound::STATED.map(|bound| wording::bound(bound, headers)).to_vec())),
        Kind::MoneyUnit => among(owned(measures(|family| *family == Family::Money))),
        Kind::Measure => {
            let others = measures(|_| true).into_iter().map(str::to_owned);
            let others = others.filter(|name| !offers.measures.contains(name));
            among(offers.measures.iter().cloned().chain(others).collect())
        }
        Kind::Reference(Entity::Goals) => of_owner(&offers.goals),
        Kind::Reference(_) => of_owner(&offers.projects),
        Kind::Unit if entity != Entity::Units => among(offers.units.clone()),
        _ => None,
    }
}

fn measures(is_wanted: impl Fn(&Family) -> bool) -> Vec<&'static str> {
    measure::list().filter(|(_, family)| is_wanted(family)).map(|(name, _)| name).collect()
}
