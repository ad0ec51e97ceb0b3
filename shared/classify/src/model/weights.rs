//! The trained weights, read where they lie: `learn` writes them, nothing is parsed at start.
//!
//! | part | type | count |
//! |---|---|---|
//! | magic `VIGIE-M1` | bytes | 8 |
//! | words | u32 | 1 |
//! | scales of the linear kinds | f32 | 3 |
//! | bias | f32 | heads |
//! | calibration: slope and shift of each head | f32 | 2 x heads |
//! | codebooks of the word rows | f32 | parts x 256 x 6 |
//! | classes | f32 | 64 x window x units |
//! | bias of the window | f32 | units |
//! | middle, its bias | f32 | 2 units x middle, middle |
//! | heads | f32 | (2 units + middle) x heads |
//! | keys of the words, ascending | u32 | words |
//! | rows of the words: a code for each six lanes | u8 | words x parts |
//! | linear rows, by kind | i8 | rows x its heads |
//!
//! Numbers are little endian.

use super::{
    features::ROWS,
    heads::{FEW, HEADS},
    table::Table,
};

/// Units of the window.
pub const UNITS: usize = 32;
/// Words of the window.
pub const WINDOW: usize = 3;
/// Numbers of one word: what it adds to each unit at each place of the window.
pub const LANES: usize = WINDOW * UNITS;
/// Lanes that share a code.
pub const CODED: usize = 6;
/// Codes of one word.
pub const PARTS: usize = LANES / CODED;
/// Units between pools and heads.
pub const MIDDLE: usize = 24;
/// Both pools.
pub const POOLED: usize = 2 * UNITS;
/// What a file begins with.
pub const MAGIC: &[u8; 8] = b"VIGIE-M1";
/// Heads that each linear kind speaks for.
pub const WIDTHS: [usize; 3] = [HEADS, FEW, FEW];
/// Where each kind's bytes begin, and where the last ends.
#[expect(clippy::indexing_slicing, reason = "checked when it is compiled")]
pub const BASES: [usize; 4] = {
    let mut bases = [0; 4];
    let mut kind = 0;
    while kind < 3 {
        bases[kind + 1] = bases[kind] + (1 << ROWS[kind]) * WIDTHS[kind];
        kind += 1;
    }
    bases
};

/// The weights cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the weights are not what this version reads: train them again")]
pub struct WrongWeights;

/// Weights, ready to read with.
#[derive(Debug, Clone)]
pub struct Weights {
    pub(super) linear: &'static [u8],
    pub(super) scales: [f32; 3],
    pub(super) bias: [f32; HEADS],
    pub(super) slopes: [f32; HEADS],
    pub(super) shifts: [f32; HEADS],
    pub(super) classes: Vec<[f32; LANES]>,
    pub(super) window_bias: [f32; UNITS],
    pub(super) middle: Vec<[f32; MIDDLE]>,
    pub(super) middle_bias: [f32; MIDDLE],
    pub(super) heads: Vec<[f32; HEADS]>,
    codebooks: Vec<[f32; CODED]>,
    words: Table,
    rows: &'static [u8],
}

struct Reader(&'static [u8]);

impl Reader {
    fn bytes(&mut self, count: usize) -> Result<&'static [u8], WrongWeights> {
        let (head, tail) = self.0.split_at_checked(count).ok_or(WrongWeights)?;
        self.0 = tail;
        Ok(head)
    }

    fn number(&mut self) -> Result<u32, WrongWeights> {
        let four = self.bytes(4)?.try_into().map_err(|_| WrongWeights)?;
        Ok(u32::from_le_bytes(four))
    }

    fn floats<const N: usize>(&mut self) -> Result<[f32; N], WrongWeights> {
        let mut out = [0.0; N];
        for (out, four) in out.iter_mut().zip(self.bytes(4 * N)?.chunks_exact(4)) {
            *out = f32::from_le_bytes(four.try_into().map_err(|_| WrongWeights)?);
        }
        Ok(out)
    }

    fn matrix<const N: usize>(&mut self, rows: usize) -> Result<Vec<[f32; N]>, WrongWeights> {
        (0..rows).map(|_| self.floats()).collect()
    }
}

impl Weights {
    /// Weights that say nothing.
    #[must_use]
    pub fn blank() -> Self {
        Self {
            linear: &[],
            scales: [0.0; 3],
            bias: [0.0; HEADS],
            slopes: [0.0; HEADS],
            shifts: [0.0; HEADS],
            classes: Vec::new(),
            window_bias: [0.0; UNITS],
            middle: Vec::new(),
            middle_bias: [0.0; MIDDLE],
            heads: Vec::new(),
            codebooks: Vec::new(),
            words: Table::over(&[]),
            rows: &[],
        }
    }

    /// Reads weights that `learn` wrote.
    ///
    /// # Errors
    /// When they are of another version or cut short.
    pub fn read(bytes: &'static [u8]) -> Result<Self, WrongWeights> {
        let mut reader = Reader(bytes);
        if reader.bytes(MAGIC.len())? != MAGIC {
            return Err(WrongWeights);
        }
        let words = reader.number()? as usize;
        let (scales, bias, slopes, shifts) =
            (reader.floats()?, reader.floats()?, reader.floats()?, reader.floats()?);
        let (codebooks, classes, window_bias) =
            (reader.matrix(PARTS * 256)?, reader.matrix(64)?, reader.floats()?);
        let (middle, middle_bias, heads) =
            (reader.matrix(POOLED)?, reader.floats()?, reader.matrix(POOLED + MIDDLE)?);
        let table = Table::over(reader.bytes(4 * words)?);
        let rows = reader.bytes(words * PARTS)?;
        let linear = reader.bytes(BASES[3])?;
        if !reader.0.is_empty() {
            return Err(WrongWeights);
        }
        Ok(Self {
            linear,
            scales,
            bias,
            slopes,
            shifts,
            classes,
            window_bias,
            middle,
            middle_bias,
            heads,
            codebooks,
            words: table,
            rows,
        })
    }

    /// Writes what a word adds to each unit, when the model has a row for it.
    #[inline]
    pub(super) fn read_word(&self, key: u32, out: &mut [f32; LANES]) {
        let Some(place) = self.words.find(key) else { return };
        let start = place * PARTS;
        let Some(codes) = self.rows.get(start..start + PARTS) else { return };
        let books = self.codebooks.chunks_exact(256);
        for ((out, &code), book) in out.chunks_exact_mut(CODED).zip(codes).zip(books) {
            if let Some(lanes) = book.get(usize::from(code)) {
                out.copy_from_slice(lanes);
            }
        }
    }
}
