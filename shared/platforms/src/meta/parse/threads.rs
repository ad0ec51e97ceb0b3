//! Threads, whose envelope differs from that of Meta's other products: `values`, in the account `target_id`.

use domain::{Author, Comment};

use super::{Outcome, Read, account, comment_id, note, own_comment, removed, words, written};
use crate::{Envelope, json::Fields};

/// Reads `values`: one change, or a list of them.
pub(super) fn read_all(outer: Fields<'_>, envelope: &mut Envelope) {
    let one = outer.object("values").map(|one| vec![Some(one)]);
    let several = || outer.list("values").map(|values| values.iter().map(Fields::of).collect());
    let Some(changes) = one.or_else(several) else {
        return envelope.take(Err("`values` is neither a change nor a list".to_owned()));
    };
    for change in changes {
        let change = change.ok_or_else(|| "a change is not an object".to_owned());
        note(change.and_then(|change| read(outer, change)), envelope);
    }
}

fn read(outer: Fields<'_>, change: Fields<'_>) -> Outcome {
    let field = change.text("field").ok_or("a change has no `field`")?;
    let is_removal = match field {
        "replies" | "mentions" => false,
        "delete" => true,
        // `publish`: the account's own posts.
        other => return Ok(Read::Skip(format!("threads/{other}"))),
    };
    let value = change.object("value").ok_or("a change has no `value`")?;
    let target = outer.id("target_id");
    let root = value.object("root_post");
    if is_removal {
        return removed(comment_id(value, &["id"])?, account(target)?);
    }
    // Authors come without an id; the account's own name is known where the thread is its own.
    let name = value.word("username");
    let own = root.filter(|root| target.is_some() && root.id("owner_id") == target);
    if name.is_some() && own.and_then(|root| root.word("username")) == name {
        return own_comment();
    }
    let thread = root.and_then(|root| root.id("id"));
    let answered = value.object("replied_to").and_then(|answered| answered.id("id"));
    let comment = Comment {
        author: Author { id: None, name },
        account: Some(account(target)?),
        parent: answered.filter(|parent| Some(parent) != thread.as_ref()),
        permalink: value.word("permalink"),
        created_at: value.moment("timestamp").or_else(|| outer.moment("time")),
        thread,
        ..Comment::new(comment_id(value, &["id"])?, 0, words(value, "text")?)
    };
    written(comment)
}
