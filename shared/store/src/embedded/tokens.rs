//! Keeping reviewers' tokens.

use domain::{
    TokenId, TokenRecord,
    ports::{Answer, KeepTokens},
};
use rusqlite::{OptionalExtension, params};

use super::{
    Embedded,
    failure::{from_json, to_json},
};

impl KeepTokens for Embedded {
    async fn token(&self, id: &TokenId) -> Answer<Option<TokenRecord>> {
        let id = id.clone();
        self.run("reading a token", move |connection, _| {
            let sql = "SELECT record FROM tokens WHERE id = ?1";
            let record: Option<String> = connection
                .prepare_cached(sql)?
                .query_row([id.as_str()], |row| row.get(0))
                .optional()?;
            record.map(|json| from_json("a token", &json)).transpose()
        })
        .await
    }

    async fn save_token(&self, record: &TokenRecord) -> Answer<()> {
        let record = record.clone();
        self.write("saving a token", move |transaction, _| {
            let json = to_json("a token", &record)?;
            transaction
                .prepare_cached("INSERT OR REPLACE INTO tokens (id, record) VALUES (?1, ?2)")?
                .execute(params![record.id.as_str(), json])?;
            Ok(())
        })
        .await
    }

    async fn revoke_token(&self, id: &TokenId) -> Answer<bool> {
        let id = id.clone();
        self.write("revoking a token", move |transaction, _| {
            let mut delete = transaction.prepare_cached("DELETE FROM tokens WHERE id = ?1")?;
            Ok(delete.execute([id.as_str()])? > 0)
        })
        .await
    }

    async fn tokens(&self) -> Answer<Vec<TokenRecord>> {
        self.run("listing tokens", |connection, _| {
            let mut statement =
                connection.prepare_cached("SELECT record FROM tokens ORDER BY id")?;
            let mut rows = statement.query([])?;
            let mut records = Vec::new();
            while let Some(row) = rows.next()? {
                records.push(from_json("a token", &row.get::<_, String>(0)?)?);
            }
            Ok(records)
        })
        .await
    }
}
