//! Mastodon looks at the status alone: any 2xx is the end of it, most others are tried again for days.

use bytes::Bytes;
use http::Response;

use crate::answer;

/// Received.
pub(super) fn received() -> Response<Bytes> {
    answer::no_content()
}
