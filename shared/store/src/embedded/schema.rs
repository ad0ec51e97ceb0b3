//! The file's tables, and how an older file becomes a present one.
//!
//! Moments are whole numbers: `expires_at` in seconds, as in DynamoDB, all others in milliseconds.

use std::{path::Path, time::Duration};

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use super::failure::Fault;

/// How long a write waits for another process to finish its own.
const PATIENCE: Duration = Duration::from_secs(5);

/// Marks a file as ours: "VGIE".
const APPLICATION_ID: i64 = 0x5647_4945;

/// Each step leads from one schema to the next; `user_version` counts those taken. Never change one that was released.
const MIGRATIONS: [&str; 2] = [
    "
    CREATE TABLE decisions (
        space TEXT NOT NULL,
        platform TEXT NOT NULL,
        comment TEXT NOT NULL,
        version INTEGER NOT NULL,
        position TEXT,
        expires_at INTEGER NOT NULL,
        head TEXT NOT NULL,
        PRIMARY KEY (space, platform, comment)
    ) STRICT;
    CREATE INDEX open_reviews ON decisions (space, position) WHERE position IS NOT NULL;
    CREATE INDEX decisions_by_expiry ON decisions (expires_at);
    CREATE TABLE events (
        space TEXT NOT NULL,
        platform TEXT NOT NULL,
        comment TEXT NOT NULL,
        version INTEGER NOT NULL,
        revision TEXT,
        expires_at INTEGER NOT NULL,
        event TEXT NOT NULL,
        PRIMARY KEY (space, platform, comment, version)
    ) STRICT;
    CREATE INDEX events_by_expiry ON events (expires_at);
    CREATE TABLE changes (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        old TEXT,
        new TEXT NOT NULL
    ) STRICT;
    CREATE TABLE pointers (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        priority TEXT NOT NULL,
        body TEXT NOT NULL,
        visible_at INTEGER NOT NULL,
        receives INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX pointers_in_turn ON pointers (priority, visible_at);
    CREATE TABLE dead_letters (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        reason TEXT NOT NULL,
        what TEXT NOT NULL,
        at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE quarantine (
        platform TEXT NOT NULL,
        received_at INTEGER NOT NULL,
        hash TEXT NOT NULL,
        reason TEXT NOT NULL,
        expires_at INTEGER NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (platform, received_at, hash)
    ) STRICT;
    CREATE TABLE tokens (id TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
    CREATE TABLE spaces (id TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT;
    CREATE TABLE settings (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
",
    "
    CREATE TABLE cursors (
        platform TEXT NOT NULL,
        name TEXT NOT NULL,
        version INTEGER NOT NULL,
        state TEXT NOT NULL,
        PRIMARY KEY (platform, name)
    ) STRICT;
",
];

/// Opens the file and brings it to the present schema.
pub(super) fn open(path: &Path) -> Result<Connection, Fault> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    // The first read of the file: this is where one that is no database shows.
    migrate(&mut connection).map_err(|fault| match fault {
        Fault::Database(rusqlite::Error::SqliteFailure(error, _))
            if error.code == ErrorCode::NotADatabase =>
        {
            Fault::NotAStore
        }
        other => other,
    })?;
    // Readers of other processes go on while one writes; a commit is on the disk when it returns; what is deleted is
    // overwritten, because deleted comments are meant to be gone.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    Ok(connection)
}

fn pragma(connection: &Connection, name: &str) -> Result<i64, rusqlite::Error> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

fn migrate(connection: &mut Connection) -> Result<(), Fault> {
    // Immediate, so that of two processes opening a new file one waits for the other.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = pragma(&transaction, "user_version")?;
    let tables: i64 =
        transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let is_new = found == 0 && tables == 0;
    if !is_new && pragma(&transaction, "application_id")? != APPLICATION_ID {
        return Err(Fault::NotAStore);
    }
    let newer = Fault::Newer { found, known: MIGRATIONS.len() };
    let Ok(taken) = usize::try_from(found) else {
        return Err(newer);
    };
    let Some(missing) = MIGRATIONS.get(taken..) else {
        return Err(newer);
    };
    for step in missing {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    let present = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    transaction.pragma_update(None, "user_version", present)?;
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_keeps_its_schema_when_it_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/down/vigie.db");
        for _ in 0..2 {
            let connection = open(&path).unwrap();
            let present = pragma(&connection, "user_version").unwrap();
            assert_eq!(present, i64::try_from(MIGRATIONS.len()).unwrap());
            let mode: String =
                connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
            assert_eq!(mode, "wal");
        }
    }

    #[test]
    fn a_file_of_the_first_schema_keeps_what_it_holds_and_gains_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vigie.db");
        let old = Connection::open(&path).unwrap();
        old.execute_batch(MIGRATIONS[0]).unwrap();
        old.execute_batch("INSERT INTO settings (name, value) VALUES ('feed', 7)").unwrap();
        old.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
        old.pragma_update(None, "user_version", 1).unwrap();
        drop(old);
        let connection = open(&path).unwrap();
        let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(count("SELECT value FROM settings WHERE name = 'feed'"), 7);
        assert_eq!(count("SELECT count(*) FROM cursors"), 0);
    }

    #[test]
    fn a_file_of_a_newer_version_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vigie.db");
        open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
        let error = open(&path).unwrap_err();
        assert!(matches!(error, Fault::Newer { found: 99, .. }), "{error}");
        let left = Connection::open(&path).unwrap();
        assert_eq!(pragma(&left, "user_version").unwrap(), 99);
    }

    #[test]
    fn what_is_no_store_of_ours_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let text = folder.path().join("notes.txt");
        std::fs::write(&text, "not a database, just notes, long enough to have a header".repeat(9))
            .unwrap();
        let before = std::fs::read(&text).unwrap();
        assert!(matches!(open(&text).unwrap_err(), Fault::NotAStore));
        assert_eq!(std::fs::read(&text).unwrap(), before);

        let other = folder.path().join("other.db");
        Connection::open(&other).unwrap().execute_batch("CREATE TABLE theirs (a)").unwrap();
        assert!(matches!(open(&other).unwrap_err(), Fault::NotAStore));
    }
}
