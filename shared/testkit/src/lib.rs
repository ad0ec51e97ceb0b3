//! For tests only: a clock that stands still until it is moved, decisions to begin with, and a [`youtube`] of our own.

pub mod youtube;

use std::sync::atomic::{AtomicI64, Ordering};

use domain::{
    Clock, Comment, CommentId, Decision, DecisionKey, Findings, InvalidId, Platform, Priority,
    SpaceId, Timestamp, Verdict,
};

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct StillClock(AtomicI64);

impl StillClock {
    /// A clock that stands at a moment.
    #[must_use]
    pub const fn at(moment: Timestamp) -> Self {
        Self(AtomicI64::new(moment.millis()))
    }

    /// Moves the clock on.
    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// 2026-01-01T00:00:00Z: the moment at which still clocks begin.
pub const NEW_YEAR: Timestamp = Timestamp::from_secs(1_767_225_600);

/// A decision on a comment of the space `le-journal` on `cms`, made at [`NEW_YEAR`].
///
/// # Errors
/// When `comment` is not a comment id.
pub fn decision(
    comment: &str,
    verdict: Verdict,
    priority: Priority,
) -> Result<Decision, InvalidId> {
    let id = CommentId::new(comment)?;
    let (space, platform) = (SpaceId::new("le-journal")?, Platform::new("cms")?);
    Ok(Decision {
        key: DecisionKey { space, platform, comment: id.clone() },
        comment: Comment::new(id, 0, "a text"),
        verdict,
        priority,
        reasons: Vec::new(),
        findings: Findings::default(),
        classifier_version: "classifier".to_owned(),
        policy_version: "policy".to_owned(),
        decided_at: NEW_YEAR,
        expires_at: NEW_YEAR.plus_secs(180 * 86_400),
    })
}
