//! Says what a text holds, and keeps nothing: no table, no queue, no token, no secret.
//!
//! [`handle`] is the flow: find the route, read the request, classify, answer.
//!
//! | route | what |
//! |---|---|
//! | `POST /analyze` | our own form: up to 100 comments, with verdicts, findings and their reasons (`batch.rs`) |
//! | `POST /v1alpha1/comments:analyze` | Google's Perspective API, whose clients only change the host (`perspective.rs`) |
//! | `POST /v1alpha1/comments:suggestscore` | accepted in the same shape; nothing is learnt from it |
//! | `GET /$discovery/rest` | tells Google's own clients the two methods above, and that they are here |
//!
//! Anybody who can reach it may ask. It is to stand behind the gateway's throttle (`RouteSettings` in `template.yaml`)
//! or, on one machine, behind whatever faces the world.

mod batch;
mod body;
mod language;
mod perspective;
mod route;

use std::sync::Arc;

use bytes::Bytes;
use classify::Classifier;
use domain::Clock;
use http::{Request, Response, StatusCode};
use runtime::{
    problem::{self, Problem},
    telemetry::Counter,
};

pub use route::{ROUTES, RouteName};

/// Everything a request is handled with; made once per process.
pub struct App {
    /// Reads the text.
    pub classifier: Arc<Classifier>,
    /// Tells the time, for the log.
    pub clock: Arc<dyn Clock>,
    /// Counts what happened.
    pub counter: Counter,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").finish_non_exhaustive()
    }
}

/// Largest body that is read, in bytes: what a Lambda can be given, and more than the largest batch of plain UTF-8.
pub const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// Handles one request.
///
/// Takes the processor for as long as the texts need, milliseconds for most and a few hundred for the largest batch;
/// a server with other work on the same thread hands it to another one.
pub fn handle(app: &App, request: Request<Bytes>) -> Response<Bytes> {
    let started = app.clock.now();
    let (parts, body) = request.into_parts();
    let route = route::find(&parts.method, parts.uri.path());
    let name = route.as_ref().ok().copied();
    let (response, comments) = match route {
        Ok(RouteName::Preflight) => (perspective::preflight(), 0),
        _ if body.len() > BODY_LIMIT => (body_too_large(parts.uri.path()), 0),
        Ok(RouteName::Analyze) => match batch::answer(&app.classifier, &body) {
            Ok(answer) => (problem::json(StatusCode::OK, &answer), answer.comments.len()),
            Err(problem) => (problem.into_response(), 0),
        },
        Ok(RouteName::PerspectiveAnalyze) => perspective::analyze(&app.classifier, &body),
        Ok(RouteName::PerspectiveSuggest) => (perspective::suggest_score(&body), 0),
        Ok(RouteName::Discovery) => (perspective::discovery(&parts), 0),
        Err(problem) if perspective::is_under(parts.uri.path()) => {
            (perspective::refused(&problem), 0)
        }
        Err(problem) => (problem.into_response(), 0),
    };
    let comments = u64::try_from(comments).unwrap_or(u64::MAX);
    app.counter.count(app.clock.as_ref(), &[("function", "analyze")], &[("analyzed", comments)]);
    tracing::info!(
        route = ?name,
        status = response.status().as_u16(),
        comments,
        latency_ms = app.clock.now().millis() - started.millis(),
        "analysis answered"
    );
    response
}

/// What a body over [`BODY_LIMIT`] is answered with, in the form of the path it was sent to; for a server that stops
/// reading there.
#[must_use]
pub fn body_too_large(path: &str) -> Response<Bytes> {
    if perspective::is_under(path) {
        return perspective::body_too_large();
    }
    let detail = format!("a body is at most {BODY_LIMIT} bytes; send fewer comments at once");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", detail).into_response()
}

#[cfg(test)]
mod tests;
