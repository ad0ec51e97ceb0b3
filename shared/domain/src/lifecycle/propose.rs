//! Which event a request amounts to, or why it is refused.

use crate::{
    decision::Decision,
    lifecycle::{Event, EventKind, State, StoredDecision},
    review::{Lease, LeaseToken, Resolution},
    reviewer::Actor,
    time::Timestamp,
};

/// Why a request about a review changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No review is open: the decision is settled, resolved or its comment removed.
    #[error("no review is open: the decision is {state}")]
    NotOpen {
        /// Where the decision stands.
        state: &'static str,
    },
    /// Somebody else holds the lease.
    #[error("somebody else holds this review until {until}")]
    Held {
        /// Until when, unless they renew.
        until: Timestamp,
    },
    /// The caller's lease ran out, was released, or was never theirs.
    #[error("the lease is lost: claim the review again")]
    LeaseLost,
    /// The decision moved on since the caller read it.
    #[error("the decision is at version {current}, not the one you read")]
    VersionMoved {
        /// The version it is at.
        current: u64,
    },
}

fn event(head: &StoredDecision, at: Timestamp, by: Actor, kind: EventKind) -> Event {
    Event { version: head.version + 1, at, by, kind }
}

fn open(head: &StoredDecision) -> Result<(), Refused> {
    match head.state {
        State::Open => Ok(()),
        State::Settled | State::Resolved { .. } | State::Removed { .. } => {
            Err(Refused::NotOpen { state: head.state.name() })
        }
    }
}

fn held<'a>(
    head: &'a StoredDecision,
    token: &LeaseToken,
    now: Timestamp,
) -> Result<&'a Lease, Refused> {
    open(head)?;
    head.lease_at(now).filter(|lease| lease.is_proved_by(token)).ok_or(Refused::LeaseLost)
}

/// Recording a decision on a first or newer revision.
#[must_use]
pub fn recording(head: Option<&StoredDecision>, decision: Decision) -> Event {
    Event {
        version: head.map_or(1, |head| head.version + 1),
        at: decision.decided_at,
        by: Actor::Machine,
        kind: EventKind::Recorded { decision: Box::new(decision) },
    }
}

/// Closing a decision because its comment is gone. `None` when that is known already.
#[must_use]
pub fn removal(head: &StoredDecision, now: Timestamp) -> Option<Event> {
    match head.state {
        State::Removed { .. } => None,
        State::Settled | State::Open | State::Resolved { .. } => {
            Some(event(head, now, Actor::Platform, EventKind::Removed))
        }
    }
}

/// Taking an open review until a moment. Who holds it already may take it again, with a new token (a page was reloaded).
///
/// # Errors
/// [`Refused::NotOpen`], or [`Refused::Held`] while somebody else's lease holds.
pub fn claim(
    head: &StoredDecision,
    holder: Actor,
    token: &LeaseToken,
    until: Timestamp,
    now: Timestamp,
) -> Result<Event, Refused> {
    open(head)?;
    if let Some(lease) = head.lease_at(now).filter(|lease| lease.holder != holder) {
        return Err(Refused::Held { until: lease.until });
    }
    let lease = Lease::new(holder.clone(), token, until);
    Ok(event(head, now, holder, EventKind::Claimed { lease }))
}

/// More time for the holder, until a moment.
///
/// # Errors
/// [`Refused::NotOpen`] or [`Refused::LeaseLost`].
pub fn renewal(
    head: &StoredDecision,
    token: &LeaseToken,
    until: Timestamp,
    now: Timestamp,
) -> Result<Event, Refused> {
    let holder = held(head, token, now)?.holder.clone();
    Ok(event(head, now, holder, EventKind::Renewed { until }))
}

/// Giving a review back.
///
/// # Errors
/// [`Refused::NotOpen`] or [`Refused::LeaseLost`].
pub fn release(
    head: &StoredDecision,
    token: &LeaseToken,
    now: Timestamp,
) -> Result<Event, Refused> {
    let holder = held(head, token, now)?.holder.clone();
    Ok(event(head, now, holder, EventKind::Released))
}

/// Taking a review away from whoever holds it: a lead's right.
///
/// # Errors
/// [`Refused::NotOpen`], or [`Refused::LeaseLost`] when nobody holds it.
pub fn forced_release(
    head: &StoredDecision,
    lead: Actor,
    now: Timestamp,
) -> Result<Event, Refused> {
    open(head)?;
    head.lease_at(now).ok_or(Refused::LeaseLost)?;
    Ok(event(head, now, lead, EventKind::Released))
}

/// A person's decision. It needs the lease and the version that the person read.
///
/// # Errors
/// [`Refused::NotOpen`], [`Refused::LeaseLost`] or [`Refused::VersionMoved`].
pub fn resolution(
    head: &StoredDecision,
    token: &LeaseToken,
    version: u64,
    resolution: Resolution,
    now: Timestamp,
) -> Result<Event, Refused> {
    let holder = held(head, token, now)?.holder.clone();
    if head.version != version {
        return Err(Refused::VersionMoved { current: head.version });
    }
    Ok(event(head, now, holder, EventKind::Resolved { resolution }))
}
