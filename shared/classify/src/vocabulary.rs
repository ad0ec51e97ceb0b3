//! The words of a list, found again when they are stretched (`saaalope`), ambiguous (`sa1ope`) or
//! masked (`s*lope`).

use std::sync::OnceLock;

use crate::{
    matcher::Pattern,
    model::sequence::key,
    normalise::{Reading, Token},
};

/// Masked words looked up in one comment; a comment of nothing else stays cheap.
const MOST_MASKED: usize = 64;

/// What a word of a vocabulary is called by.
pub(crate) type Number = u16;

/// Every word that a list of patterns uses, each with a number.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary {
    words: Vec<Word>,
    /// Keys of words and their numbers, each at the place of its key or, where that is taken, the next free one.
    numbers: Vec<(u32, Number)>,
    /// Skeletons, sorted, each with the index of its word.
    skeletons: OnceLock<Vec<(String, usize)>>,
    /// The indices of the words by first letter.
    sorted: OnceLock<Vec<usize>>,
}

#[derive(Debug, Clone)]
struct Word {
    text: Box<str>,
    /// A pattern by itself, not only part of a phrase.
    alone: bool,
}

/// There are more different words than there are numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more than 32,768 different words")]
pub struct TooManyWords;

impl Vocabulary {
    /// What no word is called by.
    pub(crate) const NONE: Number = Number::MAX;
    /// The most words.
    const MOST: usize = 1 << 15;

    /// The words of patterns, and other words by themselves.
    pub(crate) fn new<'p>(
        patterns: impl Iterator<Item = &'p Pattern>,
        words: impl Iterator<Item = &'p str>,
    ) -> Result<Self, TooManyWords> {
        let mut all = Self {
            words: Vec::new(),
            // About twice what our lexicons hold.
            numbers: vec![(0, Self::NONE); 1 << 14],
            skeletons: OnceLock::new(),
            sorted: OnceLock::new(),
        };
        for pattern in patterns {
            for word in pattern.text.split(' ') {
                all.add(word, word.len() == pattern.text.len())?;
            }
        }
        for word in words {
            all.add(word, true)?;
        }
        Ok(all)
    }

    fn add(&mut self, word: &str, alone: bool) -> Result<(), TooManyWords> {
        let own = key(word);
        if let Some(number) = self.number(own, word) {
            if let Some(known) = self.words.get_mut(usize::from(number)) {
                known.alone |= alone;
            }
            return Ok(());
        }
        if self.words.len() >= Self::MOST {
            return Err(TooManyWords);
        }
        if self.words.len() * 2 >= self.numbers.len() {
            self.numbers = vec![(0, Self::NONE); self.numbers.len() * 2];
            let keys: Vec<u32> = self.words.iter().map(|word| key(&word.text)).collect();
            keys.into_iter().enumerate().for_each(|(at, key)| self.place(key, at));
        }
        let at = self.words.len();
        self.words.push(Word { text: word.into(), alone });
        self.place(own, at);
        Ok(())
    }

    /// Writes a number at the first free place for a key. Half of the places are free.
    fn place(&mut self, key: u32, at: usize) {
        let free = self
            .places(key)
            .find(|&place| self.numbers.get(place).is_some_and(|slot| slot.1 == Self::NONE));
        if let Some(slot) = free.and_then(|free| self.numbers.get_mut(free))
            && let Ok(number) = Number::try_from(at)
        {
            *slot = (key, number);
        }
    }

    /// The places where the number of a key may stand.
    fn places(&self, key: u32) -> impl Iterator<Item = usize> + use<> {
        let mask = self.numbers.len() - 1;
        (0..=mask).map(move |step| (key as usize + step) & mask)
    }

    /// The number of a word with this key.
    #[inline]
    pub(crate) fn number(&self, key: u32, word: &str) -> Option<Number> {
        self.places(key)
            .map_while(|place| self.numbers.get(place).filter(|slot| slot.1 != Self::NONE))
            .filter(|slot| slot.0 == key)
            .map(|slot| slot.1)
            .find(|&number| {
                self.words.get(usize::from(number)).is_some_and(|known| &*known.text == word)
            })
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

    /// The words in the order of their letters; made when the first masked word is met.
    fn sorted(&self) -> &[usize] {
        self.sorted.get_or_init(|| {
            let mut all: Vec<usize> = (0..self.words.len()).collect();
            all.sort_unstable_by_key(|&at| self.words.get(at).map(|word| &*word.text));
            all
        })
    }

    /// Whether a word is in it.
    pub(crate) fn has(&self, key: u32, word: &str) -> bool {
        self.number(key, word).is_some()
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
            .max_by_key(|found| (found.alone, found.text.len(), &found.text))
            .map(|found| &*found.text)
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
        let sorted = self.sorted();
        let text = |at: &usize| self.words.get(*at).map_or("", |word| &word.text);
        let from = sorted.partition_point(|at| text(at).chars().next() < Some(first));
        sorted
            .iter()
            .skip(from)
            .take_while(|at| text(at).starts_with(first))
            .filter_map(|&at| self.words.get(at))
            .filter(|found| *found.text == *glued || fits(word, &found.text))
            .max_by_key(|found| found.alone)
            .map(|found| &*found.text)
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
