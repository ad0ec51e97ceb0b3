//! A comment as the model reads it: words with their classes, names of groups masked.

use domain::label::Label;

use crate::{
    classes::{Bits, Class, GROUPS, Marked},
    lexicon::Lexicon,
    matcher::Hit,
};

/// One word of a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// A hash of its letters; 0 where they say nothing: names of groups, ends of sentences.
    pub key: u32,
    /// Its classes, and what the lexicons found there.
    pub bits: u64,
    /// First byte in the text of the reading.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// First word of the reading that it stands for.
    pub first: u32,
    /// Last word of the reading that it stands for.
    pub last: u32,
}

/// The bit that all classes of groups become.
pub const GROUP: u64 = 1 << Class::Origin as u32;
/// The end of a sentence.
pub const STOP: u64 = 1 << Class::Religion as u32;
/// The lexicons found hate here. The bits of other classes of groups are free, since all of them become [`GROUP`].
const FOUND_HATE: u64 = 1 << Class::Migrant as u32;
const FOUND_INSULT: u64 = 1 << Class::Women as u32;
const FOUND_THREAT: u64 = 1 << Class::Men as u32;
const FOUND_SEXUAL: u64 = 1 << Class::Orientation as u32;
const FOUND_CODED: u64 = 1 << Class::Gender as u32;
const FOUND_COARSE: u64 = 1 << Class::Disability as u32;
const FOUND_OTHER: u64 = 1 << Class::Age as u32;
/// Bits that only tell the language.
const LANGUAGES: Bits = 0b11 << 62;

/// What links and names of users are read as.
const HANDLE_KEY: u32 = 3;
/// What long numbers are read as.
const NUMBER_KEY: u32 = 4;
/// Stands behind the picture of a person.
const DARK_TONE: &str = "🏿";

/// Whether a word is a number that says nothing by itself; some short ones do (88, 1488, 18).
fn is_number(word: &str) -> bool {
    word.len() > 2 && word != "1488" && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The most words that are read of one comment; the rest is left to the lexicons.
const MOST_WORDS: usize = 2000;

/// Hashes the letters of a word. Never 0.
#[must_use]
pub fn key(word: &str) -> u32 {
    let hash = word
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    // Spread the low bits, which index tables.
    let hash = (hash ^ (hash >> 15)).wrapping_mul(0x2c1b_3c6d);
    (hash ^ (hash >> 13)).max(1)
}

const fn found(label: Label) -> u64 {
    match label {
        Label::Hate => FOUND_HATE,
        Label::Insult | Label::Harassment => FOUND_INSULT,
        Label::Threat | Label::Violence => FOUND_THREAT,
        Label::Sexual => FOUND_SEXUAL,
        Label::CodedHate => FOUND_CODED,
        Label::Profanity => FOUND_COARSE,
        _ => FOUND_OTHER,
    }
}

/// Reads a marked reading with its hits as a sequence.
pub(crate) fn sequence(marked: &Marked<'_>, lexicon: &Lexicon, hits: &[Hit]) -> Vec<Word> {
    let reading = marked.reading;
    let mut out: Vec<Word> = Vec::with_capacity(reading.tokens().len() + 8);
    for (at, token) in reading.tokens().iter().enumerate().take(MOST_WORDS) {
        let bits = marked.bits(at) & !LANGUAGES;
        let place = u32::try_from(at).unwrap_or(u32::MAX);
        if token.follows_stop() && !out.is_empty() {
            let stop = Word {
                key: 0,
                bits: STOP,
                start: token.start,
                end: token.start,
                first: place,
                last: place,
            };
            out.push(stop);
        }
        let (key, bits) = if token.is_handle() {
            // Links and names of users say nothing, and one stands for all of their parts.
            if out.last().is_some_and(|last| last.key == HANDLE_KEY) {
                continue;
            }
            (HANDLE_KEY, 0)
        } else {
            match reading.word(*token) {
                DARK_TONE => (0, bits | GROUP),
                word if is_number(word) => (NUMBER_KEY, bits),
                _ => (marked.keys.get(at).copied().unwrap_or_default(), bits),
            }
        };
        let masked = bits & GROUPS != 0;
        let word = Word {
            key: if masked { 0 } else { key },
            bits: bits & !GROUPS | if masked { GROUP } else { 0 },
            start: token.start,
            end: token.end,
            first: place,
            last: place,
        };
        match out.last_mut() {
            // A name of several words is one group.
            Some(last) if masked && last.bits & GROUP != 0 => {
                last.bits |= word.bits;
                (last.end, last.last) = (word.end, word.last);
            }
            _ => out.push(word),
        }
    }
    for hit in hits {
        let Some(form) = lexicon.forms.get(hit.pattern) else { continue };
        let Some(group) = lexicon.groups.get(form.group) else { continue };
        let bit = found(group.label);
        let from = out.partition_point(|word| (word.last as usize) < hit.first);
        for word in out.iter_mut().skip(from).take_while(|word| word.first as usize <= hit.last) {
            if word.bits & STOP == 0 {
                word.bits |= bit;
            }
        }
    }
    out
}
