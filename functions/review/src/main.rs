//! The reviewers' API as a Lambda.

use std::sync::Arc;

use review::{App, Pace};
use runtime::{
    SystemClock, config,
    lambda::{self, Patience},
    spaces::SpaceCatalog,
    telemetry::{self, LogFormat},
};
use store::aws::{Queues, Table};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let mut variables = config::environment();
    let (table, urgent, normal, lease, level) = (
        variables.required("DECISIONS_TABLE"),
        variables.required("URGENT_QUEUE_URL"),
        variables.required("NORMAL_QUEUE_URL"),
        variables.required("LEASE_SECONDS"),
        variables.required("LOG_LEVEL"),
    );
    let (table, urgent, normal, lease) = variables.finish((table, urgent, normal, lease))?;
    let lease_seconds = lease.parse().map_err(|_| "LEASE_SECONDS is not a number of seconds")?;
    telemetry::start(LogFormat::Json, &level);

    let clock = Arc::new(SystemClock);
    let quick = lambda::sdk_config(Patience::Request).await;
    let patient = lambda::sdk_config(Patience::LongPoll).await;
    let store = Table::connect(&quick, table, clock.clone());
    let app = App {
        queues: Queues::connect(&patient, urgent, normal),
        spaces: Arc::new(SpaceCatalog::new(store.clone(), clock.clone())),
        store,
        clock,
        pace: Pace::default(),
        lease_seconds,
    };
    if let Err(error) = app.spaces.all().await {
        tracing::warn!(error = %runtime::problem::Chain(&error), "warming up failed");
    }
    lambda::serve(|request| review::handle(&app, request)).await
}
