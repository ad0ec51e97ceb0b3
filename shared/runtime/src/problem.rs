//! What goes wrong, as an HTTP answer: RFC 9457 `application/problem+json`.
//!
//! The caller reads `code` (stable, for machines) and `detail` (what to do about it). Causes go to the log, never to
//! the caller, and neither holds a comment, a name or a token.

use bytes::Bytes;
use domain::ports::PortError;
use http::{HeaderValue, Response, StatusCode, header};
use serde::Serialize;

/// An answer that says what is wrong.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    retry_after_seconds: Option<u32>,
    extra: Option<(&'static str, serde_json::Value)>,
}

#[derive(Serialize)]
struct Body<'a> {
    title: &'static str,
    status: u16,
    code: &'static str,
    detail: &'a str,
    #[serde(flatten)]
    extra: serde_json::Map<String, serde_json::Value>,
}

impl Problem {
    /// A problem with a stable code and a sentence that says what to do.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), retry_after_seconds: None, extra: None }
    }

    /// 404: nothing is at this path or under this id.
    pub fn not_found(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, detail)
    }

    /// 405: the path exists, the method does not.
    #[must_use]
    pub fn method_not_allowed() -> Self {
        let detail = "this path does not take this method";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", detail)
    }

    /// 503 for what may pass by itself, 500 for what will not. Logs the cause, once, here.
    #[must_use]
    pub fn of_port(error: &PortError) -> Self {
        tracing::error!(error = %Chain(error), transient = error.is_transient(), "a port failed");
        if error.is_transient() {
            let detail = "a dependency is busy; try again in a moment";
            Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail).retry_after(2)
        } else {
            let detail = "something is wrong on our side; the operator's log says what";
            Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
        }
    }

    /// Asks the caller to wait before trying again.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// Adds one member to the body, for a machine to act on.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<serde_json::Value>) -> Self {
        self.extra = Some((name, value.into()));
        self
    }

    /// The status it answers with.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// The answer.
    #[must_use]
    pub fn into_response(self) -> Response<Bytes> {
        let extra = self.extra.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let body = Body {
            title: self.status.canonical_reason().unwrap_or("Problem"),
            status: self.status.as_u16(),
            code: self.code,
            detail: &self.detail,
            extra,
        };
        let mut response =
            Response::new(Bytes::from(serde_json::to_vec(&body).unwrap_or_default()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// A JSON answer.
#[must_use]
pub fn json<T: Serialize>(status: StatusCode, body: &T) -> Response<Bytes> {
    match serde_json::to_vec(body) {
        Ok(bytes) => {
            let mut response = Response::new(Bytes::from(bytes));
            *response.status_mut() = status;
            let json = HeaderValue::from_static("application/json");
            response.headers_mut().insert(header::CONTENT_TYPE, json);
            response
        }
        Err(error) => {
            tracing::error!(%error, "an answer could not be written as JSON");
            let detail = "the answer could not be written";
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail).into_response()
        }
    }
}

/// An error with all its causes on one line.
pub struct Chain<'a>(pub &'a (dyn std::error::Error + 'a));

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_failure_tells_the_caller_what_to_do_and_keeps_the_cause() {
        for (error, status, retry) in [
            (PortError::transient("reading", "secret cause"), 503, true),
            (PortError::permanent("reading", "secret cause"), 500, false),
        ] {
            let response = Problem::of_port(&error).into_response();
            assert_eq!(response.status().as_u16(), status);
            assert_eq!(response.headers().contains_key(header::RETRY_AFTER), retry);
            let body = String::from_utf8(response.body().to_vec()).unwrap();
            assert!(!body.contains("secret cause"), "{body}");
        }
    }

    #[test]
    fn causes_are_told_on_one_line() {
        let error = PortError::transient("reading", "the cause");
        assert_eq!(Chain(&error).to_string(), "reading failed: the cause");
    }
}
