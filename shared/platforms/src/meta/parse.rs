//! `entry[]` of the objects `page`, `instagram` and `whatsapp_business_account`, and Threads' own envelope.

use domain::{AccountId, Author, Comment, CommentEvent, CommentId, Removal};

use crate::{Envelope, Unreadable, json, json::Fields};

mod entry;
mod instagram;
mod messenger;
mod page;
mod permissions;
mod threads;
mod whatsapp;

/// What is to be done about a change.
enum Read {
    Event(CommentEvent),
    /// Passed over, under this name.
    Skip(String),
}

/// What became of a change, or why it could not be read.
type Outcome = Result<Read, String>;

/// Reads a delivery of one object's entries.
pub(super) fn envelope(body: &[u8]) -> Result<Envelope, Unreadable> {
    let value = json::read(body)?;
    let outer = Fields::of(&value).ok_or_else(|| Unreadable::because("not a JSON object"))?;
    let mut envelope = Envelope::default();
    match outer.text("object") {
        Some(object) => entry::read_all(object, outer, &mut envelope)?,
        None if outer.has("values") => threads::read_all(outer, &mut envelope),
        None => return Err(Unreadable::because("no `object`")),
    }
    Ok(envelope)
}

fn note(outcome: Outcome, envelope: &mut Envelope) {
    match outcome {
        Ok(Read::Event(event)) => envelope.take(Ok(event)),
        Ok(Read::Skip(name)) => envelope.skip(&name),
        Err(reason) => envelope.take(Err(reason)),
    }
}

fn own_comment() -> Outcome {
    Ok(Read::Skip("own-comment".to_owned()))
}

fn written(comment: Comment) -> Outcome {
    Ok(Read::Event(CommentEvent::Written(Box::new(comment.with_bounded_metadata()))))
}

fn removed(id: CommentId, account: AccountId) -> Outcome {
    Ok(Read::Event(CommentEvent::Removed(Removal { id, account: Some(account) })))
}

/// The first of these fields that is an id, as the id of a comment.
fn comment_id(fields: Fields<'_>, names: &[&str]) -> Result<CommentId, String> {
    let id = names.iter().find_map(|name| fields.id(name)).ok_or("a comment has no id")?;
    CommentId::new(id).map_err(|problem| problem.to_string())
}

/// The id of the page, account or number that a comment was written to.
fn account(id: Option<String>) -> Result<AccountId, String> {
    AccountId::new(id.ok_or("an entry has no id")?).map_err(|problem| problem.to_string())
}

/// The text. A picture or a sticker has none; anything but a text in its place was not understood.
fn words(fields: Fields<'_>, name: &str) -> Result<String, String> {
    match fields.text(name) {
        Some(text) => Ok(text.to_owned()),
        None if fields.has(name) => Err("the text of a comment is not a text".to_owned()),
        None => Ok(String::new()),
    }
}

/// Who wrote it, by the object `from`.
fn author(value: Fields<'_>, name: &str) -> Author {
    let from = value.object("from");
    Author { id: from.and_then(|f| f.id("id")), name: from.and_then(|f| f.word(name)) }
}
