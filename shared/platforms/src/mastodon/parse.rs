//! An event, as Mastodon's `EventSerializer` writes it: `event`, `created_at` and the `object` it is about.

use domain::{AccountId, Author, Comment, CommentEvent, CommentId, Language, Visibility};

use crate::{Envelope, Unreadable, html, json, json::Fields};

/// Reads the statuses of one event.
pub(super) fn envelope(body: &[u8]) -> Result<Envelope, Unreadable> {
    let value = json::read(body)?;
    let outer = Fields::of(&value).ok_or_else(|| Unreadable::because("not a JSON object"))?;
    let event = outer.text("event").ok_or_else(|| Unreadable::because("no `event`"))?;
    let object = || outer.object("object").ok_or_else(|| Unreadable::because("no `object`"));
    let mut envelope = Envelope::default();
    match event {
        "status.created" | "status.updated" => read_status(object()?, &mut envelope),
        "report.created" => read_report(object()?, &mut envelope),
        other => envelope.skip(other),
    }
    Ok(envelope)
}

/// The statuses that a report is about. There is none where an account is reported as such.
fn read_report(report: Fields<'_>, envelope: &mut Envelope) {
    let statuses = match report.list("statuses") {
        Some(statuses) => statuses,
        None if report.has("statuses") => {
            return envelope.take(Err("the statuses of a report are not a list".to_owned()));
        }
        None => &[],
    };
    if statuses.is_empty() {
        envelope.skip("report/no-statuses");
    }
    for status in statuses {
        match Fields::of(status) {
            Some(status) if status.has("content") => read_status(status, envelope),
            Some(_) => envelope.skip("report/status-without-text"),
            None => envelope.take(Err("a status of a report is not an object".to_owned())),
        }
    }
}

fn read_status(status: Fields<'_>, envelope: &mut Envelope) {
    if status.has("reblog") {
        envelope.skip("status/boost");
    } else {
        envelope.take(written(status));
    }
}

fn written(status: Fields<'_>) -> Result<CommentEvent, String> {
    let id = status.id("id").ok_or("a status has no `id`")?;
    let id = CommentId::new(id).map_err(|problem| problem.to_string())?;
    // Nothing but an edit sets `edited_at`; an update without it (of a preview, of a flag) is of the same words.
    let order = status.moment("edited_at").and_then(|at| u64::try_from(at.millis()).ok());
    let author = status.object("account");
    let name = author.and_then(|author| author.word("acct"));
    let comment = Comment {
        account: server(status, name.as_deref()),
        author: Author {
            id: author.and_then(|author| author.id("id")),
            name: name.or_else(|| author?.word("display_name")),
        },
        parent: status.id("in_reply_to_id"),
        permalink: [status.word("url"), status.word("uri")]
            .into_iter()
            .flatten()
            .find(|a| is_web(a)),
        language: status.text("language").and_then(Language::from_tag),
        created_at: status.moment("created_at"),
        visibility: match status.text("visibility") {
            // `limited`, to some of the followers, is told as `private`.
            Some("private" | "direct") => Visibility::Private,
            _ => Visibility::Public,
        },
        ..Comment::new(id, order.unwrap_or(0), text(status)?)
    };
    Ok(CommentEvent::Written(Box::new(comment.with_bounded_metadata())))
}

/// What a reader sees, from top to bottom: the content warning, the text, what a poll lets choose. A picture alone has
/// an empty text.
fn text(status: Fields<'_>) -> Result<String, String> {
    let content = status.text("content").ok_or("a status has no `content`")?;
    let poll = status.object("poll").and_then(|poll| poll.list("options")).unwrap_or_default();
    let choices = poll.iter().filter_map(|option| Fields::of(option)?.word("title"));
    let parts = status.word("spoiler_text").into_iter().chain([html::visible_text(content)]);
    let parts: Vec<String> = parts.chain(choices).filter(|part| !part.is_empty()).collect();
    Ok(parts.join("\n"))
}

fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

/// The server's host, which a status of its own carries in its `uri`. The author of another server's status is named
/// with that server after an `@`.
fn server(status: Fields<'_>, author: Option<&str>) -> Option<AccountId> {
    if author.is_some_and(|name| name.contains('@')) {
        return None;
    }
    let (_, host) = status.text("uri")?.split_once("://")?;
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    AccountId::new(host.to_ascii_lowercase()).ok()
}
