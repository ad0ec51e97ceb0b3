//! Keeping the documents of spaces.

use domain::{
    SpaceId,
    ports::{Answer, KeepSpaces},
};
use rusqlite::params;

use super::Embedded;

impl KeepSpaces for Embedded {
    async fn space_documents(&self) -> Answer<Vec<String>> {
        self.run("reading spaces", |connection, _| {
            let mut statement =
                connection.prepare_cached("SELECT document FROM spaces ORDER BY id")?;
            let documents = statement.query_map([], |row| row.get(0))?;
            Ok(documents.collect::<Result<_, _>>()?)
        })
        .await
    }

    async fn save_space(&self, id: &SpaceId, document: &str) -> Answer<()> {
        let (id, document) = (id.clone(), document.to_owned());
        self.write("saving a space", move |transaction, _| {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO spaces (id, document) VALUES (?1, ?2)")?
                .execute(params![id.as_str(), document])?;
            Ok(())
        })
        .await
    }
}
