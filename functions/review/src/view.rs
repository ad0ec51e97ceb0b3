//! Decisions and events as the API shows them: everything a reviewer needs, and no secret of anybody's lease.

use domain::{
    Actor, Comment, Decision, Event, EventKind, Label, Reason, Resolution, Score, Severity, State,
    StoredDecision, Target, Timestamp,
};
use serde::Serialize;

/// A decision.
#[derive(Serialize)]
pub(crate) struct DecisionView<'a> {
    id: String,
    space: &'a str,
    platform: &'a str,
    comment: &'a Comment,
    state: &'static str,
    version: u64,
    /// What the machine decided.
    verdict: &'static str,
    /// What counts: a person's decision where there is one.
    standing_verdict: &'static str,
    priority: &'static str,
    reasons: &'a [Reason],
    findings: Vec<FindingView<'a>>,
    classifier_version: &'a str,
    policy_version: &'a str,
    decided_at: Timestamp,
    expires_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    lease: Option<LeaseView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolution: Option<ResolutionView<'a>>,
}

#[derive(Serialize)]
struct FindingView<'a> {
    label: Label,
    score: Score,
    severity: Severity,
    start: u32,
    end: u32,
    quote: &'a str,
    rule: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<Target>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    because: &'a [String],
}

/// Who holds a review, or held it last: compare `until` with the clock.
#[derive(Serialize)]
struct LeaseView<'a> {
    holder: &'a Actor,
    until: Timestamp,
}

#[derive(Serialize)]
struct ResolutionView<'a> {
    #[serde(flatten)]
    resolution: &'a Resolution,
    by: &'a Actor,
    at: Timestamp,
}

fn findings(decision: &Decision) -> Vec<FindingView<'_>> {
    decision
        .findings
        .0
        .iter()
        .map(|finding| FindingView {
            label: finding.label,
            score: finding.score,
            severity: finding.severity,
            start: finding.span.start,
            end: finding.span.end,
            quote: finding.span.of(&decision.comment.text).unwrap_or_default(),
            rule: &finding.rule,
            target: finding.target,
            because: &finding.because,
        })
        .collect()
}

impl<'a> DecisionView<'a> {
    /// The view of a stored decision.
    pub(crate) fn of(stored: &'a StoredDecision) -> Self {
        let decision = &stored.decision;
        let resolution = match &stored.state {
            State::Resolved { resolution, by, at } => {
                Some(ResolutionView { resolution, by, at: *at })
            }
            State::Settled | State::Open | State::Removed { .. } => None,
        };
        Self {
            id: decision.key.to_string(),
            space: decision.key.space.as_str(),
            platform: decision.key.platform.as_str(),
            comment: &decision.comment,
            state: stored.state.name(),
            version: stored.version,
            verdict: decision.verdict.name(),
            standing_verdict: stored.standing_verdict().name(),
            priority: decision.priority.name(),
            reasons: &decision.reasons,
            findings: findings(decision),
            classifier_version: &decision.classifier_version,
            policy_version: &decision.policy_version,
            decided_at: decision.decided_at,
            expires_at: decision.expires_at,
            lease: stored
                .lease
                .as_ref()
                .map(|lease| LeaseView { holder: &lease.holder, until: lease.until }),
            resolution,
        }
    }
}

/// One event of a history.
#[derive(Serialize)]
pub(crate) struct EventView<'a> {
    version: u64,
    at: Timestamp,
    by: &'a Actor,
    event: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: Option<RecordedView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolution: Option<&'a Resolution>,
}

/// What was decided on one revision, and by which versions.
#[derive(Serialize)]
struct RecordedView<'a> {
    revision: u64,
    text: &'a str,
    verdict: &'static str,
    priority: &'static str,
    reasons: &'a [Reason],
    findings: Vec<FindingView<'a>>,
    classifier_version: &'a str,
    policy_version: &'a str,
}

impl<'a> EventView<'a> {
    /// The view of an event.
    pub(crate) fn of(event: &'a Event) -> Self {
        let (mut recorded, mut until, mut resolved) = (None, None, None);
        match &event.kind {
            EventKind::Recorded { decision } => {
                recorded = Some(RecordedView {
                    revision: decision.comment.revision.order,
                    text: &decision.comment.text,
                    verdict: decision.verdict.name(),
                    priority: decision.priority.name(),
                    reasons: &decision.reasons,
                    findings: findings(decision),
                    classifier_version: &decision.classifier_version,
                    policy_version: &decision.policy_version,
                });
            }
            EventKind::Claimed { lease } => until = Some(lease.until),
            EventKind::Renewed { until: later } => until = Some(*later),
            EventKind::Resolved { resolution } => resolved = Some(resolution),
            EventKind::Released | EventKind::Removed => {}
        }
        Self {
            version: event.version,
            at: event.at,
            by: &event.by,
            event: event.kind.name(),
            recorded,
            until,
            resolution: resolved,
        }
    }
}
