//! One pass over the characters: words, gaps, and whether anything looks odd.

use domain::finding::Span;

use super::{
    fold::{Piece, fold},
    leet,
    reading::{Reading, Token, offset},
};

/// Reads `text`; with `undo`, signs inside words are read as letters or left out.
pub(super) fn scan(text: &str, undo: bool) -> Reading {
    let mut scanner = Scanner {
        out: Reading::with_capacity(text.len()),
        undo,
        open: false,
        last: ' ',
        run: 0,
        length: 0,
        kinds: 0,
        singles: 0,
        gap: 0,
        flags: 0,
        sign: ' ',
        link: false,
    };
    for (at, c) in text.char_indices() {
        let span = Span::new(at, at + c.len_utf8());
        if c.is_ascii_alphanumeric() {
            scanner.letter(c.to_ascii_lowercase(), span);
        } else if c == ' ' {
            scanner.gap(c, span);
        } else {
            let next = text.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
            scanner.other(c, next.unwrap_or(' '), span);
        }
    }
    scanner.finish(text.len())
}

const LETTERS: u8 = 1;
const DIGITS: u8 = 2;

struct Scanner {
    out: Reading,
    undo: bool,
    /// Inside a word.
    open: bool,
    last: char,
    run: u8,
    /// Characters in the open word, held at 255.
    length: u8,
    kinds: u8,
    /// Words of one character in a row.
    singles: u8,
    gap: u8,
    /// What the next word will know of its gap.
    flags: u8,
    /// The last sign of the gap.
    sign: char,
    /// Inside a link, which ends with white space.
    link: bool,
}

impl Scanner {
    #[inline]
    fn letter(&mut self, c: char, span: Span) {
        if !self.open {
            self.begin();
        }
        if c == self.last {
            self.run = self.run.saturating_add(1);
            if self.run == 3 && c.is_alphabetic() {
                self.mark(Token::STRETCHED);
                self.out.odd = true;
            }
        } else {
            self.last = c;
            self.run = 1;
        }
        self.kinds |= if c.is_ascii_digit() { DIGITS } else { LETTERS };
        self.length = self.length.saturating_add(1);
        self.out.push(c, span);
    }

    fn begin(&mut self) {
        let start = offset(self.out.text.len());
        let handle = if self.link || self.sign == '@' { Token::HANDLE } else { 0 };
        self.out.tokens.push(Token::new(start, self.gap, self.flags | handle));
        self.open = true;
        (self.gap, self.flags, self.kinds, self.length, self.last) = (0, 0, 0, 0, ' ');
        self.sign = ' ';
    }

    fn mark(&mut self, flag: u8) {
        if let Some(token) = self.out.tokens.last_mut() {
            token.set(flag);
        }
    }

    #[inline]
    fn close(&mut self, span: Span) {
        if !self.open {
            return;
        }
        self.open = false;
        self.singles = if self.length == 1 { self.singles.saturating_add(1) } else { 0 };
        self.out.odd |= self.singles >= 3 || self.kinds == LETTERS | DIGITS;
        let end = offset(self.out.text.len());
        if let Some(token) = self.out.tokens.last_mut() {
            token.end = end;
            if self.length == 1 {
                token.set(Token::SINGLE);
            }
        }
        self.out.push(' ', Span { end: span.start, ..span });
    }

    #[inline]
    fn gap(&mut self, c: char, span: Span) {
        self.close(span);
        self.gap = self.gap.saturating_add(1);
        self.link = !c.is_whitespace() && (self.link || c == '/' && self.sign == '/');
        self.sign = c;
        match c {
            '.' | '!' | '?' | ';' | '\n' | '…' => self.flags |= Token::AFTER_STOP,
            '"' | '«' | '»' | '“' | '”' | '„' | '‟' | '‹' | '›' | '‘' => {
                self.flags |= Token::AFTER_QUOTE;
            }
            _ => {}
        }
    }

    /// Anything but a plain letter, digit or space.
    fn other(&mut self, c: char, next: char, span: Span) {
        if c.is_ascii() && !c.is_ascii_control() {
            self.sign(c, next, span);
            return;
        }
        fold(c, &mut |piece| match piece {
            Piece::Letter(letter) => self.letter(letter, span),
            Piece::Gap(sign) => self.sign(sign, next, span),
            Piece::Alone(letter) if letter.is_ascii() => {
                self.close(span);
                self.letter(letter, span);
                self.close(Span { start: span.end, ..span });
            }
            Piece::Alone(sign) => {
                self.close(span);
                self.singles = 0;
                self.begin();
                self.length = 2; // never joined with its neighbours
                self.out.push(sign, span);
                self.close(Span { start: span.end, ..span });
            }
            Piece::Tone(tone) if self.follows_person() => {
                self.begin();
                self.length = 2;
                self.out.push(tone, span);
                self.close(Span { start: span.end, ..span });
            }
            Piece::Tone(_) | Piece::Nothing => self.nothing(span),
        });
    }

    /// Whether the word before is the picture of a person: directly before this place, or with one sign between as in
    /// a reading, so that a second one changes nothing.
    fn follows_person(&self) -> bool {
        self.gap <= 1
            && self.out.tokens.last().is_some_and(|&token| {
                self.out.word(token).chars().next().is_some_and(|c| {
                    matches!(u32::from(c), 0x1F466..=0x1F487 | 0x1F574 | 0x1F9D1..=0x1F9DF | 0x1F930..=0x1F93E)
                })
            })
    }

    /// A mark belongs to the letter under it, so that a highlight covers both.
    fn nothing(&mut self, span: Span) {
        if self.open
            && let Some(last) = self.out.map.last().copied()
            && last.end == span.start
        {
            let bytes = self.last.len_utf8();
            for place in self.out.map.iter_mut().rev().take(bytes) {
                place.end = span.end;
            }
        }
    }

    fn sign(&mut self, c: char, next: char, span: Span) {
        let inside = self.open && (is_wordy(next) || leet::sign(next).is_some());
        let letter = leet::sign(c).filter(|_| match c {
            '$' if self.open => self.kinds & LETTERS != 0,
            '$' => next.is_alphabetic(),
            _ => inside,
        });
        let mask = c == '*' && self.open && (is_wordy(next) || next == '*');
        if mask && self.undo {
            self.letter(c, span);
            self.length = self.length.saturating_sub(1); // it may turn out to stand for nothing
            self.mark(Token::REWRITTEN);
            return;
        }
        let glue = letter.is_none() && self.open && leet::is_glue(c) && is_wordy(next);
        if letter.is_none() && !glue && !mask {
            if c == '\'' && !(self.open && is_wordy(next)) {
                self.flags |= Token::AFTER_QUOTE;
                self.close(span);
                return;
            }
            return self.gap(c, span);
        }
        self.out.odd = true;
        if !self.undo {
            return self.gap(c, span);
        }
        if let Some(letter) = letter {
            self.letter(letter, span);
        }
        self.mark(Token::REWRITTEN);
        if leet::is_ambiguous(c) {
            self.mark(Token::AMBIGUOUS);
        }
    }

    fn finish(mut self, length: usize) -> Reading {
        self.close(Span::new(length, length));
        self.out.ends_with_quote = self.flags & Token::AFTER_QUOTE != 0;
        self.out
    }
}

fn is_wordy(c: char) -> bool {
    c.is_alphanumeric()
}
