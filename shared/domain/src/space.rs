//! One page, site or account of a client: what it is called, which accounts feed it, and its rules.

use crate::{
    ids::{AccountId, Platform, SpaceId},
    policy::{FailPosture, Policy},
};

mod document;

pub use document::{SpaceProblem, SpaceProblems};

/// A space, read from its document ([`Space::from_document`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Space {
    /// Names it in URLs, keys and tokens.
    pub id: SpaceId,
    /// What people call it.
    pub name: String,
    /// The accounts whose comments belong here.
    pub accounts: Vec<SpaceAccount>,
    /// Thresholds and expressions.
    pub policy: Policy,
    /// What to answer when Vigie cannot decide.
    pub posture: FailPosture,
    /// How many days decisions and texts are kept.
    pub retention_days: u16,
    /// Changes whenever the document does: the first 12 hexadecimal digits of its SHA-256.
    pub version: String,
}

/// An account on a platform that feeds a space.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SpaceAccount {
    /// The platform.
    pub platform: Platform,
    /// The platform's id of the account: a page id, a host, a site id.
    pub id: AccountId,
}

/// Days that decisions and texts are kept where the document does not say.
pub const DEFAULT_RETENTION_DAYS: u16 = 180;

impl Space {
    /// Reads a space from its TOML document.
    ///
    /// ```
    /// let space = domain::Space::from_document(r#"
    ///     id = "le-journal"
    ///     name = "Le Journal"
    ///     on-failure = "hold"             # open, hold (default) or closed
    ///     retention-days = 90             # 1 to 3650, default 180
    ///     accounts = [{ platform = "meta", id = "101000000000001" }]
    ///     [expressions]
    ///     banned = ["journal de collabos"]
    ///     allowed = ["con comme la lune"]
    ///     [thresholds]                    # per label; what is not named keeps its default
    ///     insult = { review = 0.5, reject = 0.95, priority = "normal" }
    ///     profanity = { review = "never" }
    /// "#).unwrap();
    /// assert_eq!(space.retention_days, 90);
    /// ```
    ///
    /// # Errors
    /// Every problem found, each with its line and the reason.
    pub fn from_document(document: &str) -> Result<Self, SpaceProblems> {
        document::read(document)
    }

    /// Whether comments under this account belong here.
    #[must_use]
    pub fn has_account(&self, platform: &Platform, account: &AccountId) -> bool {
        self.accounts.iter().any(|a| a.platform == *platform && a.id == *account)
    }
}

#[cfg(test)]
mod tests;
