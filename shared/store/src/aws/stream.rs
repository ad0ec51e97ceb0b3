//! The table's change feed, as Lambda delivers it.

use domain::lifecycle::Change;
use serde_json::Value;

use super::{
    item::{Head, Item, decode_head},
    keys,
};

/// A stream record cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("stream record {} is unreadable: {reason}", sequence_number.as_deref().unwrap_or("without a number"))]
pub struct StreamProblem {
    /// By which Lambda knows the record, if it has one.
    pub sequence_number: Option<String>,
    /// What is wrong with it, without a word of its content.
    pub reason: &'static str,
}

/// Reads one record of a Lambda event from the table's stream (`NEW_AND_OLD_IMAGES`).
///
/// `None` for what is no change of a decision: other items, and deletions, which only time-to-live makes. A text
/// beyond 64 KiB comes shortened, as it lies in the head.
///
/// # Errors
/// When the record has not the form of one, or the decision in it cannot be read.
pub fn decode(record: &Value) -> Result<Option<Change>, StreamProblem> {
    let change = record.get("dynamodb");
    let problem = |reason| StreamProblem {
        sequence_number: change
            .and_then(|change| change.get("SequenceNumber"))
            .and_then(Value::as_str)
            .map(str::to_owned),
        reason,
    };
    let sort_key = change
        .and_then(|change| change.pointer("/Keys/sk/S"))
        .and_then(Value::as_str)
        .ok_or_else(|| problem("no keys"))?;
    let name = record.get("eventName").and_then(Value::as_str);
    if sort_key != keys::HEAD || name == Some("REMOVE") {
        return Ok(None);
    }
    let image = |name| change.and_then(|change| change.get(name));
    let new = image("NewImage").ok_or_else(|| problem("no new image"))?;
    let new = head(new).ok_or_else(|| problem("the new image is no decision"))?;
    let old = match image("OldImage") {
        None => None,
        Some(old) => Some(head(old).ok_or_else(|| problem("the old image is no decision"))?),
    };
    // A comment that came back after it was forgotten is new, though its old head was still lying there.
    let old = old.filter(|old| old.born == new.born).map(|old| old.stored);
    Ok(Some(Change { old, new: new.stored }))
}

fn head(image: &Value) -> Option<Head> {
    let item: serde_dynamo::Item = serde::Deserialize::deserialize(image).ok()?;
    decode_head(Item::from(item)).ok()
}

#[cfg(test)]
mod tests;
