//! What is wrong, in Google's form: `{"error": {"code", "message", "status", "details"}}`.
//!
//! Clients look at `details[].errorType`, and some at the words of `message`; both are Perspective's own.

use bytes::Bytes;
use http::{Response, StatusCode};
use runtime::problem::{self, Problem};
use serde_json::{Value, json};

/// A refusal.
#[derive(Debug)]
pub(crate) struct Refusal {
    code: StatusCode,
    status: &'static str,
    message: String,
    /// Perspective's name for it; what has none of its own is `INVALID_REQUEST`.
    error_type: Option<&'static str>,
    /// Members beside `errorType`.
    more: Option<(&'static str, Value)>,
}

const INVALID_REQUEST: &str = "INVALID_REQUEST";

impl Refusal {
    fn invalid(error_type: &'static str, message: impl Into<String>) -> Self {
        Self {
            code: StatusCode::BAD_REQUEST,
            status: "INVALID_ARGUMENT",
            message: message.into(),
            error_type: Some(error_type),
            more: None,
        }
    }

    /// No text, or only white space.
    pub(crate) fn comment_empty() -> Self {
        Self::invalid("COMMENT_EMPTY", "Comment must be non-empty.")
    }

    /// The text is over the limit.
    pub(crate) fn comment_too_long() -> Self {
        Self::invalid("COMMENT_TOO_LONG", "Comment text too long.")
    }

    /// Nothing is asked for.
    pub(crate) fn no_attributes() -> Self {
        Self::invalid("NO_REQUESTED_ATTRIBUTES", "Missing requested_attributes")
    }

    /// An attribute that we do not have.
    pub(crate) fn unknown_attribute(name: &str) -> Self {
        Self::invalid(INVALID_REQUEST, format!("Unknown requested attribute: {}", short(name)))
    }

    /// A kind of score other than a probability.
    pub(crate) fn score_type(score_type: &str, attribute: &str) -> Self {
        let score_type = short(score_type);
        let message =
            format!("Requested score type {score_type} is not supported by attribute {attribute}");
        Self::invalid(INVALID_REQUEST, message)
    }

    /// A kind of text other than plain text.
    pub(crate) fn text_type(known: bool) -> Self {
        let message = if known {
            "Currently, only 'PLAIN_TEXT' comments are supported"
        } else {
            "Unknown text type"
        };
        Self::invalid(INVALID_REQUEST, message)
    }

    /// Both kinds of context at once.
    pub(crate) fn two_contexts() -> Self {
        let message = "Context can have either entries or article_and_parent_comment, but both \
                       fields were populated.";
        Self::invalid(INVALID_REQUEST, message)
    }

    /// The text is in a language, stated or detected, that we do not read.
    pub(crate) fn language(attribute: &str, languages: &[String], detected: bool) -> Self {
        let languages: Vec<String> = languages.iter().map(|language| short(language)).collect();
        let message = format!(
            "Attribute {attribute} does not support request languages: {}",
            languages.join(", ")
        );
        let which = if detected { "detectedLanguages" } else { "requestedLanguages" };
        let more = json!({ which: languages, "attribute": attribute });
        let refusal = Self::invalid("LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE", message);
        Self { more: Some(("languageNotSupportedByAttributeError", more)), ..refusal }
    }

    /// The body is no JSON, or not of the right shape.
    pub(crate) fn payload(what: &str) -> Self {
        Self::invalid(INVALID_REQUEST, format!("Invalid JSON payload received. {what}"))
    }

    /// The request does not say where it was sent to.
    pub(crate) fn no_host() -> Self {
        Self::invalid(INVALID_REQUEST, "The Host header is missing or malformed.")
    }

    /// The body is over [`crate::BODY_LIMIT`].
    pub(crate) fn body_too_large() -> Self {
        let message =
            format!("Request payload size exceeds the limit: {} bytes.", crate::BODY_LIMIT);
        Self::invalid(INVALID_REQUEST, message)
    }

    /// No such path, or not with this method.
    pub(crate) fn of_route(problem: &Problem) -> Self {
        let (status, message) = match problem.status() {
            StatusCode::METHOD_NOT_ALLOWED => ("UNIMPLEMENTED", "Method not allowed."),
            _ => ("NOT_FOUND", "Requested entity was not found."),
        };
        let message = message.to_owned();
        Self { code: problem.status(), status, message, error_type: None, more: None }
    }

    /// The answer.
    pub(crate) fn into_response(self) -> Response<Bytes> {
        let mut error = json!({
            "code": self.code.as_u16(),
            "message": self.message,
            "status": self.status,
        });
        if let Some(error_type) = self.error_type {
            let mut detail = json!({
                "@type": "type.googleapis.com/google.commentanalyzer.v1alpha1.Error",
                "errorType": error_type,
            });
            if let (Some((name, value)), Some(detail)) = (self.more, detail.as_object_mut()) {
                detail.insert(name.to_owned(), value);
            }
            if let Some(error) = error.as_object_mut() {
                error.insert("details".to_owned(), json!([detail]));
            }
        }
        problem::json(self.code, &json!({ "error": error }))
    }
}

/// What a caller sent, fit to be repeated to them.
fn short(text: &str) -> String {
    text.chars().take(100).collect()
}
