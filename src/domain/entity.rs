//! The four tables and what a column of them is. The lists themselves are in `columns`.

use crate::domain::columns;
use crate::domain::words::Word;
use crate::text::Text;

/// One of the four tables of a plan
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Entity {
    /// Who: towns, bureaus, the city
    Units,
    /// What they say they will do
    Goals,
    /// The projects, single or in bundles
    Projects,
    /// The figures: baseline, target, actual
    Metrics,
}

/// What a column holds, from which reading, storing and documentation follow
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Free text, stored as decoded
    Text,
    /// A code: the key of its row inside the unit
    Code,
    /// A reference to a unit by any of its names; stored as its code
    Unit,
    /// Several references to units, separated by `、`
    Units,
    /// Several names, separated by `、`
    Names,
    /// A reference to a row of that table: `G2`, or `unit/G2` across units
    Reference(Entity),
    /// One word of a code list
    Word(&'static [Word]),
    /// A whole number of at least 1
    Count,
    /// A whole number
    Whole,
    /// A decimal in the row's measure; the named column holds its bound, where there is one
    Value(Option<&'static str>),
    /// How the value of the column before it is bounded
    Bound,
    /// The measure of the row's values
    Measure,
    /// The money unit of the row's values
    MoneyUnit,
    /// A period
    Period,
    /// A month or a day
    Date,
}

/// One column of one table
#[derive(Debug, PartialEq)]
pub struct Column {
    /// The name in CSV, SQL and JSON
    pub name: &'static str,
    /// The title for people; the Chinese one is the header of `--headers zh`
    pub title: Text,
    /// Other headers that mean this column
    pub aliases: &'static [&'static str],
    /// What it holds
    pub kind: Kind,
    /// Whether a sheet must have it
    pub required: bool,
    /// What a blank cell stores
    pub default: Option<&'static str>,
    /// One line for the reader of `schema`
    pub about: Text,
}

impl Column {
    /// An optional column without aliases
    pub const fn new(name: &'static str, title: Text, kind: Kind, about: Text) -> Column {
        Column { name, title, aliases: &[], kind, required: false, default: None, about }
    }

    /// The same column with further headers that mean it
    pub const fn aliases(mut self, aliases: &'static [&'static str]) -> Column {
        self.aliases = aliases;
        self
    }

    /// The same column, required
    pub const fn required(mut self) -> Column {
        self.required = true;
        self
    }

    /// The same column with what a blank cell stores
    pub const fn default(mut self, default: &'static str) -> Column {
        self.default = Some(default);
        self
    }

    /// Its name with its title, as people are told of it in either language: `title 目标名称`
    pub fn in_words(&self) -> String {
        format!("{} {}", self.name, self.title.zh)
    }

    /// Whether its cells are numbers
    pub fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Value(_) | Kind::Count | Kind::Whole)
    }

    /// The type of the column in the ledger file
    pub fn sql_type(&self) -> &'static str {
        match self.kind {
            Kind::Value(_) => "REAL",
            Kind::Count | Kind::Whole => "INTEGER",
            _ => "TEXT",
        }
    }
}

impl Entity {
    /// All tables, referred-to ones first
    pub const ALL: [Entity; 4] = [Entity::Units, Entity::Goals, Entity::Projects, Entity::Metrics];

