//! The parts of an XLSX workbook around its cells: which sheets there are, their number formats, shared strings.

use std::collections::HashMap;

use quick_xml::events::Event;

use crate::sheets::fault::Fault;
use crate::sheets::number_format::NumberFormat;
use crate::sheets::package::{Package, attribute, push_reference, xml_fault};

/// Shared strings are kept in memory, and may take this many bytes
const STRINGS_LIMIT: usize = 512 << 20;
/// A cell's text is at most 32,767 characters; rich text comes in pieces
pub const TEXT_LIMIT: usize = 1 << 20;

/// A sheet as the workbook names it
#[derive(Debug, Clone)]
pub struct SheetPart {
    /// Its name
    pub name: String,
    /// The part that holds its cells
    pub part: String,
    /// Whether the workbook hides it
    pub is_hidden: bool,
}

/// A workbook without its cells
#[derive(Debug, Default)]
pub struct Book {
    /// Its sheets in order
    pub sheets: Vec<SheetPart>,
    /// Whether its days count from 1904
    pub is_1904: bool,
    /// Whether it asks to be calculated by whoever opens it
    pub wants_calculation: bool,
    /// The number format of each style
    pub formats: Vec<NumberFormat>,
    /// Texts that cells refer to
    pub strings: Strings,
}

/// Texts one behind the other
#[derive(Debug, Default)]
pub struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// The text with that number
    pub fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.text.get(start..end)
    }

    /// Adds a text
    pub fn push(&mut self, text: &str) -> Result<(), Fault> {
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        if self.text.len() + 4 * self.ends.len() > STRINGS_LIMIT {
            return Err(Fault::TooLarge { part: "shared strings".to_owned(), limit: STRINGS_LIMIT as u64 });
        }
        Ok(())
    }
}

/// A relationship of a part: what it is called, its kind, and the part it leads to
#[derive(Debug)]
pub struct Relation {
    /// What the part calls it
    pub id: String,
    /// What it leads to, as an address
    pub kind: String,
    /// The part it leads to
    pub target: String,
}

