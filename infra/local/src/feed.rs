//! Follows the embedded store's change feed, as a stream's event source mapping does in the cloud.

use std::time::Duration;

use domain::{Clock, Timestamp, lifecycle::Change, ports::Answer};
use runtime::{SystemClock, problem::Chain};
use store::embedded::{DeadLetter, Embedded, FeedRecord};

/// Records read at a time.
const BATCH: usize = 100;

/// Pause when there is nothing new.
const IDLE: Duration = Duration::from_millis(100);

/// Seconds between two sweeps of what has outlived its retention.
const SWEEP_SECONDS: i64 = 3600;

/// Attempts at one batch before its records are tried, and buried, one by one.
const ATTEMPTS: u32 = 5;

/// Follows the feed until the process ends. What cannot be dispatched is buried with its reason, and the feed goes on.
pub(crate) async fn follow(store: Embedded) {
    let mut swept_at = None;
    loop {
        let now = SystemClock.now();
        if swept_at.is_none_or(|swept: Timestamp| swept.plus_secs(SWEEP_SECONDS) <= now) {
            swept_at = Some(now);
            sweep(&store, now).await;
        }
        match step(&store).await {
            Ok(0) => tokio::time::sleep(IDLE).await,
            Ok(_) => {}
            Err(error) => {
                tracing::error!(error = %Chain(&error), "the change feed stands still");
                tokio::time::sleep(IDLE * 10).await;
            }
        }
    }
}

/// Deletes what has outlived its space's retention, as the table's TTL does in the cloud.
async fn sweep(store: &Embedded, now: Timestamp) {
    match store.forget_expired(now).await {
        Ok(0) => {}
        Ok(forgotten) => tracing::info!(forgotten, "deleted what has outlived its retention"),
        Err(error) => tracing::error!(error = %Chain(&error), "retention could not be applied"),
    }
}

/// Dispatches what is new; says how many records that were.
async fn step(store: &Embedded) -> Answer<usize> {
    let cursor = store.feed_cursor().await?;
    let records = store.changes_after(cursor, BATCH).await?;
    let Some(last) = records.last().map(|record| record.sequence) else { return Ok(0) };
    for record in undispatched(store, &records).await {
        store.bury(letter(record, SystemClock.now())).await?;
    }
    store.save_feed_cursor(last).await?;
    Ok(records.len())
}

/// Tries a batch again and again; gives what is left over in the end.
async fn undispatched<'a>(store: &Embedded, records: &'a [FeedRecord]) -> Vec<&'a FeedRecord> {
    let mut left: Vec<&FeedRecord> = records.iter().collect();
    for attempt in 0..ATTEMPTS {
        let changes: Vec<Change> = left.iter().map(|record| record.change.clone()).collect();
        match dispatch::dispatch(store, &changes).await {
            Ok(refused) => {
                left = refused.into_iter().filter_map(|place| left.get(place).copied()).collect();
            }
            Err(error) => tracing::warn!(error = %Chain(&error), attempt, "dispatch failed"),
        }
        if left.is_empty() {
            break;
        }
        tokio::time::sleep(IDLE * 2_u32.pow(attempt)).await;
    }
    left
}

fn letter(record: &FeedRecord, at: Timestamp) -> DeadLetter {
    DeadLetter {
        what: record.change.new.key().to_string(),
        reason: format!("no queue took it in {ATTEMPTS} attempts"),
        at,
    }
}
