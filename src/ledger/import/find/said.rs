//! What lines above the header and the header itself say once for all rows.

use crate::domain::entity::{Entity, Kind};
use crate::domain::measure::Measure;
use crate::domain::rule::{Rule, Severity};
use crate::ledger::import::find::TabFinder;
use crate::ledger::import::find::years::year_of;
use crate::ledger::import::finding::{Finding, Findings, Place};
use crate::ledger::import::header::Header;
use crate::ledger::import::layout::Layout;
use crate::ledger::import::meaning::find;
use crate::text::FindingText;

impl TabFinder<'_> {
    /// What the lines above the header say holds where no column says otherwise
    pub(super) fn apply(
        &self,
        layout: &Layout,
        header: &mut Header,
        entity: Entity,
        findings: &mut Findings,
    ) {
        let facts = &layout.facts;
        let mut used: Vec<(&str, String)> = Vec::new();
        let is_absent =
            |header: &Header, name: &str| entity.position(name).is_some_and(|column| !header.has(column));
        if let Some(unit) = self.how.unit.as_ref().filter(|_| is_absent(header, "unit")) {
            header.fix(entity, "unit", unit, false);
        }
        // Whether the two are the same unit, only the ledger knows.
        header.stated_unit = facts.unit.clone().filter(|_| self.how.unit.is_some());
        if let Some(unit) = facts.unit.as_ref().filter(|_| is_absent(header, "unit")) {
            header.fix(entity, "unit", unit, false);
            used.push(("unit", unit.clone()));
        }
        if let Some(period) =
            facts.period.as_ref().filter(|_| entity == Entity::Metrics && is_absent(header, "period"))
        {
            header.fix(entity, "period", period, false);
            used.push(("period", period.clone()));
        }
        if let Some(measure) = &facts.measure {
            match entity {
                Entity::Metrics if is_absent(header, "measure") => {
                    header.fix(entity, "measure", measure.name(), false);
                    used.push(("measure", measure.name().to_owned()));
                }
                Entity::Projects => {
                    header.unit = Measure::money(measure.name());
                    used.extend(header.unit.as_ref().map(|unit| ("money_unit", unit.name().to_owned())));
                }
                _ => {}
            }
        }
        used.extend(self.apply_month(layout, header, entity, findings).map(|as_of| ("as_of", as_of)));
        for (column, value) in used {
            let title = entity.position(column).map_or("", |column| entity.columns()[column].title.zh);
            let text = FindingText::SaidOnce { column: column.to_owned(), title: title.to_owned(), value };
            self.note(findings, 0, text);
        }
    }

    /// The month that this year's investment reaches to, where a sheet has that column and no other for the month
    ///
    /// A header says it of its own column, and so goes before a line above it.
    fn apply_month(
        &self,
        layout: &Layout,
        header: &mut Header,
        entity: Entity,
        findings: &mut Findings,
    ) -> Option<String> {
        let facts = &layout.facts;
        let done = entity.position("annual_done").and_then(|column| header.field(column))?;
        let is_said = entity.position("as_of").is_none_or(|column| header.has(column));
        if is_said || !matches!(entity.columns()[done.column].kind, Kind::Value(_)) {
            return None;
        }
        let month = find(entity, &done.header).and_then(|meaning| meaning.month);
        let year = year_of(&done.header).or(facts.year);
        let in_header = year.zip(month).map(|(year, month)| format!("{year}-M{month:02}"));
        let as_of = in_header.clone().or_else(|| facts.as_of.clone())?;
        if let (Some(in_header), Some(title)) = (in_header, &facts.as_of)
            && !title.starts_with(&in_header)
            && !title.starts_with(&in_header.replace("-M", "-"))
        {
            let text = FindingText::MonthsDiffer { title: title.clone(), header: in_header };
            let field = Some((done.index, done.header.clone()));
            let (line, row) = layout.places.get(done.index).copied().unwrap_or(layout.last);
            let place = Place { row: Some(row), field, ..self.place(line) };
            findings.add(Finding { rule: Rule::D2, severity: Severity::Warning, place, said: text.into() });
        }
        header.fix(entity, "as_of", &as_of, false);
        Some(as_of)
    }
}
