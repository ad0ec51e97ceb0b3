//! The body described in the module's documentation.

use domain::{
    AccountId, Author, Comment, CommentEvent, CommentId, Language, NotARating, Rating, Removal,
    Timestamp, Visibility,
};

use crate::{Envelope, Unreadable, html, json, json::Fields};

/// Most events in one batch.
const BATCH_LIMIT: usize = 100;

/// Reads a body of one event or a batch.
pub(super) fn envelope(body: &[u8]) -> Result<Envelope, Unreadable> {
    let value = json::read(body)?;
    let outer = Fields::of(&value).ok_or_else(|| Unreadable::because("not a JSON object"))?;
    let kind = outer.text("type").ok_or_else(|| Unreadable::because("no `type`"))?;
    let sent_at = outer.moment("timestamp");
    let mut envelope = Envelope::default();
    if kind != "comment.batch" {
        read_event(outer, kind, sent_at, &mut envelope);
        return Ok(envelope);
    }
    let events = outer
        .object("data")
        .and_then(|data| data.list("events"))
        .ok_or_else(|| Unreadable::because("a batch without a list of `data.events`"))?;
    if events.len() > BATCH_LIMIT {
        return Err(Unreadable(format!(
            "a batch of {} events; the limit is {BATCH_LIMIT}",
            events.len()
        )));
    }
    for event in events {
        match Fields::of(event).and_then(|event| Some((event, event.text("type")?))) {
            Some((event, kind)) => {
                read_event(event, kind, event.moment("timestamp").or(sent_at), &mut envelope);
            }
            None => envelope.take(Err("an event of a batch has no `type`".to_owned())),
        }
    }
    Ok(envelope)
}

fn read_event(event: Fields<'_>, kind: &str, sent_at: Option<Timestamp>, envelope: &mut Envelope) {
    let data = event.object("data").ok_or_else(|| "an event has no `data`".to_owned());
    match kind {
        "comment.created" => envelope.take(data.and_then(|data| written(data, None))),
        "comment.updated" => envelope.take(data.and_then(|data| written(data, sent_at))),
        "comment.deleted" => envelope.take(data.and_then(removed)),
        other => envelope.skip(other),
    }
}

fn comment_id(data: Fields<'_>) -> Result<CommentId, String> {
    let id = data.id("comment_id").ok_or("an event has no `comment_id`")?;
    CommentId::new(id).map_err(|problem| problem.to_string())
}

fn account(data: Fields<'_>) -> Result<Option<AccountId>, String> {
    data.id("account").map(AccountId::new).transpose().map_err(|problem| problem.to_string())
}

/// Stars that are none would be shown to reviewers as the customer's judgement: better nothing is read.
fn rating(data: Fields<'_>) -> Result<Option<Rating>, String> {
    if !data.has("rating") {
        return Ok(None);
    }
    let rating = data.number("rating").ok_or(NotARating).and_then(Rating::try_from);
    rating.map(Some).map_err(|problem| problem.to_string())
}

fn removed(data: Fields<'_>) -> Result<CommentEvent, String> {
    Ok(CommentEvent::Removed(Removal { id: comment_id(data)?, account: account(data)? }))
}

/// `updated_at` is when the sender told of an edit, which orders revisions where nothing better does.
fn written(data: Fields<'_>, updated_at: Option<Timestamp>) -> Result<CommentEvent, String> {
    let id = comment_id(data)?;
    let text = data.text("text").ok_or("a comment has no `text`")?;
    let text = match data.text("format") {
        Some("html") => html::visible_text(text),
        _ => text.to_owned(),
    };
    let edited_at = || data.moment("edited_at").or(updated_at);
    let order = data.whole("revision").or_else(|| u64::try_from(edited_at()?.millis()).ok());
    let author = data.object("author");
    let comment = Comment {
        author: Author {
            id: author.and_then(|author| author.id("id")),
            name: author.and_then(|author| author.word("name")),
        },
        account: account(data)?,
        thread: data.id("thread_id"),
        parent: data.id("parent_id"),
        permalink: data.word("permalink"),
        language: data.text("language").and_then(Language::from_tag),
        created_at: data.moment("created_at"),
        rating: rating(data)?,
        visibility: match data.text("visibility") {
            Some("private") => Visibility::Private,
            _ => Visibility::Public,
        },
        ..Comment::new(id, order.unwrap_or(0), text)
    };
    Ok(CommentEvent::Written(Box::new(comment.with_bounded_metadata())))
}
