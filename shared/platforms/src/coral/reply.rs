//! The answer that Coral acts on.

use bytes::Bytes;
use domain::{FailPosture, ReasonCode, State, StoredDecision, Verdict, taxonomies::coral};
use http::Response;
use serde_json::{Value, json};

use crate::{Answered, answer};

/// What becomes of the comment. What could not be read has no verdict, so Coral goes on without us.
pub(super) fn answer(answers: &[Answered<'_>]) -> Response<Bytes> {
    let decided = answers.iter().find_map(|answered| match *answered {
        Answered::Decided { stored, .. } => Some(stored),
        Answered::Removed { .. } | Answered::Kept { .. } => None,
    });
    let Some(stored) = decided else {
        return answer::no_content();
    };
    match stored.standing_verdict() {
        Verdict::Approve => answer::no_content(),
        Verdict::Review => {
            answer::json(&json!({ "status": "SYSTEM_WITHHELD", "actions": [flag(stored)] }))
        }
        Verdict::Reject => answer::json(&rejection(code(stored), Some(flag(stored)))),
    }
}

/// What becomes of the comment when nothing could be decided. Coral publishes what it gets no answer for, so holding
/// and closing have to be said.
pub(super) fn fallback(posture: FailPosture) -> Response<Bytes> {
    match posture {
        FailPosture::Open => answer::no_content(),
        FailPosture::Hold => answer::json(&json!({ "status": "PREMOD" })),
        FailPosture::Closed => answer::json(&rejection(coral::OTHER, None)),
    }
}

/// Coral needs `REJECTED` in both places, and a reason.
fn rejection(code: &str, flag: Option<Value>) -> Value {
    json!({
        "status": "REJECTED",
        "moderationAction": { "status": "REJECTED", "rejectionReason": { "code": code } },
        "actions": Vec::from_iter(flag),
    })
}

fn flag(stored: &StoredDecision) -> Value {
    let reason = match leading(stored) {
        Some(ReasonCode::Label(label)) => coral::flag_reason(label),
        _ => "COMMENT_DETECTED_TOXIC",
    };
    json!({ "actionType": "FLAG", "reason": reason })
}

/// Why the standing verdict is what it is: a person's reason where there is one, else the worst label.
fn leading(stored: &StoredDecision) -> Option<ReasonCode> {
    match &stored.state {
        State::Resolved { resolution, .. } => Some(resolution.reason),
        State::Settled | State::Open | State::Removed { .. } => {
            stored.decision.reasons.first().map(|reason| ReasonCode::Label(reason.label))
        }
    }
}

/// Coral's name for the reason.
fn code(stored: &StoredDecision) -> &'static str {
    match leading(stored) {
        Some(ReasonCode::Label(label)) => coral::rejection_code(label),
        Some(ReasonCode::Illegal) => coral::ILLEGAL,
        _ => coral::OTHER,
    }
}
