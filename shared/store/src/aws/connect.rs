//! The adapters on a process's one SDK configuration, so that no main names an SDK crate.

use std::sync::Arc;

use aws_types::SdkConfig;
use domain::{
    Clock,
    ports::{Answer, FetchSecret},
};

use super::{Parameters, Queues, Table};

impl Table {
    /// The table called `name`, reached as `sdk` says.
    #[must_use]
    pub fn connect(sdk: &SdkConfig, name: String, clock: Arc<dyn Clock>) -> Self {
        Self::new(aws_sdk_dynamodb::Client::new(sdk), name, clock)
    }
}

impl Queues {
    /// The queues at these URLs, reached as `sdk` says.
    #[must_use]
    pub fn connect(sdk: &SdkConfig, urgent_url: String, normal_url: String) -> Self {
        Self::new(aws_sdk_sqs::Client::new(sdk), urgent_url, normal_url)
    }
}

impl Parameters {
    /// Parameter Store, reached as `sdk` says.
    #[must_use]
    pub fn connect(sdk: &SdkConfig) -> Self {
        Self::new(aws_sdk_ssm::Client::new(sdk))
    }
}

impl FetchSecret for Parameters {
    async fn secret(&self, parameter: &str) -> Answer<String> {
        self.get(parameter).await
    }
}
