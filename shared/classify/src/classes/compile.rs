//! From the written lists to the table.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::label::Language;
use serde::Deserialize;

use super::{Bits, Class, LONGEST, MORE, chain};
use crate::{expand, model::sequence::key};

/// A list of classes that cannot be used, and why.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {why}")]
pub struct ClassesError {
    /// Which file.
    pub file: String,
    /// What is wrong with it.
    pub why: String,
}

/// The word classes of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    language: Language,
    class: Vec<Words>,
}

/// The words of one class; a class may stand in several places of a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    name: String,
    entries: Vec<String>,
}

/// The hash of the lists (FNV-1a), by which a table says what it was made from.
pub(crate) fn hash(sources: &[(&str, &str)]) -> u64 {
    let bytes = sources.iter().flat_map(|(name, text)| name.bytes().chain(text.bytes()));
    bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Compiles lists, each a name and its TOML. `words` are what a form with `*` is spelled out into.
///
/// # Errors
/// Says which entry of which list is wrong.
pub fn compile(sources: &[(&str, &str)], words: &[&str]) -> Result<Vec<u8>, ClassesError> {
    let mut sorted: Vec<&str> = words.to_vec();
    sorted.sort_unstable();
    let mut bits: HashMap<u32, Bits> = HashMap::new();
    let mut telling = BTreeSet::new();
    for &(file, text) in sources {
        let wrong = |why: String| ClassesError { file: file.to_owned(), why };
        let parsed: File = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        for Words { name, entries } in parsed.class {
            let class = Class::named(&name).ok_or_else(|| wrong(format!("no class `{name}`")))?;
            let bit = class.bits(parsed.language);
            for entry in &entries {
                let of_entry = |why: expand::FormError| wrong(format!("`{entry}`: {why}"));
                for form in expand::forms(entry).map_err(of_entry)? {
                    let pattern = expand::pattern(&form).map_err(of_entry)?;
                    let (head, last) = match pattern.text.rsplit_once(' ') {
                        Some((head, last)) => (Some(head), last),
                        None => (None, pattern.text.as_str()),
                    };
                    let mut lasts = vec![last];
                    if pattern.prefix {
                        let from = sorted.partition_point(|word| *word < last);
                        lasts.extend(
                            sorted.iter().skip(from).take_while(|word| word.starts_with(last)),
                        );
                    }
                    for last in lasts {
                        add(head, last, bit, &mut bits)
                            .map_err(|why| wrong(format!("`{entry}`: {why}")))?;
                        if head.is_none() && class.is_telling() {
                            telling.insert(last.to_owned());
                        }
                    }
                }
            }
        }
    }
    let sorted: BTreeMap<u32, Bits> = bits.into_iter().collect();
    let mut out = hash(sources).to_le_bytes().to_vec();
    out.extend(u32::try_from(sorted.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend(sorted.keys().flat_map(|key| key.to_le_bytes()));
    out.extend(sorted.values().flat_map(|bits| bits.to_le_bytes()));
    out.extend(telling.into_iter().collect::<Vec<_>>().join("\n").into_bytes());
    Ok(out)
}

fn add(
    head: Option<&str>,
    last: &str,
    bit: Bits,
    bits: &mut HashMap<u32, Bits>,
) -> Result<(), String> {
    let mut phrase = None;
    let all = head.into_iter().flat_map(|head| head.split(' ')).chain([last]);
    let count = all.clone().count();
    if count > LONGEST {
        return Err(format!("a phrase has at most {LONGEST} words"));
    }
    for (at, word) in all.enumerate() {
        let next = match phrase {
            None => key(word),
            Some(before) => chain(before, key(word)),
        };
        *bits.entry(next).or_default() |= if at + 1 == count { bit } else { MORE };
        phrase = Some(next);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_list_says_where_and_why() {
        for (rest, part) in [
            ("[[class]]\nname = \"nobody\"\nentries = []", "no class `nobody`"),
            ("[[class]]\nname = \"person\"\nentries = [\"t{u\"]", "`t{u`: a brace"),
            (
                "[[class]]\nname = \"person\"\nentries = [\"a b c d e f g h i j k l m\"]",
                "at most 12 words",
            ),
            ("[[class]]\nname = \"person\"\ncolour = 1\nentries = []", "line 4"),
        ] {
            let text = format!("language = \"fr\"\n{rest}");
            let error = compile(&[("list", &text)], &[]).unwrap_err().to_string();
            assert!(error.starts_with("list: ") && error.contains(part), "{error}");
        }
    }

    #[test]
    fn the_table_in_the_crate_is_made_from_the_lists_in_the_crate() {
        let written = crate::built_in::CLASSES.get(..8).and_then(|hash| hash.try_into().ok());
        let lists = hash(crate::built_in::CLASS_LISTS);
        assert_eq!(written.map(u64::from_le_bytes), Some(lists), "make it again: `learn classes`");
    }
}
