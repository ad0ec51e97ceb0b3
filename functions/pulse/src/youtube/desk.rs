//! One poll's dealings with the API and the store: the key, what may still be spent, and what came of it all.

use std::{collections::BTreeMap, time::Duration};

use data_encoding::HEXLOWER;
use domain::{
    Platform, Timestamp,
    ports::{FetchSecret, PortError, Saved},
};
use futures::{StreamExt, TryStreamExt, stream};
use platforms::{
    Scope, Secret,
    youtube::{self, Item, Problem},
};
use runtime::{intake::Intake, problem};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use super::{
    api::{Api, Query, Reply},
    quota::{Denied, Purpose, Spending},
};
use crate::{App, Store};

/// Why a poll, or its work on one channel, goes no further for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// The day's quota is gone.
    Spent,
    /// Enough was spent for this hour.
    Ahead,
    /// The tick has lasted long enough.
    Late,
    /// YouTube did not answer.
    Unanswered,
    /// Another poll has the same channel in hand.
    Raced,
    /// The key is refused.
    Key,
    /// A port failed; the log says which.
    Port,
}

impl Stop {
    /// Whether other channels may go on.
    pub(super) const fn is_of_one_channel(self) -> bool {
        matches!(self, Self::Unanswered | Self::Raced)
    }
}

/// What the API answered to a question.
pub(super) enum Answer {
    /// A page.
    Page(Vec<u8>),
    /// The page's token is not good (any more).
    TokenRefused,
    /// There is nothing to be read there.
    Closed(Problem),
}

/// Items taken in at the same time.
const AT_ONCE: usize = 16;

/// Attempts at one call. Each costs a unit.
const ATTEMPTS: u32 = 3;

/// Longest wait between two attempts, whatever is asked for.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How often a lost race for the spending is run again.
const RACES: u32 = 8;

/// One poll at work.
pub(super) struct Desk<'a, S, F, A> {
    pub(super) app: &'a App<S, F, A>,
    pub(super) platform: Platform,
    pub(super) key: Secret,
    spending: Saving<Spending>,
    until: Timestamp,
    counts: BTreeMap<&'static str, u64>,
}

/// A state with the version it was read at.
#[derive(Debug)]
pub(super) struct Saving<T> {
    pub(super) name: String,
    pub(super) version: u64,
    pub(super) state: T,
}

impl<'a, S: Store, F: FetchSecret, A: Api> Desk<'a, S, F, A> {
    pub(super) async fn open(
        app: &'a App<S, F, A>,
        platform: Platform,
        key: Secret,
    ) -> Result<Self, Stop> {
        // The same project may have several keys, but a key has one project; the name must not give the key away.
        let hash = HEXLOWER.encode(Sha256::digest(key.reveal()).get(..8).unwrap_or_default());
        let until = app.clock.now().plus_secs(app.settings.patience_seconds);
        let spending = load(app, &platform, format!("quota/{hash}")).await?;
        Ok(Self { app, platform, key, spending, until, counts: BTreeMap::new() })
    }

    pub(super) fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    pub(super) fn count(&mut self, name: &'static str, more: u64) {
        *self.counts.entry(name).or_default() += more;
    }

    /// Tells what was counted.
    pub(super) fn told(&self) {
        let counts: Vec<(&str, u64)> = self.counts.iter().map(|(n, c)| (*n, *c)).collect();
        let dimensions = [("platform", self.platform.as_str())];
        self.app.counter.count(self.app.clock.as_ref(), &dimensions, &counts);
        tracing::info!(platform = self.platform.as_str(), ?counts, "polled");
    }

    pub(super) async fn load<T: DeserializeOwned + Default>(
        &self,
        name: String,
    ) -> Result<Saving<T>, Stop> {
        load(self.app, &self.platform, name).await
    }

    /// Saves a state in place of the one that was read.
    pub(super) async fn save<T: Serialize>(&self, saving: &mut Saving<T>) -> Result<(), Stop> {
        let state = serde_json::to_string(&saving.state).map_err(|error| {
            tracing::error!(%error, "a cursor cannot be written");
            Stop::Port
        })?;
        self.save_text(&saving.name, &mut saving.version, &state).await
    }

    pub(super) async fn save_text(
        &self,
        name: &str,
        version: &mut u64,
        state: &str,
    ) -> Result<(), Stop> {
        let store = &self.app.store;
        match store.save_cursor(&self.platform, name, *version, state).await.map_err(failed)? {
            Saved::Done => {
                *version += 1;
                Ok(())
            }
            Saved::Conflict => Err(Stop::Raced),
        }
    }

