//! Identifiers that can only hold what they promise: parse once, trust everywhere.

use std::{fmt, str::FromStr};

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};

/// Why a text is not an identifier of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidId {
    /// Nothing, or only white space.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// Longer than the limit, in bytes.
    #[error("{what} is longer than {limit} bytes")]
    TooLong {
        /// Which identifier.
        what: &'static str,
        /// The limit in bytes.
        limit: usize,
    },
    /// A character that is not allowed.
    #[error("{what} may hold only {allowed}")]
    Character {
        /// Which identifier.
        what: &'static str,
        /// What is allowed, in words.
        allowed: &'static str,
    },
    /// Not the form of a decision id.
    #[error("this is not a decision id")]
    NotADecisionId,
}

fn slug(what: &'static str, text: &str) -> Result<(), InvalidId> {
    const LIMIT: usize = 63;
    if text.is_empty() {
        return Err(InvalidId::Empty(what));
    }
    if text.len() > LIMIT {
        return Err(InvalidId::TooLong { what, limit: LIMIT });
    }
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if !text.bytes().all(allowed) || text.starts_with('-') || text.ends_with('-') {
        return Err(InvalidId::Character { what, allowed: "a-z, 0-9 and inner hyphens" });
    }
    Ok(())
}

fn foreign(what: &'static str, text: &str) -> Result<(), InvalidId> {
    const LIMIT: usize = 512;
    if text.trim().is_empty() {
        return Err(InvalidId::Empty(what));
    }
    if text.len() > LIMIT {
        return Err(InvalidId::TooLong { what, limit: LIMIT });
    }
    if text.chars().any(char::is_control) {
        return Err(InvalidId::Character { what, allowed: "characters that can be printed" });
    }
    Ok(())
}

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $what:literal, $check:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Parses the identifier.
            ///
            /// # Errors
            /// When the text is empty, too long or holds a character that is not allowed.
            pub fn new(text: impl Into<String>) -> Result<Self, InvalidId> {
                let text = text.into();
                $check($what, &text)?;
                Ok(Self(text))
            }

            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

identifier! {
    /// One page, site or account of a client, with its own policy: lower-case slug, at most 63 bytes.
    SpaceId, "a space id", slug
}
identifier! {
    /// A sender of comments (`cms`, `meta`, …): the name of its folder under `shared/platforms`.
    Platform, "a platform name", slug
}
identifier! {
    /// The platform's own id of a comment: any printable text of at most 512 bytes.
    CommentId, "a comment id", foreign
}
identifier! {
    /// The platform's own id of the account, page or site that a comment was written under.
    AccountId, "an account id", foreign
}

/// What a decision is keyed by: not the delivery, but the comment itself.
///
/// The text form ([`fmt::Display`], [`FromStr`]) is opaque, fit for a URL, and reversible.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DecisionKey {
    /// The space whose policy decided.
    pub space: SpaceId,
    /// The platform the comment lives on.
    pub platform: Platform,
    /// The comment's id there.
    pub comment: CommentId,
}

/// Separates the parts of a decision id; identifiers hold no control characters, so it cannot occur inside one.
const SEPARATOR: char = '\u{1f}';

impl fmt::Display for DecisionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain =
            format!("{}{SEPARATOR}{}{SEPARATOR}{}", self.space, self.platform, self.comment);
        f.write_str(&BASE64URL_NOPAD.encode(plain.as_bytes()))
    }
}

impl FromStr for DecisionKey {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let bytes =
            BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| InvalidId::NotADecisionId)?;
        let plain = String::from_utf8(bytes).map_err(|_| InvalidId::NotADecisionId)?;
        let mut parts = plain.split(SEPARATOR);
        let (Some(space), Some(platform), Some(comment), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(InvalidId::NotADecisionId);
        };
        Ok(Self {
            space: SpaceId::new(space)?,
            platform: Platform::new(platform)?,
            comment: CommentId::new(comment)?,
        })
    }
}

impl Serialize for DecisionKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DecisionKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_lower_case_and_a_foreign_id_is_printable() {
        for (text, good) in
            [("le-journal", true), ("", false), ("Le", false), ("-a", false), ("é", false)]
        {
            assert_eq!(SpaceId::new(text).is_ok(), good, "{text:?}");
        }
        for (text, good) in
            [("urn:li:comment:(1,2)", true), (" ", false), ("a\u{1f}b", false), ("12_34", true)]
        {
            assert_eq!(CommentId::new(text).is_ok(), good, "{text:?}");
        }
        assert!(CommentId::new("x".repeat(513)).is_err());
    }

    #[test]
    fn a_decision_id_reads_back_as_its_key() {
        let key = DecisionKey {
            space: SpaceId::new("le-journal").unwrap(),
            platform: Platform::new("cms").unwrap(),
            comment: CommentId::new("c/1?é").unwrap(),
        };
        let id = key.to_string();
        assert!(id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        assert_eq!(id.parse::<DecisionKey>().unwrap(), key);
        for wrong in ["", "!", "YWJj", "YR9iHw"] {
            assert!(wrong.parse::<DecisionKey>().is_err(), "{wrong:?}");
        }
    }
}
