//! The table, and the one read that warms its connection.

use std::sync::Arc;

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use domain::{
    Clock,
    ports::{Answer, PortError},
};

use super::{failure::failed, item::Item, keys};

/// The DynamoDB table: decisions, quarantine, tokens and spaces.
#[derive(Clone)]
pub struct Table {
    pub(super) client: Client,
    pub(super) name: String,
    pub(super) clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Table {
    /// The table called `name`. The clock tells what has expired.
    #[must_use]
    pub fn new(client: Client, name: String, clock: Arc<dyn Clock>) -> Self {
        Self { client, name, clock }
    }

    /// Reads an item that is never there, so that the connection and the credentials are ready before the first event.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn warm(&self) -> Answer<()> {
        self.get("warming up", keys::item("WARM", "WARM")).await.map(drop)
    }

    /// One item, read consistently.
    pub(super) async fn get(&self, step: &'static str, key: Item) -> Answer<Option<Item>> {
        let get = self.client.get_item().table_name(&self.name).set_key(Some(key));
        let answer = get.consistent_read(true).send().await;
        Ok(answer.map_err(|error| failed(step, error))?.item)
    }

    /// Puts an item, whatever was there.
    pub(super) async fn put(&self, step: &'static str, item: Item) -> Answer<()> {
        let put = self.client.put_item().table_name(&self.name).set_item(Some(item));
        put.send().await.map(drop).map_err(|error| failed(step, error))
    }

    /// Every item of a partition, in order of its sort key, read consistently.
    pub(super) async fn partition(&self, step: &'static str, pk: String) -> Answer<Vec<Item>> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.name)
            .consistent_read(true)
            .key_condition_expression("#pk = :pk")
            .expression_attribute_names("#pk", keys::PK)
            .expression_attribute_values(":pk", AttributeValue::S(pk))
            .into_paginator()
            .items()
            .send();
        let mut items = Vec::new();
        while let Some(item) = pages.next().await {
            items.push(item.map_err(|error| failed(step, error))?);
        }
        Ok(items)
    }
}

/// What no rule foresees: the rules made no state of an event they proposed.
pub(super) fn no_state() -> PortError {
    PortError::permanent("applying an event", "the event does not apply")
}
