//! `comment.update`, whose `content` is JSON written as a text inside the JSON.

use domain::{AccountId, Author, Comment, CommentEvent, CommentId, Removal};

use crate::{Envelope, Unreadable, json, json::Fields};

/// Reads a delivery of one event.
pub(super) fn envelope(body: &[u8]) -> Result<Envelope, Unreadable> {
    let value = json::read(body)?;
    let outer = Fields::of(&value).ok_or_else(|| Unreadable::because("not a JSON object"))?;
    let mut envelope = Envelope::default();
    match outer.text("event").ok_or_else(|| Unreadable::because("no `event`"))? {
        "comment.update" => {}
        // The account, or the app, ended the connection: no comment will come from there any more.
        event @ "authorization.removed" => {
            envelope.alert(event);
            return Ok(envelope);
        }
        event => {
            envelope.skip(event);
            return Ok(envelope);
        }
    }
    let content = outer.text("content").ok_or_else(|| Unreadable::because("no `content`"))?;
    let inner = json::read(content.as_bytes())
        .map_err(|Unreadable(reason)| Unreadable(format!("`content`: {reason}")))?;
    let content =
        Fields::of(&inner).ok_or_else(|| Unreadable::because("`content` is not an object"))?;
    match content.text("comment_action") {
        Some("insert") => match written(outer, content) {
            Ok(Some(event)) => envelope.take(Ok(event)),
            Ok(None) => envelope.skip("own-comment"),
            Err(reason) => envelope.take(Err(reason)),
        },
        Some("delete") => envelope.take(removed(outer, content)),
        // `set_to_hidden`, `set_to_friends_only`, `set_to_public`: somebody changed who sees it. The words are those that
        // were decided on when it was inserted, so the decision stands, and an open review of it stays open.
        Some(other) => envelope.skip(&format!("comment.update/{other}")),
        None => envelope.take(Err("an event has no `comment_action`".to_owned())),
    }
    Ok(envelope)
}

fn comment_id(content: Fields<'_>) -> Result<CommentId, String> {
    let id = content.id("comment_id").ok_or("an event has no `comment_id`")?;
    CommentId::new(id).map_err(|problem| problem.to_string())
}

/// The business account under whose video it was written. Without it a space can still be named by the URL.
fn account(outer: Fields<'_>) -> Result<Option<AccountId>, String> {
    outer.id("user_openid").map(AccountId::new).transpose().map_err(|problem| problem.to_string())
}

fn removed(outer: Fields<'_>, content: Fields<'_>) -> Result<CommentEvent, String> {
    Ok(CommentEvent::Removed(Removal { id: comment_id(content)?, account: account(outer)? }))
}

/// The comment, unless the account itself wrote it.
fn written(outer: Fields<'_>, content: Fields<'_>) -> Result<Option<CommentEvent>, String> {
    let author = content.id("unique_identifier");
    let account = account(outer)?;
    if author.is_some() && author.as_deref() == account.as_ref().map(AccountId::as_str) {
        return Ok(None);
    }
    // A comment of nothing but a picture has an empty text; one without any was not told whole.
    let text = content.text("text").ok_or("a comment has no `text`")?;
    let comment = Comment {
        author: Author { id: author, name: None },
        account,
        thread: content.id("video_id"),
        // A comment that answers none is said to answer 0.
        parent: content.id("parent_comment_id").filter(|parent| parent != "0"),
        created_at: content.moment("timestamp").or_else(|| outer.moment("create_time")),
        ..Comment::new(comment_id(content)?, 0, text)
    };
    Ok(Some(CommentEvent::Written(Box::new(comment.with_bounded_metadata()))))
}
