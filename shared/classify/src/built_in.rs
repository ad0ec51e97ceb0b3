//! The lexicons that come with this crate.

use crate::lexicon::Source;

macro_rules! files {
    ($($name:literal,)*) => {
        &[$(($name, include_str!(concat!("../lexicons/", $name))),)*]
    };
}

/// One file for each theme and language.
pub(crate) const LEXICONS: &[Source] = files![
    "fr/coded.toml",
    "fr/hate.toml",
    "fr/insults.toml",
    "fr/press.toml",
    "fr/profanity.toml",
    "fr/self-harm.toml",
    "fr/sexual.toml",
    "fr/spam.toml",
    "fr/threats.toml",
    "en/coded.toml",
    "en/hate.toml",
    "en/insults.toml",
    "en/press.toml",
    "en/profanity.toml",
    "en/self-harm.toml",
    "en/sexual.toml",
    "en/spam.toml",
    "en/threats.toml",
];

/// The words that context rules ask for and the model reads.
#[cfg(test)]
pub(crate) const CLASS_LISTS: &[Source] =
    files!["fr/context.toml", "en/context.toml", "fr/classes.toml", "en/classes.toml",];

/// The version of this crate, and a hash over the lexicons, the classes and the weights.
pub(crate) fn version() -> String {
    let mix = |hash: u64, part: u64| (hash ^ part).wrapping_mul(0x0100_0000_01b3);
    let lexicons = LEXICONS.iter().flat_map(|(name, text)| name.bytes().chain(text.bytes()));
    let hash = lexicons.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| mix(hash, byte.into()));
    // Megabytes are read eight bytes at a time, since this is done at each start.
    let tables = [CLASSES, KNOWN, WEIGHTS].into_iter().flat_map(|table| table.chunks_exact(8));
    let hash = tables.fold(hash, |hash, eight| {
        mix(hash.rotate_left(23), eight.try_into().map_or(0, u64::from_le_bytes))
    });
    format!("{}-{hash:016x}", env!("CARGO_PKG_VERSION"))
}

/// The words that are words at all; `learn known` writes it.
pub(crate) const KNOWN: &[u8] = include_bytes!("../model/known.bin");

/// The table of classes; `learn classes` writes it.
pub(crate) const CLASSES: &[u8] = include_bytes!("../model/classes.bin");

/// The weights of the model; `learn train` writes them.
pub(crate) const WEIGHTS: &[u8] = include_bytes!("../model/weights.bin");
