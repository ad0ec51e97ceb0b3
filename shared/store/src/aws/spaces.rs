//! Keeping the documents of spaces.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    SpaceId,
    ports::{Answer, KeepSpaces, PortError},
};

use super::{keys, table::Table};
use crate::shared::Unreadable;

const DOCUMENT: &str = "document";

impl KeepSpaces for Table {
    async fn space_documents(&self) -> Answer<Vec<String>> {
        let items = self.partition("reading spaces", keys::SPACES.to_owned()).await?;
        let document = |item: super::item::Item| match item.get(DOCUMENT) {
            Some(AttributeValue::S(document)) => Ok(document.clone()),
            _ => Err(PortError::permanent(
                "reading spaces",
                Unreadable::because("a space", "no document"),
            )),
        };
        items.into_iter().map(document).collect()
    }

    async fn save_space(&self, id: &SpaceId, document: &str) -> Answer<()> {
        let mut item = keys::item(keys::SPACES, id.as_str());
        item.insert(DOCUMENT.to_owned(), AttributeValue::S(document.to_owned()));
        self.put("saving a space", item).await
    }
}
