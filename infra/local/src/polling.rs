//! Asks YouTube every few minutes, as the schedule of a Lambda does in the cloud.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use clap::Args;
use classify::Classifier;
use domain::ports::{Answer, KeepSpaces};
use platforms::youtube::NAME;
use pulse::{
    App,
    youtube::{ADDRESS, Http, NoWay, Plan, Settings},
};
use runtime::{
    SystemClock,
    keyrings::Keyrings,
    problem::Chain,
    spaces::{self, SpaceCatalog},
    telemetry::Counter,
};
use store::embedded::Embedded;

use crate::data::Secrets;

/// How YouTube is asked. Only with an API key in secrets.json: `"youtube": {"signing": ["KEY"]}`.
#[derive(Debug, Args)]
pub(crate) struct Polling {
    /// Units of quota that YouTube gives the key's project a day; a fifth is kept for outcomes
    #[arg(long, default_value_t = Plan::default().daily_units, value_name = "UNITS",
          env = "VIGIE_YOUTUBE_DAILY_UNITS")]
    youtube_daily_units: u32,
    /// Days that YouTube's threads are looked at again for edits and new replies
    #[arg(long, default_value_t = Settings::default().reread_days, value_name = "DAYS",
          env = "VIGIE_YOUTUBE_REREAD_DAYS", value_parser = clap::value_parser!(u16).range(1..=30))]
    youtube_reread_days: u16,
    /// Seconds between two polls of YouTube
    #[arg(long, default_value_t = 300, value_name = "SECONDS",
          value_parser = clap::value_parser!(u64).range(1..=86_400))]
    youtube_every: u64,
    /// Where YouTube's API is, for tests
    #[arg(long, default_value = ADDRESS, env = "VIGIE_YOUTUBE_ADDRESS", hide = true)]
    youtube_address: String,
}

/// Tells whoever names a channel in a space without having a key that nobody is asked.
pub(crate) async fn warn_of_no_key(store: &Embedded) -> Answer<()> {
    let documents = store.space_documents().await?;
    let spaces = documents.iter().filter_map(|document| spaces::compile(document).ok());
    let mut accounts = spaces.flat_map(|ready| ready.space.accounts);
    if accounts.any(|account| account.platform.as_str() == NAME) {
        tracing::warn!(
            "a space names a YouTube channel, but secrets.json holds no key to ask with: \
             \"youtube\": {{\"signing\": [\"KEY\"]}}"
        );
    }
    Ok(())
}

/// What asks.
pub(crate) struct Poller {
    app: App<Embedded, Secrets, Http>,
    every: Duration,
}

impl Polling {
    /// The poller, if there is a key to ask with.
    pub(crate) fn poller(
        &self,
        store: &Embedded,
        secrets: &Secrets,
        classifier: &Arc<Classifier>,
    ) -> Result<Option<Poller>, NoWay> {
        let parameters = secrets.parameters();
        let of_youtube: BTreeMap<_, _> =
            parameters.into_iter().filter(|(platform, _)| platform.as_str() == NAME).collect();
        if of_youtube.is_empty() {
            return Ok(None);
        }
        let clock = Arc::new(SystemClock);
        let plan = Plan { daily_units: self.youtube_daily_units, ..Plan::default() };
        let app = App {
            classifier: Arc::clone(classifier),
            store: store.clone(),
            spaces: Arc::new(SpaceCatalog::new(store.clone(), clock.clone())),
            keyrings: Keyrings::new(secrets.clone(), clock.clone(), of_youtube),
            clock,
            counter: Counter::Log,
            youtube: Http::at(&self.youtube_address)?,
            settings: Settings {
                plan,
                reread_days: self.youtube_reread_days,
                ..Settings::default()
            },
        };
        Ok(Some(Poller { app, every: Duration::from_secs(self.youtube_every) }))
    }
}

impl Poller {
    /// Asks until the process ends. What fails is told, and tried again the next time.
    pub(crate) async fn run(self) {
        let mut time = tokio::time::interval(self.every);
        time.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            time.tick().await;
            if let Err(failure) = pulse::tick(&self.app).await {
                tracing::error!(error = %Chain(&failure), "a poll failed");
            }
        }
    }
}
