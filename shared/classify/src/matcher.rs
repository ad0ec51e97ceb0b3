//! Aho-corasick over whole words, beginnings of words and phrases.

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError};

use crate::normalise::{Reading, Token};

/// A word or phrase to look for, already normalised.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pattern {
    /// Words parted by single spaces.
    pub(crate) text: String,
    /// Whether the last word may go on.
    pub(crate) prefix: bool,
}

/// Where a pattern stands: words `first` to `last` of the reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hit {
    pub(crate) pattern: usize,
    pub(crate) first: usize,
    pub(crate) last: usize,
}

/// Many patterns, one pass.
///
/// A pattern carries the spaces around it, and readings are padded, so that the automaton itself
/// knows where words begin and end: `con` in `reconnu` costs nothing.
#[derive(Debug, Clone)]
pub(crate) struct Matcher {
    automaton: AhoCorasick,
    prefix: Vec<bool>,
}

impl Matcher {
    pub(crate) fn new<'p>(
        patterns: impl Iterator<Item = &'p Pattern> + Clone,
    ) -> Result<Self, BuildError> {
        let prefix = patterns.clone().map(|pattern| pattern.prefix).collect();
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .prefilter(false)
            .build(patterns.map(|pattern| {
                format!(" {}{}", pattern.text, if pattern.prefix { "" } else { " " })
            }))?;
        Ok(Self { automaton, prefix })
    }

    /// Every place of every pattern, also inside one another, in order of their ends.
    pub(crate) fn hits<'t>(&'t self, reading: &'t Reading) -> impl Iterator<Item = Hit> + 't {
        let tokens = reading.tokens();
        let mut last = 0;
        self.automaton.find_overlapping_iter(reading.text()).map(move |found| {
            let pattern = found.pattern().as_usize();
            // A word's pattern ends with the space after it, the beginning of one within it.
            let closing = if self.prefix.get(pattern).copied().unwrap_or_default() { 1 } else { 2 };
            let end = found.end().saturating_sub(closing);
            // Ends only grow, so that the whole text is walked once; patterns are a few words.
            let ends_before = |token: &Token, byte| (token.end as usize) <= byte;
            while tokens.get(last).is_some_and(|token| ends_before(token, end)) {
                last += 1;
            }
            // A word may end where the one of a longer beginning already did.
            while last
                .checked_sub(1)
                .and_then(|i| tokens.get(i))
                .is_some_and(|t| !ends_before(t, end))
            {
                last -= 1;
            }
            let mut first = last;
            while first > 0
                && tokens.get(first).is_none_or(|t| t.start as usize > found.start() + 1)
            {
                first -= 1;
            }
            Hit { pattern, first, last }
        })
    }
}
