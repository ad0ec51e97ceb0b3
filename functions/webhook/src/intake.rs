//! From a verified body to recorded decisions.

use std::{collections::HashMap, sync::Arc};

use domain::{
    CommentEvent, CommentId, Decision, DecisionKey, FailPosture, Platform, Removal, Verdict,
    lifecycle::propose,
    ports::{self, Changed, FetchSecret, PortError, Quarantined, Recording},
};
use futures::{StreamExt, TryStreamExt, stream};
use platforms::{Answered, Envelope, Sender, Verified};
use runtime::{problem::Problem, spaces::ReadySpace};

use crate::{App, Store};

/// Comments of one envelope that are recorded at the same time. A Meta batch holds a thousand; each takes one write of
/// a few milliseconds.
const AT_ONCE: usize = 32;

/// One envelope on its way in.
pub(crate) struct Intake<'a, S, F> {
    pub(crate) app: &'a App<S, F>,
    pub(crate) sender: &'a dyn Sender,
    pub(crate) platform: &'a Platform,
    /// The space that the path names.
    pub(crate) named: Option<Arc<ReadySpace>>,
}

/// What became of one event of an envelope.
enum Outcome {
    Recorded(Recording),
    Removed { id: CommentId, known: bool },
    Kept { reason: String },
}

impl Outcome {
    fn answered(&self) -> Answered<'_> {
        match self {
            Self::Recorded(recording) => Answered::Decided {
                stored: recording.stored(),
                seen_before: matches!(recording, Recording::Seen(_)),
            },
            Self::Removed { id, known } => Answered::Removed { id, known: *known },
            Self::Kept { reason } => Answered::Kept { reason },
        }
    }
}

/// What became of an envelope.
pub(crate) struct Taken {
    outcomes: Vec<Outcome>,
    skipped: u64,
    alerts: u64,
}

impl Taken {
    pub(crate) fn answers(&self) -> Vec<Answered<'_>> {
        self.outcomes.iter().map(Outcome::answered).collect()
    }

    pub(crate) fn counts(&self) -> [(&'static str, u64); 9] {
        let mut counts = [
            ("comments", 0),
            ("approved", 0),
            ("flagged", 0),
            ("rejected", 0),
            ("duplicates", 0),
            ("removed", 0),
            ("quarantined", 0),
            ("skipped", self.skipped),
            ("alerts", self.alerts),
        ];
        let mut add = |name| {
            if let Some((_, count)) = counts.iter_mut().find(|(known, _)| *known == name) {
                *count += 1;
            }
        };
        for outcome in &self.outcomes {
            match outcome {
                Outcome::Recorded(Recording::New(stored)) => {
                    add("comments");
                    add(match stored.decision.verdict {
                        Verdict::Approve => "approved",
                        Verdict::Review => "flagged",
                        Verdict::Reject => "rejected",
                    });
                }
                Outcome::Recorded(Recording::Seen(_)) => add("duplicates"),
                Outcome::Removed { .. } => add("removed"),
                Outcome::Kept { .. } => add("quarantined"),
            }
        }
        counts
    }
}

