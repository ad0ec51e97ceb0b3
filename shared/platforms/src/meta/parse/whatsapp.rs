//! Messages to a number of WhatsApp's Cloud API. All are private; the account is the number's id (`phone_number_id`).

use domain::{Author, Comment, Visibility};

use super::{
    Outcome, Read, account, comment_id, entry::Change, note, own_comment, removed, words, written,
};
use crate::{Envelope, json::Fields};

/// The types of message that hold, or may hold, somebody's words.
const WITH_WORDS: &[&str] =
    &["text", "image", "video", "audio", "document", "sticker", "button", "interactive", "order"];

/// Reads a change of a business account: the messages to one number, or what became of those it sent.
pub(super) fn read(change: Change<'_>, envelope: &mut Envelope) {
    let Change { entry, field, value } = change;
    if field != "messages" {
        return envelope.skip(&format!("whatsapp/{field}"));
    }
    let statuses = value.list("statuses").unwrap_or_default();
    for _ in statuses {
        envelope.skip("whatsapp/status");
    }
    match value.list("messages") {
        Some(messages) => {
            for message in messages {
                let read = Fields::of(message).ok_or_else(|| "a message is not an object".into());
                note(read.and_then(|message| read_message(entry, value, message)), envelope);
            }
        }
        None if value.has("messages") => {
            envelope.take(Err("`messages` is not a list".to_owned()));
        }
        // Errors of the number as a whole.
        None if statuses.is_empty() => envelope.skip("whatsapp/messages"),
        None => {}
    }
}

fn read_message(entry: Fields<'_>, value: Fields<'_>, message: Fields<'_>) -> Outcome {
    let metadata = value.object("metadata");
    let number = metadata.and_then(|own| own.id("phone_number_id")).or_else(|| entry.id("id"));
    let author = author(value, message);
    if author.id.is_some() && author.id == metadata.and_then(digits) {
        return own_comment();
    }
    let kind = kind(message).ok_or("a message has no `type`")?;
    // An edit and a revocation are messages with ids of their own, about another message.
    let (id, order, said) = match kind {
        "revoke" => {
            let revoked = message.object(kind).ok_or("a revocation names no message")?;
            return removed(comment_id(revoked, &["original_message_id"])?, account(number)?);
        }
        "edit" => {
            let edit = message.object(kind).ok_or("an edit names no message")?;
            let said = edit.object("message").ok_or("an edit holds no message")?;
            // Above what was sent, even where nothing says when the edit was.
            let at = message.moment("timestamp").and_then(|at| u64::try_from(at.secs()).ok());
            (comment_id(edit, &["original_message_id"])?, at.unwrap_or(1).max(1), said)
        }
        _ => (comment_id(message, &["id"])?, 0, message),
    };
    let Some(text) = text(said)? else {
        return Ok(Read::Skip(format!("whatsapp/{kind}")));
    };
    let conversation = message.id("group_id").or_else(|| author.id.clone());
    let comment = Comment {
        author,
        thread: number.as_ref().zip(conversation).map(|(own, other)| format!("{own}/{other}")),
        account: Some(account(number)?),
        parent: said.object("context").and_then(|answered| answered.id("id")),
        created_at: said.moment("timestamp"),
        visibility: Visibility::Private,
        ..Comment::new(id, order, text)
    };
    written(comment)
}

/// The number's own telephone number, as it would stand in `from`.
fn digits(metadata: Fields<'_>) -> Option<String> {
    let shown = metadata.id("display_phone_number")?;
    Some(shown.chars().filter(char::is_ascii_digit).collect())
}

/// Who wrote a message: a telephone number or, for people with a user name, an id that only this business knows. The
/// name is in the list of contacts, which may be missing.
fn author(value: Fields<'_>, message: Fields<'_>) -> Author {
    let contacts = value.list("contacts").unwrap_or_default();
    let id = ["from", "from_user_id", "user_id"].iter().find_map(|name| message.id(name));
    let is_author = |contact: &Fields<'_>| {
        let ids = [contact.id("wa_id"), contact.id("user_id")];
        id.is_some() && ids.contains(&id)
    };
    let alone = contacts.first().filter(|_| contacts.len() == 1 && id.is_none());
    let contact = contacts.iter().filter_map(Fields::of).find(is_author);
    let contact = contact.or_else(|| Fields::of(alone?));
    let profile = contact.and_then(|contact| contact.object("profile"));
    Author {
        id: id.or_else(|| contact.and_then(|c| c.id("wa_id").or_else(|| c.id("user_id")))),
        name: profile.and_then(|p| p.word("name").or_else(|| p.word("username"))),
    }
}

/// The type of a message, which names the object that holds the rest of it.
fn kind<'a>(message: Fields<'a>) -> Option<&'a str> {
    // Whether the message inside an edit says its type is not documented.
    let held = || WITH_WORDS.iter().copied().find(|kind| message.has(kind));
    message.text("type").or_else(held)
}

/// Somebody's words: written, under a picture, or of the button that was chosen. `None`: a type that holds none.
fn text(message: Fields<'_>) -> Result<Option<String>, String> {
    let Some(kind) = kind(message).filter(|kind| WITH_WORDS.contains(kind)) else {
        return Ok(None);
    };
    let part = message.object(kind).ok_or("a message lacks what its type names")?;
    match kind {
        "text" if !part.has("body") => Err("a text message has no `body`".to_owned()),
        "text" => words(part, "body"),
        "button" | "order" => words(part, "text"),
        "interactive" => {
            let chosen = part.object("button_reply").or_else(|| part.object("list_reply"));
            // The answers to a form (`nfm_reply`) are data, not a text.
            return chosen.map(|chosen| words(chosen, "title")).transpose();
        }
        _ => words(part, "caption"),
    }
    .map(Some)
}
