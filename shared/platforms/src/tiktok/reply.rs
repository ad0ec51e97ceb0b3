//! TikTok only reads the status. Verdicts travel back later, by its Business API.

use bytes::Bytes;
use http::Response;

use crate::answer;

/// The delivery is acknowledged; TikTok asks for exactly 200.
pub(super) fn received() -> Response<Bytes> {
    answer::text("received")
}
