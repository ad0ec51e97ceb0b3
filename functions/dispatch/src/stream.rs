//! DynamoDB's stream, as a Lambda receives it: one batch in, the records that failed out.
//!
//! Every record is tried, also those behind one that fails: AWS comes back with everything from the first failure on,
//! and what was already sent is then sent again, which is harmless. A record that cannot be read fails on every attempt
//! and at last lies in the on-failure queue with its sequence number, while nothing behind it is lost.

use domain::ports::SendPointers;
use runtime::problem::Chain;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::aws::stream::decode;

/// A batch of the stream. Records stay undecoded, so that one that is broken does not spoil the others.
#[derive(Debug, Deserialize)]
pub struct StreamEvent {
    /// The records, oldest first.
    #[serde(rename = "Records", default)]
    pub records: Vec<Value>,
}

/// Which records failed; empty means that the whole batch is done.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct BatchAnswer {
    /// One entry per failed record.
    #[serde(rename = "batchItemFailures")]
    pub failures: Vec<Failure>,
}

/// A record that failed.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// Its sequence number.
    #[serde(rename = "itemIdentifier")]
    pub sequence: String,
}

/// Dispatches one batch.
///
/// # Errors
/// When the queues cannot be reached, or a record that failed has no sequence number to name it by: the whole batch
/// then comes back.
pub async fn handle<Q: SendPointers>(
    queues: &Q,
    event: StreamEvent,
) -> Result<BatchAnswer, lambda_runtime::Error> {
    let mut answer = BatchAnswer::default();
    let mut fail = |record: &Value| -> Result<(), lambda_runtime::Error> {
        let sequence = record.pointer("/dynamodb/SequenceNumber").and_then(Value::as_str);
        let sequence = sequence.ok_or("a record of the stream has no sequence number")?.to_owned();
        answer.failures.push(Failure { sequence });
        Ok(())
    };
    let (mut sources, mut changes) = (Vec::new(), Vec::new());
    for record in &event.records {
        match decode(record) {
            Ok(Some(change)) => {
                sources.push(record);
                changes.push(change);
            }
            Ok(None) => {}
            Err(problem) => {
                tracing::error!(error = %Chain(&problem), "a record of the stream is unreadable");
                fail(record)?;
            }
        }
    }
    for refused in crate::dispatch(queues, &changes).await? {
        if let Some(record) = sources.get(refused) {
            fail(record)?;
        }
    }
    Ok(answer)
}
