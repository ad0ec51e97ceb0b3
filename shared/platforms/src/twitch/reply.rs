//! Twitch only reads the status. Verdicts travel back later, by its Helix API.

use bytes::Bytes;
use http::{HeaderValue, Response, header::CONTENT_TYPE};

use crate::answer;

/// 204.
pub(super) fn received() -> Response<Bytes> {
    answer::no_content()
}

/// The bare challenge. The type goes without a character set: Twitch's own tools compare the whole header.
pub(super) fn challenge(challenge: String) -> Response<Bytes> {
    let mut response = answer::text(challenge);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    response
}
