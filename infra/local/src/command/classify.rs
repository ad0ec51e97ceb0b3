//! `vigie classify`.

mod lines;
mod stream;

use std::{io::Read, process::ExitCode};

use clap::Args;
use classify::Classifier;
use domain::{Comment, CommentId, Decision, Finding, Platform, Reason};
use runtime::{SystemClock, spaces::ReadySpace};
use serde::Serialize;

use self::lines::Judge;
use super::{Done, policy::PolicyChoice};
use crate::shown::{self, BOLD};

/// A text, or many on standard input, and the space whose policy judges.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true, after_help = EXAMPLES)]
pub(crate) struct Classify {
    /// The text; standard input when it is `-`
    #[arg(required_unless_present = "stdin", conflicts_with = "stdin")]
    text: Option<String>,
    /// Judge many comments: one JSON object a line on standard input, one a line on standard output, in the same order
    #[arg(long)]
    stdin: bool,
    /// With --stdin, list labels below their threshold too
    #[arg(long, requires = "stdin")]
    all_labels: bool,
    #[command(flatten)]
    policy: PolicyChoice,
    /// For machines; with --stdin it always is
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = r#"Examples:
  vigie classify "Quel plaisir de vous lire"        what is seen in one text
  vigie classify - < letter.txt                     the same, of a file
  vigie classify --stdin < comments.jsonl           judge many comments, on every core
  vigie classify --stdin --space my-space.toml < comments.jsonl > judged.jsonl

With --stdin a line reads and becomes
  {"id": 7, "text": "Espèce de connard !"}
  {"id": 7, "verdict": "reject", "priority": "normal", "labels": [{"label": "insult", "score": 0.93,
   "severity": "medium", "spans": [[11, 18]]}], "findings_total": 1, "classifier_version": "…", "policy_version": "…"}

`id` is a string or a number and comes back as it was. `labels` are those whose score reaches a threshold, and calm ones
(question, testimony …) from 0.5 on; --all-labels lists every one. `spans` are bytes of the text in UTF-8. A line that
cannot be read is told on standard error as {"line": 3, "error": "…"}, the others go on, and the exit code is 2."#;

#[derive(Serialize)]
struct Shown<'a> {
    verdict: &'static str,
    priority: &'static str,
    reasons: &'a [Reason],
    findings: &'a [Finding],
    classifier_version: &'a str,
    policy_version: &'a str,
}

/// The exit code when some lines could not be read.
const BAD_LINES: u8 = 2;

impl Classify {
    /// Classifies and shows.
    pub(crate) fn run(self) -> Done {
        let ready = self.policy.ready()?;
        let classifier = Classifier::built_in()?;
        if self.stdin {
            return many(&Judge {
                classifier: &classifier,
                ready: &ready,
                all_labels: self.all_labels,
            });
        }
        let mut text = self.text.unwrap_or_default();
        if text == "-" {
            text.clear();
            std::io::stdin().lock().read_to_string(&mut text)?;
        }
        one(text, &ready, &classifier, self.json)
    }
}

fn many(judge: &Judge<'_>) -> Done {
    let (answers, problems) = (std::io::stdout().lock(), std::io::stderr());
    let bad_lines = stream::run(std::io::stdin(), answers, problems, |chunk| judge.chunk(chunk))?;
    Ok(if bad_lines == 0 { ExitCode::SUCCESS } else { ExitCode::from(BAD_LINES) })
}

fn one(text: String, ready: &ReadySpace, classifier: &Classifier, json: bool) -> Done {
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
    if json {
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
