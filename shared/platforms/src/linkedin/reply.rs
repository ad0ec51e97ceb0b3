//! LinkedIn only reads the status. Whether a page may delete other people's comments is not certain, so a verdict is
//! for a person to act on.

use bytes::Bytes;
use http::Response;
use serde_json::json;

use super::verify::Challenge;
use crate::answer;

/// The delivery is acknowledged.
pub(super) fn received() -> Response<Bytes> {
    answer::text("received")
}

/// The code and its signature.
pub(super) fn challenge(challenge: &Challenge) -> Response<Bytes> {
    let Challenge { code, response } = challenge;
    answer::json(&json!({ "challengeCode": code, "challengeResponse": response }))
}
