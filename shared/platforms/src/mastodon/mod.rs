//! `mastodon`: the webhooks of a Mastodon server's administrators (`status.created`, `status.updated`, `report.created`).
//!
//! Mastodon tells only of statuses written on the server itself, and nothing of their deletion. A report brings in the
//! statuses it is about, also those of other servers, as comments to be judged; what the reporter says is not kept.
//! Boosts are passed over: their words are somebody else's.
//!
//! The body must be Mastodon's own: where an administrator has set a template for the webhook, it cannot be read.
//! A status of another server names no account of ours, so the URL should name the space.

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

/// A Mastodon server.
#[derive(Debug, Clone, Copy)]
pub struct Mastodon;

impl Sender for Mastodon {
    fn name(&self) -> &'static str {
        "mastodon"
    }

    fn verify(
        &self,
        request: Unverified,
        keyring: &Keyring,
        _now: Timestamp,
    ) -> Result<Verified, Refusal> {
        let claim = verify::claim(&request.headers)?;
        request.prove(&claim, keyring)
    }

    fn parse(&self, verified: &Verified) -> Result<Envelope, Unreadable> {
        parse::envelope(verified.body())
    }

    fn reply(&self, _answers: &[Answered<'_>]) -> Response<Bytes> {
        reply::received()
    }

    fn sign(
        &self,
        body: &[u8],
        secret: &Secret,
        _delivery_id: &str,
        _now: Timestamp,
    ) -> Result<HeaderMap, KeyringProblem> {
        verify::sign(body, secret)
    }
}
