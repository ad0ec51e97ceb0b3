//! `notifications[]`: comments, their edits and deletions, and posts that mention the organisation.

use domain::{AccountId, Author, Comment, CommentEvent, CommentId, Removal};

use crate::{Envelope, Unreadable, json, json::Fields};

/// The only kind of delivery that is read.
const SOCIAL_ACTIONS: &str = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS";

/// How a comment's URN begins, before the post it stands under.
const COMMENT_URN: &str = "urn:li:comment:(";

/// Reads a delivery.
pub(super) fn envelope(body: &[u8]) -> Result<Envelope, Unreadable> {
    let value = json::read(body)?;
    let outer = Fields::of(&value).ok_or_else(|| Unreadable::because("not a JSON object"))?;
    let kind = outer.text("type").ok_or_else(|| Unreadable::because("no `type`"))?;
    let mut envelope = Envelope::default();
    if kind != SOCIAL_ACTIONS {
        envelope.skip(kind);
        return Ok(envelope);
    }
    let notifications = outer
        .list("notifications")
        .ok_or_else(|| Unreadable::because("no list of `notifications`"))?;
    for notification in notifications {
        match Fields::of(notification).and_then(|n| Some((n, n.text("action")?))) {
            Some((notification, action)) => read(notification, action, &mut envelope),
            None => envelope.take(Err("a notification has no `action`".to_owned())),
        }
    }
    Ok(envelope)
}

fn read(notification: Fields<'_>, action: &str, envelope: &mut Envelope) {
    match action {
        "COMMENT" | "COMMENT_EDIT" | "SHARE_MENTION" => match written(notification, action) {
            Ok(Some(event)) => envelope.take(Ok(event)),
            Ok(None) => envelope.skip("own-comment"),
            Err(reason) => envelope.take(Err(reason)),
        },
        "COMMENT_DELETE" => envelope.take(removed(notification)),
        // Written by the organisation itself.
        "ADMIN_COMMENT" => envelope.skip("own-comment"),
        // `LIKE` and `SHARE` add no words.
        other => envelope.skip(other),
    }
}

fn removed(notification: Fields<'_>) -> Result<CommentEvent, String> {
    let id = comment_id(notification, generated(notification, "comment"))?;
    Ok(CommentEvent::Removed(Removal { id, account: Some(account(notification)?) }))
}

/// The comment, unless the organisation itself wrote it.
fn written(notification: Fields<'_>, action: &str) -> Result<Option<CommentEvent>, String> {
    let said = match action {
        // The post that mentions the organisation may be told as the one that all this is about.
        "SHARE_MENTION" => {
            generated(notification, "share").or_else(|| notification.object("decoratedSourcePost"))
        }
        _ => generated(notification, "comment"),
    };
    // Without the decoration there are no words to decide on, which is not the same as a picture without a caption.
    let said = said.ok_or("a notification comes without what was written")?;
    let account = account(notification)?;
    let owner = said.id("owner");
    if owner.as_deref() == Some(account.as_str()) {
        return Ok(None);
    }
    let id = comment_id(notification, Some(said))?;
    let at = notification.millis("lastModifiedAt");
    // Above what was written, even where nothing says when the edit was.
    let edited = || at.and_then(|at| u64::try_from(at.millis()).ok()).unwrap_or(1).max(1);
    let (order, created_at) = match action {
        "COMMENT_EDIT" => (edited(), None),
        _ => (0, at),
    };
    let text = match said.text("text") {
        Some(text) => text,
        None if said.has("text") => return Err("the text of a comment is not a text".to_owned()),
        None => "",
    };
    let comment = Comment {
        author: Author { id: owner, name: None },
        account: Some(account),
        thread: post(notification),
        parent: parent(said, id.as_str()),
        permalink: permalink(said, id.as_str()),
        created_at,
        ..Comment::new(id, order, text)
    };
    Ok(Some(CommentEvent::Written(Box::new(comment.with_bounded_metadata()))))
}

/// What the action made, as far as it is told.
fn generated<'a>(notification: Fields<'a>, kind: &str) -> Option<Fields<'a>> {
    notification.object("decoratedGeneratedActivity")?.object(kind)
}

fn account(notification: Fields<'_>) -> Result<AccountId, String> {
    let id = notification.id("organizationalEntity");
    AccountId::new(id.ok_or("a notification names no organisation")?).map_err(|p| p.to_string())
}

fn post(notification: Fields<'_>) -> Option<String> {
    let decorated = || notification.object("decoratedSourcePost")?.id("entity");
    notification.id("sourcePost").or_else(decorated)
}

/// The URN of what was written. A deletion is told without the decoration, so the bare URN goes first.
fn comment_id(notification: Fields<'_>, said: Option<Fields<'_>>) -> Result<CommentId, String> {
    let id = notification.id("generatedActivity").or_else(|| said?.id("entity"));
    let id = whole(id.ok_or("a notification names no comment")?);
    CommentId::new(id).map_err(|problem| problem.to_string())
}

/// A comment's URN in its long form: LinkedIn writes `urn:li:comment:(activity:1,2)` as well as
/// `urn:li:comment:(urn:li:activity:1,2)`, even within one notification.
fn whole(urn: String) -> String {
    match urn.strip_prefix(COMMENT_URN) {
        Some(inside) if !inside.starts_with("urn:li:") => format!("{COMMENT_URN}urn:li:{inside}"),
        _ => urn,
    }
}

/// The comment that a comment answers: named outright, as what it is about, or inside its own URN.
fn parent(said: Fields<'_>, id: &str) -> Option<String> {
    let about = || said.id("object").filter(|object| object.starts_with(COMMENT_URN));
    let inside = || {
        let (inside, _) = id.strip_prefix(COMMENT_URN)?.rsplit_once(',')?;
        inside.starts_with(COMMENT_URN).then(|| inside.to_owned())
    };
    said.id("parentComment").or_else(about).or_else(inside).map(whole)
}

/// Where a comment under a post, or a post, can be read. Nothing but the characters of URNs gets into an address.
fn permalink(said: Fields<'_>, id: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_');
    let is_urn = |urn: &str| urn.starts_with("urn:li:") && urn.chars().all(plain);
    let address = "https://www.linkedin.com/feed/update/";
    let Some(inside) = id.strip_prefix(COMMENT_URN) else {
        return is_urn(id).then(|| format!("{address}{id}"));
    };
    let (under, number) = inside.strip_suffix(')')?.rsplit_once(',')?;
    if !is_urn(under) || number.is_empty() || !number.chars().all(plain) {
        return None;
    }
    let post =
        said.id("object").filter(|object| is_urn(object)).unwrap_or_else(|| under.to_owned());
    // The site's own links have the short form of the URN.
    let short = under.strip_prefix("urn:li:").unwrap_or(under).replace(':', "%3A");
    Some(format!("{address}{post}?commentUrn=urn%3Ali%3Acomment%3A%28{short}%2C{number}%29"))
}
