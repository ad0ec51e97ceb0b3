//! A YouTube of our own: the two lists of its Data API (v3) that name comments, as strict as its reference says.
//!
//! A parameter that is missing, unknown or out of range is refused; so is a page token that has expired or belongs to
//! another list. Threads come newest first. Every call costs a unit. Comments may come, change and go between two calls,
//! and pages may be shorter than asked for, which the API allows itself too.

mod answer;
mod server;

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::Timestamp;
use serde_json::Value;

pub use server::Served;

/// A comment or a reply.
#[derive(Debug, Clone)]
struct Said {
    id: String,
    channel: String,
    parent: Option<String>,
    author: Option<String>,
    text: String,
    published_at: Timestamp,
    updated_at: Timestamp,
    listed: bool,
    /// Takes the place of the item.
    broken: Option<Value>,
}

impl Said {
    /// The order of threads: newest first, and of one second in an order that is not that of writing.
    fn place(&self) -> (i64, String) {
        (-self.published_at.secs(), self.id.chars().rev().collect())
    }
}

/// What a page token stands for.
#[derive(Debug, Clone)]
struct Token {
    list: String,
    offset: usize,
    after: Option<(i64, String)>,
}

#[derive(Debug, Default)]
struct State {
    said: Vec<Said>,
    channels: Vec<String>,
    tokens: BTreeMap<String, Token>,
    issued: usize,
    left: Option<u32>,
    failures: VecDeque<(u16, &'static str)>,
    calls: Vec<String>,
}

/// How the service behaves.
#[derive(Debug, Clone)]
pub struct Manners {
    /// The key it takes.
    pub key: String,
    /// Items of a page, at most 100.
    pub page: usize,
    /// Replies that a thread shows; YouTube shows up to 5.
    pub shown: usize,
    /// Whether a token counts the items before the next page, so that what is written or deleted meanwhile shifts it;
    /// otherwise it names the last item.
    pub counting_tokens: bool,
}

impl Default for Manners {
    fn default() -> Self {
        Self { key: "a-key".into(), page: 100, shown: 5, counting_tokens: false }
    }
}

/// The service.
#[derive(Debug)]
pub struct YouTube {
    manners: Manners,
    state: Mutex<State>,
}

impl YouTube {
    /// A service with channels on which nothing was written yet.
    #[must_use]
    pub fn new(manners: Manners, channels: &[&str]) -> Self {
        let channels = channels.iter().map(|&id| id.to_owned()).collect();
        Self { manners, state: Mutex::new(State { channels, ..State::default() }) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, id: &str, change: impl FnOnce(&mut Said)) {
        if let Some(said) = self.state().said.iter_mut().find(|said| said.id == id) {
            change(said);
        }
    }

    /// Somebody writes a comment on a channel's video.
    pub fn write(&self, channel: &str, id: &str, at: Timestamp, text: &str) {
        self.say(channel, None, (id, at, text));
    }

    /// Somebody answers a comment.
    pub fn reply(&self, channel: &str, parent: &str, (id, at, text): (&str, Timestamp, &str)) {
        self.say(channel, Some(parent.to_owned()), (id, at, text));
    }

    fn say(&self, channel: &str, parent: Option<String>, (id, at, text): (&str, Timestamp, &str)) {
        let at = Timestamp::from_secs(at.secs());
        self.state().said.push(Said {
            id: id.to_owned(),
            channel: channel.to_owned(),
            parent,
            author: Some("UC-somebody".to_owned()),
            text: text.to_owned(),
            published_at: at,
            updated_at: at,
            listed: true,
            broken: None,
        });
    }

    /// The author changes the text.
    pub fn edit(&self, id: &str, at: Timestamp, text: &str) {
        self.change(id, |said| {
            text.clone_into(&mut said.text);
            said.updated_at = Timestamp::from_secs(at.secs());
        });
    }

    /// The comment is another's, or of an account that is gone.
    pub fn author(&self, id: &str, author: Option<&str>) {
        self.change(id, |said| said.author = author.map(str::to_owned));
    }

    /// YouTube holds a comment back, or lists it.
    pub fn list(&self, id: &str, listed: bool) {
        self.change(id, |said| said.listed = listed);
    }

    /// In place of the comment comes something else.
    pub fn break_item(&self, id: &str, item: Value) {
        self.change(id, |said| said.broken = Some(item));
    }

    /// A comment goes, and its replies with it.
    pub fn delete(&self, id: &str) {
        self.state().said.retain(|said| said.id != id && said.parent.as_deref() != Some(id));
    }

    /// A channel goes, or closes its comments.
    pub fn close_channel(&self, id: &str) {
        self.state().channels.retain(|channel| channel != id);
    }

    /// A channel is there again.
    pub fn open_channel(&self, id: &str) {
        self.state().channels.push(id.to_owned());
    }

    /// No page token issued so far is good any more.
    pub fn expire_tokens(&self) {
        self.state().tokens.clear();
    }

    /// So many units are left for today; `None`: as many as one likes.
    pub fn leave_units(&self, left: Option<u32>) {
        self.state().left = left;
    }

    /// The next calls fail, one after the other, with these statuses and reasons.
    pub fn fail(&self, failures: &[(u16, &'static str)]) {
        self.state().failures.extend(failures);
    }

    /// No call fails any more.
    pub fn recover(&self) {
        self.state().failures.clear();
    }

    /// The calls so far, by path and query.
    #[must_use]
    pub fn calls(&self) -> Vec<String> {
        self.state().calls.clone()
    }

    /// How many threads of a channel are listed that were written in the same second as the newest.
    #[must_use]
    pub fn listed_in_newest_second(&self, channel: &str) -> usize {
        let state = self.state();
        let tops = state.said.iter().filter(|said| said.parent.is_none() && said.listed);
        let seconds: Vec<i64> =
            tops.filter(|said| said.channel == channel).map(|s| s.published_at.secs()).collect();
        let newest = seconds.iter().max();
        seconds.iter().filter(|second| Some(*second) == newest).count()
    }

    /// What is listed now: the id, its text, and whether it is a reply.
    #[must_use]
    pub fn listed(&self) -> Vec<(String, String, bool)> {
        let state = self.state();
        let is_listed = |said: &&Said| {
            said.listed
                && said.broken.is_none()
                && said.parent.as_ref().is_none_or(|parent| {
                    state.said.iter().any(|other| other.id == *parent && other.listed)
                })
        };
        let told = |said: &Said| (said.id.clone(), said.text.clone(), said.parent.is_some());
        state.said.iter().filter(is_listed).map(told).collect()
    }
}
