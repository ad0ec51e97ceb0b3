//! What is trained, as the bytes that `classify` reads where they lie.

use classify::model::{
    heads::HEADS,
    weights::{CODED, LANES, MAGIC, PARTS, UNITS, WIDTHS, WINDOW},
};

use crate::{examples::FIRST, network::WORD, train::Model, vectors::Vectors};

/// Words that have a row in the shipped table.
pub(crate) const MOST_WORDS: usize = 85_000;

/// The product of the first two layers for a word or a class.
fn lanes(window: &[f32], x: &[f32]) -> [f32; LANES] {
    let mut lanes = [0.0; LANES];
    for place in 0..WINDOW {
        for (i, x) in x.iter().enumerate() {
            let row = (place * WORD + i) * UNITS;
            for unit in 0..UNITS {
                lanes[place * UNITS + unit] += x * window[row + unit];
            }
        }
    }
    lanes
}

/// A number as a signed byte.
fn byte(value: f32, scale: f32) -> u8 {
    ((value / scale).round().clamp(-127.0, 127.0) as i8).cast_unsigned()
}

/// The scale that brings nearly all values into a signed byte.
fn scale(values: impl Iterator<Item = f32>) -> f32 {
    let mut sizes: Vec<f32> = values.map(f32::abs).filter(|&size| size > 0.0).collect();
    sizes.sort_by(f32::total_cmp);
    let at = sizes.len().saturating_sub(1 + sizes.len() / 5000);
    sizes.get(at).copied().unwrap_or(1.0).max(1e-6) / 127.0
}

/// The linear weights of a kind, for the heads that it speaks for.
fn linear(model: &Model<'_>, kind: usize) -> impl Iterator<Item = f32> {
    let rows = &model.linear[FIRST[kind] * HEADS..FIRST[kind + 1] * HEADS];
    rows.chunks_exact(HEADS).flat_map(move |row| row[..WIDTHS[kind]].iter().copied())
}

/// Writes the model; `calibration` is slope and shift of each head.
pub(crate) fn bytes(
    model: &Model<'_>,
    vectors: &Vectors,
    keys: &[u32],
    calibration: [[f32; HEADS]; 2],
) -> Vec<u8> {
    let network = &model.network;
    let mut rows: Vec<(u32, [f32; LANES], f32)> = keys
        .iter()
        .enumerate()
        .skip(1)
        .map(|(word, &key)| {
            let mut x = [0.0; WORD];
            network.word(u32::try_from(word).unwrap_or(0), 0, vectors.get(key), &mut x);
            let lanes = lanes(&network.window.value, &x);
            let frequency = vectors
                .index
                .get(&key)
                .and_then(|&at| vectors.frequency.get(at))
                .copied()
                .unwrap_or(1e-8);
            // What a word can do, times how often it will be met.
            let size = lanes.iter().map(|lane| lane * lane).sum::<f32>().sqrt()
                * frequency.max(1e-8).powf(0.25);
            (key, lanes, size)
        })
        .collect();
    rows.sort_by(|a, b| b.2.total_cmp(&a.2));
    rows.truncate(MOST_WORDS);
    rows.sort_by_key(|row| row.0);
    rows.dedup_by_key(|row| row.0);

    let mut out = MAGIC.to_vec();
    let mut floats = Vec::new();
    let scales = [0, 1, 2].map(|kind| scale(linear(model, kind)));
    floats.extend(scales);
    floats.extend(model.bias);
    floats.extend(calibration.concat());
    let (books, codes) = crate::codes::code(rows.iter().map(|row| &row.1));
    floats.extend(&books);
    for class in 0..64 {
        floats.extend(lanes(
            &network.window.value,
            &network.classes.value[class * WORD..(class + 1) * WORD],
        ));
    }
    floats.extend(&network.bias.value);
    floats.extend(&network.middle.value);
    floats.extend(&network.middle_bias.value);
    floats.extend(&network.heads.value);
    out.extend(u32::try_from(rows.len()).unwrap_or(0).to_le_bytes());
    out.extend(floats.iter().flat_map(|value| value.to_le_bytes()));
    out.extend(rows.iter().flat_map(|row| row.0.to_le_bytes()));
    debug_assert_eq!(codes.len(), rows.len() * PARTS);
    debug_assert_eq!(books.len(), PARTS * 256 * CODED);
    out.extend(codes);
    for (kind, scale) in scales.into_iter().enumerate() {
        out.extend(linear(model, kind).map(|value| byte(value, scale)));
    }
    out
}
