//! What both adapters must do alike.

use domain::{
    Event, EventKind, Timestamp,
    ports::{Answer, CURSOR_LIMIT, PortError},
};

/// How long a body that could not be read is kept.
pub(crate) const QUARANTINE_DAYS: i64 = 30;

/// Whether something that expires at `at` is gone at `now`. To the second, which is how DynamoDB counts.
pub(crate) const fn expired(at: Timestamp, now: Timestamp) -> bool {
    at.secs() <= now.secs()
}

/// Refuses a recorded decision among the events to append: only `record` knows whether its revision is new.
pub(crate) fn refuse_recording(event: &Event) -> Answer<()> {
    match event.kind {
        EventKind::Recorded { .. } => {
            Err(PortError::permanent("appending an event", "a decision is recorded, not appended"))
        }
        EventKind::Claimed { .. }
        | EventKind::Renewed { .. }
        | EventKind::Released
        | EventKind::Resolved { .. }
        | EventKind::Removed => Ok(()),
    }
}

/// Refuses a cursor that not every adapter could hold.
pub(crate) fn refuse_long_cursor(state: &str) -> Answer<()> {
    if state.len() <= CURSOR_LIMIT {
        return Ok(());
    }
    Err(PortError::permanent("saving a cursor", "its state is longer than a cursor may be"))
}

/// Something stored cannot be read. Says where and what kind of fault, and never what was there: the messages of the
/// decoders quote it.
#[derive(Debug, thiserror::Error)]
#[error("{what} is unreadable ({fault})")]
pub(crate) struct Unreadable {
    what: &'static str,
    fault: String,
}

impl Unreadable {
    pub(crate) fn because(what: &'static str, fault: impl Into<String>) -> Self {
        Self { what, fault: fault.into() }
    }

    pub(crate) fn json(what: &'static str, error: &serde_json::Error) -> Self {
        let kind = match error.classify() {
            serde_json::error::Category::Io => "cut off",
            serde_json::error::Category::Syntax => "no JSON",
            serde_json::error::Category::Data => "other fields than expected",
            serde_json::error::Category::Eof => "ends early",
        };
        Self { what, fault: format!("{kind} at column {}", error.column()) }
    }
}
