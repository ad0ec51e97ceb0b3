//! Why the API did not answer with a page.

use serde_json::Value;

use crate::{json, json::Fields};

/// Why the API did not answer with a page, by what can be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The day's quota is used up; it is there again at midnight in California.
    #[error("the day's quota is used up")]
    QuotaExceeded,
    /// Too fast, or a failure on YouTube's side: it may pass by itself.
    #[error("YouTube is busy or failing")]
    Busy,
    /// The key is not one, was taken back, or may not use this API: an operator must see to it.
    #[error("YouTube refuses the key")]
    KeyRefused,
    /// The channel or the video does not take comments.
    #[error("comments are disabled")]
    CommentsDisabled,
    /// This channel may not be read with this key.
    #[error("YouTube forbids to read this")]
    Forbidden,
    /// There is no such channel, video or comment (any more).
    #[error("there is no such channel or comment")]
    NotFound,
    /// The request is not understood, which is said of a page token that is no longer good as well.
    #[error("YouTube does not take this request")]
    BadRequest,
}

/// Reads an answer that is no success.
///
/// The reasons stand in `error.errors[].reason`, and for keys in `error.details[].reason` too.
#[must_use]
pub fn problem(status: u16, body: &[u8]) -> Problem {
    let value = json::read(body).unwrap_or(Value::Null);
    let error = Fields::of(&value).and_then(|outer| outer.object("error"));
    let reasons: Vec<&str> = ["errors", "details"]
        .into_iter()
        .filter_map(|list| error?.list(list))
        .flatten()
        .filter_map(|entry| Fields::of(entry)?.text("reason"))
        .collect();
    let says = |known: &[&str]| reasons.iter().any(|reason| known.contains(reason));
    if says(&["quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg"]) {
        return Problem::QuotaExceeded;
    }
    if says(&["rateLimitExceeded", "userRateLimitExceeded", "backendError", "internalError"]) {
        return Problem::Busy;
    }
    if says(&["commentsDisabled"]) {
        return Problem::CommentsDisabled;
    }
    if status == 401
        || says(&[
            "keyInvalid",
            "keyExpired",
            "accessNotConfigured",
            "ipRefererBlocked",
            "API_KEY_INVALID",
            "API_KEY_SERVICE_BLOCKED",
            "SERVICE_DISABLED",
        ])
    {
        return Problem::KeyRefused;
    }
    match status {
        403 => Problem::Forbidden,
        404 | 410 => Problem::NotFound,
        408 | 429 | 500.. => Problem::Busy,
        _ => Problem::BadRequest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_told_by_its_reason_and_then_by_its_status() {
        let body = |list: &str, reason: &str| {
            format!(r#"{{"error":{{"code":0,"message":"m","{list}":[{{"reason":"{reason}"}}]}}}}"#)
        };
        for (status, list, reason, expected) in [
            (403, "errors", "quotaExceeded", Problem::QuotaExceeded),
            (403, "errors", "dailyLimitExceeded", Problem::QuotaExceeded),
            (403, "errors", "rateLimitExceeded", Problem::Busy),
            (429, "errors", "userRateLimitExceeded", Problem::Busy),
            (403, "errors", "commentsDisabled", Problem::CommentsDisabled),
            (403, "errors", "forbidden", Problem::Forbidden),
            (403, "errors", "accessNotConfigured", Problem::KeyRefused),
            (400, "errors", "keyInvalid", Problem::KeyRefused),
            (400, "details", "API_KEY_INVALID", Problem::KeyRefused),
            (401, "errors", "authError", Problem::KeyRefused),
            (400, "errors", "invalidPageToken", Problem::BadRequest),
            (400, "errors", "processingFailure", Problem::BadRequest),
            (404, "errors", "channelNotFound", Problem::NotFound),
            (500, "errors", "backendError", Problem::Busy),
            (503, "errors", "anything", Problem::Busy),
        ] {
            let problem = problem(status, body(list, reason).as_bytes());
            assert_eq!(problem, expected, "{status} {reason}");
        }
        for (status, expected) in
            [(502, Problem::Busy), (403, Problem::Forbidden), (404, Problem::NotFound)]
        {
            assert_eq!(problem(status, b"<html>no JSON</html>"), expected);
        }
    }
}
