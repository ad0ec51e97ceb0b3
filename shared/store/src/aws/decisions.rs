//! Recording decisions and appending events.

use std::time::Duration;

use aws_sdk_dynamodb::{
    config::http::HttpResponse,
    error::SdkError,
    operation::{put_item::PutItemError, transact_write_items::TransactWriteItemsError},
    types::{Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update},
};
use domain::{
    Decision, Event, Revision, StoredDecision,
    lifecycle::{Arrival, apply, arrival, propose},
    ports::{Answer, AppendEvent, Appended, PortError, RecordDecision, Recording},
};

use super::{
    failure::failed,
    item::{
        self, BORN, Head, RECORD, VERSION, decode_head, encode_state, item_expired, number,
        whole_number,
    },
    keys,
    table::{Table, no_state},
};
use crate::shared::{Unreadable, refuse_recording};

/// How often a write that lost a race is tried again.
const RACES: u32 = 16;
/// The wait after the first lost race; it grows by as much with each.
const BREATH: Duration = Duration::from_millis(8);

/// What became of the first attempt: nothing stood there, or this does.
enum First {
    Written(Box<StoredDecision>),
    Standing(Box<Head>),
    /// Another write was under way.
    Busy,
}

impl RecordDecision for Table {
    async fn record(&self, decision: Decision) -> Answer<Recording> {
        self.keep_long_text(&decision).await?;
        for race in 1..=RACES {
            match self.put_first(&decision).await? {
                First::Written(stored) => return Ok(Recording::New(stored)),
                First::Standing(head) => {
                    if self.knows(&head, &decision.comment.revision).await? {
                        return Ok(Recording::Seen(Box::new(self.whole(*head).await?)));
                    }
                    if let Some(stored) = self.supersede(&head, &decision).await? {
                        return Ok(Recording::New(Box::new(stored)));
                    }
                }
                First::Busy => {}
            }
            tokio::time::sleep(BREATH * race).await;
        }
        Err(PortError::transient("recording a decision", "the decision kept moving"))
    }
}

