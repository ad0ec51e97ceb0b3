//! A text as words, with the place of each letter in the original.

use domain::finding::Span;

use super::{scan::scan, undo};
use crate::{mend::Parts, model::sequence::key};

/// What is known of a word and of the gap before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    /// First byte in the reading's text.
    pub(crate) start: u32,
    /// One past the last byte.
    pub(crate) end: u32,
    /// Characters between the word before and this one, held at 255.
    pub(super) gap: u8,
    pub(super) flags: u8,
}

impl Token {
    /// A sentence ended before this word.
    pub(super) const AFTER_STOP: u8 = 1;
    /// A quotation mark stands before this word.
    pub(super) const AFTER_QUOTE: u8 = 2;
    /// A letter stands three times or more in a row.
    pub(super) const STRETCHED: u8 = 4;
    /// Holds a sign that may be an `i` or an `l`.
    pub(super) const AMBIGUOUS: u8 = 8;
    /// Not written this way: glued, joined, decoded or shortened.
    pub(super) const REWRITTEN: u8 = 16;
    /// Only one character, and not an emoji.
    pub(super) const SINGLE: u8 = 32;

    /// Letters are masked with asterisks.
    pub(super) const MASKED: u8 = 64;
    /// Part of a link, or of the name of a user after an `@`.
    pub(super) const HANDLE: u8 = 128;

    pub(super) const fn new(start: u32, gap: u8, flags: u8) -> Self {
        Self { start, end: start, gap, flags }
    }

    pub(super) const fn set(&mut self, flag: u8) {
        self.flags |= flag;
    }

    pub(super) const fn unset(&mut self, flag: u8) {
        self.flags &= !flag;
    }

    pub(super) const fn flags(self) -> u8 {
        self.flags
    }

    pub(super) const fn has(self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// Whether a sentence ended before this word.
    pub(crate) const fn follows_stop(self) -> bool {
        self.has(Self::AFTER_STOP)
    }

    /// Whether a quotation mark stands before this word.
    pub(crate) const fn follows_quote(self) -> bool {
        self.has(Self::AFTER_QUOTE)
    }

    /// Whether this word reads otherwise than it is written.
    pub(crate) const fn is_rewritten(self) -> bool {
        self.has(Self::REWRITTEN)
    }

    /// Whether this word is part of a link or the name of a user.
    pub(crate) const fn is_handle(self) -> bool {
        self.has(Self::HANDLE)
    }

    /// Whether letters of this word are masked with asterisks.
    pub(crate) const fn is_masked(self) -> bool {
        self.has(Self::MASKED)
    }

    /// Whether only a vocabulary can tell which word this is.
    pub(crate) const fn needs_skeleton(self) -> bool {
        self.has(Self::STRETCHED | Self::AMBIGUOUS)
    }
}

/// One reading of a text: ` words parted by single spaces ` and where they come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Reading {
    /// Padded with one space on each side.
    pub(super) text: String,
    /// Where each byte of `text` comes from.
    pub(super) map: Vec<Span>,
    pub(super) tokens: Vec<Token>,
    pub(super) odd: bool,
    pub(super) ends_with_quote: bool,
}

impl Reading {
    /// Words as they are written, but for case, accents, look-alikes and invisible characters.
    pub(crate) fn plain(text: &str) -> Self {
        scan(text, false)
    }

    /// Words with leetspeak, glue, spacing and stretching undone.
    pub(crate) fn undone(text: &str) -> Self {
        undo::tidy(&scan(text, true), false)
    }

    /// The undone reading, with the asterisks that mask letters kept.
    pub(crate) fn masked(text: &str) -> Self {
        undo::tidy(&scan(text, true), true)
    }

