//! What the outside world must be able to do: one trait per capability, so that a function asks for exactly what its
//! permissions allow.

use std::future::Future;

use crate::{
    decision::{Decision, Priority},
    ids::{DecisionKey, Platform, SpaceId},
    label::Label,
    lifecycle::{Event, Refused, StoredDecision},
    review::ReviewPointer,
    reviewer::{TokenId, TokenRecord},
    time::Timestamp,
};

/// A port failed. Whose fault, and whether trying again can help, is all that callers may ask.
#[derive(Debug, thiserror::Error)]
#[error("{step} failed")]
pub struct PortError {
    step: &'static str,
    transient: bool,
    #[source]
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl PortError {
    /// A failure that may pass by itself: throttling, a timeout, a lost connection, a locked file.
    pub fn transient(
        step: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { step, transient: true, source: source.into() }
    }

    /// A failure that will be the same next time: a missing table, a refused permission, an unreadable item.
    pub fn permanent(
        step: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { step, transient: false, source: source.into() }
    }

    /// Whether trying again can help.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        self.transient
    }
}

/// What a port gives.
pub type Answer<T> = Result<T, PortError>;

/// What became of a decision that was to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recording {
    /// It stands now.
    New(Box<StoredDecision>),
    /// The comment was decided on before, in this revision or a later one: this is what stands.
    Seen(Box<StoredDecision>),
}

impl Recording {
    /// What stands.
    #[must_use]
    pub fn stored(&self) -> &StoredDecision {
        match self {
            Self::New(stored) | Self::Seen(stored) => stored,
        }
    }
}

/// Makes a decision durable, once per comment and revision.
pub trait RecordDecision: Send + Sync {
    /// Records the decision unless this revision, or a later one, is stored already.
    fn record(&self, decision: Decision) -> impl Future<Output = Answer<Recording>> + Send;
}

/// Reads decisions.
pub trait ReadDecision: Send + Sync {
    /// The current state, read consistently.
    fn read(
        &self,
        key: &DecisionKey,
    ) -> impl Future<Output = Answer<Option<StoredDecision>>> + Send;

    /// Every event, in order of version. Empty when nothing is stored.
    fn history(&self, key: &DecisionKey) -> impl Future<Output = Answer<Vec<Event>>> + Send;
}

/// Whether an event was appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// It is durable.
    Done,
    /// The decision moved on since `head` was read; nothing was written.
    Conflict,
}

/// Appends events to a decision.
pub trait AppendEvent: Send + Sync {
    /// Appends `event` and makes `next` the current state, if the decision is still at the version before it.
    fn append(
        &self,
        event: &Event,
        next: &StoredDecision,
    ) -> impl Future<Output = Answer<Appended>> + Send;
}

/// What [`change`] came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// The event was appended; this stands now.
    Done(Box<StoredDecision>),
    /// There was nothing to do.
    Unchanged(Box<StoredDecision>),
    /// The request was refused by the rules.
    Refused(Refused),
    /// Nothing is stored under that key.
    Unknown,
}

/// How often [`change`] reads again after losing a race.
const RACES: u32 = 8;

/// Reads a decision, asks `propose` which event it should have, and appends that; reads again when it lost a race.
///
/// # Errors
/// When the store fails, or when the race is lost every time (transient).
pub async fn change<S, P>(store: &S, key: &DecisionKey, propose: P) -> Answer<Changed>
where
    S: ReadDecision + AppendEvent,
    P: Fn(&StoredDecision) -> Result<Option<Event>, Refused> + Send + Sync,
{
    for _ in 0..RACES {
        let Some(head) = store.read(key).await? else { return Ok(Changed::Unknown) };
        let event = match propose(&head) {
            Ok(Some(event)) => event,
            Ok(None) => return Ok(Changed::Unchanged(Box::new(head))),
            Err(refused) => return Ok(Changed::Refused(refused)),
        };
        let Some(next) = crate::lifecycle::apply(Some(head), &event) else {
            return Err(PortError::permanent("applying an event", "the event does not apply"));
        };
        if store.append(&event, &next).await? == Appended::Done {
            return Ok(Changed::Done(Box::new(next)));
        }
    }
    Err(PortError::transient("changing a decision", "the decision kept moving"))
}

/// Which open reviews to find.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReviewQuery {
    /// In these spaces; none means nothing is found.
    pub spaces: Vec<SpaceId>,
    /// Of this priority only.
    pub priority: Option<Priority>,
    /// From this platform only.
    pub platform: Option<Platform>,
    /// With this label among the reasons only.
    pub label: Option<Label>,
    /// Only reviews that nobody holds at this moment.
    pub free_at: Option<Timestamp>,
    /// After this position ([`StoredDecision::position`]).
    pub after: Option<String>,
    /// At most this many.
    pub limit: usize,
}

