//! Private messages to a page or to an Instagram account: `messaging[]`, or `standby[]` while another app answers.

use domain::{Comment, Visibility};

use super::{Outcome, Read, account, comment_id, own_comment, removed, words, written};
use crate::json::Fields;

/// What an item may hold instead of words: receipts, buttons of our own and the handing over of conversations.
const WITHOUT_WORDS: &[&str] = &[
    "account_linking",
    "app_roles",
    "delivery",
    "optin",
    "pass_thread_control",
    "policy_enforcement",
    "postback",
    "reaction",
    "read",
    "referral",
    "request_thread_control",
    "take_thread_control",
];

/// Reads one item of the list of that name. Its times are in milliseconds.
pub(super) fn read(list: &str, entry: Fields<'_>, item: Fields<'_>) -> Outcome {
    // An edit's number (`num_edit`) counts from 1 and so orders it above what was sent.
    let (message, order) = if let Some(message) = item.object("message") {
        (message, 0)
    } else if let Some(edit) = item.object("message_edit") {
        (edit, edit.whole("num_edit").unwrap_or(1).max(1))
    } else if item.has("message") || item.has("message_edit") {
        return Err("a message is not an object".to_owned());
    } else {
        let kind = WITHOUT_WORDS.iter().find(|kind| item.has(kind)).map(|kind| format!("/{kind}"));
        return Ok(Read::Skip(format!("{list}{}", kind.unwrap_or_default())));
    };
    let sender = item.object("sender").and_then(|sender| sender.id("id"));
    let page = entry.id("id");
    let is_echo = message.flag("is_echo") || message.flag("is_self") || item.flag("is_self");
    if is_echo || (sender.is_some() && sender == page) {
        return own_comment();
    }
    let id = comment_id(message, &["mid"])?;
    if message.flag("is_deleted") {
        return removed(id, account(page)?);
    }
    // Instagram tells of some edits without the words, which would have to be fetched.
    if order > 0 && !message.has("text") {
        return Ok(Read::Skip(format!("{list}/message_edit")));
    }
    let comment = Comment {
        thread: page.as_ref().zip(sender.as_ref()).map(|(page, other)| format!("{page}/{other}")),
        author: domain::Author { id: sender, name: None },
        account: Some(account(page)?),
        parent: message.object("reply_to").and_then(|answered| answered.id("mid")),
        created_at: item.millis("timestamp"),
        visibility: Visibility::Private,
        ..Comment::new(id, order, words(message, "text")?)
    };
    written(comment)
}
