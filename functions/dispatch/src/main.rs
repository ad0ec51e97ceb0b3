//! Dispatch as a Lambda on the table's stream.

use std::sync::Arc;

use dispatch::stream::{self, StreamEvent};
use lambda_runtime::{LambdaEvent, service_fn};
use runtime::{
    config,
    lambda::{self, Patience},
    telemetry::{self, LogFormat},
};
use store::aws::Queues;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let mut variables = config::environment();
    let (urgent, normal, level) = (
        variables.required("URGENT_QUEUE_URL"),
        variables.required("NORMAL_QUEUE_URL"),
        variables.required("LOG_LEVEL"),
    );
    let (urgent, normal) = variables.finish((urgent, normal))?;
    telemetry::start(LogFormat::Json, &level);

    let sdk = lambda::sdk_config(Patience::Batch).await;
    let queues = Arc::new(Queues::connect(&sdk, urgent, normal));
    lambda_runtime::run(service_fn(move |event: LambdaEvent<StreamEvent>| {
        let queues = Arc::clone(&queues);
        async move { stream::handle(queues.as_ref(), event.payload).await }
    }))
    .await
}
