//! The notation of entries: `con{,s} | conn{e,es}` and a trailing `*`.

use crate::{matcher::Pattern, normalise::Reading};

/// Why a form cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FormError {
    #[error("a brace is not closed, or is closed twice")]
    Brace,
    #[error("no letter or digit is left after normalising")]
    Empty,
    #[error("more than 400 forms")]
    Many,
}

/// Forms of one entry; more are a slip of the pen.
const MOST_FORMS: usize = 400;

/// Writes out every form of an entry: `sale{,s} {rat,porc}` is four.
pub(crate) fn forms(entry: &str) -> Result<Vec<String>, FormError> {
    let mut all = Vec::new();
    for form in entry.split('|') {
        expand(form.trim(), &mut all)?;
    }
    Ok(all)
}

fn expand(form: &str, all: &mut Vec<String>) -> Result<(), FormError> {
    let mut begun = vec![String::new()];
    let mut rest = form;
    while let Some((before, after)) = rest.split_once('{') {
        let (choices, tail) = after.split_once('}').ok_or(FormError::Brace)?;
        if before.contains('}') || choices.contains('{') {
            return Err(FormError::Brace);
        }
        let choices = || choices.split(',').map(str::trim);
        begun = begun
            .iter()
            .flat_map(|start| choices().map(move |choice| format!("{start}{before}{choice}")))
            .collect();
        if begun.len() > MOST_FORMS {
            return Err(FormError::Many);
        }
        rest = tail;
    }
    if rest.contains('}') {
        return Err(FormError::Brace);
    }
    all.extend(begun.into_iter().map(|start| start + rest));
    if all.len() > MOST_FORMS { Err(FormError::Many) } else { Ok(()) }
}

/// The pattern of one form, normalised as comments are.
pub(crate) fn pattern(form: &str) -> Result<Pattern, FormError> {
    let (text, prefix) = match form.strip_suffix('*') {
        Some(start) => (start, true),
        None => (form, false),
    };
    // Most forms are written as they read; thousands of them are compiled at each start.
    let reads_so = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b' ';
    let text = if text.bytes().all(reads_so) && !text.contains("  ") {
        text.trim().to_owned()
    } else {
        Reading::plain(text).text().trim().to_owned()
    };
    if text.is_empty() { Err(FormError::Empty) } else { Ok(Pattern { text, prefix }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_and_bars_write_out_every_form() {
        for (entry, expected) in [
            ("rat", vec!["rat"]),
            ("rat{,s}", vec!["rat", "rats"]),
            ("gros{,se} rat{,s}", vec!["gros rat", "gros rats", "grosse rat", "grosse rats"]),
            ("rat | souris", vec!["rat", "souris"]),
            ("rat*", vec!["rat*"]),
        ] {
            assert_eq!(forms(entry).unwrap(), expected, "{entry}");
        }
    }

    #[test]
    fn a_slip_of_the_pen_is_an_error() {
        for (entry, error) in [
            ("rat{,s", FormError::Brace),
            ("rat,s}", FormError::Brace),
            ("rat{{,s}}", FormError::Brace),
            ("{a,b,c,d,e,f,g}{a,b,c,d,e,f,g}{a,b,c,d,e,f,g}{a,b,c}", FormError::Many),
        ] {
            assert_eq!(forms(entry), Err(error), "{entry}");
        }
        assert_eq!(pattern("!?"), Err(FormError::Empty));
    }
}
