//! The `feed` of a Facebook Page: comments, and what visitors post on the page themselves.

use domain::Comment;

use super::{
    Outcome, Read, account, author, comment_id, entry::Change, messenger, own_comment, removed,
    words, written,
};

/// The items that are posts. Those of the page itself are told apart by who wrote them.
const POSTS: &[&str] = &["link", "photo", "post", "share", "status", "video"];

/// Reads a change of a page.
pub(super) fn read(change: Change<'_>) -> Outcome {
    let Change { entry, field, value } = change;
    match field {
        "feed" => {}
        // A private message in the form of an app dashboard's samples.
        "messages" => return messenger::read("page/messages", entry, value),
        _ => return Ok(Read::Skip(format!("page/{field}"))),
    }
    let item = value.text("item").unwrap_or("no-item");
    // A post is its own thread and stands under nothing.
    let names: &[&str] = match item {
        "comment" => &["comment_id"],
        item if POSTS.contains(&item) => &["post_id"],
        item => return Ok(Read::Skip(format!("page/feed/{item}"))),
    };
    let order = match value.text("verb").unwrap_or("no-verb") {
        "add" => 0,
        // Above what was added, even where nothing says when the edit was.
        "edited" | "edit" | "update" => {
            let edited = value.moment("edited_time").or_else(|| entry.moment("time"));
            edited.and_then(|at| u64::try_from(at.secs()).ok()).unwrap_or(1)
        }
        "remove" | "delete" => return removed(comment_id(value, names)?, account(entry.id("id"))?),
        // `hide` and `unhide`: a moderator, another tool or an answer to our own verdict hid it or showed it again. The
        // words are the same, so the decision on them stands, whichever it is; and a hidden comment is still seen by
        // its writer and their friends, so it is not gone and an open review stays open. The other verbs (`block`,
        // `follow`, `mute`, …) are not about words at all.
        verb => return Ok(Read::Skip(format!("page/{item}/{verb}"))),
    };
    if change.is_own() {
        return own_comment();
    }
    let post = value.object("post");
    let thread = value.id("post_id").or_else(|| post?.id("id"));
    let comment = Comment {
        author: author(value, "name"),
        account: Some(account(entry.id("id"))?),
        parent: value.id("parent_id").filter(|parent| Some(parent) != thread.as_ref()),
        permalink: post.and_then(|post| post.word("permalink_url")),
        created_at: value.moment("created_time"),
        thread,
        ..Comment::new(comment_id(value, names)?, order, words(value, "message")?)
    };
    written(comment)
}
