//! Our own form: a batch of comments, each with its verdict under the default policy, and the reasons.

use bytes::Bytes;
use classify::{Classifier, HouseExpressions};
use domain::{
    Finding, Findings, Label, Language, Policy, Reason, Score, Severity, Target, policy::Judgement,
};
use http::StatusCode;
use runtime::problem::Problem;
use serde::{Deserialize, Serialize, de::IgnoredAny};

use crate::{
    body::{Text, described},
    language,
};

/// Most comments of a batch.
pub(crate) const MOST_COMMENTS: usize = 100;
/// Longest text of a comment, in characters.
pub(crate) const LONGEST_TEXT: usize = 10_000;
/// Longest id, in bytes.
pub(crate) const LONGEST_ID: usize = 1024;

/// Names the thresholds that judge: those of this release, since there is no space here.
const POLICY_VERSION: &str = concat!("default-", env!("CARGO_PKG_VERSION"));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    comments: Vec<Asked>,
    /// Refused with a reason of its own rather than as an unknown field: people will try it.
    #[serde(default)]
    space: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    id: Text,
    text: Text,
    #[serde(default)]
    language: Option<String>,
}

/// What a batch is answered with.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    /// In the order they were sent in.
    pub(crate) comments: Vec<Analyzed>,
    classifier_version: String,
    policy_version: &'static str,
}

/// What one comment holds, and what the default policy makes of it.
#[derive(Debug, Serialize)]
pub(crate) struct Analyzed {
    id: String,
    /// As the caller says, else as the text shows; null when neither is French or English, or it cannot be told.
    language: Option<Language>,
    verdict: &'static str,
    priority: &'static str,
    reasons: Vec<Reason>,
    /// One entry a label, surest first.
    labels: Vec<Labelled>,
    findings: Vec<Found>,
}

/// All findings of one label together.
#[derive(Debug, Serialize)]
struct Labelled {
    label: Label,
    /// The highest.
    score: Score,
    /// The worst.
    severity: Severity,
    /// Of the surest finding that has one.
    target: Option<Target>,
    /// First byte and one past the last, in the UTF-8 text.
    spans: Vec<[u32; 2]>,
}

#[derive(Debug, Serialize)]
struct Found {
    label: Label,
    score: Score,
    severity: Severity,
    start: u32,
    end: u32,
    quote: String,
    rule: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<Target>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    because: Vec<String>,
}

/// Reads a batch, classifies each comment, and judges it.
///
/// # Errors
/// 400 `not-json`, 413 `too-many-comments`, 422 `comment-too-long`, `space-not-supported` or `invalid`.
pub(crate) fn answer(classifier: &Classifier, body: &Bytes) -> Result<Answer, Problem> {
    let request = read(body)?;
    let (policy, house) = (Policy::default(), HouseExpressions::none());
    let comments = request.comments.into_iter().map(|asked| {
        let Text(text) = asked.text;
        let findings = classifier.classify(&text, &house);
        let judgement = policy.judge(&findings);
        let stated = asked.language.as_deref().and_then(Language::from_tag);
        let language = stated.or_else(|| language::of(&text, &findings).first());
        Analyzed::of(asked.id.0, &text, language, judgement, findings)
    });
    Ok(Answer {
        comments: comments.collect(),
        classifier_version: classifier.version().to_owned(),
        policy_version: POLICY_VERSION,
    })
}

fn read(body: &Bytes) -> Result<Request, Problem> {
    let bytes: &[u8] = if body.iter().all(u8::is_ascii_whitespace) { b"{}" } else { body };
    let request: Request =
        serde_json::from_slice(bytes).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => unprocessable("invalid", described(&error)),
            _ => Problem::new(
                StatusCode::BAD_REQUEST,
                "not-json",
                format!("the body is not JSON: line {}, column {}", error.line(), error.column()),
            ),
        })?;
    if request.space.is_some() {
        let detail = "nothing is known of spaces here; the default policy judges. Send the comment \
                      to a webhook of the space to have its own policy applied";
        return Err(unprocessable("space-not-supported", detail));
    }
    if request.comments.len() > MOST_COMMENTS {
        let detail = format!(
            "{} comments; a batch has at most {MOST_COMMENTS}, send the others in another one",
            request.comments.len()
        );
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-many-comments", detail));
    }
    for (index, Asked { id, text, .. }) in request.comments.iter().enumerate() {
        let problem = |code, detail| Err(unprocessable(code, detail).with("index", index));
        if id.0.is_empty() || id.0.len() > LONGEST_ID {
            return problem("invalid", format!("comments[{index}].id has 1 to {LONGEST_ID} bytes"));
        }
        if text.0.chars().nth(LONGEST_TEXT).is_some() {
            let detail = format!("comments[{index}].text has at most {LONGEST_TEXT} characters");
            return problem("comment-too-long", detail);
        }
    }
    Ok(request)
}

fn unprocessable(code: &'static str, detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
}

impl Analyzed {
    fn of(
        id: String,
        text: &str,
        language: Option<Language>,
        judgement: Judgement,
        Findings(findings): Findings,
    ) -> Self {
        Self {
            id,
            language,
            verdict: judgement.verdict.name(),
            priority: judgement.priority.name(),
            reasons: judgement.reasons,
            labels: labels(&findings),
            findings: findings.into_iter().map(|finding| Found::of(text, finding)).collect(),
        }
    }
}

fn labels(findings: &[Finding]) -> Vec<Labelled> {
    let mut surest: Vec<&Finding> = findings.iter().collect();
    surest.sort_by_key(|finding| std::cmp::Reverse(finding.score));
    let mut labels: Vec<Labelled> = Vec::new();
    for finding in surest {
        let span = [finding.span.start, finding.span.end];
        match labels.iter_mut().find(|known| known.label == finding.label) {
            Some(known) => {
                known.severity = known.severity.max(finding.severity);
                known.target = known.target.or(finding.target);
                known.spans.push(span);
            }
            None => labels.push(Labelled {
                label: finding.label,
                score: finding.score,
                severity: finding.severity,
                target: finding.target,
                spans: vec![span],
            }),
        }
    }
    for label in &mut labels {
        label.spans.sort_unstable();
    }
    labels
}

impl Found {
    fn of(text: &str, finding: Finding) -> Self {
        Self {
            label: finding.label,
            score: finding.score,
            severity: finding.severity,
            start: finding.span.start,
            end: finding.span.end,
            quote: finding.span.of(text).unwrap_or_default().to_owned(),
            rule: finding.rule.as_ref().to_owned(),
            target: finding.target,
            because: finding.because,
        }
    }
}
