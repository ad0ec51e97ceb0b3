//! From a sequence to a score for each head.

use super::{
    features::{Feature, Kind, features, row},
    heads::{FEW, HEADS},
    sequence::Word,
    weights::{BASES, LANES, MIDDLE, POOLED, UNITS, WINDOW, Weights},
};

/// What the model thinks of a comment.
#[derive(Debug, Clone, Copy)]
pub struct Scored {
    /// The probability of each head.
    pub scores: [f32; HEADS],
    /// Features of each kind.
    counts: [usize; 3],
}

/// Sums of signed bytes: small ones for speed, carried over before they run full.
struct Sums<const N: usize> {
    small: [i16; N],
    carried: [i32; N],
    count: usize,
}

/// Rows of bytes that a small sum holds: 256 x 127 just fits.
const CARRY: usize = 256;

impl<const N: usize> Sums<N> {
    const fn new() -> Self {
        Self { small: [0; N], carried: [0; N], count: 0 }
    }

    #[inline]
    fn add(&mut self, row: Option<&[u8; N]>) {
        let Some(row) = row else { return };
        for (sum, &byte) in self.small.iter_mut().zip(row) {
            *sum = sum.wrapping_add(i16::from(byte.cast_signed()));
        }
        self.count += 1;
        if self.count.is_multiple_of(CARRY) {
            self.carry();
        }
    }

    fn carry(&mut self) {
        for (carried, small) in self.carried.iter_mut().zip(&mut self.small) {
            *carried += i32::from(*small);
            *small = 0;
        }
    }

    fn weigh(mut self, scale: f32, logits: &mut [f32; HEADS]) {
        self.carry();
        let share = share(self.count) * scale;
        for (logit, &sum) in logits.iter_mut().zip(&self.carried) {
            #[expect(clippy::cast_precision_loss, reason = "sums of a few thousand bytes")]
            let sum = sum as f32;
            *logit += sum * share;
        }
    }
}

/// What each feature of a kind counts in a comment that has `count` of them.
#[must_use]
pub fn share(count: usize) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
    let count = count as f32;
    1.0 / (6.0 + count.sqrt())
}

/// What each word counts in the mean: long comments are read by their peaks.
#[must_use]
pub fn share_of_mean(count: usize) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
    let count = count as f32;
    1.0 / (8.0 + count)
}

impl Weights {
    /// Scores a sequence.
    #[must_use]
    pub fn scores(&self, text: &str, words: &[Word]) -> Scored {
        let (mut logits, counts) = self.linear(text, words);
        self.network(words, &mut logits);
        let mut scores = [0.0; HEADS];
        for (((score, logit), slope), shift) in
            scores.iter_mut().zip(logits).zip(&self.slopes).zip(&self.shifts)
        {
            *score = 1.0 / (1.0 + (-(logit * slope + shift)).exp());
        }
        Scored { scores, counts }
    }

    fn linear(&self, text: &str, words: &[Word]) -> ([f32; HEADS], [usize; 3]) {
        let (mut of_words, mut of_letters, mut of_classes) =
            (Sums::<HEADS>::new(), Sums::<FEW>::new(), Sums::<FEW>::new());
        features(text, words, true, true, |feature, hash, _| match feature.kind() {
            Kind::Words => of_words.add(self.linear_row(Kind::Words, hash)),
            Kind::Letters => of_letters.add(self.linear_row(Kind::Letters, hash)),
            Kind::Classes => of_classes.add(self.linear_row(Kind::Classes, hash)),
        });
        let counts = [of_words.count, of_letters.count, of_classes.count];
        let mut logits = self.bias;
        let [words, letters, classes] = self.scales;
        of_words.weigh(words, &mut logits);
        of_letters.weigh(letters, &mut logits);
        of_classes.weigh(classes, &mut logits);
        (logits, counts)
    }

    /// The bytes of a feature, one for each head that its kind speaks for.
    #[inline]
    fn linear_row<const N: usize>(&self, kind: Kind, hash: u32) -> Option<&[u8; N]> {
        let [words, letters, classes, _] = BASES;
        let base = match kind {
            Kind::Words => words,
            Kind::Letters => letters,
            Kind::Classes => classes,
        };
        let at = base + row(hash, kind) * N;
        self.linear.get(at..at + N)?.try_into().ok()
    }

