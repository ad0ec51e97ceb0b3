//! The discovery document, by which Google's own clients learn what can be called, and where.
//!
//! `googleapiclient.discovery.build("commentanalyzer", "v1alpha1", discoveryServiceUrl="https://HOST/$discovery/rest?…")`
//! is how Perspective's documentation has Python call it; the document names this host, so that changing it there is
//! enough.

use http::{HeaderMap, Uri, header};
use serde_json::Value;

use super::error::Refusal;

const DOCUMENT: &str = include_str!("discovery.json");

/// The document, for the host that the request was sent to.
pub(crate) fn document(headers: &HeaderMap, uri: &Uri) -> Result<Value, Refusal> {
    let text = |name| headers.get(name).and_then(|value: &http::HeaderValue| value.to_str().ok());
    let host = text(header::HOST).or_else(|| uri.authority().map(http::uri::Authority::as_str));
    let host = host.filter(|host| is_host(host)).ok_or_else(Refusal::no_host)?;
    // What stands in front ends TLS and says so; nothing in front means one machine.
    let forwarded = text(header::HeaderName::from_static("x-forwarded-proto"));
    let scheme = if forwarded == Some("https") { "https" } else { "http" };
    let text = DOCUMENT.replace("https://HOST/", &format!("{scheme}://{host}/"));
    serde_json::from_str(&text).map_err(|_| Refusal::no_host())
}

fn is_host(host: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]_".contains(&byte);
    (1..=255).contains(&host.len()) && host.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_names_the_host_it_was_asked_of() {
        for (host, scheme, expected) in [
            (Some("127.0.0.1:8787"), None, Some("http://127.0.0.1:8787/")),
            (
                Some("x.execute-api.eu-west-3.amazonaws.com"),
                Some("https"),
                Some("https://x.execute-api.eu-west-3.amazonaws.com/"),
            ),
            (Some("[::1]:8787"), Some("gopher"), Some("http://[::1]:8787/")),
            (Some("a\",\"x\":\"b"), None, None),
            (Some(""), None, None),
            (None, None, None),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(host) = host {
                headers.insert(header::HOST, host.parse().unwrap());
            }
            if let Some(scheme) = scheme {
                headers.insert("x-forwarded-proto", scheme.parse().unwrap());
            }
            let document = document(&headers, &Uri::from_static("/$discovery/rest")).ok();
            let urls = document.as_ref().map(|document| {
                assert_eq!(document["baseUrl"], document["rootUrl"]);
                document["rootUrl"].as_str().unwrap()
            });
            assert_eq!(urls, expected, "{host:?}");
        }
    }

    #[test]
    fn the_document_describes_the_routes() {
        let document: Value = serde_json::from_str(DOCUMENT).unwrap();
        for (method, expected) in [
            ("analyze", "/v1alpha1/comments:analyze"),
            ("suggestscore", "/v1alpha1/comments:suggestscore"),
        ] {
            let path = &document["resources"]["comments"]["methods"][method]["path"];
            assert_eq!(format!("/{}", path.as_str().unwrap()), expected);
            assert!(crate::ROUTES.iter().any(|(_, route, _)| *route == expected));
        }
    }
}
