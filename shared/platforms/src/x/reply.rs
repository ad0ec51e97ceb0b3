//! X only reads the status. Verdicts travel back later, by its API.

use bytes::Bytes;
use http::Response;
use serde_json::json;

use crate::answer;

/// 200 and nothing else.
pub(super) fn received() -> Response<Bytes> {
    answer::nothing()
}

/// The signed text of a check.
pub(super) fn challenge(signed: &str) -> Response<Bytes> {
    answer::json(&json!({ "response_token": signed }))
}
