//! A picture of lines over time: marks, dashes and names besides colours, and gaps where there is no figure. It
//! measures in whole points, and knows no table.

use super::lines::Series;
use super::markup::Markup;
use super::scale::Scale;
use crate::formats::display::width;

/// Size of the picture, and of what the lines have of it
const WIDTH: i64 = 800;
const HEIGHT: i64 = 300;
const TOP: i64 = 24;
const BOTTOM: i64 = 264;
/// Half the width of a Chinese letter, rounded up
const LETTER: i64 = 7;
/// Letters of a name beside its line
const NAME: usize = 26;
/// From one name to the next
const LEADING: i64 = 17;
/// The figures of a line alone stand at its points, if these are no more
const MOST_FIGURES: usize = 14;

/// Lines of one unit over all x
pub struct Picture<'a> {
    title: &'a str,
    xs: &'a [String],
    series: &'a [&'a Series],
    scale: Scale,
    left: i64,
    right: i64,
}

impl<'a> Picture<'a> {
    /// Makes room for the lines between the axis and the names
    pub fn new(title: &'a str, xs: &'a [String], series: &'a [&'a Series]) -> Picture<'a> {
        let numbers = || series.iter().flat_map(|series| series.points.iter().map(|(_, number, _)| *number));
        let (low, high) = (numbers().min().unwrap_or_default(), numbers().max().unwrap_or_default());
        // Lines may start from nothing, or from near the least figure where that is far from nothing.
        let near = low + low > high && high > low;
        let scale = if near { Scale::around(low, high) } else { Scale::of(numbers()) };
        let unit = series.first().map_or("", |series| &series.unit);
        let letters = |text: &str| i64::try_from(width(text)).unwrap_or(0) * LETTER;
        let axis = scale.ticks().iter().map(|tick| letters(&scale.label(*tick, unit))).max().unwrap_or(0);
        let names = series.iter().map(|series| letters(&label(series))).max().unwrap_or(0);
        Picture { title, xs, series, scale, left: axis + 14, right: WIDTH - names.min(WIDTH / 2) - 20 }
    }

    /// Adds the picture
    pub fn write(&self, out: &mut Markup) {
        out.raw(&format!("<svg role=\"img\" viewBox=\"0 0 {WIDTH} {HEIGHT}\">\n<title>")).line(self.title);
        out.raw("</title><desc>").line(&self.description()).raw("</desc>\n");
        self.axes(out);
        for (index, series) in self.series.iter().enumerate() {
            out.raw(&format!("<g class=\"series s{index}\">"));
            self.line(series, index, out);
            out.raw("</g>\n");
        }
        self.names(out);
        out.raw("</svg>\n");
    }

    /// Where each line begins and ends, in words
    fn description(&self) -> String {
        let ends = |series: &&Series| {
            let end = |point: Option<&(usize, _, String)>| {
                point.map_or(String::new(), |(place, _, text)| format!("{} {text}", self.xs[*place]))
            };
            format!("{}: {} – {}", series.name, end(series.points.first()), end(series.points.last()))
        };
        self.series.iter().map(ends).collect::<Vec<_>>().join("; ")
    }

    fn x(&self, place: usize) -> i64 {
        let room = self.right - self.left;
        match self.xs.len() {
            0 | 1 => self.left + room / 2,
            count => self.left + room * to_points(place) / to_points(count - 1),
        }
    }

    fn y(&self, number: rust_decimal::Decimal) -> i64 {
        BOTTOM - self.scale.place(number, BOTTOM - TOP)
    }

    fn axes(&self, out: &mut Markup) {
        let unit = self.series.first().map_or("", |series| &series.unit);
        for tick in self.scale.ticks() {
            let (y, class) = (self.y(tick), if tick.is_zero() { "zero" } else { "grid" });
            out.raw(&format!("<path class=\"{class}\" d=\"M{} {y}H{}\"/>", self.left, self.right));
            out.raw(&format!("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">", self.left - 8, y + 4));
            out.line(&self.scale.label(tick, unit)).raw("</text>\n");
        }
        let widest = self.xs.iter().map(|x| width(x)).max().unwrap_or(0);
        let wanted = to_points(widest) * LETTER + 14;
        let room = (self.right - self.left) / to_points(self.xs.len()).max(1);
        let every = usize::try_from(wanted / room.max(1) + 1).unwrap_or(1);
        for (place, x) in self.xs.iter().enumerate().step_by(every) {
            out.raw(&format!("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">", self.x(place), BOTTOM + 22));
            out.line(x).raw("</text>\n");
        }
    }

    fn line(&self, series: &Series, index: usize, out: &mut Markup) {
        let mut path = String::new();
        let mut before = None;
        for (place, number, _) in &series.points {
            let joined = before.is_some_and(|before| before + 1 == *place);
            path.push_str(&format!(
                "{}{} {}",
                if joined { 'L' } else { 'M' },
                self.x(*place),
                self.y(*number)
            ));
            before = Some(*place);
        }
        out.raw("<path class=\"line\" d=\"").raw(&path).raw("\"/>");
        let told = self.series.len() == 1 && series.points.len() <= MOST_FIGURES;
        for (at, (place, number, text)) in series.points.iter().enumerate() {
            let (x, y) = (self.x(*place), self.y(*number));
            out.raw(&format!(
                "<path class=\"point\" transform=\"translate({x} {y})\" d=\"{}\"><title>",
                shape(index)
            ));
            out.line(&format!("{} {}: {text}", series.name, self.xs[*place])).raw("</title></path>");
            if told && at + 1 < series.points.len() {
                // The first would reach into the axis.
                let anchor = if *place == 0 { "start" } else { "middle" };
                out.raw(&format!("<text x=\"{x}\" y=\"{}\" text-anchor=\"{anchor}\">", y - 10));
                out.line(text).raw("</text>");
            }
        }
    }

    /// The names beside the lines' ends, set apart where these are close
    fn names(&self, out: &mut Markup) {
        let end = |(index, series): (usize, &&'a Series)| {
            series.points.last().map(|(place, number, _)| (self.y(*number), self.x(*place), index))
        };
        let mut names: Vec<(i64, i64, usize)> = self.series.iter().enumerate().filter_map(end).collect();
        names.sort_unstable();
        let mut lowest = TOP - LEADING;
        for (y, ..) in &mut names {
            *y = (*y).max(lowest + LEADING);
            lowest = *y;
        }
        let mut ceiling = BOTTOM + LEADING;
        for (y, ..) in names.iter_mut().rev() {
            *y = (*y).min(ceiling - LEADING);
            ceiling = *y;
        }
        for (y, x, index) in names {
            let series = self.series[index];
            let from = series.points.last().map_or(y, |(_, number, _)| self.y(*number));
            out.raw(&format!(
                "<g class=\"series s{index}\"><path class=\"leader\" d=\"M{} {from}L{} {y}\"/>",
                x + 5,
                self.right + 10
            ));
            out.raw(&format!("<text x=\"{}\" y=\"{}\">", self.right + 14, y + 4));
            out.line(&label(series)).raw("</text></g>\n");
        }
    }
}

/// The name of a line and its last figure
fn label(series: &Series) -> String {
    let last = series.points.last().map_or("", |(_, _, text)| text);
    format!("{} {last}", shortened(&series.name))
}

/// A name that has room beside its line; the description has it whole
fn shortened(name: &str) -> String {
    if width(name) <= NAME {
        return name.to_owned();
    }
    let mut short = String::new();
    for letter in name.chars() {
        if width(&short) + 2 >= NAME {
            break;
        }
        short.push(letter);
    }
    short + "…"
}

/// The mark of a line's points: no two lines of a picture have the same
fn shape(index: usize) -> &'static str {
    const SHAPES: [&str; 6] = [
        "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
        "M-4 -4H4V4H-4Z",
        "M0 -5L5 4H-5Z",
        "M0 -5.5L5.5 0L0 5.5L-5.5 0Z",
        "M0 5L5 -4H-5Z",
        "M-5 -1.5H-1.5V-5H1.5V-1.5H5V1.5H1.5V5H-1.5V1.5H-5Z",
    ];
    SHAPES[index % SHAPES.len()]
}

fn to_points(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
