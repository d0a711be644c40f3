//! Charts of bars: a line a row with its name, its bar and its figure. The bar is a picture without words; what it
//! says stands beside it as text, so that readers of every kind get it, and rows break between pages of paper.

use rust_decimal::Decimal;

use super::drawing::Drawing;
use super::markup::Markup;
use super::scale::Scale;
use crate::formats::figure::Figure;
use crate::table::{Light, Value};
use crate::text::PageText;

/// Parts of a bar's width: hundredths of a percent
const ROOM: i64 = 10_000;

/// What a row becomes
struct Bar {
    name: String,
    /// Its figure as text
    says: String,
    number: Option<Decimal>,
    /// The line to reach
    mark: Option<Decimal>,
    light: Option<Light>,
}

/// Adds a ranking: a bar a row, and the line that each should reach
pub fn ranking(
    drawing: &Drawing<'_>,
    [name, value]: [usize; 2],
    mark: Option<usize>,
    light: Option<usize>,
    out: &mut Markup,
) {
    let figures: Vec<Option<Figure>> = drawing.kept.iter().map(|row| Figure::read(&row[value])).collect();
    let Some(first) = figures.iter().flatten().next() else { return };
    let bar = |(row, figure): (&Vec<Value>, &Option<Figure>)| Bar {
        name: drawing.shown(row, name),
        says: drawing.shown(row, value),
        number: figure.as_ref().filter(|figure| figure.unit == first.unit).map(|figure| figure.number),
        mark: mark.and_then(|mark| Figure::read(&row[mark])).map(|figure| figure.number),
        light: drawing.light(row, light),
    };
    let bars: Vec<Bar> = drawing.kept.iter().zip(&figures).map(bar).collect();
    let numbers = bars.iter().flat_map(|bar| bar.number.into_iter().chain(bar.mark));
    let percent = drawing.is_percent(value);
    let scale = if percent { Scale::of_percentages(numbers) } else { Scale::of(numbers) };
    let mut caption = vec![drawing.count_text()];
    if let Some(mark) = mark {
        caption.push(PageText::MarkIs { column: drawing.title(mark).to_owned() }.text(drawing.language));
    }
    let chart = Bars {
        drawing,
        scale,
        sign: if percent { "%" } else { "" },
        units: (!percent).then_some(first),
        class: "",
    };
    chart.write(drawing.title(value), &caption, &bars, out);
}

/// Adds how much of each row's target is there
pub fn targets(
    drawing: &Drawing<'_>,
    [name, target, actual]: [usize; 3],
    light: Option<usize>,
    out: &mut Markup,
) {
    let bar = |row: &Vec<Value>| {
        let part = |column: usize| {
            let text = drawing.shown(row, column);
            let text = if text.is_empty() { PageText::NoFigure {}.text(drawing.language) } else { text };
            format!("{} {text}", drawing.title(column))
        };
        Bar {
            name: drawing.shown(row, name),
            says: format!("{}\n{}", part(actual), part(target)),
            number: share(&row[actual], &row[target]),
            mark: Some(Decimal::ONE_HUNDRED),
            light: drawing.light(row, light),
        }
    };
    let bars: Vec<Bar> = drawing.kept.iter().map(bar).collect();
    if bars.iter().all(|bar| bar.number.is_none()) {
        return;
    }
    let scale = Scale::of_percentages(bars.iter().filter_map(|bar| bar.number));
    let column = drawing.title(target).to_owned();
    let caption = [drawing.count_text(), PageText::TargetIs { column }.text(drawing.language)];
    let title = format!("{} / {}", drawing.title(actual), drawing.title(target));
    Bars { drawing, scale, sign: "%", units: None, class: " targets" }.write(&title, &caption, &bars, out);
}

/// How many percent of its target an actual value is, where that is a length
fn share(actual: &Value, target: &Value) -> Option<Decimal> {
    let (actual, target) = (Figure::read(actual)?, Figure::read(target)?);
    let comparable = actual.unit == target.unit && target.number > Decimal::ZERO;
    comparable.then_some(())?;
    actual.number.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(target.number)
}

/// A chart of bars
struct Bars<'a> {
    drawing: &'a Drawing<'a>,
    scale: Scale,
    /// Adds to the class of the figure
    class: &'static str,
    /// Stands behind each number of the axis
    sign: &'static str,
    /// Says in which units the axis counts, where it is not percentages
    units: Option<&'a Figure>,
}

