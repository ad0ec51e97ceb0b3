//! `telegram`: the updates of a Telegram bot, in groups, channels, private chats and the chats of a business account
//! that the bot looks after.
//!
//! - **Nothing is signed.** Every update carries a token of our choice (`secret_token` of `setWebhook`); who knows it can
//!   send any update. The address must use HTTPS, and the token must be long, random and of this bot alone.
//! - An update does not say which bot it is for: give every bot its own space in the URL. The account of a comment is
//!   the chat it was written in, or the business connection; in a private chat with the bot there is none.
//! - A comment is named `chat/message`, or `connection/chat/message` for a business account, whose chats count their
//!   messages by themselves. Telegram tells of removals only for business accounts.
//! - What a group's anonymous administrators write in its name, what a business account answers, and the posts of a
//!   linked channel that Telegram copies into a discussion group are passed over. A channel's own posts are read, since
//!   several people write in its name: leave `channel_post` out of `allowed_updates` where they should not be.
//! - Alerts: the bot is thrown out of a chat, a business account cuts the connection, a group gets a new id (which the
//!   space must list, where it is found by the account).
//!
//! **The answer is a command channel**: Telegram runs a call that stands in the body of a 2xx. So the body is always
//! empty.

mod content;
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

/// A Telegram bot.
#[derive(Debug, Clone, Copy)]
pub struct Telegram;

impl Sender for Telegram {
    fn name(&self) -> &'static str {
        "telegram"
    }

    fn check(&self, keyring: &Keyring) -> Result<(), KeyringProblem> {
        keyring.signing(None).try_for_each(|(secret, _)| verify::check(secret))
    }

    fn verify(
        &self,
        request: Unverified,
        keyring: &Keyring,
        _now: Timestamp,
    ) -> Result<Verified, Refusal> {
        let presented = verify::presented(&request.headers)?;
        request.prove_by(keyring, |secret, _| Ok(verify::is_of(secret, &presented)))
    }

    fn parse(&self, verified: &Verified) -> Result<Envelope, Unreadable> {
        parse::envelope(verified.body())
    }

    fn reply(&self, _answers: &[Answered<'_>]) -> Response<Bytes> {
        reply::received()
    }

    fn sign(
        &self,
        _body: &[u8],
        secret: &Secret,
        _delivery_id: &str,
        _now: Timestamp,
    ) -> Result<HeaderMap, KeyringProblem> {
        verify::sign(secret)
    }
}
