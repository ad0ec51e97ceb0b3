//! `entry[].changes[]` of the objects `page` and `instagram`.

use domain::{AccountId, Author, Comment, CommentEvent, CommentId, Removal};

use crate::{Envelope, Unreadable, json, json::Fields};

mod instagram;
mod page;

/// One change, with what its entry says of it.
#[derive(Clone, Copy)]
struct Change<'a> {
    /// The page or account, its id and the time of the entry.
    entry: Fields<'a>,
    /// Which field of the subscription changed.
    field: &'a str,
    /// What became of it.
    value: Fields<'a>,
}

/// What is to be done about a change.
enum Read {
    Event(CommentEvent),
    /// Passed over, under this name.
    Skip(String),
}

/// Reads a delivery of one object's entries.
pub(super) fn envelope(body: &[u8]) -> Result<Envelope, Unreadable> {
    let value = json::read(body)?;
    let outer = Fields::of(&value).ok_or_else(|| Unreadable::because("not a JSON object"))?;
    let object = outer.text("object").ok_or_else(|| Unreadable::because("no `object`"))?;
    let mut envelope = Envelope::default();
    let read: fn(Change<'_>) -> Result<Read, String> = match object {
        "page" => page::read,
        "instagram" => instagram::read,
        other => {
            envelope.skip(other);
            return Ok(envelope);
        }
    };
    let entries = outer.list("entry").ok_or_else(|| Unreadable::because("no list of `entry`"))?;
    for entry in entries {
        let Some(entry) = Fields::of(entry) else {
            envelope.take(Err("an entry is not an object".to_owned()));
            continue;
        };
        // Instagram's newer login flavour puts the one change into the entry itself.
        let changes: Vec<Option<Fields<'_>>> = match entry.list("changes") {
            Some(changes) => changes.iter().map(Fields::of).collect(),
            None if entry.has("field") => vec![Some(entry)],
            None => {
                without_changes(object, entry, &mut envelope);
                continue;
            }
        };
        for change in changes {
            match change.ok_or_else(|| "a change is not an object".to_owned()).and_then(|change| {
                let field = change.text("field").ok_or("a change has no `field`")?;
                match (change.object("value"), field) {
                    (Some(value), _) => read(Change { entry, field, value }),
                    (None, "feed" | "comments" | "live_comments") => {
                        Err("a change has no `value`".to_owned())
                    }
                    // A page's name or picture changed: the value is a bare text.
                    (None, _) => Ok(Read::Skip(format!("{object}/{field}"))),
                }
            }) {
                Ok(Read::Event(event)) => envelope.take(Ok(event)),
                Ok(Read::Skip(name)) => envelope.skip(&name),
                Err(reason) => envelope.take(Err(reason)),
            }
        }
    }
    Ok(envelope)
}

/// Entries of other products: private messages, or changes told by name only.
fn without_changes(object: &str, entry: Fields<'_>, envelope: &mut Envelope) {
    match ["messaging", "standby", "changed_fields"].into_iter().find(|name| entry.has(name)) {
        Some(name) => envelope.skip(&format!("{object}/{name}")),
        None => envelope.take(Err("an entry has no changes".to_owned())),
    }
}

impl Change<'_> {
    /// Whether the page or account itself wrote this. Our own replies come back as events.
    fn is_own(self) -> bool {
        let author = self.value.object("from").and_then(|from| from.id("id"));
        author.is_some() && author == self.entry.id("id")
    }

    fn comment_id(self, names: &[&str]) -> Result<CommentId, String> {
        let id = names.iter().find_map(|name| self.value.id(name)).ok_or("a comment has no id")?;
        CommentId::new(id).map_err(|problem| problem.to_string())
    }

    fn account(self) -> Result<AccountId, String> {
        let id = self.entry.id("id").ok_or("an entry has no id")?;
        AccountId::new(id).map_err(|problem| problem.to_string())
    }

    /// The text. A picture or a sticker has none; anything but a text in its place was not understood.
    fn words(self, name: &str) -> Result<String, String> {
        match self.value.text(name) {
            Some(text) => Ok(text.to_owned()),
            None if self.value.has(name) => Err("the text of a comment is not a text".to_owned()),
            None => Ok(String::new()),
        }
    }

    fn author(self, name: &str) -> Author {
        let from = self.value.object("from");
        Author { id: from.and_then(|f| f.id("id")), name: from.and_then(|f| f.word(name)) }
    }
}

fn written(comment: Comment) -> Read {
    Read::Event(CommentEvent::Written(Box::new(comment.with_bounded_metadata())))
}

fn removed(id: CommentId, account: AccountId) -> Read {
    Read::Event(CommentEvent::Removed(Removal { id, account: Some(account) }))
}
