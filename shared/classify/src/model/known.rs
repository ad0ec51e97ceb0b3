//! Which words are words at all: a Bloom filter over the frequent words of both languages.

/// A set of hashes of words. One unknown word in a hundred or so is taken for a known one.
#[derive(Debug, Clone, Copy)]
pub struct Known<'b>(pub &'b [u8]);

/// Bits of the filter that training writes.
pub const BITS: u32 = 1 << 20;

/// The places of a hash in a filter.
pub fn places(key: u32) -> [u32; 4] {
    let second = key.rotate_left(16).wrapping_mul(0x9e37_79b1) | 1;
    [0, 1, 2, 3]
        .map(|i: u32| key.wrapping_add(second.wrapping_mul(i)).wrapping_mul(0x85eb_ca6b) >> 12)
}

impl Known<'_> {
    /// Whether a word is known.
    #[must_use]
    pub fn has(&self, key: u32) -> bool {
        places(key).iter().all(|&place| {
            self.0.get((place / 8) as usize).is_some_and(|byte| byte >> (place % 8) & 1 == 1)
        })
    }
}
