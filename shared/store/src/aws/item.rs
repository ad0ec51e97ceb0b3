//! Decisions and events as items of the table.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    Decision, Event, EventKind, StoredDecision, Timestamp,
    ports::{Answer, PortError},
};
use serde::{Serialize, de::DeserializeOwned};

use super::{keys, long_text};
use crate::shared::{Unreadable, expired};

pub(super) type Item = HashMap<String, AttributeValue>;

pub(super) const VERSION: &str = "version";
pub(super) const BORN: &str = "born";
pub(super) const RECORD: &str = "record";
pub(super) const TEXT_PARTS: &str = "text_parts";

/// The current state as it lies in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// The state; its text is shortened when `text_parts` is not zero.
    pub(super) stored: StoredDecision,
    /// When the comment was first decided on, in milliseconds.
    pub(super) born: i64,
    /// In how many parts the text lies elsewhere.
    pub(super) text_parts: usize,
}

impl Head {
    pub(super) fn expired(&self, now: Timestamp) -> bool {
        expired(self.stored.decision.expires_at, now)
    }
}

pub(super) fn number(value: impl ToString + Copy) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

fn plain<T: Serialize>(what: &'static str, value: &T) -> Answer<AttributeValue> {
    serde_dynamo::to_attribute_value(value)
        .map_err(|_| PortError::permanent("writing an item", Unreadable::because(what, "encoding")))
}

/// The state as a record, and the attributes of its place in the index, if it has one.
pub(super) struct EncodedState {
    pub(super) record: AttributeValue,
    pub(super) index: Option<(AttributeValue, AttributeValue)>,
}

/// Encodes a state, with its text shortened when that lies elsewhere.
pub(super) fn encode_state(stored: &StoredDecision) -> Answer<EncodedState> {
    let record = if long_text::is_long(&stored.decision.comment.text) {
        let mut short = stored.clone();
        long_text::shorten(&mut short.decision);
        plain("a decision", &short)?
    } else {
        plain("a decision", stored)?
    };
    let index = stored.position().map(|position| {
        (AttributeValue::S(keys::shard_of(stored.key())), AttributeValue::S(position))
    });
    Ok(EncodedState { record, index })
}

fn timed(mut item: Item, version: u64, decision: &Decision) -> Item {
    item.insert(VERSION.to_owned(), number(version));
    item.insert(keys::EXPIRES_AT.to_owned(), number(decision.expires_at.secs()));
    item
}

/// The head of a comment born at `born`.
pub(super) fn head(stored: &StoredDecision, born: i64) -> Answer<Item> {
    let state = encode_state(stored)?;
    let key = keys::item(keys::decision(stored.key()), keys::HEAD);
    let mut item = timed(key, stored.version, &stored.decision);
    item.insert(BORN.to_owned(), number(born));
    item.insert(RECORD.to_owned(), state.record);
    if let Some((pk, sk)) = state.index {
        item.insert(keys::INDEX_PK.to_owned(), pk);
        item.insert(keys::INDEX_SK.to_owned(), sk);
    }
    let parts = long_text::parts(&stored.decision.comment.text).count();
    if parts > 0 {
        item.insert(TEXT_PARTS.to_owned(), number(parts));
    }
    Ok(item)
}

/// The revision that stood until a newer one came.
pub(super) fn older_revision(head: &Head) -> Answer<Item> {
    let decision = &head.stored.decision;
    let event = head.stored.recorded_event();
    let sk = keys::revision(&decision.comment.revision);
    let mut item = timed(
        keys::item(keys::decision(&decision.key), sk),
        head.stored.recorded_version,
        decision,
    );
    item.insert(BORN.to_owned(), number(head.born));
    item.insert(RECORD.to_owned(), plain("an event", &event)?);
    if head.text_parts > 0 {
        item.insert(TEXT_PARTS.to_owned(), number(head.text_parts));
    }
    Ok(item)
}

/// An event that led to `next`.
pub(super) fn later_event(event: &Event, next: &StoredDecision) -> Answer<Item> {
    let key = keys::item(keys::decision(next.key()), keys::event(event.version));
    let mut item = timed(key, event.version, &next.decision);
    item.insert(RECORD.to_owned(), plain("an event", event)?);
    Ok(item)
}

/// Reads the record of an item.
pub(super) fn record<T: DeserializeOwned>(what: &'static str, item: &mut Item) -> Answer<T> {
    let unreadable =
        |fault| PortError::permanent("reading an item", Unreadable::because(what, fault));
    let value = item.remove(RECORD).ok_or_else(|| unreadable("no record"))?;
    serde_dynamo::from_attribute_value(value).map_err(|_| unreadable("other fields than expected"))
}

pub(super) fn whole_number<T: std::str::FromStr>(item: &Item, name: &str) -> Option<T> {
    item.get(name)?.as_n().ok()?.parse().ok()
}

pub(super) fn sort_key(item: &Item) -> &str {
    item.get(keys::SK).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
}

/// Reads a head.
pub(super) fn decode_head(mut item: Item) -> Answer<Head> {
    let text_parts = whole_number(&item, TEXT_PARTS).unwrap_or(0);
    let born = whole_number(&item, BORN).ok_or_else(|| {
        PortError::permanent("reading an item", Unreadable::because("a decision", "no birth"))
    })?;
    Ok(Head { stored: record("a decision", &mut item)?, born, text_parts })
}

/// An event read from the table.
pub(super) struct Past {
    pub(super) event: Event,
    /// Of a recorded event: the life it belongs to.
    pub(super) born: Option<i64>,
    /// Of a recorded event: in how many parts its text lies elsewhere.
    pub(super) text_parts: usize,
}

impl Past {
    /// The decision, when this is a recorded event.
    pub(super) fn decision_mut(&mut self) -> Option<&mut Decision> {
        match &mut self.event.kind {
            EventKind::Recorded { decision } => Some(decision),
            _ => None,
        }
    }
}

/// Reads an older revision or a later event.
pub(super) fn decode_past(mut item: Item) -> Answer<Past> {
    let text_parts = whole_number(&item, TEXT_PARTS).unwrap_or(0);
    let born = whole_number(&item, BORN);
    Ok(Past { event: record("an event", &mut item)?, born, text_parts })
}

/// Whether an item that carries `expires_at` is gone at `now`.
pub(super) fn item_expired(item: &Item, now: Timestamp) -> bool {
    whole_number::<i64>(item, keys::EXPIRES_AT).is_some_and(|at| at <= now.secs())
}
