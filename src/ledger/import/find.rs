//! The sheets of one call: found on disk and on standard input, told apart by table.

mod folder;
mod said;
mod source;
pub mod years;

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use crate::domain::entity::Entity;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::finding::{Finding, Findings, Place};
use crate::ledger::import::header::{Header, Mapped};
use crate::ledger::import::layout::{
    Known, Layout, TopRow, find_layout, has_metrics_header, likeliest_layout, top_rows, years_under,
};
use crate::ledger::import::mapping::{Mapping, SheetMapping};
use crate::ledger::import::meaning::find;
use crate::ledger::import::sheet::{Ahead, Chosen, Sheet, fault_finding, io_error, one_line};
use crate::ledger::import::stamped::{self, Found};
use crate::ledger::stamp::Stamp;
use crate::sheets::stamp_sheet::{is_lists, is_stamp};
use crate::sheets::tab::{Reading, Tab, tabs_of};
use crate::storage::Result;
use crate::text::{Failure, FindingText, Language};
use folder::{Inside, passed_over};
use source::{Source, source, standard_input};
use years::{Years, settle_years, span_of};

/// How sheets are found and told apart
#[derive(Debug, Clone, Default)]
pub struct Find {
    /// The table that all of them hold, where their names do not say it
    pub table: Option<Entity>,
    /// Only the sheet of this name in workbooks
    pub sheet: Option<String>,
    /// The unit of rows that name none
    pub unit: Option<String>,
    /// How files are read
    pub reading: Reading,
    /// An office's own form
    pub mapping: Option<Mapping>,
    /// Whether a sheet with a stamp, or of the table given, may lack columns: they were not exported, or taken out since
    pub as_exported: bool,
}

/// Finds the sheets that the paths name; what is wrong with their headers becomes findings
pub fn find_sheets(paths: &[PathBuf], how: &Find, findings: &mut Findings) -> Result<Vec<Sheet>> {
    let mut sheets = Vec::new();
    let mut is_mapped = false;
    let mut find_in_file = |source: &Source, findings: &mut Findings| {
        let found = find_in_file(source, how, findings);
        is_mapped |= source.is_mapped.get();
        found
    };
    for path in paths {
        if path.as_os_str() == "-" {
            sheets.extend(find_in_file(&standard_input()?, findings)?);
            continue;
        }
        let metadata =
            fs::metadata(path).map_err(|_| Failure::NoSuchFile { path: path.display().to_string() })?;
        if metadata.is_dir() {
            let (before, errors) = (sheets.len(), findings.errors());
            let inside = Inside::of(path)?;
            for file in &inside.sheets {
                sheets.extend(find_in_file(&source(file), findings)?);
            }
            for folder in &inside.folders {
                findings.add(passed_over(folder));
            }
            if sheets.len() == before && findings.errors() == errors {
                return Err(Failure::NoSheets { path: path.display().to_string() }.into());
            }
        } else if !metadata.is_file() {
            return Err(Failure::NotAFile { path: path.display().to_string() }.into());
        } else {
            sheets.extend(find_in_file(&source(path), findings)?);
        }
    }
    if let (Some(path), Some(_), false) = (paths.first(), &how.mapping, is_mapped) {
        let place = Place::whole(&path.display().to_string().into(), None);
        let said = FindingText::UnusedMapping {}.into();
        findings.add(Finding { rule: Rule::F3, severity: Severity::Warning, place, said });
    }
    Ok(sheets)
}

