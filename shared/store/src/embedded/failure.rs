//! What goes wrong inside the file.

use domain::ports::PortError;
use rusqlite::ErrorCode;

use crate::shared::Unreadable;

/// Why a piece of work failed. SQLite's own messages name tables and columns, never what is in them.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error("the database failed")]
    Database(#[from] rusqlite::Error),
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("the folder cannot be made")]
    Folder(#[from] std::io::Error),
    #[error("the file is no Vigie store")]
    NotAStore,
    #[error("the file was written by a newer Vigie: its schema is {found}, this one knows {known}")]
    Newer { found: i64, known: usize },
    #[error("the event does not apply")]
    NoState,
}

impl Fault {
    /// The failure of the step that this happened in.
    pub(super) fn at(self, step: &'static str) -> PortError {
        let busy = matches!(
            &self,
            Self::Database(rusqlite::Error::SqliteFailure(error, _))
                if matches!(error.code, ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
        );
        if busy { PortError::transient(step, self) } else { PortError::permanent(step, self) }
    }
}

/// What is stored, as JSON.
pub(super) fn to_json<T: serde::Serialize>(what: &'static str, value: &T) -> Result<String, Fault> {
    Ok(serde_json::to_string(value).map_err(|error| Unreadable::json(what, &error))?)
}

/// Reads what is stored as JSON.
pub(super) fn from_json<T: serde::de::DeserializeOwned>(
    what: &'static str,
    json: &str,
) -> Result<T, Fault> {
    Ok(serde_json::from_str(json).map_err(|error| Unreadable::json(what, &error))?)
}