    /// This reading with other words for some of its own, or `None` when none is replaced.
    pub(crate) fn respelled<'w>(
        &self,
        mut other: impl FnMut(Token, &str) -> Option<&'w str>,
    ) -> Option<Self> {
        let mut out = Self::with_capacity(self.text.len());
        out.ends_with_quote = self.ends_with_quote;
        let mut any = false;
        for &token in &self.tokens {
            let word = self.word(token);
            let mut written = Token { start: offset(out.text.len()), ..token };
            if let Some(other) = other(token, word) {
                any = true;
                written.set(Token::REWRITTEN);
                // Letters no longer stand one for one: each is the whole word.
                let whole = self.span_of_bytes(token.start as usize, token.end as usize);
                other.chars().for_each(|c| out.push(c, whole));
            } else {
                out.text.push_str(word);
                let places = self.map.get(token.start as usize..token.end as usize);
                out.map.extend_from_slice(places.unwrap_or_default());
            }
            written.end = offset(out.text.len());
            out.tokens.push(written);
            let end = out.map.last().map_or(0, |span| span.end);
            out.push(' ', Span { start: end, end });
        }
        any.then_some(out)
    }

    /// This reading with some of its words read as others, each at its place in the word; `None` when all stay.
    pub(crate) fn rewritten<'r, 'w: 'r>(
        &'r self,
        mut parts_of: impl FnMut(Token, &'r str, &mut Parts<'w>) -> bool,
    ) -> Option<Self>
    where
        'r: 'w,
    {
        let mut out: Option<Self> = None;
        let mut parts = Parts::default();
        for (at, &token) in self.tokens.iter().enumerate() {
            parts.0.clear();
            if !parts_of(token, self.word(token), &mut parts) {
                if let Some(out) = &mut out {
                    out.copy(self, token);
                }
                continue;
            }
            // Most comments need nothing: only now is a copy worth its price.
            let out = out.get_or_insert_with(|| {
                let mut out = Self::with_capacity(self.text.len());
                out.ends_with_quote = self.ends_with_quote;
                for &token in self.tokens.iter().take(at) {
                    out.copy(self, token);
                }
                out
            });
            for (at, (place, text)) in parts.0.iter().enumerate() {
                let (gap, flags) = if at == 0 { (token.gap, token.flags) } else { (0, 0) };
                let flags = flags & !Token::SINGLE | Token::REWRITTEN;
                let mut written = Token::new(offset(out.text.len()), gap, flags);
                let start = token.start as usize;
                let whole = self.span_of_bytes(start + place.start, start + place.end);
                text.chars().for_each(|c| out.push(c, whole));
                written.end = offset(out.text.len());
                out.close(written);
            }
        }
        out
    }

    /// This reading, but with the words of `plain` where a word was rewritten into one that `known` does not know.
    pub(crate) fn or_plain(&self, plain: &Self, mut known: impl FnMut(&str) -> bool) -> Self {
        let mut out = Self::with_capacity(self.text.len());
        out.ends_with_quote = self.ends_with_quote;
        let mut rest = plain.tokens.iter().copied().peekable();
        for &token in &self.tokens {
            let span = self.span_of_bytes(token.start as usize, token.end as usize);
            let starts =
                |token: &Token| plain.span_of_bytes(token.start as usize, token.end as usize).start;
            while rest.peek().is_some_and(|token| starts(token) < span.start) {
                rest.next();
            }
            if token.is_rewritten() && !known(self.word(token)) {
                let mut any = false;
                while let Some(token) = rest.next_if(|token| starts(token) < span.end) {
                    out.copy(plain, token);
                    any = true;
                }
                if any {
                    continue;
                }
            }
            out.copy(self, token);
        }
        out
    }

    /// Writes a word of another reading at the end.
    fn copy(&mut self, from: &Self, token: Token) {
        let mut written = Token { start: offset(self.text.len()), ..token };
        self.text.push_str(from.word(token));
        let places = from.map.get(token.start as usize..token.end as usize);
        self.map.extend_from_slice(places.unwrap_or_default());
        written.end = offset(self.text.len());
        self.close(written);
    }

    /// Ends a word with the space after it.
    fn close(&mut self, token: Token) {
        self.tokens.push(token);
        let end = self.map.last().map_or(0, |span| span.end);
        self.push(' ', Span { start: end, end });
    }

    pub(super) fn with_capacity(bytes: usize) -> Self {
        let mut reading = Self {
            text: String::with_capacity(bytes + 2),
            map: Vec::with_capacity(bytes + 2),
            tokens: Vec::with_capacity(bytes / 5 + 1),
            ..Self::default()
        };
        reading.push(' ', Span::new(0, 0));
        reading
    }

    pub(super) fn push(&mut self, c: char, from: Span) {
        self.text.push(c);
        for _ in 0..c.len_utf8() {
            self.map.push(from);
        }
    }

    /// Whether the undone reading may differ from this one.
    pub(crate) const fn is_odd(&self) -> bool {
        self.odd
    }

    /// The words, with a space before, between and after.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The words.
    pub(crate) fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The key of each word.
    pub(crate) fn keys(&self) -> Vec<u32> {
        self.tokens.iter().map(|&token| key(self.word(token))).collect()
    }

    /// The text of one word.
    pub(crate) fn word(&self, token: Token) -> &str {
        self.text.get(token.start as usize..token.end as usize).unwrap_or_default()
    }

    /// Whether a quotation mark follows a word.
    pub(crate) fn quote_follows(&self, token: usize) -> bool {
        self.tokens.get(token + 1).map_or(self.ends_with_quote, |next| next.follows_quote())
    }

    /// Where words `first` to `last` stand in the original.
    pub(crate) fn span_of_tokens(&self, first: usize, last: usize) -> Option<Span> {
        let (first, last) = (self.tokens.get(first)?, self.tokens.get(last)?);
        Some(self.span_of_bytes(first.start as usize, last.end as usize))
    }

    /// Where bytes of the text stand in the original.
    pub(super) fn span_of_bytes(&self, start: usize, end: usize) -> Span {
        let from = self.map.get(start).or(self.map.last()).copied().unwrap_or(Span::new(0, 0));
        if end <= start {
            return Span { end: from.start, ..from };
        }
        let to = self.map.get(end - 1).or(self.map.last()).copied().unwrap_or(from);
        // Joined groups keep the order of the text, so `to` never lies before `from`.
        Span { start: from.start, end: to.end.max(from.start) }
    }
}

/// An offset in a reading's text; comments stay far below 4 GiB.
pub(super) fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
