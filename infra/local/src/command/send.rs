//! `vigie send`.

mod all;
mod host;
mod reading;
mod said;
mod shown;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, builder::PossibleValuesParser};
use platforms::fixture::Fixture;
use serde::Serialize;

use self::host::Host;
use super::{Done, Failure};
use crate::shown::{BOLD, json, out};

/// Fixtures, and where to send them.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true, after_help = EXAMPLES)]
pub(crate) struct Send {
    /// A file of events/, such as events/cms/new-hateful.json
    #[arg(required_unless_present = "all", conflicts_with = "all", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Send every fixture there is, and compare each answer with what the fixture expects
    #[arg(long)]
    all: bool,
    /// Where the fixtures of --all are: DIR/PLATFORM/CASE.json
    #[arg(long, default_value = "events", value_name = "DIR", conflicts_with = "files")]
    events: PathBuf,
    /// Only the fixtures of one platform
    #[arg(long, value_name = "NAME", conflicts_with = "files", hide_possible_values = true,
          value_parser = PossibleValuesParser::new(platforms::all().iter().map(|sender| sender.name())))]
    platform: Option<String>,
    /// The host to send to
    #[arg(long, default_value = "http://127.0.0.1:8787", value_name = "URL")]
    to: String,
    /// The secret to sign with; that of the local folder when left out
    #[arg(long, env = "VIGIE_SECRET", hide_env_values = true)]
    secret: Option<String>,
    /// A reviewer's token to read the verdicts with that no answer tells; when left out, one is made in the local folder
    /// and revoked afterwards
    #[arg(long, env = "VIGIE_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Folder of the local secrets
    #[arg(long, default_value = ".vigie", env = "VIGIE_DATA")]
    data: PathBuf,
    /// For machines; with --all, one object a line
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "Examples:
  vigie send events/cms/for-review.json           one comment: verdict, labels and evidence
  vigie send events/meta/*.json --json            several, as JSON
  vigie send --all                                all, as a table; exit code 1 if any answer is not as expected
  vigie send --all --platform line                only one platform's
  vigie send --all --events my-events             your own; events/README.md says how they are written
  vigie send --all --json | jq 'select(.as_expected | not)'
  vigie send --all --platform cms --to https://… --secret whsec_… --token vigie_…    a deployed one

Every file says how it is signed and which answer it expects. A file is one delivery; a verdict belongs to a comment, so
a delivery may have several or none. Most platforms want an empty answer: their verdicts are read from the review API
(GET /v1/decisions/ID) afterwards, and are shown as `-` where no token is at hand. A second run shows the same, unless
somebody has resolved a review in between.

One --secret signs for every platform: give --platform with it.";

#[derive(Serialize)]
struct Answer {
    file: String,
    status: u16,
    body: serde_json::Value,
}

impl Send {
    /// Sends every file in turn. The exit code says whether every answer was 2xx; with `--all`, whether every answer was
    /// the expected one.
    pub(crate) async fn run(self) -> Done {
        let host = Host::new(&self.to, self.secret.as_deref(), &self.data)?;
        let well = if self.all { self.send_all(&host).await? } else { self.send_files(&host)? };
        Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn send_files(&self, host: &Host) -> Result<bool, Failure> {
        let mut all_well = true;
        for file in &self.files {
            let answer = send(host, file)?;
            all_well &= (200..300).contains(&answer.status);
            if self.json {
                out(&serde_json::to_string(&answer)?);
            } else {
                out(&format!("{BOLD}{}{BOLD:#} {}", answer.status, answer.file));
                json(&answer.body)?;
            }
        }
        Ok(all_well)
    }
}

fn send(host: &Host, file: &Path) -> Result<Answer, Failure> {
    let delivered = host.deliver(&Fixture::load(file)?)?;
    let file = file.display().to_string();
    Ok(Answer { file, status: delivered.status, body: delivered.body })
}
