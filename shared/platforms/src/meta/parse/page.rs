//! The `feed` of a Facebook Page.

use domain::Comment;

use super::{Change, Read, removed, written};

/// Reads a change of a page.
pub(super) fn read(change: Change<'_>) -> Result<Read, String> {
    let Change { entry, field, value } = change;
    if field != "feed" {
        return Ok(Read::Skip(format!("page/{field}")));
    }
    match value.text("item") {
        Some("comment") => {}
        item => {
            return Ok(Read::Skip(format!("page/feed/{}", item.unwrap_or("no-item"))));
        }
    }
    let order = match value.text("verb").unwrap_or("no-verb") {
        // Above what was added, even where nothing says when the edit was.
        "edited" | "edit" | "update" => {
            let edited = value.moment("edited_time").or_else(|| entry.moment("time"));
            edited.and_then(|at| u64::try_from(at.secs()).ok()).unwrap_or(1)
        }
        "add" => 0,
        "remove" | "delete" => {
            return Ok(removed(change.comment_id(&["comment_id"])?, change.account()?));
        }
        verb => return Ok(Read::Skip(format!("page/comment/{verb}"))),
    };
    if change.is_own() {
        return Ok(Read::Skip("own-comment".to_owned()));
    }
    let post = value.object("post");
    let thread = value.id("post_id").or_else(|| post?.id("id"));
    let comment = Comment {
        author: change.author("name"),
        account: Some(change.account()?),
        parent: value.id("parent_id").filter(|parent| Some(parent) != thread.as_ref()),
        permalink: post.and_then(|post| post.word("permalink_url")),
        created_at: value.moment("created_time"),
        thread,
        ..Comment::new(change.comment_id(&["comment_id"])?, order, change.words("message")?)
    };
    Ok(written(comment))
}
