//! What became of each event, and the plain responses that replies are made of.

use bytes::Bytes;
use domain::{CommentId, StoredDecision};
use http::{HeaderValue, Response, StatusCode, header::CONTENT_TYPE};

/// What became of one event of an envelope.
#[derive(Debug, Clone, Copy)]
pub enum Answered<'a> {
    /// The comment was decided on.
    Decided {
        /// The decision that stands.
        stored: &'a StoredDecision,
        /// Whether it stood before this delivery.
        seen_before: bool,
    },
    /// The comment's removal was taken note of.
    Removed {
        /// Which comment.
        id: &'a CommentId,
        /// Whether it had ever been decided on.
        known: bool,
    },
    /// It could not be read, and is kept in quarantine.
    Kept {
        /// Why, without content.
        reason: &'a str,
    },
}

fn response(status: StatusCode, content_type: &'static str, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// 200 with a JSON body.
pub(crate) fn json(body: &serde_json::Value) -> Response<Bytes> {
    response(StatusCode::OK, "application/json", Bytes::from(body.to_string()))
}

/// 200 with a bare text.
pub(crate) fn text(body: impl Into<Bytes>) -> Response<Bytes> {
    response(StatusCode::OK, "text/plain; charset=utf-8", body.into())
}

/// 200 and nothing else, for platforms that look at the status alone.
pub(crate) fn nothing() -> Response<Bytes> {
    Response::new(Bytes::new())
}

/// 204.
pub(crate) fn no_content() -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}
