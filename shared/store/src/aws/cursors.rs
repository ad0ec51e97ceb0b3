//! Keeping how far pollers have come.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    Platform,
    ports::{Answer, KeepCursor, PortError, Saved, SavedCursor},
};

use super::{
    failure::failed,
    item::{VERSION, number, whole_number},
    keys,
    table::Table,
};
use crate::shared::{Unreadable, refuse_long_cursor};

const STATE: &str = "state";

impl KeepCursor for Table {
    async fn cursor(&self, platform: &Platform, name: &str) -> Answer<Option<SavedCursor>> {
        const STEP: &str = "reading a cursor";
        let key = keys::item(keys::cursors(platform), keys::cursor(name));
        let Some(mut item) = self.get(STEP, key).await? else { return Ok(None) };
        let (version, state) = (whole_number(&item, VERSION), item.remove(STATE));
        let (Some(version), Some(AttributeValue::S(state))) = (version, state) else {
            let fault = Unreadable::because("a cursor", "fields are missing");
            return Err(PortError::permanent(STEP, fault));
        };
        Ok(Some(SavedCursor { version, state }))
    }

    async fn save_cursor(
        &self,
        platform: &Platform,
        name: &str,
        read: u64,
        state: &str,
    ) -> Answer<Saved> {
        refuse_long_cursor(state)?;
        let mut item = keys::item(keys::cursors(platform), keys::cursor(name));
        item.insert(VERSION.to_owned(), number(read.saturating_add(1)));
        item.insert(STATE.to_owned(), AttributeValue::S(state.to_owned()));
        let put = self.client.put_item().table_name(&self.name).set_item(Some(item));
        let put = if read == 0 {
            put.condition_expression("attribute_not_exists(#pk)")
                .expression_attribute_names("#pk", keys::PK)
        } else {
            put.condition_expression("#version = :read")
                .expression_attribute_names("#version", VERSION)
                .expression_attribute_values(":read", number(read))
        };
        match put.send().await {
            Ok(_) => Ok(Saved::Done),
            Err(error) => {
                let moved = error
                    .as_service_error()
                    .is_some_and(|error| error.is_conditional_check_failed_exception());
                if moved { Ok(Saved::Conflict) } else { Err(failed("saving a cursor", error)) }
            }
        }
    }
}
