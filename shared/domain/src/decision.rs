//! What was decided about one revision of a comment, and why.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    comment::Comment,
    finding::{Findings, Score},
    ids::{DecisionKey, Platform},
    label::Label,
    space::Space,
    time::Timestamp,
};

/// The answer to "what becomes of this comment?", from mildest to harshest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It may stand.
    Approve,
    /// A person decides.
    Review,
    /// It must go.
    Reject,
}

impl Verdict {
    /// The name used in APIs and logs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Review => "review",
            Self::Reject => "reject",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How soon a person should look.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    /// In turn.
    #[default]
    Normal,
    /// Before everything that is not urgent.
    Urgent,
}

impl Priority {
    /// The name used in APIs and logs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Urgent => "urgent",
        }
    }
}

/// One label that crossed one threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The label.
    pub label: Label,
    /// Its highest score in the comment.
    pub score: Score,
    /// The threshold it crossed.
    pub threshold: Score,
    /// What that threshold asks for.
    pub verdict: Verdict,
    /// How soon a person should look because of it.
    pub priority: Priority,
}

/// A verdict on one revision of a comment, with everything needed to explain and to repeat it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What is decided on.
    pub key: DecisionKey,
    /// The comment in the revision that was read.
    pub comment: Comment,
    /// Approve, review or reject.
    pub verdict: Verdict,
    /// How soon a person should look.
    pub priority: Priority,
    /// Which labels crossed which threshold, worst first.
    pub reasons: Vec<Reason>,
    /// Everything found, with places in the text.
    pub findings: Findings,
    /// Which lexicons and code read the text.
    pub classifier_version: String,
    /// Which document of the space judged the findings.
    pub policy_version: String,
    /// When.
    pub decided_at: Timestamp,
    /// After this the store forgets it all: the space's retention.
    pub expires_at: Timestamp,
}

impl Decision {
    /// Decides on a comment that was read in a space.
    #[must_use]
    pub fn on(
        space: &Space,
        platform: &Platform,
        comment: Comment,
        findings: Findings,
        classifier_version: &str,
        now: Timestamp,
    ) -> Self {
        let judgement = space.policy.judge(&findings);
        let key = DecisionKey {
            space: space.id.clone(),
            platform: platform.clone(),
            comment: comment.id.clone(),
        };
        Self {
            key,
            comment,
            verdict: judgement.verdict,
            priority: judgement.priority,
            reasons: judgement.reasons,
            findings,
            classifier_version: classifier_version.to_owned(),
            policy_version: space.version.clone(),
            decided_at: now,
            expires_at: now.plus_secs(i64::from(space.retention_days) * 86_400),
        }
    }
}
