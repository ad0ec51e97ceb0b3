//! From what a sender told to recorded decisions: the one flow that webhooks and pollers share.
//!
//! Each event finds its space, is classified, decided on and recorded, or its removal is. What cannot be read or stored
//! is kept in quarantine with the body that it came in, and never stops the rest.

use std::{collections::HashMap, sync::Arc};

use classify::Classifier;
use domain::{
    Clock, CommentEvent, CommentId, Decision, DecisionKey, Platform, Removal, Verdict,
    lifecycle::propose,
    ports::{
        self, AppendEvent, Changed, KeepSpaces, KeepUnreadable, PortError, Quarantined,
        ReadDecision, RecordDecision, Recording,
    },
};
use futures::{StreamExt, TryStreamExt, stream};
use platforms::{Answered, Envelope, Scope};

use crate::{
    problem::{Chain, Problem},
    spaces::{ReadySpace, SpaceCatalog},
};

/// What taking comments in needs of a store.
pub trait Store:
    RecordDecision + ReadDecision + AppendEvent + KeepUnreadable + KeepSpaces + Clone + 'static
{
}

impl<S> Store for S where
    S: RecordDecision + ReadDecision + AppendEvent + KeepUnreadable + KeepSpaces + Clone + 'static
{
}

/// Comments of one envelope that are recorded at the same time. A Meta batch holds a thousand; each takes one write of
/// a few milliseconds.
const AT_ONCE: usize = 32;

/// One envelope on its way in, and everything that it is dealt with by.
pub struct Intake<'a, S> {
    /// Reads the text.
    pub classifier: &'a Classifier,
    /// Where decisions go.
    pub store: &'a S,
    /// The spaces, in memory.
    pub spaces: &'a SpaceCatalog<S>,
    /// Tells the time.
    pub clock: &'a dyn Clock,
    /// Where the comments come from.
    pub platform: &'a Platform,
    /// The space that the request's path names.
    pub named: Option<Arc<ReadySpace>>,
    /// The spaces that whoever told may speak for.
    pub scope: &'a Scope,
    /// The bytes that go into quarantine when something in them cannot be read or stored.
    pub body: &'a [u8],
}

impl<S> std::fmt::Debug for Intake<'_, S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Intake").field("platform", &self.platform).finish_non_exhaustive()
    }
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
pub struct Taken {
    outcomes: Vec<Outcome>,
    skipped: u64,
    alerts: u64,
}

impl Taken {
    /// What became of each comment, for the sender's reply.
    #[must_use]
    pub fn answers(&self) -> Vec<Answered<'_>> {
        self.outcomes.iter().map(Outcome::answered).collect()
    }

    /// What to count of it.
    #[must_use]
    pub fn counts(&self) -> [(&'static str, u64); 9] {
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

impl<S: Store> Intake<'_, S> {
    /// Takes in every event. Events about one comment are taken in their order, different comments
    /// at the same time.
    ///
    /// # Errors
    /// When a port fails in a way that may pass: nothing is known to be done, and the same envelope is to come again.
    pub async fn take(&self, envelope: Envelope) -> Result<Taken, Problem> {
        let Envelope { events, skipped, alerts, unreadable } = envelope;
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
            .map(|events| self.take_in_order(events))
            .buffer_unordered(AT_ONCE)
            .try_concat()
            .await?;
        outcomes.sort_by_key(|(place, _)| *place);
        let mut outcomes: Vec<Outcome> = outcomes.into_iter().map(|(_, outcome)| outcome).collect();
        for reason in unreadable {
            outcomes.push(self.quarantine(reason).await?);
        }
        let [skipped, alerts] =
            [skipped.len(), alerts.len()].map(|count| u64::try_from(count).unwrap_or(u64::MAX));
        Ok(Taken { outcomes, skipped, alerts })
    }

    async fn take_in_order(
        &self,
        events: Vec<(usize, CommentEvent)>,
    ) -> Result<Vec<(usize, Outcome)>, Problem> {
        let mut outcomes = Vec::with_capacity(events.len());
        for (place, event) in events {
            outcomes.push((place, self.take_one(event).await?));
        }
        Ok(outcomes)
    }

    async fn take_one(&self, event: CommentEvent) -> Result<Outcome, Problem> {
        let ready = match self.space_of(&event).await? {
            Ok(ready) => ready,
            Err(reason) => return self.quarantine(reason.to_owned()).await,
        };
        let taken = match event {
            CommentEvent::Written(comment) => {
                let findings = self.classifier.classify(&comment.text, &ready.expressions);
                let decision = Decision::on(
                    &ready.space,
                    self.platform,
                    *comment,
                    findings,
                    self.classifier.version(),
                    self.clock.now(),
                );
                self.store.record(decision).await.map(Outcome::Recorded)
            }
            CommentEvent::Removed(removal) => self.remove(&ready, removal).await,
        };
        match taken {
            Ok(outcome) => Ok(outcome),
            Err(error) if error.is_transient() => Err(Problem::of_port(&error)),
            // What can never be stored must not make the sender repeat the whole envelope for ever.
            Err(error) => {
                tracing::error!(
                    error = %Chain(&error),
                    platform = self.platform.as_str(),
                    "a comment could not be stored; keeping the body in quarantine"
                );
                self.quarantine("it could not be stored".to_owned()).await
            }
        }
    }

    async fn remove(&self, ready: &ReadySpace, removal: Removal) -> Result<Outcome, PortError> {
        let key = DecisionKey {
            space: ready.space.id.clone(),
            platform: self.platform.clone(),
            comment: removal.id.clone(),
        };
        let now = self.clock.now();
        let changed =
            ports::change(self.store, &key, |head| Ok(propose::removal(head, now))).await?;
        let known = !matches!(changed, Changed::Unknown);
        Ok(Outcome::Removed { id: removal.id, known })
    }

    /// The space an event belongs to: the one the path names, else the one its account feeds, else the only one its
    /// secret may speak for. The inner error is the reason it belongs to none.
    async fn space_of(
        &self,
        event: &CommentEvent,
    ) -> Result<Result<Arc<ReadySpace>, &'static str>, Problem> {
        if let Some(named) = &self.named {
            return Ok(Ok(Arc::clone(named)));
        }
        let spaces = self.spaces;
        let found = match (event.account(), self.scope) {
            (Some(account), _) => spaces.of_account(self.platform, account).await,
            (None, Scope::One(only)) => spaces.named(only).await,
            (None, Scope::Every) => {
                return Ok(Err("it names no account, and the path names no space"));
            }
        };
        let found = found.map_err(|error| Problem::of_port(&error))?;
        Ok(match found {
            None => Err("no space has the account it was written under"),
            Some(ready) if self.scope.covers(&ready.space.id) => Ok(ready),
            Some(_) => Err("its secret may not speak for that space"),
        })
    }

    async fn quarantine(&self, reason: String) -> Result<Outcome, Problem> {
        tracing::warn!(platform = self.platform.as_str(), reason, "keeping a body in quarantine");
        let kept = Quarantined {
            platform: self.platform.clone(),
            received_at: self.clock.now(),
            reason,
            body: self.body.to_vec(),
        };
        self.store.keep(&kept).await.map_err(|error| Problem::of_port(&error))?;
        Ok(Outcome::Kept { reason: kept.reason })
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
