//! Words that nobody knows, read as the words that they are meant to be: glued (`killthemall`), broken (`musu lmans`),
//! a letter missing, doubled, swapped or wrong.
//!
//! Only the model and the lexicons read a mended comment, and only words that are not known are mended.

use std::collections::HashMap;

use crate::{
    model::{known::Known, sequence::key},
    normalise::{Reading, Token},
};

/// Words mended in one comment; a comment of nothing else stays cheap.
const MOST: usize = 48;
/// The shortest word that a wrong letter is forgiven.
const SHORTEST: usize = 5;
/// The longest.
const LONGEST: usize = 16;
/// The longest run of letters that is parted.
const LONGEST_GLUED: usize = 40;

/// Finds the words that are meant.
#[derive(Debug)]
pub(crate) struct Mender {
    /// Hashes of words that matter with one letter left out, each with the index of its word.
    without_a_letter: HashMap<u32, u32>,
    words: Vec<Box<str>>,
}

impl Mender {
    /// Over the words that matter.
    pub(crate) fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let mut mender = Self { without_a_letter: HashMap::with_capacity(65536), words: Vec::new() };
        for word in words.filter(|word| (SHORTEST..=LONGEST).contains(&word.len()) && word.is_ascii())
        {
            let index = u32::try_from(mender.words.len()).unwrap_or(u32::MAX);
            mender.words.push(word.into());
            let mut all = vec![key(word)];
            shortened(word, |hash| all.push(hash));
            for hash in all {
                mender.without_a_letter.entry(hash).or_insert(index);
            }
        }
        mender
    }

    /// The reading with unknown words mended, or `None` when there is nothing to mend.
    pub(crate) fn mend(
        &self,
        reading: &Reading,
        known: Known<'_>,
        is_word: impl Fn(&str) -> bool + Copy,
    ) -> Option<Reading> {
        let unknown = |token: &Token| {
            let word = reading.word(*token);
            word.len() >= SHORTEST
                && !token.is_handle()
                && word.bytes().all(|byte| byte.is_ascii_lowercase())
                && !known.has(key(word))
                && !is_word(word)
        };
        if !reading.tokens().iter().any(unknown) {
            return None;
        }
        let mut mended = 0;
        reading.rewritten(|token, word, out| {
            if mended >= MOST || !unknown(&token) {
                return false;
            }
            mended += 1;
            if let Some(meant) = self.meant(word) {
                out.push(0..word.len(), meant);
                return true;
            }
            self.parted(word, known, is_word, out)
        })
    }

    /// The word that matters and differs by one letter.
    fn meant(&self, word: &str) -> Option<&str> {
        if !(SHORTEST..=LONGEST).contains(&word.len()) {
            return None;
        }
        let found = |hash: u32| {
            let index = *self.without_a_letter.get(&hash)?;
            let meant = self.words.get(index as usize)?;
            // A wrong first letter makes another word more often than a slip.
            (near(word, meant) && word.as_bytes().first() == meant.as_bytes().first())
                .then_some(&**meant)
        };
        if let Some(meant) = found(key(word)) {
            return Some(meant);
        }
        let mut best = None;
        shortened(word, |hash| {
            if best.is_none() {
                best = found(hash);
            }
        });
        best
    }

    /// Parts a run of letters into words, when all of it is words.
    fn parted<'w>(
        &self,
        word: &'w str,
        known: Known<'_>,
        is_word: impl Fn(&str) -> bool + Copy,
        out: &mut Parts<'w>,
    ) -> bool {
        let length = word.len();
        if !(7..=LONGEST_GLUED).contains(&length) {
            return false;
        }
        // The cheapest way to each place, and where its last word begins.
        let mut ways: Vec<Option<(u32, usize)>> = vec![None; length + 1];
        if let Some(first) = ways.first_mut() {
            *first = Some((0, 0));
        }
        for end in 1..=length {
            for start in end.saturating_sub(16)..end {
                let Some(Some((cost, _))) = ways.get(start).copied() else { continue };
                let Some(piece) = word.get(start..end) else { continue };
                let price = match piece.len() {
                    1 if !matches!(piece, "a" | "i" | "y" | "u") => continue,
                    1 => 9,
                    2 => 7,
                    3 => 5,
                    _ => 3,
                };
                if !(is_word(piece) || piece.len() >= 4 && known.has(key(piece))) {
                    continue;
                }
                let way = (cost + price, start);
                if let Some(slot) = ways.get_mut(end)
                    && slot.is_none_or(|(known, _)| way.0 < known)
                {
                    *slot = Some(way);
                }
            }
        }
        let mut pieces = Vec::new();
        let mut end = length;
        while end > 0 {
            let Some(Some((_, start))) = ways.get(end).copied() else { return false };
            pieces.push(start..end);
            end = start;
        }
        // Many short pieces are chance, not words.
        if pieces.len() < 2 || length / pieces.len() < 3 {
            return false;
        }
        for piece in pieces.into_iter().rev() {
            let text = word.get(piece.clone()).unwrap_or_default();
            out.push(piece, text);
        }
        true
    }
}

/// The pieces that a word is read as.
#[derive(Debug, Default)]
pub(crate) struct Parts<'w>(pub(crate) Vec<(std::ops::Range<usize>, &'w str)>);

impl<'w> Parts<'w> {
    pub(crate) fn push(&mut self, place: std::ops::Range<usize>, text: &'w str) {
        self.0.push((place, text));
    }
}

/// The hashes of a word with each of its letters left out.
fn shortened(word: &str, mut emit: impl FnMut(u32)) {
    let mut left = String::with_capacity(word.len());
    for at in 0..word.len() {
        left.clear();
        left.push_str(word.get(..at).unwrap_or_default());
        left.push_str(word.get(at + 1..).unwrap_or_default());
        emit(key(&left));
    }
}

/// Whether one letter is missing, added, wrong, or two stand the wrong way round.
fn near(one: &str, other: &str) -> bool {
    let (a, b) = (one.as_bytes(), other.as_bytes());
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let end = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(x, y)| x == y)
        .count()
        .min(a.len().min(b.len()) - start);
    let (left, right) = (a.len() - start - end, b.len() - start - end);
    match (left, right) {
        (0, 1) | (1, 0) => true,
        // A wrong letter in a short word is another word.
        (1, 1) => a.len() >= 7,
        (2, 2) => a.get(start) == b.get(start + 1) && a.get(start + 1) == b.get(start),
        _ => false,
    }
}
