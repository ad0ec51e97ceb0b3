//! The sentences of a text, and offsets as JavaScript counts them.

use std::ops::Range;

/// The sentences of a text, in bytes, without the white space between them.
///
/// A sentence ends at a line's end, and after `.`, `!`, `?` or `…` (and the quotation marks and brackets that close
/// there) where white space follows.
pub(crate) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut ended = false;
    for (at, letter) in text.char_indices() {
        match letter {
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => {
                push(text, start..at, &mut found);
                (start, ended) = (at, false);
            }
            '.' | '!' | '?' | '…' | '。' | '！' | '？' => ended = true,
            '"' | '\'' | '’' | '”' | '»' | ')' | ']' => {}
            // "Quel but !" has a space before its mark, and "« Non ! »" one before the mark that closes.
            _ if letter.is_whitespace() => {
                if ended && !closes(text, at) {
                    push(text, start..at, &mut found);
                    (start, ended) = (at, false);
                }
            }
            _ => ended = false,
        }
    }
    push(text, start..text.len(), &mut found);
    found
}

/// Whether the sentence goes on after the white space at a byte: with a mark that ends or closes it.
fn closes(text: &str, at: usize) -> bool {
    // Nobody puts more than a space or two there; looking no further keeps this linear.
    let after = text.get(at..).unwrap_or_default().chars().take(3);
    after
        .into_iter()
        .find(|letter| !letter.is_whitespace())
        .is_some_and(|letter| "!?»…".contains(letter))
}

/// Adds a range without the white space around it, if anything is left.
fn push(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let whole = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (whole.len() - whole.trim_start().len());
    let end = start + whole.trim().len();
    if start < end {
        found.push(start..end);
    }
}

/// UTF-16 offsets of a text, asked for in rising order.
#[derive(Debug)]
pub(crate) struct Utf16<'a> {
    text: &'a str,
    byte: usize,
    units: usize,
}

impl<'a> Utf16<'a> {
    /// At the start of a text.
    pub(crate) const fn of(text: &'a str) -> Self {
        Self { text, byte: 0, units: 0 }
    }

    /// The offset in UTF-16 code units of a byte offset, which is not before the one asked for last.
    pub(crate) fn at(&mut self, byte: usize) -> usize {
        let passed = self.text.get(self.byte..byte).unwrap_or_default();
        self.units += passed.encode_utf16().count();
        self.byte = self.byte.max(byte);
        self.units
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_into_its_sentences() {
        for (text, expected) in [
            ("One. Two! Three?", vec!["One.", "Two!", "Three?"]),
            ("Quel but ! Bravo…  Merci", vec!["Quel but !", "Bravo…", "Merci"]),
            (
                "« Non ! » dit-il. (Vraiment ?) Oui",
                vec!["« Non ! »", "dit-il.", "(Vraiment ?)", "Oui"],
            ),
            ("Version 3.5 est là", vec!["Version 3.5 est là"]),
            ("une ligne\n\n  deux\r\ntrois", vec!["une ligne", "deux", "trois"]),
            ("Quoi ?!! Non", vec!["Quoi ?!!", "Non"]),
            ("...", vec!["..."]),
            ("  bord  ", vec!["bord"]),
            ("   ", vec![]),
        ] {
            let found: Vec<&str> =
                sentences(text).into_iter().map(|range| text.get(range).unwrap()).collect();
            assert_eq!(found, expected, "{text:?}");
        }
    }

    #[test]
    fn offsets_are_those_of_javascript() {
        let text = "é😀e\u{301}!";
        let mut offsets = Utf16::of(text);
        let found: Vec<usize> = text.char_indices().map(|(byte, _)| offsets.at(byte)).collect();
        assert_eq!(found, [0, 1, 3, 4, 5]);
        assert_eq!(offsets.at(text.len()), 6);
    }
}
