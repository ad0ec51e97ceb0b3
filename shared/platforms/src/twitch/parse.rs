//! The three kinds of messages, and the events of a notification.
//!
//! The kind stands in a header that Twitch does not sign; so each kind is only read from a body that has its parts. The
//! type of the subscription is read from the body and not from its header, for the same reason.

use domain::{AccountId, Author, Comment, CommentEvent, CommentId, Removal, Timestamp};
use http::HeaderMap;

use super::verify;
use crate::{Envelope, Unreadable, json, json::Fields, signature};

const KIND: &str = "twitch-eventsub-message-type";
const VERIFICATION: &str = "webhook_callback_verification";

/// The challenge of a message that only checks the address. `None`: it is none, or cannot be read as one.
pub(super) fn challenge(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    if signature::single(headers, KIND).ok()? != Some(VERIFICATION) {
        return None;
    }
    Fields::of(&json::read(body).ok()?)?.word("challenge")
}

/// Reads a message of the kind that its header names.
pub(super) fn envelope(headers: &HeaderMap, body: &[u8]) -> Result<Envelope, Unreadable> {
    let kind = signature::single(headers, KIND)
        .map_err(|refusal| Unreadable(refusal.to_string()))?
        .ok_or_else(|| Unreadable::because("no Twitch-Eventsub-Message-Type header"))?;
    let mut envelope = Envelope::default();
    let revoked = match kind {
        "notification" => false,
        "revocation" => true,
        VERIFICATION => return Err(Unreadable::because("a verification without a `challenge`")),
        other => {
            envelope.skip(other);
            return Ok(envelope);
        }
    };
    let value = json::read(body)?;
    let outer = Fields::of(&value).ok_or_else(|| Unreadable::because("not a JSON object"))?;
    let subscription =
        outer.object("subscription").ok_or_else(|| Unreadable::because("no `subscription`"))?;
    if revoked {
        let status = subscription.text("status").unwrap_or("no-status");
        envelope.alert(&format!("revoked/{status}"));
        return Ok(envelope);
    }
    let kind = subscription
        .text("type")
        .ok_or_else(|| Unreadable::because("a subscription has no `type`"))?;
    let read: fn(Notification<'_>) -> Result<Read, String> = match kind {
        "channel.chat.message" => said,
        "channel.chat.message_delete" => deleted,
        "automod.message.hold" => held,
        other => {
            envelope.skip(other);
            return Ok(envelope);
        }
    };
    let event = outer.object("event").ok_or_else(|| Unreadable::because("no `event`"))?;
    let sent_at = signature::single(headers, verify::TIMESTAMP).ok().flatten();
    let notification = Notification {
        event,
        condition: subscription.object("condition"),
        sent_at: sent_at.and_then(verify::moment),
    };
    match read(notification) {
        Ok(Read::Event(event)) => envelope.take(Ok(event)),
        Ok(Read::Skip(name)) => envelope.skip(name),
        Err(reason) => envelope.take(Err(reason)),
    }
    Ok(envelope)
}

/// What is to be done about a notification.
enum Read {
    Event(CommentEvent),
    /// Passed over, under this name.
    Skip(&'static str),
}

/// One notification.
#[derive(Clone, Copy)]
struct Notification<'a> {
    event: Fields<'a>,
    /// Whom the subscription is about, and under whose name it was made.
    condition: Option<Fields<'a>>,
    /// By its header.
    sent_at: Option<Timestamp>,
}

impl Notification<'_> {
    fn comment_id(self) -> Result<CommentId, String> {
        let id = self.event.id("message_id").ok_or("a message has no `message_id`")?;
        CommentId::new(id).map_err(|problem| problem.to_string())
    }

    fn broadcaster(self) -> Option<String> {
        let told = |fields: Fields<'_>| fields.id("broadcaster_user_id");
        told(self.event).or_else(|| self.condition.and_then(told))
    }

    fn account(self) -> Result<Option<AccountId>, String> {
        self.broadcaster().map(AccountId::new).transpose().map_err(|problem| problem.to_string())
    }

    /// Whether the broadcaster wrote this, or the user under whose name we are in the channel: our own words come back
    /// as events.
    fn is_own(self, author: Option<&str>) -> bool {
        let reader = |name| self.condition.and_then(|condition| condition.id(name));
        let own = [self.broadcaster(), reader("user_id"), reader("moderator_user_id")];
        author.is_some_and(|author| own.iter().flatten().any(|own| own == author))
    }

    /// The comment of an event whose author's fields begin like this.
    fn comment(self, prefix: &str, created_at: Option<Timestamp>) -> Result<Read, String> {
        let named = |field: &str| self.event.word(&format!("{prefix}user_{field}"));
        let author = Author {
            id: self.event.id(&format!("{prefix}user_id")),
            name: named("name").or_else(|| named("login")),
        };
        if self.is_own(author.id.as_deref()) {
            return Ok(Read::Skip("own-comment"));
        }
        let message = self.event.object("message").ok_or("an event has no `message`")?;
        let text = message.text("text").ok_or("a message has no `text`")?;
        let comment = Comment {
            author,
            account: self.account()?,
            thread: self.broadcaster(),
            parent: self.event.object("reply").and_then(|reply| reply.id("parent_message_id")),
            created_at,
            ..Comment::new(self.comment_id()?, 0, text)
        };
        Ok(Read::Event(CommentEvent::Written(Box::new(comment.with_bounded_metadata()))))
    }
}

/// `channel.chat.message`. The event tells no time; the header does.
fn said(notification: Notification<'_>) -> Result<Read, String> {
    let source = notification.event.id("source_broadcaster_user_id");
    if source.is_some() && source != notification.broadcaster() {
        return Ok(Read::Skip("shared-chat"));
    }
    notification.comment("chatter_", notification.sent_at)
}

/// `automod.message.hold`, whose two versions differ only in why it was held. The message keeps its id when it is let
/// through, so that the two are one comment.
fn held(notification: Notification<'_>) -> Result<Read, String> {
    let held_at = notification.event.moment("held_at");
    notification.comment("", held_at.or(notification.sent_at))
}

/// `channel.chat.message_delete`.
fn deleted(notification: Notification<'_>) -> Result<Read, String> {
    let (id, account) = (notification.comment_id()?, notification.account()?);
    Ok(Read::Event(CommentEvent::Removed(Removal { id, account })))
}
