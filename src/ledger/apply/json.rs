//! Reads our JSON differences: per table what was added, removed and changed. Read as a stream, a row at a time.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::rc::Rc;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};

use crate::domain::entity::{Entity, Kind as ColumnKind};
use crate::ledger::apply::edit::{Edit, What, place};
use crate::ledger::apply::plan::{PLAN, Plan, Planned, RowsDigest};
use crate::ledger::{Error, Result};
use crate::text::Failure;

/// What a changed row says of the amounts that stay, where it changes one
pub const UNCHANGED: &str = "unchanged";

/// What may stand before the first bracket
const BEFORE: u64 = 1 << 10;

/// Whether a file begins like an object
pub fn is_json(path: &Path) -> Result<bool> {
    let fault = |source| Error::Io { path: path.to_owned(), source };
    let mut start = Vec::new();
    File::open(path).map_err(fault)?.take(BEFORE).read_to_end(&mut start).map_err(fault)?;
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start);
    Ok(start.trim_ascii_start().first() == Some(&b'{'))
}

/// Calls `on_edit` for each edit of the tables that are wanted; what the file says of itself, if it is a plan
pub fn each_edit(
    path: &Path,
    is_wanted: &dyn Fn(Entity) -> bool,
    on_edit: &mut dyn FnMut(Entity, Edit) -> Result<()>,
) -> Result<Planned> {
    let file = File::open(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
    let line = Rc::new(Cell::new(1));
    let mut input = BufReader::new(file);
    skip_mark(&mut input).map_err(|source| Error::Io { path: path.to_owned(), source })?;
    let reader = Lines { input, line: line.clone() };
    let stopped = RefCell::new(None);
    let (on_edit, plan, rows) = (RefCell::new(on_edit), RefCell::new(None), RefCell::default());
    let reading = Reading { path, line, is_wanted, on_edit, plan: &plan, rows: &rows, stopped: &stopped };
    let mut deserializer = serde_json::Deserializer::from_reader(reader);
    let read = Tables(&reading).deserialize(&mut deserializer).and_then(|()| deserializer.end());
    match (stopped.take(), read) {
        (Some(error), _) => Err(error),
        (None, Ok(())) => Ok(plan.take().map(|plan| (plan, rows.take()))),
        (None, Err(error)) => {
            let reason = error.to_string();
            let reason = reason.split(" at line ").next().unwrap_or_default().to_owned();
            let place = place(path, u64::try_from(error.line()).unwrap_or(0));
            Err(Failure::DifferenceFault { place, reason }.into())
        }
    }
}

/// A byte order mark is not part of the text
fn skip_mark(input: &mut BufReader<File>) -> io::Result<()> {
    use std::io::BufRead;
    if input.fill_buf()?.starts_with(b"\xEF\xBB\xBF") {
        input.consume(3);
    }
    Ok(())
}

/// Counts the lines that have been handed on; the reader of JSON asks byte by byte
struct Lines<R> {
    input: R,
    line: Rc<Cell<u64>>,
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        let ends = memchr::memchr_iter(b'\n', &buffer[..count]).count();
        self.line.set(self.line.get() + ends as u64);
        Ok(count)
    }
}

/// What all parts of the reading need
struct Reading<'r> {
    path: &'r Path,
    line: Rc<Cell<u64>>,
    is_wanted: &'r dyn Fn(Entity) -> bool,
    on_edit: RefCell<&'r mut dyn FnMut(Entity, Edit) -> Result<()>>,
    /// What a plan says of itself
    plan: &'r RefCell<Option<Plan>>,
    /// The rows of a plan
    rows: &'r RefCell<RowsDigest>,
    /// Why reading was stopped, if not by the JSON itself
    stopped: &'r RefCell<Option<Error>>,
}

