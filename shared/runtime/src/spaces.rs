//! Spaces in memory: read from the store, compiled once, and read again every minute.

use std::sync::{Arc, RwLock};

use classify::HouseExpressions;
use domain::{
    AccountId, Clock, Platform, Space, SpaceId, Timestamp,
    ports::{Answer, KeepSpaces, PortError},
};
use tokio::sync::Mutex;

/// A space ready for use.
#[derive(Debug)]
pub struct ReadySpace {
    /// The space.
    pub space: Space,
    /// Its own expressions, compiled.
    pub expressions: HouseExpressions,
}

/// How long a read of the spaces is good for, in seconds: a changed document is in force within a minute.
const FRESH_SECONDS: i64 = 60;

/// After a failed read, how long to go on with the older one before trying again, in seconds.
const RETRY_SECONDS: i64 = 5;

#[derive(Debug, Clone, Default)]
struct Held {
    spaces: Vec<Arc<ReadySpace>>,
    good_until: Option<Timestamp>,
}

/// The spaces that a store keeps.
pub struct SpaceCatalog<K> {
    store: K,
    clock: Arc<dyn Clock>,
    held: RwLock<Held>,
    reading: Mutex<()>,
}

impl<K> std::fmt::Debug for SpaceCatalog<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SpaceCatalog").finish_non_exhaustive()
    }
}

impl<K: KeepSpaces> SpaceCatalog<K> {
    /// A catalog that has read nothing yet.
    pub fn new(store: K, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock, held: RwLock::default(), reading: Mutex::new(()) }
    }

    fn fresh(&self) -> Option<Vec<Arc<ReadySpace>>> {
        let held = self.held.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        held.good_until.filter(|until| self.clock.now() < *until).map(|_| held.spaces.clone())
    }

    fn hold(&self, spaces: Option<Vec<Arc<ReadySpace>>>, seconds: i64) -> Vec<Arc<ReadySpace>> {
        let mut held = self.held.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(spaces) = spaces {
            held.spaces = spaces;
        }
        held.good_until = Some(self.clock.now().plus_secs(seconds));
        held.spaces.clone()
    }

    /// Every space, read again when the last read is older than a minute.
    ///
    /// When reading fails, what was read before goes on being used.
    ///
    /// # Errors
    /// When reading fails and nothing was ever read.
    pub async fn all(&self) -> Answer<Vec<Arc<ReadySpace>>> {
        if let Some(spaces) = self.fresh() {
            return Ok(spaces);
        }
        let _one_reader = self.reading.lock().await;
        if let Some(spaces) = self.fresh() {
            return Ok(spaces);
        }
        match self.store.space_documents().await {
            Ok(documents) => {
                let spaces = documents.iter().filter_map(|document| ready(document)).collect();
                Ok(self.hold(Some(spaces), FRESH_SECONDS))
            }
            Err(error) => {
                let was_read = {
                    let held = self.held.read().unwrap_or_else(std::sync::PoisonError::into_inner);
                    held.good_until.is_some()
                };
                if !was_read {
                    return Err(error);
                }
                tracing::error!(
                    error = %crate::problem::Chain(&error),
                    "spaces could not be read again; going on with the older ones"
                );
                Ok(self.hold(None, RETRY_SECONDS))
            }
        }
    }

    /// The space of an id.
    ///
    /// # Errors
    /// As [`SpaceCatalog::all`].
    pub async fn named(&self, id: &SpaceId) -> Answer<Option<Arc<ReadySpace>>> {
        Ok(self.all().await?.into_iter().find(|ready| ready.space.id == *id))
    }

    /// The space that an account feeds.
    ///
    /// # Errors
    /// As [`SpaceCatalog::all`].
    pub async fn of_account(
        &self,
        platform: &Platform,
        account: &AccountId,
    ) -> Answer<Option<Arc<ReadySpace>>> {
        let spaces = self.all().await?;
        Ok(spaces.into_iter().find(|ready| ready.space.has_account(platform, account)))
    }
}

/// Reads and compiles one document. One that is broken is left out and logged, so that the others go on; `vigie space
/// put` refuses it before it ever gets this far.
fn ready(document: &str) -> Option<Arc<ReadySpace>> {
    match compile(document) {
        Ok(ready) => Some(Arc::new(ready)),
        Err(error) => {
            tracing::error!(error = %crate::problem::Chain(&error), "a stored space is not valid");
            None
        }
    }
}

/// Reads a space's document and compiles its expressions.
///
/// # Errors
/// When the document or one of its expressions is not valid; the message says where and why.
pub fn compile(document: &str) -> Result<ReadySpace, PortError> {
    let space = Space::from_document(document)
        .map_err(|problems| PortError::permanent("reading a space's document", problems))?;
    let expressions = HouseExpressions::compile(&space.policy.banned, &space.policy.allowed)
        .map_err(|problem| PortError::permanent("compiling a space's expressions", problem))?;
    Ok(ReadySpace { space, expressions })
}

#[cfg(test)]
mod tests;
