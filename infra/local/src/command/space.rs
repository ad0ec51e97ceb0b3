//! `vigie space`.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use domain::{FailPosture, Score, Space, SpaceId, ports::PortError};
use runtime::spaces;
use serde::Serialize;

use super::{Done, store::StoreChoice};
use crate::shown::{self, BOLD};

/// What to do with spaces.
#[derive(Debug, Subcommand)]
pub(crate) enum SpaceCommand {
    /// Check documents; every problem is told with its line
    Check(Check),
    /// Check a document and save it; it is in force within a minute
    Put(Put),
    /// List the spaces
    List(List),
    /// Show one space with all its thresholds
    Show(Show),
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// TOML documents
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Put {
    /// A TOML document
    file: PathBuf,
    #[command(flatten)]
    store: StoreChoice,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    store: StoreChoice,
    /// For machines
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The space's id
    id: SpaceId,
    #[command(flatten)]
    store: StoreChoice,
}

#[derive(Serialize)]
struct Listed {
    id: String,
    name: String,
    version: String,
    retention_days: u16,
    on_failure: FailPosture,
    accounts: Vec<String>,
}

impl Listed {
    fn of(space: &Space) -> Self {
        let account =
            |account: &domain::space::SpaceAccount| format!("{}:{}", account.platform, account.id);
        Self {
            id: space.id.to_string(),
            name: space.name.clone(),
            version: space.version.clone(),
            retention_days: space.retention_days,
            on_failure: space.posture,
            accounts: space.accounts.iter().map(account).collect(),
        }
    }
}

impl SpaceCommand {
    /// Does it.
    pub(crate) async fn run(self) -> Done {
        match self {
            Self::Check(check) => check.run(),
            Self::Put(put) => put.run().await,
            Self::List(list) => list.run().await,
            Self::Show(show) => show.run().await,
        }
    }
}

fn read(file: &PathBuf) -> Result<String, String> {
    std::fs::read_to_string(file)
        .map_err(|error| format!("{} cannot be read: {error}", file.display()))
}

impl Check {
    fn run(self) -> Done {
        let mut all_well = true;
        for file in &self.files {
            match spaces::compile(&read(file)?) {
                Ok(ready) => {
                    shown::out(&format!("{}: {} is valid", file.display(), ready.space.id))
                }
                Err(error) => {
                    all_well = false;
                    shown::note(&problems(file, &error));
                }
            }
        }
        Ok(if all_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// The problems of a document, one line each, in the form editors jump to.
fn problems(file: &std::path::Path, error: &PortError) -> String {
    let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    let lines: Vec<String> =
        cause.lines().map(|line| format!("{}: {line}", file.display())).collect();
    lines.join("\n")
}

impl Put {
    async fn run(self) -> Done {
        let document = read(&self.file)?;
        let ready = match spaces::compile(&document) {
            Ok(ready) => ready,
            Err(error) => {
                shown::note(&problems(&self.file, &error));
                return Ok(ExitCode::FAILURE);
            }
        };
        self.store.open().await?.save_space(&ready.space.id, &document).await?;
        let (id, version) = (&ready.space.id, &ready.space.version);
        shown::out(&format!("{id} is saved as version {version}; in force within a minute"));
        Ok(ExitCode::SUCCESS)
    }
}

impl List {
    async fn run(self) -> Done {
        let documents = self.store.open().await?.space_documents().await?;
        let mut listed = Vec::new();
        for document in &documents {
            listed.push(Listed::of(&spaces::compile(document)?.space));
        }
        if self.json {
            shown::json(&listed)?;
            return Ok(ExitCode::SUCCESS);
        }
        for space in &listed {
            let accounts = space.accounts.join(", ");
            let (id, name, version, days) =
                (&space.id, &space.name, &space.version, space.retention_days);
            shown::out(&format!(
                "{BOLD}{id}{BOLD:#}  {name}  version {version}, {days} days  {accounts}"
            ));
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Show {
    async fn run(self) -> Done {
        let documents = self.store.open().await?.space_documents().await?;
        let ready = documents.iter().filter_map(|document| spaces::compile(document).ok());
        let Some(ready) = ready.into_iter().find(|ready| ready.space.id == self.id) else {
            return Err(
                format!("there is no space {}; `vigie space list` lists them", self.id).into()
            );
        };
        let space = ready.space;
        shown::out(&format!(
            "{BOLD}{}{BOLD:#}  {}  version {}",
            space.id, space.name, space.version
        ));
        let level = |score: Option<Score>| score.map_or("never".to_owned(), |s| s.to_string());
        for (label, threshold) in &space.policy.thresholds {
            let (review, reject) = (level(threshold.review), level(threshold.reject));
            let priority = threshold.priority.name();
            shown::out(&format!(
                "  {:<18} review {review:<6} reject {reject:<6} {priority}",
                label.name()
            ));
        }
        Ok(ExitCode::SUCCESS)
    }
}
