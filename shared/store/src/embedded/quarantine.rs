//! Keeping what could not be read.

use data_encoding::HEXLOWER;
use domain::{
    Platform, Timestamp,
    ports::{Answer, KeepUnreadable, Quarantined},
};
use rusqlite::{Transaction, params};
use sha2::{Digest, Sha256};

use super::{Embedded, failure::Fault};
use crate::shared::QUARANTINE_DAYS;

impl KeepUnreadable for Embedded {
    async fn keep(&self, unreadable: &Quarantined) -> Answer<()> {
        let Quarantined { platform, received_at, reason, body } = unreadable.clone();
        self.write("keeping an unreadable body", move |transaction, _| {
            let hash = HEXLOWER.encode(&Sha256::digest(&body));
            let until = received_at.plus_secs(QUARANTINE_DAYS * 86_400).secs();
            let at = received_at.millis();
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO quarantine
                     (platform, received_at, hash, reason, expires_at, body)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![platform.as_str(), at, hash, reason, until, body])?;
            Ok(())
        })
        .await
    }

    async fn kept(&self, platform: &Platform, limit: usize) -> Answer<Vec<Quarantined>> {
        let platform = platform.clone();
        self.run("reading unreadable bodies", move |connection, now| {
            let mut statement = connection.prepare_cached(
                "SELECT received_at, reason, body FROM quarantine
                 WHERE platform = ?1 AND expires_at > ?2
                 ORDER BY received_at DESC, hash DESC LIMIT ?3",
            )?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let kept =
                statement.query_map(params![platform.as_str(), now.secs(), limit], |row| {
                    Ok(Quarantined {
                        platform: platform.clone(),
                        received_at: Timestamp::from_millis(row.get(0)?),
                        reason: row.get(1)?,
                        body: row.get(2)?,
                    })
                })?;
            Ok(kept.collect::<Result<_, _>>()?)
        })
        .await
    }
}

/// Forgets what has expired. Gives the rows.
pub(super) fn forget(transaction: &Transaction<'_>, now: Timestamp) -> Result<usize, Fault> {
    Ok(transaction.execute("DELETE FROM quarantine WHERE expires_at <= ?1", [now.secs()])?)
}
