//! A chart of what is part of what: lists in lists, each of which opens and closes by mouse and by keyboard without
//! a script.

use super::drawing::Drawing;
use super::markup::Markup;
use crate::table::{Light, Value};
use crate::text::PageText;

/// A line of the tree
struct Line {
    /// The levels that it is set in
    depth: usize,
    name: String,
    light: Option<Light>,
}

/// Adds the tree
pub fn tree(drawing: &Drawing<'_>, name: usize, light: Option<usize>, out: &mut Markup) {
    let line = |row: &Vec<Value>| {
        let text = drawing.shown(row, name);
        let set_in = text.len() - text.trim_start_matches(' ').len();
        Line { depth: set_in / 2, name: text[set_in..].to_owned(), light: drawing.light(row, light) }
    };
    let lines: Vec<Line> = drawing.kept.iter().map(line).collect();
    if lines.is_empty() {
        return;
    }
    let say = |text: PageText| text.text(drawing.language);
    out.raw("<figure class=\"tree\">\n<figcaption>").element("strong", drawing.title(name)).raw(" ");
    out.element("span", &drawing.count_text()).raw("</figcaption>\n<p class=\"tools\" hidden>");
    out.element("button type=\"button\" data-tree=\"open\"", &say(PageText::OpenAll {})).raw(" ");
    out.element("button type=\"button\" data-tree=\"\"", &say(PageText::CloseAll {})).raw("</p>\n<ul>\n");
    // Depths of the lists that are open, so that a leap of two levels opens one list, and closes one.
    let mut open = vec![lines[0].depth];
    for (at, line) in lines.iter().enumerate() {
        while open.len() > 1 && open.last().is_some_and(|depth| *depth > line.depth) {
            open.pop();
            out.raw("</ul></details></li>\n");
        }
        let below = lines.get(at + 1).map(|next| next.depth).filter(|next| *next > line.depth);
        out.raw(if below.is_some() { "<li><details open><summary>" } else { "<li class=\"leaf\">" });
        out.text(&line.name);
        if let Some(light) = line.light {
            out.raw(" <span class=\"light\">")
                .light(light, light.word().get(drawing.language))
                .raw("</span>");
        }
        match below {
            Some(depth) => {
                open.push(depth);
                out.raw("</summary><ul>\n");
            }
            None => {
                out.raw("</li>\n");
            }
        }
    }
    for _ in 1..open.len() {
        out.raw("</ul></details></li>\n");
    }
    out.raw("</ul>\n</figure>\n");
}
