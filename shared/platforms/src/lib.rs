//! The senders of comments, one folder per platform.
//!
//! `bytes -> Unverified -> Verified -> Envelope -> … -> reply`: a request is [`Unverified`] until its platform's
//! [`Sender::verify`] has found a good signature over the bytes as received; only a [`Verified`] one can be parsed into
//! an [`Envelope`] of comment events; [`Sender::reply`] turns what was decided into the answer that platform expects.
//!
//! | folder | sender | signature | waits for the verdict |
//! |---|---|---|---|
//! | [`cms`] | any site, with the body described there | Standard Webhooks | no, but gets it in the reply |
//! | [`coral`] | Coral's external moderation phase | `X-Coral-Signature` | yes, 200 ms |
//! | [`mastodon`] | administrators' webhooks of a Mastodon server | `X-Hub-Signature` | no |
//! | [`discourse`] | Discourse post webhooks | `X-Discourse-Event-Signature` | no |
//! | [`line`] | a LINE official account's messages | `x-line-signature` | no |
//! | [`linkedin`] | LinkedIn's social actions on an organisation's posts | `X-LI-Signature` | no |
//! | [`meta`] | Facebook Pages, Instagram, Threads, Messenger, WhatsApp | `X-Hub-Signature-256` | no |
//! | [`telegram`] | a Telegram bot's updates | none: `X-Telegram-Bot-Api-Secret-Token` | no |
//! | [`tiktok`] | TikTok's comment webhooks | `Tiktok-Signature` | no |
//! | [`twitch`] | Twitch chat, by `EventSub` | `Twitch-Eventsub-Message-Signature` | no |
//! | [`x`] | posts and messages to an account on X | `x-twitter-webhooks-signature` | no |
//!
//! [`youtube`] is asked rather than listened to: it has no webhook, and a poller reads its pages.
//!
//! A new platform is a new folder with the same files (`mod.rs`, `verify.rs`, `parse.rs`, `reply.rs`) and one line in
//! [`all`]. Everything here is pure: no network, no clock, no environment.

mod answer;
mod envelope;
pub mod fixture;
mod html;
mod json;
mod keyring;
mod query;
mod refusal;
mod request;
mod sender;
mod signature;

pub mod cms;
pub mod coral;
pub mod discourse;
pub mod line;
pub mod linkedin;
pub mod mastodon;
pub mod meta;
pub mod telegram;
pub mod tiktok;
pub mod twitch;
pub mod x;
pub mod youtube;

pub use answer::Answered;
pub use envelope::{Envelope, Unreadable};
pub use json::mended;
pub use keyring::{Keyring, KeyringProblem, Secret};
pub use refusal::Refusal;
pub use request::{Scope, Unverified, Verified};
pub use sender::Sender;

/// Every sender, in alphabetical order.
#[must_use]
pub fn all() -> &'static [&'static dyn Sender] {
    &[
        &cms::Cms,
        &coral::Coral,
        &discourse::Discourse,
        &line::Line,
        &linkedin::LinkedIn,
        &mastodon::Mastodon,
        &meta::Meta,
        &telegram::Telegram,
        &tiktok::TikTok,
        &twitch::Twitch,
        &x::X,
    ]
}

/// The sender of that name, which is the `{platform}` of `/webhooks/{platform}`.
#[must_use]
pub fn sender(name: &str) -> Option<&'static dyn Sender> {
    all().iter().copied().find(|sender| sender.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sender_is_found_by_its_name_and_the_name_is_a_platform() {
        for sender in all() {
            let name = sender.name();
            assert_eq!(super::sender(name).map(Sender::name), Some(name));
            assert!(domain::Platform::new(name).is_ok(), "{name}");
        }
        assert!(sender("waline").is_none());
    }
}
