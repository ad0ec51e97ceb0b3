//! Finding open reviews.

use domain::{
    Priority, SpaceId, StoredDecision, Timestamp,
    ports::{Answer, FindReviews, ReviewQuery},
};
use rusqlite::{Connection, params};

use super::{
    Embedded,
    failure::{Fault, from_json},
};

impl FindReviews for Embedded {
    async fn open_reviews(&self, query: &ReviewQuery) -> Answer<Vec<StoredDecision>> {
        let query = query.clone();
        self.run("finding reviews", move |connection, now| {
            let view = connection.transaction()?;
            let mut spaces: Vec<&SpaceId> = query.spaces.iter().collect();
            spaces.sort();
            spaces.dedup();
            let mut line = Vec::new();
            for space in spaces {
                open_in(&view, space, &query, now, &mut line)?;
            }
            line.sort_by(|(one, _): &(String, StoredDecision), (other, _)| one.cmp(other));
            Ok(line.into_iter().take(query.limit).map(|(_, stored)| stored).collect())
        })
        .await
    }
}

/// Adds the first admitted reviews of one space, each with its position.
fn open_in(
    connection: &Connection,
    space: &SpaceId,
    query: &ReviewQuery,
    now: Timestamp,
    line: &mut Vec<(String, StoredDecision)>,
) -> Result<(), Fault> {
    // Positions are `rank#time#key`, and `$` comes right after `#`.
    let (lowest, highest) = match query.priority {
        Some(Priority::Urgent) => ("0#", "0$"),
        Some(Priority::Normal) => ("1#", "1$"),
        None => ("0#", "1$"),
    };
    let mut statement = connection.prepare_cached(
        "SELECT position, head FROM decisions
         WHERE space = ?1 AND position > ?2 AND position >= ?3 AND position < ?4
         AND expires_at > ?5 ORDER BY position",
    )?;
    let after = query.after.as_deref().unwrap_or_default();
    let mut rows = statement.query(params![space.as_str(), after, lowest, highest, now.secs()])?;
    let mut found = 0;
    while found < query.limit
        && let Some(row) = rows.next()?
    {
        let stored: StoredDecision = from_json("a decision", &row.get::<_, String>(1)?)?;
        if query.admits(&stored) {
            line.push((row.get(0)?, stored));
            found += 1;
        }
    }
    Ok(())
}
