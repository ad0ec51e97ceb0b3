//! `meta`: comments on Facebook Pages, Instagram and Threads, and private messages to Messenger, Instagram and WhatsApp.
//!
//! One endpoint serves every page and account of an app, so the space is found by the account of each comment:
//!
//! | product | account | edits | removals | read by |
//! |---|---|---|---|---|
//! | Facebook Page | the page's id | yes | yes | `parse/page.rs` |
//! | Instagram | the professional account's id | never told | never told | `parse/instagram.rs` |
//! | Threads | `target_id`, the Threads account's id | never told | yes | `parse/threads.rs` |
//! | Messenger, Instagram messages | the page's or the Instagram account's id | yes | yes | `parse/messenger.rs` |
//! | WhatsApp | `phone_number_id` | yes | yes | `parse/whatsapp.rs` |
//!
//! Meta delivers up to 1000 changes at once (3 MB with WhatsApp), in any order, and sends the whole delivery again for
//! 36 hours (WhatsApp: 7 days) until it is answered 200. An app for Instagram or Threads alone has a secret of its
//! own: all secrets that may sign stand under `signing` in the keyring.

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

/// Facebook Pages, Instagram, Threads, Messenger and WhatsApp.
#[derive(Debug, Clone, Copy)]
pub struct Meta;

impl Sender for Meta {
    fn name(&self) -> &'static str {
        "meta"
    }

    fn handshake(
        &self,
        request: &Unverified,
        keyring: &Keyring,
    ) -> Option<Result<Response<Bytes>, Refusal>> {
        let challenge = verify::challenge(request.query.as_deref().unwrap_or_default(), keyring);
        Some(challenge.map(reply::challenge))
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
