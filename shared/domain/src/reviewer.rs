//! Who acts: reviewers with their tokens, and the actors named in a history.

use std::fmt;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{ids::SpaceId, time::Timestamp};

/// What a person may do, from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Claims and resolves reviews in their spaces.
    Reviewer,
    /// Also releases somebody else's lease.
    Lead,
    /// Everything, in every space.
    Admin,
}

/// Who did something, as a history tells it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Actor {
    /// The classifier and the policy.
    Machine,
    /// The platform the comment lives on, telling of an edit or a removal.
    Platform,
    /// A person, by the id of their token and the name given to it.
    Reviewer {
        /// The token's id.
        id: TokenId,
        /// The name given when the token was made.
        name: String,
    },
}

/// The public part of a bearer token: 16 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TokenId(String);

impl TokenId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a bearer token looks like: `vigie_<16 hex digits>_<64 hex digits>`.
const PREFIX: &str = "vigie_";

/// A bearer token as its owner presents it. Never stored, never printed but once.
#[derive(Clone, PartialEq, Eq)]
pub struct BearerToken {
    id: TokenId,
    secret: String,
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BearerToken({}, ..)", self.id)
    }
}

impl BearerToken {
    /// A token from 40 random bytes: 8 for the public id, 32 for the secret.
    #[must_use]
    pub fn from_random(bytes: &[u8; 40]) -> Self {
        let (id, secret) = bytes.split_at(8);
        Self { id: TokenId(HEXLOWER.encode(id)), secret: HEXLOWER.encode(secret) }
    }

    /// Reads a token as presented, or `None` when it has not the form of one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix(PREFIX)?.split_once('_')?;
        let hex = |part: &str| part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if id.len() != 16 || secret.len() != 64 || !hex(id) || !hex(secret) {
            return None;
        }
        Some(Self { id: TokenId(id.to_owned()), secret: secret.to_owned() })
    }

    /// The public id, by which the stored record is found.
    #[must_use]
    pub const fn id(&self) -> &TokenId {
        &self.id
    }

    /// The whole token, for its owner.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}_{}", self.id, self.secret)
    }

    /// What is stored instead of the secret. The secret is 256 random bits, so a plain hash is enough.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.secret.as_bytes()).into()
    }
}

/// A token as it is stored: hashed, with what its owner may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRecord {
    /// The public id.
    pub id: TokenId,
    /// SHA-256 of the secret, in hexadecimal.
    pub secret_hash: String,
    /// The name given to it, shown in histories.
    pub name: String,
    /// What its owner may do.
    pub role: Role,
    /// Where; empty means every space.
    pub spaces: Vec<SpaceId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
}

impl TokenRecord {
    /// The record of a new token.
    #[must_use]
    pub fn of(
        token: &BearerToken,
        name: String,
        role: Role,
        spaces: Vec<SpaceId>,
        created_at: Timestamp,
        expires_at: Timestamp,
    ) -> Self {
        let secret_hash = HEXLOWER.encode(&token.hash());
        Self { id: token.id.clone(), secret_hash, name, role, spaces, created_at, expires_at }
    }
}

/// Somebody whose token was found good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewer {
    /// The token's id.
    pub id: TokenId,
    /// The name given to it.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Where; empty means every space.
    pub spaces: Vec<SpaceId>,
}

impl Reviewer {
    /// Whether they may work in a space.
    #[must_use]
    pub fn may_see(&self, space: &SpaceId) -> bool {
        self.role == Role::Admin || self.spaces.is_empty() || self.spaces.contains(space)
    }

    /// How a history names them.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Reviewer { id: self.id.clone(), name: self.name.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_hides_its_secret() {
        let token = BearerToken::from_random(&[7; 40]);
        assert_eq!(BearerToken::parse(&token.reveal()), Some(token.clone()));
        assert!(!format!("{token:?}").contains("0707070707070707_"));
        for wrong in ["", "vigie_", "vigie_0707070707070707_07", "Vigie_x_y"] {
            assert_eq!(BearerToken::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn an_empty_list_of_spaces_means_all_and_a_list_means_those() {
        let space = |id: &str| SpaceId::new(id).unwrap();
        let mut reviewer = Reviewer {
            id: TokenId("0".repeat(16)),
            name: "Ana".into(),
            role: Role::Reviewer,
            spaces: vec![],
        };
        assert!(reviewer.may_see(&space("a")));
        reviewer.spaces = vec![space("a")];
        assert!(reviewer.may_see(&space("a")) && !reviewer.may_see(&space("b")));
        reviewer.role = Role::Admin;
        assert!(reviewer.may_see(&space("b")));
    }
}
