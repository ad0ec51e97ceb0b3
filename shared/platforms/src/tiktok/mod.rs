//! `tiktok`: comments under the videos of a business account (`comment.update`).
//!
//! An app has one address for all accounts, so the space is found by the account (`user_openid`). TikTok tells of a
//! comment within five minutes, never of edits, and sends a delivery again for 72 hours until it is answered 200. It
//! checks no endpoint.

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

/// A business account on TikTok.
#[derive(Debug, Clone, Copy)]
pub struct TikTok;

impl Sender for TikTok {
    fn name(&self) -> &'static str {
        "tiktok"
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

    fn reply(&self, _answers: &[Answered<'_>]) -> Response<Bytes> {
        reply::received()
    }

    fn sign(
        &self,
        body: &[u8],
        secret: &Secret,
        _delivery_id: &str,
        now: Timestamp,
    ) -> Result<HeaderMap, KeyringProblem> {
        verify::sign(body, secret, now)
    }
}