impl ReviewQuery {
    /// Whether an open review is among those asked for, its space and position aside.
    #[must_use]
    pub fn admits(&self, stored: &StoredDecision) -> bool {
        let decision = &stored.decision;
        self.priority.is_none_or(|priority| decision.priority == priority)
            && self.platform.as_ref().is_none_or(|platform| decision.key.platform == *platform)
            && self.label.is_none_or(|label| decision.reasons.iter().any(|r| r.label == label))
            && self.free_at.is_none_or(|now| stored.lease_at(now).is_none())
    }
}

/// Finds open reviews.
pub trait FindReviews: Send + Sync {
    /// Open reviews in line order: urgent first, oldest first. The index may lag behind the table by a moment, and a
    /// text beyond 64 KiB may come shortened to its beginning: [`ReadDecision::read`] has it whole.
    fn open_reviews(
        &self,
        query: &ReviewQuery,
    ) -> impl Future<Output = Answer<Vec<StoredDecision>>> + Send;
}

/// A verified body that could not be read, kept whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// Who sent it.
    pub platform: Platform,
    /// When it came.
    pub received_at: Timestamp,
    /// Why it could not be read, without a word of its content.
    pub reason: String,
    /// The body as received.
    pub body: Vec<u8>,
}

/// Keeps what could not be read.
pub trait KeepUnreadable: Send + Sync {
    /// Keeps a body. Keeping the same body of the same moment twice keeps it once.
    fn keep(&self, unreadable: &Quarantined) -> impl Future<Output = Answer<()>> + Send;

    /// What is kept of a platform, newest first.
    fn kept(
        &self,
        platform: &Platform,
        limit: usize,
    ) -> impl Future<Output = Answer<Vec<Quarantined>>> + Send;
}

/// A pointer as it was received from a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedPointer {
    /// The pointer, or why the message holds none.
    pub pointer: Result<ReviewPointer, String>,
    /// By which the queue knows the message.
    pub handle: String,
    /// The queue it came from.
    pub priority: Priority,
}

/// Puts pointers to open reviews on the queues.
pub trait SendPointers: Send + Sync {
    /// Sends the pointers, each to the queue of its priority; gives the places of those that were not taken.
    fn send(&self, pointers: &[ReviewPointer]) -> impl Future<Output = Answer<Vec<usize>>> + Send;
}

/// Takes pointers from the queues.
pub trait ReceivePointers: Send + Sync {
    /// Receives at most ten messages, waiting up to `wait_seconds` for the first.
    fn receive(
        &self,
        priority: Priority,
        wait_seconds: u8,
    ) -> impl Future<Output = Answer<Vec<ReceivedPointer>>> + Send;

    /// Takes a message off its queue. One that is never acknowledged ends in the dead-letter queue.
    fn acknowledge(&self, received: &ReceivedPointer) -> impl Future<Output = Answer<()>> + Send;
}

/// Keeps reviewers' tokens.
pub trait KeepTokens: Send + Sync {
    /// The record of a token.
    fn token(&self, id: &TokenId) -> impl Future<Output = Answer<Option<TokenRecord>>> + Send;

    /// Keeps a record.
    fn save_token(&self, record: &TokenRecord) -> impl Future<Output = Answer<()>> + Send;

    /// Forgets a token; says whether there was one.
    fn revoke_token(&self, id: &TokenId) -> impl Future<Output = Answer<bool>> + Send;

    /// Every record.
    fn tokens(&self) -> impl Future<Output = Answer<Vec<TokenRecord>>> + Send;
}

/// Keeps the documents of spaces.
pub trait KeepSpaces: Send + Sync {
    /// Every document, as it was saved.
    fn space_documents(&self) -> impl Future<Output = Answer<Vec<String>>> + Send;

    /// Saves the document of a space, in place of an older one.
    fn save_space(&self, id: &SpaceId, document: &str) -> impl Future<Output = Answer<()>> + Send;
}

/// How far a poller has come, as it was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedCursor {
    /// Counts the saves: 1 after the first.
    pub version: u64,
    /// What the poller wrote: JSON of its own, at most [`CURSOR_LIMIT`] bytes.
    pub state: String,
}

/// Longest state that a cursor holds, in bytes: a DynamoDB item holds 400 KB, its keys and names included.
pub const CURSOR_LIMIT: usize = 384 * 1024;

/// Whether a cursor was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// It is durable.
    Done,
    /// Somebody else saved it since it was read; nothing was written.
    Conflict,
}

/// Keeps how far pollers have come. Nothing is ever forgotten by itself.
pub trait KeepCursor: Send + Sync {
    /// What was saved last under a name, read consistently. Names are of up to 600 bytes: an account and a suffix.
    fn cursor(
        &self,
        platform: &Platform,
        name: &str,
    ) -> impl Future<Output = Answer<Option<SavedCursor>>> + Send;

    /// Saves a state in place of the one of version `read`; 0 means that there was none.
    fn save_cursor(
        &self,
        platform: &Platform,
        name: &str,
        read: u64,
        state: &str,
    ) -> impl Future<Output = Answer<Saved>> + Send;
}

/// Reads secrets by the name of their parameter.
pub trait FetchSecret: Send + Sync {
    /// The secret's text.
    fn secret(&self, parameter: &str) -> impl Future<Output = Answer<String>> + Send;
}
