//! Pulse as a Lambda on a schedule.

use std::{collections::BTreeMap, sync::Arc};

use classify::Classifier;
use lambda_runtime::{LambdaEvent, service_fn};
use pulse::{
    App,
    youtube::{Http, Plan, Settings},
};
use runtime::{
    SystemClock, config,
    keyrings::Keyrings,
    lambda::{self, Patience},
    spaces::SpaceCatalog,
    telemetry::{self, Counter, LogFormat},
};
use store::aws::{Parameters, Table};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let mut variables = config::environment();
    let (table, parameter, address, units, reserve, days, level) = (
        variables.required("DECISIONS_TABLE"),
        variables.required("YOUTUBE_PARAMETER"),
        variables.required("YOUTUBE_ADDRESS"),
        variables.required("YOUTUBE_DAILY_UNITS"),
        variables.required("YOUTUBE_RESERVE_PERCENT"),
        variables.required("YOUTUBE_REREAD_DAYS"),
        variables.required("LOG_LEVEL"),
    );
    let (table, parameter, address) = variables.finish((table, parameter, address))?;
    telemetry::start(LogFormat::Json, &level);

    let clock = Arc::new(SystemClock);
    let sdk = lambda::sdk_config(Patience::Batch).await;
    let store = Table::connect(&sdk, table, clock.clone());
    let parameters = BTreeMap::from([(platforms::youtube::NAME.parse()?, parameter)]);
    let plan = Plan { daily_units: units.parse()?, reserve_percent: reserve.parse()? };
    let app = App {
        classifier: Arc::new(Classifier::built_in()?),
        spaces: Arc::new(SpaceCatalog::new(store.clone(), clock.clone())),
        keyrings: Keyrings::new(Parameters::connect(&sdk), clock.clone(), parameters),
        store,
        clock,
        counter: Counter::Embedded,
        youtube: Http::at(&address)?,
        settings: Settings { plan, reread_days: days.parse()?, ..Settings::default() },
    };
    let app = &app;
    lambda_runtime::run(service_fn(move |_: LambdaEvent<serde_json::Value>| async move {
        // On the heap: nested in one another, the futures would be deeper than the compiler follows.
        Box::pin(pulse::tick(app)).await.map_err(lambda_runtime::Error::from)
    }))
    .await
}