fn find_in_file(source: &Source, how: &Find, findings: &mut Findings) -> Result<Vec<Sheet>> {
    let whole = Place::whole(&source.shown, None);
    let tabs = match tabs_of(&source.path, &how.reading) {
        Ok(tabs) => tabs,
        Err(fault) => match fault_finding(whole, &[], &Default::default(), &fault) {
            Some(finding) => {
                let stem = source.path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
                if let Some(entity) = how.table.or_else(|| named_by(&stem)) {
                    findings.unread.add(entity, Place::whole(&source.shown, None));
                }
                findings.add(finding);
                return Ok(Vec::new());
            }
            None => return Err(io_error(&source.path, &fault)),
        },
    };
    let stamp = match source.kept {
        None if tabs.iter().all(|tab| tab.name.is_none()) => stamped::beside(&source.path),
        _ => stamped::on_sheet(&tabs),
    };
    let stamp = stamp.map(Arc::new);
    let tabs: Vec<Tab> = tabs.into_iter().filter(|tab| !is_stamp(tab) && !is_lists(tab)).collect();
    let wanted =
        |tab: &&Tab| how.sheet.as_ref().is_none_or(|name| tab.name.as_ref().is_none_or(|tab| tab == name));
    let chosen: Vec<&Tab> = tabs.iter().filter(wanted).collect();
    if chosen.is_empty() {
        let names: Vec<&str> = tabs.iter().filter_map(|tab| tab.name.as_deref()).collect();
        let text =
            FindingText::NoSuchTab { name: how.sheet.clone().unwrap_or_default(), names: names.join("、") };
        findings.add(Finding { rule: Rule::F3, severity: Severity::Error, place: whole, said: text.into() });
        return Ok(Vec::new());
    }
    let errors = findings.errors();
    let mut sheets = Vec::new();
    for tab in &chosen {
        let finder = TabFinder { source, how, tab, is_alone: chosen.len() == 1, stamp: stamp.clone() };
        sheets.extend(finder.find(findings)?);
    }
    if sheets.is_empty() && chosen.len() > 1 && findings.errors() == errors {
        let text = FindingText::UnknownTable {};
        findings.add(Finding { rule: Rule::F3, severity: Severity::Error, place: whole, said: text.into() });
    }
    Ok(sheets)
}

/// Looks at one table of cells
struct TabFinder<'a> {
    source: &'a Source,
    how: &'a Find,
    tab: &'a Tab,
    /// Whether the file has no other
    is_alone: bool,
    /// The stamp that came with the file
    stamp: Option<Arc<Found>>,
}

