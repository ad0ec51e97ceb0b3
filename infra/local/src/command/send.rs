//! `vigie send`.

use std::{path::PathBuf, process::ExitCode, time::Duration};

use clap::Args;
use domain::Clock;
use platforms::{
    Keyring,
    fixture::{Fixture, VERIFY_TOKEN},
};
use runtime::SystemClock;
use serde::Serialize;

use super::Done;
use crate::{
    data::DataFolder,
    shown::{self, BOLD},
};

/// A fixture, and where to send it.
#[derive(Debug, Args)]
pub(crate) struct Send {
    /// A file of events/, such as events/cms/new-hateful.json
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The host to send to
    #[arg(long, default_value = "http://127.0.0.1:8787", value_name = "URL")]
    to: String,
    /// The secret to sign with; that of the local folder when left out
    #[arg(long, env = "VIGIE_SECRET", hide_env_values = true)]
    secret: Option<String>,
    /// Folder of the local secrets
    #[arg(long, default_value = ".vigie", env = "VIGIE_DATA")]
    data: PathBuf,
    /// For machines
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    file: String,
    status: u16,
    body: serde_json::Value,
}

/// How long to wait for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

impl Send {
    /// Sends every file in turn. The exit code says whether every answer was 2xx.
    pub(crate) fn run(self) -> Done {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .build()
            .into();
        let mut all_well = true;
        for file in &self.files {
            let answer = self.send(&agent, file)?;
            all_well &= (200..300).contains(&answer.status);
            if self.json {
                shown::out(&serde_json::to_string(&answer)?);
            } else {
                shown::out(&format!("{BOLD}{}{BOLD:#} {}", answer.status, answer.file));
                shown::json(&answer.body)?;
            }
        }
        Ok(if all_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn send(
        &self,
        agent: &ureq::Agent,
        file: &std::path::Path,
    ) -> Result<Answer, Box<dyn std::error::Error + std::marker::Send + Sync>> {
        let fixture = Fixture::load(file)?;
        let keyring = self.keyring(fixture.sender()?.name())?;
        let space = fixture.space()?;
        let Some((secret, _)) = keyring.signing(space.as_ref()).next() else {
            return Err("the keyring holds no secret for this platform and space".into());
        };
        let request = fixture.to_request(secret, SystemClock.now())?;
        let (parts, body) = request.into_parts();
        let mut uri = format!("{}{}", self.to.trim_end_matches('/'), parts.uri);
        if let Some(token) = keyring.handshake().next() {
            uri = uri.replace(VERIFY_TOKEN, token.reveal());
        }
        let mut outgoing = http::Request::builder().method(parts.method).uri(uri);
        if let Some(headers) = outgoing.headers_mut() {
            *headers = parts.headers;
        }
        let mut response = agent.run(outgoing.body(body.as_ref())?).map_err(|error| {
            format!("{} does not answer: {error}; is `vigie serve` running there?", self.to)
        })?;
        let text = response.body_mut().read_to_string()?;
        let body = serde_json::from_str(&text).unwrap_or(serde_json::Value::String(text));
        let file = file.display().to_string();
        Ok(Answer { file, status: response.status().as_u16(), body })
    }

    /// The secrets to sign with: the one given, or those of the local folder.
    fn keyring(
        &self,
        platform: &str,
    ) -> Result<Keyring, Box<dyn std::error::Error + std::marker::Send + Sync>> {
        if let Some(secret) = &self.secret {
            return Ok(Keyring::parse(secret)?);
        }
        let secrets = DataFolder::open(&self.data)?.secrets()?;
        Ok(Keyring::parse(secrets.keyring(platform).unwrap_or_default())?)
    }
}
