//! What posts have in common in both APIs.

use domain::{AccountId, Comment, CommentEvent, CommentId, Removal};
use serde_json::Value;

use crate::{Envelope, json, json::Fields};

/// What is to be done about an event.
pub(super) enum Read {
    Events(Vec<CommentEvent>),
    /// Passed over, under this name.
    Skip(&'static str),
}

/// A comment, and the states of it that it takes the place of.
pub(super) fn written(comment: Comment, before: Vec<CommentId>) -> Read {
    let account = comment.account.clone();
    let gone = before.into_iter().map(|id| Removal { id, account: account.clone() });
    let comment = CommentEvent::Written(Box::new(comment.with_bounded_metadata()));
    Read::Events(std::iter::once(comment).chain(gone.map(CommentEvent::Removed)).collect())
}

/// A removal.
pub(super) fn removed(id: CommentId, account: Option<AccountId>) -> Read {
    Read::Events(vec![CommentEvent::Removed(Removal { id, account })])
}

/// Takes in what was read.
pub(super) fn take(read: Result<Read, String>, envelope: &mut Envelope) {
    match read {
        Ok(Read::Events(events)) => envelope.events.extend(events),
        Ok(Read::Skip(name)) => envelope.skip(name),
        Err(reason) => envelope.take(Err(reason)),
    }
}

/// Most states of a post: X allows five edits, and a list of more is cut.
const HISTORY_LIMIT: usize = 50;

/// Where a post stands among its own edits.
pub(super) struct History {
    /// How many states came before: 0 for a post that was never edited.
    pub(super) order: u64,
    /// The ids of those states.
    pub(super) before: Vec<CommentId>,
}

impl History {
    /// Reads a list of ids, oldest first, up to the post's own. A list without it tells nothing.
    pub(super) fn of(ids: Option<&[Value]>, own: &str) -> Self {
        let ids: Vec<Option<String>> =
            ids.unwrap_or_default().iter().take(HISTORY_LIMIT).map(json::id).collect();
        let place = ids.iter().position(|id| id.as_deref() == Some(own)).unwrap_or(0);
        let before = ids.into_iter().take(place).flatten();
        Self {
            order: u64::try_from(place).unwrap_or(0),
            before: before.filter_map(|id| CommentId::new(id).ok()).collect(),
        }
    }
}

/// An id, first from its text: many who read JSON round the number.
pub(super) fn id(fields: Fields<'_>, name: &str) -> Option<String> {
    fields.id(&format!("{name}_str")).or_else(|| fields.id(name))
}

/// The name of a user.
pub(super) fn name(user: Fields<'_>) -> Option<String> {
    ["screen_name", "username", "name"].into_iter().find_map(|name| user.word(name))
}

/// Where a person can read a post.
pub(super) fn permalink(id: &str) -> Option<String> {
    let digits = !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| format!("https://x.com/i/web/status/{id}"))
}

/// X escapes three signs in what people write, and only these; nothing of it is HTML otherwise.
pub(super) fn visible(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
