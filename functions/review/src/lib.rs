//! The reviewers' API.
//!
//! [`handle`] is the flow: find the route, know the reviewer, read the request, let the rules of
//! [`domain::lifecycle`] say what it amounts to, answer. The table's lease is the truth; the queues only wake reviewers
//! ([`wake`]). `infra/openapi.yaml` describes every answer, and a test holds the two together.

mod body;
mod browse;
mod claim;
mod identity;
mod pace;
mod route;
mod settle;
mod view;
mod wake;

use std::sync::Arc;

use bytes::Bytes;
use domain::{
    Clock, DecisionKey, Reviewer,
    lifecycle::Refused,
    ports::{
        AppendEvent, FindReviews, KeepSpaces, KeepTokens, PortError, ReadDecision, ReceivePointers,
    },
};
use http::{Request, Response, StatusCode};
use runtime::{problem::Problem, spaces::SpaceCatalog};

pub use pace::Pace;
pub use route::{ROUTES, RouteName};

/// What the review API needs of a store.
pub trait Store:
    ReadDecision + AppendEvent + FindReviews + KeepTokens + KeepSpaces + Clone + 'static
{
}

impl<S> Store for S where
    S: ReadDecision + AppendEvent + FindReviews + KeepTokens + KeepSpaces + Clone + 'static
{
}

/// Everything a request is handled with; made once per process.
pub struct App<S, Q> {
    /// Where decisions and tokens are.
    pub store: S,
    /// Where pointers to open reviews arrive.
    pub queues: Q,
    /// The spaces, in memory.
    pub spaces: Arc<SpaceCatalog<S>>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// How often one reviewer may ask.
    pub pace: Pace,
    /// How long a lease lasts, in seconds.
    pub lease_seconds: i64,
}

impl<S, Q> std::fmt::Debug for App<S, Q> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").finish_non_exhaustive()
    }
}

/// Largest body that is read, in bytes: a resolution with a long note is far below.
pub const BODY_LIMIT: usize = 64 * 1024;

/// Handles one request of a reviewer.
pub async fn handle<S: Store, Q: ReceivePointers>(
    app: &App<S, Q>,
    request: Request<Bytes>,
) -> Response<Bytes> {
    let started = app.clock.now();
    let (route, answer) = match route::find(request.method(), request.uri().path()) {
        Ok((route, id)) => (Some(route), answer(app, route, id, request).await),
        Err(problem) => (None, Err(problem)),
    };
    let status = answer.as_ref().map_or_else(Problem::status, Response::status);
    tracing::info!(
        route = ?route,
        status = status.as_u16(),
        problem = answer.as_ref().err().map(Problem::code),
        latency_ms = app.clock.now().millis() - started.millis(),
        "review request answered"
    );
    answer.unwrap_or_else(Problem::into_response)
}

async fn answer<S: Store, Q: ReceivePointers>(
    app: &App<S, Q>,
    route: RouteName,
    key: Option<DecisionKey>,
    request: Request<Bytes>,
) -> Result<Response<Bytes>, Problem> {
    let now = app.clock.now();
    let reviewer = identity::reviewer(&app.store, request.headers(), now).await?;
    app.pace.take(&reviewer.id, now).map_err(|seconds| {
        let detail = "you ask more often than a person can; wait a moment";
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", detail)
            .retry_after(seconds)
    })?;
    let desk = Desk { app, reviewer: &reviewer };
    let body = request.body();
    match (route, key) {
        (RouteName::List, _) => browse::list(&desk, request.uri().query()).await,
        (RouteName::ClaimNext, _) => claim::next(&desk, body).await,
        (_, None) => Err(Problem::not_found("unknown-decision", "this path names no decision")),
        (_, Some(key)) if !reviewer.may_see(&key.space) => {
            let detail = "your token does not reach this space";
            Err(Problem::new(StatusCode::FORBIDDEN, "other-space", detail))
        }
        (RouteName::Claim, Some(key)) => claim::one(&desk, &key, body).await,
        (RouteName::Renew, Some(key)) => settle::renew(&desk, &key, body).await,
        (RouteName::Release, Some(key)) => settle::release(&desk, &key, body).await,
        (RouteName::Resolve, Some(key)) => settle::resolve(&desk, &key, body).await,
        (RouteName::Read, Some(key)) => browse::read(&desk, &key).await,
    }
}

/// One reviewer at work.
struct Desk<'a, S, Q> {
    app: &'a App<S, Q>,
    reviewer: &'a Reviewer,
}

fn unknown_decision() -> Problem {
    Problem::not_found("unknown-decision", "nothing is decided under this id")
}

fn port(error: &PortError) -> Problem {
    Problem::of_port(error)
}

/// 409: what the rules say against the request, with what a machine needs to act on it.
fn conflict(refused: &Refused) -> Problem {
    let detail = refused.to_string();
    let problem = |code| Problem::new(StatusCode::CONFLICT, code, detail);
    match refused {
        Refused::NotOpen { state } => problem("not-open").with("state", *state),
        Refused::Held { until } => problem("held").with("until", until.to_string()),
        Refused::LeaseLost => problem("lease-lost"),
        Refused::VersionMoved { current } => problem("version-moved").with("version", *current),
    }
}
