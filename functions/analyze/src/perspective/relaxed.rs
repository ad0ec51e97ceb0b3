//! JSON as Perspective's own quick start types it: `{comment: {text: "…"}, requestedAttributes: {TOXICITY: {}}}`.

/// The same text with its bare member names quoted. Whatever else is wrong with it stays wrong.
pub(crate) fn quote_names(body: &[u8]) -> Vec<u8> {
    let mut quoted = Vec::with_capacity(body.len() + 64);
    let mut rest = body;
    // Whether a member's name may come next: after `{` and after `,`.
    let mut name_next = false;
    while let [byte, after @ ..] = rest {
        let length = match byte {
            b'"' => string(rest),
            byte if name_next && is_name(*byte) => {
                let length = rest.iter().take_while(|byte| is_name(**byte)).count();
                let (name, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
                if after.trim_ascii_start().starts_with(b":") {
                    quoted.push(b'"');
                    quoted.extend_from_slice(name);
                    quoted.push(b'"');
                    (rest, name_next) = (after, false);
                    continue;
                }
                length
            }
            _ => 1,
        };
        name_next = matches!(byte, b'{' | b',') || (name_next && byte.is_ascii_whitespace());
        let (taken, left) = rest.split_at_checked(length).unwrap_or((rest, after));
        quoted.extend_from_slice(taken);
        rest = left;
    }
    quoted
}

const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The length of the string that a text begins with, quotation marks included; all of it when it does not end.
fn string(text: &[u8]) -> usize {
    let mut escaped = false;
    let end = text.iter().skip(1).position(|byte| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_names_are_quoted_and_nothing_else() {
        for (relaxed, expected) in [
            ("{a: 1}", r#"{"a": 1}"#),
            ("{ a :1,b:{c:[]}}", r#"{ "a" :1,"b":{"c":[]}}"#),
            (r#"{text: "a, b: \"c: {d: 1}\" \\"}"#, r#"{"text": "a, b: \"c: {d: 1}\" \\"}"#),
            (r#"{"a": true, b: false}"#, r#"{"a": true, "b": false}"#),
            ("[true, false, null]", "[true, false, null]"),
            ("{a", "{a"),
            (r#"{"a"#, r#"{"a"#),
            ("", ""),
        ] {
            assert_eq!(String::from_utf8(quote_names(relaxed.as_bytes())).unwrap(), expected);
        }
    }
}
