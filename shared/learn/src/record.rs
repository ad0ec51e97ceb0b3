//! What weights were made from, beside them.

use std::{error::Error, fmt::Write, fs, path::PathBuf};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::Train;

fn hash(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes)).chars().take(16).collect()
}

/// The settings, and the first sixteen digits of the SHA-256 of every file that was read.
pub(crate) fn record(
    args: &Train,
    weights: &[u8],
    files: &[PathBuf],
) -> Result<String, Box<dyn Error>> {
    let mut out = String::from("# Written by `learn train`. Hashes: SHA-256, first 16 digits.\n");
    writeln!(out, "weights = \"{}\"", hash(weights))?;
    writeln!(out, "seed = {}\nepochs = {}", args.seed, args.epochs)?;
    writeln!(out, "own_weight = {}\noutside = {}", args.own_weight, args.outside)?;
    let is_own = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "tsv");
    let (own, others): (Vec<_>, Vec<_>) = files.iter().partition(is_own);
    // What others hold is told by its hash alone: names change from place to place.
    writeln!(out, "data = [")?;
    for path in others {
        writeln!(out, "  \"{}\",", hash(&fs::read(path)?))?;
    }
    writeln!(out, "]\n\n[rows]")?;
    for path in own {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let folder = path.parent().and_then(|folder| folder.file_name()).unwrap_or_default();
        let folder = folder.to_string_lossy();
        writeln!(out, "\"{folder}/{name}\" = \"{}\"", hash(&fs::read(path)?))?;
    }
    Ok(out)
}
