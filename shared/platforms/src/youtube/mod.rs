//! `youtube`: comments on a channel's videos, as the YouTube Data API (v3) lists them.
//!
//! YouTube sends no webhook for comments, so this is no [`Sender`](crate::Sender): a poller asks, and what it is
//! answered with is read here. Comments of the channel's own owner are passed over, rejected ones too.
//!
//! Sources: the reference pages of `commentThreads.list`, `comments.list`, the resources they give, and "Errors" of the
//! YouTube Data API.

mod parse;
mod problem;

pub use parse::{Item, ReplyPage, Thread, ThreadPage, replies, threads};
pub use problem::{Problem, problem};

/// The platform's name in spaces, keys and metrics.
pub const NAME: &str = "youtube";
