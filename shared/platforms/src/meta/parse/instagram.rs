//! Comments under an Instagram account's media. Instagram tells neither edits nor removals.

use domain::Comment;

use super::{
    Outcome, Read, account, author, comment_id, entry::Change, messenger, own_comment, words,
    written,
};

/// Reads a change of an Instagram account.
pub(super) fn read(change: Change<'_>) -> Outcome {
    let Change { entry, field, value } = change;
    match field {
        "comments" | "live_comments" => {}
        // Mostly ids alone, of which the text would have to be fetched. A mention in a caption has no `comment_id`.
        "mentions" if value.has("text") => {}
        // A private message in the form of an app dashboard's samples.
        "messages" => return messenger::read("instagram/messages", entry, value),
        _ => return Ok(Read::Skip(format!("instagram/{field}"))),
    }
    // `from.self_ig_scoped_id` is not asked: it is told of other people's comments as well.
    if change.is_own() {
        return own_comment();
    }
    let thread = value.object("media").and_then(|m| m.id("id")).or_else(|| value.id("media_id"));
    let comment = Comment {
        author: author(value, "username"),
        account: Some(account(entry.id("id"))?),
        parent: value.id("parent_id").filter(|parent| Some(parent) != thread.as_ref()),
        created_at: entry.moment("time"),
        thread,
        ..Comment::new(comment_id(value, &["id", "comment_id"])?, 0, words(value, "text")?)
    };
    written(comment)
}
