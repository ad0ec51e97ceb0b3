//! An update: its number, and one field that says what happened.

use domain::{AccountId, Author, Comment, CommentEvent, CommentId, Removal, Visibility};

use super::content;
use crate::{Envelope, Unreadable, json, json::Fields};

/// What the ids of supergroups and channels begin with; the rest is what permalinks are made of.
const SUPERGROUP: &str = "-100";

/// Reads one update.
pub(super) fn envelope(body: &[u8]) -> Result<Envelope, Unreadable> {
    let value = json::read(body)?;
    let update = Fields::of(&value).ok_or_else(|| Unreadable::because("not a JSON object"))?;
    if !update.has("update_id") {
        return Err(Unreadable::because("no `update_id`"));
    }
    let mut envelope = Envelope::default();
    for kind in update.names().filter(|name| *name != "update_id") {
        let happened: fn(Fields<'_>, &mut Envelope) = match kind {
            "message" | "channel_post" | "business_message" => |message, envelope| {
                read(message, false, envelope);
            },
            "edited_message" | "edited_channel_post" | "edited_business_message" => {
                |message, envelope| read(message, true, envelope)
            }
            "deleted_business_messages" => removed,
            "my_chat_member" => membership,
            "business_connection" => connection,
            other => {
                envelope.skip(other);
                continue;
            }
        };
        match update.object(kind) {
            Some(fields) => happened(fields, &mut envelope),
            None => envelope.take(Err("what an update tells is not an object".to_owned())),
        }
    }
    Ok(envelope)
}

fn membership(change: Fields<'_>, envelope: &mut Envelope) {
    if is_thrown_out(change) {
        envelope.alert("thrown-out-of-chat");
    } else {
        envelope.skip("my_chat_member");
    }
}

fn connection(connection: Fields<'_>, envelope: &mut Envelope) {
    if connection.has("is_enabled") && !connection.flag("is_enabled") {
        envelope.alert("business-connection-cut");
    } else {
        envelope.skip("business_connection");
    }
}

/// Whether the bot can no longer see a chat. A person who blocks the bot in a private chat is no matter of ours.
fn is_thrown_out(change: Fields<'_>) -> bool {
    let status = change.object("new_chat_member").and_then(|member| member.text("status"));
    let private = change.object("chat").and_then(|chat| chat.text("type")) == Some("private");
    matches!(status, Some("kicked" | "left")) && !private
}

fn read(message: Fields<'_>, edited: bool, envelope: &mut Envelope) {
    if message.has("migrate_to_chat_id") {
        envelope.alert("chat-has-new-id");
        return;
    }
    match Message::of(message).and_then(|message| message.written(edited)) {
        Ok(Read::Event(event)) => envelope.take(Ok(event)),
        Ok(Read::Skip(name)) => envelope.skip(name),
        Err(reason) => envelope.take(Err(reason)),
    }
}

/// What is to be done about a message.
enum Read {
    Event(CommentEvent),
    /// Passed over, under this name.
    Skip(&'static str),
}

/// The chat that a message was written in.
struct Place<'a> {
    chat: Fields<'a>,
    /// The chat's id.
    id: String,
    /// The connection by which the bot sees the chats of a business account.
    connection: Option<String>,
}

impl<'a> Place<'a> {
    fn of(fields: Fields<'a>) -> Result<Self, String> {
        let chat = fields.object("chat").ok_or("a message has no `chat`")?;
        let id = chat.id("id").ok_or("a chat has no `id`")?;
        Ok(Self { chat, id, connection: fields.id("business_connection_id") })
    }

    /// How a message of this chat is named.
    fn message(&self, id: &str) -> String {
        let chat = &self.id;
        match &self.connection {
            Some(connection) => format!("{connection}/{chat}/{id}"),
            None => format!("{chat}/{id}"),
        }
    }

    fn comment_id(&self, id: &str) -> Result<CommentId, String> {
        CommentId::new(self.message(id)).map_err(|problem| problem.to_string())
    }

    /// Whether only two can read along. A person's id is the id of the private chat, and only theirs are positive.
    fn is_private(&self) -> bool {
        self.chat.text("type").map_or(!self.id.starts_with('-'), |kind| kind == "private")
    }

