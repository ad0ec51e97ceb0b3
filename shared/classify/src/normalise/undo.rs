//! Second looks at words: joining spaced-out letters, digits as letters, stretched letters.

use domain::finding::Span;

use super::{
    leet,
    reading::{Reading, Token, offset},
};

/// Joins spaced-out words, then reads digits as letters and brings runs of a letter to two.
///
/// `masks` keeps the asterisks inside words, for a vocabulary to fill in.
pub(super) fn tidy(scanned: &Reading, masks: bool) -> Reading {
    let mut out = Reading::with_capacity(scanned.text.len());
    out.ends_with_quote = scanned.ends_with_quote;
    let mut rest = scanned.tokens.as_slice();
    while let Some((&first, others)) = rest.split_first() {
        let singles = rest.iter().take_while(|t| t.has(Token::SINGLE)).count();
        if singles >= 3 {
            let (run, after) = rest.split_at(singles);
            join(scanned, run, masks, &mut out);
            rest = after;
        } else {
            write(scanned, &[first], masks, &mut out);
            rest = others;
        }
    }
    out
}

/// Parts a run of single letters where its gaps are wider than its narrowest, as in
/// `t u  e s  u n  c o n`. Letters that would stay single stay together, so that a second
/// reading finds nothing more to join.
fn join(scanned: &Reading, run: &[Token], masks: bool, out: &mut Reading) {
    let narrowest = run.iter().skip(1).map(|token| token.gap).min().unwrap_or(0);
    let (mut at, mut loners) = (0, 0);
    while at < run.len() {
        let length = 1 + run.iter().skip(at + 1).take_while(|t| t.gap == narrowest).count();
        if length > 1 {
            write(scanned, run.get(loners..at).unwrap_or_default(), masks, out);
            write(scanned, run.get(at..at + length).unwrap_or_default(), masks, out);
            loners = at + length;
        }
        at += length;
    }
    write(scanned, run.get(loners..).unwrap_or_default(), masks, out);
}

/// Writes some words as one.
fn write(scanned: &Reading, parts: &[Token], masks: bool, out: &mut Reading) {
    let Some(&first) = parts.first() else { return };
    let start = offset(out.text.len());
    let mut token = Token::new(start, first.gap, first.flags());
    if parts.len() > 1 {
        token.set(Token::REWRITTEN);
        token.unset(Token::SINGLE);
    }
    let decode = holds_leet(parts.iter().flat_map(|&part| scanned.word(part).chars()));
    let (mut last, mut run) = (' ', 0_u32);
    for &part in parts {
        token.set(part.flags() & (Token::STRETCHED | Token::AMBIGUOUS | Token::REWRITTEN));
        for (at, c) in scanned.word(part).trim_end_matches('*').char_indices() {
            let at = part.start as usize + at;
            if c == '*' {
                if !masks {
                    continue;
                }
                token.set(Token::MASKED);
            }
            let letter = if decode { decoded(c, &mut token) } else { c };
            run = if letter == last { run + 1 } else { 1 };
            last = letter;
            let from = scanned.span_of_bytes(at, at + 1);
            if run >= 3 && letter.is_alphabetic() {
                token.set(Token::STRETCHED | Token::REWRITTEN);
                // The highlight still covers the letters left out.
                for place in out.map.iter_mut().rev().take(letter.len_utf8()) {
                    place.end = from.end;
                }
            } else {
                out.push(letter, from);
            }
        }
    }
    token.end = offset(out.text.len());
    let end = out.map.last().map_or(0, |span| span.end);
    out.tokens.push(token);
    out.push(' ', Span { start: end, end });
}

/// Whether digits stand for letters: there are both, and no more digits than letters, so that
/// `c0n` may be one but `h2o2022` and `10 km` are not.
fn holds_leet(word: impl Iterator<Item = char>) -> bool {
    let (mut letters, mut digits) = (0_usize, 0_usize);
    for c in word.filter(|&c| c != '*') {
        *(if c.is_ascii_digit() { &mut digits } else { &mut letters }) += 1;
    }
    digits > 0 && letters >= digits
}

fn decoded(c: char, token: &mut Token) -> char {
    let Some(letter) = u8::try_from(c).ok().and_then(leet::digit) else {
        return c;
    };
    token.set(Token::REWRITTEN);
    if leet::is_ambiguous(c) {
        token.set(Token::AMBIGUOUS);
    }
    letter.into()
}
