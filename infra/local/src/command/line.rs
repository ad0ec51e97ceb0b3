//! Lines of JSON that others wrote: lenient about broken characters, strict about what is read.

use std::borrow::Cow;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{error::Category, value::RawValue};

/// A line as text. Invalid UTF-8 and escapes of lone surrogates read as U+FFFD; a byte order mark is dropped.
///
/// A line without any of these is borrowed, which is nearly every line.
pub(crate) fn whole(line: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(line) {
        Ok(text) if !needs_mending(text) => Cow::Borrowed(text),
        _ => Cow::Owned(String::from_utf8_lossy(&platforms::mended(line)).into_owned()),
    }
}

/// Whether there may be half of a surrogate pair, or a byte order mark. Whole pairs are mended into themselves.
fn needs_mending(text: &str) -> bool {
    text.starts_with('\u{feff}')
        || text.contains('\\') && (text.contains("\\ud") || text.contains("\\uD"))
}

/// Reads a line as a JSON object with the fields of `T`, which hold what stands there unread.
///
/// # Errors
/// Says what is wrong and at which column, never what it found there.
pub(crate) fn object<'a, T: Deserialize<'a>>(line: &'a str) -> Result<T, String> {
    // serde would take a list for the fields in order.
    if line.trim_ascii_start().starts_with('[') {
        return Err("not a JSON object".into());
    }
    serde_json::from_str(line).map_err(|error| {
        let kind = match error.classify() {
            Category::Eof => "JSON that ends too early",
            Category::Syntax | Category::Io => "not JSON",
            Category::Data if line.trim_ascii_start().starts_with('{') => "a field stands twice",
            Category::Data => return "not a JSON object".into(),
        };
        format!("{kind} at column {}", error.column())
    })
}

/// A JSON text, decoded.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// The field as a text; `None` when it is missing.
///
/// # Errors
/// When it holds anything else.
pub(crate) fn text<'a>(
    name: &str,
    raw: Option<&'a RawValue>,
) -> Result<Option<Cow<'a, str>>, String> {
    raw.map(|raw| serde_json::from_str::<Text<'a>>(raw.get()).map(|text| text.0))
        .transpose()
        .map_err(|_| format!("`{name}` must be a string"))
}

/// The field as an id, digit for digit as it came: a text or a number; `None` when it is missing.
///
/// # Errors
/// When it holds anything else.
pub(crate) fn id(raw: Option<&RawValue>) -> Result<Option<&RawValue>, String> {
    match raw {
        Some(raw)
            if !raw.get().starts_with(|first: char| matches!(first, '"' | '-' | '0'..='9')) =>
        {
            Err("`id` must be a string or a number".into())
        }
        raw => Ok(raw),
    }
}

/// The field as `T`; `None` when it is missing.
///
/// # Errors
/// When it is not `expected`.
pub(crate) fn field<T: DeserializeOwned>(
    name: &str,
    expected: &str,
    raw: Option<&RawValue>,
) -> Result<Option<T>, String> {
    raw.map(|raw| serde_json::from_str(raw.get()))
        .transpose()
        .map_err(|_| format!("`{name}` must be {expected}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Fields<'a> {
        #[serde(borrow)]
        text: Option<&'a RawValue>,
    }

    #[test]
    fn broken_characters_cost_one_character_and_whole_lines_are_borrowed() {
        for (line, expected, borrowed) in [
            (&br#"{"text":"d\u00e9j\u00e0 \\u"}"#[..], "déjà \\u", true),
            (br#"{"text":"a\ud83d"}"#, "a\u{fffd}", false),
            (br#"{"text":"\uD83D\uDE00"}"#, "\u{1f600}", false),
            (b"{\"text\":\"caf\xE9\"}", "caf\u{fffd}", false),
            (b"\xEF\xBB\xBF{\"text\":\"bom\"}", "bom", false),
        ] {
            let whole = whole(line);
            assert_eq!(matches!(whole, Cow::Borrowed(_)), borrowed, "{expected}");
            let fields: Fields<'_> = object(&whole).unwrap();
            assert_eq!(text("text", fields.text).unwrap().unwrap(), expected);
        }
    }

    #[test]
    fn a_problem_says_where_and_never_what() {
        for (line, expected) in [
            ("connard", "not JSON at column 1"),
            (r#"{"text":"connard"#, "JSON that ends too early at column 16"),
            (r#"{"text":1,"text":2}"#, "a field stands twice at column 16"),
            (r#"["connard"]"#, "not a JSON object"),
            (r#""connard""#, "not a JSON object"),
            ("null", "not a JSON object"),
        ] {
            assert_eq!(object::<Fields<'_>>(line).unwrap_err(), expected, "{line}");
        }
        let fields: Fields<'_> = object(r#"{"text":["connard"]}"#).unwrap();
        assert_eq!(text("text", fields.text).unwrap_err(), "`text` must be a string");
    }

    #[test]
    fn deep_nesting_is_passed_over_without_recursion() {
        let line =
            format!(r#"{{"more":{}{},"text":"t"}}"#, "[".repeat(100_000), "]".repeat(100_000));
        let fields: Fields<'_> = object(&line).unwrap();
        assert_eq!(text("text", fields.text).unwrap().unwrap(), "t");
    }
}
