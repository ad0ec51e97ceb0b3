//! What a request says: its JSON body and its query.

use bytes::Bytes;
use http::StatusCode;
use runtime::problem::Problem;
use serde::de::DeserializeOwned;

/// 422: the request is understood and wrong.
pub(crate) fn invalid(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail)
}

/// Reads a JSON body. An empty one reads as `{}`, so that `curl -X POST` alone works where nothing is required.
pub(crate) fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Problem> {
    if body.len() > crate::BODY_LIMIT {
        let detail = format!("a body is at most {} bytes", crate::BODY_LIMIT);
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", detail));
    }
    let bytes: &[u8] = if body.iter().all(u8::is_ascii_whitespace) { b"{}" } else { body };
    serde_json::from_slice(bytes).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => invalid(described(&error)),
        _ => Problem::new(
            StatusCode::BAD_REQUEST,
            "not-json",
            format!("the body is not JSON: line {}, column {}", error.line(), error.column()),
        ),
    })
}

/// serde's own words for data errors name fields and types, and quote a value only for enumerations and wrong types,
/// where it is the caller's own; they are cut short all the same.
fn described(error: &serde_json::Error) -> String {
    error.to_string().chars().take(300).collect()
}

/// The parameters of a query string; a parameter given twice, or one that is not known, is refused.
pub(crate) fn query(text: Option<&str>, known: &[&str]) -> Result<Vec<(String, String)>, Problem> {
    let mut found: Vec<(String, String)> = Vec::new();
    for (name, value) in form_urlencoded::parse(text.unwrap_or_default().as_bytes()) {
        if !known.contains(&name.as_ref()) {
            return Err(invalid(format!("unknown parameter; known: {}", known.join(", "))));
        }
        if found.iter().any(|(seen, _)| *seen == name) {
            return Err(invalid(format!("{name} is given twice")));
        }
        found.push((name.into_owned(), value.into_owned()));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_decoded_and_held_to_what_is_known() {
        let read = query(Some("space=le%2Djournal&label=self+harm"), &["space", "label"]).unwrap();
        assert_eq!(read[0], ("space".to_owned(), "le-journal".to_owned()));
        assert_eq!(read[1].1, "self harm");
        for wrong in ["colour=blue", "space=a&space=b"] {
            assert_eq!(query(Some(wrong), &["space"]).unwrap_err().code(), "invalid", "{wrong}");
        }
    }

    #[test]
    fn a_body_is_json_of_the_right_shape_or_a_described_error() {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Shape {
            #[serde(default)]
            n: u8,
        }
        let read_n = |text: &'static str| read::<Shape>(&Bytes::from_static(text.as_bytes()));
        assert_eq!(read_n("").map(|s| s.n).unwrap(), 0);
        for (text, code) in [("{", "not-json"), ("{\"m\":1}", "invalid"), ("{\"n\":-1}", "invalid")]
        {
            assert_eq!(read_n(text).err().unwrap().code(), code, "{text}");
        }
    }
}
