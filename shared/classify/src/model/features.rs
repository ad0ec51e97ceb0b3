//! The linear part's features: hashes of words, of letters, and of classes in their order.

use super::sequence::{GROUP, STOP, Word};

/// A kind of feature; each has its own table and its own weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words and pairs of words.
    Words,
    /// Runs of three and four letters.
    Letters,
    /// Classes, and pairs and triples of classes in one sentence.
    Classes,
}

/// Rows of each kind's table, as powers of two.
pub const ROWS: [u32; 3] = [15, 15, 15];

/// Words between two classes of a pair.
const REACH: usize = 7;
/// Words between the first and the last class of a triple.
const REACH_OF_TRIPLES: usize = 5;
/// Bytes of the longest word whose letters are read.
const LONGEST: usize = 24;

fn mix(a: u32, b: u32) -> u32 {
    let hash = (a ^ b.wrapping_mul(0x9e37_79b1)).wrapping_mul(0x85eb_ca6b);
    (hash ^ (hash >> 15)).wrapping_mul(0xc2b2_ae35)
}

/// The row of a hash in a table of `2^power` rows.
#[must_use]
pub const fn row(hash: u32, kind: Kind) -> usize {
    let [words, letters, classes] = ROWS;
    let power = match kind {
        Kind::Words => words,
        Kind::Letters => letters,
        Kind::Classes => classes,
    };
    ((hash ^ (hash >> 16)) & ((1 << power) - 1)) as usize
}

/// The first bits of a word.
#[inline]
fn few_bits(bits: u64, most: usize) -> impl Iterator<Item = u32> {
    let mut rest = bits;
    std::iter::from_fn(move || {
        if rest == 0 {
            return None;
        }
        let bit = rest.trailing_zeros();
        rest &= rest - 1;
        Some(bit)
    })
    .take(most)
}

/// What a feature is made of; for telling what made a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// The word itself.
    Word,
    /// The word and the one before it.
    Pair,
    /// Letters of the word.
    Letters,
    /// A class of the word.
    Class(u32),
    /// A class before, and one of the word.
    Classes(u32, u32),
    /// Two classes before in their order, and one of the word.
    Triple(u32, u32, u32),
    /// A class of the word, beside a word.
    Beside(u32),
}

impl Feature {
    /// The table that the feature is looked up in.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Word | Self::Pair => Kind::Words,
            Self::Letters => Kind::Letters,
            _ => Kind::Classes,
        }
    }
}

/// Hands over the features of a sequence: what each is, its hash, and the index of the word that it ends at. Those of
/// words always, those of letters and classes when asked for.
#[inline]
pub fn features(
    text: &str,
    words: &[Word],
    with_letters: bool,
    with_classes: bool,
    mut emit: impl FnMut(Feature, u32, usize),
) {
    let mut before = 1_u32;
    for (at, word) in words.iter().enumerate() {
        if word.bits & STOP != 0 {
            before = 1;
            continue;
        }
        let key = if word.bits & GROUP != 0 { 2 } else { word.key };
        // The name of a group by itself is no evidence.
        if word.key != 0 {
            emit(Feature::Word, mix(3, key), at);
        }
        emit(Feature::Pair, mix(before.wrapping_mul(31), key), at);
        before = key;
        if with_letters && word.key != 0 {
            letters(text.get(word.start as usize..word.end as usize).unwrap_or_default(), |hash| {
                emit(Feature::Letters, hash, at);
            });
        }
        if with_classes {
            classes(words, at, |feature, hash| emit(feature, hash, at));
        }
    }
}

/// Runs of three and four letters; `<` and `>` mark where the word begins and ends.
#[inline]
fn letters(word: &str, mut emit: impl FnMut(u32)) {
    let bytes = word.as_bytes();
    if bytes.len() > LONGEST {
        return;
    }
    let mut window = [b'<'; 4];
    for (at, &byte) in bytes.iter().chain(b">").enumerate() {
        window = [window[1], window[2], window[3], byte];
        let all = u32::from_le_bytes(window);
        if at >= 1 {
            emit(mix(all >> 8, 7));
        }
        if at >= 2 {
            emit(mix(all, 11));
        }
    }
}

#[inline]
fn classes(words: &[Word], at: usize, mut emit: impl FnMut(Feature, u32)) {
    let Some(here) = words.get(at) else { return };
    if here.bits == 0 {
        return;
    }
    for bit in few_bits(here.bits & !GROUP, 4) {
        emit(Feature::Class(bit), mix(bit, 13));
    }
    // What stands before in the same sentence, the nearest first.
    let mut nearest: Option<u64> = None;
    for (gap, word) in (1..=REACH).zip(words.iter().take(at).rev()) {
        if word.bits & STOP != 0 {
            break;
        }
        if word.bits == 0 {
            continue;
        }
        let bucket = match gap {
            1 => 0,
            2 | 3 => 1,
            _ => 2,
        };
        for a in few_bits(word.bits, 3) {
            for b in few_bits(here.bits, 3) {
                emit(Feature::Classes(a, b), mix(a | b << 6 | bucket << 12, 17));
            }
        }
        if let Some(middle) = nearest
            && gap <= REACH_OF_TRIPLES
        {
            for a in few_bits(word.bits, 2) {
                for m in few_bits(middle, 2) {
                    for b in few_bits(here.bits, 2) {
                        emit(Feature::Triple(a, m, b), mix(a | m << 6 | b << 12, 19));
                    }
                }
            }
        }
        nearest = Some(word.bits);
    }
    // A class beside a word tells what the lists do not.
    for (near, salt) in [(at.checked_sub(1), 23), (at.checked_add(1), 29)] {
        if let Some(word) = near.and_then(|near| words.get(near))
            && word.key != 0
        {
            for bit in few_bits(here.bits, 2) {
                emit(Feature::Beside(bit), mix(mix(word.key, bit), salt));
            }
        }
    }
}
