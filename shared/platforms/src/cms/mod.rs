//! `cms`: any site without a contract of its own. Signed by [Standard Webhooks](https://www.standardwebhooks.com).
//!
//! ```json
//! {"type": "comment.created", "timestamp": "2026-01-01T00:00:00Z", "data": {
//!    "comment_id": "c-1", "text": "Bonjour", "format": "plain", "language": "fr",
//!    "thread_id": "article-9", "parent_id": null, "author": {"id": "u-7", "name": "Ana"},
//!    "created_at": "2026-01-01T00:00:00Z", "edited_at": null, "revision": 0,
//!    "permalink": "https://site.example/a#c-1", "visibility": "public", "account": "site.example", "rating": 4.5}}
//! ```
//!
//! - `type`: `comment.created`, `comment.updated`, `comment.deleted`, or `comment.batch` with
//!   `"data": {"events": [{"type", "data"}, …]}` of up to 100 events. Other types are passed over.
//! - Only `comment_id` and, unless deleted, `text` are required. Ids may be numbers of up to 64 bits.
//! - `format`: `plain` (default) or `html`, which is read as the text that a reader sees. `visibility`: `public`
//!   (default) or `private`. `account` is only needed where the URL names no space.
//! - A later state of the same comment is told from an earlier one by `revision` (a whole number that rises), else by
//!   `edited_at`, else for `comment.updated` by the envelope's `timestamp`.
//! - `rating`: the stars of a review, 1 to 5 in half steps. It is kept and shown to reviewers; verdicts rest on the text
//!   alone, and a change of the stars alone is not a later state. Anything else in its place makes the event unreadable.
//!
//! A WordPress site sends this with the plugin in `wordpress/`.
//!
//! # Reviews
//!
//! No site of reviews sends a review's text under a signature that could be checked: whoever fetches the reviews sends
//! them here. A review of a Google Business Profile (`accounts/*/locations/*/reviews/*` of its API, version 4):
//!
//! | Google | here |
//! |---|---|
//! | notification `NEW_REVIEW`, `UPDATED_REVIEW` | `type`: `comment.created`, `comment.updated` |
//! | `reviewId` | `comment_id` |
//! | `name`, up to `/reviews/` | `thread_id`: the location |
//! | `reviewer.displayName` | `author.name`, left out with `reviewer.isAnonymous`; there is no id |
//! | `starRating`: `ONE` … `FIVE` | `rating`: 1 … 5, left out for `STAR_RATING_UNSPECIFIED` |
//! | `comment` | `text`, empty where there are only stars |
//! | `createTime` | `created_at` |
//! | `updateTime` | `edited_at`, also for a new review: what is fetched twice is then one comment |
//! | `reviewReply` | not sent: it is the business's own |
//!
//! Other sites alike: half stars as they are, ten points divided by two.
//!
//! # The reply
//!
//! It is 200 and `{"results": […]}`, one result per event that was not passed over, in order, those that could not be
//! read last:
//! - decided: `comment_id`, `decision_id`, `version`, `verdict` (`approve`, `review`, `reject`: a person's, where there
//!   is one), `priority`, `duplicate` (whether it had been decided before this delivery), `state`, `labels` (`label`,
//!   `score`, `verdict`: those that crossed a threshold), `evidence` (`label`, `score`, `severity`, `start`, `end`,
//!   `quote`, `rule`). Offsets are bytes of the UTF-8 text as it was sent; for `html`, of the text that a reader sees.
//!   At most 50 pieces of evidence, the most certain ones; `evidence_total` says how many there were.
//! - removed: `comment_id`, `removed` (true), `known` (whether it had ever been decided on).
//! - not readable: `quarantined` (true), `reason`.
//!
//! Anything but a 2xx means that nothing may be relied on, and the delivery is to be sent again.

mod parse;
mod reply;
mod verify;

use bytes::Bytes;
use domain::Timestamp;
use http::{HeaderMap, Response};

use crate::{
    Answered, Envelope, Keyring, KeyringProblem, Refusal, Secret, Sender, Unreadable, Unverified,
    Verified,
};

/// Any site that sends the body described in this module.
#[derive(Debug, Clone, Copy)]
pub struct Cms;

impl Sender for Cms {
    fn name(&self) -> &'static str {
        "cms"
    }

    fn check(&self, keyring: &Keyring) -> Result<(), KeyringProblem> {
        keyring.signing(None).try_for_each(|(secret, _)| verify::key(secret).map(drop))
    }

    fn verify(
        &self,
        request: Unverified,
        keyring: &Keyring,
        now: Timestamp,
    ) -> Result<Verified, Refusal> {
        let claim = verify::claim(&request.headers, now)?;
        request.prove(&claim, keyring)
    }

    fn parse(&self, verified: &Verified) -> Result<Envelope, Unreadable> {
        parse::envelope(verified.body())
    }

    fn reply(&self, answers: &[Answered<'_>]) -> Response<Bytes> {
        reply::results(answers)
    }

    fn sign(
        &self,
        body: &[u8],
        secret: &Secret,
        delivery_id: &str,
        now: Timestamp,
    ) -> Result<HeaderMap, KeyringProblem> {
        verify::sign(body, secret, delivery_id, now)
    }
}
