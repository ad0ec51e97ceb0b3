//! The change feed: every committed write of a decision, in order, once.

use domain::{Timestamp, lifecycle::Change, ports::Answer};
use rusqlite::{OptionalExtension, Transaction, params};

use super::{
    Embedded,
    failure::{Fault, from_json},
};

/// One record of the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedRecord {
    /// Its place in the feed; rises, with gaps.
    pub sequence: i64,
    /// What changed.
    pub change: Change,
}

const CURSOR: &str = "feed_cursor";

impl Embedded {
    /// At most `limit` changes after a place in the feed, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn changes_after(&self, cursor: i64, limit: usize) -> Answer<Vec<FeedRecord>> {
        self.run("reading the change feed", move |connection, now| {
            let mut statement = connection.prepare_cached(
                "SELECT sequence, old, new FROM changes
                 WHERE sequence > ?1 AND expires_at > ?2 ORDER BY sequence LIMIT ?3",
            )?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let mut rows = statement.query(params![cursor, now.secs(), limit])?;
            let mut records = Vec::new();
            while let Some(row) = rows.next()? {
                let old: Option<String> = row.get(1)?;
                let old = old.map(|json| from_json("a change", &json)).transpose()?;
                let new = from_json("a change", &row.get::<_, String>(2)?)?;
                records.push(FeedRecord { sequence: row.get(0)?, change: Change { old, new } });
            }
            Ok(records)
        })
        .await
    }

    /// The place in the feed up to which changes were consumed; 0 at first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn feed_cursor(&self) -> Answer<i64> {
        self.run("reading the feed's cursor", |connection, _| {
            let sql = "SELECT value FROM settings WHERE name = ?1";
            let value = connection.prepare_cached(sql)?.query_row([CURSOR], |row| row.get(0));
            Ok(value.optional()?.unwrap_or(0))
        })
        .await
    }

    /// Saves the place up to which changes were consumed.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn save_feed_cursor(&self, sequence: i64) -> Answer<()> {
        self.write("saving the feed's cursor", move |transaction, _| {
            let sql = "INSERT OR REPLACE INTO settings (name, value) VALUES (?1, ?2)";
            transaction.prepare_cached(sql)?.execute(params![CURSOR, sequence])?;
            Ok(())
        })
        .await
    }
}

/// Forgets changes that have expired, and consumed ones older than a day. Gives the rows.
pub(super) fn forget(transaction: &Transaction<'_>, now: Timestamp) -> Result<usize, Fault> {
    Ok(transaction.execute(
        "DELETE FROM changes WHERE expires_at <= ?1 OR (at <= ?2
         AND sequence <= (SELECT coalesce(max(value), 0) FROM settings WHERE name = ?3))",
        params![now.secs(), now.plus_secs(-86_400).millis(), CURSOR],
    )?)
}
