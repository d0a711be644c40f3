//! Rows as blocks, a line a cell: what a table becomes where its columns cannot fit. It knows no columns but
//! their titles.

use super::display::{bold, widest, width, wrap};
use super::text::{GAP, NARROWEST, Shown};
use super::tones::coloured;

/// Width of the rule between blocks where no terminal sets one; twice that is its most
const RULE: usize = 40;

/// Lays rows out as blocks
pub struct Blocks<'a> {
    /// Title of each cell
    pub titles: &'a [String],
    /// Columns of the terminal
    pub terminal: Option<usize>,
    /// Whether titles are bold
    pub colour: bool,
}

impl Blocks<'_> {
    /// The lines of `rows`, a rule before each but the very `first`; the titles alone if there are none
    pub fn lines(&self, rows: &[Vec<Shown>], first: bool) -> Vec<String> {
        if rows.is_empty() {
            return self.titles.iter().map(|title| self.emphasis(title)).collect();
        }
        let label = self.titles.iter().map(|title| width(title)).max().unwrap_or(0) + GAP;
        let rule = "─".repeat(self.terminal.map_or(RULE, |terminal| terminal.min(2 * RULE)));
        let mut lines = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            if index > 0 || !first {
                lines.push(rule.clone());
            }
            for (title, cell) in self.titles.iter().zip(row) {
                self.cell(title, cell, label, &mut lines);
            }
        }
        lines
    }

    /// `title: value`, or the value below its title where it has too little room beside it
    fn cell(&self, title: &str, cell: &Shown, label: usize, lines: &mut Vec<String>) {
        let beside = self.left_after(label);
        let needed = widest(&cell.text);
        let fits = beside >= if cell.whole { needed } else { needed.min(NARROWEST) };
        let (indent, room) = if fits { (label, beside) } else { (GAP, self.left_after(GAP).max(GAP)) };
        let mut values =
            if cell.whole { cell.text.split('\n').collect() } else { wrap(&cell.text, room) }.into_iter();
        let mut head = self.emphasis(title);
        head.push(':');
        if fits {
            head.push_str(&" ".repeat(label - width(title) - 1));
            let value = values.next().unwrap_or_default();
            match cell.tone.filter(|_| self.colour) {
                Some(tone) => head.push_str(&coloured(value, tone)),
                None => head.push_str(value),
            }
        }
        lines.push(head);
        let indent = " ".repeat(indent);
        lines.extend(values.map(|value| format!("{indent}{value}")));
    }

    fn left_after(&self, indent: usize) -> usize {
        self.terminal.map_or(usize::MAX, |terminal| terminal.saturating_sub(indent))
    }

    fn emphasis(&self, title: &str) -> String {
        if self.colour { bold(title) } else { title.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use crate::formats::samples::{PIPE, any_rows, columns, rows, terminal, write};
    use crate::formats::{Format, Layout};
    use crate::table::Value;

    fn table(layout: Layout, rows: &[Vec<Value>]) -> String {
        write(Format::Table, &columns(), layout, rows)
    }

    #[test]
    fn what_cannot_fit_becomes_blocks() {
        assert_snapshot!(table(terminal(30), &rows()), @r#"
        编号: P-01
        名称: plain
        金额: 12345.00
        n:    7
        ──────────────────────────────
        编号: P-02
        名称:
        金额:
        n:
        ──────────────────────────────
        编号: P-03
        名称: a, "b" | c\d
        金额: -0.5
        n:    -1
        ──────────────────────────────
        编号: P-04
        名称: two
              lines    here
        金额: 0.000
        n:    0
        ──────────────────────────────
        编号: 计-05
        名称: 高效液相色谱仪（２台）🧪
        金额: 1000000
        n:    文
        ──────────────────────────────
        编号: P-06
        名称: \u{1b}[31mred\u{202e}é
        金额: 1
        n:    9223372036854775807
        "#);
    }

    #[test]
    fn a_code_without_room_goes_below_its_title() {
        let text = table(
            terminal(18),
            &[vec!["P-2026-000123".into(), "高效液相色谱仪".into(), 1.into(), Value::Null]],
        );
        assert_eq!(text, "编号:\n  P-2026-000123\n名称: 高效液相色谱\n      仪\n金额: 1\nn:\n");
    }

    #[test]
    fn a_cell_beyond_every_table_is_shown_whole() {
        let long = "长".repeat(40_000);
        let text = table(PIPE, &[vec!["P".into(), long.as_str().into(), 1.into(), Value::Null]]);
        assert!(text.contains(&long));
    }

    proptest! {
        #[test]
        fn blocks_lose_nothing(rows in any_rows(), room in 24..60_usize) {
            let text = table(terminal(room), &rows);
            for code in rows.iter().map(|row| row[0].to_text()) {
                prop_assert!(text.contains(&code));
            }
        }
    }
}
