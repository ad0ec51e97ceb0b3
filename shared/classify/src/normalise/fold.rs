//! One character at a time: what letter is it, whatever its dress?

use std::iter;

use icu_normalizer::{
    DecomposingNormalizerBorrowed, properties::CanonicalCombiningClassMapBorrowed,
};

/// What a character is to a reader of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    /// A letter or digit, folded.
    Letter(char),
    /// A sign that is a word by itself: an emoji, a letter of a flag.
    Alone(char),
    /// Anything between words.
    Gap(char),
    /// A dark skin tone of an emoji: it tells of people only behind the picture of a person.
    Tone(char),
    /// Nothing that anybody sees.
    Nothing,
}

/// U+00C0 to U+00FF without accents. `*` is looked at in [`fold`]; a space is a gap.
const LATIN: &[u8; 64] = b"aaaaaa*ceeeeiiiidnooooo ouuuuy**aaaaaa*ceeeeiiiidnooooo ouuuuy*y";

/// Hands each folded piece of `c` to `emit`; most characters give one, some (`œ`, `㎏`) several.
pub(super) fn fold(c: char, emit: &mut impl FnMut(Piece)) {
    if let Some(&base) = usize::from(u16::try_from(u32::from(c)).unwrap_or(0))
        .checked_sub(0xC0)
        .and_then(|index| LATIN.get(index))
        && base != b'*'
    {
        return emit(if base == b' ' { Piece::Gap(c) } else { Piece::Letter(base.into()) });
    }
    if let Some(letters) = spelled(c) {
        return letters.chars().for_each(|letter| emit(Piece::Letter(letter)));
    }
    match u32::from(c) {
        // typographic quotes, dashes, dots; the no-break spaces of French punctuation
        0xA0 | 0xAB | 0xB7 | 0xBB | 0x2010..=0x2027 | 0x202F..=0x205F => emit(Piece::Gap(c)),
        0x1F3FB..=0x1F3FD => emit(Piece::Nothing),
        0x1F3FE..=0x1F3FF => emit(Piece::Tone('🏿')),
        // letters of flags are spelled one by one: two make a flag, more make a word
        code @ 0x1F1E6..=0x1F1FF => emit(Piece::Alone(letter(code - 0x1F1E6))),
        // white letters on black discs and squares
        code @ 0x1F150..=0x1F169 => emit(Piece::Letter(letter(code - 0x1F150))),
        code @ 0x1F170..=0x1F189 => emit(Piece::Letter(letter(code - 0x1F170))),
        0x2300..=0x23FF | 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0x1F18A..=0x1FAFF => {
            emit(Piece::Alone(c));
        }
        _ if is_invisible(c) => emit(Piece::Nothing),
        _ => decompose(c, emit),
    }
}

fn decompose(c: char, emit: &mut impl FnMut(Piece)) {
    for part in DecomposingNormalizerBorrowed::new_nfkd().normalize_iter(iter::once(c)) {
        if is_invisible(part) {
            emit(Piece::Nothing);
            continue;
        }
        // Capitals have look-alikes of their own: Greek Η is an H, but η is nearer to an n.
        if let Some(letter) = look_alike(part) {
            emit(Piece::Letter(letter));
            continue;
        }
        for lower in part.to_lowercase() {
            match (look_alike(lower), spelled(lower)) {
                (Some(letter), _) => emit(Piece::Letter(letter)),
                (None, Some(letters)) => letters.chars().for_each(|l| emit(Piece::Letter(l))),
                (None, None) if is_invisible(lower) => emit(Piece::Nothing),
                (None, None) if lower.is_alphanumeric() => emit(Piece::Letter(lower)),
                (None, None) => emit(Piece::Gap(lower)),
            }
        }
    }
}

/// Letters that Unicode does not take apart.
const fn spelled(c: char) -> Option<&'static str> {
    Some(match c {
        'œ' | 'Œ' => "oe",
        'æ' | 'Æ' => "ae",
        'ß' | 'ẞ' => "ss",
        'þ' | 'Þ' => "th",
        _ => return None,
    })
}

fn letter(index: u32) -> char {
    u8::try_from(index).map_or(' ', |index| char::from(b'a'.saturating_add(index)))
}

