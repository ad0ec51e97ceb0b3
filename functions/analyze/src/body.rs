//! Text in JSON bodies, as clients really send it.

use serde::{Deserialize, Deserializer, de};

/// A text, read leniently: a JavaScript client that cuts a text to a length may cut an emoji in two, and then sends
/// half a surrogate pair (`"\ud83d"`), which no Rust string can hold. Each half becomes one U+FFFD, so that offsets in
/// UTF-16 stay what the client counts. Bytes that are no UTF-8 become U+FFFD too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Text(pub(crate) String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Lenient;
        impl de::Visitor<'_> for Lenient {
            type Value = Text;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a text")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text(text.to_owned()))
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Text, E> {
                Ok(Text(lossy(bytes)))
            }
        }
        // serde_json checks surrogates and UTF-8 for a string, and leaves both to whoever asks for bytes.
        deserializer.deserialize_bytes(Lenient)
    }
}

fn lossy(mut bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    loop {
        let error = match std::str::from_utf8(bytes) {
            Ok(rest) => {
                text.push_str(rest);
                return text;
            }
            Err(error) => error,
        };
        let (valid, rest) = bytes.split_at_checked(error.valid_up_to()).unwrap_or((bytes, &[]));
        text.push_str(std::str::from_utf8(valid).unwrap_or_default());
        text.push(char::REPLACEMENT_CHARACTER);
        let wrong = match rest {
            // A surrogate, encoded as if it were a character.
            [0xED, 0xA0..=0xBF, 0x80..=0xBF, ..] => 3,
            _ => error.error_len().unwrap_or(rest.len()),
        };
        bytes = rest.get(wrong..).unwrap_or_default();
    }
}

/// serde's own words for what is wrong, cut short. They may repeat what the caller sent, so they go to the caller and
/// never to the log.
pub(crate) fn described(error: &serde_json::Error) -> String {
    error.to_string().chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_surrogate_pair_becomes_one_replacement_character() {
        for (json, expected) in [
            (r#""été 😀""#, "été 😀"),
            (r#""\ud83d\ude00!""#, "😀!"),
            (r#""cut \ud83d""#, "cut \u{FFFD}"),
            (r#""\ude00 first""#, "\u{FFFD} first"),
            (r#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
            (r#""""#, ""),
        ] {
            let Text(text) = serde_json::from_str(json).unwrap();
            assert_eq!(text, expected, "{json}");
        }
    }

    #[test]
    fn bytes_that_are_no_utf8_do_not_lose_the_rest() {
        let Text(text) = serde_json::from_slice(b"\"a\xffb\xe2\x82\"").unwrap();
        assert_eq!(text, "a\u{FFFD}b\u{FFFD}");
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for json in ["1", "[]", "{}", "true", "null", "[97]"] {
            assert!(serde_json::from_str::<Text>(json).is_err(), "{json}");
        }
    }
}
