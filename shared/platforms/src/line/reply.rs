//! LINE only reads the status. A user's message cannot be taken down by its API; what can be done is to answer.

use bytes::Bytes;
use http::Response;

use crate::answer;

/// 200 and nothing else.
pub(super) fn received() -> Response<Bytes> {
    answer::nothing()
}