/// Where a part's relationships lead
pub fn relations(package: &mut Package, part: &str) -> Result<Vec<Relation>, Fault> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let mut found = Vec::new();
    let Some(mut xml) = package.xml(&format!("{folder}/_rels/{name}.rels"))? else { return Ok(found) };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(xml_fault)? {
            Event::Start(element) if element.local_name().as_ref() == "Relationship" => {
                let target = attribute(&element, "Target")?.unwrap_or_default();
                found.push(Relation {
                    id: attribute(&element, "Id")?.unwrap_or_default(),
                    kind: attribute(&element, "Type")?.unwrap_or_default(),
                    target: resolve(folder, &target),
                });
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// A target seen from a folder of the archive
fn resolve(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split(['/', '\\']) {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.retain(|step| !step.is_empty());
    path.join("/")
}

/// The part that the package is about
pub fn main_part(package: &mut Package) -> Result<Option<String>, Fault> {
    let relations = relations(package, "")?;
    Ok(relations
        .into_iter()
        .find(|relation| relation.kind.ends_with("/officeDocument"))
        .map(|found| found.target))
}

impl Book {
    /// Reads everything but the cells
    pub fn read(package: &mut Package, main: &str) -> Result<Book, Fault> {
        let mut book = Book::default();
        let relations = relations(package, main)?;
        let of_kind = |kind: &str| relations.iter().find(|relation| relation.kind.ends_with(kind));
        let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
        let styles = of_kind("/styles").map_or(format!("{folder}/styles.xml"), |found| found.target.clone());
        let strings = of_kind("/sharedStrings")
            .map_or(format!("{folder}/sharedStrings.xml"), |found| found.target.clone());
        book.read_sheets(package, main, &relations)?;
        book.read_styles(package, &styles)?;
        book.read_strings(package, &strings)?;
        Ok(book)
    }

    fn read_sheets(
        &mut self,
        package: &mut Package,
        main: &str,
        relations: &[Relation],
    ) -> Result<(), Fault> {
        let Some(mut xml) = package.xml(main)? else {
            return Err(Fault::Damaged { reason: format!("no part {main}") });
        };
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(xml_fault)? {
                Event::Start(element) if element.local_name().as_ref() == "workbookPr" => {
                    self.is_1904 = attribute(&element, "date1904")?.is_some_and(|value| is_true(&value));
                }
                Event::Start(element) if element.local_name().as_ref() == "calcPr" => {
                    self.wants_calculation =
                        attribute(&element, "fullCalcOnLoad")?.is_some_and(|value| is_true(&value));
                }
                Event::Start(element) if element.local_name().as_ref() == "sheet" => {
                    let id = attribute(&element, "id")?.unwrap_or_default();
                    let relation = relations.iter().find(|relation| relation.id == id);
                    let Some(relation) = relation.filter(|found| found.kind.ends_with("/worksheet")) else {
                        continue;
                    };
                    let state = attribute(&element, "state")?;
                    self.sheets.push(SheetPart {
                        name: attribute(&element, "name")?.unwrap_or_default(),
                        part: relation.target.clone(),
                        is_hidden: state.is_some_and(|state| state != "visible"),
                    });
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn read_styles(&mut self, package: &mut Package, part: &str) -> Result<(), Fault> {
        let Some(mut xml) = package.xml(part)? else { return Ok(()) };
        let (mut buffer, mut codes) = (Vec::new(), HashMap::new());
        // Number formats and styles also stand in lists that cells do not refer to.
        let (mut in_codes, mut in_styles) = (false, false);
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(xml_fault)? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "numFmts" => in_codes = true,
                    "cellXfs" => in_styles = true,
                    "numFmt" if in_codes => {
                        let code = attribute(&element, "formatCode")?.unwrap_or_default();
                        codes.insert(number(attribute(&element, "numFmtId")?), NumberFormat::of_code(&code));
                    }
                    "xf" if in_styles => {
                        let id = number(attribute(&element, "numFmtId")?);
                        self.formats
                            .push(codes.get(&id).cloned().unwrap_or_else(|| NumberFormat::built_in(id)));
                    }
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "numFmts" => in_codes = false,
                    "cellXfs" => in_styles = false,
                    _ => {}
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn read_strings(&mut self, package: &mut Package, part: &str) -> Result<(), Fault> {
        let Some(mut xml) = package.xml(part)? else { return Ok(()) };
        let (mut buffer, mut text) = (Vec::new(), String::new());
        let (mut in_text, mut in_phonetic) = (false, false);
        loop {
            buffer.clear();
            let event = xml.read_event_into(&mut buffer).map_err(xml_fault)?;
            match &event {
                Event::Start(element) => match element.local_name().as_ref() {
                    "si" => text.clear(),
                    "t" => in_text = !in_phonetic,
                    "rPh" => in_phonetic = true,
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "si" => self.strings.push(&unescape(&text))?,
                    "t" => in_text = false,
                    "rPh" => in_phonetic = false,
                    _ => {}
                },
                Event::Eof => return Ok(()),
                _ if in_text => push_text(&event, &mut text)?,
                _ => {}
            }
        }
    }
}

/// Adds what a text event holds, up to the longest text there is
pub fn push_text(event: &Event<'_>, text: &mut String) -> Result<(), Fault> {
    match event {
        Event::Text(piece) => text.push_str(&piece.xml10_content()),
        Event::CData(piece) => text.push_str(&piece.xml10_content()),
        Event::GeneralRef(reference) => push_reference(reference, text)?,
        _ => {}
    }
    if text.len() > TEXT_LIMIT {
        return Err(Fault::TooLarge { part: "cell".to_owned(), limit: TEXT_LIMIT as u64 });
    }
    Ok(())
}

/// Whether an XML truth value is true
pub fn is_true(value: &str) -> bool {
    matches!(value, "1" | "true" | "on")
}

fn number(value: Option<String>) -> u32 {
    value.and_then(|value| value.trim().parse().ok()).unwrap_or(0)
}

/// Characters that XML cannot hold are written `_x000D_` in a workbook
pub fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        let unit = code.filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let character = unit.and_then(|unit| u32::from_str_radix(unit, 16).ok()).and_then(char::from_u32);
        let (kept, taken) = if character.is_some() { (at, at + 7) } else { (at + 2, at + 2) };
        out.push_str(&rest[..kept]);
        out.extend(character);
        rest = &rest[taken..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_characters_are_undone_once() {
        assert_eq!(unescape("a_x000D_\nb"), "a\r\nb");
        assert_eq!(unescape("_x005F_x000D_"), "_x000D_");
        assert_eq!(unescape("_x00_ _xzzzz_ _x"), "_x00_ _xzzzz_ _x");
        assert_eq!(unescape("中_x4E2D_文"), "中中文");
    }

    #[test]
    fn targets_are_found_from_their_folder() {
        assert_eq!(resolve("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl/worksheets", "../../../tables/t.xml"), "tables/t.xml");
    }
}
