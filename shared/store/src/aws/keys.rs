//! Where everything lies in the table.
//!
//! | what | `pk` | `sk` | else |
//! |---|---|---|---|
//! | decision | `C#space#platform#comment` | `HEAD` | `record` (the state), `version`, `born`, and while open `gsi1pk`, `gsi1sk` |
//! | older revision | the same | `R#order#digest` | `record` (the recorded event), `version`, `born` |
//! | later event | the same | `E#version` | `record` (the event), `version` |
//! | long text | the same | `T#digest#part` | `text` |
//! | quarantined body | `Q#platform` | `received#hash#part` | `body`, `parts`; on part 0 `reason` |
//! | token | `TOKEN` | its id | `record` |
//! | space | `SPACE` | its id | `document` |
//! | cursor of a poller | `P#platform` | `N#name` | `state`, `version` |
//!
//! Numbers inside keys are padded so that they sort. A space and a platform are slugs without `#` and the comment comes
//! last, so no two decisions share a key. Everything that is forgotten carries `expires_at`, in seconds: the attribute
//! that the table's time-to-live is set on. DynamoDB may delete days late, so reads ask the clock.
//!
//! `born` is the moment at which a comment was first decided on. A comment that comes back after it was forgotten
//! begins anew at version 1; what is left of its former life under the same `pk` has another `born` and is passed over.
//!
//! The index `open-reviews` has `gsi1pk` = `O#space#shard` and `gsi1sk` = [`domain::StoredDecision::position`]. Both
//! are there only while a review is open, so the index holds open work and nothing else. A space is spread over
//! [`SHARDS`] partitions because a hot index partition holds back writes to the table itself.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{DecisionKey, Platform, Revision, SpaceId, Timestamp};
use sha2::{Digest, Sha256};

use super::item::Item;

pub(super) const PK: &str = "pk";
pub(super) const SK: &str = "sk";
pub(super) const INDEX: &str = "open-reviews";
pub(super) const INDEX_PK: &str = "gsi1pk";
pub(super) const INDEX_SK: &str = "gsi1sk";
pub(super) const EXPIRES_AT: &str = "expires_at";

pub(super) const HEAD: &str = "HEAD";
pub(super) const REVISION: &str = "R#";
pub(super) const EVENT: &str = "E#";
pub(super) const TEXT: &str = "T#";
pub(super) const TOKENS: &str = "TOKEN";
pub(super) const SPACES: &str = "SPACE";

/// Partitions of the index for each space.
pub(super) const SHARDS: u8 = 4;

/// The partition of everything about one comment.
pub(super) fn decision(key: &DecisionKey) -> String {
    format!("C#{}#{}#{}", key.space, key.platform, key.comment)
}

/// An older revision of a comment.
pub(super) fn revision(revision: &Revision) -> String {
    format!("{REVISION}{:020}#{}", revision.order, revision.digest)
}

/// An event after a recording.
pub(super) fn event(version: u64) -> String {
    format!("{EVENT}{version:012}")
}

/// All parts of a long text.
pub(super) fn text(digest: &str) -> String {
    format!("{TEXT}{digest}#")
}

/// One part of a long text.
pub(super) fn text_part(digest: &str, part: usize) -> String {
    format!("{TEXT}{digest}#{part:03}")
}

/// The partition of the index for one shard of a space.
pub(super) fn shard(space: &SpaceId, shard: u8) -> String {
    format!("O#{space}#{shard}")
}

/// The partition of the index that a decision's open review belongs to.
pub(super) fn shard_of(key: &DecisionKey) -> String {
    let hash = Sha256::digest(decision(key).as_bytes());
    shard(&key.space, hash.first().map_or(0, |byte| byte % SHARDS))
}

/// The partition of a platform's quarantined bodies.
pub(super) fn quarantine(platform: &Platform) -> String {
    format!("Q#{platform}")
}

/// One part of a quarantined body.
pub(super) fn body_part(received_at: Timestamp, hash: &str, part: usize) -> String {
    format!("{:015}#{hash}#{part:03}", received_at.millis().max(0))
}

/// The partition of a platform's cursors.
pub(super) fn cursors(platform: &Platform) -> String {
    format!("P#{platform}")
}

/// A cursor of that name.
pub(super) fn cursor(name: &str) -> String {
    format!("N#{name}")
}

/// The primary key of an item.
pub(super) fn item(pk: impl Into<String>, sk: impl Into<String>) -> Item {
    Item::from([
        (PK.to_owned(), AttributeValue::S(pk.into())),
        (SK.to_owned(), AttributeValue::S(sk.into())),
    ])
}

#[cfg(test)]
mod tests {
    use domain::CommentId;

    use super::*;

    fn key(space: &str, platform: &str, comment: &str) -> DecisionKey {
        DecisionKey {
            space: SpaceId::new(space).unwrap(),
            platform: Platform::new(platform).unwrap(),
            comment: CommentId::new(comment).unwrap(),
        }
    }

    #[test]
    fn no_two_comments_share_a_partition() {
        assert_ne!(decision(&key("a", "b", "c#d")), decision(&key("a", "b", "c")));
        assert_eq!(decision(&key("a", "b", "c#d")), "C#a#b#c#d");
    }

    #[test]
    fn the_longest_identifiers_fit_into_the_keys() {
        let long = key(&"s".repeat(63), &"p".repeat(63), &"é".repeat(256));
        assert!(decision(&long).len() <= 2048, "partition key");
        let position = format!("0#{:015}#{long}", 0);
        assert!(position.len() <= 1024, "sort key of the index: {}", position.len());
    }

    #[test]
    fn numbers_sort_inside_keys() {
        assert!(event(9) < event(10));
        assert!(text_part("d", 9) < text_part("d", 10));
        let of = |order| revision(&Revision::of(order, "t"));
        assert!(of(9) < of(10) && of(10) < of(u64::MAX));
    }

    #[test]
    fn open_reviews_of_a_space_spread_over_all_its_shards() {
        let mut seen: Vec<_> =
            (0..64).map(|n| shard_of(&key("s", "cms", &n.to_string()))).collect();
        seen.sort();
        seen.dedup();
        assert_eq!(seen, ["O#s#0", "O#s#1", "O#s#2", "O#s#3"]);
    }
}
