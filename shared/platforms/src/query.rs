//! Queries, as they stand in a URL.

use data_encoding::HEXLOWER_PERMISSIVE;

/// The decoded value of a query field that stands exactly once.
pub(crate) fn only(query: &str, name: &str) -> Option<Vec<u8>> {
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let mut values = pairs.filter(|(key, _)| decoded(key) == name.as_bytes()).map(|(_, v)| v);
    let value = values.next()?;
    values.next().is_none().then(|| decoded(value))
}

/// Undoes the encoding of a query: `+` and `%XX`. A `%` that begins no such pair is kept.
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let pair = after.get(..2).filter(|_| first == b'%');
        let pair = pair.and_then(|digits| HEXLOWER_PERMISSIVE.decode(digits).ok());
        rest = match pair {
            Some(byte) => {
                bytes.extend(byte);
                after.get(2..).unwrap_or_default()
            }
            None => {
                bytes.push(if first == b'+' { b' ' } else { first });
                after
            }
        };
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_stands_once_is_decoded() {
        for (query, value) in [
            ("a=1&b=2", Some("2")),
            ("b=c+d%20e%C3%A9", Some("c d eé")),
            ("%62=2", Some("2")),
            ("b", Some("")),
            ("b=%ZZ%4", Some("%ZZ%4")),
            ("b=1&b=2", None),
            ("b=1&%62=1", None),
            ("a=1", None),
            ("", None),
        ] {
            let found = only(query, "b");
            assert_eq!(found.as_deref(), value.map(str::as_bytes), "{query}");
        }
    }
}
