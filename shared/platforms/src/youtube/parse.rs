//! Pages of `commentThreads.list` and `comments.list`, item by item: one that cannot be read spoils no other.

use data_encoding::HEXLOWER;
use domain::{AccountId, Author, Comment, CommentEvent, CommentId, Timestamp, Visibility};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{Envelope, Unreadable, html, json, json::Fields};

/// One item of a page, with all that it tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The comments in it.
    pub envelope: Envelope,
    /// The item alone as JSON, for the quarantine.
    pub body: Vec<u8>,
}

/// A thread: a comment and some of its replies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// Its id, which is that of its first comment; a hash of the item after a `#` where it has none.
    pub key: String,
    /// When its first comment was written, by which YouTube orders threads; to the second.
    pub published_at: Option<Timestamp>,
    /// Changes whenever its first comment, the number of its replies or one of the replies shown here does.
    pub fingerprint: String,
    /// The video it belongs to.
    pub video: Option<String>,
    /// Whether there are more replies than are shown here.
    pub replies_missing: bool,
    /// What it holds.
    pub item: Item,
}

/// A page of threads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadPage {
    /// The threads, in the order of the page.
    pub threads: Vec<Thread>,
    /// By which the next page is asked for.
    pub next: Option<String>,
}

/// A page of replies to one comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyPage {
    /// The replies, in the order of the page.
    pub replies: Vec<Item>,
    /// By which the next page is asked for.
    pub next: Option<String>,
}

/// Reads a page of the threads of a channel.
///
/// # Errors
/// When it is no page at all.
pub fn threads(body: &[u8], channel: &AccountId) -> Result<ThreadPage, Unreadable> {
    let value = json::read(body)?;
    let (items, next) = page(&value)?;
    let threads = items.iter().map(|item| thread(item, channel)).collect();
    Ok(ThreadPage { threads, next })
}

/// Reads a page of the replies to `parent`, a comment on `video`.
///
/// # Errors
/// When it is no page at all.
pub fn replies(
    body: &[u8],
    channel: &AccountId,
    parent: &str,
    video: Option<&str>,
) -> Result<ReplyPage, Unreadable> {
    let value = json::read(body)?;
    let (items, next) = page(&value)?;
    let place = Place { channel, video, parent: Some(parent), is_public: true };
    let reply = |item: &Value| {
        let mut envelope = Envelope::default();
        place.read(Fields::of(item), &mut envelope);
        Item { envelope, body: bytes(item) }
    };
    Ok(ReplyPage { replies: items.iter().map(reply).collect(), next })
}

fn page(value: &Value) -> Result<(&[Value], Option<String>), Unreadable> {
    let page = Fields::of(value).ok_or_else(|| Unreadable::because("not a JSON object"))?;
    let items = page.list("items").ok_or_else(|| Unreadable::because("no list of `items`"))?;
    Ok((items, page.word("nextPageToken")))
}

fn bytes(item: &Value) -> Vec<u8> {
    item.to_string().into_bytes()
}

fn hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    HEXLOWER.encode(hash.finalize().get(..8).unwrap_or_default())
}

fn thread(item: &Value, channel: &AccountId) -> Thread {
    let body = bytes(item);
    let fields = Fields::of(item);
    let snippet = fields.and_then(|thread| thread.object("snippet"));
    let top = snippet.and_then(|snippet| snippet.object("topLevelComment"));
    let said = top.and_then(|top| top.object("snippet"));
    let id = fields.and_then(|thread| thread.id("id")).or_else(|| top?.id("id"));
    let video = [snippet, said].into_iter().flatten().find_map(|place| place.id("videoId"));
    let shown = fields.and_then(|thread| thread.object("replies"));
    let shown = shown.and_then(|replies| replies.list("comments")).unwrap_or_default();
    let total = snippet.and_then(|snippet| snippet.whole("totalReplyCount")).unwrap_or(0);

    let mut envelope = Envelope::default();
    let is_public =
        snippet.is_none_or(|snippet| !snippet.has("isPublic") || snippet.flag("isPublic"));
    let place = Place { channel, video: video.as_deref(), parent: None, is_public };
    place.read(top, &mut envelope);
    let below = Place { parent: id.as_deref(), ..place };
    for reply in shown {
        below.read(Fields::of(reply), &mut envelope);
    }

    let fingerprint = if envelope.unreadable.is_empty() {
        let states = top.into_iter().chain(shown.iter().filter_map(Fields::of)).map(state);
        let states: Vec<String> = states.chain([total.to_string()]).collect();
        hash(states.iter().map(String::as_bytes))
    } else {
        hash([body.as_slice()])
    };
    Thread {
        key: id.unwrap_or_else(|| format!("#{}", hash([body.as_slice()]))),
        published_at: said.and_then(|said| said.moment("publishedAt")),
        fingerprint,
        replies_missing: total > u64::try_from(shown.len()).unwrap_or(u64::MAX),
        video,
        item: Item { envelope, body },
    }
}

