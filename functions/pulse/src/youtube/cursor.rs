//! How far a channel has been read. Pure: each page read leads from one state to the next, and each is saved.
//!
//! YouTube lists threads newest first, so reading on means *walking* from the newest down to the mark where the last
//! walk began. The mark moves only when a walk has arrived; until then the walk's own state says where it goes on. A
//! walk whose page token is refused begins again at the top, towards the same mark. So nothing between two marks is
//! passed over, whatever is cut off when, and what is read twice changes nothing.
//!
//! Replies that a page does not show are *pending*: each of their pages is one more step, saved like the others, so that
//! a thread of a thousand replies gets done by a quota of a few calls an hour.

use std::collections::{BTreeSet, VecDeque};

use domain::Timestamp;
use platforms::youtube::{Thread, ThreadPage};
use serde::{Deserialize, Serialize};

/// A moment up to which threads are known, and which threads of that very moment are: YouTube's moments are whole
/// seconds, and more may yet come in one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    at: Timestamp,
    keys: BTreeSet<String>,
}

impl Mark {
    fn before_all_of(at: Timestamp) -> Self {
        Self { at, keys: BTreeSet::new() }
    }

    /// Whether a thread was known when this was the mark.
    fn covers(&self, key: &str, published_at: Timestamp) -> bool {
        published_at < self.at || (published_at == self.at && self.keys.contains(key))
    }

    fn note(&mut self, key: &str, published_at: Timestamp) {
        if published_at > self.at {
            *self = Self::before_all_of(published_at);
        }
        if published_at == self.at {
            self.keys.insert(key.to_owned());
        }
    }
}

/// A walk from the newest thread down to the mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Walk {
    /// Where it ends.
    to: Mark,
    /// The mark when it has arrived.
    newest: Mark,
    /// The page to read next; the first one when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

/// Another look at the threads of the last days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Sweep {
    /// Threads written before are not looked at.
    since: Timestamp,
    /// Threads looked at.
    seen: usize,
    /// The page to read next; the first one when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

/// A thread whose replies are to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pending {
    /// The thread.
    pub(super) thread: String,
    /// The video it belongs to.
    pub(super) video: Option<String>,
    /// When the thread was begun.
    pub(super) published_at: Timestamp,
    /// What the thread looked like when it was put here.
    pub(super) fingerprint: String,
    /// The page of replies to read next; the first one when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) token: Option<String>,
    /// How often a token was refused.
    #[serde(default)]
    pub(super) restarts: u8,
}

/// Threads whose replies wait before no further page of threads is read: together with those of one more page they stay
/// far below what a cursor may hold.
const PENDING_LIMIT: usize = 300;

/// How often the replies of one thread are begun anew before they are left to the next sweep.
const RESTARTS: u8 = 10;

/// How far a channel has been read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// Everything up to here was read; none before the first walk has arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mark: Option<Mark>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    walk: Option<Walk>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sweep: Option<Sweep>,
    /// When the last sweep began that has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    swept_at: Option<Timestamp>,
    /// Replies to be read.
    #[serde(default, skip_serializing_if = "VecDeque::is_empty")]
    pending: VecDeque<Pending>,
    /// When a page of it was last read; those that have waited longest come first.
    #[serde(default)]
    pub(super) read_at: Timestamp,
    /// It is left alone until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) closed_until: Option<Timestamp>,
}

/// What to ask for next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// A page of threads, for the walk.
    Walk(Option<String>),
    /// A page of threads, for the sweep.
    Sweep(Option<String>),
    /// A page of replies.
    Replies(Pending),
}

impl Cursor {
    /// Begins a walk, unless one is under way. The first one goes back to `since`.
    pub(super) fn begin_walk(&mut self, since: Timestamp) {
        if self.walk.is_none() {
            let to = self.mark.clone().unwrap_or_else(|| Mark::before_all_of(since));
            self.walk = Some(Walk { newest: to.clone(), to, token: None });
        }
    }

    /// Begins a sweep of the threads since `since`, unless one is under way, a walk has not arrived, or the last one
    /// began after `due`.
    pub(super) fn begin_sweep(&mut self, since: Timestamp, due: Timestamp) {
        let recent = self.swept_at.is_some_and(|at| at > due);
        if self.sweep.is_none() && self.walk.is_none() && !recent {
            self.sweep = Some(Sweep { since, seen: 0, token: None });
        }
    }

    /// The next step towards new threads.
    pub(super) fn next_of_walk(&self) -> Option<Step> {
        let walk = self.walk.as_ref()?;
        self.full().or_else(|| Some(Step::Walk(walk.token.clone())))
    }

