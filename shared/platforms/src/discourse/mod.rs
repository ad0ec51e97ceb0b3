//! `discourse`: the post webhooks of a Discourse forum (`post_created`, `post_edited`, `post_destroyed`,
//! `post_recovered`).
//!
//! Only the body is signed: the event's name and the forum's address stand in headers that are not. Somebody who could
//! record a signed delivery could send it again under another event's name, so the webhook must use HTTPS; what such a
//! delivery may speak for is still bounded by the secret's [`crate::Scope`].

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

/// A Discourse forum.
#[derive(Debug, Clone, Copy)]
pub struct Discourse;

impl Sender for Discourse {
    fn name(&self) -> &'static str {
        "discourse"
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
        parse::envelope(verified.headers(), verified.body())
    }

    fn reply(&self, answers: &[Answered<'_>]) -> Response<Bytes> {
        reply::counts(answers)
    }

    fn sign(
        &self,
        body: &[u8],
        secret: &Secret,
        delivery_id: &str,
        _now: Timestamp,
    ) -> Result<HeaderMap, KeyringProblem> {
        verify::sign(body, secret, delivery_id)
    }
}