    /// Spends one unit, durably, before it is used: a poll that dies has spent it.
    async fn spend(&mut self, purpose: Purpose) -> Result<(), Stop> {
        for _ in 0..RACES {
            let plan = self.app.settings.plan;
            let spending = self.spending.state.with_one_more(plan, purpose, self.now());
            self.spending.state = spending.map_err(|denied| match denied {
                Denied::Spent => Stop::Spent,
                Denied::Ahead => Stop::Ahead,
            })?;
            if self.save_spending().await? {
                self.count("units", 1);
                return Ok(());
            }
        }
        Err(Stop::Raced)
    }

    /// Whether the spending was saved; what another poll has saved instead is read.
    async fn save_spending(&mut self) -> Result<bool, Stop> {
        let state = serde_json::to_string(&self.spending.state).map_err(|error| {
            tracing::error!(%error, "the spending cannot be written");
            Stop::Port
        })?;
        let (name, mut version) = (self.spending.name.clone(), self.spending.version);
        match self.save_text(&name, &mut version, &state).await {
            Ok(()) => {
                self.spending.version = version;
                Ok(true)
            }
            Err(Stop::Raced) => {
                self.spending = self.load(name).await?;
                Ok(false)
            }
            Err(stop) => Err(stop),
        }
    }

    /// Notes that YouTube has no more quota for us today.
    async fn note_refusal(&mut self) -> Result<(), Stop> {
        for _ in 0..RACES {
            self.spending.state = self.spending.state.refused(self.now());
            if self.save_spending().await? {
                return Ok(());
            }
        }
        Err(Stop::Raced)
    }

    /// Asks for a page, a few times where YouTube is busy.
    pub(super) async fn ask(&mut self, query: &Query, purpose: Purpose) -> Result<Answer, Stop> {
        let mut wait = self.app.settings.first_wait;
        for attempt in 1..=ATTEMPTS {
            if self.now() >= self.until {
                return Err(Stop::Late);
            }
            self.spend(purpose).await?;
            let reply = self.app.youtube.get(&self.key, query).await;
            let (problem, asked) = match reply {
                Ok(Reply { status: 200, body, .. }) => return Ok(Answer::Page(body)),
                Ok(Reply { status, retry_after, body }) => {
                    (youtube::problem(status, &body), retry_after)
                }
                Err(unreached) => {
                    tracing::warn!(error = %unreached, attempt, "YouTube was not reached");
                    (Problem::Busy, None)
                }
            };
            match problem {
                Problem::Busy => {
                    let pause =
                        asked.map_or(wait, |seconds| wait.max(Duration::from_secs(seconds)));
                    wait *= 2;
                    if attempt < ATTEMPTS {
                        tokio::time::sleep(pause.min(LONGEST_WAIT)).await;
                    }
                }
                Problem::QuotaExceeded => {
                    self.note_refusal().await?;
                    return Err(Stop::Spent);
                }
                Problem::KeyRefused => return Err(Stop::Key),
                Problem::BadRequest if query.has_token() => return Ok(Answer::TokenRefused),
                Problem::BadRequest
                | Problem::CommentsDisabled
                | Problem::Forbidden
                | Problem::NotFound => return Ok(Answer::Closed(problem)),
            }
        }
        tracing::warn!(
            attempts = ATTEMPTS,
            "YouTube is busy or failing; going on at the next poll"
        );
        Err(Stop::Unanswered)
    }

    /// Takes in what the items tell, as a webhook's envelopes are.
    pub(super) async fn take(&mut self, items: Vec<Item>) -> Result<(), Stop> {
        let (app, platform) = (self.app, &self.platform);
        let taken: Vec<_> = stream::iter(items)
            .map(|Item { envelope, body }| async move {
                let intake = Intake {
                    classifier: &app.classifier,
                    store: &app.store,
                    spaces: &app.spaces,
                    clock: app.clock.as_ref(),
                    platform,
                    named: None,
                    scope: &Scope::Every,
                    body: &body,
                };
                intake.take(envelope).await
            })
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await
            // It was told where it happened.
            .map_err(|_| Stop::Port)?;
        for (name, count) in taken.iter().flat_map(runtime::intake::Taken::counts) {
            self.count(name, count);
        }
        Ok(())
    }
}

async fn load<S: Store, F, A, T: DeserializeOwned + Default>(
    app: &App<S, F, A>,
    platform: &Platform,
    name: String,
) -> Result<Saving<T>, Stop> {
    let Some(saved) = app.store.cursor(platform, &name).await.map_err(failed)? else {
        return Ok(Saving { name, version: 0, state: T::default() });
    };
    let state = serde_json::from_str(&saved.state).map_err(|error| {
        let place = error.column();
        tracing::error!(cursor = name, place, "a cursor cannot be read; see to it or remove it");
        Stop::Port
    })?;
    Ok(Saving { name, version: saved.version, state })
}

/// Logs why a port failed.
#[expect(clippy::needless_pass_by_value, reason = "an error is mapped by it")]
pub(super) fn failed(error: PortError) -> Stop {
    tracing::error!(error = %problem::Chain(&error), "a port failed");
    Stop::Port
}
