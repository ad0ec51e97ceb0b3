//! Senders' secrets in memory: read by the name of their parameter, and read again when a signature does not fit, so
//! that a rotated secret works without a deployment.

use std::{
    collections::BTreeMap,
    sync::{Arc, RwLock},
};

use domain::{
    Clock, Platform, Timestamp,
    ports::{Answer, FetchSecret, PortError},
};
use platforms::Keyring;

/// A failed verification reads the secret again at most this often, in seconds: somebody who sends rubbish must not be
/// able to make us hammer the parameter store.
const REREAD_SECONDS: i64 = 60;

#[derive(Debug, Clone)]
struct Held {
    keyring: Arc<Keyring>,
    read_at: Timestamp,
}

/// The keyrings of the platforms that a process serves.
pub struct Keyrings<F> {
    source: F,
    clock: Arc<dyn Clock>,
    parameters: BTreeMap<Platform, String>,
    held: RwLock<BTreeMap<Platform, Held>>,
}

impl<F> std::fmt::Debug for Keyrings<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keyrings")
            .field("platforms", &self.parameters.keys())
            .finish_non_exhaustive()
    }
}

impl<F: FetchSecret> Keyrings<F> {
    /// Keyrings that are read by the names of their parameters.
    pub fn new(source: F, clock: Arc<dyn Clock>, parameters: BTreeMap<Platform, String>) -> Self {
        Self { source, clock, parameters, held: RwLock::default() }
    }

    /// Whether a platform is served here.
    pub fn serves(&self, platform: &Platform) -> bool {
        self.parameters.contains_key(platform)
    }

    fn held(&self, platform: &Platform) -> Option<Held> {
        let held = self.held.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        held.get(platform).cloned()
    }

    /// Reads every keyring ahead of the first request.
    ///
    /// # Errors
    /// When a parameter cannot be read or holds no keyring.
    pub async fn warm(&self) -> Answer<()> {
        for platform in self.parameters.keys() {
            self.read(platform).await?;
        }
        Ok(())
    }

    /// The keyring of a platform, read at the first use.
    ///
    /// # Errors
    /// When the parameter cannot be read or holds no keyring.
    pub async fn keyring(&self, platform: &Platform) -> Answer<Arc<Keyring>> {
        match self.held(platform) {
            Some(held) => Ok(held.keyring),
            None => self.read(platform).await,
        }
    }

    /// The keyring read again after a signature did not fit, or `None` when it was read less than a minute ago.
    ///
    /// # Errors
    /// When the parameter cannot be read or holds no keyring.
    pub async fn reread(&self, platform: &Platform) -> Answer<Option<Arc<Keyring>>> {
        let now = self.clock.now();
        let recent = |held: &Held| now < held.read_at.plus_secs(REREAD_SECONDS);
        if self.held(platform).as_ref().is_some_and(recent) {
            return Ok(None);
        }
        self.read(platform).await.map(Some)
    }

    async fn read(&self, platform: &Platform) -> Answer<Arc<Keyring>> {
        let Some(parameter) = self.parameters.get(platform) else {
            return Err(PortError::permanent("finding a keyring", "this platform is not served"));
        };
        let text = self.source.secret(parameter).await?;
        let sender = platforms::sender(platform.as_str());
        let keyring = Keyring::parse(&text)
            .and_then(|keyring| sender.map_or(Ok(()), |s| s.check(&keyring)).map(|()| keyring))
            .map_err(|problem| PortError::permanent("reading a keyring", problem))?;
        let held = Held { keyring: Arc::new(keyring), read_at: self.clock.now() };
        let keyring = Arc::clone(&held.keyring);
        let mut all = self.held.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        all.insert(platform.clone(), held);
        Ok(keyring)
    }
}

#[cfg(test)]
mod tests;
