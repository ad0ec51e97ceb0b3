//! The ports on one SQLite file.
//!
//! SQLite blocks, so every call runs on tokio's threads for blocking work, over one connection behind a lock that is
//! never held across an `await`. Each write is one `IMMEDIATE` transaction: a decision, its event and its change lie in
//! the file together or not at all, also when the process is killed in the middle.

mod cursors;
mod decisions;
mod failure;
mod feed;
mod quarantine;
mod queue;
mod reviews;
mod schema;
mod spaces;
mod tokens;

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{
    Clock, Timestamp,
    ports::{Answer, PortError},
};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use self::failure::Fault;
pub use self::{
    feed::FeedRecord,
    queue::{BuriedLetter, DeadLetter},
};

/// Everything in one SQLite file. Clones share the connection.
#[derive(Clone)]
pub struct Embedded {
    connection: Arc<Mutex<Connection>>,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Embedded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Embedded").finish_non_exhaustive()
    }
}

impl Embedded {
    /// Opens the file, and makes it and its folders if need be. The clock tells what has expired.
    ///
    /// # Errors
    /// When the file cannot be opened, is no database, belongs to another program, or was written by a newer Vigie.
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Answer<Self> {
        let connection = schema::open(path).map_err(|fault| fault.at("opening the store"))?;
        Ok(Self { connection: Arc::new(Mutex::new(connection)), clock })
    }

    /// Forgets what has expired at `now`: decisions, their events and changes, quarantined bodies. Also drops changes
    /// that were consumed more than a day ago, which is how long a DynamoDB stream keeps them. Gives the number of rows.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn forget_expired(&self, now: Timestamp) -> Answer<usize> {
        self.write("forgetting what has expired", move |transaction, _| {
            let (decisions, changes) =
                (decisions::forget(transaction, now)?, feed::forget(transaction, now)?);
            Ok(decisions + changes + quarantine::forget(transaction, now)?)
        })
        .await
    }

    /// Runs `work` on the connection, away from the threads that serve requests.
    async fn run<T, W>(&self, step: &'static str, work: W) -> Answer<T>
    where
        T: Send + 'static,
        W: FnOnce(&mut Connection, Timestamp) -> Result<T, Fault> + Send + 'static,
    {
        let (connection, now) = (Arc::clone(&self.connection), self.clock.now());
        let run = move || {
            // A panic under the lock leaves no open transaction behind: unwinding rolls it back.
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut connection, now).map_err(|fault| fault.at(step))
        };
        match tokio::task::spawn_blocking(run).await {
            Ok(answer) => answer,
            // The panic was told where it happened; what it said may quote what was at hand.
            Err(_) => Err(PortError::permanent(step, "the work panicked or was cut off")),
        }
    }

    /// Runs `work` in one transaction, which is committed when it succeeds.
    async fn write<T, W>(&self, step: &'static str, work: W) -> Answer<T>
    where
        T: Send + 'static,
        W: FnOnce(&Transaction<'_>, Timestamp) -> Result<T, Fault> + Send + 'static,
    {
        self.run(step, |connection, now| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction, now)?;
            transaction.commit()?;
            Ok(done)
        })
        .await
    }
}
