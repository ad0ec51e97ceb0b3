//! Text analysis as a Lambda: no table, no queue, no secret.

use std::{future::ready, sync::Arc};

use analyze::App;
use classify::Classifier;
use runtime::{
    SystemClock, config, lambda,
    telemetry::{self, Counter, LogFormat},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let mut variables = config::environment();
    let level = variables.required("LOG_LEVEL");
    let level = variables.finish(level)?;
    telemetry::start(LogFormat::Json, &level);

    let app = App {
        classifier: Arc::new(Classifier::built_in()?),
        clock: Arc::new(SystemClock),
        counter: Counter::Embedded,
    };
    lambda::serve(|request| ready(analyze::handle(&app, request))).await
}
