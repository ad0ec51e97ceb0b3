//! From a sequence to a score for each head.

use super::{
    features::{Feature, features, row},
    heads::HEADS,
    sequence::{STOP, Word},
    weights::{BASES, LANES, MIDDLE, POOLED, UNITS, WINDOW, Weights},
};

/// The probability of each head.
pub type Scores = [f32; HEADS];

/// Room for the numbers of one comment, kept between comments.
#[derive(Debug, Default)]
pub struct Room {
    lanes: Vec<[f32; LANES]>,
}

/// What each feature of a kind counts in a comment that has `count` of them.
#[must_use]
pub fn share(count: usize) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
    let count = count as f32;
    1.0 / (2.0 + count.sqrt())
}

/// What each word counts in the mean: long comments are read by their peaks.
#[must_use]
pub fn share_of_mean(count: usize) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
    let count = count as f32;
    1.0 / (4.0 + count)
}

impl Weights {
    /// Scores a sequence.
    #[must_use]
    pub fn scores(&self, text: &str, words: &[Word], room: &mut Room) -> Scores {
        let mut logits = self.linear(text, words);
        self.network(words, room, &mut logits);
        let mut scores = [0.0; HEADS];
        for (((score, logit), slope), shift) in
            scores.iter_mut().zip(logits).zip(&self.slopes).zip(&self.shifts)
        {
            *score = 1.0 / (1.0 + (-(logit * slope + shift)).exp());
        }
        scores
    }

    fn linear(&self, text: &str, words: &[Word]) -> [f32; HEADS] {
        let mut sums = [[0_i32; HEADS]; 3];
        let mut counts = [0_usize; 3];
        features(text, words, |feature, hash, _| {
            let kind = feature.kind() as usize;
            let (Some(sums), Some(count)) = (sums.get_mut(kind), counts.get_mut(kind)) else {
                return;
            };
            *count += 1;
            for (sum, &byte) in sums.iter_mut().zip(self.linear_row(feature, hash)) {
                *sum += i32::from(byte.cast_signed());
            }
        });
        let mut logits = self.bias;
        for ((sums, count), scale) in sums.iter().zip(counts).zip(&self.scales) {
            let share = share(count) * scale;
            for (logit, &sum) in logits.iter_mut().zip(sums) {
                #[expect(clippy::cast_precision_loss, reason = "sums of a few thousand bytes")]
                let sum = sum as f32;
                *logit += sum * share;
            }
        }
        logits
    }

    #[inline]
    fn linear_row(&self, feature: Feature, hash: u32) -> &[u8] {
        let kind = feature.kind();
        let base = BASES.get(kind as usize).copied().unwrap_or_default();
        let at = (base + row(hash, kind)) * HEADS;
        self.linear.get(at..at + HEADS).unwrap_or_default()
    }

    fn network(&self, words: &[Word], room: &mut Room, logits: &mut [f32; HEADS]) {
        room.lanes.clear();
        room.lanes.extend(words.iter().map(|word| {
            let mut lanes = [0.0; LANES];
            if word.key != 0 {
                self.add_word(word.key, &mut lanes);
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
        }));
        let mut pooled = [0.0_f32; POOLED];
        let (most, mean) = pooled.split_at_mut(UNITS);
        for at in 0..room.lanes.len() {
            let mut hidden = self.window_bias;
            for place in 0..WINDOW {
                let Some(lanes) =
                    (at + place).checked_sub(WINDOW / 2).and_then(|near| room.lanes.get(near))
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
    /// Tells what spoke for a head.
    ///
    /// The network's part is told by what its heads lose when a word is left out of its window.
    #[must_use]
    pub fn reasons(&self, text: &str, words: &[Word], head: usize, most: usize) -> Reasons {
        let mut counts = [0_usize; 3];
        features(text, words, |feature, _, _| {
            if let Some(count) = counts.get_mut(feature.kind() as usize) {
                *count += 1;
            }
        });
        let mut reasons = Reasons { words: vec![0.0; words.len()], features: Vec::new() };
        features(text, words, |feature, hash, at| {
            let kind = feature.kind() as usize;
            let byte = self.linear_row(feature, hash).get(head).copied().unwrap_or_default();
            let (count, scale) = (counts.get(kind), self.scales.get(kind));
            let (Some(&count), Some(scale)) = (count, scale) else { return };
            let weight = f32::from(byte.cast_signed()) * scale * share(count);
            if let Some(word) = reasons.words.get_mut(at) {
                *word += weight;
            }
            if weight > 0.0 && feature != Feature::Letters {
                reasons.features.push((feature, at, weight));
            }
        });
        reasons.features.sort_by(|a, b| b.2.total_cmp(&a.2));
        reasons.features.dedup_by_key(|&mut (feature, at, _)| (feature, at));
        reasons.features.truncate(most);
        for (weight, word) in reasons.words.iter_mut().zip(words) {
            if word.bits & STOP != 0 {
                *weight = 0.0;
            }
        }
        reasons
    }
}

const _: () = assert!(MIDDLE + POOLED == 88, "the layout of weights.rs is written for these sizes");
