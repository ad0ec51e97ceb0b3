//! Digits and signs that stand for letters.

/// The letter that a digit stands for between letters.
pub(super) const fn digit(digit: u8) -> Option<u8> {
    Some(match digit {
        b'0' => b'o',
        b'1' => b'i',
        b'3' => b'e',
        b'4' => b'a',
        b'5' => b's',
        b'7' => b't',
        b'8' => b'b',
        _ => return None,
    })
}

/// The letter that a sign stands for inside a word.
pub(super) const fn sign(sign: char) -> Option<char> {
    Some(match sign {
        '@' => 'a',
        '$' | '§' => 's',
        '!' | '|' | '¡' => 'i',
        '€' => 'e',
        '£' => 'l',
        '(' | '¢' => 'c',
        '¥' => 'y',
        _ => return None,
    })
}

/// Whether a sign or digit may stand for `l` as well as for `i`.
pub(super) const fn is_ambiguous(sign: char) -> bool {
    matches!(sign, '1' | '!' | '|' | '¡')
}

/// Signs put between the letters of a word to break it; the middle dot also of inclusive writing.
pub(super) const fn is_glue(sign: char) -> bool {
    matches!(
        sign,
        '-' | '.'
            | '_'
            | '~'
            | '/'
            | '\\'
            | '+'
            | '='
            | ','
            | ':'
            | '^'
            | '`'
            | '#'
            | '·'
            | '•'
            | '‐'
            | '‑'
            | '–'
            | '—'
            | '‧'
            | '∙'
            | '⋅'
    )
}
