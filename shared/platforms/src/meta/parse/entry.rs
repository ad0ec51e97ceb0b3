//! `entry[]`, which holds `changes[]`, or `messaging[]` and `standby[]` for private messages.

use super::{instagram, messenger, note, page, permissions, whatsapp};
use crate::{Envelope, Unreadable, json::Fields};

/// One change, with what its entry says of it.
#[derive(Clone, Copy)]
pub(super) struct Change<'a> {
    /// The page or account, its id and the time of the entry.
    pub(super) entry: Fields<'a>,
    /// Which field of the subscription changed.
    pub(super) field: &'a str,
    /// What became of it.
    pub(super) value: Fields<'a>,
}

impl Change<'_> {
    /// Whether the page or account itself wrote this. Our own replies come back as events.
    pub(super) fn is_own(self) -> bool {
        let author = self.value.object("from").and_then(|from| from.id("id"));
        author.is_some() && author == self.entry.id("id")
    }
}

/// Reads the changes of one product.
type Reader = fn(Change<'_>, &mut Envelope);

/// The fields whose changes hold people's words, and so must come with a value.
const WITH_WORDS: &[&str] = &["feed", "comments", "live_comments", "messages"];

/// Reads every entry of a delivery.
pub(super) fn read_all(
    object: &str,
    outer: Fields<'_>,
    envelope: &mut Envelope,
) -> Result<(), Unreadable> {
    let reader: Reader = match object {
        "page" => |change, envelope| note(page::read(change), envelope),
        "instagram" => |change, envelope| note(instagram::read(change), envelope),
        "whatsapp_business_account" => whatsapp::read,
        "permissions" => permissions::read,
        other => {
            envelope.skip(other);
            return Ok(());
        }
    };
    let entries = outer.list("entry").ok_or_else(|| Unreadable::because("no list of `entry`"))?;
    for entry in entries {
        match Fields::of(entry) {
            Some(entry) => read_entry(object, reader, entry, envelope),
            None => envelope.take(Err("an entry is not an object".to_owned())),
        }
    }
    Ok(())
}

fn read_entry(object: &str, reader: Reader, entry: Fields<'_>, envelope: &mut Envelope) {
    let mut known = false;
    // `standby`: another app holds the conversation, but the words come to this page all the same.
    for list in ["messaging", "standby"] {
        if let Some(items) = entry.list(list) {
            known = true;
            let list = format!("{object}/{list}");
            for item in items {
                let item = Fields::of(item).ok_or_else(|| "a message is not an object".to_owned());
                note(item.and_then(|item| messenger::read(&list, entry, item)), envelope);
            }
        }
    }
    if let Some(changes) = entry.list("changes") {
        for change in changes {
            read_change(object, reader, entry, Fields::of(change), envelope);
        }
    } else if entry.has("field") {
        // Instagram's newer login flavour puts the one change into the entry itself.
        read_change(object, reader, entry, Some(entry), envelope);
    } else if entry.has("changed_fields") {
        // Changes told by name only.
        envelope.skip(&format!("{object}/changed_fields"));
    } else if !known {
        envelope.take(Err("an entry has no changes".to_owned()));
    }
}

fn read_change(
    object: &str,
    reader: Reader,
    entry: Fields<'_>,
    change: Option<Fields<'_>>,
    envelope: &mut Envelope,
) {
    let Some(change) = change else {
        return envelope.take(Err("a change is not an object".to_owned()));
    };
    match (change.text("field"), change.object("value")) {
        (Some(field), Some(value)) => reader(Change { entry, field, value }, envelope),
        (Some(field), None) if WITH_WORDS.contains(&field) => {
            envelope.take(Err("a change has no `value`".to_owned()));
        }
        // A page's name or picture changed: the value is a bare text.
        (Some(field), None) => envelope.skip(&format!("{object}/{field}")),
        (None, _) => envelope.take(Err("a change has no `field`".to_owned())),
    }
}
