//! Telegram reads the status, and runs what the body asks for: so there is no body. Verdicts travel back later, by the
//! Bot API.

use bytes::Bytes;
use http::Response;

use crate::answer;

/// 200 and nothing else.
pub(super) fn received() -> Response<Bytes> {
    answer::nothing()
}
