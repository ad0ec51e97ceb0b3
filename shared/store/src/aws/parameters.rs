//! Secrets from Parameter Store.

use aws_sdk_ssm::Client;
use domain::ports::{Answer, PortError};

use super::failure::failed;

/// Parameter Store.
#[derive(Debug, Clone)]
pub struct Parameters {
    client: Client,
}

impl Parameters {
    /// The parameters that `client` may read.
    #[must_use]
    pub const fn new(client: Client) -> Self {
        Self { client }
    }

    /// The value of a parameter, decrypted.
    ///
    /// # Errors
    /// When it is not there or may not be read (permanent), or Parameter Store is not reached (transient).
    pub async fn get(&self, name: &str) -> Answer<String> {
        const STEP: &str = "reading a parameter";
        let get = self.client.get_parameter().name(name).with_decryption(true);
        let answer = get.send().await.map_err(|error| failed(STEP, error))?;
        answer
            .parameter
            .and_then(|parameter| parameter.value)
            .ok_or_else(|| PortError::permanent(STEP, "the parameter has no value"))
    }
}
