//! Keeping reviewers' tokens.

use aws_sdk_dynamodb::types::ReturnValue;
use domain::{
    TokenId, TokenRecord,
    ports::{Answer, KeepTokens, PortError},
};

use super::{
    failure::failed,
    item::{RECORD, record},
    keys,
    table::Table,
};
use crate::shared::Unreadable;

impl KeepTokens for Table {
    async fn token(&self, id: &TokenId) -> Answer<Option<TokenRecord>> {
        let item = self.get("reading a token", keys::item(keys::TOKENS, id.as_str())).await?;
        item.map(|mut item| record("a token", &mut item)).transpose()
    }

    async fn save_token(&self, token: &TokenRecord) -> Answer<()> {
        let record = serde_dynamo::to_attribute_value(token).map_err(|_| {
            PortError::permanent("saving a token", Unreadable::because("a token", "encoding"))
        })?;
        let mut item = keys::item(keys::TOKENS, token.id.as_str());
        item.insert(RECORD.to_owned(), record);
        self.put("saving a token", item).await
    }

    async fn revoke_token(&self, id: &TokenId) -> Answer<bool> {
        let delete = self
            .client
            .delete_item()
            .table_name(&self.name)
            .set_key(Some(keys::item(keys::TOKENS, id.as_str())))
            .return_values(ReturnValue::AllOld);
        let answer = delete.send().await.map_err(|error| failed("revoking a token", error))?;
        Ok(answer.attributes.is_some_and(|old| !old.is_empty()))
    }

    async fn tokens(&self) -> Answer<Vec<TokenRecord>> {
        let items = self.partition("listing tokens", keys::TOKENS.to_owned()).await?;
        items.into_iter().map(|mut item| record("a token", &mut item)).collect()
    }
}
