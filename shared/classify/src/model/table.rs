//! Sorted keys, found in a step or two.

/// Ascending keys with an index over their high bits.
#[derive(Debug, Clone)]
pub struct Table {
    keys: Vec<u32>,
    buckets: Vec<u32>,
}

/// High bits of a key that choose its bucket.
const BITS: u32 = 13;

impl Table {
    /// Over ascending keys as little-endian bytes.
    #[must_use]
    pub fn over(bytes: &[u8]) -> Self {
        let keys: Vec<u32> = bytes
            .chunks_exact(4)
            .filter_map(|four| four.try_into().ok().map(u32::from_le_bytes))
            .collect();
        let mut buckets = vec![0; (1 << BITS) + 1];
        for &key in &keys {
            if let Some(count) = buckets.get_mut(bucket(key) + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for count in &mut buckets {
            sum += *count;
            *count = sum;
        }
        Self { keys, buckets }
    }

    /// The place of a key.
    #[must_use]
    #[inline]
    pub fn find(&self, key: u32) -> Option<usize> {
        let at = bucket(key);
        let (&from, &to) = (self.buckets.get(at)?, self.buckets.get(at + 1)?);
        let keys = self.keys.get(from as usize..to as usize)?;
        keys.iter().position(|&known| known == key).map(|place| from as usize + place)
    }
}

const fn bucket(key: u32) -> usize {
    (key >> (32 - BITS)) as usize
}
