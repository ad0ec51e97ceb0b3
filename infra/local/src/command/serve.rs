//! `vigie serve`.

use std::{io::IsTerminal, net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc};

use clap::Args;
use classify::Classifier;
use domain::{
    Clock, Role, TokenRecord,
    ports::{KeepSpaces, KeepTokens},
    review::LEASE_SECONDS,
    reviewer::BearerToken,
};
use runtime::{
    SystemClock, entropy, spaces,
    telemetry::{self, LogFormat},
};
use store::embedded::Embedded;
use tokio::net::TcpListener;

use super::Done;
use crate::{
    data::DataFolder,
    feed,
    polling::{self, Polling},
    serve::House,
    shown::{self, BOLD},
};

/// Where and with what to serve.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Address and port; port 0 takes any free one
    #[arg(long, default_value = "127.0.0.1:8787", env = "VIGIE_LISTEN")]
    listen: SocketAddr,
    /// Folder of the store and the secrets; made when it is not there
    #[arg(long, default_value = ".vigie", env = "VIGIE_DATA", global = true)]
    data: PathBuf,
    /// How long a reviewer holds a claimed review before it is free again
    #[arg(long, default_value_t = LEASE_SECONDS, value_name = "SECONDS",
          value_parser = clap::value_parser!(i64).range(1..=86_400))]
    lease_seconds: i64,
    #[command(flatten)]
    polling: Polling,
    /// Log lines as JSON, and the start as one JSON object
    #[arg(long)]
    json: bool,
    /// What to log: error, warn, info, debug, or parts such as `warn,webhook=debug`
    #[arg(long, default_value = "info", env = "VIGIE_LOG")]
    log: String,
}

/// How long the token that a start prints is good for, in seconds.
const START_TOKEN_SECONDS: i64 = 24 * 3600;

impl Serve {
    /// Serves until Ctrl-C.
    pub(crate) async fn run(self) -> Done {
        let colour = std::io::stderr().is_terminal();
        let format = if self.json { LogFormat::Json } else { LogFormat::Text { colour } };
        telemetry::start(format, &self.log);
        let folder = DataFolder::open(&self.data)?;
        let store = folder.store().await?;
        let secrets = folder.secrets()?;
        let classifier = Arc::new(Classifier::built_in()?);
        let poller = self.polling.poller(&store, &secrets, &classifier)?;
        if poller.is_none() {
            polling::warn_of_no_key(&store).await?;
        }
        let listener = TcpListener::bind(self.listen).await.map_err(|error| {
            format!("{} cannot be listened on: {error}; choose another with --listen", self.listen)
        })?;
        let url = format!("http://{}", listener.local_addr()?);
        let token = start_token(&store).await?;
        self.greet(&store, &folder, &url, &token).await?;
        let following = tokio::task::spawn(feed::follow(store.clone()));
        let polling = poller.map(|poller| tokio::task::spawn(poller.run()));
        House::over(store, secrets, classifier, self.lease_seconds).serve(listener).await?;
        following.abort();
        if let Some(polling) = polling {
            polling.abort();
        }
        Ok(ExitCode::SUCCESS)
    }

    async fn greet(
        &self,
        store: &Embedded,
        folder: &DataFolder,
        url: &str,
        token: &str,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let documents = store.space_documents().await?;
        let known: Vec<String> = documents
            .iter()
            .filter_map(|document| spaces::compile(document).ok())
            .map(|ready| ready.space.id.to_string())
            .collect();
        let data = folder.path().display();
        if self.json {
            let senders: Vec<&str> = platforms::all().iter().map(|sender| sender.name()).collect();
            let start = serde_json::json!({
                "url": url, "token": token, "spaces": known, "platforms": senders,
                "data": data.to_string(),
            });
            shown::out(&start.to_string());
            return Ok(());
        }
        shown::out(&format!(
            "{BOLD}Vigie{BOLD:#} serves on {BOLD}{url}{BOLD:#}   (data in {data})\n"
        ));
        for sender in platforms::all() {
            let name = sender.name();
            shown::out(&format!("  {name:<10} POST {url}/webhooks/{name}/{{space}}"));
        }
        shown::out(&format!("  {:<10} GET  {url}/v1/reviews", "reviewers"));
        shown::out(&format!("  {:<10} POST {url}/analyze", "analysis"));
        let perspective = "/v1alpha1/comments:analyze   (as Google's Perspective API)";
        shown::out(&format!("  {:<10} POST {url}{perspective}", ""));
        shown::out(&format!("\n  spaces         {}", known.join(", ")));
        shown::out(&format!("  reviewer token {token}   (24 h; longer ones: vigie token create)"));
        // The example must work as it is printed, wherever this one listens and keeps its secrets.
        let to = if url.ends_with(":8787") { String::new() } else { format!(" --to {url}") };
        let from =
            if data.to_string() == ".vigie" { String::new() } else { format!(" --data {data}") };
        shown::out(&format!(
            "\nSend a comment that a person should see, then claim it:\n\n  \
             cargo run -- send events/cms/for-review.json{to}{from}\n  \
             curl -s -X POST -H 'Authorization: Bearer {token}' {url}/v1/reviews/claim\n"
        ));
        Ok(())
    }
}

/// A lead's token for every space, good for a day, so that the first claim needs no other step.
async fn start_token(store: &Embedded) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    let now = SystemClock.now();
    for old in store.tokens().await?.iter().filter(|record| record.expires_at <= now) {
        store.revoke_token(&old.id).await?;
    }
    let token = BearerToken::from_random(&entropy::random()?);
    let until = now.plus_secs(START_TOKEN_SECONDS);
    let name = "start of vigie serve".to_owned();
    let record = TokenRecord::of(&token, name, Role::Lead, Vec::new(), now, until);
    store.save_token(&record).await?;
    Ok(token.reveal())
}
