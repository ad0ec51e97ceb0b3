//! A delivery of either API. That of the Account Activity API is an account (`for_user_id`) and a list of what happened;
//! that of the X Activity API is in `activity`.

use domain::{AccountId, Author, Comment, CommentId};

use super::{
    activity,
    post::{self, Read},
};
use crate::{Envelope, Unreadable, json, json::Fields};

/// What a delivery holds beside what happened.
const BESIDE: &[&str] = &["apps", "for_user_id", "is_blocked_by", "user_has_blocked", "users"];

/// Reads a delivery.
pub(super) fn envelope(body: &[u8]) -> Result<Envelope, Unreadable> {
    let value = json::read(body)?;
    let outer = Fields::of(&value).ok_or_else(|| Unreadable::because("not a JSON object"))?;
    let mut envelope = Envelope::default();
    if outer.has("data") {
        let data = outer.object("data");
        let data = data.ok_or_else(|| Unreadable::because("`data` is not an object"))?;
        activity::read(data, &mut envelope)?;
        return Ok(envelope);
    }
    let account = account(outer.id("for_user_id")).map_err(Unreadable)?;
    let mut nothing = true;
    for name in outer.names().filter(|name| !BESIDE.contains(name)) {
        nothing = false;
        let read: fn(Fields<'_>, &Delivery<'_>) -> Result<Read, String> = match name {
            "tweet_create_events" => created,
            "tweet_delete_events" => deleted,
            "direct_message_events" => direct,
            "user_event" => {
                user_event(outer, &mut envelope);
                continue;
            }
            other => {
                envelope.skip(other);
                continue;
            }
        };
        let delivery = Delivery { account: account.as_ref(), users: outer.object("users") };
        each(outer, name, &mut envelope, |event| read(event, &delivery));
    }
    if nothing { Err(Unreadable::because("nothing that happened")) } else { Ok(envelope) }
}

/// Reads every event of a list.
pub(super) fn each(
    fields: Fields<'_>,
    name: &str,
    envelope: &mut Envelope,
    read: impl Fn(Fields<'_>) -> Result<Read, String>,
) {
    let Some(events) = fields.list(name) else {
        envelope.take(Err("the events are not a list".to_owned()));
        return;
    };
    for event in events {
        let event = Fields::of(event).ok_or_else(|| "an event is not an object".to_owned());
        post::take(event.and_then(&read), envelope);
    }
}

/// The account that a delivery is for.
pub(super) fn account(id: Option<String>) -> Result<Option<AccountId>, String> {
    id.map(AccountId::new).transpose().map_err(|problem| problem.to_string())
}

/// What an event's delivery says of it.
pub(super) struct Delivery<'a> {
    pub(super) account: Option<&'a AccountId>,
    /// Who is named in direct messages, by id.
    pub(super) users: Option<Fields<'a>>,
}

impl Delivery<'_> {
    /// Whether the account itself wrote this.
    pub(super) fn is_own(&self, author: Option<&str>) -> bool {
        author.is_some() && author == self.account.map(AccountId::as_str)
    }

    /// The name of who wrote a direct message.
    fn name(&self, id: &str) -> Option<String> {
        let user = self.users?.object(id)?;
        // The X Activity API wraps each user once more.
        let user = user.object("data").unwrap_or(user);
        post::name(user)
    }
}

/// `user_event`: what became of a user's permission.
fn user_event(outer: Fields<'_>, envelope: &mut Envelope) {
    if outer.object("user_event").is_some_and(|event| event.has("revoke")) {
        envelope.alert("permission-revoked");
    } else {
        envelope.skip("user_event");
    }
}

fn created(tweet: Fields<'_>, delivery: &Delivery<'_>) -> Result<Read, String> {
    let user = tweet.object("user");
    let author = user.and_then(|user| post::id(user, "id"));
    if delivery.is_own(author.as_deref()) {
        return Ok(Read::Skip("own-comment"));
    }
    if tweet.has("retweeted_status") {
        return Ok(Read::Skip("repost"));
    }
    let long = tweet.object("extended_tweet").and_then(|long| long.text("full_text"));
    let text = long.or_else(|| tweet.text("full_text")).or_else(|| tweet.text("text"));
    let text = text.ok_or("a post has no text")?;
    let id = post::id(tweet, "id").ok_or("a post has no id")?;
    let history = tweet.object("edit_history").and_then(|h| h.list("edit_tweet_ids"));
    let history = post::History::of(history, &id);
    let comment = Comment {
        author: Author { id: author, name: user.and_then(post::name) },
        parent: post::id(tweet, "in_reply_to_status_id"),
        language: tweet.text("lang").and_then(domain::Language::from_tag),
        created_at: tweet.millis("timestamp_ms").or_else(|| tweet.moment("created_at")),
        permalink: post::permalink(&id),
        account: delivery.account.cloned(),
        ..Comment::new(comment_id(id)?, history.order, post::visible(text))
    };
    Ok(post::written(comment, history.before))
}

pub(super) fn comment_id(id: String) -> Result<CommentId, String> {
    CommentId::new(id).map_err(|problem| problem.to_string())
}

fn deleted(event: Fields<'_>, delivery: &Delivery<'_>) -> Result<Read, String> {
    let status = event.object("status").ok_or("a deletion has no `status`")?;
    if delivery.is_own(post::id(status, "user_id").as_deref()) {
        return Ok(Read::Skip("own-comment"));
    }
    let id = comment_id(post::id(status, "id").ok_or("a deletion has no id")?)?;
    Ok(post::removed(id, delivery.account.cloned()))
}

/// A direct message, in the form that both APIs share.
pub(super) fn direct(event: Fields<'_>, delivery: &Delivery<'_>) -> Result<Read, String> {
    if event.text("type").is_some_and(|kind| kind != "message_create") {
        return Ok(Read::Skip("direct-message/other"));
    }
    let message = event.object("message_create").ok_or("a message has no `message_create`")?;
    let sender = message.id("sender_id");
    if delivery.is_own(sender.as_deref()) {
        return Ok(Read::Skip("own-comment"));
    }
    let data = message.object("message_data").ok_or("a message has no `message_data`")?;
    let text = match data.text("text") {
        Some(text) => text,
        None if data.has("text") => return Err("the text of a message is not a text".to_owned()),
        None => "",
    };
    let comment = Comment {
        author: Author {
            name: sender.as_deref().and_then(|sender| delivery.name(sender)),
            id: sender.clone(),
        },
        thread: sender,
        created_at: event.millis("created_timestamp"),
        visibility: domain::Visibility::Private,
        account: delivery.account.cloned(),
        ..Comment::new(
            comment_id(event.id("id").ok_or("a message has no id")?)?,
            0,
            post::visible(text),
        )
    };
    Ok(post::written(comment, Vec::new()))
}