    fn network(&self, words: &[Word], logits: &mut [f32; HEADS]) {
        let all: Vec<[f32; LANES]> = words
            .iter()
            .map(|word| {
                let mut lanes = [0.0; LANES];
                if word.key != 0 {
                    self.read_word(word.key, &mut lanes);
                }
                let mut rest = word.bits;
                while rest != 0 {
                    if let Some(class) = self.classes.get(rest.trailing_zeros() as usize) {
                        for (lane, add) in lanes.iter_mut().zip(class) {
                            *lane += add;
                        }
                    }
                    rest &= rest - 1;
                }
                lanes
            })
            .collect();
        let mut pooled = [0.0_f32; POOLED];
        let (most, mean) = pooled.split_at_mut(UNITS);
        for at in 0..all.len() {
            let mut hidden = self.window_bias;
            for place in 0..WINDOW {
                let Some(lanes) =
                    (at + place).checked_sub(WINDOW / 2).and_then(|near| all.get(near))
                else {
                    continue;
                };
                let lanes = lanes.get(place * UNITS..(place + 1) * UNITS).unwrap_or_default();
                for (unit, add) in hidden.iter_mut().zip(lanes) {
                    *unit += add;
                }
            }
            for ((unit, most), mean) in hidden.iter().zip(most.iter_mut()).zip(mean.iter_mut()) {
                let unit = unit.max(0.0);
                *most = most.max(unit);
                *mean += unit;
            }
        }
        let share = share_of_mean(words.len());
        for mean in mean {
            *mean *= share;
        }
        let mut middle = self.middle_bias;
        for (input, row) in pooled.iter().zip(&self.middle) {
            for (unit, weight) in middle.iter_mut().zip(row) {
                *unit += input * weight;
            }
        }
        let middle = middle.map(|unit| unit.max(0.0));
        for (input, row) in pooled.iter().chain(&middle).zip(&self.heads) {
            for (logit, weight) in logits.iter_mut().zip(row) {
                *logit += input * weight;
            }
        }
    }
}

/// What made a head's score: how much each word weighed, and the features that weighed most.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reasons {
    /// By word of the sequence.
    pub words: Vec<f32>,
    /// Feature, word, weight; the heaviest first.
    pub features: Vec<(Feature, usize, f32)>,
}

impl Weights {
    /// Tells which words and features of the linear part spoke for a head, the `most` heaviest.
    #[must_use]
    pub fn reasons(
        &self,
        text: &str,
        words: &[Word],
        scored: &Scored,
        head: usize,
        most: usize,
    ) -> Reasons {
        let mut shares = [0.0; 3];
        for ((share_of, &count), scale) in shares.iter_mut().zip(&scored.counts).zip(&self.scales) {
            *share_of = share(count) * scale;
        }
        let mut reasons = Reasons { words: vec![0.0; words.len()], features: Vec::new() };
        // Nobody is told letters, and classes speak for the first heads alone.
        features(text, words, false, head < FEW, |feature, hash, at| {
            let kind = feature.kind();
            let byte = match kind {
                Kind::Words => self.linear_row::<HEADS>(kind, hash).and_then(|row| row.get(head)),
                _ => self.linear_row::<FEW>(kind, hash).and_then(|row| row.get(head)),
            };
            let byte = byte.copied().unwrap_or_default();
            let share = shares.get(kind as usize).copied().unwrap_or_default();
            let weight = f32::from(byte.cast_signed()) * share;
            if let Some(word) = reasons.words.get_mut(at) {
                *word += weight;
            }
            if weight > 0.0 {
                keep(&mut reasons.features, (feature, at, weight), most);
            }
        });
        reasons
    }
}

/// Puts a feature among the heaviest, once.
fn keep(heaviest: &mut Vec<(Feature, usize, f32)>, new: (Feature, usize, f32), most: usize) {
    if heaviest.len() == most && heaviest.last().is_some_and(|last| last.2 >= new.2) {
        return;
    }
    let place = heaviest.partition_point(|known| known.2 >= new.2);
    if place < most && !heaviest.iter().any(|known| known.0 == new.0 && known.1 == new.1) {
        heaviest.insert(place, new);
        heaviest.truncate(most);
    }
}

const _: () = assert!(MIDDLE + POOLED == 88, "the layout of weights.rs is written for these sizes");
