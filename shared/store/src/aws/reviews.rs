//! Finding open reviews.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    Priority, SpaceId, StoredDecision,
    ports::{Answer, FindReviews, ReviewQuery},
};
use futures::{StreamExt, TryStreamExt};

use super::{failure::failed, item::decode_head, keys, table::Table};

/// Partitions of the index read at the same time.
const AT_ONCE: usize = 8;
/// Items asked for at once when the query filters: many of them may not be admitted.
const PAGE: usize = 100;

impl FindReviews for Table {
    async fn open_reviews(&self, query: &ReviewQuery) -> Answer<Vec<StoredDecision>> {
        let Some(range) = Range::of(query) else {
            return Ok(Vec::new());
        };
        let mut spaces: Vec<&SpaceId> = query.spaces.iter().collect();
        spaces.sort();
        spaces.dedup();
        let shards: Vec<String> = spaces
            .into_iter()
            .flat_map(|space| (0..keys::SHARDS).map(|shard| keys::shard(space, shard)))
            .collect();
        let found: Vec<Vec<(String, StoredDecision)>> = futures::stream::iter(shards)
            .map(|shard| self.open_in(shard, &range, query))
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        let mut line: Vec<_> = found.into_iter().flatten().collect();
        line.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(line.into_iter().take(query.limit).map(|(_, stored)| stored).collect())
    }
}

/// The positions asked for, both ends included.
struct Range {
    first: String,
    last: String,
}

impl Range {
    /// `None` when no position can be asked for.
    fn of(query: &ReviewQuery) -> Option<Self> {
        // Positions are `rank#time#key`: `$` comes right after `#`, and nothing that a position holds sorts before `!`.
        let (lowest, highest) = match query.priority {
            Some(Priority::Urgent) => ("0#", "0$"),
            Some(Priority::Normal) => ("1#", "1$"),
            None => ("0#", "1$"),
        };
        let after = query.after.as_ref().map(|after| format!("{after}!"));
        let first = after.filter(|after| after.as_str() > lowest).unwrap_or_else(|| lowest.into());
        (query.limit > 0 && first.as_str() <= highest).then(|| Self { first, last: highest.into() })
    }
}

impl Table {
    /// The first admitted reviews of one partition of the index, each with its position.
    async fn open_in(
        &self,
        shard: String,
        range: &Range,
        query: &ReviewQuery,
    ) -> Answer<Vec<(String, StoredDecision)>> {
        let filters = query.platform.is_some() || query.label.is_some() || query.free_at.is_some();
        let page = if filters { query.limit.max(PAGE) } else { query.limit };
        let mut items = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(keys::INDEX)
            .key_condition_expression("#pk = :pk AND #sk BETWEEN :first AND :last")
            .expression_attribute_names("#pk", keys::INDEX_PK)
            .expression_attribute_names("#sk", keys::INDEX_SK)
            .expression_attribute_values(":pk", AttributeValue::S(shard))
            .expression_attribute_values(":first", AttributeValue::S(range.first.clone()))
            .expression_attribute_values(":last", AttributeValue::S(range.last.clone()))
            .limit(i32::try_from(page).unwrap_or(i32::MAX))
            .into_paginator()
            .items()
            .send();
        let now = self.clock.now();
        let mut open = Vec::new();
        while open.len() < query.limit
            && let Some(item) = items.next().await
        {
            let head = decode_head(item.map_err(|error| failed("finding reviews", error))?)?;
            if !head.expired(now)
                && query.admits(&head.stored)
                && let Some(position) = head.stored.position()
            {
                open.push((position, head.stored));
            }
        }
        Ok(open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_goes_from_just_after_the_cursor_to_the_end_of_its_priority() {
        let range = |priority, after: Option<&str>| {
            let after = after.map(str::to_owned);
            let query = ReviewQuery { priority, after, limit: 1, ..ReviewQuery::default() };
            Range::of(&query).map(|range| (range.first, range.last))
        };
        let is = |first: &str, last: &str| Some((first.to_owned(), last.to_owned()));
        assert_eq!(range(None, None), is("0#", "1$"));
        assert_eq!(range(None, Some("1#5#k")), is("1#5#k!", "1$"));
        assert_eq!(range(Some(Priority::Normal), Some("0#5#k")), is("1#", "1$"));
        assert_eq!(range(Some(Priority::Urgent), Some("0#5#k")), is("0#5#k!", "0$"));
        assert_eq!(range(Some(Priority::Urgent), Some("1#5#k")), None, "past its end");
        assert_eq!(range(None, Some("2")), None);
    }
}
