//! From the change feed to the review queues.
//!
//! The stored decision is the outbox row: [`pointer`] says whether a change opened a review, and [`dispatch`] puts the
//! pointer on the queue of its priority. The same code follows DynamoDB's stream ([`stream`]) and SQLite's feed.
//! A change that comes twice is sent twice, which is harmless: a message only wakes, the table decides.

#[cfg(feature = "lambda")]
pub mod stream;

use domain::{
    ReviewPointer, State,
    lifecycle::Change,
    ports::{Answer, SendPointers},
};

/// The pointer that a change calls for: a review was opened, or an edit gave an open review something new to judge.
#[must_use]
pub fn pointer(change: &Change) -> Option<ReviewPointer> {
    let new = &change.new;
    let was_open_on_the_same = change.old.as_ref().is_some_and(|old| {
        old.state == State::Open && old.recorded_version == new.recorded_version
    });
    (new.state == State::Open && !was_open_on_the_same).then(|| ReviewPointer {
        id: new.key().clone(),
        version: new.version,
        priority: new.decision.priority,
    })
}

/// Sends what the changes call for. Gives the places of the changes whose pointer no queue took; the others are done.
///
/// # Errors
/// When the queues cannot be reached at all: then nothing is known to be done.
pub async fn dispatch<Q: SendPointers>(queues: &Q, changes: &[Change]) -> Answer<Vec<usize>> {
    let (places, pointers): (Vec<usize>, Vec<ReviewPointer>) = changes
        .iter()
        .enumerate()
        .filter_map(|(place, change)| Some((place, pointer(change)?)))
        .unzip();
    if pointers.is_empty() {
        return Ok(Vec::new());
    }
    let refused = queues.send(&pointers).await?;
    tracing::info!(sent = pointers.len() - refused.len(), refused = refused.len(), "dispatched");
    Ok(refused.into_iter().filter_map(|pointer| places.get(pointer).copied()).collect())
}

#[cfg(test)]
mod tests;