    /// The next step towards replies.
    pub(super) fn next_of_replies(&self) -> Option<Step> {
        self.pending.front().cloned().map(Step::Replies)
    }

    /// The next step of the sweep, or towards the replies it has found.
    pub(super) fn next_of_sweep(&self) -> Option<Step> {
        let page = || Some(Step::Sweep(self.sweep.as_ref()?.token.clone()));
        self.full().or_else(page).or_else(|| self.next_of_replies())
    }

    fn full(&self) -> Option<Step> {
        if self.pending.len() < PENDING_LIMIT { None } else { self.next_of_replies() }
    }

    /// Whether the walk has not come by this thread before.
    pub(super) fn is_new(&self, thread: &Thread) -> bool {
        match (&self.walk, thread.published_at) {
            (Some(walk), Some(at)) => !walk.to.covers(&thread.key, at),
            // What does not say when it was written is told apart by what was seen of it.
            _ => true,
        }
    }

    /// Whether the sweep looks at this thread.
    pub(super) fn is_recent(&self, thread: &Thread) -> bool {
        match (&self.sweep, thread.published_at) {
            (Some(sweep), Some(at)) => at >= sweep.since,
            _ => true,
        }
    }

    /// Moves the walk on behind a page whose new threads are taken in.
    pub(super) fn walked(&mut self, page: &ThreadPage, now: Timestamp) {
        let Some(mut walk) = self.walk.take() else { return };
        for thread in &page.threads {
            if let Some(at) = thread.published_at {
                walk.newest.note(&thread.key, at);
            }
        }
        let oldest = page.threads.iter().filter_map(|thread| thread.published_at).next_back();
        let arrived = page.next.is_none() || oldest.is_some_and(|oldest| oldest < walk.to.at);
        if arrived {
            self.mark = Some(walk.newest);
            // The first walk has seen all that a sweep would.
            self.swept_at.get_or_insert(now);
        } else {
            walk.token.clone_from(&page.next);
            self.walk = Some(walk);
        }
    }

    /// Moves the sweep on behind a page whose changed threads are taken in, up to `limit` threads. Gives the moment
    /// since which everything was looked at, once it has ended.
    pub(super) fn swept(
        &mut self,
        page: &ThreadPage,
        limit: usize,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let mut sweep = self.sweep.take()?;
        sweep.seen += page.threads.len();
        let oldest = page.threads.iter().filter_map(|thread| thread.published_at).next_back();
        let ended = page.next.is_none()
            || sweep.seen >= limit
            || oldest.is_some_and(|oldest| oldest < sweep.since);
        if ended {
            self.swept_at = Some(now);
            return Some(sweep.since);
        }
        sweep.token.clone_from(&page.next);
        self.sweep = Some(sweep);
        None
    }

    /// Queues the replies of a thread. One that has changed since it was queued begins anew.
    pub(super) fn queue(&mut self, pending: Pending) {
        match self.pending.iter_mut().find(|queued| queued.thread == pending.thread) {
            Some(queued) if queued.fingerprint == pending.fingerprint => {}
            Some(queued) => *queued = pending,
            None => self.pending.push_back(pending),
        }
    }

    /// Whether the replies of a thread as it looks now are queued.
    pub(super) fn awaits(&self, thread: &Thread) -> bool {
        let mut queued = self.pending.iter();
        queued.any(|q| q.thread == thread.key && q.fingerprint == thread.fingerprint)
    }

    /// Moves on behind a page of the first pending thread's replies. Gives the thread when that was the last.
    pub(super) fn replied(&mut self, next: Option<String>) -> Option<Pending> {
        if let (Some(first), Some(_)) = (self.pending.front_mut(), &next) {
            first.token = next;
            return None;
        }
        self.pending.pop_front()
    }

    /// Begins again at the top what a refused page token belonged to.
    pub(super) fn restart(&mut self, step: &Step) {
        match step {
            Step::Walk(_) => {
                if let Some(walk) = &mut self.walk {
                    walk.token = None;
                }
            }
            Step::Sweep(_) => {
                if let Some(sweep) = &mut self.sweep {
                    (sweep.token, sweep.seen) = (None, 0);
                }
            }
            Step::Replies(_) => {
                let Some(mut first) = self.pending.pop_front() else { return };
                first.token = None;
                first.restarts += 1;
                if first.restarts <= RESTARTS {
                    self.pending.push_back(first);
                }
            }
        }
    }

    /// Gives up the replies of the first pending thread: it is gone, or may not be read.
    pub(super) fn give_up_replies(&mut self) {
        self.pending.pop_front();
    }
}
