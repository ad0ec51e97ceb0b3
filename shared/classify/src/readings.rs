//! The readings of one comment, and the hits in each.

use crate::{
    matcher::{Hit, Matcher},
    normalise::{Reading, Token},
    vocabulary::Vocabulary,
};

/// The most hits that are looked at: a comment of so many needs no more.
pub(crate) const MOST_HITS: usize = 8192;

/// The readings of one comment; the undone one only when something looks odd.
#[derive(Debug)]
pub(crate) struct Readings {
    plain: Reading,
    undone: Option<Reading>,
}

impl Readings {
    pub(crate) fn of(text: &str) -> Self {
        let plain = Reading::plain(text);
        let undone = plain.is_odd().then(|| Reading::masked(text));
        Self { plain, undone }
    }

    /// The words as they are written.
    pub(crate) const fn plain(&self) -> &Reading {
        &self.plain
    }

    /// The words with disguises undone, when something looks odd.
    pub(crate) const fn undone(&self) -> Option<&Reading> {
        self.undone.as_ref()
    }

    /// Hands over the hits in each reading that has any.
    ///
    /// In the later readings only hits on rewritten words count: the plain one has the others.
    pub(crate) fn each(
        &self,
        matcher: &Matcher,
        vocabulary: &Vocabulary,
        mut found: impl FnMut(&Reading, &[Hit]),
    ) {
        let mut hits = Vec::new();
        let mut read = |reading: &Reading, counts: fn(&Token) -> bool| {
            hits.clear();
            let all = matcher.hits(reading, &reading.keys(), vocabulary, MOST_HITS);
            hits.extend(all.into_iter().filter(|hit| {
                reading
                    .tokens()
                    .get(hit.first..=hit.last)
                    .is_some_and(|words| words.iter().any(counts))
            }));
            if !hits.is_empty() {
                found(reading, &hits);
            }
        };
        read(&self.plain, |_| true);
        if let Some(undone) = &self.undone {
            // A vocabulary only replaces words that are not in it, so nothing is lost.
            let respelled = vocabulary.respell(undone);
            read(respelled.as_ref().unwrap_or(undone), |token| token.is_rewritten());
        }
    }
}
