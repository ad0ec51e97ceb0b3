//! Logits into probabilities: a slope for each head (temperature), on rows that were not trained on.
//!
//! The head of harm keeps its zero: even odds stay even odds. The others get a shift too, since most are rare.

use classify::model::heads::{HARM, HEADS};

use crate::{examples::Example, rows::Known, train::Model};

/// Fits slope and shift of every head.
pub(crate) fn calibrate(model: &mut Model<'_>, aside: &[Example]) -> [[f32; HEADS]; 2] {
    let scored: Vec<([f32; HEADS], &Example)> =
        aside.iter().map(|example| (model.logits(example), example)).collect();
    let (mut slopes, mut shifts) = ([1.0; HEADS], [0.0; HEADS]);
    for head in 0..HEADS {
        let rows: Vec<(f32, f32)> = scored
            .iter()
            .filter_map(|(logits, example)| match example.heads[head] {
                Known::Is(is, weight) if weight > 0.5 => {
                    Some((logits[head], f32::from(u8::from(is))))
                }
                _ => None,
            })
            .collect();
        let positive = rows.iter().filter(|row| row.1 > 0.5).count();
        // A handful tells nothing.
        if positive < 8 {
            continue;
        }
        let (mut slope, mut shift) = (1.0_f32, 0.0_f32);
        for _ in 0..3000 {
            let (mut down_slope, mut down_shift) = (0.0, 0.0);
            for &(logit, is) in &rows {
                let p = 1.0 / (1.0 + (-(logit * slope + shift)).exp());
                down_slope += (p - is) * logit;
                down_shift += p - is;
            }
            let count = rows.len() as f32;
            slope -= 0.1 * (down_slope / count + 0.02 * (slope - 1.0));
            if head != HARM {
                shift -= 0.1 * (down_shift / count + 0.02 * shift);
            }
        }
        (slopes[head], shifts[head]) = (slope.max(0.1), shift);
    }
    [slopes, shifts]
}
