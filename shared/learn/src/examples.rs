//! Rows turned into what the model reads, once.

use std::collections::HashMap;

use classify::{
    Classifier,
    model::{
        features::{ROWS, features, row},
        heads::HEADS,
    },
};

use crate::rows::{Known, Row};

/// One comment as numbers.
#[derive(Debug)]
pub(crate) struct Example {
    /// Rows of the linear tables, by kind.
    pub(crate) linear: [Vec<u32>; 3],
    /// Words by index into the vocabulary (0: none), with classes.
    pub(crate) words: Vec<(u32, u64)>,
    pub(crate) heads: [Known; HEADS],
    pub(crate) source: usize,
}

/// The first row of each kind while training, where every row has all heads.
pub(crate) const FIRST: [usize; 4] = [
    0,
    1 << ROWS[0],
    (1 << ROWS[0]) + (1 << ROWS[1]),
    (1 << ROWS[0]) + (1 << ROWS[1]) + (1 << ROWS[2]),
];

/// Turns rows into examples; new words join the vocabulary when `grow`.
pub(crate) fn examples(
    classifier: &Classifier,
    rows: &[Row],
    vocabulary: &mut HashMap<u32, u32>,
    grow: bool,
) -> Vec<Example> {
    rows.iter()
        .map(|item| {
            let (text, words) = classifier.sequence(&item.text);
            let mut linear = [Vec::new(), Vec::new(), Vec::new()];
            features(&text, &words, true, true, |feature, hash, _| {
                let kind = feature.kind();
                let at = FIRST[kind as usize] + row(hash, kind);
                linear[kind as usize].push(u32::try_from(at).unwrap_or(0));
            });
            let words = words
                .iter()
                .map(|word| {
                    let index = match word.key {
                        0 => 0,
                        key if grow => {
                            let next = u32::try_from(vocabulary.len()).unwrap_or(0) + 1;
                            *vocabulary.entry(key).or_insert(next)
                        }
                        key => vocabulary.get(&key).copied().unwrap_or(0),
                    };
                    (index, word.bits)
                })
                .collect();
            Example { linear, words, heads: item.heads, source: item.source }
        })
        .collect()
}
