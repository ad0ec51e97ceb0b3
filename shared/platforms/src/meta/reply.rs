//! Meta only reads the status. Verdicts travel back later, by its Graph API.

use bytes::Bytes;
use http::Response;

use crate::answer;

/// The text that Meta's own samples answer with.
pub(super) fn received() -> Response<Bytes> {
    answer::text("EVENT_RECEIVED")
}

/// The bare challenge.
pub(super) fn challenge(challenge: String) -> Response<Bytes> {
    answer::text(challenge)
}
