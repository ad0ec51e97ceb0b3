//! One channel at work: step by step, each one page, and saved.

use domain::{AccountId, Timestamp, ports::FetchSecret};
use platforms::youtube::{self, Item, Problem, Thread, ThreadPage};

use super::{
    Settings,
    api::{Api, Query},
    cursor::{Cursor, Pending, Step},
    desk::{Answer, Desk, Saving, Stop},
    quota::Purpose,
    watch::{WATCHED, Watch},
};
use crate::Store;

/// Steps of one channel before another has its turn.
const TURN: u32 = 25;

/// How often in one poll something is begun again because its page token is refused. More would be a service that
/// refuses what it has just issued, and cost the day's quota.
const RESTARTS: u8 = 3;

/// How long a channel that cannot be read is left alone, in seconds.
const CLOSED_SECONDS: i64 = 3600;

/// What a poll does, in this order: what is new, before what replies, before what may have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    New,
    Replies,
    Again,
}

/// A channel and how far it has been read.
pub(super) struct Channel {
    pub(super) id: AccountId,
    cursor: Saving<Cursor>,
    watch: Saving<Watch>,
    /// Left alone for the rest of this poll.
    pub(super) out: bool,
    /// Page tokens refused in this poll.
    restarts: u8,
}

impl Channel {
    pub(super) async fn load<S: Store, F: FetchSecret, A: Api>(
        desk: &Desk<'_, S, F, A>,
        id: AccountId,
    ) -> Result<Self, Stop> {
        let cursor = desk.load(id.to_string()).await?;
        let watch = desk.load(format!("{id}/threads")).await?;
        Ok(Self { id, cursor, watch, out: false, restarts: 0 })
    }

    /// When it was last read.
    pub(super) const fn read_at(&self) -> Timestamp {
        self.cursor.state.read_at
    }

    /// Begins what is due in a phase; says whether there may be something to do.
    pub(super) fn begin(&mut self, phase: Phase, now: Timestamp, settings: &Settings) -> bool {
        let cursor = &mut self.cursor.state;
        if self.out || cursor.closed_until.is_some_and(|until| now < until) {
            return false;
        }
        let since = now.plus_secs(-86_400 * i64::from(settings.reread_days));
        match phase {
            Phase::New => cursor.begin_walk(since),
            Phase::Replies => {}
            Phase::Again => cursor.begin_sweep(since, now.plus_secs(-settings.reread_seconds)),
        }
        true
    }

