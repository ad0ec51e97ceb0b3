//! Comments under an Instagram account's media. Instagram tells neither edits nor removals.

use domain::Comment;

use super::{Change, Read, written};

/// Reads a change of an Instagram account.
pub(super) fn read(change: Change<'_>) -> Result<Read, String> {
    let Change { entry, field, value } = change;
    match field {
        "comments" | "live_comments" => {}
        // Mostly ids alone, of which the text would have to be fetched.
        "mentions" if value.has("text") => {}
        _ => return Ok(Read::Skip(format!("instagram/{field}"))),
    }
    if change.is_own() {
        return Ok(Read::Skip("own-comment".to_owned()));
    }
    let thread = value.object("media").and_then(|m| m.id("id")).or_else(|| value.id("media_id"));
    let comment = Comment {
        author: change.author("username"),
        account: Some(change.account()?),
        parent: value.id("parent_id").filter(|parent| Some(parent) != thread.as_ref()),
        created_at: entry.moment("time"),
        thread,
        ..Comment::new(change.comment_id(&["id", "comment_id"])?, 0, change.words("text")?)
    };
    Ok(written(comment))
}