impl<S: Store, F: FetchSecret> Intake<'_, S, F> {
    /// Parses the body and takes in every event. Events about one comment are taken in their order, different comments
    /// at the same time.
    pub(crate) async fn take(&self, verified: &Verified) -> Result<Taken, Problem> {
        let Envelope { events, skipped, alerts, unreadable } =
            self.sender.parse(verified).unwrap_or_else(|unreadable| Envelope {
                unreadable: vec![unreadable.0],
                ..Envelope::default()
            });
        for kind in &skipped {
            tracing::info!(platform = self.platform.as_str(), kind, "skipped an event");
        }
        for alert in &alerts {
            tracing::error!(
                platform = self.platform.as_str(),
                alert,
                "the platform needs an operator"
            );
        }
        let in_order = by_comment(events);
        let mut outcomes: Vec<(usize, Outcome)> = stream::iter(in_order)
            .map(|events| self.take_in_order(verified, events))
            .buffer_unordered(AT_ONCE)
            .try_concat()
            .await?;
        outcomes.sort_by_key(|(place, _)| *place);
        let mut outcomes: Vec<Outcome> = outcomes.into_iter().map(|(_, outcome)| outcome).collect();
        for reason in unreadable {
            outcomes.push(self.quarantine(verified, reason).await?);
        }
        let [skipped, alerts] =
            [skipped.len(), alerts.len()].map(|count| u64::try_from(count).unwrap_or(u64::MAX));
        Ok(Taken { outcomes, skipped, alerts })
    }

    async fn take_in_order(
        &self,
        verified: &Verified,
        events: Vec<(usize, CommentEvent)>,
    ) -> Result<Vec<(usize, Outcome)>, Problem> {
        let mut outcomes = Vec::with_capacity(events.len());
        for (place, event) in events {
            outcomes.push((place, self.take_one(verified, event).await?));
        }
        Ok(outcomes)
    }

    async fn take_one(&self, verified: &Verified, event: CommentEvent) -> Result<Outcome, Problem> {
        let ready = match self.space_of(verified, &event).await? {
            Ok(ready) => ready,
            Err(reason) => return self.quarantine(verified, reason.to_owned()).await,
        };
        let taken = match event {
            CommentEvent::Written(comment) => {
                let findings = self.app.classifier.classify(&comment.text, &ready.expressions);
                let decision = Decision::on(
                    &ready.space,
                    self.platform,
                    *comment,
                    findings,
                    self.app.classifier.version(),
                    self.app.clock.now(),
                );
                self.app.store.record(decision).await.map(Outcome::Recorded)
            }
            CommentEvent::Removed(removal) => self.remove(&ready, removal).await,
        };
        match taken {
            Ok(outcome) => Ok(outcome),
            Err(error) if error.is_transient() => Err(Problem::of_port(&error)),
            // What can never be stored must not make the sender repeat the whole envelope for ever.
            Err(error) => {
                tracing::error!(
                    error = %runtime::problem::Chain(&error),
                    platform = self.platform.as_str(),
                    "a comment could not be stored; keeping the body in quarantine"
                );
                self.quarantine(verified, "it could not be stored".to_owned()).await
            }
        }
    }

    async fn remove(&self, ready: &ReadySpace, removal: Removal) -> Result<Outcome, PortError> {
        let key = DecisionKey {
            space: ready.space.id.clone(),
            platform: self.platform.clone(),
            comment: removal.id.clone(),
        };
        let now = self.app.clock.now();
        let changed =
            ports::change(&self.app.store, &key, |head| Ok(propose::removal(head, now))).await?;
        let known = !matches!(changed, Changed::Unknown);
        Ok(Outcome::Removed { id: removal.id, known })
    }

    /// The space an event belongs to: the one the path names, else the one its account feeds, else the only one its
    /// secret may speak for. The inner error is the reason it belongs to none.
    async fn space_of(
        &self,
        verified: &Verified,
        event: &CommentEvent,
    ) -> Result<Result<Arc<ReadySpace>, &'static str>, Problem> {
        if let Some(named) = &self.named {
            return Ok(Ok(Arc::clone(named)));
        }
        let spaces = &self.app.spaces;
        let found = match (event.account(), verified.scope()) {
            (Some(account), _) => spaces.of_account(self.platform, account).await,
            (None, platforms::Scope::One(only)) => spaces.named(only).await,
            (None, platforms::Scope::Every) => {
                return Ok(Err("it names no account, and the path names no space"));
            }
        };
        let found = found.map_err(|error| Problem::of_port(&error))?;
        Ok(match found {
            None => Err("no space has the account it was written under"),
            Some(ready) if verified.scope().covers(&ready.space.id) => Ok(ready),
            Some(_) => Err("its secret may not speak for that space"),
        })
    }

    async fn quarantine(&self, verified: &Verified, reason: String) -> Result<Outcome, Problem> {
        tracing::warn!(platform = self.platform.as_str(), reason, "keeping a body in quarantine");
        let kept = Quarantined {
            platform: self.platform.clone(),
            received_at: self.app.clock.now(),
            reason,
            body: verified.body().to_vec(),
        };
        self.app.store.keep(&kept).await.map_err(|error| Problem::of_port(&error))?;
        Ok(Outcome::Kept { reason: kept.reason })
    }
}

impl<S, F> Intake<'_, S, F> {
    /// What to do when nothing can be decided: as the space in the path says, else hold.
    pub(crate) fn posture(&self) -> FailPosture {
        self.named.as_ref().map_or_else(FailPosture::default, |ready| ready.space.posture)
    }
}

/// The events with their places in the envelope, those about one comment together and in their order.
fn by_comment(events: Vec<CommentEvent>) -> Vec<Vec<(usize, CommentEvent)>> {
    let mut places: HashMap<CommentId, usize> = HashMap::new();
    let mut groups: Vec<Vec<(usize, CommentEvent)>> = Vec::new();
    for (place, event) in events.into_iter().enumerate() {
        let id = match &event {
            CommentEvent::Written(comment) => &comment.id,
            CommentEvent::Removed(removal) => &removal.id,
        };
        let group = *places.entry(id.clone()).or_insert(groups.len());
        match groups.get_mut(group) {
            Some(events) => events.push((place, event)),
            None => groups.push(vec![(place, event)]),
        }
    }
    groups
}
