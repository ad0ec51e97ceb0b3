//! The verdicts, with what they rest on.

use std::cmp::Reverse;

use bytes::Bytes;
use domain::{Decision, Finding, Label, Score, Severity, StoredDecision, Target};
use http::Response;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{Answered, answer};

/// Most pieces of evidence per comment: a text of nothing but insults must not outgrow what a Lambda may answer.
const EVIDENCE_LIMIT: usize = 50;

/// One result per answer, in order.
pub(super) fn results(answers: &[Answered<'_>]) -> Response<Bytes> {
    let results: Vec<Value> = answers.iter().map(result).collect();
    answer::json(&json!({ "results": results }))
}

fn result(answered: &Answered<'_>) -> Value {
    match *answered {
        Answered::Decided { stored, seen_before } => decided(stored, seen_before),
        Answered::Removed { id, known } => {
            json!({ "comment_id": id, "removed": true, "known": known })
        }
        Answered::Kept { reason } => json!({ "quarantined": true, "reason": reason }),
    }
}

fn decided(stored: &StoredDecision, seen_before: bool) -> Value {
    let decision = &stored.decision;
    let labels = decision.reasons.iter().map(
        |reason| json!({ "label": reason.label, "score": reason.score, "verdict": reason.verdict }),
    );
    json!({
        "comment_id": decision.key.comment,
        "decision_id": decision.key,
        "version": stored.version,
        "verdict": stored.standing_verdict(),
        "priority": decision.priority,
        "duplicate": seen_before,
        "state": stored.state.name(),
        "labels": labels.collect::<Vec<_>>(),
        "evidence": evidence(decision),
        "evidence_total": decision.findings.0.len(),
    })
}

/// The most certain findings, in order of position.
fn evidence(decision: &Decision) -> Vec<Value> {
    let mut findings: Vec<&Finding> = decision.findings.0.iter().collect();
    findings.sort_by_key(|finding| Reverse(finding.score));
    findings.truncate(EVIDENCE_LIMIT);
    findings.sort_by_key(|finding| finding.span);
    let piece = |finding: &Finding| {
        json!(Evidence {
            label: finding.label,
            score: finding.score,
            severity: finding.severity,
            start: finding.span.start,
            end: finding.span.end,
            quote: finding.span.of(&decision.comment.text),
            rule: &finding.rule,
            target: finding.target,
            because: &finding.because,
        })
    };
    findings.into_iter().map(piece).collect()
}

/// What a verdict rests on.
#[derive(Serialize)]
struct Evidence<'a> {
    label: Label,
    score: Score,
    severity: Severity,
    start: u32,
    end: u32,
    quote: Option<&'a str>,
    rule: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<Target>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    because: &'a [String],
}
