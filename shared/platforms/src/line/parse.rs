//! `destination` and its `events`.

use domain::{AccountId, Author, Comment, CommentEvent, CommentId, Removal, Visibility};

use crate::{Envelope, Unreadable, json, json::Fields};

/// Reads the events of one official account.
pub(super) fn envelope(body: &[u8]) -> Result<Envelope, Unreadable> {
    let value = json::read(body)?;
    let outer = Fields::of(&value).ok_or_else(|| Unreadable::because("not a JSON object"))?;
    let events = outer.list("events").ok_or_else(|| Unreadable::because("no list of `events`"))?;
    let account = outer.id("destination").map(AccountId::new).transpose();
    let account = account.map_err(|problem| Unreadable(problem.to_string()))?;
    let mut envelope = Envelope::default();
    for event in events {
        let event = Fields::of(event).ok_or_else(|| "an event is not an object".to_owned());
        match event.and_then(|event| read(event, account.as_ref())) {
            Ok(Read::Event(event)) => envelope.take(Ok(event)),
            Ok(Read::Skip(name)) => envelope.skip(&name),
            Ok(Read::Alert(name)) => envelope.alert(name),
            Err(reason) => envelope.take(Err(reason)),
        }
    }
    Ok(envelope)
}

/// What is to be done about an event.
enum Read {
    Event(CommentEvent),
    /// Passed over, under this name.
    Skip(String),
    /// Somebody must see to it.
    Alert(&'static str),
}

fn read(event: Fields<'_>, account: Option<&AccountId>) -> Result<Read, String> {
    let kind = event.text("type").ok_or("an event has no `type`")?;
    match kind {
        // What people take back must go, whoever has the conversation.
        "unsend" => {
            let unsent = event.object("unsend").ok_or("an event has no `unsend`")?;
            let removal = Removal { id: id(unsent, "messageId")?, account: account.cloned() };
            Ok(Read::Event(CommentEvent::Removed(removal)))
        }
        "botSuspended" => Ok(Read::Alert("bot-suspended")),
        _ if event.text("mode") == Some("standby") => Ok(Read::Skip(format!("standby/{kind}"))),
        "message" => written(event, account),
        other => Ok(Read::Skip(other.to_owned())),
    }
}

fn id(fields: Fields<'_>, name: &str) -> Result<CommentId, String> {
    let id = fields.id(name).ok_or("a message has no id")?;
    CommentId::new(id).map_err(|problem| problem.to_string())
}

fn written(event: Fields<'_>, account: Option<&AccountId>) -> Result<Read, String> {
    let message = event.object("message").ok_or("an event has no `message`")?;
    let text = match message.text("type").ok_or("a message has no `type`")? {
        "text" => message.text("text").ok_or("a message has no `text`")?,
        // A sticker may carry words that its sender chose; pictures and the like have none.
        "audio" | "file" | "image" | "location" | "sticker" | "video" => {
            message.text("text").unwrap_or_default()
        }
        other => return Ok(Read::Skip(format!("message/{other}"))),
    };
    let source = event.object("source");
    let sender = source.and_then(|source| source.id("userId"));
    if sender.is_some() && sender.as_deref() == account.map(AccountId::as_str) {
        return Ok(Read::Skip("own-comment".to_owned()));
    }
    let place = |source: Fields<'_>| source.id("groupId").or_else(|| source.id("roomId"));
    let comment = Comment {
        thread: source.and_then(place).or_else(|| sender.clone()),
        // The name would have to be fetched.
        author: Author { id: sender, name: None },
        account: account.cloned(),
        parent: message.id("quotedMessageId"),
        created_at: event.millis("timestamp"),
        visibility: Visibility::Private,
        ..Comment::new(id(message, "id")?, 0, text)
    };
    Ok(Read::Event(CommentEvent::Written(Box::new(comment.with_bounded_metadata()))))
}
