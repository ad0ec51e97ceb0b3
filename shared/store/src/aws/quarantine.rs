//! Keeping what could not be read.
//!
//! A body lies in parts, the first of them written last: a body without its first part was cut off by a crash and is
//! not told of. Its sender had no answer and sends it again.

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use data_encoding::HEXLOWER;
use domain::{
    Platform, Timestamp,
    ports::{Answer, KeepUnreadable, PortError, Quarantined},
};
use futures::{StreamExt, TryStreamExt};
use sha2::{Digest, Sha256};

use super::{
    failure::failed,
    item::{Item, item_expired, number, sort_key, whole_number},
    keys,
    table::Table,
};
use crate::shared::{QUARANTINE_DAYS, Unreadable};

/// The longest part, in bytes.
const PART: usize = 300_000;
/// Parts written at the same time.
const AT_ONCE: usize = 8;

const BODY: &str = "body";
const PARTS: &str = "parts";
const REASON: &str = "reason";

impl KeepUnreadable for Table {
    async fn keep(&self, unreadable: &Quarantined) -> Answer<()> {
        let mut items = items(unreadable).into_iter();
        let first = items.next();
        futures::stream::iter(items)
            .map(|item| self.put("keeping an unreadable body", item))
            .buffer_unordered(AT_ONCE)
            .try_for_each(|()| std::future::ready(Ok(())))
            .await?;
        match first {
            Some(first) => self.put("keeping an unreadable body", first).await,
            None => Ok(()),
        }
    }

    async fn kept(&self, platform: &Platform, limit: usize) -> Answer<Vec<Quarantined>> {
        let mut items = self
            .client
            .query()
            .table_name(&self.name)
            .scan_index_forward(false)
            .consistent_read(true)
            .key_condition_expression("#pk = :pk")
            .expression_attribute_names("#pk", keys::PK)
            .expression_attribute_values(":pk", AttributeValue::S(keys::quarantine(platform)))
            .into_paginator()
            .items()
            .send();
        let now = self.clock.now();
        let mut kept = Vec::new();
        let mut gathered = Gathered::default();
        while kept.len() < limit
            && let Some(item) = items.next().await
        {
            let item = item.map_err(|error| failed("reading unreadable bodies", error))?;
            if !item_expired(&item, now)
                && let Some(body) = gathered.add(item, platform)?
            {
                kept.push(body);
            }
        }
        Ok(kept)
    }
}

/// The items of a body, first part first. An empty body has one, empty, part.
fn items(unreadable: &Quarantined) -> Vec<Item> {
    let Quarantined { platform, received_at, reason, body } = unreadable;
    let hash: String = HEXLOWER.encode(&Sha256::digest(body)).chars().take(16).collect();
    let parts = body.len().div_ceil(PART).max(1);
    let mut chunks = body.chunks(PART);
    let item = |part| {
        let sk = keys::body_part(*received_at, &hash, part);
        let mut item = keys::item(keys::quarantine(platform), sk);
        let chunk = chunks.next().unwrap_or_default();
        item.insert(BODY.to_owned(), AttributeValue::B(Blob::new(chunk)));
        item.insert(PARTS.to_owned(), number(parts));
        let until = received_at.plus_secs(QUARANTINE_DAYS * 86_400);
        item.insert(keys::EXPIRES_AT.to_owned(), number(until.secs()));
        if part == 0 {
            item.insert(REASON.to_owned(), AttributeValue::S(reason.clone()));
        }
        item
    };
    (0..parts).map(item).collect()
}

/// The parts of one body, gathered from the last to the first.
#[derive(Default)]
struct Gathered {
    /// What comes before the number of the part in every key of this body.
    body_key: String,
    parts: Vec<Vec<u8>>,
}

impl Gathered {
    /// Adds the next part; gives the body when that was its first.
    fn add(&mut self, mut item: Item, platform: &Platform) -> Answer<Option<Quarantined>> {
        let unreadable = || {
            let fault = Unreadable::because("an unreadable body", "fields are missing");
            PortError::permanent("reading unreadable bodies", fault)
        };
        let (body_key, part) = sort_key(&item).rsplit_once('#').ok_or_else(unreadable)?;
        if body_key != self.body_key {
            *self = Self { body_key: body_key.to_owned(), parts: Vec::new() };
        }
        let part: usize = part.parse().map_err(|_| unreadable())?;
        let of: usize = whole_number(&item, PARTS).ok_or_else(unreadable)?;
        let Some(AttributeValue::B(bytes)) = item.remove(BODY) else {
            return Err(unreadable());
        };
        self.parts.push(bytes.into_inner());
        if part > 0 || self.parts.len() != of {
            return Ok(None);
        }
        let Some(AttributeValue::S(reason)) = item.remove(REASON) else {
            return Err(unreadable());
        };
        let received = self.body_key.split('#').next().and_then(|millis| millis.parse().ok());
        self.parts.reverse();
        Ok(Some(Quarantined {
            platform: platform.clone(),
            received_at: Timestamp::from_millis(received.ok_or_else(unreadable)?),
            reason,
            body: std::mem::take(&mut self.parts).concat(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(second: i64, length: usize) -> Quarantined {
        Quarantined {
            platform: Platform::new("cms").unwrap(),
            received_at: Timestamp::from_secs(second),
            reason: "no JSON".into(),
            body: vec![7; length],
        }
    }

    #[test]
    fn a_body_whose_writing_was_cut_off_is_passed_over() {
        let (newer, older) = (body(2, 3 * PART), body(1, 2 * PART));
        for missing in 0..3 {
            let mut stored = items(&newer);
            stored.remove(missing);
            let stored = stored.into_iter().rev().chain(items(&older).into_iter().rev());
            let mut gathered = Gathered::default();
            let told: Vec<_> =
                stored.filter_map(|item| gathered.add(item, &older.platform).unwrap()).collect();
            assert!(told == [older.clone()], "without part {missing}");
        }
    }
}