impl Reading<'_> {
    fn stop<E: serde::de::Error>(&self, error: impl Into<Error>) -> E {
        self.stopped.replace(Some(error.into()));
        E::custom("stopped")
    }

    fn place(&self) -> String {
        place(self.path, self.line.get())
    }

    fn column(&self, entity: Entity, name: &str) -> Result<usize> {
        let column = name.to_owned();
        entity.position(name).ok_or_else(|| Failure::DifferenceColumn { place: self.place(), column }.into())
    }

    fn edit(&self, entity: Entity, kind: Kind, row: &Map<String, Json>) -> Result<Edit> {
        let faulty = || Error::from(Failure::DifferenceKey { place: self.place() });
        let faulty_part = |name: &str| {
            Error::from(Failure::DifferenceFault { place: self.place(), reason: name.to_owned() })
        };
        let line = self.line.get();
        if kind == Kind::Changed {
            let key = row.get("key").and_then(Json::as_str).ok_or_else(faulty)?;
            let key: Vec<String> = key.splitn(entity.key_length(), '/').map(str::to_owned).collect();
            if key.len() != entity.key_length() {
                return Err(faulty());
            }
            let changes = row.get("changes").and_then(Json::as_object).ok_or_else(faulty)?;
            let change = |(name, pair): (&String, &Json)| {
                let column = self.column(entity, name)?;
                if column < entity.key_length() {
                    return Err(Failure::DifferenceOfKey { place: self.place() }.into());
                }
                match pair.as_array().map(Vec::as_slice) {
                    Some([old, new]) => Ok((column, text_of(old), text_of(new))),
                    _ => Err(faulty_part(name)),
                }
            };
            let mut changes = changes.iter().map(change).collect::<Result<Vec<_>>>()?;
            match row.get(UNCHANGED) {
                None => self.find_half(entity, &changes)?,
                Some(Json::Object(unchanged)) => add_unchanged(entity, unchanged, &mut changes),
                Some(_) => return Err(faulty_part(UNCHANGED)),
            }
            return Ok(Edit { key, line, what: What::Change(changes) });
        }
        let cells = row.iter().map(|(name, value)| Ok((self.column(entity, name)?, text_of(value))));
        let cells = cells.collect::<Result<Vec<_>>>()?;
        let part = |column: usize| {
            let cell = cells.iter().find(|(known, text)| *known == column && !text.is_empty());
            cell.map(|(_, text)| text.clone()).ok_or_else(faulty)
        };
        let key = (0..entity.key_length()).map(part).collect::<Result<_>>()?;
        let what = if kind == Kind::Added { What::Add(cells) } else { What::Remove(cells) };
        Ok(Edit { key, line, what })
    }
}

impl Reading<'_> {
    /// Refuses a bound without its value, as in a sheet: nobody knows what it is the bound of
    fn find_half(&self, entity: Entity, changes: &[(usize, String, String)]) -> Result<()> {
        let columns = entity.columns();
        let is_stated = |column: usize| changes.iter().any(|(changed, ..)| *changed == column);
        let bounds = (0..columns.len()).filter(|column| columns[*column].kind == ColumnKind::Bound);
        match bounds.filter(|bound| is_stated(*bound)).find(|bound| !is_stated(bound - 1)) {
            None => Ok(()),
            Some(bound) => {
                let (value, bound) = (columns[bound - 1].name.to_owned(), columns[bound].name.to_owned());
                Err(Failure::DifferenceHalf { place: self.place(), bound, value }.into())
            }
        }
    }
}

/// Adds what stays of the row's amounts: those that are not named are blank
fn add_unchanged(entity: Entity, unchanged: &Map<String, Json>, changes: &mut Vec<(usize, String, String)>) {
    for (column, definition) in entity.columns().iter().enumerate().skip(entity.key_length()) {
        if entity.is_of_amounts(column) && !changes.iter().any(|(changed, ..)| *changed == column) {
            let text = unchanged.get(definition.name).map_or_else(String::new, text_of);
            changes.push((column, text.clone(), text));
        }
    }
    changes.sort_by_key(|(column, ..)| *column);
}

fn text_of(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// What happened to the rows of a list
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Added,
    Removed,
    Changed,
}

impl Kind {
    fn named(name: &str) -> Option<Kind> {
        match name {
            "added" => Some(Kind::Added),
            "removed" => Some(Kind::Removed),
            "changed" => Some(Kind::Changed),
            _ => None,
        }
    }
}

/// The object with the tables
struct Tables<'r>(&'r Reading<'r>);

/// The object of one table
struct Lists<'r>(&'r Reading<'r>, Entity);

/// The list of the rows to which one thing happened
struct Rows<'r>(&'r Reading<'r>, Entity, Kind);

macro_rules! seed {
    ($name:ident, $method:ident) => {
        impl<'de> DeserializeSeed<'de> for $name<'_> {
            type Value = ();

            fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
                deserializer.$method(self)
            }
        }
    };
}

seed!(Tables, deserialize_map);
seed!(Lists, deserialize_map);
seed!(Rows, deserialize_seq);

impl<'de> Visitor<'de> for Tables<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object of tables")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            match Entity::named(&name) {
                None if name == PLAN => drop(self.0.plan.replace(Some(map.next_value()?))),
                None => return Err(self.0.stop(Failure::NoTable { name })),
                Some(entity) if (self.0.is_wanted)(entity) => map.next_value_seed(Lists(self.0, entity))?,
                Some(_) => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

impl<'de> Visitor<'de> for Lists<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object with added, removed and changed")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            match Kind::named(&name) {
                Some(kind) => map.next_value_seed(Rows(self.0, self.1, kind))?,
                None => return Err(A::Error::custom(format_args!("unknown `{name}`"))),
            }
        }
        Ok(())
    }
}

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        let Rows(reading, entity, kind) = self;
        while let Some(row) = rows.next_element::<Map<String, Json>>()? {
            // The head comes first, and only a plan has one.
            if reading.plan.borrow().is_some() {
                let text = serde_json::to_string(&row).map_err(A::Error::custom)?;
                reading.rows.borrow_mut().take(entity, kind as usize, &text);
            }
            let edit = reading.edit(entity, kind, &row).map_err(|error| reading.stop(error))?;
            (reading.on_edit.borrow_mut())(entity, edit).map_err(|error| reading.stop(error))?;
        }
        Ok(())
    }
}
