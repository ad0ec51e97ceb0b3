//! A person's part: leases and resolutions.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    decision::{Priority, Verdict},
    ids::DecisionKey,
    label::Label,
    reviewer::Actor,
    time::Timestamp,
};

/// How long a reviewer holds a claimed review before it is free again where the operator does not say, in seconds.
pub const LEASE_SECONDS: i64 = 600;

/// Proves that a request comes from the holder of a lease. Random; shown to the holder alone, stored as a hash.
#[derive(Clone, PartialEq, Eq)]
pub struct LeaseToken(String);

impl LeaseToken {
    /// A token from 16 random bytes.
    #[must_use]
    pub fn from_random(bytes: &[u8; 16]) -> Self {
        Self(HEXLOWER.encode(bytes))
    }

    /// A token as its holder presents it.
    #[must_use]
    pub fn presented(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The token's text, for its holder.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn hash(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(self.0.as_bytes()))
    }
}

impl std::fmt::Debug for LeaseToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LeaseToken(..)")
    }
}

/// A reviewer's hold on an open review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// Who holds it.
    pub holder: Actor,
    /// SHA-256 of the token that proves it, in hexadecimal.
    pub token_hash: String,
    /// When it is free again.
    pub until: Timestamp,
}

impl Lease {
    /// A hold of `holder` until a moment, proved by `token`.
    #[must_use]
    pub fn new(holder: Actor, token: &LeaseToken, until: Timestamp) -> Self {
        Self { holder, token_hash: token.hash(), until }
    }

    /// Whether the lease still holds.
    #[must_use]
    pub fn holds_at(&self, now: Timestamp) -> bool {
        now < self.until
    }

    /// Whether `token` is the one this lease was given with. Compares hashes, so timing tells nothing of the token.
    #[must_use]
    pub fn is_proved_by(&self, token: &LeaseToken) -> bool {
        self.token_hash == token.hash()
    }
}

/// What a person decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The comment may stand.
    Approve,
    /// The comment must go.
    Reject,
}

impl Outcome {
    /// The verdict it amounts to.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Approve => Verdict::Approve,
            Self::Reject => Verdict::Reject,
        }
    }
}

/// Why a person decided so: a label confirmed, or one of the codes that no classifier gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReasonCode {
    /// The comment shows this label. Only for rejections.
    Label(Label),
    /// Nothing to object to. Only for approvals.
    Acceptable,
    /// The finding was wrong. Only for approvals.
    FalsePositive,
    /// It has nothing to do with the subject. Only for rejections.
    OffTopic,
    /// It breaks the law in another way. Only for rejections.
    Illegal,
    /// None of these: the note says what.
    Other,
}

const PLAIN_CODES: [(ReasonCode, &str); 5] = [
    (ReasonCode::Acceptable, "acceptable"),
    (ReasonCode::FalsePositive, "false-positive"),
    (ReasonCode::OffTopic, "off-topic"),
    (ReasonCode::Illegal, "illegal"),
    (ReasonCode::Other, "other"),
];

impl ReasonCode {
    /// The code's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Label(label) => label.name(),
            _ => PLAIN_CODES.iter().find(|(code, _)| *code == self).map_or("other", |(_, n)| n),
        }
    }

    /// Looks a code up by its name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let plain = PLAIN_CODES.iter().find(|(_, n)| *n == name).map(|(code, _)| *code);
        plain.or_else(|| Label::named(name).map(Self::Label))
    }

    /// Every code that may explain `outcome`.
    pub fn fitting(outcome: Outcome) -> impl Iterator<Item = Self> {
        let labels = Label::ALL.iter().copied().map(Self::Label);
        let plain = PLAIN_CODES.iter().map(|(code, _)| *code);
        labels.chain(plain).filter(move |code| code.fits(outcome))
    }

    /// Whether this code may explain `outcome`.
    #[must_use]
    pub const fn fits(self, outcome: Outcome) -> bool {
        match self {
            Self::Label(_) | Self::OffTopic | Self::Illegal => matches!(outcome, Outcome::Reject),
            Self::Acceptable | Self::FalsePositive => matches!(outcome, Outcome::Approve),
            Self::Other => true,
        }
    }
}

impl Serialize for ReasonCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for ReasonCode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::named(&name).ok_or_else(|| serde::de::Error::custom("unknown reason code"))
    }
}

/// A person's decision on a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// Approve or reject.
    pub outcome: Outcome,
    /// Why.
    pub reason: ReasonCode,
    /// In the reviewer's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What a queue message carries: where to look, and nothing of the comment itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewPointer {
    /// The decision to review.
    pub id: DecisionKey,
    /// Its version when it was enqueued; a later one means the message is old news.
    pub version: u64,
    /// Which queue it belongs to.
    pub priority: Priority,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_code_is_found_by_its_name_and_fits_an_outcome() {
        let mut seen = 0;
        for outcome in [Outcome::Approve, Outcome::Reject] {
            for code in ReasonCode::fitting(outcome) {
                assert_eq!(ReasonCode::named(code.name()), Some(code));
                seen += 1;
            }
        }
        assert_eq!(seen, Label::ALL.len() + PLAIN_CODES.len() + 1, "`other` fits both");
        assert!(ReasonCode::named("because").is_none());
    }
}