/// Marks laid on letters, joiners, direction marks, fillers, selectors, control characters.
fn is_invisible(c: char) -> bool {
    matches!(u32::from(c),
        0..=8 | 0xE..=0x1F | 0x7F..=0x84 | 0x86..=0x9F | 0xAD
        | 0x300..=0x36F | 0x483..=0x489 | 0x61C | 0x115F | 0x1160 | 0x180B..=0x180F
        | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F
        | 0x20D0..=0x20FF | 0x3164 | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F | 0xFEFF | 0xFFA0
        | 0xFFF9..=0xFFFB | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
        || CanonicalCombiningClassMapBorrowed::new().get_u8(c) != 0
}

/// The Latin letter that a letter of another script, or an odd Latin one, is taken for.
const fn look_alike(c: char) -> Option<char> {
    Some(match c {
        'а' | 'А' | 'α' | 'Α' | 'ɑ' | 'ᴀ' | 'ꭺ' | 'ɐ' => 'a',
        'В' | 'в' | 'Β' | 'β' | 'ʙ' | 'Ь' | 'ь' | 'ƀ' => 'b',
        'с' | 'С' | 'ϲ' | 'Ϲ' | 'ᴄ' | 'ɔ' | 'Ꮯ' | 'ꮯ' => 'c',
        'ԁ' | 'Ԁ' | 'ɗ' | 'ᴅ' | 'đ' | 'Đ' | 'Ꭰ' | 'ð' => 'd',
        'е' | 'Е' | 'ε' | 'Ε' | 'є' | 'Є' | 'ᴇ' | 'ə' | 'ɛ' | 'ǝ' | 'Ꭼ' | 'э' => 'e',
        'ғ' | 'ꜰ' | 'ƒ' | 'Ғ' => 'f',
        'ɡ' | 'ɢ' | 'Ԍ' | 'Ꮐ' => 'g',
        'һ' | 'Һ' | 'Н' | 'н' | 'Η' | 'ʜ' | 'ħ' | 'Ħ' | 'հ' => 'h',
        'і' | 'І' | 'ι' | 'Ι' | 'ı' | 'ɪ' | 'Ӏ' | 'ӏ' | 'ɩ' => 'i',
        'ј' | 'Ј' | 'ϳ' | 'ᴊ' => 'j',
        'к' | 'К' | 'κ' | 'Κ' | 'ᴋ' | 'ĸ' | 'ƙ' => 'k',
        'ʟ' | 'ł' | 'Ł' | 'ƚ' | 'ɫ' | 'Ꮮ' => 'l',
        'м' | 'М' | 'Μ' | 'ᴍ' => 'm',
        'п' | 'Ν' | 'η' | 'ɴ' | 'ո' | 'ɲ' | 'ŋ' => 'n',
        'о' | 'О' | 'ο' | 'Ο' | 'ø' | 'Ø' | 'ᴏ' | 'σ' | 'օ' | 'Օ' | 'ө' | 'ɵ' => 'o',
        'р' | 'Р' | 'ρ' | 'Ρ' | 'ᴘ' => 'p',
        'ԛ' | 'Ԛ' => 'q',
        'г' | 'ʀ' | 'ɾ' | 'я' | 'Я' => 'r',
        'ѕ' | 'Ѕ' | 'ꜱ' | 'Տ' => 's',
        'т' | 'Т' | 'τ' | 'Τ' | 'ᴛ' | 'ŧ' => 't',
        'υ' | 'μ' | 'ս' | 'ᴜ' | 'ʋ' => 'u',
        'ѵ' | 'Ѵ' | 'ν' | 'ᴠ' => 'v',
        'ԝ' | 'Ԝ' | 'ω' | 'ѡ' | 'ᴡ' | 'ш' => 'w',
        'х' | 'Х' | 'χ' | 'Χ' => 'x',
        'у' | 'У' | 'Υ' | 'γ' | 'ү' | 'Ү' | 'ʏ' => 'y',
        'Ζ' | 'ᴢ' | 'ƶ' => 'z',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folded_letter_folds_to_itself() {
        let folded = |c| {
            let mut pieces = Vec::new();
            fold(c, &mut |piece| pieces.push(piece));
            pieces
        };
        for c in '\0'..=char::MAX {
            for piece in folded(c) {
                let Piece::Letter(letter) = piece else { continue };
                // The scanner reads those itself.
                let ascii = letter.is_ascii_lowercase() || letter.is_ascii_digit();
                assert!(ascii || folded(letter) == [piece], "{c:?} is {letter:?}");
            }
        }
    }
}
