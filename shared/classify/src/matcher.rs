//! Aho-corasick over words: whole words, phrases, and phrases whose last word may go on.
//!
//! The automaton does not read letters but the numbers that a [`Vocabulary`] gives to words, two bytes each. It is a
//! third of the size of one over letters, is built in a third of the time at each start, and knows where words begin
//! and end: `con` in `reconnu` costs nothing.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError};

use crate::{
    model::sequence::key,
    normalise::Reading,
    vocabulary::{Number, Vocabulary},
};

/// A word or phrase to look for, already normalised.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pattern {
    /// Words parted by single spaces.
    pub(crate) text: String,
    /// Whether the last word may go on.
    pub(crate) prefix: bool,
}

impl Pattern {
    /// Its words, the last one apart when that one may go on.
    pub(crate) fn words(&self) -> (impl Iterator<Item = &str>, Option<&str>) {
        let (head, beginning) = match (self.prefix, self.text.rsplit_once(' ')) {
            (false, _) => (self.text.as_str(), None),
            (true, None) => ("", Some(self.text.as_str())),
            (true, Some((head, last))) => (head, Some(last)),
        };
        (head.split(' ').filter(|word| !word.is_empty()), beginning)
    }
}

/// Where a pattern stands: words `first` to `last` of the reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hit {
    pub(crate) pattern: usize,
    pub(crate) first: usize,
    pub(crate) last: usize,
}

/// Many patterns, one pass.
#[derive(Debug, Clone)]
pub(crate) struct Matcher {
    automaton: AhoCorasick,
    /// Which pattern each word or phrase of the automaton is, and how its next word must begin.
    phrases: Vec<(usize, Option<Box<str>>)>,
    /// Beginnings of words that are a pattern by themselves.
    beginnings: HashMap<Box<str>, Vec<usize>>,
    /// Bytes of the longest one.
    longest: usize,
    /// Whether one begins with a byte: most words are told apart by that.
    starts: Box<[bool; 256]>,
}

/// Bytes of a word's number.
const WIDTH: usize = size_of::<Number>();

impl Matcher {
    /// Over patterns whose words are in the vocabulary.
    pub(crate) fn new<'p>(
        patterns: impl Iterator<Item = &'p Pattern>,
        vocabulary: &Vocabulary,
    ) -> Result<Self, BuildError> {
        let mut phrases = Vec::new();
        let mut beginnings: HashMap<Box<str>, Vec<usize>> = HashMap::new();
        let (mut numbers, mut ends) = (Vec::new(), Vec::new());
        for (at, pattern) in patterns.enumerate() {
            let (head, beginning) = pattern.words();
            let from = numbers.len();
            for word in head {
                let number = vocabulary.number(key(word), word).unwrap_or(Vocabulary::NONE);
                numbers.extend(number.to_be_bytes());
            }
            match beginning {
                Some(beginning) if from == numbers.len() => {
                    beginnings.entry(beginning.into()).or_default().push(at);
                }
                beginning => {
                    phrases.push((at, beginning.map(Box::from)));
                    ends.push(from..numbers.len());
                }
            }
        }
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .prefilter(false)
            .build(ends.into_iter().map(|place| numbers.get(place).unwrap_or_default()))?;
        let longest = beginnings.keys().map(|beginning| beginning.len()).max().unwrap_or(0);
        let mut starts = Box::new([false; 256]);
        for first in beginnings.keys().filter_map(|beginning| beginning.bytes().next()) {
            if let Some(start) = starts.get_mut(usize::from(first)) {
                *start = true;
            }
        }
        Ok(Self { automaton, phrases, beginnings, longest, starts })
    }

    /// Every place of every pattern, also inside one another, in order of their ends; at most `most`.
    ///
    /// `keys` are those of the reading's words.
    pub(crate) fn hits(
        &self,
        reading: &Reading,
        keys: &[u32],
        vocabulary: &Vocabulary,
        most: usize,
    ) -> Vec<Hit> {
        let tokens = reading.tokens();
        let mut numbers = Vec::with_capacity(tokens.len() * WIDTH);
        for (&token, &key) in tokens.iter().zip(keys) {
            let number = vocabulary.number(key, reading.word(token));
            numbers.extend(number.unwrap_or(Vocabulary::NONE).to_be_bytes());
        }
        let begins = |at: usize, beginning: &str| {
            tokens.get(at).is_some_and(|&token| reading.word(token).starts_with(beginning))
        };
        let found = self.automaton.find_overlapping_iter(&numbers);
        // Halves of two numbers are no word.
        let whole = found.filter(|found| found.start().is_multiple_of(WIDTH));
        let mut hits: Vec<Hit> = whole
            .filter_map(|found| {
                let (pattern, beginning) = self.phrases.get(found.pattern().as_usize())?;
                let (first, next) = (found.start() / WIDTH, found.end() / WIDTH);
                let last = match beginning {
                    None => next.checked_sub(1)?,
                    Some(beginning) if begins(next, beginning) => next,
                    Some(_) => return None,
                };
                Some(Hit { pattern: *pattern, first, last })
            })
            .take(most)
            .collect();
        if !self.beginnings.is_empty() {
            for (at, &token) in tokens.iter().enumerate() {
                let word = reading.word(token);
                let first = word.bytes().next().map_or(0, usize::from);
                if !self.starts.get(first).is_some_and(|&starts| starts) {
                    continue;
                }
                for end in 1..=word.len().min(self.longest) {
                    let patterns = word.get(..end).and_then(|start| self.beginnings.get(start));
                    let here = patterns.into_iter().flatten();
                    hits.extend(here.map(|&pattern| Hit { pattern, first: at, last: at }));
                }
            }
        }
        hits.sort_by_key(|hit| hit.last);
        hits.truncate(most);
        hits
    }
}
