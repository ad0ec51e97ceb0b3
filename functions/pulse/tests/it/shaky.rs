//! A store under which the process dies.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use domain::{
    Decision, DecisionKey, Event, Platform, SpaceId, StoredDecision,
    ports::{
        Answer, AppendEvent, Appended, KeepCursor, KeepSpaces, KeepUnreadable, Quarantined,
        ReadDecision, RecordDecision, Recording, Saved, SavedCursor,
    },
};
use store::embedded::Embedded;
use tokio::sync::Notify;

/// Burns down with every write; at its end the process dies.
#[derive(Default)]
pub(crate) struct Fuse {
    /// Writes left, twice; 0 means for ever. An odd number dies before a write, an even one after it.
    left: AtomicI64,
    dead: Notify,
}

impl Fuse {
    /// Dies at the `n`th write from now, before it or after it.
    pub(crate) fn light(&self, n: u8, after: bool) {
        self.left.store(2 * i64::from(n) + 1 + i64::from(after), Ordering::SeqCst);
    }

    pub(crate) fn mend(&self) {
        self.left.store(0, Ordering::SeqCst);
    }

    pub(crate) async fn blown(&self) {
        self.dead.notified().await;
    }

    async fn burn(&self) {
        let before = self.left.load(Ordering::SeqCst);
        if before > 0 && self.left.fetch_sub(1, Ordering::SeqCst) <= 1 {
            self.dead.notify_one();
            std::future::pending::<()>().await;
        }
    }
}

/// The store of a process that may die at any write.
#[derive(Clone)]
pub(crate) struct Shaky {
    pub(crate) store: Embedded,
    pub(crate) fuse: Arc<Fuse>,
}

macro_rules! burning {
    ($self:ident, $work:expr) => {{
        $self.fuse.burn().await;
        let done = $work.await;
        $self.fuse.burn().await;
        done
    }};
}

impl RecordDecision for Shaky {
    async fn record(&self, decision: Decision) -> Answer<Recording> {
        burning!(self, self.store.record(decision))
    }
}

impl KeepCursor for Shaky {
    async fn cursor(&self, platform: &Platform, name: &str) -> Answer<Option<SavedCursor>> {
        self.store.cursor(platform, name).await
    }

    async fn save_cursor(
        &self,
        platform: &Platform,
        name: &str,
        read: u64,
        state: &str,
    ) -> Answer<Saved> {
        burning!(self, self.store.save_cursor(platform, name, read, state))
    }
}

impl KeepUnreadable for Shaky {
    async fn keep(&self, unreadable: &Quarantined) -> Answer<()> {
        burning!(self, self.store.keep(unreadable))
    }

    async fn kept(&self, platform: &Platform, limit: usize) -> Answer<Vec<Quarantined>> {
        self.store.kept(platform, limit).await
    }
}

impl ReadDecision for Shaky {
    async fn read(&self, key: &DecisionKey) -> Answer<Option<StoredDecision>> {
        self.store.read(key).await
    }

    async fn history(&self, key: &DecisionKey) -> Answer<Vec<Event>> {
        self.store.history(key).await
    }
}

impl AppendEvent for Shaky {
    async fn append(&self, event: &Event, next: &StoredDecision) -> Answer<Appended> {
        burning!(self, self.store.append(event, next))
    }
}

impl KeepSpaces for Shaky {
    async fn space_documents(&self) -> Answer<Vec<String>> {
        self.store.space_documents().await
    }

    async fn save_space(&self, id: &SpaceId, document: &str) -> Answer<()> {
        self.store.save_space(id, document).await
    }
}
