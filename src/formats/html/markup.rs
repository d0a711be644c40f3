//! Markup in the making: what is text is escaped, what is markup is not. It knows no page.

use crate::formats::display::visible;
use crate::table::Light;

/// A piece of a page
#[derive(Debug, Default)]
pub struct Markup(String);

impl Markup {
    /// Adds markup as it stands
    pub fn raw(&mut self, markup: &str) -> &mut Markup {
        self.0.push_str(markup);
        self
    }

    /// Adds a text: nothing in it is markup, what cannot be seen is written out, and its lines stay lines
    pub fn text(&mut self, text: &str) -> &mut Markup {
        self.escaped(text, "<br>", "\"")
    }

    /// Adds a text in one line, for attributes, and for pictures, which have no `<br>`
    pub fn line(&mut self, text: &str) -> &mut Markup {
        self.escaped(text, " ", "&quot;")
    }

    /// Adds an element that holds nothing but a text
    pub fn element(&mut self, tag: &str, text: &str) -> &mut Markup {
        self.raw("<").raw(tag).raw(">").text(text);
        self.raw("</").raw(tag.split(' ').next().unwrap_or_default()).raw(">")
    }

    /// Adds a light: its mark in its colour, and its word
    pub fn light(&mut self, light: Light, word: &str) -> &mut Markup {
        self.raw("<span class=\"mark ").raw(light.code()).raw("\" aria-hidden=\"true\">●</span> ").text(word)
    }

    fn escaped(&mut self, text: &str, line_end: &str, quote: &str) -> &mut Markup {
        for character in visible(text).chars() {
            match character {
                '<' => self.0.push_str("&lt;"),
                '&' => self.0.push_str("&amp;"),
                '"' => self.0.push_str(quote),
                '\n' => self.0.push_str(line_end),
                _ => self.0.push(character),
            }
        }
        self
    }

    /// The markup so far
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Begins anew, and keeps its room
    pub fn clear(&mut self) {
        self.0.clear();
    }
}
