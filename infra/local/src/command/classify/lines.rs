//! What one line of comments becomes: a judgement, or a problem with its number.

use std::{
    io::Write as _,
    panic::{AssertUnwindSafe, catch_unwind},
};

use classify::Classifier;
use domain::{Finding, Label, Score, Severity, Target};
use runtime::spaces::ReadySpace;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::stream::{Chunk, Judged, MOST_LINE};
use crate::command::{line, policy::told_from};

/// Judges comments by one space's policy.
pub(super) struct Judge<'a> {
    pub(super) classifier: &'a Classifier,
    pub(super) ready: &'a ReadySpace,
    /// Whether labels below their threshold are listed too.
    pub(super) all_labels: bool,
}

/// A comment. Other fields, among them `lang`, are not read: the classifier tells the language by itself.
#[derive(Deserialize)]
struct Comment<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    text: Option<&'a RawValue>,
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a RawValue,
    verdict: &'static str,
    priority: &'static str,
    labels: Vec<Listed>,
    findings_total: usize,
    classifier_version: &'a str,
    policy_version: &'a str,
}

/// A label, as its surest finding has it, with every place that reached the same threshold.
#[derive(Serialize)]
struct Listed {
    label: Label,
    score: Score,
    severity: Severity,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<Target>,
    spans: Vec<(u32, u32)>,
}

#[derive(Serialize)]
struct Problem<'a> {
    line: u64,
    error: &'a str,
}

impl Judge<'_> {
    /// Judges every line of a chunk, in order. Blank lines are passed over.
    pub(super) fn chunk(&self, chunk: &Chunk) -> Judged {
        let mut judged = Judged::default();
        let lines = chunk.bytes.strip_suffix(b"\n").unwrap_or(&chunk.bytes).split(|&b| b == b'\n');
        for (number, line) in (chunk.first_line..).zip(lines) {
            if line.trim_ascii().is_empty() {
                continue;
            }
            let written = judged.answers.len();
            if let Err(error) = self.line(line, &mut judged.answers) {
                judged.answers.truncate(written);
                judged.bad_lines += 1;
                // Writing to memory fails never, and a text and a number are always JSON.
                serde_json::to_writer(
                    &mut judged.problems,
                    &Problem { line: number, error: &error },
                )
                .ok();
                judged.problems.push(b'\n');
            }
        }
        judged
    }

    fn line(&self, line: &[u8], answers: &mut Vec<u8>) -> Result<(), String> {
        if line.len() > MOST_LINE {
            return Err(format!("longer than {} MiB", MOST_LINE >> 20));
        }
        let line = line::whole(line);
        let comment: Comment<'_> = line::object(&line)?;
        let id = line::id(comment.id)?.ok_or("no `id`")?;
        let text = line::text("text", comment.text)?.ok_or("no `text`")?;
        // It never panics, says its contract; were that wrong once, the other millions of lines must not pay for it.
        let findings = catch_unwind(AssertUnwindSafe(|| {
            self.classifier.classify(&text, &self.ready.expressions)
        }))
        .map_err(|_| "the classifier failed on this text")?;
        let judgement = self.ready.space.policy.judge(&findings);
        let answer = Answer {
            id,
            verdict: judgement.verdict.name(),
            priority: judgement.priority.name(),
            labels: self.listed(&findings.0),
            findings_total: findings.0.len(),
            classifier_version: self.classifier.version(),
            policy_version: &self.ready.space.version,
        };
        serde_json::to_writer(&mut *answers, &answer).map_err(|error| error.to_string())?;
        writeln!(answers).map_err(|error| error.to_string())
    }

    /// The labels to tell, surest first.
    fn listed(&self, findings: &[Finding]) -> Vec<Listed> {
        let mut listed: Vec<Listed> = Vec::new();
        for finding in findings {
            let from = if self.all_labels {
                Some(Score::default())
            } else {
                told_from(&self.ready.space.policy, finding.label)
            };
            if from.is_none_or(|from| finding.score < from) {
                continue;
            }
            let span = (finding.span.start, finding.span.end);
            let Some(known) = listed.iter_mut().find(|known| known.label == finding.label) else {
                listed.push(Listed {
                    label: finding.label,
                    score: finding.score,
                    severity: finding.severity,
                    target: finding.target,
                    spans: vec![span],
                });
                continue;
            };
            if !known.spans.contains(&span) {
                known.spans.push(span);
            }
            known.severity = known.severity.max(finding.severity);
            known.target = match known.target {
                Some(target) if finding.score <= known.score => Some(target),
                older => finding.target.or(older),
            };
            known.score = known.score.max(finding.score);
        }
        listed.sort_by_key(|label| (std::cmp::Reverse(label.score), label.label));
        listed
    }
}

#[cfg(test)]
mod tests;
