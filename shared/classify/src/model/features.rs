//! The linear part's features: hashes of words, of letters, and of classes in their order.

use super::sequence::{STOP, Word};

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
pub const ROWS: [u32; 3] = [15, 14, 14];

/// Words between two classes of a pair.
const REACH: usize = 7;

fn mix(a: u32, b: u32) -> u32 {
    let hash = (a ^ b.wrapping_mul(0x9e37_79b1)).wrapping_mul(0x85eb_ca6b);
    (hash ^ (hash >> 15)).wrapping_mul(0xc2b2_ae35)
}

/// The row of a hash in a table of `2^power` rows.
#[must_use]
pub const fn row(hash: u32, kind: Kind) -> usize {
    let power = ROWS[kind as usize];
    ((hash ^ (hash >> 16)) & ((1 << power) - 1)) as usize
}

/// The bits of a word, at most four.
fn few_bits(bits: u64) -> impl Iterator<Item = u32> {
    let mut rest = bits;
    std::iter::from_fn(move || {
        if rest == 0 {
            return None;
        }
        let bit = rest.trailing_zeros();
        rest &= rest - 1;
        Some(bit)
    })
    .take(4)
}

/// Hands over every feature of a sequence: its kind, its hash, and the index of the word that it ends at.
pub fn features(text: &str, words: &[Word], mut emit: impl FnMut(Kind, u32, usize)) {
    let mut before = 1;
    for (at, word) in words.iter().enumerate() {
        let key = if word.bits & super::sequence::GROUP != 0 { 2 } else { word.key };
        if word.bits & STOP != 0 {
            before = 1;
            continue;
        }
        emit(Kind::Words, mix(3, key), at);
        emit(Kind::Words, mix(before.wrapping_mul(31), key), at);
        before = key;
        if word.key != 0 {
            letters(text.get(word.start as usize..word.end as usize).unwrap_or_default(), |hash| {
                emit(Kind::Letters, hash, at);
            });
        }
        classes(words, at, |hash| emit(Kind::Classes, hash, at));
    }
}

fn letters(word: &str, mut emit: impl FnMut(u32)) {
    // `<` and `>` mark where the word begins and ends.
    let bytes = word.as_bytes();
    if bytes.len() > 24 {
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

fn classes(words: &[Word], at: usize, mut emit: impl FnMut(u32)) {
    let Some(here) = words.get(at) else { return };
    if here.bits == 0 {
        return;
    }
    for bit in few_bits(here.bits) {
        emit(mix(bit, 13));
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
        for a in few_bits(word.bits) {
            for b in few_bits(here.bits) {
                emit(mix(a | b << 6 | bucket << 12, 17));
            }
        }
        match nearest {
            None => nearest = Some(word.bits),
            Some(middle) => {
                if gap <= 5 {
                    for a in few_bits(word.bits).take(2) {
                        for m in few_bits(middle).take(2) {
                            for b in few_bits(here.bits).take(2) {
                                emit(mix(a | m << 6 | b << 12, 19));
                            }
                        }
                    }
                }
                nearest = Some(word.bits);
            }
        }
    }
    // A class beside a word that has none tells what the lists do not.
    for (near, salt) in [(at.checked_sub(1), 23), (at.checked_add(1), 29)] {
        if let Some(word) = near.and_then(|near| words.get(near))
            && word.key != 0
        {
            for bit in few_bits(here.bits).take(2) {
                emit(mix(mix(word.key, bit), salt));
            }
        }
    }
}