    /// Works on one phase for a turn; says whether there is more to do.
    pub(super) async fn turn<S: Store, F: FetchSecret, A: Api>(
        &mut self,
        desk: &mut Desk<'_, S, F, A>,
        phase: Phase,
    ) -> Result<bool, Stop> {
        for _ in 0..TURN {
            let cursor = &self.cursor.state;
            let (step, purpose) = match phase {
                Phase::New => (cursor.next_of_walk(), Purpose::New),
                Phase::Replies => (cursor.next_of_replies(), Purpose::New),
                Phase::Again => (cursor.next_of_sweep(), Purpose::Again),
            };
            let Some(step) = step else { return Ok(false) };
            if !self.take_step(desk, &step, purpose).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Asks for one page, takes in what it holds, and saves how far that leads. Says whether to go on.
    async fn take_step<S: Store, F: FetchSecret, A: Api>(
        &mut self,
        desk: &mut Desk<'_, S, F, A>,
        step: &Step,
        purpose: Purpose,
    ) -> Result<bool, Stop> {
        let query = match step {
            Step::Walk(token) | Step::Sweep(token) => {
                Query::Threads { channel: self.id.clone(), token: token.clone() }
            }
            Step::Replies(pending) => {
                Query::Replies { parent: pending.thread.clone(), token: pending.token.clone() }
            }
        };
        let mut go_on = true;
        match desk.ask(&query, purpose).await? {
            Answer::Page(body) => match step {
                Step::Walk(_) => self.walk(desk, &body).await?,
                Step::Sweep(_) => self.sweep(desk, &body).await?,
                Step::Replies(pending) => self.read_replies(desk, pending, &body).await?,
            },
            Answer::TokenRefused => {
                desk.count("restarted", 1);
                tracing::info!(
                    channel = self.id.as_str(),
                    "a page token is refused; beginning again"
                );
                self.cursor.state.restart(step);
                self.restarts += 1;
                if self.restarts > RESTARTS {
                    desk.save(&mut self.cursor).await?;
                    return Err(Stop::Unanswered);
                }
            }
            Answer::Closed(problem) if matches!(step, Step::Replies(_)) => {
                tracing::info!(channel = self.id.as_str(), %problem, "replies cannot be read");
                self.cursor.state.give_up_replies();
            }
            Answer::Closed(problem) => {
                self.close(desk, problem);
                go_on = false;
            }
        }
        desk.save(&mut self.cursor).await?;
        Ok(go_on)
    }

    fn close<S: Store, F: FetchSecret, A: Api>(
        &mut self,
        desk: &mut Desk<'_, S, F, A>,
        problem: Problem,
    ) {
        let channel = self.id.as_str();
        if problem == Problem::CommentsDisabled {
            desk.count("comments_disabled", 1);
            tracing::warn!(channel, %problem, "a channel cannot be read");
        } else {
            desk.count("alerts", 1);
            tracing::error!(channel, %problem, "a channel cannot be read; see to its space or the key");
        }
        self.cursor.state.closed_until = Some(desk.now().plus_secs(CLOSED_SECONDS));
    }

    async fn walk<S: Store, F: FetchSecret, A: Api>(
        &mut self,
        desk: &mut Desk<'_, S, F, A>,
        body: &[u8],
    ) -> Result<(), Stop> {
        let mut page = self.page(body)?;
        let fresh = |thread: &Thread| {
            self.cursor.state.is_new(thread)
                && !self.watch.state.knows(&thread.key, &thread.fingerprint)
        };
        let chosen: Vec<bool> = page.threads.iter().map(fresh).collect();
        self.take_threads(desk, &mut page, &chosen).await?;
        self.cursor.state.walked(&page, desk.now());
        self.cursor.state.read_at = desk.now();
        Ok(())
    }

    async fn sweep<S: Store, F: FetchSecret, A: Api>(
        &mut self,
        desk: &mut Desk<'_, S, F, A>,
        body: &[u8],
    ) -> Result<(), Stop> {
        let mut page = self.page(body)?;
        let changed = |thread: &Thread| {
            self.cursor.state.is_recent(thread)
                && !self.watch.state.knows(&thread.key, &thread.fingerprint)
                && !self.cursor.state.awaits(thread)
        };
        let chosen: Vec<bool> = page.threads.iter().map(changed).collect();
        self.take_threads(desk, &mut page, &chosen).await?;
        if let Some(since) = self.cursor.state.swept(&page, WATCHED, desk.now()) {
            self.watch.state.forget_before(since);
        }
        Ok(())
    }

    fn page(&self, body: &[u8]) -> Result<ThreadPage, Stop> {
        youtube::threads(body, &self.id).map_err(|unreadable| {
            tracing::error!(channel = self.id.as_str(), reason = %unreadable, "a page is unreadable");
            Stop::Unanswered
        })
    }

    /// Takes in the chosen threads of a page, and queues the replies that it does not show.
    async fn take_threads<S: Store, F: FetchSecret, A: Api>(
        &mut self,
        desk: &mut Desk<'_, S, F, A>,
        page: &mut ThreadPage,
        chosen: &[bool],
    ) -> Result<(), Stop> {
        desk.count("pages", 1);
        let chosen = || page.threads.iter().zip(chosen).filter(|(_, chosen)| **chosen);
        let items: Vec<Item> = chosen().map(|(thread, _)| thread.item.clone()).collect();
        desk.take(items).await?;
        let now = desk.now();
        for (thread, _) in chosen() {
            let published_at = thread.published_at.unwrap_or(now);
            if thread.replies_missing {
                self.cursor.state.queue(Pending {
                    thread: thread.key.clone(),
                    video: thread.video.clone(),
                    published_at,
                    fingerprint: thread.fingerprint.clone(),
                    token: None,
                    restarts: 0,
                });
            } else {
                let (key, fingerprint) = (thread.key.clone(), thread.fingerprint.clone());
                self.watch.state.note(key, published_at, fingerprint);
            }
        }
        Ok(())
    }

    async fn read_replies<S: Store, F: FetchSecret, A: Api>(
        &mut self,
        desk: &mut Desk<'_, S, F, A>,
        pending: &Pending,
        body: &[u8],
    ) -> Result<(), Stop> {
        let page = youtube::replies(body, &self.id, &pending.thread, pending.video.as_deref())
            .map_err(|unreadable| {
                let channel = self.id.as_str();
                tracing::error!(channel, reason = %unreadable, "a page of replies is unreadable");
                Stop::Unanswered
            })?;
        desk.count("pages", 1);
        desk.take(page.replies).await?;
        if let Some(done) = self.cursor.state.replied(page.next) {
            self.watch.state.note(done.thread, done.published_at, done.fingerprint);
        }
        Ok(())
    }

    /// Saves what its threads look like. Losing that costs calls alone.
    pub(super) async fn save_watch<S: Store, F: FetchSecret, A: Api>(
        &mut self,
        desk: &Desk<'_, S, F, A>,
    ) -> Result<(), Stop> {
        let state = self.watch.state.take_changes().map_err(|error| {
            tracing::error!(%error, "the threads of a channel cannot be written");
            Stop::Port
        })?;
        let Some(state) = state else { return Ok(()) };
        let Saving { name, version, .. } = &mut self.watch;
        desk.save_text(name, version, &state).await
    }
}
