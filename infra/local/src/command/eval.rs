//! `vigie eval`.

mod judge;
mod measure;
mod misses;
mod rows;
mod shown;

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use classify::Classifier;
use serde::Serialize;

use self::{judge::Speed, measure::Measures};
use super::{
    Done,
    policy::{PolicyChoice, ThresholdChange},
};

/// Rows whose answer is known, and the policy that is measured on them.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true, after_help = EXAMPLES)]
pub(crate) struct Eval {
    /// JSON lines, or tables of the classifier's training (*.tsv)
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    policy: PolicyChoice,
    /// Another threshold for a label, for this run: a number above 0 and at most 1, or `never`; may be repeated
    #[arg(long = "threshold", value_name = "LABEL=REVIEW[,REJECT]")]
    thresholds: Vec<ThresholdChange>,
    /// Write the wrongly judged rows, with scores and rules, as JSON lines that `vigie eval` reads again
    #[arg(long, value_name = "FILE")]
    misses: Option<PathBuf>,
    /// For machines
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = r#"Examples:
  vigie eval labelled.jsonl                               how good it is, and where it is not
  vigie eval fr.jsonl en.jsonl --misses misses.jsonl      the same of two files; wrong rows kept for study
  vigie eval misses.jsonl --threshold insult=0.6,0.95     what another threshold would do
  vigie eval labelled.jsonl --space my-space.toml --json  a client's policy; numbers for a script
  vigie eval shared/classify/training/dev/*.tsv           the rows that training holds back

A row of JSON says whether the text is harmful (y), or what it holds (labels), or both; y counts first:
  {"id": 1, "text": "Espèce de connard !", "lang": "fr", "y": 1, "func": "insults"}
  {"text": "C'est con comme la lune", "labels": ["profanity"]}
`id`, `lang` and `func` (what the row probes) may be left out, other fields are passed over. A line of a table reads
labels<TAB>text or labels<TAB>func<TAB>text, with commas between labels; blank lines and lines with # are passed over.
The label `ok`, profanity and calm labels (question, testimony …) are harmless.

A row is flagged when its verdict is not approve. Macro-F1 is the mean of F1 for harmful and for harmless rows, and needs
both. A false positive is a harmless row that is flagged, as a share of all harmless rows. A label is told when its score
reaches its lowest threshold, or 0.5 where the policy has none. The calibration error says how far the highest harmful
score is from the share of rows with that score that is harmful, on average: 0 is a score that reads as a probability."#;

#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    measures: &'a Measures,
    speed: Speed,
    classifier_version: &'a str,
    policy_version: &'a str,
    /// What this run changed in that policy.
    threshold_changes: Vec<String>,
}

impl Eval {
    /// Judges every row and shows the measures.
    pub(crate) fn run(self) -> Done {
        let mut ready = self.policy.ready()?;
        for change in &self.thresholds {
            change.apply(&mut ready.space.policy)?;
        }
        let rows = rows::read(&self.files)?;
        let classifier = Classifier::built_in()?;
        let (outcomes, speed) = judge::judge(&rows, &classifier, &ready);
        let measures = Measures::of(&self.files, &rows, &outcomes, &ready.space.policy);
        if self.json {
            crate::shown::json(&Report {
                measures: &measures,
                speed,
                classifier_version: classifier.version(),
                policy_version: &ready.space.version,
                threshold_changes: self.thresholds.iter().map(ToString::to_string).collect(),
            })?;
        } else {
            crate::shown::out(&shown::measures(&measures, speed));
        }
        if let Some(path) = &self.misses {
            let misses = misses::write(path, &self.files, &rows, &outcomes)?;
            let (misses, path) = (crate::shown::grouped(misses), path.display());
            crate::shown::note(&format!("{misses} wrongly judged rows are in {path}"));
        }
        Ok(ExitCode::SUCCESS)
    }
}