impl TabFinder<'_> {
    fn find(&self, findings: &mut Findings) -> Result<Option<Sheet>> {
        if self.tab.is_hidden && self.how.sheet.is_none() && !self.is_alone {
            self.note(findings, 0, FindingText::HiddenTab {});
            return Ok(None);
        }
        if let Some(likelier) = &self.tab.likelier {
            let encoding = self.tab.encoding.clone();
            let text = FindingText::LikelierEncoding { encoding, likelier: likelier.clone() };
            self.say(findings, Rule::F1, Severity::Warning, 0, text);
        }
        let mut reader = self.tab.open().map_err(|fault| io_error(&self.source.path, &fault))?;
        let (rows, fault) = top_rows(&mut reader);
        let mapping = self
            .how
            .mapping
            .as_ref()
            .and_then(|mapping| mapping.of(&self.file_name(), self.tab.name.as_deref()));
        self.source.is_mapped.set(self.source.is_mapped.get() || mapping.is_some());
        if self.tab.hidden_rows > 0 {
            self.note(findings, 0, FindingText::HiddenRows { rows: self.tab.hidden_rows });
        }
        let layout = self.layout(&rows, mapping);
        match (layout, fault) {
            (Some(layout), _) => {
                let entity = layout.entity;
                let sheet = self.sheet(layout, &rows, mapping, findings);
                if sheet.is_none() {
                    findings.unread.add(entity, self.place(0));
                }
                Ok(sheet)
            }
            (None, Some((record, fault))) => match fault_finding(self.place(0), &[], &record, &fault) {
                Some(finding) => {
                    findings.add(finding);
                    Ok(None)
                }
                None => Err(io_error(&self.source.path, &fault)),
            },
            (None, None) if !self.is_alone => {
                if !rows.is_empty() {
                    self.note(findings, 0, FindingText::NoTableInTab {});
                }
                Ok(None)
            }
            (None, None) => {
                let text =
                    if rows.is_empty() { FindingText::NoHeader {} } else { FindingText::UnknownTable {} };
                self.say(findings, Rule::F3, Severity::Error, 1, text);
                Ok(None)
            }
        }
    }

    fn file_name(&self) -> String {
        self.source.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Where the table begins: by the table that a name says, else by the one that the headers say
    fn layout(&self, rows: &[TopRow], mapping: Option<&SheetMapping>) -> Option<Layout> {
        let stem = self.source.path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase());
        let stem = stem.filter(|_| self.source.kept.is_none()).unwrap_or_default();
        let tab_name = self.tab.name.as_ref().map(|name| name.to_lowercase());
        let named = tab_name.as_deref().and_then(named_by).or_else(|| named_by(&stem));
        let named = named.or_else(|| self.stamped_with());
        let given = |name: &str| {
            (name == "unit" && self.how.unit.is_some())
                || mapping.is_some_and(|mapping| mapping.values().any(|(column, _)| column == name))
        };
        let mapped = |header: &str| match mapping.map(|mapping| mapping.header(header)) {
            Some(Mapped::To(column)) => Some(column.to_owned()),
            Some(Mapped::Skipped) => Some(String::new()),
            _ => None,
        };
        let among = |tables: &[Entity]| find_layout(rows, &Known { tables, given: &given, mapped: &mapped });
        if let Some(entity) = mapping.and_then(SheetMapping::table).or(self.how.table) {
            return among(&[entity]).or_else(|| likeliest_layout(rows, entity));
        }
        // A header that no other table has says more than a word in a name: its year must not make goals of metrics.
        let is_named_exactly = tab_name.is_none() && Entity::ALL.iter().any(|known| known.name() == stem);
        if has_metrics_header(rows) && !is_named_exactly {
            return among(&[Entity::Metrics]).or_else(|| likeliest_layout(rows, Entity::Metrics));
        }
        match named {
            None => among(&Entity::ALL).or_else(|| self.lacks_unit(rows, &mapped)),
            Some(entity) if is_named_exactly => among(&[entity]).or_else(|| likeliest_layout(rows, entity)),
            Some(entity) => {
                let likeliest = || {
                    let layout = likeliest_layout(rows, entity)?;
                    (self.is_alone || self.is_incomplete(&layout)).then_some(layout)
                };
                // Another table than a name says must have all that it needs.
                let other = || among(&Entity::ALL).filter(|layout| layout.is_complete);
                among(&[entity]).or_else(other).or_else(likeliest)
            }
        }
    }

    /// The table that a text file was exported from
    fn stamped_with(&self) -> Option<Entity> {
        self.readable_stamp()?.tables().next().filter(|_| self.tab.name.is_none())
    }

    fn readable_stamp(&self) -> Option<&Stamp> {
        self.stamp.as_deref()?.as_ref().ok()
    }

    /// Whether a sheet of the table may lack columns: it is held against what was exported
    fn may_lack(&self, entity: Entity) -> bool {
        let is_stamped = || self.readable_stamp().is_some_and(|stamp| stamp.has(entity));
        self.how.as_exported && (self.how.table == Some(entity) || is_stamped())
    }

    /// Whether a sheet among others is of the table, though it lacks columns: it bears its very name, or left as one
    fn is_incomplete(&self, layout: &Layout) -> bool {
        let entity = layout.entity;
        let columns = layout.headers.iter().filter(|header| find(entity, header).is_some()).count();
        let name = self.tab.name.as_deref().unwrap_or_default().trim().to_lowercase();
        let is_title = |language| entity.title().get(language).to_lowercase() == name;
        let is_named_exactly =
            name == entity.name() || [Language::English, Language::Chinese].into_iter().any(is_title);
        let is_exported = self.readable_stamp().is_some_and(|stamp| stamp.has(entity));
        let needed = match (is_named_exactly, is_exported) {
            (true, true) => 1,
            (true, false) => 2,
            (false, true) => entity.key_length() + 1,
            (false, false) => return false,
        };
        columns >= needed
    }

    /// A table that only the unit is missing from, which is then told
    fn lacks_unit(&self, rows: &[TopRow], mapped: &dyn Fn(&str) -> Option<String>) -> Option<Layout> {
        let known = Known { tables: &Entity::ALL, given: &|name| name == "unit", mapped };
        let layout = find_layout(rows, &known).filter(|_| self.is_alone)?;
        let columns = layout.headers.iter().filter(|header| find(layout.entity, header).is_some());
        (columns.count() > 1).then_some(layout)
    }

    fn sheet(
        &self,
        layout: Layout,
        rows: &[TopRow],
        mapping: Option<&SheetMapping>,
        findings: &mut Findings,
    ) -> Option<Sheet> {
        let entity = layout.entity;
        let values: Vec<(&str, &str)> = mapping.into_iter().flat_map(SheetMapping::values).collect();
        let given = |name: &str| {
            let said = self.how.unit.is_some() || layout.facts.unit.is_some();
            name == "unit" && said
                || self.may_lack(entity)
                || name == "measure" && layout.facts.measure.is_some()
                || name == "period" && layout.facts.period.is_some()
                || values.iter().any(|(column, _)| *column == name)
        };
        let said = |header: &str| mapping.map_or(Mapped::Unsaid, |mapping| mapping.header(header));
        let years = self.years(&layout, rows, &said);
        let mapped = |header: &str| match years.settled.iter().find(|(settled, _)| settled == header) {
            Some((_, column)) => column.map_or(Mapped::Skipped, Mapped::To),
            None => said(header),
        };
        let (mut header, mut faults) = Header::map(entity, &layout.headers, &mapped, &given);
        faults.extend(years.faults);
        header.years = years.expected;
        for (column, text) in &values {
            if entity.position(column).is_some_and(|column| header.field(column).is_some()) {
                let text =
                    FindingText::DuplicateHeader { header: (*text).to_owned(), column: (*column).to_owned() };
                faults.push((None, Rule::F3, Severity::Error, text.into()));
            }
            header.fix(entity, column, text, true);
        }
        let broken = faults.iter().any(|(_, _, severity, _)| *severity == Severity::Error);
        for (field, rule, severity, said) in faults {
            let field = field.map(|(index, header)| (index, one_line(&header)));
            let place = field.as_ref().and_then(|(index, _)| layout.places.get(*index));
            let (line, row) = place.copied().unwrap_or(layout.last);
            let place = Place { row: Some(row), field, ..self.place(line) };
            findings.add(Finding { rule, severity, place, said });
        }
        self.tell_titles(&layout, findings);
        self.apply(&layout, &mut header, entity, findings);
        (!broken).then(|| Sheet {
            path: self.source.path.clone(),
            tab: self.tab.clone(),
            shown: self.source.shown.clone(),
            tab_name: self.tab.name.as_deref().map(Arc::from),
            entity,
            header,
            before: layout.before,
            ahead: Ahead::default(),
            chosen: Chosen::new(),
            stamp: self.stamp.clone(),
            kept: self.source.kept.clone(),
        })
    }

    /// What the years in the headers mean, by the years of the rows
    fn years<'m>(&self, layout: &Layout, rows: &[TopRow], said: &dyn Fn(&str) -> Mapped<'m>) -> Years {
        let entity = layout.entity;
        let period = |header: &String| match said(header) {
            Mapped::To(name) => name == "period",
            Mapped::Skipped => false,
            Mapped::Unsaid => {
                find(entity, header).is_some_and(|meaning| entity.columns()[meaning.column].name == "period")
            }
        };
        let of_rows = match layout.headers.iter().position(period) {
            Some(index) => years_under(rows, layout, index),
            None => layout.facts.period.as_deref().and_then(span_of),
        };
        let is_mapped = |header: &str| said(header) != Mapped::Unsaid;
        settle_years(entity, &layout.headers, of_rows, layout.facts.year, &is_mapped)
    }

    fn tell_titles(&self, layout: &Layout, findings: &mut Findings) {
        for (line, row, text) in &layout.titles {
            let text = FindingText::TitleLine { text: crate::domain::code::excerpt(text) };
            let place = Place { row: Some(*row), ..self.place(*line) };
            findings.add(Finding { rule: Rule::F2, severity: Severity::Note, place, said: text.into() });
        }
    }

    fn place(&self, line: u64) -> Place {
        let tab = self.tab.name.as_deref().map(Arc::from);
        Place { line, ..Place::whole(&self.source.shown, tab.as_ref()) }
    }

    fn note(&self, findings: &mut Findings, line: u64, text: FindingText) {
        self.say(findings, Rule::F2, Severity::Note, line, text);
    }

    fn say(&self, findings: &mut Findings, rule: Rule, severity: Severity, line: u64, text: FindingText) {
        let row = (line > 0).then_some(line);
        let place = Place { row, ..self.place(line) };
        findings.add(Finding { rule, severity, place, said: text.into() });
    }
}

/// The one table whose word is in a file's or sheet's name
fn named_by(name: &str) -> Option<Entity> {
    let mut meant =
        Entity::ALL.into_iter().filter(|entity| entity.file_words().iter().any(|word| name.contains(word)));
    meant.next().filter(|_| meant.next().is_none())
}
