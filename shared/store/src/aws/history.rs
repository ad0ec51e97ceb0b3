//! Reading decisions and their histories.

use std::collections::BTreeMap;

use domain::{
    DecisionKey, Event, StoredDecision,
    ports::{Answer, ReadDecision},
};

use super::{
    item::{Head, Past, decode_head, decode_past, item_expired, sort_key},
    keys,
    long_text::Gathered,
    table::Table,
};

impl ReadDecision for Table {
    async fn read(&self, key: &DecisionKey) -> Answer<Option<StoredDecision>> {
        let at = keys::item(keys::decision(key), keys::HEAD);
        let Some(item) = self.get("reading a decision", at).await? else {
            return Ok(None);
        };
        let head = decode_head(item)?;
        if head.expired(self.clock.now()) {
            return Ok(None);
        }
        Ok(Some(self.whole(head).await?))
    }

    async fn history(&self, key: &DecisionKey) -> Answer<Vec<Event>> {
        let (mut head, mut past, mut texts) = (None, Vec::new(), Gathered::default());
        let now = self.clock.now();
        for item in self.partition("reading a history", keys::decision(key)).await? {
            match sort_key(&item) {
                sk if sk == keys::HEAD => head = Some(decode_head(item)?),
                sk if sk.starts_with(keys::TEXT) => texts.add(&item),
                _ if item_expired(&item, now) => {}
                sk if sk.starts_with(keys::REVISION) || sk.starts_with(keys::EVENT) => {
                    past.push(decode_past(item)?);
                }
                _ => {}
            }
        }
        match head {
            Some(head) if !head.expired(now) => in_order(&head, past, &texts),
            _ => Ok(Vec::new()),
        }
    }
}

impl Table {
    /// The state with its whole text.
    pub(super) async fn whole(&self, head: Head) -> Answer<StoredDecision> {
        let mut stored = head.stored;
        if head.text_parts > 0 {
            let revision = &stored.decision.comment.revision;
            stored.decision.comment.text = self.long_text(stored.key(), revision).await?;
        }
        Ok(stored)
    }
}

/// The events of the present life of a comment, in order of version.
///
/// A recorded event tells its life by `born`. Every other version of this life has been written over what a former one
/// left under its key, so what is left of that shares its version with a recorded event, or lies past the head.
fn in_order(head: &Head, past: Vec<Past>, texts: &Gathered) -> Answer<Vec<Event>> {
    let current = Past {
        event: head.stored.recorded_event(),
        born: Some(head.born),
        text_parts: head.text_parts,
    };
    let mut events: BTreeMap<u64, Event> = BTreeMap::new();
    let (recorded, others): (Vec<Past>, Vec<Past>) =
        past.into_iter().chain([current]).partition(|past| past.born.is_some());
    for mut past in recorded.into_iter().filter(|past| past.born == Some(head.born)) {
        if past.text_parts > 0
            && let Some(decision) = past.decision_mut()
        {
            texts.complete(decision)?;
        }
        events.insert(past.event.version, past.event);
    }
    // A history begins with a recorded decision; what came before it has expired with its own.
    let first = events.keys().next().copied().unwrap_or_default();
    for Past { event, .. } in others {
        if (first..=head.stored.version).contains(&event.version) {
            events.entry(event.version).or_insert(event);
        }
    }
    Ok(events.into_values().collect())
}