impl Table {
    /// The one write of the usual case: nothing is stored, or what was has expired.
    async fn put_first(&self, decision: &Decision) -> Answer<First> {
        let event = propose::recording(None, decision.clone());
        let stored = apply(None, &event).ok_or_else(no_state)?;
        let put = self
            .client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(item::head(&stored, decision.decided_at.millis())?))
            .condition_expression("attribute_not_exists(#pk) OR #expires_at <= :now")
            .expression_attribute_names("#pk", keys::PK)
            .expression_attribute_names("#expires_at", keys::EXPIRES_AT)
            .expression_attribute_values(":now", number(self.clock.now().secs()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match put.send().await {
            Ok(_) => Ok(First::Written(Box::new(stored))),
            Err(error) => standing(error),
        }
    }

    /// Whether a revision is stored already, or older than what stands.
    async fn knows(&self, head: &Head, incoming: &Revision) -> Answer<bool> {
        let stored = &head.stored;
        match arrival(&stored.decision.comment.revision, incoming) {
            Arrival::Seen => Ok(true),
            Arrival::Newer => Ok(false),
            Arrival::Tied => {
                let key = keys::item(keys::decision(stored.key()), keys::revision(incoming));
                let found = self.get("reading a revision", key).await?;
                Ok(found.is_some_and(|item| {
                    whole_number::<i64>(&item, BORN) == Some(head.born)
                        && !item_expired(&item, self.clock.now())
                }))
            }
        }
    }

    /// Puts a newer revision in place of the one that stands. `None` when that moved meanwhile.
    async fn supersede(&self, head: &Head, decision: &Decision) -> Answer<Option<StoredDecision>> {
        let event = propose::recording(Some(&head.stored), decision.clone());
        let next = apply(Some(head.stored.clone()), &event).ok_or_else(no_state)?;
        let newer = Put::builder()
            .table_name(&self.name)
            .set_item(Some(item::head(&next, head.born)?))
            .condition_expression("#version = :version AND #born = :born")
            .expression_attribute_names("#version", VERSION)
            .expression_attribute_names("#born", BORN)
            .expression_attribute_values(":version", number(head.stored.version))
            .expression_attribute_values(":born", number(head.born));
        let older =
            Put::builder().table_name(&self.name).set_item(Some(item::older_revision(head)?));
        let written = self
            .together(
                "superseding a decision",
                [
                    TransactWriteItem::builder().put(newer.build().map_err(unbuilt)?).build(),
                    TransactWriteItem::builder().put(older.build().map_err(unbuilt)?).build(),
                ],
            )
            .await?;
        Ok(written.then_some(next))
    }

    /// Writes both items or neither; `false` when a condition failed or another write was under way.
    async fn together(&self, step: &'static str, items: [TransactWriteItem; 2]) -> Answer<bool> {
        let write = self.client.transact_write_items().set_transact_items(Some(items.into()));
        let Err(error) = write.send().await else {
            return Ok(true);
        };
        if let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
            error.as_service_error()
        {
            let codes: Vec<&str> = cancelled
                .cancellation_reasons()
                .iter()
                .filter_map(|reason| reason.code())
                .collect();
            if codes
                .iter()
                .any(|code| matches!(*code, "ConditionalCheckFailed" | "TransactionConflict"))
            {
                return Ok(false);
            }
            if codes
                .iter()
                .any(|code| code.starts_with("Throttling") || code.starts_with("Provisioned"))
            {
                return Err(PortError::transient(step, "the transaction was throttled"));
            }
        }
        Err(failed(step, error))
    }
}

/// What stands where the first write was refused: the refusal brings it along, so that no read is needed.
fn standing(error: SdkError<PutItemError, HttpResponse>) -> Answer<First> {
    match error.as_service_error() {
        Some(PutItemError::ConditionalCheckFailedException(refused)) => match refused.item() {
            Some(old) => Ok(First::Standing(Box::new(decode_head(old.clone())?))),
            None => Ok(First::Busy),
        },
        Some(PutItemError::TransactionConflictException(_)) => Ok(First::Busy),
        _ => Err(failed("recording a decision", error)),
    }
}

/// A request that lacks a required field.
fn unbuilt(_: aws_sdk_dynamodb::error::BuildError) -> PortError {
    PortError::permanent("building a request", Unreadable::because("a transaction", "incomplete"))
}

impl AppendEvent for Table {
    async fn append(&self, event: &Event, next: &StoredDecision) -> Answer<Appended> {
        refuse_recording(event)?;
        let state = encode_state(next)?;
        // An update, not a put: it leaves `born` and the parts of a long text as they are.
        let change = match &state.index {
            Some(_) => "SET #record = :record, #version = :version, #ipk = :ipk, #isk = :isk",
            None => "SET #record = :record, #version = :version REMOVE #ipk, #isk",
        };
        let (ipk, isk) = state.index.unzip();
        let mut values = item::Item::from([
            (":record".to_owned(), state.record),
            (":version".to_owned(), number(event.version)),
            (":before".to_owned(), number(event.version.saturating_sub(1))),
            (":now".to_owned(), number(self.clock.now().secs())),
        ]);
        values.extend(ipk.map(|value| (":ipk".to_owned(), value)));
        values.extend(isk.map(|value| (":isk".to_owned(), value)));
        let head = Update::builder()
            .table_name(&self.name)
            .set_key(Some(keys::item(keys::decision(next.key()), keys::HEAD)))
            .update_expression(change)
            .condition_expression("#version = :before AND #expires_at > :now")
            .expression_attribute_names("#record", RECORD)
            .expression_attribute_names("#version", VERSION)
            .expression_attribute_names("#ipk", keys::INDEX_PK)
            .expression_attribute_names("#isk", keys::INDEX_SK)
            .expression_attribute_names("#expires_at", keys::EXPIRES_AT)
            .set_expression_attribute_values(Some(values));
        // The head's condition guards both: whoever moves it owns this version, and whatever else lies under the
        // event's key is left of a former life.
        let past =
            Put::builder().table_name(&self.name).set_item(Some(item::later_event(event, next)?));
        let written = self
            .together(
                "appending an event",
                [
                    TransactWriteItem::builder().update(head.build().map_err(unbuilt)?).build(),
                    TransactWriteItem::builder().put(past.build().map_err(unbuilt)?).build(),
                ],
            )
            .await?;
        Ok(if written { Appended::Done } else { Appended::Conflict })
    }
}
