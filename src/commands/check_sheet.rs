//! `taizhang check FILE`: which cells of an exported sheet were edited by hand.

use std::path::PathBuf;

use rust_decimal::Decimal;

use crate::commands::output::OutputArgs;
use crate::commands::past_view::{moment, told_apart};
use crate::commands::{Context, findings};
use crate::error::{CommandError, Exit};
use crate::ledger::check_sheet::{CheckedSheets, Edited, HandEdit};
use crate::ledger::import::finding::Place;
use crate::ledger::import::stamped::{Came, Ignored};
use crate::ledger::stamp::Unreadable;
use crate::ledger::wording::coded;
use crate::ledger::{Error, Ledger};
use crate::reports::prepared::Reader;
use crate::table::row_spool::RowSpool;
use crate::table::{Column, ColumnKind, Value};
use crate::text::{Failure, StampNews, StampReason, Text};

/// Digits of a ledger's id that tell it apart for people
const ID_DIGITS: usize = 8;

/// Checks the sheets
pub fn check(
    context: &Context,
    ledger: &Ledger,
    paths: &[PathBuf],
    guarded: bool,
    output: &OutputArgs,
) -> Result<Exit, CommandError> {
    let reader = output.reader(context.ui.language)?;
    let people = reader.language();
    let mut spool = RowSpool::new();
    let many = paths.len() > 1 || paths.iter().any(|path| path.is_dir());
    let checked = ledger.check_sheets(paths, guarded, &mut |edit| {
        let kept = spool.put(&row_for(&edit, reader, many));
        kept.map_err(|source| Error::Io { path: "edits".into(), source })
    })?;
    say_guards(context, &checked.stamps, guarded)?;
    say(context, ledger, &checked)?;
    let shown = findings::Shown { warnings: false, ..findings::Shown::default() };
    findings::show(context, &checked.findings, shown)?;
    if checked.edits > 0 || !matches!(reader, Reader::Person(_)) {
        let columns = columns(people.is_some());
        output.table(context, &columns, |rows| spool.each(|row| Ok(rows.row(row)?)))?;
    }
    let refused = checked.stamps.iter().filter(|came| came.stamp.is_err()).count();
    let unusable = match checked.stamps.len() {
        0 => checked.unstamped.len().max(1),
        _ => refused + checked.unstamped.len(),
    };
    if unusable > 0 {
        return Err(Failure::SheetsUnchecked { count: unusable }.into());
    }
    match (checked.edits, checked.findings.errors()) {
        (0, 0) => context.ui.stamp_news(&StampNews::AsExported {}).map(|()| Exit::Done),
        // What cannot be read was not exported so.
        (0, _) => context.ui.stamp_news(&StampNews::NotReadable {}).map(|()| Exit::Found),
        (count, _) => context.ui.stamp_news(&StampNews::Edits { count }).map(|()| Exit::Found),
    }
}

/// Says what each file was exported from, or why that is not known
fn say(context: &Context, ledger: &Ledger, checked: &CheckedSheets) -> Result<(), CommandError> {
    let language = context.ui.language;
    for came in &checked.stamps {
        let file = came.file.to_string();
        let stamp = match &came.stamp {
            Ok(stamp) => stamp,
            Err(ignored) => {
                context.ui.line(&reason(ignored, file).text(language))?;
                continue;
            }
        };
        let (at, revision) = (moment(&stamp.at, true), stamp.revision);
        let id = stamp.ledger.chars().take(ID_DIGITS).collect();
        let latest = ledger.store().latest_revision()?;
        context.ui.stamp_news(&StampNews::From { file, id, revision, at, latest })?;
        if !stamp.units.is_empty() {
            let named = |unit: &String| {
                let name = ledger.store().short_name(unit)?;
                Ok(if name.is_empty() { unit.clone() } else { name })
            };
            let units = stamp.units.iter().map(named).collect::<Result<Vec<_>, CommandError>>()?.join("、");
            context.ui.stamp_news(&StampNews::OnlyUnits { units })?;
        }
    }
    for file in &checked.unstamped {
        context.ui.line(&StampReason::None { file: file.clone() }.text(language))?;
    }
    Ok(())
}

/// Says of which files the stamp knows better than `--no-guard`
pub fn say_guards(context: &Context, stamps: &[Came], guarded: bool) -> Result<(), CommandError> {
    let is_guarded = |came: &Came| came.stamp.as_ref().is_ok_and(|stamp| stamp.guarded == Some(true));
    for came in stamps.iter().filter(|came| !guarded && is_guarded(came)) {
        context.ui.stamp_news(&StampNews::GuardStays { file: came.file.to_string() })?;
    }
    Ok(())
}

