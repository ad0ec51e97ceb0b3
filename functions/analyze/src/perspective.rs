//! The shape of Google's Perspective API, version `v1alpha1`: a client changes the host and nothing else.
//!
//! What differs from the original, on purpose:
//! - An API key is not asked for; one in `?key=` or in a header is ignored, and not logged.
//! - Nothing is stored, whatever `doNotStore` says, and `comments:suggestscore` teaches nothing.
//! - `context`, `sessionId` and `communityId` are accepted and have no effect.
//! - French and English are read. A text without `languages` is refused only when it is clearly in another language and
//!   nothing was found in it.
//! - Scores are those of our rules and model. They rank comments as Perspective's do; a threshold tuned on Perspective
//!   should be looked at again.

mod discovery;
mod error;
mod relaxed;
mod request;
mod score;
mod sentences;

use bytes::Bytes;
use classify::{Classifier, HouseExpressions};
use http::{HeaderMap, HeaderValue, Response, StatusCode, header, request::Parts};
use runtime::problem::{self, Problem};
use serde::Serialize;

use error::Refusal;
use request::{AnalyzeRequest, SuggestRequest};

/// Whether a path is one of Perspective's, known or not.
pub(crate) fn is_under(path: &str) -> bool {
    path.starts_with("/v1alpha1/")
}

/// Scores one comment. Also says how many were scored: one or none.
pub(crate) fn analyze(classifier: &Classifier, body: &Bytes) -> (Response<Bytes>, usize) {
    let scored = AnalyzeRequest::read(body).and_then(|request| {
        let findings = classifier.classify(&request.text, &HouseExpressions::none());
        score::answer(request, &findings)
    });
    let comments = usize::from(scored.is_ok());
    (respond(scored), comments)
}

#[derive(Serialize)]
struct Suggested {
    #[serde(rename = "clientToken", skip_serializing_if = "Option::is_none")]
    client_token: Option<String>,
}

/// Takes a suggested score, forgets it, and gives the client its token back.
pub(crate) fn suggest_score(body: &Bytes) -> Response<Bytes> {
    let read = SuggestRequest::read(body);
    respond(read.map(|request| Suggested { client_token: request.client_token }))
}

/// Describes the methods to Google's clients, which ask for it before anything else.
pub(crate) fn discovery(parts: &Parts) -> Response<Bytes> {
    respond(discovery::document(&parts.headers, &parts.uri))
}

/// What a body over the limit is answered with.
pub(crate) fn body_too_large() -> Response<Bytes> {
    open_to_pages(Refusal::body_too_large().into_response())
}

/// A problem with the route, in Google's form.
pub(crate) fn refused(problem: &Problem) -> Response<Bytes> {
    open_to_pages(Refusal::of_route(problem).into_response())
}

/// Answers a browser that asks whether a page may call.
pub(crate) fn preflight() -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers: &mut HeaderMap = response.headers_mut();
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST");
    set(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        "authorization, content-type, x-goog-api-client, x-goog-api-key, x-referer",
    );
    set(header::ACCESS_CONTROL_MAX_AGE, "3600");
    open_to_pages(response)
}

fn respond<T: Serialize>(answer: Result<T, Refusal>) -> Response<Bytes> {
    open_to_pages(match answer {
        Ok(answer) => problem::json(StatusCode::OK, &answer),
        Err(refusal) => refusal.into_response(),
    })
}

/// Perspective can be called from a web page of any origin. Nothing here depends on who calls, so that this gives
/// nothing away.
fn open_to_pages(mut response: Response<Bytes>) -> Response<Bytes> {
    let any = HeaderValue::from_static("*");
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
    response
}

#[cfg(test)]
mod tests;
