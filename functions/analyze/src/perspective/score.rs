//! From findings to Perspective's scores.

use std::{collections::BTreeMap, ops::Range};

use domain::{Finding, Findings, Language};
use serde::Serialize;

use super::{
    error::Refusal,
    request::{AnalyzeRequest, Asked},
    sentences::{Utf16, sentences},
};
use crate::language::{self, Spoken};

/// An answer to `comments:analyze`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answer {
    /// Absent, as Perspective has it, when every score is below its threshold.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    attribute_scores: BTreeMap<String, AttributeScores>,
    languages: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    detected_languages: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct AttributeScores {
    span_scores: Vec<SpanScore>,
    summary_score: Score,
}

#[derive(Debug, Serialize)]
struct SpanScore {
    /// UTF-16 code units, as everywhere in JavaScript.
    begin: usize,
    end: usize,
    score: Score,
}

#[derive(Debug, Serialize)]
struct Score {
    value: f64,
    r#type: &'static str,
}

impl Score {
    fn of(value: domain::Score) -> Self {
        Self { value: value.into(), r#type: "PROBABILITY" }
    }
}

/// A part of the text that has a score of its own.
struct Part {
    bytes: Range<usize>,
    begin: usize,
    end: usize,
}

/// Scores what was found in the text of a request.
pub(crate) fn answer(request: AnalyzeRequest, findings: &Findings) -> Result<Answer, Refusal> {
    let spoken = language::of(&request.text, findings);
    let unsupported = unsupported(&request, &spoken);
    let mut attribute_scores = BTreeMap::new();
    match (unsupported, request.attributes.first()) {
        (Some(_), _) if request.drop_unsupported => {}
        (Some((languages, detected)), Some(Asked { name, .. })) => {
            return Err(Refusal::language(name, &languages, detected));
        }
        _ => {
            let parts = parts(&request.text, request.by_sentence);
            let scored = request.attributes.into_iter().filter_map(|asked| {
                let scores = scores(&asked, &parts, findings)?;
                Some((asked.name, scores))
            });
            attribute_scores.extend(scored);
        }
    }
    let codes = |languages: &[Language]| -> Vec<String> {
        languages.iter().map(|language| language.code().to_owned()).collect()
    };
    let detected_languages = match &spoken {
        Spoken::Ours(languages) => codes(languages),
        Spoken::Foreign(code) => vec![(*code).to_owned()],
        Spoken::Unclear => Vec::new(),
    };
    let languages = match (request.languages.is_empty(), spoken) {
        (false, _) => request.languages,
        (true, Spoken::Ours(languages)) => codes(&languages),
        // Read in both, since it may be either.
        (true, Spoken::Foreign(_) | Spoken::Unclear) => codes(&[Language::Fr, Language::En]),
    };
    let client_token = request.client_token;
    Ok(Answer { attribute_scores, languages, detected_languages, client_token })
}

/// The languages that the text is in, if we do not read one of them, and whether we found that out ourselves.
fn unsupported(request: &AnalyzeRequest, spoken: &Spoken) -> Option<(Vec<String>, bool)> {
    if !request.languages.is_empty() {
        let foreign = request.languages.iter().any(|tag| Language::from_tag(tag).is_none());
        return foreign.then(|| (request.languages.clone(), false));
    }
    match spoken {
        Spoken::Foreign(code) => Some((vec![(*code).to_owned()], true)),
        Spoken::Ours(_) | Spoken::Unclear => None,
    }
}

fn parts(text: &str, by_sentence: bool) -> Vec<Part> {
    let mut offsets = Utf16::of(text);
    let mut part = |bytes: Range<usize>| {
        let (begin, end) = (offsets.at(bytes.start), offsets.at(bytes.end));
        Part { bytes, begin, end }
    };
    if by_sentence {
        sentences(text).into_iter().map(part).collect()
    } else {
        vec![part(0..text.len())]
    }
}

/// The scores of one attribute that reach its threshold, or `None` when the summary does not.
fn scores(asked: &Asked, parts: &[Part], Findings(findings): &Findings) -> Option<AttributeScores> {
    let kept = |score: &Score| score.value >= asked.threshold;
    let summary_score = Some(Score::of(asked.attribute.score(findings))).filter(kept)?;
    let span_scores = parts.iter().filter_map(|part| {
        let inside = findings.iter().filter(|finding| overlaps(finding, &part.bytes));
        let score = Some(Score::of(asked.attribute.score(inside))).filter(kept)?;
        Some(SpanScore { begin: part.begin, end: part.end, score })
    });
    Some(AttributeScores { span_scores: span_scores.collect(), summary_score })
}

fn overlaps(finding: &Finding, bytes: &Range<usize>) -> bool {
    (finding.span.start as usize) < bytes.end && bytes.start < finding.span.end as usize
}
