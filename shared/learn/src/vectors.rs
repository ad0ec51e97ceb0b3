//! Word vectors that training starts from (shared/classify/training/words.py makes them).

use std::{collections::HashMap, error::Error, fs, path::Path};

use classify::model::sequence::key;

/// Word vectors by the hash of the word.
#[derive(Debug, Default)]
pub(crate) struct Vectors {
    pub(crate) dimensions: usize,
    pub(crate) words: Vec<String>,
    pub(crate) values: Vec<f32>,
    /// The share of all words that each is.
    pub(crate) frequency: Vec<f32>,
    pub(crate) index: HashMap<u32, usize>,
}

impl Vectors {
    pub(crate) fn read(path: &Path) -> Result<Self, Box<dyn Error>> {
        let bytes = fs::read(path)?;
        let mut rest = bytes.as_slice();
        let mut take = |count: usize| -> Result<&[u8], Box<dyn Error>> {
            let (head, tail) = rest.split_at_checked(count).ok_or("the vectors end early")?;
            rest = tail;
            Ok(head)
        };
        let number = |four: &[u8]| four.try_into().map(u32::from_le_bytes);
        let count = number(take(4)?)? as usize;
        let dimensions = number(take(4)?)? as usize;
        let mut words = Vec::new();
        let (mut values, mut frequency, mut index) = (Vec::new(), Vec::new(), HashMap::new());
        for at in 0..count {
            let length = u16::from_le_bytes(take(2)?.try_into()?) as usize;
            let word = std::str::from_utf8(take(length)?)?;
            words.push(word.to_owned());
            index.entry(key(word)).or_insert(at);
            frequency.push(f32::from_le_bytes(take(4)?.try_into()?));
            for four in take(4 * dimensions)?.chunks_exact(4) {
                values.push(f32::from_le_bytes(four.try_into()?));
            }
        }
        Ok(Self { dimensions, words, values, frequency, index })
    }

    pub(crate) fn get(&self, key: u32) -> Option<&[f32]> {
        let at = *self.index.get(&key)?;
        self.values.get(at * self.dimensions..(at + 1) * self.dimensions)
    }
}