    /// The table's name, which is also the stem of its CSV file
    pub fn name(self) -> &'static str {
        match self {
            Entity::Units => "units",
            Entity::Goals => "goals",
            Entity::Projects => "projects",
            Entity::Metrics => "metrics",
        }
    }

    /// The code list of the column of that name; empty where it has none
    pub fn words(self, column: &str) -> &'static [Word] {
        match self.position(column).map(|index| self.columns()[index].kind) {
            Some(Kind::Word(words)) => words,
            _ => &[],
        }
    }

    /// The table's title for people
    pub fn title(self) -> Text {
        match self {
            Entity::Units => Text::new("units", "单位"),
            Entity::Goals => Text::new("goals", "目标"),
            Entity::Projects => Text::new("projects", "项目"),
            Entity::Metrics => Text::new("metrics", "指标"),
        }
    }

    /// The words in a file's or sheet's name that mean this table
    pub fn file_words(self) -> &'static [&'static str] {
        match self {
            Entity::Units => &["units", "单位", "机构"],
            Entity::Goals => &["goals", "目标", "任务"],
            Entity::Projects => &["projects", "项目"],
            Entity::Metrics => &["metrics", "指标"],
        }
    }

    /// The table of that name
    pub fn named(name: &str) -> Option<Entity> {
        Entity::ALL.into_iter().find(|entity| entity.name() == name)
    }

    /// The table that a person calls so, by its name or its title
    pub fn called(name: &str) -> Option<Entity> {
        Entity::ALL.into_iter().find(|entity| entity.name() == name || entity.title().zh == name)
    }

    /// The columns, in canonical order
    pub fn columns(self) -> &'static [Column] {
        match self {
            Entity::Units => columns::UNITS,
            Entity::Goals => columns::GOALS,
            Entity::Projects => columns::PROJECTS,
            Entity::Metrics => columns::METRICS,
        }
    }

    /// How many of the first columns are the key
    pub fn key_length(self) -> usize {
        match self {
            Entity::Units => 1,
            Entity::Goals | Entity::Projects => 2,
            Entity::Metrics => 3,
        }
    }

    /// The column by which people know a row: its name or title
    pub fn label(self) -> &'static Column {
        let named = self.columns().iter().find(|column| matches!(column.name, "name" | "title"));
        named.unwrap_or(&self.columns()[0])
    }

    /// The columns of the key
    pub fn key(self) -> &'static [Column] {
        &self.columns()[..self.key_length()]
    }

    /// The place of a column in the canonical order
    pub fn position(self, name: &str) -> Option<usize> {
        self.columns().iter().position(|column| column.name == name)
    }

    /// The tables whose rows it refers to by their codes
    pub fn targets(self) -> impl Iterator<Item = Entity> {
        let refers = move |target: &Entity| {
            self.columns().iter().any(|column| column.kind == Kind::Reference(*target))
        };
        Entity::ALL.into_iter().filter(refers)
    }

    /// Whether a column is a value, its bound, or the unit that it is in
    pub fn is_of_amounts(self, column: usize) -> bool {
        matches!(self.columns()[column].kind, Kind::Value(_) | Kind::Bound | Kind::Measure | Kind::MoneyUnit)
    }

    /// The column of the bound of a value, or of the value of a bound
    pub fn other_half(self, column: usize) -> Option<usize> {
        match self.columns()[column].kind {
            Kind::Value(Some(_)) => Some(column + 1),
            Kind::Bound => Some(column - 1),
            _ => None,
        }
    }

    /// The column that says in which unit the row's values are
    pub fn unit_of_values(self) -> Option<&'static Column> {
        self.columns().iter().find(|column| matches!(column.kind, Kind::Measure | Kind::MoneyUnit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_header_of_a_table_means_one_column() {
        for entity in Entity::ALL {
            let mut seen = std::collections::HashSet::new();
            for column in entity.columns() {
                let headers =
                    [column.name, column.title.zh].into_iter().chain(column.aliases.iter().copied());
                for header in headers.collect::<std::collections::HashSet<_>>() {
                    assert!(seen.insert(header), "`{header}` means two columns of {}", entity.name());
                }
            }
        }
    }

    #[test]
    fn a_bound_follows_the_value_that_it_bounds() {
        for entity in Entity::ALL {
            for (position, column) in entity.columns().iter().enumerate() {
                if let Kind::Value(Some(bound)) = column.kind {
                    let next = &entity.columns()[position + 1];
                    assert_eq!((next.name, next.kind), (bound, Kind::Bound));
                }
            }
        }
    }

    #[test]
    fn defaults_are_words_of_their_lists() {
        for column in Entity::ALL.into_iter().flat_map(Entity::columns) {
            if let (Kind::Word(words), Some(default)) = (column.kind, column.default) {
                assert!(words.iter().any(|word| word.code == default), "{}", column.name);
            }
        }
    }
}
