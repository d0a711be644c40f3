//! The cells of a page's table: their classes, what they are sorted by, and which of them names its row.

use super::markup::Markup;
use crate::formats::display::width;
use crate::formats::figure::Figure;
use crate::formats::people::{is_total, seen, shown};
use crate::formats::title;
use crate::formats::tones::tone_of;
use crate::table::{Column, ColumnKind, Light, Tone, Value};
use crate::text::Language;

/// Columns of half a Chinese letter that A4 upright has room for
const UPRIGHT: usize = 116;
/// What is set in deeper looks as deep as this
const DEEPEST: usize = 9;

/// How rows become markup
pub struct Cells<'a> {
    columns: &'a [Column],
    language: Language,
    /// The column that names a row
    name: Option<usize>,
    level: Option<usize>,
    address: Option<usize>,
}

impl<'a> Cells<'a> {
    /// Rows are named by the chart's column, else by a text called `name`, the first text or the first column
    pub fn new(columns: &'a [Column], language: Language, name: Option<usize>) -> Cells<'a> {
        let texts = || seen(columns).filter(|(_, column)| column.kind == ColumnKind::Text);
        let called_name = texts().find(|(_, column)| column.name == "name");
        let first = || texts().next().or_else(|| seen(columns).next());
        let name = name.or(called_name.or_else(first).map(|(at, _)| at));
        let of_kind = |kind| columns.iter().position(|column| column.kind == kind);
        let (level, address) = (of_kind(ColumnKind::Level), of_kind(ColumnKind::Address));
        Cells { columns, language, name, level, address }
    }

    /// Adds a row
    pub fn row(&self, cells: &[Value], out: &mut Markup) {
        match self.level.map(|level| &cells[level]) {
            Some(cell @ Value::Text(level)) if is_total(cell) => {
                out.raw("<tr class=\"").raw(level).raw("\">")
            }
            _ => out.raw("<tr>"),
        };
        for (at, column) in seen(self.columns) {
            let tag = if Some(at) == self.name { "th" } else { "td" };
            out.raw("<").raw(tag).raw(if tag == "th" { " scope=\"row\"" } else { "" });
            match self.address.map(|address| &cells[address]) {
                Some(Value::Text(address)) if tag == "th" => {
                    out.raw("><a href=\"").line(address).raw("\">").text(&cells[at].to_text()).raw("</a>");
                }
                _ => self.cell(column.kind, &cells[at], out),
            }
            out.raw("</").raw(tag).raw(">");
        }
        out.raw("</tr>\n");
    }

    /// The rest of the opening tag, and what the cell holds
    fn cell(&self, kind: ColumnKind, cell: &Value, out: &mut Markup) {
        let text = shown(kind, cell, self.language);
        let light = light(kind, cell);
        if kind == ColumnKind::Text {
            let name = text.trim_start_matches(' ');
            match ((text.len() - name.len()) / 2).min(DEEPEST) {
                0 => out.raw(">"),
                depth => out.raw(&format!(" class=\"in{depth}\">")),
            };
            out.text(name);
            return;
        }
        out.raw(class(kind));
        if let Some(key) = sort_key(kind, cell, light, &text) {
            out.raw(" data-value=\"").line(&key).raw("\"");
        }
        out.raw(">");
        match (light, tone_of(kind, &text)) {
            (Some(light), _) => out.light(light, light.word().get(self.language)),
            (_, Some(tone)) => out.element(tone_class(tone), &text),
            _ => out.text(&text),
        };
    }
}

/// The class of a column's cells, as an attribute
pub fn class(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text => "",
        kind if kind.is_number() => " class=\"number\"",
        _ => " class=\"code\"",
    }
}

/// Whether the table is too wide for A4 upright, by what columns of its kinds usually hold
pub fn is_wide(columns: &[Column], language: Language) -> bool {
    let usual = |column: &Column| match column.kind {
        ColumnKind::Text => 20,
        ColumnKind::Code | ColumnKind::Word(_) => 12,
        _ => 8,
    };
    let of_column =
        |(_, column): (usize, &Column)| usual(column).max(width(title(column, language)).min(12)) + 2;
    seen(columns).map(of_column).sum::<usize>() > UPRIGHT
}

fn light(kind: ColumnKind, cell: &Value) -> Option<Light> {
    match (kind, cell) {
        (ColumnKind::Light, Value::Text(code)) => Light::of_code(code),
        _ => None,
    }
}

/// What a script sorts the cell by, where that is not what its text says by itself
fn sort_key(kind: ColumnKind, cell: &Value, light: Option<Light>, text: &str) -> Option<String> {
    if let Some(light) = light {
        return Light::ALL.iter().position(|known| *known == light).map(|place| place.to_string());
    }
    let number = kind.is_number().then(|| Figure::read(cell))??.number.to_string();
    (number != text).then_some(number)
}

fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Added => "span class=\"added\"",
        Tone::Removed => "span class=\"removed\"",
        Tone::Changed => "span class=\"changed\"",
        Tone::Light(_) => "span",
    }
}