/// Why a stamp cannot be used
pub fn reason(ignored: &Ignored, file: String) -> StampReason {
    match ignored {
        Ignored::Unreadable(Unreadable::Newer) => StampReason::Newer { file },
        Ignored::Unreadable(Unreadable::Damaged) => StampReason::Damaged { file },
        Ignored::OtherLedger => StampReason::Elsewhere { file },
        Ignored::UnknownRevision(revision) => StampReason::Unknown { file, revision: *revision },
        Ignored::OtherContent(revision) => StampReason::Other { file, revision: *revision },
    }
}

impl Edited {
    /// The word for programs
    fn code(self) -> &'static str {
        match self {
            Edited::Cell => "changed",
            Edited::RowAdded => "added",
            Edited::RowRepeated => "repeated",
            Edited::RowRemoved => "removed",
            Edited::ColumnRemoved => "column_removed",
            Edited::TableRemoved => "table_removed",
        }
    }

    /// The words for people
    fn title(self) -> Text {
        match self {
            Edited::Cell => Text::new("changed", "修改"),
            Edited::RowAdded => Text::new("row added", "增行"),
            Edited::RowRepeated => Text::new("row given again", "重复行"),
            Edited::RowRemoved => Text::new("row taken out", "删行"),
            Edited::ColumnRemoved => Text::new("column taken out", "删列"),
            Edited::TableRemoved => Text::new("sheet taken out", "删表"),
        }
    }
}

/// A cell's text for its reader: a person reads a word for a code, and in a workbook a number is one
fn side(edit: &HandEdit, text: &str, reader: Reader) -> Value {
    let column = edit.column.map(|column| &edit.entity.columns()[column]);
    let (Some(column), Some(language)) = (column, reader.language()) else { return text.into() };
    match Decimal::from_str_exact(text) {
        Ok(number) if column.is_number() && matches!(reader, Reader::Sheet(_)) => number.into(),
        _ => coded(column, text, language).into(),
    }
}

/// An edit as a row
fn row_for(edit: &HandEdit, reader: Reader, many: bool) -> Vec<Value> {
    let or_null = |text: &str| if text.is_empty() { Value::Null } else { Value::from(text) };
    let column = edit.column.map(|column| &edit.entity.columns()[column]);
    let cell = edit.place.as_ref().map_or(String::new(), cell_of);
    let tab = edit.place.as_ref().and_then(|place| place.tab.as_deref());
    let [old, new] = [&edit.old, &edit.new]
        .map(|text| if text.is_empty() { Value::Null } else { side(edit, text, reader) });
    let [old, new] = if matches!(reader, Reader::Person(_)) { told_apart([old, new]) } else { [old, new] };
    match reader.language() {
        Some(language) => {
            let place = match (tab, cell.is_empty()) {
                (Some(sheet), true) => sheet.to_owned(),
                (Some(sheet), false) => format!("{sheet}!{cell}"),
                // What has gone has no place but its table.
                (None, true) => edit.entity.title().get(language).to_owned(),
                (None, false) => cell,
            };
            let place = if many { format!("{} {place}", edit.file) } else { place };
            let column = column.map_or("", |column| column.title.get(language));
            let what = edit.edited.title().get(language);
            vec![place.as_str().into(), what.into(), or_null(&edit.key), or_null(column), old, new]
        }
        None => {
            let (file, sheet) = (edit.file.as_str().into(), or_null(tab.unwrap_or("")));
            let what = edit.edited.code().into();
            let column = column.map_or("", |column| column.name);
            let table = edit.entity.name().into();
            vec![file, sheet, or_null(&cell), what, table, or_null(&edit.key), or_null(column), old, new]
        }
    }
}

/// The cell as a spreadsheet calls it, or the row
fn cell_of(place: &Place) -> String {
    let row = || place.row.filter(|row| *row > 0).map(|row| row.to_string());
    place.cell().or_else(row).unwrap_or_default()
}

fn columns(people: bool) -> Vec<Column> {
    use ColumnKind::{Code, Text as Words};
    let column = |name, en, zh, kind| Column::new(name, Text::new(en, zh), kind);
    let of_edit = [
        column("key", "Key", "主键", Code),
        column("column", "Column", "列", Code),
        column("old", "Exported", "导出时", Words),
        column("new", "Now", "现在", Words),
    ];
    let change = column("change", "Change", "改动", Code);
    let mut columns = match people {
        true => vec![column("place", "Place", "位置", Code), change],
        false => vec![
            column("file", "File", "文件", Code),
            column("sheet", "Sheet", "工作表", Code),
            column("cell", "Cell", "单元格", Code),
            change,
            column("table", "Table", "表", Code),
        ],
    };
    columns.extend(of_edit);
    columns
}
