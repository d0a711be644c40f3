//! An office's own form, written down once: which header is which column, and what holds for the whole sheet.
//!
//! ```toml
//! [[sheet]]
//! file = "内坑镇项目.xlsx"   # sheets of this file only; leave out for any
//! name = "台账"              # the workbook's sheet of this name only
//! table = "projects"
//! skip = ["占比"]            # headers that are not read
//! [sheet.columns]            # header = column
//! "建设内容" = "note"
//! [sheet.values]             # what every row of the sheet says
//! money_unit = "万元"
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::entity::Entity;
use crate::ledger::import::header::{Header, Mapped};
use crate::ledger::import::meaning::normalise_header;
use crate::ledger::import::sheet::Sheet;
use crate::storage::Result;
use crate::text::Failure;

/// What a file of mappings says
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    #[serde(default)]
    sheet: Vec<SheetMapping>,
}

/// How sheets of one kind are read
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetMapping {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    skip: Vec<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    columns: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    values: BTreeMap<String, String>,
}

impl Mapping {
    /// Reads the text of a file of mappings; tables and columns must exist
    pub fn read(file: &str, text: &str) -> Result<Mapping> {
        let fault = |reason: String| Failure::BadMapping { path: file.to_owned(), reason };
        let mapping: Mapping =
            toml::from_str(text).map_err(|error| fault(error.to_string().trim_end().to_owned()))?;
        for sheet in &mapping.sheet {
            let entity = match &sheet.table {
                None => None,
                Some(name) => {
                    Some(Entity::named(name).ok_or_else(|| Failure::NoTable { name: name.clone() })?)
                }
            };
            for column in sheet.columns.values().chain(sheet.values.keys()) {
                let is_known = |entity: Entity| entity.position(column).is_some();
                if !entity.map_or_else(|| Entity::ALL.into_iter().any(is_known), is_known) {
                    return Err(Failure::NoColumn { path: file.to_owned(), column: column.clone() }.into());
                }
            }
        }
        Ok(mapping)
    }

    /// What is said of a sheet: the first entry that means it
    pub fn of(&self, file: &str, name: Option<&str>) -> Option<&SheetMapping> {
        self.sheet.iter().find(|sheet| {
            sheet.file.as_ref().is_none_or(|wanted| wanted == file)
                && sheet.name.as_ref().is_none_or(|wanted| Some(wanted.as_str()) == name)
        })
    }

    /// The mapping by which sheets were read
    pub fn used<'s>(sheets: impl Iterator<Item = &'s Sheet>) -> Mapping {
        let sheet = sheets.map(|sheet| {
            let (entity, header) = (sheet.entity, &sheet.header);
            let column = |index: usize| entity.columns()[index].name.to_owned();
            let columns =
                header.fields.iter().map(|field| (field.header.trim().to_owned(), column(field.column)));
            // What the sheet says itself, or the call, may be another the next time.
            let mapped = header.fixed.iter().filter(|fixed| fixed.is_mapped);
            let values = mapped.map(|fixed| (column(fixed.column), fixed.text.clone()));
            SheetMapping {
                file: Some(sheet.name()),
                name: sheet.tab.name.clone(),
                table: Some(entity.name().to_owned()),
                skip: unread(header),
                columns: columns.collect(),
                values: values.collect(),
            }
        });
        Mapping { sheet: sheet.collect() }
    }

    /// The text of a file of mappings
    pub fn to_text(&self) -> Result<String> {
        toml::to_string(self).map_err(|error| Failure::Internal { reason: error.to_string() }.into())
    }
}

/// The headers that were not read
fn unread(header: &Header) -> Vec<String> {
    let is_read = |index: usize| header.fields.iter().any(|field| field.index == index);
    let texts = header.texts.iter().enumerate();
    texts
        .filter(|(index, text)| !is_read(*index) && !text.trim().is_empty())
        .map(|(_, text)| text.trim().to_owned())
        .collect()
}

impl SheetMapping {
    /// The table that the sheet holds
    pub fn table(&self) -> Option<Entity> {
        self.table.as_deref().and_then(Entity::named)
    }

    /// What is said of a header
    pub fn header(&self, header: &str) -> Mapped<'_> {
        let normal = normalise_header(header);
        if self.skip.iter().any(|skipped| normalise_header(skipped) == normal) {
            return Mapped::Skipped;
        }
        let mut columns = self.columns.iter();
        match columns.find(|(known, _)| normalise_header(known) == normal) {
            Some((_, column)) => Mapped::To(column),
            None => Mapped::Unsaid,
        }
    }

    /// What every row says: column and text
    pub fn values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(column, text)| (column.as_str(), text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_says_what_a_header_is_and_what_holds_for_all_rows() {
        let text = "[[sheet]]\nname = \"台账\"\ntable = \"projects\"\nskip = [\"占比\"]\n\
                    [sheet.columns]\n\"建设 内容\" = \"note\"\n[sheet.values]\nscope = \"own\"\n";
        let mapping = Mapping::read("map.toml", text).unwrap();
        assert_eq!(mapping.of("a.csv", None), None);
        let sheet = mapping.of("a.xlsx", Some("台账")).unwrap();
        assert_eq!(sheet.header("建设内容"), Mapped::To("note"));
        assert_eq!(sheet.header("占 比"), Mapped::Skipped);
        assert_eq!(sheet.header("名称"), Mapped::Unsaid);
        assert_eq!(sheet.values().collect::<Vec<_>>(), [("scope", "own")]);
        assert_eq!(Mapping::read("map.toml", &mapping.to_text().unwrap()).unwrap(), mapping);
    }

    #[test]
    fn tables_and_columns_that_do_not_exist_are_refused() {
        let fails = |text: &str| Mapping::read("map.toml", text).is_err();
        assert!(fails("[[sheet]]\ntable = \"budget\"\n"));
        assert!(fails("[[sheet]]\ntable = \"goals\"\n[sheet.columns]\nx = \"money_unit\"\n"));
        assert!(fails("[[sheet]]\ncolums = 1\n"));
    }
}
