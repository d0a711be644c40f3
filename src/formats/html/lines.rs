//! A chart of lines: what each series is, and which of them share a picture. It knows no shapes.

use rust_decimal::Decimal;

use super::drawing::Drawing;
use super::markup::Markup;
use super::picture::Picture;
use crate::formats::figure::Figure;
use crate::text::PageText;

/// Lines in one picture; more go to the next
const MOST_LINES: usize = 6;

/// What is measured, over time
#[derive(Debug)]
pub struct Series {
    /// What it is called
    pub name: String,
    /// What its figures are measured in
    pub unit: String,
    /// Its figures: place among all x, number, text
    pub points: Vec<(usize, Decimal, String)>,
}

/// Adds a picture for every few lines of a unit of measure
pub fn lines(drawing: &Drawing<'_>, [x, value, series]: [usize; 3], out: &mut Markup) {
    let (xs, all) = read(drawing, [x, value, series]);
    let mut units: Vec<&str> = all.iter().map(|series| series.unit.as_str()).collect();
    if units.is_empty() {
        return;
    }
    units.sort_by_key(|unit| all.iter().position(|series| series.unit == **unit));
    units.dedup();
    let title = drawing.title(value);
    out.raw("<figure class=\"lines\">\n<figcaption>").element("strong", title).raw(" ");
    out.element("span", &drawing.count_text());
    if drawing.kept.iter().any(|row| Figure::read(&row[value]).is_none()) {
        out.raw(" ").element("span", &PageText::GapIs {}.text(drawing.language));
    }
    out.raw("</figcaption>\n");
    for unit in units {
        let same: Vec<&Series> = all.iter().filter(|series| series.unit == unit).collect();
        for part in same.chunks(MOST_LINES) {
            out.raw("<div class=\"scroll\" tabindex=\"0\">\n");
            Picture::new(title, &xs, part).write(out);
            out.raw("</div>\n");
        }
    }
    out.raw("</figure>\n");
}

/// All x, and the series that have figures; a figure in another unit than its series began with is left out
fn read(drawing: &Drawing<'_>, [x, value, series]: [usize; 3]) -> (Vec<String>, Vec<Series>) {
    let mut xs: Vec<String> = Vec::new();
    for text in drawing.kept.iter().map(|row| drawing.shown(row, x)) {
        if !xs.contains(&text) {
            xs.push(text);
        }
    }
    // Periods begin with their year, and their texts sort by time.
    if xs.iter().all(|x| x.len() >= 4 && x.bytes().take(4).all(|byte| byte.is_ascii_digit())) {
        xs.sort();
    }
    let mut all: Vec<Series> = Vec::new();
    for row in &drawing.kept {
        let Some(Figure { number, unit }) = Figure::read(&row[value]) else { continue };
        let name = drawing.shown(row, series);
        let at = all.iter().position(|series| series.name == name).unwrap_or_else(|| {
            all.push(Series { name, unit: unit.clone(), points: Vec::new() });
            all.len() - 1
        });
        let x = drawing.shown(row, x);
        let place = xs.iter().position(|known| *known == x).filter(|_| all[at].unit == unit);
        all[at].points.extend(place.map(|place| (place, number, drawing.shown(row, value))));
    }
    all.iter_mut().for_each(|series| series.points.sort_by_key(|(place, ..)| *place));
    (xs, all)
}
