//! The words of a list, found again when they are stretched (`saaalope`), ambiguous (`sa1ope`) or
//! masked (`s*lope`).

use std::{collections::HashMap, sync::OnceLock};

use crate::{
    matcher::Pattern,
    normalise::{Reading, Token},
};

/// Masked words looked up in one comment; a comment of nothing else stays cheap.
const MOST_MASKED: usize = 64;

/// Every word that a list of patterns uses.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary {
    words: Vec<Word>,
    /// Skeletons, sorted, each with the index of its word.
    skeletons: OnceLock<Vec<(String, usize)>>,
}

#[derive(Debug, Clone)]
struct Word {
    text: String,
    /// A pattern by itself, not only part of a phrase.
    alone: bool,
}

impl Vocabulary {
    /// The words of patterns, and other words by themselves.
    pub(crate) fn new<'p>(
        patterns: impl Iterator<Item = &'p Pattern>,
        words: impl Iterator<Item = &'p str>,
    ) -> Self {
        // About what our lexicons hold: growing the map step by step shows at start.
        let mut all: HashMap<&str, bool> = HashMap::with_capacity(8192);
        for pattern in patterns {
            for word in pattern.text.split(' ') {
                *all.entry(word).or_default() |= word.len() == pattern.text.len();
            }
        }
        for word in words {
            all.insert(word, true);
        }
        let mut words: Vec<_> =
            all.into_iter().map(|(text, alone)| Word { text: text.to_owned(), alone }).collect();
        words.sort_unstable_by(|a, b| a.text.cmp(&b.text));
        Self { words, skeletons: OnceLock::new() }
    }

    /// Made when the first stretched word is met: most processes start long before that.
    fn skeletons(&self) -> &[(String, usize)] {
        self.skeletons.get_or_init(|| {
            let words = self.words.iter().enumerate();
            let mut all: Vec<_> =
                words.map(|(index, word)| (skeleton(&word.text), index)).collect();
            all.sort_unstable();
            all
        })
    }

    /// Whether a word is in it.
    pub(crate) fn has(&self, word: &str) -> bool {
        self.words.binary_search_by(|known| known.text.as_str().cmp(word)).is_ok()
    }

    /// The reading with words of this vocabulary in place of those that only resemble them, or
    /// `None` when there are none.
    pub(crate) fn respell(&self, reading: &Reading) -> Option<Reading> {
        let odd = |token: &Token| token.is_masked() || token.needs_skeleton();
        if !reading.tokens().iter().any(odd) {
            return None;
        }
        let mut masked = 0;
        reading.respelled(|token, word| {
            if token.is_masked() {
                masked += 1;
                if masked <= MOST_MASKED { self.unmask(word) } else { None }
            } else if token.needs_skeleton() {
                self.unstretch(word)
            } else {
                None
            }
        })
    }

    /// The longest word that `word` may be a stretched form of.
    fn unstretch(&self, word: &str) -> Option<&str> {
        let wanted = skeleton(word);
        let skeletons = self.skeletons();
        let from = skeletons.partition_point(|(skeleton, _)| *skeleton < wanted);
        skeletons
            .iter()
            .skip(from)
            .take_while(|(skeleton, _)| *skeleton == wanted)
            .filter_map(|&(_, index)| self.words.get(index))
            .filter(|found| found.text.len() <= word.len())
            .max_by_key(|found| (found.alone, found.text.len()))
            .map(|found| found.text.as_str())
            .filter(|&found| found != word)
    }

    /// A word with other letters, or none, at the asterisks; rather one that is a pattern.
    fn unmask(&self, word: &str) -> Option<&str> {
        let first = word.chars().next()?;
        let known = word.chars().filter(|&c| c != '*').count();
        if known < 2 {
            return None;
        }
        let glued = word.replace('*', "");
        let from = self.words.partition_point(|found| found.text.chars().next() < Some(first));
        self.words
            .iter()
            .skip(from)
            .take_while(|found| found.text.starts_with(first))
            .filter(|found| found.text == glued || fits(word, &found.text))
            .max_by_key(|found| found.alone)
            .map(|found| found.text.as_str())
    }
}

/// Whether `word` is `masked` with a letter for each asterisk.
fn fits(masked: &str, word: &str) -> bool {
    masked.len() == word.len() && masked.bytes().zip(word.bytes()).all(|(m, w)| m == b'*' || m == w)
}

/// Every letter of a word once, `i` for `l`: the same for all ways to stretch a word.
fn skeleton(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut last = None;
    for c in word.chars() {
        let c = if c == 'l' { 'i' } else { c };
        if last != Some(c) {
            out.push(c);
        }
        last = Some(c);
    }
    out
}