    /// The name by which everybody finds the chat.
    fn public_name(&self) -> Option<&'a str> {
        let plain = |name: &&str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let public = !self.is_private() && self.connection.is_none();
        self.chat.text("username").filter(|name| public && !name.is_empty()).filter(plain)
    }

    /// A group or channel without a public name is for those who were let in.
    fn visibility(&self) -> Visibility {
        match self.public_name() {
            Some(_) => Visibility::Public,
            None => Visibility::Private,
        }
    }

    fn account(&self) -> Result<Option<AccountId>, String> {
        let id = match &self.connection {
            Some(connection) => Some(connection),
            None => (!self.is_private()).then_some(&self.id),
        };
        id.map(AccountId::new).transpose().map_err(|problem| problem.to_string())
    }

    /// Where everybody can read the message, or the members of a supergroup. There is no address in a private chat,
    /// where the name is a person's.
    fn permalink(&self, id: &str) -> Option<String> {
        if let Some(name) = self.public_name() {
            return Some(format!("https://t.me/{name}/{id}"));
        }
        let chat = self.id.strip_prefix(SUPERGROUP).filter(|_| self.connection.is_none())?;
        Some(format!("https://t.me/c/{chat}/{id}"))
    }
}

/// A message and where it was written.
struct Message<'a> {
    fields: Fields<'a>,
    place: Place<'a>,
}

impl<'a> Message<'a> {
    fn of(fields: Fields<'a>) -> Result<Self, String> {
        Ok(Self { fields, place: Place::of(fields)? })
    }

    /// Who wrote it. Where somebody speaks for a chat, `from` is a bot that stands in for it.
    fn author(&self) -> Author {
        if let Some(chat) = self.fields.object("sender_chat") {
            let name = chat.word("title").or_else(|| chat.word("username"));
            return Author { id: chat.id("id"), name };
        }
        let Some(from) = self.fields.object("from") else {
            return Author::default();
        };
        let names: Vec<String> =
            ["first_name", "last_name"].iter().filter_map(|name| from.word(name)).collect();
        let name = if names.is_empty() { from.word("username") } else { Some(names.join(" ")) };
        Author { id: from.id("id"), name }
    }

    /// Whether the account itself speaks: a group by an anonymous administrator, a business account to its customer
    /// (whose id is that of the chat).
    fn is_own(&self, author: &Author) -> bool {
        let by_chat = author.id.as_ref() == Some(&self.place.id);
        if self.place.connection.is_some() {
            return self.place.is_private() && author.id.is_some() && !by_chat;
        }
        by_chat && matches!(self.place.chat.text("type"), Some("group" | "supergroup"))
    }

    /// The message that this one answers, unless that only stands for the thread: the note that opens a forum's topic,
    /// or a channel's post above its discussion.
    fn parent(&self) -> Option<String> {
        let answered = self.fields.object("reply_to_message")?;
        let opens = answered.has("forum_topic_created") || answered.flag("is_automatic_forward");
        answered.id("message_id").filter(|_| !opens).map(|id| self.place.message(&id))
    }

    fn thread(&self) -> String {
        let thread = self.fields.id("message_thread_id");
        thread.map_or_else(|| self.place.id.clone(), |thread| self.place.message(&thread))
    }

    /// Above 0 for an edit, even where nothing says when it was.
    fn order(&self, edited: bool) -> u64 {
        let told = |name| self.fields.whole(name);
        let edit = told("edit_date");
        if edited { edit.or_else(|| told("date")).unwrap_or(1).max(1) } else { edit.unwrap_or(0) }
    }

    fn written(&self, edited: bool) -> Result<Read, String> {
        if self.fields.flag("is_automatic_forward") {
            return Ok(Read::Skip("automatic-forward"));
        }
        let author = self.author();
        if self.is_own(&author) {
            return Ok(Read::Skip("own-comment"));
        }
        let Some(text) = content::words(self.fields)? else {
            return Ok(Read::Skip("message/service"));
        };
        let id = self.fields.id("message_id").ok_or("a message has no `message_id`")?;
        let comment = Comment {
            author,
            account: self.place.account()?,
            thread: Some(self.thread()),
            parent: self.parent(),
            permalink: self.place.permalink(&id),
            created_at: self.fields.moment("date"),
            visibility: self.place.visibility(),
            ..Comment::new(self.place.comment_id(&id)?, self.order(edited), text)
        };
        Ok(Read::Event(CommentEvent::Written(Box::new(comment.with_bounded_metadata()))))
    }
}

/// Every message that was deleted in a chat of a business account.
fn removed(fields: Fields<'_>, envelope: &mut Envelope) {
    let place = Place::of(fields);
    let ids = fields.list("message_ids").ok_or("a deletion has no list of `message_ids`");
    let (place, ids) = match (place, ids) {
        (Ok(place), Ok(ids)) => (place, ids),
        (Err(reason), _) => return envelope.take(Err(reason)),
        (_, Err(reason)) => return envelope.take(Err(reason.to_owned())),
    };
    for id in ids {
        envelope.take(
            json::id(id)
                .ok_or_else(|| "the id of a deleted message is not an id".to_owned())
                .and_then(|id| {
                    let (id, account) = (place.comment_id(&id)?, place.account()?);
                    Ok(CommentEvent::Removed(Removal { id, account }))
                }),
        );
    }
}
