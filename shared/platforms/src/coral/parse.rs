//! A comment that is about to be written or edited.

use data_encoding::HEXLOWER;
use domain::{AccountId, Author, Comment, CommentEvent, CommentId};
use sha2::{Digest, Sha256};

use crate::{Envelope, Unreadable, html, json, json::Fields};

/// Reads the one comment of a phase request.
pub(super) fn envelope(body: &[u8]) -> Result<Envelope, Unreadable> {
    let value = json::read(body)?;
    let request = Fields::of(&value).ok_or_else(|| Unreadable::because("not a JSON object"))?;
    let mut envelope = Envelope::default();
    match request.text("action").unwrap_or("NEW") {
        "NEW" | "EDIT" => envelope.events.push(written(request, body)?),
        other => envelope.skip(other),
    }
    Ok(envelope)
}

fn written(request: Fields<'_>, body: &[u8]) -> Result<CommentEvent, Unreadable> {
    let comment = request.object("comment");
    let text = comment
        .and_then(|comment| comment.text("body"))
        .ok_or_else(|| Unreadable::because("no `comment.body`"))?;
    let digest = HEXLOWER.encode(&Sha256::digest(body));
    let id = CommentId::new(digest.get(..32).unwrap_or_default())
        .map_err(|problem| Unreadable(problem.to_string()))?;
    let (author, story) = (request.object("author"), request.object("story"));
    let site = request.object("site").and_then(|site| site.id("id"));
    let comment = Comment {
        author: Author { id: author.and_then(|author| author.id("id")), name: None },
        account: site.and_then(|site| AccountId::new(site).ok()),
        thread: story.and_then(|story| story.id("id")),
        parent: comment.and_then(|comment| comment.id("parentID")),
        permalink: story.and_then(|story| story.word("url")),
        ..Comment::new(id, 0, html::visible_text(text))
    };
    Ok(CommentEvent::Written(Box::new(comment.with_bounded_metadata())))
}
