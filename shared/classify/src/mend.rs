//! Words that nobody knows, read as the words that they are meant to be: glued (`killthemall`), broken (`musu lmans`),
//! a letter missing, doubled, swapped or wrong.
//!
//! Only the model and the lexicons read a mended comment, and only words that are not known are mended.

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
    /// Words that matter, by first letter and length: a slip changes neither by much.
    words: Vec<Box<str>>,
    /// Where the words of a first letter and a length begin.
    begins: Vec<usize>,
}

/// Lengths of words that matter, and one more where the last ones end.
const LENGTHS: usize = LONGEST + 2;

/// The place of a first letter and a length.
fn shelf(first: u8, length: usize) -> usize {
    usize::from(first.wrapping_sub(b'a')) * LENGTHS + length
}

impl Mender {
    /// Over the words that matter.
    pub(crate) fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let place = |word: &str| word.bytes().next().map_or(0, |first| shelf(first, word.len()));
        let mut words: Vec<Box<str>> = words
            .filter(|word| {
                (SHORTEST..=LONGEST).contains(&word.len())
                    && word.bytes().all(|byte| byte.is_ascii_lowercase())
            })
            .map(Box::from)
            .collect();
        words.sort_by_cached_key(|word| (place(word), word.clone()));
        words.dedup();
        let begins =
            (0..=26 * LENGTHS).map(|at| words.partition_point(|word| place(word) < at)).collect();
        Self { words, begins }
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
            parted(word, known, is_word, out)
        })
    }

    /// The word that matters and differs by one letter.
    fn meant(&self, word: &str) -> Option<&str> {
        if !(SHORTEST..=LONGEST).contains(&word.len()) {
            return None;
        }
        // A wrong first letter makes another word more often than a slip.
        let first = word.bytes().next()?;
        let lengths = [word.len(), word.len() + 1, word.len() - 1];
        lengths.into_iter().find_map(|length| {
            let at = shelf(first, length);
            let (from, to) = (*self.begins.get(at)?, *self.begins.get(at + 1)?);
            let words = self.words.get(from..to)?;
            words.iter().map(|meant| &**meant).find(|meant| near(word, meant))
        })
    }
}

/// Parts a run of letters into words, when all of it is words.
fn parted<'w>(
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

/// The pieces that a word is read as.
#[derive(Debug, Default)]
pub(crate) struct Parts<'w>(pub(crate) Vec<(std::ops::Range<usize>, &'w str)>);

impl<'w> Parts<'w> {
    pub(crate) fn push(&mut self, place: std::ops::Range<usize>, text: &'w str) {
        self.0.push((place, text));
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
