//! An event of the X Activity API: its kind, the filter that it came by, and what happened (`payload`).

use domain::{Author, Comment, Language};

use super::{
    parse::{self, Delivery, comment_id},
    post::{self, Read},
};
use crate::{Envelope, Unreadable, json::Fields};

/// Reads one event.
pub(super) fn read(data: Fields<'_>, envelope: &mut Envelope) -> Result<(), Unreadable> {
    let kind = data.text("event_type").ok_or_else(|| Unreadable::because("no `event_type`"))?;
    let filter = data.object("filter");
    let account = parse::account(filter.and_then(|filter| filter.id("user_id")));
    let account = account.map_err(Unreadable)?;
    let payload =
        || data.object("payload").ok_or_else(|| Unreadable::because("an event has no `payload`"));
    let delivery = |users| Delivery { account: account.as_ref(), users };
    match kind {
        "post.create" | "post.reply.create" | "post.mention.create" | "post.quote.create" => {
            let read = written(payload()?, data.object("includes"), &delivery(None));
            post::take(read, envelope);
        }
        "post.delete" => post::take(deleted(payload()?, &delivery(None)), envelope),
        "broadcast.chat" => post::take(said_live(payload()?, &delivery(None)), envelope),
        "dm.received" => {
            let payload = payload()?;
            let delivery = delivery(payload.object("users"));
            parse::each(payload, "direct_message_events", envelope, |event| {
                parse::direct(event, &delivery)
            });
        }
        other => envelope.skip(other),
    }
    Ok(())
}

/// The posts that a post refers to in one way.
fn referenced(post: Fields<'_>, kind: &str) -> Option<String> {
    let posts = post.list("referenced_tweets").unwrap_or_default().iter().filter_map(Fields::of);
    let mut of_kind = posts.filter(|post| post.text("type") == Some(kind));
    of_kind.next().and_then(|post| post.id("id"))
}

fn written(
    post: Fields<'_>,
    includes: Option<Fields<'_>>,
    delivery: &Delivery<'_>,
) -> Result<Read, String> {
    let author = post.id("author_id");
    if delivery.is_own(author.as_deref()) {
        return Ok(Read::Skip("own-comment"));
    }
    if referenced(post, "retweeted").is_some() {
        return Ok(Read::Skip("repost"));
    }
    let long = post.object("note_tweet").and_then(|long| long.text("text"));
    let text = long.or_else(|| post.text("text")).ok_or("a post has no text")?;
    let id = post.id("id").ok_or("a post has no id")?;
    let history = post::History::of(post.list("edit_history_tweet_ids"), &id);
    let users = includes.and_then(|includes| includes.list("users")).unwrap_or_default();
    let user = users.iter().filter_map(Fields::of).find(|user| user.id("id") == author);
    let comment = Comment {
        author: Author { id: author, name: user.and_then(post::name) },
        thread: post.id("conversation_id"),
        parent: post.id("in_reply_to_tweet_id").or_else(|| referenced(post, "replied_to")),
        language: post.text("lang").and_then(Language::from_tag),
        created_at: post.moment("created_at"),
        permalink: post::permalink(&id),
        account: delivery.account.cloned(),
        ..Comment::new(comment_id(id)?, history.order, post::visible(text))
    };
    Ok(post::written(comment, history.before))
}

fn deleted(post: Fields<'_>, delivery: &Delivery<'_>) -> Result<Read, String> {
    if delivery.is_own(post.id("author_id").as_deref()) {
        return Ok(Read::Skip("own-comment"));
    }
    let id = comment_id(post.id("id").ok_or("a deletion has no id")?)?;
    Ok(post::removed(id, delivery.account.cloned()))
}

/// A message in the chat of a live broadcast.
fn said_live(message: Fields<'_>, delivery: &Delivery<'_>) -> Result<Read, String> {
    let author = message.object("author");
    let author = author.and_then(|author| author.object("data")).or(author);
    let id = author.and_then(|author| author.id("id"));
    if delivery.is_own(id.as_deref()) {
        return Ok(Read::Skip("own-comment"));
    }
    let text = message.text("message").ok_or("a message has no text")?;
    let comment = Comment {
        author: Author { id, name: author.and_then(post::name) },
        thread: message.id("broadcast_id"),
        account: delivery.account.cloned(),
        ..Comment::new(
            comment_id(message.id("message_id").ok_or("a message has no id")?)?,
            0,
            post::visible(text),
        )
    };
    Ok(post::written(comment, Vec::new()))
}
