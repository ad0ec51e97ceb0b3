//! Decisions and their events.

use domain::{
    Decision, DecisionKey, Event, EventKind, Revision, StoredDecision, Timestamp,
    lifecycle::{Arrival, apply, arrival, propose},
    ports::{Answer, AppendEvent, Appended, ReadDecision, RecordDecision, Recording},
};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::{
    Embedded,
    failure::{Fault, from_json, to_json},
};
use crate::shared::refuse_recording;

impl RecordDecision for Embedded {
    async fn record(&self, decision: Decision) -> Answer<Recording> {
        self.write("recording a decision", move |transaction, now| {
            record(transaction, decision, now)
        })
        .await
    }
}

impl ReadDecision for Embedded {
    async fn read(&self, key: &DecisionKey) -> Answer<Option<StoredDecision>> {
        let key = key.clone();
        self.run("reading a decision", move |connection, now| {
            head(connection, &key, now)?.map(|json| from_json("a decision", &json)).transpose()
        })
        .await
    }

    async fn history(&self, key: &DecisionKey) -> Answer<Vec<Event>> {
        let key = key.clone();
        self.run("reading a history", move |connection, now| {
            // One view of both tables, whatever other processes write meanwhile.
            let view = connection.transaction()?;
            if head(&view, &key, now)?.is_none() {
                Ok(Vec::new())
            } else {
                events(&view, &key, now)
            }
        })
        .await
    }
}

impl AppendEvent for Embedded {
    async fn append(&self, event: &Event, next: &StoredDecision) -> Answer<Appended> {
        refuse_recording(event)?;
        let (event, next) = (event.clone(), next.clone());
        self.write("appending an event", move |transaction, now| {
            let Some(old) = head(transaction, next.key(), now)? else {
                return Ok(Appended::Conflict);
            };
            let stored: StoredDecision = from_json("a decision", &old)?;
            if stored.version + 1 != event.version {
                return Ok(Appended::Conflict);
            }
            step(transaction, Some(&old), &event, &next, now)?;
            Ok(Appended::Done)
        })
        .await
    }
}

fn record(
    transaction: &Transaction<'_>,
    decision: Decision,
    now: Timestamp,
) -> Result<Recording, Fault> {
    let old = head(transaction, &decision.key, now)?;
    let stored: Option<StoredDecision> =
        old.as_deref().map(|json| from_json("a decision", json)).transpose()?;
    match &stored {
        Some(stored) => {
            let revision = &decision.comment.revision;
            let seen = match arrival(&stored.decision.comment.revision, revision) {
                Arrival::Seen => true,
                Arrival::Newer => false,
                Arrival::Tied => knows(transaction, &decision.key, revision, now)?,
            };
            if seen {
                return Ok(Recording::Seen(Box::new(stored.clone())));
            }
        }
        // What is left of a life that expired makes room for the next.
        None => forget_life(transaction, &decision.key)?,
    }
    let event = propose::recording(stored.as_ref(), decision);
    let next = apply(stored, &event).ok_or(Fault::NoState)?;
    step(transaction, old.as_deref(), &event, &next, now)?;
    Ok(Recording::New(Box::new(next)))
}

/// The JSON of the current state, unless it has expired.
fn head(
    connection: &Connection,
    key: &DecisionKey,
    now: Timestamp,
) -> Result<Option<String>, Fault> {
    let sql = "SELECT head FROM decisions
               WHERE space = ?1 AND platform = ?2 AND comment = ?3 AND expires_at > ?4";
    let DecisionKey { space, platform, comment } = key;
    let of = params![space.as_str(), platform.as_str(), comment.as_str(), now.secs()];
    Ok(connection.prepare_cached(sql)?.query_row(of, |row| row.get(0)).optional()?)
}

