//! What `history` and `blame` share: cells, places and moments for their reader.

use crate::domain::bound::Bound;
use crate::domain::entity::{Entity, Kind};
use crate::ledger::row_history::{Blame, RowHistory};
use crate::ledger::wording::coded;
use crate::storage::revisions::Revision;
use crate::storage::versions::Place;
use crate::table::Value;
use crate::text::{DidText, Language, OriginText, StepText};

/// A cell as people read it: a code in its word, a value with its bound and its unit, for they are one; none of a blank
pub fn in_words(entity: Entity, column: usize, row: &[Value], language: Language) -> Option<String> {
    let cell = &row[column];
    if *cell == Value::Null {
        return None;
    }
    let definition = &entity.columns()[column];
    let Kind::Value(bound) = definition.kind else {
        return Some(coded(definition, &cell.to_text(), language).to_owned());
    };
    let text = |name: &str| entity.position(name).map(|column| row[column].to_text()).unwrap_or_default();
    let bound = bound.and_then(|bound| Bound::from_code(&text(bound))).unwrap_or_default();
    let unit = entity.unit_of_values().map(|unit| text(unit.name)).unwrap_or_default();
    Some(format!("{}{}{unit}", bound.word().get(language), cell.to_text()))
}

/// The same, with a word for a blank
pub fn shown(entity: Entity, column: usize, row: &[Value], language: Language) -> String {
    in_words(entity, column, row, language).unwrap_or_else(|| StepText::Blank {}.text(language))
}

/// Two texts as people read them: white space is drawn where nothing else tells them apart
pub fn told_apart(sides: [Value; 2]) -> [Value; 2] {
    let [Value::Text(one), Value::Text(other)] = &sides else { return sides };
    let seen = |text: &str| text.split_whitespace().collect::<String>();
    if one == other || seen(one) != seen(other) {
        return sides;
    }
    [drawn(one).into(), drawn(other).into()]
}

/// A text with its white space drawn
fn drawn(text: &str) -> String {
    let draw = |character: char| match character {
        ' ' => '␣',
        '\n' => '↵',
        '\r' => '␍',
        '\t' => '⇥',
        other if other.is_whitespace() => '⍽',
        other => other,
    };
    text.chars().map(draw).collect()
}

/// A moment as the reader wants it: people in their own time and to the minute, programs in UTC
pub fn moment(at: &str, people: bool) -> String {
    match at.parse::<jiff::Timestamp>() {
        Ok(time) if people => {
            time.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
        }
        _ => at.to_owned(),
    }
}

/// What a revision did that brings a former state back, or that another tool did; none for what its counts say
pub fn did(revision: &Revision) -> Option<DidText> {
    let (undone, restored) = (revision.undoes, revision.restores);
    Some(match (revision.command.as_str(), undone, restored) {
        ("undo", Some(undone), Some(0)) => DidText::TookBackAll { undone },
        ("undo", Some(undone), Some(restored)) => DidText::TookBack { undone, restored },
        ("redo", _, Some(restored)) => DidText::BroughtBack { restored },
        ("revert", Some(undone), _) => DidText::TookOut { undone },
        ("restore", _, Some(0)) => DidText::Emptied {},
        ("restore", _, Some(restored)) => DidText::AsAfter { restored },
        ("outside", _, _) => DidText::OtherTool {},
        _ => return None,
    })
}

/// Where a revision has a row from, in words
pub fn origin(place: Option<&Place>, command: Option<&str>, language: Language) -> String {
    let text = match (place, command) {
        (Some(Place { file, line, sheet: None, .. }), _) => {
            OriginText::Line { file: file.clone(), line: *line }
        }
        (Some(Place { file, line, sheet: Some(sheet), .. }), _) => {
            OriginText::SheetRow { file: file.clone(), sheet: sheet.clone(), line: *line }
        }
        (None, None) => OriginText::Pending {},
        (None, Some("outside")) => OriginText::OtherTool {},
        (None, Some(command)) => OriginText::Command { command: command.to_owned() },
    };
    text.text(language)
}

/// Where a cell has its value from, in words: `goals.csv:3 in revision 2, restored by 7 (restore 2)`
pub fn blamed(history: &RowHistory, blame: &Blame, language: Language) -> String {
    let origin = first_origin(history, blame, language);
    match blame.rewritten {
        Some(revision) => OriginText::Rewritten { origin, revision }.text(language),
        None => origin,
    }
}

fn first_origin(history: &RowHistory, blame: &Blame, language: Language) -> String {
    let command = |id| history.revision(id).map(|revision| revision.command.as_str());
    let first = origin(blame.place.as_ref(), command(blame.origin), language);
    if blame.origin == blame.revision {
        return first;
    }
    let text = match (history.restored(blame.revision), history.revision(blame.revision)) {
        (Some(target), Some(revision)) => OriginText::Restored {
            origin: first,
            first: blame.origin,
            revision: blame.revision,
            command: revision.command.clone(),
            operand: revision.undoes.unwrap_or(target),
        },
        _ => OriginText::Earlier { origin: first, first: blame.origin },
    };
    text.text(language)
}
