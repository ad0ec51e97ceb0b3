//! Undoes what people do to a word so that a machine does not see it, and remembers where each
//! letter stood in the original.
//!
//! A text has up to three readings, each only made when the one before asks for it:
//!
//! 1. the **plain** one: lower case, no accents, look-alike letters as Latin ones, invisible
//!    characters gone, words parted by one space. Nearly every comment needs no other;
//! 2. the **undone** one, when something looks odd: leetspeak read as letters, glued (`con-nard`)
//!    and spaced-out (`c o n n a r d`) words joined, letters stretched beyond two brought to two;
//! 3. the **respelled** one, when a word was stretched, holds a sign that may be an `i` or an `l`,
//!    or is masked with asterisks: a vocabulary says which word is meant.
//!
//! Words and gaps are kept as tokens, on which the context rules work.

mod fold;
mod leet;
mod reading;
mod scan;
mod undo;

use std::ops::Range;

use domain::finding::Span;

pub(crate) use reading::{Reading, Token};

/// A text as the lexicons read it, with the way back to the original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Normalised(Reading);

/// Reads `text` without disguises: case, accents, look-alikes, invisible characters, leetspeak,
/// stretched and spaced-out letters.
///
/// Normalising the result again changes nothing.
#[must_use]
pub fn normalise(text: &str) -> Normalised {
    let plain = Reading::plain(text);
    Normalised(if plain.is_odd() { Reading::undone(text) } else { plain })
}

impl Normalised {
    /// Words in lower-case Latin letters where that is possible, parted by single spaces.
    #[must_use]
    pub fn text(&self) -> &str {
        // The reading is padded with one space on each side so that every word has two edges.
        self.0.text().trim_matches(' ')
    }

    /// Where a range of bytes of [`text`](Self::text) stood in the original.
    ///
    /// A range past the end is held at the end; an empty one gives an empty span.
    #[must_use]
    pub fn original_span(&self, range: Range<usize>) -> Span {
        let length = self.text().len();
        let (start, end) = (range.start.min(length), range.end.min(length));
        self.0.span_of_bytes(start + 1, end + 1)
    }
}

#[cfg(test)]
mod tests;
