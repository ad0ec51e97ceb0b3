//! `vigie quarantine`.

use std::{io::Write, process::ExitCode};

use clap::Args;
use domain::Platform;
use serde::Serialize;

use super::{Done, store::StoreChoice};
use crate::shown::{self, BOLD};

/// What was verified but could not be read, newest first.
#[derive(Debug, Args)]
pub(crate) struct Quarantine {
    /// The platform that sent it
    platform: Platform,
    /// Write the whole body of the Nth (1 is the newest) to standard output
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    body: Option<u16>,
    /// At most this many
    #[arg(long, default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    store: StoreChoice,
    /// For machines
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Listed<'a> {
    received_at: String,
    reason: &'a str,
    bytes: usize,
}

impl Quarantine {
    /// Shows it.
    pub(crate) async fn run(self) -> Done {
        let wanted = self.body.map_or(self.limit, usize::from);
        let kept = self.store.open().await?.kept(&self.platform, wanted).await?;
        if let Some(number) = self.body {
            let Some(found) = kept.get(usize::from(number) - 1) else {
                return Err(format!("only {} are kept of {}", kept.len(), self.platform).into());
            };
            std::io::stdout().lock().write_all(&found.body)?;
            return Ok(ExitCode::SUCCESS);
        }
        let listed: Vec<Listed<'_>> = kept
            .iter()
            .map(|kept| Listed {
                received_at: kept.received_at.to_string(),
                reason: &kept.reason,
                bytes: kept.body.len(),
            })
            .collect();
        if self.json {
            shown::json(&listed)?;
            return Ok(ExitCode::SUCCESS);
        }
        if listed.is_empty() {
            shown::out(&format!("nothing is kept of {}", self.platform));
        }
        for (number, kept) in (1..).zip(&listed) {
            let (at, reason, bytes) = (&kept.received_at, kept.reason, kept.bytes);
            shown::out(&format!("{BOLD}{number:>3}{BOLD:#}  {at}  {bytes:>8} bytes  {reason}"));
        }
        Ok(ExitCode::SUCCESS)
    }
}
