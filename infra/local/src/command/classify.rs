//! `vigie classify`.

use std::{io::Read, path::PathBuf, process::ExitCode};

use clap::Args;
use classify::Classifier;
use domain::{Comment, CommentId, Decision, Finding, Platform, Reason};
use runtime::{SystemClock, spaces};
use serde::Serialize;

use super::Done;
use crate::shown::{self, BOLD};

/// A text, and the space whose policy judges it.
#[derive(Debug, Args)]
pub(crate) struct Classify {
    /// The text; standard input when it is `-`
    text: String,
    /// A space's document; the defaults when left out
    #[arg(long, value_name = "FILE")]
    space: Option<PathBuf>,
    /// For machines
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Shown<'a> {
    verdict: &'static str,
    priority: &'static str,
    reasons: &'a [Reason],
    findings: &'a [Finding],
    classifier_version: &'a str,
    policy_version: &'a str,
}

/// A space with every default, for a text that belongs to none.
const DEFAULT_SPACE: &str = "id = \"default\"\nname = \"Default\"\n";

impl Classify {
    /// Classifies and shows.
    pub(crate) fn run(self) -> Done {
        let mut text = self.text;
        if text == "-" {
            text.clear();
            std::io::stdin().lock().read_to_string(&mut text)?;
        }
        let document = match &self.space {
            None => DEFAULT_SPACE.to_owned(),
            Some(path) => std::fs::read_to_string(path)
                .map_err(|error| format!("{} cannot be read: {error}", path.display()))?,
        };
        let ready = spaces::compile(&document)?;
        let classifier = Classifier::built_in()?;
        let findings = classifier.classify(&text, &ready.expressions);
        let comment = Comment::new(CommentId::new("text")?, 0, text);
        let decision = Decision::on(
            &ready.space,
            &Platform::new("cms")?,
            comment,
            findings,
            classifier.version(),
            domain::Clock::now(&SystemClock),
        );
        if self.json {
            shown::json(&Shown {
                verdict: decision.verdict.name(),
                priority: decision.priority.name(),
                reasons: &decision.reasons,
                findings: &decision.findings.0,
                classifier_version: &decision.classifier_version,
                policy_version: &decision.policy_version,
            })?;
        } else {
            show(&decision);
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn show(decision: &Decision) {
    let (text, findings) = (&decision.comment.text, &decision.findings.0);
    shown::out(&shown::marked(text, findings));
    let style = shown::verdict_style(decision.verdict);
    shown::out(&format!("\n{style}{}{style:#}", decision.verdict));
    for reason in &decision.reasons {
        let (label, score, at) = (reason.label, reason.score, reason.threshold);
        shown::out(&format!("  {BOLD}{label}{BOLD:#} {score} (from {at}: {})", reason.verdict));
    }
    if findings.is_empty() {
        shown::out("  nothing found");
        return;
    }
    shown::out("");
    for finding in findings {
        let quote = finding.span.of(text).unwrap_or_default();
        let (start, end) = (finding.span.start, finding.span.end);
        let (label, score, rule) = (finding.label.name(), finding.score, &finding.rule);
        shown::out(&format!("  {start:>5}-{end:<5} {label:<18} {score}  {rule}  {quote:?}"));
    }
}
