//! Every fixture there is, each compared with what it expects.

use std::path::{Path, PathBuf};

use domain::Verdict;
use platforms::fixture::Fixture;
use serde::Serialize;

use super::{super::Failure, Send, host::Host, reading::Reading, said::Said, shown};
use crate::{
    progress::Progress,
    shown::{note, out},
};

/// What came of one fixture.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    pub(crate) platform: &'static str,
    pub(crate) case: String,
    pub(crate) status: u16,
    /// `null`: nobody says.
    pub(crate) verdicts: Option<Vec<Verdict>>,
    pub(crate) as_expected: bool,
    pub(crate) differences: Vec<String>,
}

impl Send {
    /// Sends all, and shows what came of them. Whether every answer was the expected one.
    pub(super) async fn send_all(&self, host: &Host) -> Result<bool, Failure> {
        let fixtures = load(&self.events, self.platform.as_deref())?;
        let reading = Reading::new(self.token.as_deref(), host, &self.data).await?;
        let possible = reading.is_possible();
        let sent = self.send_each(host, &fixtures, &reading).await;
        reading.end().await?;
        let lines = sent?;
        if !self.json {
            out(&shown::lines(&lines));
            if !possible && lines.iter().any(|line| line.verdicts.is_none()) {
                note("`-`: the verdict is told by no answer; --token reads it from the review API");
            }
        }
        Ok(lines.iter().all(|line| line.as_expected))
    }

    async fn send_each(
        &self,
        host: &Host,
        fixtures: &[(&'static str, Fixture)],
        reading: &Reading,
    ) -> Result<Vec<Line>, Failure> {
        let mut progress = Progress::of(fixtures.len() as u64);
        let mut lines = Vec::with_capacity(fixtures.len());
        for (platform, fixture) in fixtures {
            let line = send(host, platform, fixture, reading).await?;
            if self.json {
                out(&serde_json::to_string(&line)?);
            }
            lines.push(line);
            progress.at(lines.len() as u64);
        }
        Ok(lines)
    }
}

async fn send(
    host: &Host,
    platform: &'static str,
    fixture: &Fixture,
    reading: &Reading,
) -> Result<Line, Failure> {
    let delivered = host.deliver(fixture)?;
    let status = delivered.status;
    let mut said = Said::of(platform, status, &delivered.body, delivered.written.len());
    if said.verdicts.is_none() {
        said.verdicts = reading.verdicts(host, &platform.parse()?, &delivered).await?;
    }
    let differences = said.differences(status, &fixture.expect);
    Ok(Line {
        platform,
        case: fixture.case.clone(),
        status,
        verdicts: said.verdicts,
        as_expected: differences.is_empty(),
        differences,
    })
}

/// Every fixture in the folder and in the folders in it, with its platform; by platform and case.
fn load(events: &Path, only: Option<&str>) -> Result<Vec<(&'static str, Fixture)>, Failure> {
    let mut fixtures = Vec::new();
    for path in listed(events)? {
        let files = if path.is_dir() { listed(&path)? } else { vec![path] };
        for file in files.iter().filter(|file| file.extension().is_some_and(|e| e == "json")) {
            let fixture = Fixture::load(file)?;
            let platform = fixture.sender()?.name();
            if only.is_none_or(|only| only == platform) {
                fixtures.push((platform, fixture));
            }
        }
    }
    if fixtures.is_empty() {
        let of = only.map(|only| format!(" of {only}")).unwrap_or_default();
        return Err(format!("{} holds no fixture{of}; see --events", events.display()).into());
    }
    fixtures.sort_by(|(a, one), (b, other)| (a, &one.case).cmp(&(b, &other.case)));
    Ok(fixtures)
}

fn listed(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error| format!("{} cannot be read: {error}; see --events", folder.display());
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        paths.push(entry.map_err(unreadable)?.path());
    }
    Ok(paths)
}
