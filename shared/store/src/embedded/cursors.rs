//! Keeping how far pollers have come.

use domain::{
    Platform,
    ports::{Answer, KeepCursor, Saved, SavedCursor},
};
use rusqlite::{OptionalExtension, params};

use super::Embedded;
use crate::shared::refuse_long_cursor;

impl KeepCursor for Embedded {
    async fn cursor(&self, platform: &Platform, name: &str) -> Answer<Option<SavedCursor>> {
        let (platform, name) = (platform.clone(), name.to_owned());
        self.run("reading a cursor", move |connection, _| {
            let sql = "SELECT version, state FROM cursors WHERE platform = ?1 AND name = ?2";
            let mut select = connection.prepare_cached(sql)?;
            let found = select.query_row(params![platform.as_str(), name], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
            });
            let saved = |(version, state): (i64, String)| SavedCursor {
                version: version.unsigned_abs(),
                state,
            };
            Ok(found.optional()?.map(saved))
        })
        .await
    }

    async fn save_cursor(
        &self,
        platform: &Platform,
        name: &str,
        read: u64,
        state: &str,
    ) -> Answer<Saved> {
        refuse_long_cursor(state)?;
        let Ok(read) = i64::try_from(read) else { return Ok(Saved::Conflict) };
        let (platform, name, state) = (platform.clone(), name.to_owned(), state.to_owned());
        self.write("saving a cursor", move |transaction, _| {
            // The row must not be there, or must be of the version that was read.
            let sql = if read == 0 {
                "INSERT OR IGNORE INTO cursors (platform, name, version, state)
                 VALUES (?1, ?2, ?3 + 1, ?4)"
            } else {
                "UPDATE cursors SET version = ?3 + 1, state = ?4
                 WHERE platform = ?1 AND name = ?2 AND version = ?3"
            };
            let values = params![platform.as_str(), name, read, state];
            let written = transaction.prepare_cached(sql)?.execute(values)?;
            Ok(if written == 1 { Saved::Done } else { Saved::Conflict })
        })
        .await
    }
}
