//! Reading JSON that others wrote: lenient about what is missing or oddly typed, strict about what is read.

use data_encoding::HEXLOWER_PERMISSIVE;
use domain::Timestamp;
use serde_json::{Map, Value, error::Category};

use crate::Unreadable;

/// Reads a body as JSON.
///
/// Half of a surrogate pair alone, which JavaScript and PHP write when they cut a text inside an emoji, and bytes that
/// are not UTF-8 are replaced by U+FFFD: one broken character must not cost a whole comment.
///
/// # Errors
/// When it is not JSON even so, or nested deeper than `serde_json` follows (128 levels).
pub(crate) fn read(body: &[u8]) -> Result<Value, Unreadable> {
    serde_json::from_slice(body).or_else(|_| serde_json::from_slice(&mended(body))).map_err(
        |error: serde_json::Error| {
            let kind = match error.classify() {
                Category::Eof => "JSON that ends too early",
                Category::Syntax | Category::Data | Category::Io => "not JSON",
            };
            // Only the place: serde_json's own text may quote what it found there.
            Unreadable(format!("{kind} at line {}, column {}", error.line(), error.column()))
        },
    )
}

/// The body with invalid UTF-8 and lone surrogate escapes replaced by U+FFFD, and without a byte order mark.
///
/// A body without any of these comes back as it was; whether it is JSON is not looked at. Takes time linear in the body.
#[must_use]
pub fn mended(body: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(body);
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(&text).as_bytes();
    let mut mended = Vec::with_capacity(rest.len());
    while let Some((&first, after)) = rest.split_first() {
        // Escapes are taken whole, so that the second half of `\\ud83d` (a backslash and a text) is not taken for one.
        let (piece, taken) = match (first, after.first(), code_unit(rest)) {
            (b'\\', _, Some(0xD800..=0xDBFF)) => match code_unit(rest.get(6..).unwrap_or_default())
            {
                Some(0xDC00..=0xDFFF) => (rest.get(..12), 12),
                _ => (Some(REPLACEMENT), 6),
            },
            (b'\\', _, Some(0xDC00..=0xDFFF)) => (Some(REPLACEMENT), 6),
            (b'\\', Some(_), _) => (rest.get(..2), 2),
            _ => (rest.get(..1), 1),
        };
        mended.extend_from_slice(piece.unwrap_or_default());
        rest = rest.get(taken..).unwrap_or_default();
    }
    mended
}

/// The escape of U+FFFD.
const REPLACEMENT: &[u8] = b"\\ufffd";

/// The UTF-16 code unit of a `\uXXXX` escape at the start of `bytes`.
fn code_unit(bytes: &[u8]) -> Option<u16> {
    let digits = bytes.strip_prefix(b"\\u")?.get(..4)?;
    let unit: [u8; 2] = HEXLOWER_PERMISSIVE.decode(digits).ok()?.try_into().ok()?;
    Some(u16::from_be_bytes(unit))
}

/// The latest moment that has a text form: the end of the year 9999, in seconds.
const LAST_SECOND: i64 = 253_402_207_200;

/// An id: a text that says something, or a whole number of up to 64 bits, digit for digit.
pub(crate) fn id(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) if number.is_u64() || number.is_i64() => Some(number.to_string()),
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        _ => None,
    }
}

