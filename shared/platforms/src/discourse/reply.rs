//! Discourse keeps the answer in its delivery log, where an administrator may read it; it does not act on it.

use bytes::Bytes;
use domain::Verdict;
use http::Response;
use serde_json::json;

use crate::{Answered, answer};

/// How many of each verdict.
pub(super) fn counts(answers: &[Answered<'_>]) -> Response<Bytes> {
    let (mut approve, mut review, mut reject, mut removed, mut quarantined) = (0, 0, 0, 0, 0);
    for answered in answers {
        let count: &mut u32 = match answered {
            Answered::Decided { stored, .. } => match stored.standing_verdict() {
                Verdict::Approve => &mut approve,
                Verdict::Review => &mut review,
                Verdict::Reject => &mut reject,
            },
            Answered::Removed { .. } => &mut removed,
            Answered::Kept { .. } => &mut quarantined,
        };
        *count += 1;
    }
    answer::json(&json!({
        "ok": true,
        "approve": approve,
        "review": review,
        "reject": reject,
        "removed": removed,
        "quarantined": quarantined,
    }))
}
