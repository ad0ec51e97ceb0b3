//! Rows in columns, for whoever reads them on a terminal.

use std::fmt::Write as _;

use anstyle::Style;

use crate::shown::BOLD;

/// No style.
pub(crate) const PLAIN: Style = Style::new();

/// Rows in columns: words to the left, numbers to the right. Every character counts as one column.
pub(crate) struct Table {
    rows: Vec<Vec<(String, Style)>>,
    /// How many columns, from the first, hold words.
    words: usize,
}

impl Table {
    /// A table with this head, whose first column holds words.
    pub(crate) fn of<'a>(head: impl IntoIterator<Item = &'a str>) -> Self {
        let head = head.into_iter().map(|name| (name.to_owned(), BOLD)).collect();
        Self { rows: vec![head], words: 1 }
    }

    /// The same with words in all its columns.
    pub(crate) fn of_words(self) -> Self {
        Self { words: usize::MAX, ..self }
    }

    /// Adds a row: its name and its other cells.
    pub(crate) fn row(&mut self, name: &str, cells: impl IntoIterator<Item = (String, Style)>) {
        self.rows.push(std::iter::once((name.to_owned(), PLAIN)).chain(cells).collect());
    }

    /// The table as text, after an empty line.
    pub(crate) fn shown(&self) -> String {
        let mut widths = Vec::new();
        for row in &self.rows {
            widths.resize(widths.len().max(row.len()), 0);
            for (width, (cell, _)) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        let mut shown = String::from("\n");
        for row in &self.rows {
            for (column, ((cell, style), width)) in row.iter().zip(&widths).enumerate() {
                let pad = " ".repeat(width - cell.chars().count());
                let last = column + 1 == row.len();
                let (before, after) = match column < self.words {
                    true if last && column > 0 => ("", ""),
                    true => ("", pad.as_str()),
                    false => (pad.as_str(), ""),
                };
                let gap = if column == 0 { "  " } else { "   " };
                write!(shown, "{gap}{before}{style}{cell}{style:#}{after}").ok();
            }
            shown.push('\n');
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(table: &Table) -> String {
        anstream::adapter::strip_str(&table.shown()).to_string()
    }

    #[test]
    fn columns_stand_under_each_other() {
        let mut table = Table::of(["names", "n"]);
        table.row("é", [("1,000".to_owned(), BOLD)]);
        assert_eq!(plain(&table), "\n  names       n\n  é       1,000\n");
    }

    #[test]
    fn words_stand_to_the_left_without_spaces_at_the_end() {
        let mut table = Table::of(["names", "case", "words"]).of_words();
        table.row("é", [("a".to_owned(), PLAIN), ("b".to_owned(), PLAIN)]);
        assert_eq!(plain(&table), "\n  names   case   words\n  é       a      b\n");
    }
}
