//! A post, as Discourse's `WebHookPostSerializer` writes it.

use domain::{AccountId, Author, Comment, CommentEvent, CommentId, Removal, Visibility};
use http::HeaderMap;

use crate::{Envelope, Unreadable, html, json, json::Fields, signature};

const EVENT: &str = "x-discourse-event";
const INSTANCE: &str = "x-discourse-instance";

/// The `post_type` of what people write; the others are the forum's own notes and whispers among staff.
const REGULAR: u64 = 1;

/// Reads a body under the event that its header names.
pub(super) fn envelope(headers: &HeaderMap, body: &[u8]) -> Result<Envelope, Unreadable> {
    let mut envelope = Envelope::default();
    let event = header(headers, EVENT)?
        .ok_or_else(|| Unreadable::because("no X-Discourse-Event header"))?;
    let gone = match event {
        "post_created" | "post_edited" | "post_recovered" => false,
        "post_destroyed" => true,
        other => {
            envelope.skip(other);
            return Ok(envelope);
        }
    };
    let value = json::read(body)?;
    let post = Fields::of(&value)
        .and_then(|outer| outer.object("post"))
        .ok_or_else(|| Unreadable::because("no `post`"))?;
    if post.has("post_type") && post.whole("post_type") != Some(REGULAR) {
        envelope.skip("post/not-regular");
        return Ok(envelope);
    }
    let forum = Forum::of(header(headers, INSTANCE)?);
    envelope.take(if gone { removed(post, &forum) } else { written(post, &forum) });
    Ok(envelope)
}

fn header<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<Option<&'a str>, Unreadable> {
    signature::single(headers, name).map_err(|refusal| Unreadable(refusal.to_string()))
}

/// The forum that sent the post, by the address it gives itself.
struct Forum<'a> {
    address: Option<&'a str>,
    account: Option<AccountId>,
}

impl<'a> Forum<'a> {
    fn of(instance: Option<&'a str>) -> Self {
        let Some(address) = instance.map(|address| address.trim().trim_end_matches('/')) else {
            return Self { address: None, account: None };
        };
        let host = address.split_once("://").map_or(address, |(_, host)| host);
        let host = host.split(['/', '?', '#']).next().unwrap_or_default();
        Self { address: Some(address), account: AccountId::new(host.to_ascii_lowercase()).ok() }
    }

    fn permalink(&self, post: Fields<'_>) -> Option<String> {
        let address =
            self.address.filter(|a| a.starts_with("https://") || a.starts_with("http://"))?;
        let slug = post.word("topic_slug").unwrap_or_else(|| "-".to_owned());
        let (topic, number) = (post.id("topic_id")?, post.id("post_number")?);
        Some(format!("{address}/t/{slug}/{topic}/{number}"))
    }
}

fn comment_id(post: Fields<'_>) -> Result<CommentId, String> {
    let id = post.id("id").ok_or("a post has no `id`")?;
    CommentId::new(id).map_err(|problem| problem.to_string())
}

fn removed(post: Fields<'_>, forum: &Forum<'_>) -> Result<CommentEvent, String> {
    Ok(CommentEvent::Removed(Removal { id: comment_id(post)?, account: forum.account.clone() }))
}

fn written(post: Fields<'_>, forum: &Forum<'_>) -> Result<CommentEvent, String> {
    let id = comment_id(post)?;
    let text = post
        .text("raw")
        .map(str::to_owned)
        .or_else(|| post.text("cooked").map(html::visible_text))
        .ok_or("a post has neither `raw` nor `cooked`")?;
    let thread = post.id("topic_id");
    // A reply names the post it answers by its place in the topic, as the permalink does.
    let parent = post.id("reply_to_post_number");
    let parent = thread.as_ref().zip(parent).map(|(topic, number)| format!("{topic}/{number}"));
    let comment = Comment {
        author: Author {
            id: post.id("user_id"),
            name: post.word("username").or_else(|| post.word("name")),
        },
        account: forum.account.clone(),
        parent,
        permalink: forum.permalink(post),
        created_at: post.moment("created_at"),
        visibility: match post.text("topic_archetype") {
            Some("private_message") => Visibility::Private,
            _ => Visibility::Public,
        },
        thread,
        ..Comment::new(id, post.whole("version").unwrap_or(0), text)
    };
    Ok(CommentEvent::Written(Box::new(comment.with_bounded_metadata())))
}
