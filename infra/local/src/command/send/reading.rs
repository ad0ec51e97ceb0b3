//! The verdicts that a platform's answer does not tell, read as a reviewer reads them.

use std::{path::Path, time::Duration};

use domain::{
    Clock, Comment, DecisionKey, Platform, Role, Space, SpaceId, TokenId, TokenRecord, Verdict,
    ports::{KeepSpaces, KeepTokens},
    reviewer::BearerToken,
};
use http::header;
use runtime::{SystemClock, entropy};
use store::embedded::Embedded;

use super::{
    super::Failure,
    host::{Delivered, Heard, Host},
    said,
};
use crate::data::{DataFolder, EXAMPLE_SPACES};

/// How long a token of our own is good for, in seconds, should this process not live to revoke it.
const TOKEN_SECONDS: i64 = 600;

/// A reviewer who only reads.
pub(crate) struct Reading {
    /// `None`: nothing can be read.
    token: Option<String>,
    /// By which a comment's space is found where the path names none.
    spaces: Vec<Space>,
    /// Where a token of our own is to be revoked.
    own: Option<(Embedded, TokenId)>,
}

impl Reading {
    /// A reviewer by the token given, else by one made in the local folder when the host seems to be served from there.
    pub(crate) async fn new(
        given: Option<&str>,
        host: &Host,
        data: &Path,
    ) -> Result<Self, Failure> {
        let mut documents: Vec<String> = EXAMPLE_SPACES.map(str::to_owned).to_vec();
        let (mut token, mut own) = (given.map(str::to_owned), None);
        let folder = if host.is_local() { Some(DataFolder::open(data)?) } else { None };
        if let Some(folder) = folder.filter(DataFolder::has_store) {
            let store = folder.store().await?;
            documents = store.space_documents().await?;
            if token.is_none() {
                let made = BearerToken::from_random(&entropy::random()?);
                let now = SystemClock.now();
                let (name, until) = ("vigie send".to_owned(), now.plus_secs(TOKEN_SECONDS));
                let record = TokenRecord::of(&made, name, Role::Reviewer, Vec::new(), now, until);
                store.save_token(&record).await?;
                token = Some(made.reveal());
                own = Some((store, record.id));
            }
        }
        let spaces =
            documents.iter().filter_map(|document| Space::from_document(document).ok()).collect();
        Ok(Self { token, spaces, own })
    }

    /// Whether there is a token.
    pub(crate) const fn is_possible(&self) -> bool {
        self.token.is_some()
    }

    /// The verdict on every comment of a delivery that has one, or `None` when they cannot be read.
    pub(crate) async fn verdicts(
        &self,
        host: &Host,
        platform: &Platform,
        delivered: &Delivered,
    ) -> Result<Option<Vec<Verdict>>, Failure> {
        let Some(token) = &self.token else { return Ok(None) };
        let mut verdicts = Vec::with_capacity(delivered.written.len());
        for comment in &delivered.written {
            let Some(space) = self.space(platform, delivered, comment) else { return Ok(None) };
            let key = DecisionKey {
                space: space.clone(),
                platform: platform.clone(),
                comment: comment.id.clone(),
            };
            let heard = read(host, &key, token).await?;
            match heard.status {
                200 => {
                    let verdict = heard.body.pointer("/decision/standing_verdict");
                    verdicts.extend(verdict.and_then(said::verdict));
                }
                404 => {}
                _ => return Ok(None),
            }
        }
        Ok(Some(verdicts))
    }

    fn space<'a>(
        &'a self,
        platform: &Platform,
        delivered: &'a Delivered,
        comment: &Comment,
    ) -> Option<&'a SpaceId> {
        if let Some(named) = &delivered.space {
            return Some(named);
        }
        let account = comment.account.as_ref()?;
        let fed = self.spaces.iter().find(|space| space.has_account(platform, account));
        fed.map(|space| &space.id)
    }

    /// Revokes a token of our own.
    pub(crate) async fn end(self) -> Result<(), Failure> {
        if let Some((store, id)) = self.own {
            store.revoke_token(&id).await?;
        }
        Ok(())
    }
}

/// Reads a decision, as slowly as the host asks for.
async fn read(host: &Host, key: &DecisionKey, token: &str) -> Result<Heard, Failure> {
    loop {
        let heard = host.read(&format!("/v1/decisions/{key}"), token)?;
        let wait = heard.headers.get(header::RETRY_AFTER).filter(|_| heard.status == 429);
        let Some(wait) = wait.and_then(|value| value.to_str().ok()?.parse().ok()) else {
            return Ok(heard);
        };
        tokio::time::sleep(Duration::from_secs(wait)).await;
    }
}
