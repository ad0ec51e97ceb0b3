//! YouTube is asked for comments, as it tells nobody of them.
//!
//! [`poll`] goes through the channels that the spaces name (`accounts = [{ platform = "youtube", id = "UC…" }]`, the
//! channel's id). For each it walks the newest threads down to where the last walk began, reads the replies that were
//! not shown, and once an hour looks again at the threads of the last days for edits and new replies. `cursor` says why
//! nothing is skipped, `quota` what may be spent.
//!
//! **What it cannot see.** An edit of, or a new reply to, a thread that was begun longer than
//! [`Settings::reread_days`] ago, or that is not among the 4,000 newest threads of its channel. An edit of a reply that
//! its thread does not show (YouTube shows up to five) before something else in that thread changes. Comments held for
//! review or taken for spam by YouTube, which it lists for the channel's owner alone, until they are published; one that
//! is published after those days is never seen. A comment that was written and deleted, or edited twice, between two
//! polls. Deletions: the comment is no longer listed, and its decision stays. Comments older than those days when a
//! channel is first read. Live chat.

mod api;
mod channel;
mod cursor;
mod desk;
mod http;
mod quota;
mod watch;

use std::{
    collections::{BTreeSet, VecDeque},
    time::Duration,
};

use domain::{AccountId, Platform, ports::FetchSecret};
use platforms::{Keyring, Secret, youtube::NAME};

pub use self::{
    api::{Api, Query, Reply, Unreached},
    http::{ADDRESS, Http, NoWay},
    quota::Plan,
};
use self::{
    channel::{Channel, Phase},
    desk::{Desk, Stop, failed},
};
use crate::{App, Store};

/// How YouTube is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What may be spent.
    pub plan: Plan,
    /// Threads of so many days are looked at again, and so far back does the first poll of a channel go.
    pub reread_days: u16,
    /// How many seconds lie between two such looks.
    pub reread_seconds: i64,
    /// After so many seconds a poll asks for nothing more; what is left is for the next one.
    pub patience_seconds: i64,
    /// How long to wait before the second attempt at a call; twice as long before the third.
    pub first_wait: Duration,
}

impl Default for Settings {
    /// Two days, every hour; a poll of three minutes, which with a last call of three attempts ends within five.
    fn default() -> Self {
        Self {
            plan: Plan::default(),
            reread_days: 2,
            reread_seconds: 3600,
            patience_seconds: 180,
            first_wait: Duration::from_secs(1),
        }
    }
}

/// Why a poll failed as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// There is no key, or YouTube refuses it.
    #[error("YouTube takes no key of ours; put an API key into the parameter")]
    Key,
    /// The store or the parameter could not be read or written.
    #[error("a port failed; the log says which")]
    Port,
}

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        if stop == Stop::Key { Self::Key } else { Self::Port }
    }
}

/// Reads what is new on every channel, as far as quota and time go.
///
/// # Errors
/// When there is no good key, or a port fails. What was taken in until then is durable.
pub async fn poll<S: Store, F: FetchSecret, A: Api>(app: &App<S, F, A>) -> Result<(), Failure> {
    let Ok(platform) = Platform::new(NAME) else { return Ok(()) };
    let spaces = app.spaces.all().await.map_err(failed)?;
    let accounts = spaces.iter().flat_map(|ready| &ready.space.accounts);
    let channels: BTreeSet<AccountId> =
        accounts.filter(|account| account.platform == platform).map(|a| a.id.clone()).collect();
    // Whoever has no channel needs no key.
    if channels.is_empty() {
        return Ok(());
    }
    let key = match key_of(&*app.keyrings.keyring(&platform).await.map_err(failed)?) {
        Some(key) => key,
        None => changed_key(app, &platform).await?,
    };
    let mut desk = Desk::open(app, platform.clone(), key).await?;
    let done = work(&mut desk, channels).await;
    if let Err(Stop::Spent) = done {
        desk.count("quota_exhausted", 1);
        tracing::warn!("the day's quota is used up; going on after midnight in California");
    }
    if let Err(Stop::Key) = done {
        desk.count("alerts", 1);
        // A key that was changed meanwhile is used by the next poll.
        drop(app.keyrings.reread(&platform).await.map_err(failed)?);
    }
    desk.told();
    match done {
        Err(stop @ (Stop::Key | Stop::Port)) => Err(stop.into()),
        _ => Ok(()),
    }
}

/// The key: the first of the keyring, which is the newest, if a header can hold it.
fn key_of(keyring: &Keyring) -> Option<Secret> {
    let (key, _) = keyring.signing(None).next()?;
    key.reveal().bytes().all(|byte| byte.is_ascii_graphic()).then(|| key.clone())
}

/// The key that may stand by now where none did.
async fn changed_key<S, F: FetchSecret, A>(
    app: &App<S, F, A>,
    platform: &Platform,
) -> Result<Secret, Failure> {
    let keyring = app.keyrings.reread(platform).await.map_err(failed)?;
    keyring.and_then(|keyring| key_of(&keyring)).ok_or_else(|| {
        tracing::error!("the parameter holds no API key");
        Failure::Key
    })
}

async fn work<S: Store, F: FetchSecret, A: Api>(
    desk: &mut Desk<'_, S, F, A>,
    ids: BTreeSet<AccountId>,
) -> Result<(), Stop> {
    let mut channels = Vec::new();
    for id in ids {
        channels.push(Channel::load(desk, id).await?);
    }
    // Where quota or time do not suffice for all, those that have waited longest come first.
    channels.sort_by_key(Channel::read_at);
    let mut done = Ok(());
    for phase in [Phase::New, Phase::Replies, Phase::Again] {
        done = in_turns(desk, &mut channels, phase).await;
        if done.is_err() {
            break;
        }
    }
    for mut channel in channels {
        match channel.save_watch(desk).await {
            Err(stop) if !stop.is_of_one_channel() => return done.and(Err(stop)),
            _ => {}
        }
    }
    done
}

/// Gives every channel one turn after the other until none has anything left to do in a phase.
async fn in_turns<S: Store, F: FetchSecret, A: Api>(
    desk: &mut Desk<'_, S, F, A>,
    channels: &mut Vec<Channel>,
    phase: Phase,
) -> Result<(), Stop> {
    let (now, settings) = (desk.now(), &desk.app.settings);
    let begin = |channel: &mut Channel| channel.begin(phase, now, settings);
    let mut line: VecDeque<Channel> = channels.extract_if(.., begin).collect();
    while let Some(mut channel) = line.pop_front() {
        match channel.turn(desk, phase).await {
            Ok(true) => line.push_back(channel),
            Ok(false) => channels.push(channel),
            Err(stop) if stop.is_of_one_channel() => {
                let id = channel.id.as_str();
                tracing::info!(channel = id, ?stop, "a channel goes on at the next poll");
                desk.count("interrupted", 1);
                channel.out = true;
                channels.push(channel);
            }
            Err(stop) => {
                channels.push(channel);
                channels.extend(line);
                return Err(stop);
            }
        }
    }
    Ok(())
}
