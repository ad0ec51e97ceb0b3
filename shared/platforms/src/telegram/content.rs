//! The words of a message, wherever its kind keeps them.

use crate::json::Fields;

/// What people send without words of their own: it is a comment, if an empty one. Whatever has neither words nor any of
/// these is a note of Telegram's own (somebody joined, the title changed).
const WORDLESS: &[&str] = &[
    "animation",
    "audio",
    "checklist",
    "contact",
    "dice",
    "document",
    "game",
    "giveaway",
    "invoice",
    "location",
    "paid_media",
    "photo",
    "sticker",
    "story",
    "venue",
    "video",
    "video_note",
    "voice",
];

/// The words of a message, `None` where it is nothing that somebody said.
pub(super) fn words(message: Fields<'_>) -> Result<Option<String>, String> {
    for name in ["text", "caption"] {
        match message.text(name) {
            Some(text) => return Ok(Some(text.to_owned())),
            None if message.has(name) => {
                return Err("the text of a message is not a text".to_owned());
            }
            None => {}
        }
    }
    if let Some(poll) = message.object("poll") {
        return Ok(Some(lines(poll, "question", "options")));
    }
    if let Some(list) = message.object("checklist") {
        return Ok(Some(lines(list, "title", "tasks")));
    }
    Ok(WORDLESS.iter().any(|name| message.has(name)).then(String::new))
}

/// A heading and the texts under it, one a line.
fn lines(fields: Fields<'_>, heading: &str, under: &str) -> String {
    let items = fields.list(under).unwrap_or_default().iter().filter_map(Fields::of);
    let items = items.filter_map(|item| item.text("text"));
    fields.text(heading).into_iter().chain(items).collect::<Vec<_>>().join("\n")
}
