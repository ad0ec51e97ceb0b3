//! Word rows in a quarter of their size: each six lanes become the number of the nearest of 256 examples
//! (product quantisation; the examples are found by k-means).

use classify::model::weights::{CODED, LANES, PARTS};

use crate::random::Random;

/// Rounds of k-means.
const ROUNDS: usize = 14;
/// Rows that the examples are found on.
const SAMPLE: usize = 40_000;

type Part = [f32; CODED];

/// The codebooks, one after the other, and the codes of every row.
pub(crate) fn code<'r>(rows: impl Iterator<Item = &'r [f32; LANES]>) -> (Vec<f32>, Vec<u8>) {
    let rows: Vec<&[f32; LANES]> = rows.collect();
    let mut books = Vec::new();
    let mut codes = vec![0_u8; rows.len() * PARTS];
    let mut random = Random::new(11);
    for part in 0..PARTS {
        let all: Vec<Part> = rows.iter().map(|row| part_of(row, part)).collect();
        let step = all.len().div_ceil(SAMPLE).max(1);
        let sample: Vec<Part> = all.iter().copied().step_by(step).collect();
        let book = examples(&sample, &mut random);
        for (row, value) in all.iter().enumerate() {
            codes[row * PARTS + part] = u8::try_from(nearest(&book, value)).unwrap_or(0);
        }
        books.extend(book.iter().flatten());
    }
    (books, codes)
}

fn part_of(row: &[f32; LANES], part: usize) -> Part {
    std::array::from_fn(|lane| row[part * CODED + lane])
}

fn nearest(book: &[Part], value: &Part) -> usize {
    let mut best = (0, f32::MAX);
    for (at, example) in book.iter().enumerate() {
        let far: f32 = example.iter().zip(value).map(|(a, b)| (a - b) * (a - b)).sum();
        if far < best.1 {
            best = (at, far);
        }
    }
    best.0
}

fn examples(sample: &[Part], random: &mut Random) -> Vec<Part> {
    let mut book: Vec<Part> = (0..256)
        .map(|_| {
            let at = random.next() as usize % sample.len().max(1);
            sample.get(at).copied().unwrap_or_default()
        })
        .collect();
    for _ in 0..ROUNDS {
        let mut sums = vec![([0.0_f32; CODED], 0_u32); book.len()];
        for value in sample {
            let (sum, count) = &mut sums[nearest(&book, value)];
            *count += 1;
            sum.iter_mut().zip(value).for_each(|(sum, value)| *sum += value);
        }
        for (example, (sum, count)) in book.iter_mut().zip(sums) {
            if count == 0 {
                let at = random.next() as usize % sample.len().max(1);
                *example = sample.get(at).copied().unwrap_or_default();
            } else {
                *example = sum.map(|sum| sum / count as f32);
            }
        }
    }
    book
}
