//! The webhook as a Lambda: one deployment per platform, each with its own secret.

use std::{collections::BTreeMap, sync::Arc};

use classify::Classifier;
use runtime::{
    SystemClock, config,
    keyrings::Keyrings,
    lambda::{self, Patience},
    spaces::SpaceCatalog,
    telemetry::{self, Counter, LogFormat},
};
use store::aws::{Parameters, Table};
use webhook::App;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let mut variables = config::environment();
    let (platform, table, parameter, level) = (
        variables.required("PLATFORM"),
        variables.required("DECISIONS_TABLE"),
        variables.required("SECRET_PARAMETER"),
        variables.required("LOG_LEVEL"),
    );
    let (platform, table, parameter) = variables.finish((platform, table, parameter))?;
    telemetry::start(LogFormat::Json, &level);

    let clock = Arc::new(SystemClock);
    let sdk = lambda::sdk_config(Patience::Request).await;
    let store = Table::connect(&sdk, table, clock.clone());
    let parameters = BTreeMap::from([(platform.parse()?, parameter)]);
    let app = App {
        classifier: Arc::new(Classifier::built_in()?),
        spaces: Arc::new(SpaceCatalog::new(store.clone(), clock.clone())),
        keyrings: Keyrings::new(Parameters::connect(&sdk), clock.clone(), parameters),
        store,
        clock,
        counter: Counter::Embedded,
    };
    app.warm().await;
    lambda::serve(|request| webhook::handle(&app, request)).await
}