/// The fields of a JSON object. A field that is `null` counts as missing.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    /// The fields of a value, if it is an object.
    pub(crate) fn of(value: &'a Value) -> Option<Self> {
        value.as_object().map(Self)
    }

    fn field(self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// The names of the fields that are there, in alphabetical order.
    pub(crate) fn names(self) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(|(_, value)| !value.is_null()).map(|(name, _)| name.as_str())
    }

    /// Whether there is such a field.
    pub(crate) fn has(self, name: &str) -> bool {
        self.field(name).is_some()
    }

    /// Whether a field says `true`.
    pub(crate) fn flag(self, name: &str) -> bool {
        self.field(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// An object inside this one.
    pub(crate) fn object(self, name: &str) -> Option<Self> {
        self.field(name).and_then(Self::of)
    }

    /// A list.
    pub(crate) fn list(self, name: &str) -> Option<&'a [Value]> {
        self.field(name)?.as_array().map(Vec::as_slice)
    }

    /// A text, which may be empty.
    pub(crate) fn text(self, name: &str) -> Option<&'a str> {
        self.field(name)?.as_str()
    }

    /// A text that says something, owned.
    pub(crate) fn word(self, name: &str) -> Option<String> {
        self.text(name).filter(|text| !text.trim().is_empty()).map(str::to_owned)
    }

    /// An id: a text that says something, or a whole number of up to 64 bits, digit for digit.
    pub(crate) fn id(self, name: &str) -> Option<String> {
        id(self.field(name)?)
    }

    /// A whole number from 0, as a number or as digits.
    pub(crate) fn whole(self, name: &str) -> Option<u64> {
        self.id(name)?.trim().parse().ok()
    }

    /// A number that may have a fraction, as a number or as its text.
    pub(crate) fn number(self, name: &str) -> Option<f64> {
        match self.field(name)? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// A moment: RFC 3339 text, or seconds since 1970.
    pub(crate) fn moment(self, name: &str) -> Option<Timestamp> {
        let Some(seconds) = self.whole(name) else {
            return self.text(name)?.parse().ok();
        };
        // Further off has no text form: it could be written to a store, but never read back.
        i64::try_from(seconds).ok().filter(|&s| s <= LAST_SECOND).map(Timestamp::from_secs)
    }

    /// A moment told in milliseconds since 1970.
    pub(crate) fn millis(self, name: &str) -> Option<Timestamp> {
        let millis = i64::try_from(self.whole(name)?).ok()?;
        (millis <= LAST_SECOND * 1000).then(|| Timestamp::from_millis(millis))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_lone_surrogate_or_a_broken_byte_costs_one_character() {
        for (body, text) in [
            (&br#"{"t":"a\ud83d"}"#[..], "a\u{fffd}"),
            (br#"{"t":"\ude00a"}"#, "\u{fffd}a"),
            (br#"{"t":"\ud83d\ud83d\ude00"}"#, "\u{fffd}\u{1f600}"),
            (br#"{"t":"\uD83D\uDE00 \ud83dx"}"#, "\u{1f600} \u{fffd}x"),
            (br#"{"t":"\\ud83d \ud83d"}"#, "\\ud83d \u{fffd}"),
            (br#"{"t":"\uffff"}"#, "\u{ffff}"),
            (b"{\"t\":\"\xEF\xBF\xBF\"}", "\u{ffff}"),
            (b"{\"t\":\"caf\xE9\"}", "caf\u{fffd}"),
            (b"\xEF\xBB\xBF{\"t\":\"bom\"}", "bom"),
            (br#"{"t":"\u0000"}"#, "\0"),
        ] {
            let value = read(body).unwrap();
            assert_eq!(Fields::of(&value).unwrap().text("t"), Some(text), "{body:?}");
        }
    }

    #[test]
    fn what_is_not_json_is_unreadable_and_the_reason_holds_no_content() {
        for body in ["", "connard", r#"{"text":"connard"#, r#"{"connard"}"#, "{\"t\":\"\\ud83d"] {
            let Unreadable(reason) = read(body.as_bytes()).unwrap_err();
            assert!(!reason.contains("connard") && reason.contains("line 1"), "{reason}");
        }
    }

    #[test]
    fn a_thousand_nested_arrays_are_unreadable_and_never_overflow() {
        for depth in [1000, 1_000_000] {
            let nested = [b"[".repeat(depth), b"]".repeat(depth)].concat();
            assert!(read(&nested).is_err());
            let field = [br#"{"a":"#.as_slice(), &nested, b"}"].concat();
            assert!(read(&field).is_err());
        }
    }

    #[test]
    fn ids_are_kept_digit_for_digit_and_numbers_within_reason() {
        let value = read(
            br#"{"a":18446744073709551615,"b":-9223372036854775808,"c":"007","d":1.5,"e":true,
                "f":18446744073709551616,"g":" ","h":"12","i":null}"#,
        )
        .unwrap();
        let fields = Fields::of(&value).unwrap();
        for (name, id, whole) in [
            ("a", Some("18446744073709551615"), Some(u64::MAX)),
            ("b", Some("-9223372036854775808"), None),
            ("c", Some("007"), Some(7)),
            ("d", None, None),
            ("e", None, None),
            ("f", None, None),
            ("g", None, None),
            ("h", Some("12"), Some(12)),
            ("i", None, None),
            ("z", None, None),
        ] {
            assert_eq!(fields.id(name).as_deref(), id, "{name}");
            assert_eq!(fields.whole(name), whole, "{name}");
        }
    }

    #[test]
    fn a_number_may_have_a_fraction_and_stand_as_a_text() {
        let value =
            read(br#"{"a":4,"b":4.5,"c":" 4.5 ","d":"x","e":true,"f":null,"g":""}"#).unwrap();
        let fields = Fields::of(&value).unwrap();
        for (name, number) in [
            ("a", Some(4.0)),
            ("b", Some(4.5)),
            ("c", Some(4.5)),
            ("d", None),
            ("e", None),
            ("f", None),
            ("g", None),
            ("z", None),
        ] {
            assert_eq!(fields.number(name), number, "{name}");
        }
    }

    #[test]
    fn a_moment_is_rfc_3339_or_seconds_and_always_reads_back() {
        for (json, millis) in [
            (r#""2026-01-01T00:00:00Z""#, Some(1_767_225_600_000)),
            (r#""2026-01-01T00:00:00+0000""#, Some(1_767_225_600_000)),
            ("1767225600", Some(1_767_225_600_000)),
            (r#""1767225600""#, Some(1_767_225_600_000)),
            ("253402207200", Some(253_402_207_200_000)),
            ("253402207201", None),
            ("18446744073709551615", None),
            ("-1", None),
            (r#""yesterday""#, None),
            ("null", None),
        ] {
            let value = read(format!(r#"{{"at":{json}}}"#).as_bytes()).unwrap();
            let moment = Fields::of(&value).unwrap().moment("at");
            assert_eq!(moment.map(Timestamp::millis), millis, "{json}");
            if let Some(moment) = moment {
                assert_eq!(moment.to_string().parse::<Timestamp>().unwrap(), moment, "{json}");
            }
        }
    }

    #[test]
    fn a_moment_in_milliseconds_is_within_reason_too() {
        for (json, millis) in [
            ("1767225600123", Some(1_767_225_600_123)),
            (r#""1767225600123""#, Some(1_767_225_600_123)),
            ("0", Some(0)),
            ("253402207200000", Some(253_402_207_200_000)),
            ("253402207200001", None),
            ("18446744073709551615", None),
            ("-1", None),
            ("null", None),
        ] {
            let value = read(format!(r#"{{"at":{json}}}"#).as_bytes()).unwrap();
            let moment = Fields::of(&value).unwrap().millis("at");
            assert_eq!(moment.map(Timestamp::millis), millis, "{json}");
            if let Some(moment) = moment {
                assert_eq!(moment.to_string().parse::<Timestamp>().unwrap(), moment, "{json}");
            }
        }
    }

    #[test]
    fn the_names_are_those_of_fields_that_are_not_null() {
        let value = read(br#"{"b":false,"a":1,"c":null}"#).unwrap();
        assert_eq!(Fields::of(&value).unwrap().names().collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn only_true_is_a_flag() {
        let value = read(br#"{"a":true,"b":false,"c":null,"d":"true","e":1}"#).unwrap();
        let fields = Fields::of(&value).unwrap();
        let flags = ["a", "b", "c", "d", "e", "z"].map(|name| fields.flag(name));
        assert_eq!(flags, [true, false, false, false, false, false]);
    }

    proptest! {
        #[test]
        fn mending_never_breaks_what_could_be_read(text in "\\PC*") {
            let json = serde_json::to_vec(&text).unwrap();
            let back: String = serde_json::from_slice(&mended(&json)).unwrap();
            prop_assert_eq!(back, text);
        }

        #[test]
        fn reading_never_panics(body in proptest::collection::vec(any::<u8>(), 0..400)) {
            read(&body).ok();
        }
    }
}
