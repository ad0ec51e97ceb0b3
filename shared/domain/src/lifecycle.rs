//! How a decision lives: every change of state is an [`Event`], and the current state is the fold of the events.
//!
//! ```text
//!             recorded(approve|reject)            recorded(newer revision) from any state
//!        ┌──────────────> Settled ───────────────┐
//!   (nothing)                                    v
//!        └──────────────> Open ──claimed/renewed/released──> Open ──resolved──> Resolved
//!             recorded(review)        removed from any state ──> Removed
//! ```
//!
//! The functions in [`propose`] say which event a request amounts to, or why it is refused; [`apply`] makes the next
//! state of it. Both are pure. A store only has to write the result where the version has not moved meanwhile, so
//! DynamoDB and SQLite cannot differ in their rules.

use serde::{Deserialize, Serialize};

use crate::{
    comment::Revision,
    decision::{Decision, Priority, Verdict},
    ids::DecisionKey,
    review::{Lease, Resolution},
    reviewer::Actor,
    time::Timestamp,
};

pub mod propose;

pub use propose::Refused;

/// Where a decision stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "lowercase")]
pub enum State {
    /// The machine approved or rejected; nobody needs to look.
    Settled,
    /// A person must decide.
    Open,
    /// A person decided.
    Resolved {
        /// What they decided.
        resolution: Resolution,
        /// Who.
        by: Actor,
        /// When.
        at: Timestamp,
    },
    /// The comment is gone from where it lived.
    Removed {
        /// Since when.
        at: Timestamp,
    },
}

impl State {
    /// The name used in APIs and logs.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Open => "open",
            Self::Resolved { .. } => "resolved",
            Self::Removed { .. } => "removed",
        }
    }
}

/// A decision as the store keeps it: the fold of its events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredDecision {
    /// The decision on the comment's latest revision.
    pub decision: Decision,
    /// Where it stands.
    pub state: State,
    /// Rises by one with every event, from 1.
    pub version: u64,
    /// The version at which the latest revision was recorded.
    pub recorded_version: u64,
    /// The reviewer's hold, which may have run out: ask [`StoredDecision::lease_at`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease: Option<Lease>,
}

impl StoredDecision {
    /// What is decided on.
    #[must_use]
    pub const fn key(&self) -> &DecisionKey {
        &self.decision.key
    }

    /// The lease, if one holds at `now`.
    #[must_use]
    pub fn lease_at(&self, now: Timestamp) -> Option<&Lease> {
        self.lease.as_ref().filter(|lease| lease.holds_at(now))
    }

    /// The verdict that counts: a person's where there is one, else the machine's.
    #[must_use]
    pub const fn standing_verdict(&self) -> Verdict {
        match &self.state {
            State::Resolved { resolution, .. } => resolution.outcome.verdict(),
            State::Settled | State::Open | State::Removed { .. } => self.decision.verdict,
        }
    }

    /// Where an open review stands in line, as a text that sorts: urgent first, then oldest first. `None` when no
    /// review is open.
    #[must_use]
    pub fn position(&self) -> Option<String> {
        if self.state != State::Open {
            return None;
        }
        let rank = match self.decision.priority {
            Priority::Urgent => 0,
            Priority::Normal => 1,
        };
        let opened = self.decision.decided_at.millis().max(0);
        Some(format!("{rank}#{opened:015}#{}", self.decision.key))
    }

    /// The event that recorded the latest revision; the first event of this revision's part of the history.
    #[must_use]
    pub fn recorded_event(&self) -> Event {
        Event {
            version: self.recorded_version,
            at: self.decision.decided_at,
            by: Actor::Machine,
            kind: EventKind::Recorded { decision: Box::new(self.decision.clone()) },
        }
    }
}

/// One change of state: who, what, why, when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The version that the decision has after it.
    pub version: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
    /// What, and why.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum EventKind {
    /// A first or newer revision was read and decided on.
    Recorded {
        /// The decision, with the rules and versions behind it.
        decision: Box<Decision>,
    },
    /// A reviewer took the review.
    Claimed {
        /// Their hold.
        lease: Lease,
    },
    /// The holder asked for more time.
    Renewed {
        /// Until when.
        until: Timestamp,
    },
    /// The holder, or a lead, gave the review back.
    Released,
    /// A person decided.
    Resolved {
        /// What and why.
        resolution: Resolution,
    },
    /// The platform says that the comment is gone.
    Removed,
}

impl EventKind {
    /// The name used in APIs and logs.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Recorded { .. } => "recorded",
            Self::Claimed { .. } => "claimed",
            Self::Renewed { .. } => "renewed",
            Self::Released => "released",
            Self::Resolved { .. } => "resolved",
            Self::Removed => "removed",
        }
    }
}

/// One step of the change feed: a decision before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Before; `None` for a comment not seen before.
    pub old: Option<StoredDecision>,
    /// After.
    pub new: StoredDecision,
}

/// How an incoming revision relates to the one that is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// The same text, or one older than what stands: a redelivery, or an edit that changed nothing.
    Seen,
    /// Newer: it supersedes.
    Newer,
    /// Another text under the same order number. New if this comment never had it, seen otherwise.
    Tied,
}

/// Compares an incoming revision with the stored one.
#[must_use]
pub fn arrival(stored: &Revision, incoming: &Revision) -> Arrival {
    if stored.digest == incoming.digest || incoming.order < stored.order {
        Arrival::Seen
    } else if incoming.order > stored.order {
        Arrival::Newer
    } else {
        Arrival::Tied
    }
}

/// The state after an event. `None` when the first event of a history is not a recorded decision.
#[must_use]
pub fn apply(before: Option<StoredDecision>, event: &Event) -> Option<StoredDecision> {
    if let EventKind::Recorded { decision } = &event.kind {
        let state = match decision.verdict {
            Verdict::Review => State::Open,
            Verdict::Approve | Verdict::Reject => State::Settled,
        };
        return Some(StoredDecision {
            decision: decision.as_ref().clone(),
            state,
            version: event.version,
            recorded_version: event.version,
            lease: None,
        });
    }
    let mut next = before?;
    next.version = event.version;
    match &event.kind {
        EventKind::Recorded { .. } => {}
        EventKind::Claimed { lease } => next.lease = Some(lease.clone()),
        EventKind::Renewed { until } => {
            if let Some(lease) = &mut next.lease {
                lease.until = *until;
            }
        }
        EventKind::Released => next.lease = None,
        EventKind::Resolved { resolution } => {
            next.lease = None;
            next.state = State::Resolved {
                resolution: resolution.clone(),
                by: event.by.clone(),
                at: event.at,
            };
        }
        EventKind::Removed => {
            next.lease = None;
            next.state = State::Removed { at: event.at };
        }
    }
    Some(next)
}

/// The current state of a history, in order of version. `None` when it does not begin with a recorded decision.
#[must_use]
pub fn fold(events: &[Event]) -> Option<StoredDecision> {
    events.iter().fold(None, apply)
}

#[cfg(test)]
mod tests;