impl Bars<'_> {
    fn write(&self, title: &str, caption: &[String], bars: &[Bar], out: &mut Markup) {
        out.raw("<figure class=\"bars").raw(self.class).raw("\">\n<figcaption>").element("strong", title);
        for sentence in caption {
            out.raw(" ").element("span", sentence);
        }
        out.raw("</figcaption>\n");
        out.raw(PATTERNS);
        self.axis(out);
        out.raw("<ol>\n");
        bars.iter().for_each(|bar| self.row(bar, out));
        out.raw("</ol>\n</figure>\n");
    }

    /// The round numbers above the bars; readers of text have the figures themselves
    fn axis(&self, out: &mut Markup) {
        let ticks = self.scale.ticks();
        out.raw("<div class=\"axis\" aria-hidden=\"true\"><span class=\"bar\"><svg>");
        for (at, tick) in ticks.iter().enumerate() {
            let anchor = match at {
                0 => "start",
                _ if at + 1 == ticks.len() => "end",
                _ => "middle",
            };
            let text = match self.units {
                Some(figure) => self.scale.label(*tick, &figure.unit),
                None => format!("{tick}{}", self.sign),
            };
            let place = percent(self.scale.place(*tick, ROOM));
            out.raw(&format!("<text x=\"{place}\" y=\"14\" text-anchor=\"{anchor}\">"))
                .line(&text)
                .raw("</text>");
        }
        out.raw("</svg></span></div>\n");
    }

    fn row(&self, bar: &Bar, out: &mut Markup) {
        out.raw("<li><span class=\"name\">").text(bar.name.trim_start_matches(' ')).raw("</span>");
        out.raw("<span class=\"bar\"><svg aria-hidden=\"true\">");
        for tick in self.scale.ticks() {
            let class = if tick.is_zero() { "zero" } else { "grid" };
            self.line(tick, class, out);
        }
        if let Some(number) = bar.number {
            self.bar(number, bar.light, out);
        }
        if let Some(mark) = bar.mark {
            let class = if mark == Decimal::ONE_HUNDRED && self.units.is_none() { "goal" } else { "pace" };
            self.line(mark, class, out);
        }
        out.raw("</svg></span><span class=\"figure\">");
        match bar.says.is_empty() {
            true => out.element("em", &PageText::NoFigure {}.text(self.drawing.language)),
            false => out.text(&bar.says),
        };
        out.raw("</span>");
        if let Some(light) = bar.light {
            let word = light.word();
            out.raw(" <span class=\"light\">").light(light, word.get(self.drawing.language)).raw("</span>");
        }
        out.raw("</li>\n");
    }

    fn line(&self, number: Decimal, class: &str, out: &mut Markup) {
        let place = percent(self.scale.place(number, ROOM));
        out.raw(&format!("<line class=\"{class}\" x1=\"{place}\" x2=\"{place}\" y2=\"100%\"/>"));
    }

    /// From nothing to the number, in the light's colour and pattern, broken where the scale ends
    fn bar(&self, number: Decimal, light: Option<Light>, out: &mut Markup) {
        let (zero, end) = (self.scale.place(Decimal::ZERO, ROOM), self.scale.place(number, ROOM));
        let (x, width) = (percent(zero.min(end)), percent((end - zero).abs()));
        let shape = format!("x=\"{x}\" width=\"{width}\"");
        let class = light.map_or("plain", Light::code);
        out.raw(&format!("<rect class=\"{class}\" {shape}/>"));
        if let Some(light) = light.filter(|light| !matches!(light, Light::Green | Light::Grey)) {
            out.raw(&format!("<rect fill=\"url(#{})\" {shape}/>", light.code()));
        }
        if self.scale.is_beyond(number) {
            let end = percent(end);
            let shift = if number > self.scale.high { "-14" } else { "4" };
            out.raw(&format!("<svg x=\"{end}\" y=\"50%\" class=\"broken\"><path transform=\"translate({shift} -11)\" d=\"M3 1 0 8 6 12 3 21M8 1 5 8 11 12 8 21\"/></svg>"));
        }
    }
}

/// Patterns of the lights that are not well, for print without colour
const PATTERNS: &str = include_str!("patterns.svg");

/// Hundredths of a percent as SVG writes them
fn percent(hundredths: i64) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}