fn events(connection: &Connection, key: &DecisionKey, now: Timestamp) -> Result<Vec<Event>, Fault> {
    let sql = "SELECT event FROM events
               WHERE space = ?1 AND platform = ?2 AND comment = ?3 AND expires_at > ?4
               ORDER BY version";
    let DecisionKey { space, platform, comment } = key;
    let of = params![space.as_str(), platform.as_str(), comment.as_str(), now.secs()];
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(of)?;
    let mut events: Vec<Event> = Vec::new();
    while let Some(row) = rows.next()? {
        let event: Event = from_json("an event", &row.get::<_, String>(0)?)?;
        // A history begins with a recorded decision; what came before it has expired with its own.
        if !events.is_empty() || matches!(event.kind, EventKind::Recorded { .. }) {
            events.push(event);
        }
    }
    Ok(events)
}

/// How a revision is written beside its event.
fn name_of(revision: &Revision) -> String {
    format!("{}#{}", revision.order, revision.digest)
}

/// Whether a comment ever had this revision.
fn knows(
    connection: &Connection,
    key: &DecisionKey,
    revision: &Revision,
    now: Timestamp,
) -> Result<bool, Fault> {
    let sql = "SELECT EXISTS (SELECT 1 FROM events WHERE space = ?1 AND platform = ?2
               AND comment = ?3 AND revision = ?4 AND expires_at > ?5)";
    let DecisionKey { space, platform, comment } = key;
    let name = name_of(revision);
    let of = params![space.as_str(), platform.as_str(), comment.as_str(), name, now.secs()];
    Ok(connection.prepare_cached(sql)?.query_row(of, |row| row.get(0))?)
}

/// Writes one step: the state, the event that led to it, and the change for the feed.
fn step(
    transaction: &Transaction<'_>,
    old: Option<&str>,
    event: &Event,
    next: &StoredDecision,
    now: Timestamp,
) -> Result<(), Fault> {
    let DecisionKey { space, platform, comment } = next.key();
    let (space, platform, comment) = (space.as_str(), platform.as_str(), comment.as_str());
    let version = i64::try_from(next.version).unwrap_or(i64::MAX);
    let expires_at = next.decision.expires_at.secs();
    let json = to_json("a decision", next)?;
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO decisions
             (space, platform, comment, version, position, expires_at, head)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![space, platform, comment, version, next.position(), expires_at, json])?;
    let revision = match &event.kind {
        EventKind::Recorded { decision } => Some(name_of(&decision.comment.revision)),
        _ => None,
    };
    let event = to_json("an event", event)?;
    transaction
        .prepare_cached(
            "INSERT INTO events (space, platform, comment, version, revision, expires_at, event)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![space, platform, comment, version, revision, expires_at, event])?;
    transaction
        .prepare_cached("INSERT INTO changes (at, expires_at, old, new) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![now.millis(), expires_at, old, json])?;
    Ok(())
}

fn forget_life(transaction: &Transaction<'_>, key: &DecisionKey) -> Result<(), Fault> {
    let DecisionKey { space, platform, comment } = key;
    transaction
        .prepare_cached("DELETE FROM events WHERE space = ?1 AND platform = ?2 AND comment = ?3")?
        .execute(params![space.as_str(), platform.as_str(), comment.as_str()])?;
    Ok(())
}

/// Forgets expired decisions with all their events, and expired events of decisions that stand. Gives the rows.
pub(super) fn forget(transaction: &Transaction<'_>, now: Timestamp) -> Result<usize, Fault> {
    let lives = transaction.execute(
        "DELETE FROM events WHERE (space, platform, comment) IN
         (SELECT space, platform, comment FROM decisions WHERE expires_at <= ?1)",
        [now.secs()],
    )?;
    let events = transaction.execute("DELETE FROM events WHERE expires_at <= ?1", [now.secs()])?;
    let decisions =
        transaction.execute("DELETE FROM decisions WHERE expires_at <= ?1", [now.secs()])?;
    Ok(lives + events + decisions)
}
