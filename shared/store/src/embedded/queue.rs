//! The queues of pointers to open reviews, with the manners of SQS: a received message hides for a while and comes back
//! unless it is acknowledged; one that keeps coming back becomes a dead letter.

use std::time::Duration;

use domain::{
    Priority, ReviewPointer, Timestamp,
    ports::{Answer, ReceivePointers, ReceivedPointer, SendPointers},
};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use tokio::time::Instant;

use super::{
    Embedded,
    failure::{Fault, to_json},
};
use crate::shared::Unreadable;

/// How long a received message hides, in seconds.
const HIDDEN_SECONDS: i64 = 30;
/// How often a message is given out before it becomes a dead letter.
const RECEIVES: i64 = 5;
/// The most messages given at once.
const BATCH: i64 = 10;
/// How often a waiting receiver looks.
const LOOK: Duration = Duration::from_millis(50);

/// Something that could not be worked on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Why.
    pub reason: String,
    /// What it was: a pointer or an action as JSON, without a word of a comment.
    pub what: String,
    /// Since when.
    pub at: Timestamp,
}

/// A dead letter as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuriedLetter {
    /// By which it can be exhumed.
    pub id: i64,
    /// The letter.
    pub letter: DeadLetter,
}

impl SendPointers for Embedded {
    async fn send(&self, pointers: &[ReviewPointer]) -> Answer<Vec<usize>> {
        let pointers = pointers.to_vec();
        self.write("sending pointers", move |transaction, now| {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO pointers (priority, body, visible_at, receives) VALUES (?1, ?2, ?3, 0)",
            )?;
            for pointer in &pointers {
                let body = to_json("a pointer", pointer)?;
                insert.execute(params![pointer.priority.name(), body, now.millis()])?;
            }
            Ok(Vec::new())
        })
        .await
    }
}

impl ReceivePointers for Embedded {
    async fn receive(&self, priority: Priority, wait_seconds: u8) -> Answer<Vec<ReceivedPointer>> {
        const STEP: &str = "receiving pointers";
        let deadline = Instant::now() + Duration::from_secs(wait_seconds.into());
        loop {
            // Looks without a write transaction first: a waiting receiver must not hold up those who write.
            if self.run(STEP, move |connection, now| any(connection, priority, now)).await? {
                let take =
                    move |transaction: &Transaction<'_>, now| take(transaction, priority, now);
                let received = self.write(STEP, take).await?;
                if !received.is_empty() {
                    return Ok(received);
                }
            }
            if Instant::now() >= deadline {
                return Ok(Vec::new());
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Acknowledging needs the handle of the latest receive; an older one does nothing, as with SQS.
    async fn acknowledge(&self, received: &ReceivedPointer) -> Answer<()> {
        let handle = received.handle.clone();
        self.write("acknowledging a pointer", move |transaction, _| {
            transaction
                .prepare_cached(
                    "DELETE FROM pointers WHERE id || '-' || receives = ?1 AND id = ?2",
                )?
                .execute(params![handle, handle.split('-').next()])?;
            Ok(())
        })
        .await
    }
}

impl Embedded {
    /// Keeps a dead letter.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn bury(&self, letter: DeadLetter) -> Answer<()> {
        self.write("burying a dead letter", move |transaction, _| {
            transaction
                .prepare_cached("INSERT INTO dead_letters (reason, what, at) VALUES (?1, ?2, ?3)")?
                .execute(params![letter.reason, letter.what, letter.at.millis()])?;
            Ok(())
        })
        .await
    }

    /// At most `limit` dead letters, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn dead_letters(&self, limit: usize) -> Answer<Vec<BuriedLetter>> {
        self.run("reading dead letters", move |connection, _| {
            let sql = "SELECT id, reason, what, at FROM dead_letters ORDER BY id LIMIT ?1";
            let mut statement = connection.prepare_cached(sql)?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let letters = statement.query_map([limit], |row| {
                let at = Timestamp::from_millis(row.get(3)?);
                let letter = DeadLetter { reason: row.get(1)?, what: row.get(2)?, at };
                Ok(BuriedLetter { id: row.get(0)?, letter })
            })?;
            Ok(letters.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Takes a dead letter out, to be worked on again.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn exhume(&self, id: i64) -> Answer<Option<DeadLetter>> {
        self.write("exhuming a dead letter", move |transaction, _| {
            let sql = "DELETE FROM dead_letters WHERE id = ?1 RETURNING reason, what, at";
            let letter = transaction.prepare_cached(sql)?.query_row([id], |row| {
                let at = Timestamp::from_millis(row.get(2)?);
                Ok(DeadLetter { reason: row.get(0)?, what: row.get(1)?, at })
            });
            Ok(letter.optional()?)
        })
        .await
    }
}

/// Whether a message is there to be received, or to become a dead letter.
fn any(connection: &Connection, priority: Priority, now: Timestamp) -> Result<bool, Fault> {
    let sql = "SELECT EXISTS (SELECT 1 FROM pointers WHERE priority = ?1 AND visible_at <= ?2)";
    let of = params![priority.name(), now.millis()];
    Ok(connection.prepare_cached(sql)?.query_row(of, |row| row.get(0))?)
}

/// Buries messages that were given out too often, and gives out the next ones.
fn take(
    transaction: &Transaction<'_>,
    priority: Priority,
    now: Timestamp,
) -> Result<Vec<ReceivedPointer>, Fault> {
    let visible = params![priority.name(), now.millis(), RECEIVES];
    transaction
        .prepare_cached(
            "INSERT INTO dead_letters (reason, what, at)
             SELECT 'received ' || receives || ' times and never acknowledged', body, ?2
             FROM pointers WHERE priority = ?1 AND visible_at <= ?2 AND receives >= ?3 ORDER BY id",
        )?
        .execute(visible)?;
    transaction
        .prepare_cached(
            "DELETE FROM pointers WHERE priority = ?1 AND visible_at <= ?2 AND receives >= ?3",
        )?
        .execute(visible)?;
    let mut statement = transaction.prepare_cached(
        "UPDATE pointers SET visible_at = ?3, receives = receives + 1 WHERE id IN
         (SELECT id FROM pointers WHERE priority = ?1 AND visible_at <= ?2 ORDER BY id LIMIT ?4)
         RETURNING id, receives, body",
    )?;
    let until = now.plus_secs(HIDDEN_SECONDS).millis();
    let mut rows = statement.query(params![priority.name(), now.millis(), until, BATCH])?;
    let mut received = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, receives): (i64, i64) = (row.get(0)?, row.get(1)?);
        let pointer = serde_json::from_str(&row.get::<_, String>(2)?)
            .map_err(|error| Unreadable::json("a pointer", &error).to_string());
        let handle = format!("{id}-{receives}");
        received.push((id, ReceivedPointer { pointer, handle, priority }));
    }
    received.sort_by_key(|(id, _)| *id);
    Ok(received.into_iter().map(|(_, received)| received).collect())
}
