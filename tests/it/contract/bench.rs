//! A store to put to the test.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use domain::{
    Clock, Timestamp,
    ports::{
        AppendEvent, FindReviews, KeepCursor, KeepSpaces, KeepTokens, KeepUnreadable, ReadDecision,
        ReceivePointers, RecordDecision, SendPointers,
    },
};
use store::embedded::Embedded;

/// The moment at which every test begins.
pub(super) const START: Timestamp = Timestamp::from_secs(1_767_225_600);

/// A clock that stands still until it is moved.
pub(super) struct StillClock(AtomicI64);

impl StillClock {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(START.millis())))
    }

    pub(super) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// Every port that keeps something.
pub(super) trait Store:
    RecordDecision
    + ReadDecision
    + AppendEvent
    + FindReviews
    + KeepUnreadable
    + KeepTokens
    + KeepSpaces
    + KeepCursor
    + Clone
    + 'static
{
}

impl<S> Store for S where
    S: RecordDecision
        + ReadDecision
        + AppendEvent
        + FindReviews
        + KeepUnreadable
        + KeepTokens
        + KeepSpaces
        + KeepCursor
        + Clone
        + 'static
{
}

/// An empty store, its queues, and the clock both go by.
pub(super) trait Bench {
    /// What keeps.
    type Store: Store;
    /// What queues.
    type Queues: SendPointers + ReceivePointers;

    fn store(&self) -> &Self::Store;
    fn queues(&self) -> &Self::Queues;
    fn clock(&self) -> &StillClock;

    /// Lets as much time pass as a received message hides.
    async fn outlast_visibility(&self);
    /// How many messages have become dead letters.
    async fn dead_letters(&self) -> usize;

    fn now(&self) -> Timestamp {
        self.clock().now()
    }
}

/// A store in a file of its own.
pub(super) struct Sqlite {
    pub(super) store: Embedded,
    pub(super) clock: Arc<StillClock>,
    folder: tempfile::TempDir,
}

impl Sqlite {
    pub(super) fn fresh() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = StillClock::new();
        let store = Embedded::open(&folder.path().join("vigie.db"), clock.clone()).unwrap();
        Self { store, clock, folder }
    }

    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join("vigie.db")
    }
}

impl Bench for Sqlite {
    type Store = Embedded;
    type Queues = Embedded;

    fn store(&self) -> &Embedded {
        &self.store
    }

    fn queues(&self) -> &Embedded {
        &self.store
    }

    fn clock(&self) -> &StillClock {
        &self.clock
    }

    async fn outlast_visibility(&self) {
        self.clock.advance(31);
    }

    async fn dead_letters(&self) -> usize {
        self.store.dead_letters(1000).await.unwrap().len()
    }
}
