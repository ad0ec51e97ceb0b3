//! `twitch`: the chat of a Twitch channel, by `EventSub` over webhooks (`channel.chat.message`,
//! `channel.chat.message_delete`, and `automod.message.hold` for what Twitch itself holds back).
//!
//! Each subscription has its own address and secret. Twitch checks an address by a signed POST before it uses it, and
//! ends a subscription whose address fails or whose user takes the permission back: it says so once, and that is an
//! alert. The account of a comment is the broadcaster.
//!
//! What the broadcaster writes, and what the user writes under whose name we read the chat, is passed over. So is what
//! was written in another channel of a shared chat: it is for that channel to moderate. Twitch chat knows no edits.

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

/// Chat on Twitch.
#[derive(Debug, Clone, Copy)]
pub struct Twitch;

impl Sender for Twitch {
    fn name(&self) -> &'static str {
        "twitch"
    }

    fn check(&self, keyring: &Keyring) -> Result<(), KeyringProblem> {
        keyring.signing(None).try_for_each(|(secret, _)| verify::check(secret))
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

    fn challenge(&self, verified: &Verified) -> Option<Response<Bytes>> {
        parse::challenge(verified.headers(), verified.body()).map(reply::challenge)
    }

    fn parse(&self, verified: &Verified) -> Result<Envelope, Unreadable> {
        parse::envelope(verified.headers(), verified.body())
    }

    fn reply(&self, _answers: &[Answered<'_>]) -> Response<Bytes> {
        reply::received()
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
