//! What clients send. Names are Google's, in either of the spellings that Google takes; `null` is the same as nothing,
//! and a member that is not known is passed over.

use std::collections::BTreeMap;

use domain::taxonomies::perspective::Attribute;
use serde::{Deserialize, de::DeserializeOwned, de::IgnoredAny};

use super::{error::Refusal, relaxed};
use crate::body::{Text, described};

/// Longest text, in bytes of UTF-8: Perspective's limit of 20 KB.
pub(crate) const LONGEST_TEXT: usize = 20_480;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawAnalyze {
    comment: Option<Entry>,
    context: Option<Context>,
    #[serde(alias = "requested_attributes")]
    requested_attributes: Option<BTreeMap<String, Option<Parameters>>>,
    languages: Option<Vec<String>>,
    #[serde(alias = "span_annotations")]
    span_annotations: Option<bool>,
    #[serde(alias = "client_token")]
    client_token: Option<Text>,
    #[serde(alias = "drop_unsupported_attributes")]
    drop_unsupported_attributes: Option<bool>,
}

#[derive(Deserialize)]
struct Entry {
    text: Option<Text>,
    r#type: Option<String>,
}

#[derive(Deserialize)]
struct Context {
    entries: Option<Vec<IgnoredAny>>,
    #[serde(rename = "articleAndParentComment", alias = "article_and_parent_comment")]
    article_and_parent_comment: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Parameters {
    #[serde(rename = "scoreType", alias = "score_type")]
    score_type: Option<String>,
    #[serde(rename = "scoreThreshold", alias = "score_threshold")]
    score_threshold: Option<Number>,
}

/// A number, or one in quotation marks, as JSON made from Protocol Buffers may have it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Plain(f64),
    Quoted(String),
}

impl Number {
    fn value(&self) -> Result<f64, Refusal> {
        match self {
            Self::Plain(value) => Ok(*value),
            Self::Quoted(text) => {
                text.trim().parse().map_err(|_| Refusal::payload("scoreThreshold is no number."))
            }
        }
    }
}

/// One attribute that is asked for.
#[derive(Debug, PartialEq)]
pub(crate) struct Asked {
    /// As the client wrote it, `_EXPERIMENTAL` included.
    pub(crate) name: String,
    pub(crate) attribute: Attribute,
    /// Scores below it are left out.
    pub(crate) threshold: f64,
}

/// A request that can be answered, but for its language.
#[derive(Debug)]
pub(crate) struct AnalyzeRequest {
    pub(crate) text: String,
    /// At least one.
    pub(crate) attributes: Vec<Asked>,
    /// As the client wrote them; empty when they are to be detected.
    pub(crate) languages: Vec<String>,
    /// One span a sentence rather than one over the whole text.
    pub(crate) by_sentence: bool,
    pub(crate) client_token: Option<String>,
    /// Leaves out what is not supported in the text's language rather than refusing.
    pub(crate) drop_unsupported: bool,
}

impl AnalyzeRequest {
    /// Reads and checks a body.
    pub(crate) fn read(body: &[u8]) -> Result<Self, Refusal> {
        let raw: RawAnalyze = parse(body)?;
        let text = text_of(raw.comment)?;
        let attributes = raw.requested_attributes.unwrap_or_default();
        if attributes.is_empty() {
            return Err(Refusal::no_attributes());
        }
        if let Some(Context { entries: Some(entries), article_and_parent_comment: Some(_) }) =
            raw.context
            && !entries.is_empty()
        {
            return Err(Refusal::two_contexts());
        }
        Ok(Self {
            text,
            attributes: attributes.into_iter().map(Asked::of).collect::<Result<_, _>>()?,
            languages: raw.languages.unwrap_or_default(),
            by_sentence: raw.span_annotations.unwrap_or_default(),
            client_token: raw.client_token.map(|Text(token)| token),
            drop_unsupported: raw.drop_unsupported_attributes.unwrap_or_default(),
        })
    }
}

impl Asked {
    fn of((name, parameters): (String, Option<Parameters>)) -> Result<Self, Refusal> {
        let attribute = Attribute::named(&name).ok_or_else(|| Refusal::unknown_attribute(&name))?;
        let (score_type, threshold) = match parameters {
            None => (None, None),
            Some(parameters) => (parameters.score_type, parameters.score_threshold),
        };
        match score_type.as_deref() {
            None | Some("PROBABILITY" | "SCORE_TYPE_UNSPECIFIED") => {}
            Some(other) => return Err(Refusal::score_type(other, &name)),
        }
        let threshold = threshold.map_or(Ok(0.0), |number| number.value())?;
        Ok(Self { name, attribute, threshold })
    }
}

#[derive(Deserialize)]
struct RawSuggest {
    comment: Option<Entry>,
    #[serde(rename = "clientToken", alias = "client_token")]
    client_token: Option<Text>,
}

/// A suggestion, of which only the token is kept for the answer.
#[derive(Debug)]
pub(crate) struct SuggestRequest {
    pub(crate) client_token: Option<String>,
}

impl SuggestRequest {
    /// Reads a body, and checks the comment alone.
    pub(crate) fn read(body: &[u8]) -> Result<Self, Refusal> {
        let raw: RawSuggest = parse(body)?;
        text_of(raw.comment)?;
        Ok(Self { client_token: raw.client_token.map(|Text(token)| token) })
    }
}

fn text_of(comment: Option<Entry>) -> Result<String, Refusal> {
    let entry = comment.unwrap_or(Entry { text: None, r#type: None });
    match entry.r#type.as_deref() {
        None | Some("PLAIN_TEXT" | "TEXT_TYPE_UNSPECIFIED") => {}
        Some(other) => return Err(Refusal::text_type(other == "HTML")),
    }
    let Text(text) = entry.text.unwrap_or_default();
    if text.trim().is_empty() {
        return Err(Refusal::comment_empty());
    }
    if text.len() > LONGEST_TEXT {
        return Err(Refusal::comment_too_long());
    }
    Ok(text)
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let body: &[u8] = if body.trim_ascii().is_empty() { b"{}" } else { body };
    let refused = |error: serde_json::Error| Refusal::payload(&described(&error));
    match serde_json::from_slice(body) {
        Err(error) if error.is_syntax() => {
            // The first error is told: what the caller sent, not what became of it.
            serde_json::from_slice(&relaxed::quote_names(body)).map_err(|_| refused(error))
        }
        read => read.map_err(refused),
    }
}
