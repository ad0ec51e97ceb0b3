//! A comment as its platform tells it.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    ids::{AccountId, CommentId},
    label::Language,
    rating::Rating,
    time::Timestamp,
};

/// Who can read the comment where it lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Everybody.
    #[default]
    Public,
    /// Only the sender and the client: a private conversation.
    Private,
}

/// Who wrote the comment, as far as the platform says.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Author {
    /// The platform's id of the author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The name shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Which state of a comment's text this is.
///
/// `order` rises with every edit (a version number or a time, whatever the platform counts by); `digest` tells two
/// texts of the same order apart, for platforms whose edits carry no number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Revision {
    /// 0 for a new comment, higher for later edits.
    pub order: u64,
    /// First 16 hexadecimal digits of the text's SHA-256.
    pub digest: String,
}

impl Revision {
    /// The revision of `text` that the platform numbers `order`.
    #[must_use]
    pub fn of(order: u64, text: &str) -> Self {
        let hash = Sha256::digest(text.as_bytes());
        let half = hash.get(..8).unwrap_or_default();
        Self { order, digest: HEXLOWER.encode(half) }
    }
}

/// One comment, message or post, in one revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// The platform's id of the comment.
    pub id: CommentId,
    /// Which state of its text this is.
    pub revision: Revision,
    /// The text as the platform sent it, never normalised.
    pub text: String,
    /// Who wrote it.
    #[serde(default)]
    pub author: Author,
    /// The account, page or site it was written under, by which a space is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// The article, post or conversation it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<String>,
    /// The comment it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Where a person can read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permalink: Option<String>,
    /// The language the platform claims.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// When it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// The stars it gives, where it is a review of something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// Who can read it.
    #[serde(default)]
    pub visibility: Visibility,
}

/// Longest author name or id, thread, parent or permalink that is kept, in bytes.
///
/// Only the text of a comment is worth its full length; the rest must not grow an item past what a store takes.
pub const METADATA_LIMIT: usize = 1024;

impl Comment {
    /// A public comment of `text` in revision `order`, with nothing else known about it.
    #[must_use]
    pub fn new(id: CommentId, order: u64, text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            id,
            revision: Revision::of(order, &text),
            text,
            author: Author::default(),
            account: None,
            thread: None,
            parent: None,
            permalink: None,
            language: None,
            created_at: None,
            rating: None,
            visibility: Visibility::Public,
        }
    }

    /// Shortens everything but the text to [`METADATA_LIMIT`] bytes, on character boundaries.
    #[must_use]
    pub fn with_bounded_metadata(mut self) -> Self {
        let fields = [
            &mut self.author.id,
            &mut self.author.name,
            &mut self.thread,
            &mut self.parent,
            &mut self.permalink,
        ];
        for value in fields.into_iter().flatten() {
            value.truncate(value.floor_char_boundary(METADATA_LIMIT));
        }
        self
    }
}

/// The comment is gone from where it lived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// The platform's id of the comment.
    pub id: CommentId,
    /// The account it was written under.
    pub account: Option<AccountId>,
}

/// What a platform tells about a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommentEvent {
    /// It was written or edited: to be decided on.
    Written(Box<Comment>),
    /// It was removed: any open review of it is closed.
    Removed(Removal),
}

impl CommentEvent {
    /// The account the comment was written under, when the platform says.
    #[must_use]
    pub fn account(&self) -> Option<&AccountId> {
        match self {
            Self::Written(comment) => comment.account.as_ref(),
            Self::Removed(removal) => removal.account.as_ref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_bounded_but_the_text_is_not() {
        let mut comment = Comment::new(CommentId::new("c").unwrap(), 0, "é".repeat(100_000));
        comment.author.name = Some("é".repeat(5000));
        let bounded = comment.with_bounded_metadata();
        assert_eq!(bounded.text.len(), 200_000);
        assert_eq!(bounded.author.name.unwrap().len(), METADATA_LIMIT);
    }

    #[test]
    fn a_comment_stored_before_there_were_ratings_is_read_as_it_was() {
        let comment = Comment::new(CommentId::new("c").unwrap(), 0, "Parfait");
        let stored = serde_json::to_string(&comment).unwrap();
        assert!(!stored.contains("rating"), "{stored}");
        assert_eq!(serde_json::from_str::<Comment>(&stored).unwrap(), comment);
        let rated = Comment { rating: Rating::try_from(4.5).ok(), ..comment };
        let stored = serde_json::to_string(&rated).unwrap();
        assert!(stored.contains("\"rating\":4.5"), "{stored}");
        assert_eq!(serde_json::from_str::<Comment>(&stored).unwrap(), rated);
    }

    #[test]
    fn the_same_text_has_the_same_digest() {
        assert_eq!(Revision::of(0, "a").digest, Revision::of(9, "a").digest);
        assert_ne!(Revision::of(0, "a"), Revision::of(0, "b"));
    }
}