/// What of a comment changes when it is edited or held. Two edits may fall into one second, so the text counts too.
fn state(comment: Fields<'_>) -> String {
    let snippet = comment.object("snippet");
    let word = |name| snippet.and_then(|snippet| snippet.word(name)).unwrap_or_default();
    let id = comment.id("id").unwrap_or_default();
    let names = ["updatedAt", "moderationStatus", "textOriginal", "textDisplay"];
    [id].into_iter().chain(names.map(word)).collect::<Vec<_>>().join("\0")
}

/// Where a comment stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    channel: &'a AccountId,
    video: Option<&'a str>,
    parent: Option<&'a str>,
    is_public: bool,
}

impl Place<'_> {
    fn read(self, comment: Option<Fields<'_>>, envelope: &mut Envelope) {
        let Some(comment) = comment else {
            return envelope.take(Err("a comment is not an object".to_owned()));
        };
        let Some(snippet) = comment.object("snippet") else {
            return envelope.take(Err("a comment has no `snippet`".to_owned()));
        };
        let author = snippet.object("authorChannelId").and_then(|channel| channel.id("value"));
        if author.as_deref() == Some(self.channel.as_str()) {
            envelope.skip("comment/own");
        } else if snippet.text("moderationStatus") == Some("rejected") {
            envelope.skip("comment/rejected");
        } else {
            envelope.take(self.written(comment, snippet, author));
        }
    }

    fn written(
        self,
        comment: Fields<'_>,
        snippet: Fields<'_>,
        author: Option<String>,
    ) -> Result<CommentEvent, String> {
        let id = comment.id("id").ok_or("a comment has no `id`")?;
        let id = CommentId::new(id).map_err(|problem| problem.to_string())?;
        // `textOriginal` is told to the author and the channel's owner alone; `textDisplay` is HTML.
        let text = snippet
            .text("textOriginal")
            .map(str::to_owned)
            .or_else(|| snippet.text("textDisplay").map(html::visible_text))
            .ok_or("a comment has neither `textOriginal` nor `textDisplay`")?;
        let created_at = snippet.moment("publishedAt");
        let changed_at = snippet.moment("updatedAt").or(created_at);
        let order = changed_at.and_then(|at| u64::try_from(at.millis()).ok()).unwrap_or(0);
        let thread = snippet.id("videoId").or_else(|| self.video.map(str::to_owned));
        let is_public = self.is_public
            && !matches!(snippet.text("moderationStatus"), Some("heldForReview" | "likelySpam"));
        let comment = Comment {
            account: Some(self.channel.clone()),
            // Missing when the account is gone.
            author: Author { id: author, name: snippet.word("authorDisplayName") },
            parent: snippet.id("parentId").or_else(|| self.parent.map(str::to_owned)),
            permalink: thread.as_deref().and_then(|video| permalink(video, id.as_str())),
            created_at,
            visibility: if is_public { Visibility::Public } else { Visibility::Private },
            thread,
            ..Comment::new(id, order, text)
        };
        Ok(CommentEvent::Written(Box::new(comment.with_bounded_metadata())))
    }
}

/// The address at which the video shows the comment first; none where an id would mean something else in an address.
fn permalink(video: &str, comment: &str) -> Option<String> {
    let plain = |id: &str| id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    (plain(video) && plain(comment))
        .then(|| format!("https://www.youtube.com/watch?v={video}&lc={comment}"))
}
